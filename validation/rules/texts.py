"""What targets and texts say: measurable (指标值可衡量), stale_year (年份陈旧)."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from validation.findings import shown
from validation.rules.base import Check, Entry, Evidence, blank, check_each
from validation.rules.targets import has_number, has_sign, is_plain
from workbook_templates.submission import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbook_templates.model import Form
    from workbook_templates.rules import Measurable, StaleYear

AROUND = 8
"""Characters of the text that are quoted on each side of a year."""
_DIGITS = r"(?<!\d)((?:[1１][9９]|[2２][0０])\d\d)\s*年"
_YEAR = re.compile(_DIGITS)
_UNTIL = re.compile(rf"(?:度|\d{{1,2}}月)?\s*[-—–~～至到]+\s*{_DIGITS}")
"""Behind a year: the end of a span that it opens."""


def measurable_checks(form: Form, rule: Measurable) -> list[Check]:
    """指标值可衡量: it has a number, and the number a sign."""
    return [
        check_each(rule, form, name, partial(judge, rule, name), message)
        for name in form.matching(rule.fields)
        for judge, message in ((_immeasurable, ""), (_without_sign, "measurable_sign"))
    ]


def _immeasurable(rule: Measurable, name: str, entry: Entry) -> Evidence | None:
    text = _target(rule, name, entry)
    return Evidence(text) if text and not has_number(text) else None


def _without_sign(rule: Measurable, name: str, entry: Entry) -> Evidence | None:
    text = _target(rule, name, entry)
    clear = not text or not has_number(text) or has_sign(text) or is_plain(text, rule.plain)
    return None if clear else Evidence(text)


def _target(rule: Measurable, name: str, entry: Entry) -> str:
    """The target that is to be measured; "" where there is none, or it may be said in words."""
    value = entry.value(name)
    kind = entry.value(rule.beside(name)) if rule.unless else None
    if blank(value) or isinstance(value, Unreadable) or (isinstance(kind, str) and kind.strip() in rule.qualitative):
        return ""
    return value.strip() if isinstance(value, str) else shown(value)


def stale_year_checks(form: Form, rule: StaleYear) -> list[Check]:
    """年份陈旧: no year before that of the form."""
    before = int(form.text(rule.before))
    return [
        check_each(rule, form, name, partial(_stale, name, before, rule.unless)) for name in form.matching(rule.fields)
    ]


def _stale(name: str, before: int, unless: Sequence[str], entry: Entry) -> Evidence | None:
    value = entry.value(name)
    if not isinstance(value, str):
        return None
    found = list(_stale_years(value, before, unless))
    if not found:
        return None
    years = Counter(year for year, _ in found)
    named = "、".join(f"{year}年（{count}处）" for year, count in years.most_common())
    quotes = "、".join(f"“{quote}”" for _, quote in found)
    return Evidence(named, slots={"years": named, "quotes": quotes})


def _stale_years(text: str, before: int, unless: Sequence[str]) -> Iterator[tuple[int, str]]:
    for found in _YEAR.finditer(text):
        year, behind = int(found[1]), text[found.end() :].lstrip()
        until = _UNTIL.match(behind)
        if year < before and not behind.startswith(tuple(unless)) and not (until and int(until[1]) >= before):
            start, end = max(0, found.start() - AROUND), found.end() + AROUND
            quoted = re.sub(r"\s+", "", text[start:end])
            yield year, f"{'…' if start else ''}{quoted}{'…' if end < len(text) else ''}"
