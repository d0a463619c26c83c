"""Means of several figures (平均数), plain and weighted, half-up."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from udfs.amounts import Cells, flatten, not_negative, paired
from udfs.numbers import CalculationError, is_blank, round_fraction, to_decimal

if TYPE_CHECKING:
    from decimal import Decimal


def mean(values: Cells, decimals: int = 3) -> Decimal:
    """Give the plain mean of figures (简单平均数); blank cells do not count.

    Args:
        values: Numbers, texts that show one, None or "" for a blank; or rows of them.
        decimals: Decimal places of the mean.

    Returns:
        The mean of the cells that are not blank.

    Raises:
        CalculationError: Every cell is blank, or one is unreadable.

    Source:
        综合差异系数 of 优质均衡: the mean of the seven indicators' coefficients of variation, three decimals.
        AVERAGE in Excel over blank cells.

    Example:
        >>> mean([0.25, "0.31", None, 0.2])
        Decimal('0.253')
    """
    numbers = [Fraction(to_decimal(cell)) for cell in flatten(values) if cell is not None and not is_blank(cell)]
    if not numbers:
        raise CalculationError("没有可平均的数，应先填写")
    return round_fraction(sum(numbers, Fraction(0)) / len(numbers), decimals)


def weighted_mean(values: Cells, weights: Cells, decimals: int = 2) -> Decimal:
    """Give the weighted mean of figures (加权平均数).

    Args:
        values: The figures, row by row.
        weights: The weight of each row, 0 or more, such as its pupils or points.
        decimals: Decimal places of the mean.

    Returns:
        The sum of value × weight over the sum of the weights; a row whose value or weight is blank is left out.

    Raises:
        CalculationError: The columns differ in length, a weight is negative, no weight is left, or a value is
            unreadable.

    Source:
        The definition of the weighted mean; a mean of rates is weighted by what the rates are of.

    Example:
        >>> weighted_mean([5.79, 8.44, None], [75935, 28713, 100])
        Decimal('6.52')
    """
    rows = [
        (Fraction(to_decimal(value)), not_negative(weight, "权重"))
        for value, weight in paired(values, weights, ("数值", "权重"))
        if value is not None and weight is not None and not is_blank(value) and not is_blank(weight)
    ]
    whole = sum((weight for _, weight in rows), Fraction(0))
    if not whole:
        raise CalculationError("权重合计为 0，无法计算加权平均，应先填写数值和权重")
    return round_fraction(sum((value * weight for value, weight in rows), Fraction(0)) / whole, decimals)
