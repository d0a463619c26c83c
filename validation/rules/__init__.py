"""How each kind of rule is checked. One entry a kind; a test walks the registry against the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from validation.rules import amounts, entries, indicators, shares
from validation.rules.base import Check, Evidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbook_templates.model import Form

CHECKS: dict[str, Callable[[Form, Any], list[Check]]] = {
    "total": amounts.total_checks,
    "same": amounts.same_checks,
    "at_least": amounts.at_least_checks,
    "range": amounts.range_checks,
    "shares": shares.share_checks,
    "adjusted_share": shares.adjusted_share_checks,
    "required": entries.required_checks,
    "required_rows": entries.required_rows_checks,
    "one_of": entries.one_of_checks,
    "each_has": indicators.each_has_checks,
    "covers": indicators.covers_checks,
    "same_order": indicators.same_order_checks,
}
"""Rule kind → the checks that a rule of this kind makes."""


def checks_of(form: Form) -> list[Check]:
    """All checks of a form, in the order of its rules."""
    return [check for rule in form.rules for check in CHECKS[rule.kind](form, rule)]


__all__ = ["CHECKS", "Check", "Evidence", "checks_of"]
