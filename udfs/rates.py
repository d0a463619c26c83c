"""Rates between two amounts (增长率、执行率、比率), in percent unless another multiple is asked for."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from udfs.numbers import Amount, CalculationError, check_decimals, from_steps, round_fraction, to_decimal

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


def rate(numerator: Amount, denominator: Amount, times: Amount = 100, decimals: int = 2) -> Decimal:
    """Give the ratio of two figures (比率), half-up.

    Args:
        numerator: The figure to relate.
        denominator: The figure that it is related to, more than 0.
        times: What the ratio is multiplied by: 100 for percent or 每百名, 1 for a plain ratio.
        decimals: Decimal places of the result.

    Returns:
        numerator / denominator × times.

    Raises:
        CalculationError: The denominator or `times` is 0 or negative, or a value is unreadable.

    Source:
        优质均衡 self-assessment of 荔湾区 (2024): 优质高中招生名额分配 1715 / 3428.

    Example:
        >>> rate(1715, 3428), rate(1, 3, times=1, decimals=4)
        (Decimal('50.03'), Decimal('0.3333'))
    """
    return round_fraction(_ratio(numerator, denominator, times), decimals)


def truncated_rate(numerator: Amount, denominator: Amount, times: Amount = 100, decimals: int = 2) -> Decimal:
    """Give the ratio of two figures cut, not rounded (比率，截断), to explain a printed one (疑似截断).

    Args:
        numerator: The figure to relate.
        denominator: The figure that it is related to, more than 0.
        times: What the ratio is multiplied by: 100 for percent or 每百名, 1 for a plain ratio.
        decimals: Decimal places that are kept.

    Returns:
        numerator / denominator × times without its further places; a negative one is cut towards 0.

    Raises:
        CalculationError: The denominator or `times` is 0 or negative, or a value is unreadable.

    Source:
        Excel's TRUNC. 优质均衡 self-assessment of 荔湾区 (2024) prints 培训经费 1048.2 / 20247.95 as 5.17.

    Example:
        >>> truncated_rate(1048.2, 20247.95), rate(1048.2, 20247.95)
        (Decimal('5.17'), Decimal('5.18'))
    """
    return from_steps(int(_ratio(numerator, denominator, times) * 10 ** check_decimals(decimals)), decimals)


def _ratio(numerator: Amount, denominator: Amount, times: Amount) -> Fraction:
    """Give the exact ratio."""
    base = _base(denominator, zero="分母为 0，无法计算比率", negative="分母为负数，比率没有意义")
    multiple = _base(times, zero="倍数为 0，应大于 0", negative="倍数为负数，应大于 0")
    return Fraction(to_decimal(numerator)) * multiple / base


def _base(amount: Amount, *, zero: str, negative: str) -> Fraction:
    """Take the figure to divide by, which must be more than 0."""
    base = Fraction(to_decimal(amount))
    if base <= 0:
        raise CalculationError(f"{negative if base else zero}，应核对填报的数字")
    return base
