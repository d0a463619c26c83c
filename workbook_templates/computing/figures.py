"""Figures from figures: totals, rates, means, scores, splits."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from udfs import CalculationError, execution_score, grade, mean, rate, round_half_up, split_by_weight, total
from workbook_templates.computing.operands import numbers_of, operands, signed_sum

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbook_templates.computing.operands import Results, Rows, Scalars
    from workbook_templates.model import Form
    from workbook_templates.rules import ExecutionScore, Grade, Mean, Rate, Split, Total
    from workbook_templates.submission import Value


def attempted(calculate: Callable[..., Value], *arguments: object) -> Value | None:
    """A result, or None where the function says that there is none."""
    try:
        return calculate(*arguments)
    except CalculationError:
        return None


def compute_totals(form: Form, rule: Total, known: Scalars, rows: Rows) -> Results:
    """The sums."""
    results: Results = {}
    for target, names in rule.instances():
        numbers = numbers_of(operands(names, known, rows))
        results[target] = round_half_up(total(numbers), form.scalars[target].decimals) if numbers else None
    return results


def compute_rates(form: Form, rule: Rate, known: Scalars, rows: Rows) -> Results:
    """The quotients."""
    results: Results = {}
    for target, numerator, denominator in rule.instances():
        above, below = signed_sum(numerator, known, rows), signed_sum(denominator, known, rows)
        results[target] = None
        if above is not None and below is not None:
            results[target] = attempted(rate, above, below, Decimal(rule.times), form.scalars[target].decimals)
    return results


def compute_mean(form: Form, rule: Mean, known: Scalars, rows: Rows) -> Results:
    """The mean, once all its operands are there."""
    numbers = numbers_of(operands(rule.of, known, rows))
    full = len(numbers) == len(rule.of)
    return {rule.target: mean(numbers, form.scalars[rule.target].decimals) if full else None}


def compute_execution_scores(form: Form, rule: ExecutionScore, known: Scalars, _: Rows) -> Results:
    """The scores for the rate of execution."""
    results: Results = {}
    for target, executed, budget, points in rule.instances():
        results[target] = None
        e, b, p = (known.get(name) for name in (executed, budget, points))
        if isinstance(e, Decimal) and isinstance(b, Decimal) and isinstance(p, Decimal):
            results[target] = attempted(execution_score, e, b, p, form.scalars[target].decimals)
    return results


def compute_grade(_: Form, rule: Grade, known: Scalars, __: Rows) -> Results:
    """The grade that belongs to the score."""
    score = known.get(rule.score)
    steps = [(step.grade, Decimal(step.min)) for step in rule.steps]
    return {rule.grade: attempted(grade, score, steps) if isinstance(score, Decimal) else None}


def compute_splits(form: Form, rule: Split, known: Scalars, _: Rows) -> Results:
    """The stages' parts of what they share."""
    results: Results = dict.fromkeys(rule.targets())
    pupils = [known.get(name) for name in rule.pupils]
    counts = [value if isinstance(value, Decimal) else Decimal(0) for value in pupils]
    weights = [Decimal(weight) for weight in rule.weights]
    if not numbers_of(pupils):
        return results
    for quantity, parts in rule.instances():
        amount = known.get(quantity)
        kept = [part for part in parts if part]
        if isinstance(amount, Decimal) and kept:
            decimals = form.scalars[kept[0]].decimals
            try:
                split = split_by_weight(amount, counts, weights, decimals)
            except CalculationError:
                continue
            results.update({part: value for part, value in zip(parts, split, strict=True) if part})
    return results
