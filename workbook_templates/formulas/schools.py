"""Formulas over the rows of a list, and of verdicts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from workbook_templates.formulas.terms import limit_of, places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook_templates.model import Form
    from workbook_templates.rules import StandardMet, Tally, Variation, Verdict, WeightedMean


def tally_formulas(form: Form, rule: Tally) -> dict[str, str]:
    """Counts or sums; blank as long as the list has no row."""
    found = {}
    for target, where in rule.instances():
        tests = ",".join(f'{rule.section}.{column},"{value}"' for column, value in where.items())
        if rule.column is None:
            filled = f"{rule.section}.{next(iter(where), form.list_sections[rule.section].columns[0].id)}"
            count = f"COUNTIFS({tests})" if tests else f"COUNTA({filled})"
            found[target] = f'=IF(COUNTA({filled})=0,"",{count})'
        else:
            column = f"{rule.section}.{rule.column}"
            total = f"SUMIFS({column},{tests})" if tests else f"SUM({column})"
            any_number = f"COUNT({column})" if not tests else f'COUNTIFS({tests},{column},">-1E+300")'
            found[target] = f'=IF({any_number}=0,"",ROUND({total},{places(form, target)}))'
    return found


def variation_formulas(form: Form, rule: Variation) -> dict[str, str]:
    """Coefficients of variation: √(P · Σ q²/p ÷ Q² − 1), which is S ÷ X̄ with the weights p/P."""
    p = f"{rule.section}.{rule.pupils}"
    found = {}
    for target, q in rule.instances():
        inner = f"SUM({p})*SUMPRODUCT({q}^2/({p}+({p}=0)))/SUM({q})^2-1"
        negative = f'COUNTIF({p},"<0")+COUNTIF({q},"<0")>0'
        blank = f"COUNT({p})=0,SUM({q})<=0,{negative},SUMPRODUCT(({q}<>0)*({p}=0))>0"
        found[target] = f'=IF(OR({blank}),"",ROUND(SQRT(MAX(0,{inner})),{places(form, target)}))'
    return found


def weighted_mean_formulas(form: Form, rule: WeightedMean) -> dict[str, str]:
    """The mean of a column, weighted by another; rows without either are left out."""
    v, w = f"{rule.section}.{rule.value}", f"{rule.section}.{rule.weight}"
    weight = f"SUMPRODUCT(ISNUMBER({v})*ISNUMBER({w}),{w})"
    return {rule.target: f'=IF({weight}<=0,"",ROUND(SUMPRODUCT({v},{w})/{weight},{places(form, rule.target)}))'}


def verdict_formulas(form: Form, rule: Verdict) -> dict[str, str]:
    """Reached or missed; blank as long as a figure is missing."""
    found = {}
    for target, conditions in rule.instances():
        tests = [f"{c.value}{c.op}{limit_of(form, c.value, c.limit)}" for c in conditions]
        found[target] = _verdict([c.value for c in conditions], f"AND({','.join(tests)})", rule.reached, rule.missed)
    return found


def standard_formulas(form: Form, rule: StandardMet) -> dict[str, str]:
    """The verdict on a school, and the number of standards that it reaches."""
    values = [standard.value for standard in rule.standards]
    met = "+".join(f"({s.value}>={limit_of(form, s.value, s.min)})" for s in rule.standards)
    near = ",".join(
        f"{s.value}>={limit_of(form, s.value, str(Decimal(s.min) * Decimal(rule.floor) / 100))}" for s in rule.standards
    )
    found = {rule.target: _verdict(values, f"AND({met}>={rule.need},{near})", rule.reached, rule.missed)}
    if rule.count:
        found[rule.count] = _once_filled(values, met)
    return found


def _verdict(values: Sequence[str], holds: str, reached: str, missed: str) -> str:
    return _once_filled(values, f'IF({holds},"{reached}","{missed}")')


def _once_filled(values: Sequence[str], result: str) -> str:
    distinct = list(dict.fromkeys(values))
    return f'=IF(COUNT({",".join(distinct)})<{len(distinct)},"",{result})'
