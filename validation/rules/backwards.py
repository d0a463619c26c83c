"""From a printed rate back to what it rests on: growth (增长率), implied_denominator (隐含分母)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from math import floor
from typing import TYPE_CHECKING

from udfs import CalculationError, growth_bases, growth_rate, implied_denominators, printed_decimals
from validation.findings import shown
from validation.rules.base import Check, Entry, Evidence, check_each

if TYPE_CHECKING:
    from workbook_templates.model import Form
    from workbook_templates.rules import Growth, ImpliedDenominator

NONE_WHOLE = "（没有合适的整数）"


def growth_checks(form: Form, rule: Growth) -> list[Check]:
    """增长率: it follows from the earlier figure; without one, some whole number must give it."""
    return [
        check_each(rule, form, target, partial(judge, target, current, base), message)
        for target, current, base in rule.instances()
        for judge, message in ((_unlike_base, ""), (_baseless, "growth_base"))
    ]


def _unlike_base(target: str, current: str, base: str | None, entry: Entry) -> Evidence | None:
    growth, now, before = entry.value(target), entry.value(current), entry.value(base or "")
    if not (isinstance(growth, Decimal) and isinstance(now, Decimal) and isinstance(before, Decimal)):
        return None
    own = entry.form.expected[target].decimals
    printed = min(max(0, printed_decimals(growth)), own)
    try:
        held, expected = (growth_rate(now, before, decimals) for decimals in (printed, own))
    except CalculationError:
        return None
    if growth == held:
        return None
    return Evidence(growth, expected, growth - expected, entry.places([name for name in (current, base) if name]))


def _baseless(target: str, current: str, base: str | None, entry: Entry) -> Evidence | None:
    growth, now = entry.value(target), entry.value(current)
    if not (isinstance(growth, Decimal) and isinstance(now, Decimal)) or (base and entry.value(base) is not None):
        return None
    try:
        if growth_bases(now, growth):
            return None
        nearest = _nearest(now, growth)
    except CalculationError:
        return None
    return Evidence(growth, operands=entry.places([current]), slots={"nearest": nearest})


def _nearest(current: Decimal, growth: Decimal) -> str:
    """The whole earlier figures next to the one that the growth asks for, each with its growth.

    >>> _nearest(Decimal(398), Decimal("7.8"))
    '上期数 369 时为 7.86%，370 时为 7.57%'
    """
    below = max(1, floor(100 * current / (100 + growth)))
    decimals = max(0, printed_decimals(growth)) + 1
    rates = [f"{shown(Decimal(base))} 时为 {growth_rate(current, base, decimals)}%" for base in (below, below + 1)]
    return f"上期数 {'，'.join(rates)}"


def implied_denominator_checks(form: Form, rule: ImpliedDenominator) -> list[Check]:
    """隐含分母: the stated count is one of those that the total and its printed rate allow."""
    return [
        check_each(rule, form, stated, partial(_unlike_implied, Decimal(rule.times), numerator, rate, stated))
        for numerator, rate, stated in rule.instances()
    ]


def _unlike_implied(times: Decimal, numerator: str, rate: str, stated: str, entry: Entry) -> Evidence | None:
    total, printed, count = (entry.value(name) for name in (numerator, rate, stated))
    if not (isinstance(total, Decimal) and isinstance(printed, Decimal) and isinstance(count, Decimal)):
        return None
    try:
        bounds = implied_denominators(total, printed, times)
    except CalculationError:
        return None
    if bounds and bounds[0] <= count <= bounds[1]:
        return None
    expected = Decimal(bounds[0]) if bounds and bounds[0] == bounds[1] else None
    implied = "—".join(shown(Decimal(end)) for end in dict.fromkeys(bounds)) if bounds else NONE_WHOLE
    difference = count - expected if expected is not None else None
    return Evidence(count, expected, difference, entry.places([numerator, rate]), {"implied": implied})
