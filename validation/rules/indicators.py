"""Whether goals and indicators hang together: each_has (每个都有), covers (种类齐全), same_order (次序一致)."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from validation.findings import shown
from validation.rules.base import Check, Evidence
from workbook_templates import names
from workbook_templates.model import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook_templates.frames import Frames
    from workbook_templates.model import Form
    from workbook_templates.rules import Covers, EachHas, SameOrder
    from workbook_templates.submission import Value

_NUMBERING = re.compile(r"^\s*(?:[长短]期|年度)?目标\s*[0-9０-９一二三四五六七八九十]+\s*[：:.、．]?\s*")
_ENDS = " 　；;。，,、\t"


def each_has_checks(form: Form, rule: EachHas) -> list[Check]:
    """每个都有: each block that has a text has a row with each of the values."""
    parent = form.list_sections[rule.section].within or ""
    shown_at = f"{parent}.{form.list_sections[parent].columns[0].id}"
    return [Check(rule, parent, shown_at, partial(_judge_each, rule, parent, value)) for value in rule.values]


def _judge_each(rule: EachHas, parent: str, value: str, frames: Frames) -> list[Evidence | None]:
    found: list[Evidence | None] = []
    first = frames.form.list_sections[parent].columns[0].id
    for rows in frames.rows:
        blocks = {_block(row, 0) for row in rows[rule.section] if _text(row.get(rule.column)) == value}
        for number, row in enumerate(rows[parent], start=1):
            held = _block(row, number) in blocks or not row
            found.append(None if held else Evidence(row.get(first), value))
    return found


def _block(row: Mapping[str, Value], number: int) -> tuple[Value | None, Value | int]:
    """Which block a row stands for: its number, in a summary within its unit."""
    return row.get(names.OWNER), row.get(names.ITEM, number)


def covers_checks(form: Form, rule: Covers) -> list[Check]:
    """种类齐全: each value is somewhere in the lists; lists without any row are the business of required_rows."""
    shown_at = f"{rule.lists[0]}.{rule.column}"
    return [Check(rule, "", shown_at, partial(_judge_covers, rule, value)) for value in rule.values]


def _judge_covers(rule: Covers, value: str, frames: Frames) -> list[Evidence | None]:
    found: list[Evidence | None] = []
    for rows in frames.rows:
        present = [_text(row.get(rule.column)) for name in rule.lists for row in rows[name]]
        kinds = "、".join(dict.fromkeys(text for text in present if text))
        found.append(None if value in present or not kinds else Evidence(kinds, value))
    return found


def same_order_checks(form: Form, rule: SameOrder) -> list[Check]:
    """次序一致: the goals listed in the summary stand in the order of the detail."""
    return [Check(rule, "", rule.summary, partial(_judge_order, rule))]


def _judge_order(rule: SameOrder, frames: Frames) -> list[Evidence | None]:
    return [
        _order_evidence(
            _items(_text(record.get(rule.summary))),
            [_text(row.get(rule.column)) for row in rows[rule.section]],
        )
        for record, rows in zip(frames.records, frames.rows, strict=True)
    ]


def _order_evidence(listed: list[str], detailed: list[str]) -> Evidence | None:
    """Fails where every goal of the summary is found in the detail, but in another order.

    A goal that can't be found says nothing about the order, so it is not judged.
    """
    positions = [next((i for i, text in enumerate(detailed) if item in text), None) for item in listed]
    known = [position for position in positions if position is not None]
    if len(known) < len(positions) or known == sorted(known):
        return None
    by_detail = [item for _, item in sorted(zip(known, listed, strict=True))]
    return Evidence("；".join(listed), "；".join(by_detail))


def _items(text: str) -> list[str]:
    r"""The goals in a summary, one a line, without their numbering.

    >>> _items("  目标1：建强“三个教育中心”；\n目标2：坚持“三线并举”")
    ['建强“三个教育中心”', '坚持“三线并举”']
    """
    lines = [_NUMBERING.sub("", line).strip(_ENDS) for line in text.splitlines()]
    return [plain(line) for line in lines if line]


def _text(value: Value | None) -> str:
    return value.strip() if isinstance(value, str) else "" if value is None else shown(value)
