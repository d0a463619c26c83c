"""The values that a rule's identifiers stand for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from workbook_templates.rules import unsigned
from workbook_templates.submission import Unreadable, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Scalars = Mapping[str, Value | None]
    Rows = Mapping[str, Sequence[Mapping[str, Value | None]]]
    Results = dict[str, Value | None]


def operands(names: Sequence[str], scalars: Scalars, rows: Rows) -> list[Value | None]:
    """The values behind names: a scalar's own, or all of a list column's."""
    found: list[Value | None] = []
    for name in names:
        section, _, column = name.rpartition(".")
        if section in rows:
            found += [row.get(column) for row in rows[section]]
        else:
            found.append(scalars.get(name))
    return found


def numbers_of(values: Sequence[Value | None]) -> list[Decimal]:
    """The numbers among values; none at all where one of them can't be read, since a part is unknown."""
    if any(isinstance(value, Unreadable) for value in values):
        return []
    return [value for value in values if isinstance(value, Decimal)]


def signed_sum(names: Sequence[str], scalars: Scalars, rows: Rows) -> Decimal | None:
    """The sum of operands, those with a minus sign taken off; None where the first is blank or one can't be read."""
    result = Decimal(0)
    for position, name in enumerate(names):
        values = operands([unsigned(name)], scalars, rows)
        if any(isinstance(value, Unreadable) for value in values):
            return None
        numbers = numbers_of(values)
        if position == 0 and not numbers:
            return None
        part = sum(numbers, Decimal(0))
        result = result - part if name.startswith("-") else result + part
    return result
