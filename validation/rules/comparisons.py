"""With another form or another year of the same unit.

same_indicators (指标一致), same_as_last_year (与上年一致), yearly_change (比上年变动). What is not given is not judged.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from udfs import growth_rate, round_half_up
from validation.findings import Operand, numbered, shown
from validation.rules.base import Check, Evidence, blank, difference, in_words, readable
from validation.rules.matching import Match, matched
from validation.rules.targets import target_of
from workbook_templates import names
from workbook_templates.rules import Total

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbook_templates.frames import Frames
    from workbook_templates.model import Form
    from workbook_templates.others import Other
    from workbook_templates.rules import SameAsLastYear, SameIndicators, YearlyChange
    from workbook_templates.submission import Submission, Value

    Row = Mapping[str, Value]

NOTHING_TO_GROW_FROM = "—"
"""What is shown for the rate of a change from 0."""


def in_other(other: Other, name: str, row: int | None = None) -> Operand:
    """A value of another form as it is shown beside a finding: which form and file, which cell, what stands there."""
    form, submission = other
    section, _, column = name.rpartition(".")
    value = submission.scalars.get(name) if row is None else submission.rows(section)[row - 1].get(column)
    sheet, cell = submission.address(name, row)
    file = f"（{Path(submission.file).name}）" if submission.file else ""
    label = f"{form.form.year}年《{form.form.title}》{file}{numbered(form.label_of(name), row)}"
    return Operand(name, label, f"{sheet}!{cell}" if sheet and cell else cell, value)


# ── 指标一致 ─────────────────────────────────────────────────────────────────


class Found(NamedTuple):
    """The indicators of a unit beside those of the other form; rows by their numbers."""

    other: Other
    same: list[Match]
    reworded: list[Match]
    added: list[int]
    dropped: list[int]


def same_indicators_checks(form: Form, rule: SameIndicators) -> list[Check]:
    """Four kinds of differences: reworded, added, another value, and for the unit as a whole what is missing."""
    key = f"{rule.section}.{rule.key}"
    changes = [
        Check(rule, rule.section, f"{rule.section}.{own}", partial(_by_row, rule.id, partial(_changed, rule, own)))
        for own in rule.columns
    ]
    return [
        Check(rule, rule.section, key, partial(_by_row, rule.id, partial(_reworded, rule)), "same_indicators_reworded"),
        Check(rule, rule.section, key, partial(_by_row, rule.id, partial(_added, rule)), "same_indicators_added"),
        *changes,
        Check(rule, "", rule.section, partial(_dropped, rule), "same_indicators_dropped"),
    ]


@lru_cache(maxsize=4)
def _indicators(frames: Frames, rule_id: str) -> list[Found | None]:
    """For each submission what became of the indicators; None where there is nothing to compare with."""
    rule: SameIndicators = frames.form.rule(rule_id)  # type: ignore[assignment]
    return [
        _compared(rule, submission, other) if other is not None else None
        for submission, other in zip(frames.submissions, frames.counterparts(rule.wanted()), strict=True)
    ]


def _compared(rule: SameIndicators, submission: Submission, other: Other) -> Found | None:
    if not set(rule.elsewhere()) <= other.form.list_columns.keys():
        return None
    own = _names(submission, rule.section, rule.key)
    declared = _names(other.submission, rule.other_section, rule.other_key or rule.key)
    if not declared and other.submission.summary:
        return None  # a summary does not have all lists of all units
    same, reworded = matched(own, declared, float(rule.similar))
    known, kept = ({pair[side] for pair in (*same, *reworded)} for side in (0, 1))
    return Found(other, same, reworded, [n for n in own if n not in known], [n for n in declared if n not in kept])


def _names(submission: Submission, section: str, key: str) -> dict[int, str]:
    """The names of a unit's own indicators by the number of their row."""
    found = {}
    for number, row in enumerate(submission.rows(section), start=1):
        name, owner = row.get(key), row.get(names.OWNER, submission.unit.code)
        if isinstance(name, str) and name.strip() and owner == submission.unit.code:
            found[number] = name
    return found


def _by_row(rule_id: str, judge: Callable[[Found, Row, int], Evidence | None], frames: Frames) -> list[Evidence | None]:
    rule: SameIndicators = frames.form.rule(rule_id)  # type: ignore[assignment]
    found = _indicators(frames, rule_id)
    return [
        judge(compared, frames.rows[position][rule.section][number - 1], number)
        if (compared := found[position]) is not None
        else None
        for position, number in frames.places[rule.section]
    ]


def _reworded(rule: SameIndicators, found: Found, row: Row, number: int) -> Evidence | None:
    for own, declared in found.reworded:
        if own == number:
            operand = in_other(found.other, _other_key(rule), declared)
            return Evidence(row.get(rule.key), operand.value, beside=(operand,), slots=_named(found.other))
    return None


def _added(rule: SameIndicators, found: Found, row: Row, number: int) -> Evidence | None:
    return Evidence(row.get(rule.key), slots=_named(found.other)) if number in found.added else None


def _changed(rule: SameIndicators, column: str, found: Found, row: Row, number: int) -> Evidence | None:
    for own, declared in (*found.same, *found.reworded):
        if own == number:
            operand = in_other(found.other, f"{rule.other_section}.{rule.columns[column]}", declared)
            value = row.get(column)
            if _say_the_same(value, operand.value):
                return None
            slots = {**_named(found.other), "indicator": str(row.get(rule.key))}
            return Evidence(value, operand.value, difference(value, operand.value), beside=(operand,), slots=slots)
    return None


