"""Amounts beside each other: equals (定值), coverage (覆盖), unit_slip (单位差错)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from udfs import CalculationError, rate, total
from validation.findings import shown
from validation.rules.base import Check, Entry, Evidence, check_each, check_units, readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook_templates.model import Form
    from workbook_templates.rules import Coverage, Equals, UnitSlip

HUNDRED = Decimal(100)


def equals_checks(form: Form, rule: Equals) -> list[Check]:
    """定值: the number is the fixed one; a blank is the business of `required`."""
    fixed = Decimal(rule.value)
    return [check_each(rule, form, name, partial(_unlike, name, fixed)) for name in form.matching(rule.fields)]


def _unlike(name: str, fixed: Decimal, entry: Entry) -> Evidence | None:
    value = entry.value(name)
    return Evidence(value, fixed, value - fixed) if isinstance(value, Decimal) and value != fixed else None


def coverage_checks(form: Form, rule: Coverage) -> list[Check]:
    """覆盖: nothing of the whole is left over, or the parts do not exceed it."""
    checks = []
    for parts, whole in rule.instances():
        place = parts[0] if form.section_of(whole[0]) else whole[0]
        message = "coverage_over" if rule.when == "over" else ""
        checks.append(check_units(rule, place, partial(_uncovered, parts, whole, rule.when == "over"), message))
    return checks


def _uncovered(parts: Sequence[str], whole: Sequence[str], over: bool, entry: Entry) -> Evidence | None:
    values, wholes = entry.values(parts), entry.values(whole)
    numbers = [value for value in values if isinstance(value, Decimal)]
    limits = [value for value in wholes if isinstance(value, Decimal)]
    if not readable(*values, *wholes) or not numbers or not limits:
        return None
    part, limit = total(numbers), total(limits)
    if not (part > limit if over else part < limit):
        return None
    try:
        percent = shown(rate(part, limit, HUNDRED))
    except CalculationError:
        percent = "—"
    slots = {"percent": percent, "rest": shown(limit - part)}
    return Evidence(part, limit, part - limit, entry.places([*parts, *whole]), slots)


def unit_slip_checks(form: Form, rule: UnitSlip) -> list[Check]:
    """单位差错: the figure is not about a power of ten times the one beside it."""
    factors, within = [Decimal(factor) for factor in rule.factors], Decimal(rule.within)
    return [
        check_each(rule, form, name, partial(_slipped, name, reference, factors, within))
        for name, reference in rule.instances()
    ]


def _slipped(name: str, reference: str, factors: Sequence[Decimal], within: Decimal, entry: Entry) -> Evidence | None:
    value, other = entry.value(name), entry.value(reference)
    if not (isinstance(value, Decimal) and isinstance(other, Decimal) and value > 0 and other > 0):
        return None
    larger, smaller = max(value, other), min(value, other)
    for factor in factors:
        if abs(Fraction(larger) / Fraction(smaller) / Fraction(factor) - 1) <= Fraction(within) / 100:
            times = f"{shown(factor)} 倍" if value > other else f"1/{shown(factor)}"
            return Evidence(
                value, operands=entry.places([name, reference]), slots={"factor": times, "other": reference}
            )
    return None
