"""Over the rows of a list: counts, sums, means, coefficients of variation; and verdicts on figures."""

from __future__ import annotations

import operator
from decimal import Decimal
from typing import TYPE_CHECKING

from udfs import coefficient_of_variation, round_half_up, total, weighted_mean
from workbook_templates.computing.figures import attempted
from workbook_templates.computing.operands import numbers_of, operands
from workbook_templates.submission import Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook_templates.computing.operands import Results, Rows, Scalars
    from workbook_templates.model import Form
    from workbook_templates.rules import StandardMet, Tally, Variation, Verdict, WeightedMean
    from workbook_templates.submission import Value

COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq}


def compute_tallies(form: Form, rule: Tally, _: Scalars, rows: Rows) -> Results:
    """The counts or sums; None as long as no row says what is counted."""
    results: Results = dict.fromkeys(rule.targets())
    listed = rows.get(rule.section, [])
    for target, where in rule.instances():
        chosen = [row for row in listed if _matches(row, where)]
        if rule.column is not None:
            numbers = numbers_of([row.get(rule.column) for row in chosen])
            results[target] = round_half_up(total(numbers), form.scalars[target].decimals) if numbers else None
            continue
        told_by = next(iter(where), form.list_sections[rule.section].columns[0].id)
        if any(row.get(told_by) is not None for row in listed):
            results[target] = Decimal(sum(row.get(told_by) is not None for row in chosen))
    return results


def _matches(row: Mapping[str, Value | None], where: Mapping[str, str]) -> bool:
    return bool(row) and all(row.get(column) == value for column, value in where.items())


def compute_variations(form: Form, rule: Variation, known: Scalars, rows: Rows) -> Results:
    """The coefficients of variation; None where the list is empty or has what can't be read."""
    results: Results = {}
    pupils = operands([f"{rule.section}.{rule.pupils}"], known, rows)
    for target, column in rule.instances():
        quantities = operands([column], known, rows)
        results[target] = None
        if not any(isinstance(value, Unreadable) for value in (*pupils, *quantities)) and numbers_of(pupils):
            q, p = _blank_none(quantities), _blank_none(pupils)
            results[target] = attempted(coefficient_of_variation, q, p, form.scalars[target].decimals)
    return results


def compute_weighted_mean(form: Form, rule: WeightedMean, known: Scalars, rows: Rows) -> Results:
    """The weighted mean of a list's column."""
    values = operands([f"{rule.section}.{rule.value}"], known, rows)
    weights = operands([f"{rule.section}.{rule.weight}"], known, rows)
    if any(isinstance(value, Unreadable) for value in (*values, *weights)):
        return {rule.target: None}
    v, w = _blank_none(values), _blank_none(weights)
    return {rule.target: attempted(weighted_mean, v, w, form.scalars[rule.target].decimals)}


def _blank_none(values: list[Value | None]) -> list[Decimal | None]:
    return [value if isinstance(value, Decimal) else None for value in values]


def compute_verdicts(_: Form, rule: Verdict, known: Scalars, rows: Rows) -> Results:
    """The verdicts, once all figures are there."""
    results: Results = {}
    for target, conditions in rule.instances():
        figures = numbers_of(operands([c.value for c in conditions], known, rows))
        results[target] = None
        if len(figures) == len(conditions):
            held = all(COMPARE[c.op](f, Decimal(c.limit)) for c, f in zip(conditions, figures, strict=True))
            results[target] = rule.reached if held else rule.missed
    return results


def compute_standards(_: Form, rule: StandardMet, known: Scalars, rows: Rows) -> Results:
    """The verdict on a school, and how many standards it reaches; None as long as a figure is missing."""
    figures = numbers_of(operands([standard.value for standard in rule.standards], known, rows))
    if len(figures) < len(rule.standards):
        return dict.fromkeys(rule.targets())
    least = [Decimal(standard.min) for standard in rule.standards]
    met = sum(figure >= low for figure, low in zip(figures, least, strict=True))
    near = all(figure >= low * Decimal(rule.floor) / 100 for figure, low in zip(figures, least, strict=True))
    results: Results = {rule.target: rule.reached if met >= rule.need and near else rule.missed}
    if rule.count:
        results[rule.count] = Decimal(met)
    return results