def _say_the_same(one: Value | None, other: Value | None) -> bool:
    """Whether two targets or weights agree; what is blank or can't be read is not compared."""
    if blank(one) or blank(other) or not readable(one, other):
        return True
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one == other
    texts = [shown(value, grouped=False) for value in (one, other)]
    targets = [target_of(text) for text in texts]
    return _folded(texts[0]) == _folded(texts[1]) or (targets[0] is not None and targets[0] == targets[1])


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _dropped(rule: SameIndicators, frames: Frames) -> list[Evidence | None]:
    found: list[Evidence | None] = []
    for compared in _indicators(frames, rule.id):
        gone = [_gone(rule, compared, number) for number in compared.dropped] if compared is not None else []
        found.append(Evidence(gone[0].actual, gone[0].expected, beside=gone[0].beside, slots=gone[0].slots,
                              more=gone[1:]) if gone else None)  # fmt: skip
    return found


def _gone(rule: SameIndicators, found: Found, number: int) -> Evidence:
    operand = in_other(found.other, _other_key(rule), number)
    return Evidence(None, operand.value, beside=(operand,), slots=_named(found.other))


def _other_key(rule: SameIndicators) -> str:
    return f"{rule.other_section}.{rule.other_key or rule.key}"


def _named(other: Other) -> dict[str, str]:
    return {"with": f"{other.form.form.year}年《{other.form.form.title}》"}


# ── 与上年一致 ───────────────────────────────────────────────────────────────


def same_as_last_year_checks(form: Form, rule: SameAsLastYear) -> list[Check]:
    """One check for each figure that is carried over."""
    pairs = rule.pairs or {name: source for name, scalar in form.scalars.items() if (source := scalar.carried_from)}
    return [Check(rule, "", name, partial(_carried, rule, pairs, name)) for name in pairs]


def _carried(rule: SameAsLastYear, pairs: Mapping[str, str], name: str, frames: Frames) -> list[Evidence | None]:
    parts = _parts_of(frames.form, name)
    return [
        _as_last_year(frames.form, record, other, pairs, name, parts) if other is not None else None
        for record, other in zip(frames.records, frames.counterparts(rule.wanted()), strict=True)
    ]


def _parts_of(form: Form, name: str) -> list[str]:
    """The operands of a total that the form computes."""
    totals = [rule for rule in form.computations if isinstance(rule, Total)]
    return [part for rule in totals for target, parts in rule.instances() if target == name for part in parts]


def _as_last_year(
    form: Form, record: Row, other: Other, pairs: Mapping[str, str], name: str, parts: Sequence[str]
) -> Evidence | None:
    """A total is compared only where one of its parts can't be: else it would repeat what its parts say."""
    if parts and all(last_figure(form, other, part, pairs.get(part, "")) is not None for part in parts):
        return None
    actual, expected = record.get(name), last_figure(form, other, name, pairs[name])
    if expected is None or blank(actual) or not readable(actual) or actual == expected:
        return None
    return Evidence(actual, expected, difference(actual, expected), beside=(in_other(other, pairs[name]),))


def last_figure(form: Form, other: Other, name: str, source: str) -> Value | None:
    """What last year's form says, at this year's decimals; None where it says nothing, or counts in another unit."""
    value = other.submission.scalars.get(source)
    if source not in other.form.scalars or blank(value) or not readable(value):
        return None
    expected = form.expected[name]
    if expected.type == "money" and form.form.money_unit != other.form.form.money_unit:
        return None
    return round_half_up(value, expected.decimals) if isinstance(value, Decimal) else value


# ── 比上年变动 ───────────────────────────────────────────────────────────────


def yearly_change_checks(form: Form, rule: YearlyChange) -> list[Check]:
    """One check for each figure."""
    return [
        Check(rule, "", name, partial(_changes, rule, name, reference)) for name, reference in rule.instances()
    ]  # fmt: skip


def _changes(rule: YearlyChange, name: str, reference: str, frames: Frames) -> list[Evidence | None]:
    if reference:
        return [
            _change(rule, frames.form, name, record.get(name), record.get(reference), [(name, None), (reference, None)])
            for record in frames.records
        ]
    wanted = rule.wanted()
    assert wanted is not None
    return [
        _change(rule, frames.form, name, record.get(name), last_figure(frames.form, other, name, name),
                [(name, None)], (in_other(other, name),)) if other is not None else None
        for record, other in zip(frames.records, frames.counterparts(wanted), strict=True)
    ]  # fmt: skip


def _change(
    rule: YearlyChange, form: Form, name: str, now: Value | None, last: Value | None,
    operands: Sequence[tuple[str, int | None]], beside: Sequence[Operand] = (),
) -> Evidence | None:  # fmt: skip
    if not isinstance(now, Decimal) or not isinstance(last, Decimal):
        return None
    change = now - last
    beyond = last == 0 or abs(change) * 100 > Decimal(rule.percent) * abs(last)
    if not beyond or abs(change) <= Decimal(rule.least):
        return None
    rate = f"{growth_rate(now, last):+f}%" if last > 0 else NOTHING_TO_GROW_FROM
    limit = f"{rule.percent}%" + (f"和 {rule.least}" if Decimal(rule.least) else "")
    slots = {"last": in_words(form, name, last), "rate": rate, "limit": limit}
    return Evidence(now, None, change, operands, slots, beside)
