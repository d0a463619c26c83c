"""Shares (占比) of a table's rows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from udfs import CalculationError, shares, total
from workbook_templates.computing.operands import numbers_of

if TYPE_CHECKING:
    from workbook_templates.computing.operands import Results, Rows, Scalars
    from workbook_templates.model import Form
    from workbook_templates.rules import Shares


def compute_shares(form: Form, rule: Shares, known: Scalars, _: Rows) -> Results:
    """The shares, and that of the whole."""
    computed = shares_of(form, rule, known)
    results: Results = dict.fromkeys(rule.targets())
    if computed is not None:
        results.update(zip(rule.shares(), computed, strict=True))
        results[rule.total_share()] = total(computed)
    return results


def shares_of(form: Form, rule: Shares, known: Scalars) -> list[Decimal] | None:
    """The shares of the parts; None where the amounts are blank, unreadable or have no positive sum."""
    values = [known.get(name) for name in rule.amounts()]
    numbers = numbers_of(values)
    if not numbers:
        return None
    amounts = [value if isinstance(value, Decimal) else Decimal(0) for value in values]
    decimals = form.scalars[rule.shares()[0]].decimals
    try:
        return shares(amounts, decimals, absorbing_row(form, rule, known))
    except CalculationError:
        return None


def absorbing_row(form: Form, rule: Shares, known: Scalars) -> int | None:
    """Position of the row that the officer named to take the rounding difference."""
    chosen = known.get(rule.absorb) if rule.absorb else None
    table = next(table for table in form.tables if table.id == rule.table)
    labels = {form.text(row.label): row.id for row in table.rows}
    row = labels.get(chosen) if isinstance(chosen, str) else None
    return rule.parts.index(row) if row in rule.parts else None
