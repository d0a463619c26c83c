"""The computed fields of a form, by the functions of `udfs`: the same digits as the native formulas."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from udfs import CalculationError, round_half_up, shares, total
from workbook_templates.rules import Shares, Total
from workbook_templates.submission import Unreadable, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook_templates.model import Form


def compute(
    form: Form, scalars: Mapping[str, Value | None], rows: Mapping[str, Sequence[Mapping[str, Value | None]]]
) -> dict[str, Decimal | None]:
    """The computed fields of one unit.

    Args:
        form: The form, whose rules marked `computes` are followed in their order.
        scalars: Values entered; computed ones among them are ignored.
        rows: Rows of the list sections.

    Returns:
        A value for each computed field; None where its operands are blank or can't be read.
    """
    known: dict[str, Value | None] = {name: value for name, value in scalars.items() if name not in form.computed_ids}
    computed: dict[str, Decimal | None] = {}
    for rule in form.computations:
        results = _totals(form, rule, known, rows) if isinstance(rule, Total) else _shares(form, rule, known)
        computed |= results
        known |= results
    return computed


def operands(
    names: Sequence[str],
    scalars: Mapping[str, Value | None],
    rows: Mapping[str, Sequence[Mapping[str, Value | None]]],
) -> list[Value | None]:
    """The values behind names: a scalar's own, or all of a list column's."""
    found: list[Value | None] = []
    for name in names:
        section, _, column = name.rpartition(".")
        if section in rows:
            found += [row.get(column) for row in rows[section]]
        else:
            found.append(scalars.get(name))
    return found


def _totals(
    form: Form, rule: Total, known: Mapping[str, Value | None],
    rows: Mapping[str, Sequence[Mapping[str, Value | None]]],
) -> dict[str, Decimal | None]:  # fmt: skip
    results: dict[str, Decimal | None] = {}
    for target, names in rule.instances():
        values = operands(names, known, rows)
        numbers = numbers_of(values)
        decimals = form.scalars[target].decimals
        results[target] = round_half_up(total(numbers), decimals) if numbers else None
    return results


def _shares(form: Form, rule: Shares, known: Mapping[str, Value | None]) -> dict[str, Decimal | None]:
    computed = shares_of(form, rule, known)
    results: dict[str, Decimal | None] = dict.fromkeys(rule.targets())
    if computed is not None:
        results.update(zip(rule.shares(), computed, strict=True))
        results[rule.total_share()] = total(computed)
    return results


def shares_of(form: Form, rule: Shares, known: Mapping[str, Value | None]) -> list[Decimal] | None:
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


def absorbing_row(form: Form, rule: Shares, known: Mapping[str, Value | None]) -> int | None:
    """Position of the row that the officer named to take the rounding difference."""
    chosen = known.get(rule.absorb) if rule.absorb else None
    table = next(table for table in form.tables if table.id == rule.table)
    labels = {form.text(row.label): row.id for row in table.rows}
    row = labels.get(chosen) if isinstance(chosen, str) else None
    return rule.parts.index(row) if row in rule.parts else None


def numbers_of(values: Sequence[Value | None]) -> list[Decimal]:
    """The numbers among values; none at all where one of them can't be read, since a part is unknown."""
    if any(isinstance(value, Unreadable) for value in values):
        return []
    return [value for value in values if isinstance(value, Decimal)]
