"""Rates between two amounts (增长率、执行率), in percent, half-up."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from udfs.numbers import Amount, CalculationError, round_fraction, to_decimal

if TYPE_CHECKING:
    from decimal import Decimal


def growth_rate(current: Amount, previous: Amount, decimals: int = 2) -> Decimal:
    """Give the growth over an earlier figure (增长率) in percent.

    Args:
        current: The figure of this period; the same unit as `previous`.
        previous: The figure of the earlier period, more than 0.
        decimals: Decimal places of the percentage.

    Returns:
        (current - previous) / previous as the number before the % sign; negative for a decline.

    Raises:
        CalculationError: The earlier figure is 0 or negative, or a value is unreadable.

    Source:
        The usual statistical definition; in 2022 年度部门整体支出绩效报告 (珠晖区教育局) 343 件 over 148 件.

    Example:
        >>> growth_rate(343, 148)
        Decimal('131.76')
    """
    base = _base(previous, zero="上期数为 0，无法计算增长率", negative="上期数为负数，增长率没有意义")
    return round_fraction(100 * (Fraction(to_decimal(current)) - base) / base, decimals)


def execution_rate(executed: Amount, budget: Amount, decimals: int = 2) -> Decimal:
    """Give the share of a budget that was spent (预算执行率) in percent.

    Args:
        executed: 全年执行数; the same unit as `budget`.
        budget: 全年预算数, more than 0.
        decimals: Decimal places of the percentage.

    Returns:
        The number before the % sign; above 100 when more was spent than planned.

    Raises:
        CalculationError: The budget is 0 or negative, or a value is unreadable.

    Source:
        部门整体支出绩效自评表, column 执行率 = 全年执行数 / 全年预算数.

    Example:
        >>> execution_rate("549.89", 640.68)
        Decimal('85.83')
    """
    base = _base(budget, zero="预算数为 0，无法计算执行率", negative="预算数为负数，执行率没有意义")
    return round_fraction(100 * Fraction(to_decimal(executed)) / base, decimals)


def _base(amount: Amount, *, zero: str, negative: str) -> Fraction:
    """Take the figure to divide by, which must be more than 0."""
    base = Fraction(to_decimal(amount))
    if base <= 0:
        raise CalculationError(f"{negative if base else zero}，应核对填报的数字")
    return base
