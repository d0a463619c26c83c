"""The computed fields of a form, by the functions of `udfs`: the same digits as the native formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbook_templates.computing.figures import (
    compute_execution_scores,
    compute_grade,
    compute_mean,
    compute_rates,
    compute_splits,
    compute_totals,
)
from workbook_templates.computing.operands import numbers_of, operands, signed_sum
from workbook_templates.computing.schools import (
    compute_standards,
    compute_tallies,
    compute_variations,
    compute_verdicts,
    compute_weighted_mean,
)
from workbook_templates.computing.shares import compute_shares

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbook_templates.computing.operands import Results, Rows, Scalars
    from workbook_templates.model import Form
    from workbook_templates.rules import Computing

COMPUTED_BY: dict[str, Callable[[Form, Any, Scalars, Rows], Results]] = {
    "total": compute_totals,
    "shares": compute_shares,
    "rate": compute_rates,
    "mean": compute_mean,
    "weighted_mean": compute_weighted_mean,
    "execution_score": compute_execution_scores,
    "grade": compute_grade,
    "split": compute_splits,
    "tally": compute_tallies,
    "variation": compute_variations,
    "verdict": compute_verdicts,
    "standard_met": compute_standards,
}
"""Rule kind → what a rule of this kind computes."""


def compute(form: Form, scalars: Scalars, rows: Rows, *, rolled_up: bool = False, stated: bool = False) -> Results:
    """The computed fields of one unit.

    Args:
        form: The form, whose rules marked `computes` are followed in their order.
        scalars: Values entered. Computed ones among them count only where they can't be computed, since what
            they follow from is not known.
        rows: Rows of the list sections.
        rolled_up: Whether the values are those of many units: what is additive is then given, not computed.
        stated: Whether computed fields that are given stand as they are in their cells, so that what follows from
            them follows from the given values.

    Returns:
        A value for each computed field; None where its operands are blank or can't be read.
    """
    given = form.additive_ids if rolled_up else frozenset()
    known = {name: value for name, value in scalars.items() if name not in form.computed_ids or name in given}
    computed: Results = {}
    for rule in form.computations:
        if rolled_up and rule.additive:
            continue
        results = results_of(form, rule, known, rows)
        computed |= results
        for name, result in results.items():
            given_value = scalars.get(name)
            known[name] = given_value if given_value is not None and (stated or result is None) else result
    return computed


def results_of(form: Form, rule: Computing, known: Scalars, rows: Rows) -> Results:
    """What one rule says that its targets are, with the other fields as they are known."""
    return COMPUTED_BY[rule.kind](form, rule, known, rows)


__all__ = ["COMPUTED_BY", "compute", "numbers_of", "operands", "results_of", "signed_sum"]
