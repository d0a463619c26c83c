"""Formulas of figures from figures: totals, rates, means, scores, grades."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from workbook_templates.formulas.terms import factors, half_up, places, rounded_sum, signed_half_up, whole_steps
from workbook_templates.rules import unsigned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook_templates.model import Form
    from workbook_templates.rules import ExecutionScore, Grade, Mean, Rate, Total


def total_formulas(form: Form, rule: Total) -> dict[str, str]:
    """Sums."""
    return {target: rounded_sum(operands, places(form, target)) for target, operands in rule.instances()}


def rate_formulas(form: Form, rule: Rate) -> dict[str, str]:
    """Quotients of whole numbers, half-up."""
    found = {}
    up, down = Decimal(rule.times).as_integer_ratio()
    for target, numerator, denominator in rule.instances():
        above, below = _decimals(form, numerator), _decimals(form, denominator)
        scale = 10 ** form.scalars[target].decimals
        over, under = factors(10**below * up * scale, 10**above * down)
        n = f"({whole_steps(form, numerator, above)}{over})"
        d = f"({whole_steps(form, denominator, below)}{under})"
        blank = f"COUNT({unsigned(numerator[0])})=0,COUNT({unsigned(denominator[0])})=0,{d}<=0"
        found[target] = f'=IF(OR({blank}),"",{signed_half_up(n, d)}/{10 ** places(form, target)})'
    return found


def _decimals(form: Form, names: Sequence[str]) -> int:
    return max(form.expected[unsigned(name)].decimals for name in names)


def mean_formulas(form: Form, rule: Mean) -> dict[str, str]:
    """The plain mean, half-up."""
    listed, count = ",".join(rule.of), len(rule.of)
    kept, shown = _decimals(form, rule.of), form.scalars[rule.target].decimals
    over, under = factors(10**shown, 10**kept * count)
    n, d = f"({whole_steps(form, rule.of, kept)}{over})", under.removeprefix("*") or "1"
    return {rule.target: f'=IF(COUNT({listed})<{count},"",{signed_half_up(n, d)}/{10 ** places(form, rule.target)})'}


def execution_score_formulas(form: Form, rule: ExecutionScore) -> dict[str, str]:
    """Rate times points, at most the points."""
    found = {}
    for target, executed, budget, points in rule.instances():
        e, b, p = (form.scalars[name].decimals for name in (executed, budget, points))
        shown = form.scalars[target].decimals
        over, under = factors(10 ** (b + shown), 10 ** (e + p))
        n = f"({whole_steps(form, [executed], e)}*{whole_steps(form, [points], p)}{over})"
        d = f"({whole_steps(form, [budget], b)}{under})"
        blank = f"COUNT({executed},{budget},{points})<3,{d}<=0,MIN({executed},{points})<0"
        found[target] = f'=IF(OR({blank}),"",MIN({points},{half_up(n, d)}/{10**shown}))'
    return found


def grade_formulas(_: Form, rule: Grade) -> dict[str, str]:
    """The first grade whose least score is reached."""
    *upper, last = rule.steps
    chosen = f'"{last.grade}"'
    for step in reversed(upper):
        chosen = f'IF({rule.score}>={step.min},"{step.grade}",{chosen})'
    outside = f"COUNT({rule.score})=0,N({rule.score})<0,N({rule.score})>100"
    return {rule.grade: f'=IF(OR({outside}),"",{chosen})'}
