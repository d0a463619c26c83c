"""Formulas of largest-remainder apportionments: shares of a whole, shared resources.

With n_i the weights and d their sum, all whole numbers, and s whole steps to hand out: floor_i = n_i·s div d,
r_i = n_i·s mod d, and k = Σ r_i / d steps are left over. The k rows with the largest remainders (of equals the
upper one) get one more.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from workbook_templates.formulas.terms import half_up, places, rounded_sum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook_templates.model import Form
    from workbook_templates.rules import Shares, Split


def _apportioned(weights: Sequence[str], whole: str, steps: str) -> list[str]:
    """The steps that each row gets."""
    scaled = [f"{weight}*{steps}" for weight in weights]
    rests = [f"MOD({n},{whole})" for n in scaled]
    leftover = f"({'+'.join(rests)})/{whole}"
    found = []
    for i in range(len(weights)):
        rank = "+".join(
            f"({rest}>={rests[i]})" if j < i else f"({rest}>{rests[i]})" for j, rest in enumerate(rests) if j != i
        )
        found.append(f"({scaled[i]}-{rests[i]})/{whole}+({rank}<{leftover})" if rank else steps)
    return found


def share_formulas(form: Form, rule: Shares) -> dict[str, str]:
    """Formulas of the shares of a table."""
    scale = 10 ** places(form, rule.shares()[0])
    unit = 10 ** form.scalars[rule.amounts()[0]].decimals
    amounts = [f"ROUND(N({name})*{unit},0)" for name in rule.amounts()]
    whole = f"({'+'.join(amounts)})"
    rounded = [half_up(f"{amount}*{scale}", whole) for amount in amounts]
    formulas = {}
    for i, (target, apportioned) in enumerate(
        zip(rule.shares(), _apportioned(amounts, whole, str(scale)), strict=True)
    ):
        others = "".join(f"-{value}" for j, value in enumerate(rounded) if j != i)
        if rule.absorb is None:
            value = apportioned
        else:
            own_label = form.text(_row_label(form, rule, rule.parts[i]))
            value = f'IF({rule.absorb}="",{apportioned},IF({rule.absorb}="{own_label}",{scale}{others},{rounded[i]}))'
        formulas[target] = f'=IF({whole}<=0,"",({value})/{scale})'
    formulas[rule.total_share()] = rounded_sum(rule.shares(), places(form, rule.total_share()))
    return formulas


def _row_label(form: Form, rule: Shares, row: str) -> str:
    table = next(table for table in form.tables if table.id == rule.table)
    return next(entry.label for entry in table.rows if entry.id == row)


def split_formulas(form: Form, rule: Split) -> dict[str, str]:
    """Formulas of the stages' parts of a shared resource."""
    weights = [Decimal(weight) for weight in rule.weights]
    unit = 10 ** max(0, *(-int(weight.as_tuple().exponent) for weight in weights))
    shares = [f"ROUND(N({pupils})*{int(weight * unit)},0)" for pupils, weight in zip(rule.pupils, weights, strict=True)]
    whole = f"({'+'.join(shares)})"
    formulas = {}
    for quantity, parts in rule.instances():
        for part, value in zip(parts, _split(form, quantity, parts, shares, whole), strict=True):
            if part:
                scale = 10 ** places(form, part)
                blank = f"COUNT({quantity})=0,{whole}<=0,MIN({quantity},{','.join(rule.pupils)})<0"
                formulas[part] = f'=IF(OR({blank}),"",({value})/{scale})'
    return formulas


def _split(form: Form, quantity: str, parts: Sequence[str], shares: Sequence[str], whole: str) -> list[str]:
    kept = next(part for part in parts if part)
    return _apportioned(shares, whole, f"ROUND(N({quantity})*{10 ** places(form, kept)},0)")
