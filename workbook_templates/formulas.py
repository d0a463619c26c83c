"""Native Excel formulas of the computed fields.

A formula refers to cells by their defined names only, never by address: it stays right wherever
rows are inserted, reads as the rule reads, and is a function of the form alone. Shares are the
largest-remainder apportionment of `udfs.shares` in integer arithmetic that a double holds exactly,
so that the sheet, the function and the batch give the same digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook_templates.rules import Total

if TYPE_CHECKING:
    from workbook_templates.model import Form
    from workbook_templates.rules import Shares


def native_formulas(form: Form) -> dict[str, str]:
    """The formula (with its leading =) of each computed field."""
    found: dict[str, str] = {}
    for rule in form.computations:
        found.update(_total_formulas(form, rule) if isinstance(rule, Total) else _share_formulas(form, rule))
    return found


def _total_formulas(form: Form, rule: Total) -> dict[str, str]:
    return {target: _sum(operands, _places(form, target)) for target, operands in rule.instances()}


def _sum(operands: list[str], places: int) -> str:
    names = ",".join(operands)
    return f'=IF(COUNT({names})=0,"",ROUND(SUM({names}),{places}))'


def _places(form: Form, identifier: str) -> int:
    """Decimals of the cell's own value: a percentage cell holds the fraction."""
    scalar = form.scalars[identifier]
    return scalar.decimals + (2 if scalar.type == "percent" else 0)


def _share_formulas(form: Form, rule: Shares) -> dict[str, str]:
    """Formulas of the shares of a table.

    With n_i the amounts and d their sum in the smallest unit of money, and s = 10^(decimals + 2):
    floor_i = n_i·s div d, r_i = n_i·s mod d, and k = Σ r_i / d units are left over. The k rows
    with the largest remainders (of equals the upper one) get one more.
    """
    scale = 10 ** _places(form, rule.shares()[0])
    unit = 10 ** form.scalars[rule.amounts()[0]].decimals
    whole = "(" + "+".join(f"ROUND(N({name})*{unit},0)" for name in rule.amounts()) + ")"
    scaled = [f"ROUND(N({name})*{unit},0)*{scale}" for name in rule.amounts()]
    rests = [f"MOD({n},{whole})" for n in scaled]
    leftover = f"({'+'.join(rests)})/{whole}"
    half_up = [f"(2*{n}+{whole}-MOD(2*{n}+{whole},2*{whole}))/(2*{whole})" for n in scaled]

    formulas = {}
    for i, target in enumerate(rule.shares()):
        rank = "+".join(
            f"({rest}>={rests[i]})" if j < i else f"({rest}>{rests[i]})" for j, rest in enumerate(rests) if j != i
        )
        apportioned = f"({scaled[i]}-{rests[i]})/{whole}+({rank}<{leftover})" if rank else str(scale)
        others = "".join(f"-{value}" for j, value in enumerate(half_up) if j != i)
        if rule.absorb is None:
            value = apportioned
        else:
            own_label = form.text(_row_label(form, rule, rule.parts[i]))
            value = f'IF({rule.absorb}="",{apportioned},IF({rule.absorb}="{own_label}",{scale}{others},{half_up[i]}))'
        formulas[target] = f'=IF({whole}<=0,"",({value})/{scale})'
    formulas[rule.total_share()] = _sum(rule.shares(), _places(form, rule.total_share()))
    return formulas


def _row_label(form: Form, rule: Shares, row: str) -> str:
    table = next(table for table in form.tables if table.id == rule.table)
    return next(entry.label for entry in table.rows if entry.id == row)
