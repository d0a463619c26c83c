"""Relations between figures: total (合计), same (相等), at_least (不小于), range (范围)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from udfs import round_half_up, total
from validation.rules.base import Check, Entry, Evidence, check_each, check_units, difference, in_words, readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbook_templates.frames import Frames
    from workbook_templates.model import Form
    from workbook_templates.rules import AtLeast, Range, Same, Total
    from workbook_templates.submission import Value

    Holds = Callable[[Value | None, Value | None], bool]


def total_checks(form: Form, rule: Total) -> list[Check]:
    """合计: the field equals the exact sum of its operands."""
    return [check_units(rule, target, partial(_total_evidence, target, names)) for target, names in rule.instances()]


def _total_evidence(target: str, names: list[str], entry: Entry) -> Evidence | None:
    values, actual = entry.values(names), entry.value(target)
    # Lists without a row are the business of required_rows.
    if not values or not readable(actual, *values) or (actual is None and all(value is None for value in values)):
        return None
    exact = total([value for value in values if isinstance(value, Decimal)])
    expected = round_half_up(exact, entry.form.scalars[target].decimals)
    if actual == expected:
        return None
    return Evidence(actual, expected, difference(actual, expected), entry.places([target, *names]))


def same_checks(form: Form, rule: Same) -> list[Check]:
    """相等: the later fields equal the first one; between columns of a list, row by row."""
    return [
        Check(rule, form.section_of(other), other, partial(_judge_pair, other, first, _equal))
        for first, *others in rule.instances()
        for other in others
    ]


def at_least_checks(form: Form, rule: AtLeast) -> list[Check]:
    """不小于: left ≥ right."""
    judge = partial(_judge_pair, rule.left, rule.right, _at_least)
    return [Check(rule, form.section_of(rule.left), rule.left, judge)]


def _equal(left: Value | None, right: Value | None) -> bool:
    return left == right


def _at_least(left: Value | None, right: Value | None) -> bool:
    return not (isinstance(left, Decimal) and isinstance(right, Decimal)) or left >= right


def _judge_pair(left: str, right: str, holds: Holds, frames: Frames) -> list[Evidence | None]:
    section = frames.form.section_of(left)
    pairs = zip(frames.column(left), frames.column(right), strict=True)
    numbers = [number for _, number in frames.places[section]] if section else None
    return [_pair_evidence(left, right, holds, a, b, numbers[i] if numbers else None) for i, (a, b) in enumerate(pairs)]


def _pair_evidence(
    left: str, right: str, holds: Holds, a: Value | None, b: Value | None, row: int | None
) -> Evidence | None:
    if not readable(a, b) or holds(a, b):
        return None
    return Evidence(a, b, difference(a, b), [(left, row), (right, row)], {"other": right})


def range_checks(form: Form, rule: Range) -> list[Check]:
    """范围: min ≤ value ≤ max; a blank is the business of `required`."""
    low, high = (None if limit is None else Decimal(form.text(limit)) for limit in (rule.min, rule.max))
    return [
        check_each(rule, form, name, partial(_range_evidence, name, low, high)) for name in form.matching(rule.fields)
    ]


def _range_evidence(name: str, low: Decimal | None, high: Decimal | None, entry: Entry) -> Evidence | None:
    value = entry.value(name)
    if not isinstance(value, Decimal):
        return None
    if low is not None and value < low:
        limit, words = low, "不小于"
    elif high is not None and value > high:
        limit, words = high, "不大于"
    else:
        return None
    return Evidence(value, limit, value - limit, slots={"limits": f"{words} {in_words(entry.form, name, limit)}"})
