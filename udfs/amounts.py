"""Totals of amounts (合计) and conversion between money units (金额单位换算), exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import lcm
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


def or_zero(cell: Amount | None) -> Decimal:
    """Take a cell's amount; a cell that was left blank has none (空白按 0 计).

    Example:
        >>> or_zero(None), or_zero("1,234.5")
        (Decimal('0'), Decimal('1234.5'))
    """
    return Decimal(0) if cell is None or is_blank(cell) else to_decimal(cell)


def filled(cell: Amount | None, name: str) -> Fraction:
    """Take a cell's amount exactly; a blank is an error that names what is missing (不得空白).

    Example:
        >>> filled("12.5", "分值")
        Fraction(25, 2)
    """
    if cell is None or is_blank(cell):
        raise CalculationError(f"没有填{name}，应先填写")
    return Fraction(to_decimal(cell))


def not_negative(cell: Amount | None, name: str) -> Fraction:
    """Take a cell's amount exactly, which must be 0 or more (不得为负).

    Example:
        >>> not_negative(0, "分值")
        Fraction(0, 1)
    """
    amount = filled(cell, name)
    if amount < 0:
        raise CalculationError(f"{name}为负数，应核对填报的数字")
    return amount


def positive(cell: Amount | None, name: str) -> Fraction:
    """Take a cell's amount exactly, which must be more than 0 (应大于 0).

    Example:
        >>> positive("75,935", "学生数")
        Fraction(75935, 1)
    """
    amount = not_negative(cell, name)
    if not amount:
        raise CalculationError(f"{name}为 0，无法计算，应核对填报的数字")
    return amount


def paired(one: Cells, other: Cells, names: tuple[str, str]) -> list[tuple[Amount | None, Amount | None]]:
    """Put two ranges of the same length side by side (逐行对应).

    Example:
        >>> paired([1, 2], [[3], [None]], ("数量", "学生数"))
        [(1, 3), (2, None)]
    """
    first, second = list(flatten(one)), list(flatten(other))
    if len(first) != len(second):
        raise CalculationError(f"{names[0]}有 {len(first)} 行，{names[1]}有 {len(second)} 行，两者应一致")
    return list(zip(first, second, strict=True))


def whole_numbers(amounts: Iterable[Decimal | Fraction]) -> list[int]:
    """Scale amounts to integers in the same proportion (化为整数，比例不变).

    Example:
        >>> whole_numbers([Decimal("0.5"), Decimal("1.25")])
        [2, 5]
    """
    ratios = [amount.as_integer_ratio() for amount in amounts]
    scale = lcm(*(denominator for _, denominator in ratios))
    return [numerator * (scale // denominator) for numerator, denominator in ratios]


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
