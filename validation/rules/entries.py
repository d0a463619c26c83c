"""What must be there and how it is named.

required (必填), required_rows (列表不空), one_of (枚举), blank_when (不填), taken_as_stated (照填报数采用).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from validation.findings import shown
from validation.rules.base import Check, Entry, Evidence, blank, check_each, check_units, readable
from workbook_templates.submission import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook_templates.frames import Frames
    from workbook_templates.model import Form
    from workbook_templates.rules import BlankWhen, OneOf, Required, RequiredRows, TakenAsStated

MOST_NAMED = 4
"""Labels that a message lists."""


def required_checks(form: Form, rule: Required) -> list[Check]:
    """必填: not blank; in a list, in each of its rows."""
    return [
        Check(rule, form.section_of(name), name, partial(_judge_required, name)) for name in form.matching(rule.fields)
    ]


def _judge_required(name: str, frames: Frames) -> list[Evidence | None]:
    return [Evidence() if blank(value) else None for value in frames.column(name)]


def required_rows_checks(form: Form, rule: RequiredRows) -> list[Check]:
    """列表不空: at least one row."""
    return [Check(rule, "", name, partial(_judge_rows, name)) for name in rule.lists]


def _judge_rows(name: str, frames: Frames) -> list[Evidence | None]:
    return [None if any(rows[name]) else Evidence() for rows in frames.rows]


def one_of_checks(form: Form, rule: OneOf) -> list[Check]:
    """枚举: one of a code list; blanks around the name do not matter."""
    codes = form.codes[rule.codes]
    return [
        Check(rule, form.section_of(name), name, partial(_judge_code, name, codes))
        for name in form.matching(rule.fields)
    ]


def _judge_code(name: str, codes: list[str], frames: Frames) -> list[Evidence | None]:
    listed = "、".join(codes)
    return [
        None if blank(value) or isinstance(value, Unreadable) or str(value).strip() in codes
        else Evidence(value, listed)
        for value in frames.column(name)
    ]  # fmt: skip


def blank_when_checks(form: Form, rule: BlankWhen) -> list[Check]:
    """不填: where the deciding field has one of the values, the others stay blank."""
    return [check_each(rule, form, name, partial(_not_blank, rule, name)) for name in form.matching(rule.fields)]


def _not_blank(rule: BlankWhen, name: str, entry: Entry) -> Evidence | None:
    deciding, value = entry.value(rule.field), entry.value(name)
    if blank(deciding) or not readable(deciding, value) or blank(value):
        return None
    stated = deciding.strip() if isinstance(deciding, str) else shown(deciding, grouped=False)
    if stated not in rule.values:
        return None
    when = f"“{entry.form.label_of(rule.field)}”为“{stated}”"
    return Evidence(value, operands=entry.places([rule.field]), slots={"when": when})


def taken_as_stated_checks(form: Form, rule: TakenAsStated) -> list[Check]:
    """照填报数采用: filled in, though nothing of what it follows from is."""
    return [check_units(rule, name, partial(_unfounded, rule, name)) for name in form.matching(rule.fields)]


def _unfounded(rule: TakenAsStated, name: str, entry: Entry) -> Evidence | None:
    value = entry.value(name)
    if blank(value) or not readable(value) or any(_given(need, entry) for need in rule.needs):
        return None
    labels = [entry.form.label_of(need) for need in _needed(entry.form, rule.needs)]
    listed = "、".join(f"“{label}”" for label in labels[:MOST_NAMED])
    return Evidence(value, slots={"needs": f"{listed}等 {len(labels)} 项" if len(labels) > MOST_NAMED else listed})


def _needed(form: Form, needs: Sequence[str]) -> list[str]:
    return [name for need in needs for name in ([need] if need in form.list_sections else form.matching([need]))]


def _given(need: str, entry: Entry) -> bool:
    if need in entry.rows:
        return any(entry.rows[need])
    return any(not blank(value) for value in entry.values(entry.form.matching([need])))
