"""Native Excel formulas of the computed fields.

A formula refers to cells by their defined names only, never by address: it stays right wherever rows are
inserted, reads as the rule reads, and is a function of the form alone. What is rounded or apportioned is
so in integer arithmetic that a double holds exactly, so that the sheet, the function and the batch give the
same digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbook_templates.formulas.figures import (
    execution_score_formulas,
    grade_formulas,
    mean_formulas,
    rate_formulas,
    total_formulas,
)
from workbook_templates.formulas.schools import (
    standard_formulas,
    tally_formulas,
    variation_formulas,
    verdict_formulas,
    weighted_mean_formulas,
)
from workbook_templates.formulas.shares import share_formulas, split_formulas

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbook_templates.model import Form

FORMULAS: dict[str, Callable[[Form, Any], dict[str, str]]] = {
    "total": total_formulas,
    "shares": share_formulas,
    "rate": rate_formulas,
    "mean": mean_formulas,
    "weighted_mean": weighted_mean_formulas,
    "execution_score": execution_score_formulas,
    "grade": grade_formulas,
    "split": split_formulas,
    "tally": tally_formulas,
    "variation": variation_formulas,
    "verdict": verdict_formulas,
    "standard_met": standard_formulas,
}
"""Rule kind → the formulas of the fields that a rule of this kind computes."""


def native_formulas(form: Form) -> dict[str, str]:
    """The formula (with its leading =) of each computed field."""
    found: dict[str, str] = {}
    for rule in form.computations:
        found.update(FORMULAS[rule.kind](form, rule))
    return found


__all__ = ["FORMULAS", "native_formulas"]
