"""Totals of amounts (合计) and conversion between money units (金额单位换算), exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import reduce
from typing import TypeAlias

from udfs.numbers import EXACT, MONEY_UNITS, Amount, CalculationError, is_blank, read_shown, to_decimal

Cells: TypeAlias = Iterable[Amount | None] | Iterable[Iterable[Amount | None]]
"""A list of cells, or rows of cells as Excel hands a range over."""


def total(amounts: Cells) -> Decimal:
    """Add up amounts (合计); blank cells do not count.

    Args:
        amounts: Numbers, texts that show one, None or "" for a blank; or rows of them. All in one unit.

    Returns:
        The exact sum in the same unit; 0 when every cell is blank.

    Raises:
        CalculationError: A cell is not a number or carries a unit of its own.

    Source:
        SUM in Excel over blank cells. Unlike SUM, a number typed as text counts.

    Example:
        >>> total([168431.56, "1,791.51", None, 11919.88])
        Decimal('182142.95')
        >>> total([[0.1, 0.2], ["", "0.30"]])
        Decimal('0.60')
    """
    numbers = (to_decimal(cell) for cell in flatten(amounts) if cell is not None and not is_blank(cell))
    return reduce(EXACT.add, numbers, Decimal(0))


def flatten(cells: Cells) -> Iterator[Amount | None]:
    """Give the cells of a list or of rows one after the other (逐格), blanks included.

    Example:
        >>> list(flatten([[1, None], [2, "3"]]))
        [1, None, 2, '3']
    """
    if isinstance(cells, str) or not isinstance(cells, Iterable):
        yield cells  # one cell instead of a range
        return
    for cell in cells:
        if isinstance(cell, Iterable) and not isinstance(cell, str):
            yield from flatten(cell)
        else:
            yield cell


def convert_unit(amount: Amount, source: str, target: str) -> Decimal:
    """Convert an amount between money units (金额单位换算), without rounding.

    Args:
        amount: The amount; a text may carry its unit, which must then be `source`.
        source: The unit it is in: 元, 百元, 千元, 万元, 百万元, 千万元 or 亿元.
        target: The unit wanted, of the same list.

    Returns:
        The same money in `target`, exact.

    Raises:
        CalculationError: An unknown unit, an unreadable amount, or an amount that carries another unit.

    Source:
        Decimal multiples of one yuan; forms are in 万元, accounts in 元.

    Example:
        >>> convert_unit("168,431.56", "万元", "元")
        Decimal('1684315600')
        >>> convert_unit(5460, "元", "万元")
        Decimal('0.5460')
    """
    places = _power_of_ten(source) - _power_of_ten(target)
    shown = read_shown(amount)
    if shown.unit not in {"", source}:
        raise CalculationError(f"“{amount}”的单位是“{shown.unit}”，与指定的“{source}”不符")
    converted = shown.value.scaleb(places, EXACT)
    # 1.6843156E+9 is the same number as 1684315600, which is how a form shows it.
    return converted.quantize(Decimal(1), context=EXACT) if converted == converted.to_integral() else converted


def _power_of_ten(unit: str) -> int:
    """Find a money unit's power of ten."""
    if unit not in MONEY_UNITS:
        raise CalculationError(f"不认识的金额单位“{unit}”，应为{'、'.join(MONEY_UNITS)}之一")
    return MONEY_UNITS[unit]
