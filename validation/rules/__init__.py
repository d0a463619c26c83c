"""How each kind of rule is checked. One entry a kind; a test walks the registry against the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from validation.rules import (
    amounts,
    backwards,
    comparisons,
    computed,
    copies,
    entries,
    indicators,
    rates,
    scores,
    shares,
    stated,
    texts,
)
from validation.rules.base import Check, Evidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbook_templates.model import Form

CHECKS: dict[str, Callable[[Form, Any], list[Check]]] = {
    "total": amounts.total_checks,
    "same": amounts.same_checks,
    "at_least": amounts.at_least_checks,
    "range": amounts.range_checks,
    "equals": stated.equals_checks,
    "coverage": stated.coverage_checks,
    "unit_slip": stated.unit_slip_checks,
    "shares": shares.share_checks,
    "adjusted_share": shares.adjusted_share_checks,
    "rate": rates.rate_checks,
    "truncated_rate": rates.companion_checks,
    "coarse_rate": rates.companion_checks,
    "rounded_total": rates.companion_checks,
    "growth": backwards.growth_checks,
    "implied_denominator": backwards.implied_denominator_checks,
    "execution_score": computed.computed_checks,
    "grade": scores.grade_checks,
    "grade_unproved": scores.grade_unproved_checks,
    "indicator_score": scores.indicator_score_checks,
    "tally": computed.computed_checks,
    "variation": computed.computed_checks,
    "mean": computed.computed_checks,
    "weighted_mean": computed.computed_checks,
    "split": computed.computed_checks,
    "verdict": computed.computed_checks,
    "standard_met": computed.computed_checks,
    "required": entries.required_checks,
    "required_rows": entries.required_rows_checks,
    "one_of": entries.one_of_checks,
    "blank_when": entries.blank_when_checks,
    "taken_as_stated": entries.taken_as_stated_checks,
    "each_has": indicators.each_has_checks,
    "covers": indicators.covers_checks,
    "same_order": indicators.same_order_checks,
    "measurable": texts.measurable_checks,
    "stale_year": texts.stale_year_checks,
    "same_indicators": comparisons.same_indicators_checks,
    "same_as_last_year": comparisons.same_as_last_year_checks,
    "yearly_change": comparisons.yearly_change_checks,
    "copied_text": copies.copied_text_checks,
}
"""Rule kind → the checks that a rule of this kind makes."""


def checks_of(form: Form) -> list[Check]:
    """All checks of a form, in the order of its rules."""
    return [check for rule in form.rules for check in CHECKS[rule.kind](form, rule)]


__all__ = ["CHECKS", "Check", "Evidence", "checks_of"]
