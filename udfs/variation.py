"""Variation between schools (校际差异): the coefficient of variation, exact to its last place."""

from __future__ import annotations

from math import isqrt, lcm
from typing import TYPE_CHECKING

from udfs.amounts import Cells, or_zero, paired, whole_numbers
from udfs.numbers import Amount, CalculationError, check_decimals, from_steps

if TYPE_CHECKING:
    from decimal import Decimal


def coefficient_of_variation(quantities: Cells, pupils: Cells, decimals: int = 3) -> Decimal:
    """Give the coefficient of variation between schools (差异系数), weighted by pupils.

    CV = S / X̄ with S = √( Σ (Pᵢ / P_N)·(Xᵢ − X̄)² ), Xᵢ = xᵢ / Pᵢ and X̄ = Σxᵢ / ΣPᵢ: the population form. The
    square of it is a ratio of integers, whose root is rounded half-up without an approximation between.

    Args:
        quantities: What each school has of the resource (xᵢ), in one unit, 0 or more; a blank beside pupils
            counts as 0.
        pupils: The pupils of each school (Pᵢ), 0 or more. A school with neither pupils nor quantity, blank
            or 0, is left out.
        decimals: Decimal places of the coefficient.

    Returns:
        The coefficient as a plain number; 0 when every school has the same for each pupil.

    Raises:
        CalculationError: The columns differ in length, a school has a quantity but no pupils, no school or no
            quantity is left, or a value is negative or unreadable.

    Source:
        教督〔2017〕6号 as explained by 重庆九龙坡区 (cqjlp.gov.cn, 2024-09-25); the original was not read.

    Example:
        >>> coefficient_of_variation([60, 20], [1000, 1000])
        Decimal('0.500')
        >>> coefficient_of_variation([10, 30], [1000, 3000])
        Decimal('0.000')
    """
    rows = paired(quantities, pupils, ("数量", "学生数"))
    schools = [_school(number, *row) for number, row in enumerate(rows, start=1)]
    attended = [(quantity, heads) for quantity, heads in schools if heads]
    if not attended:
        raise CalculationError("没有一所学校有学生，无法计算差异系数，应先填写学生数")
    # Neither unit changes the coefficient, so integers in the same proportions do.
    amounts = whole_numbers(quantity for quantity, _ in attended)
    heads = whole_numbers(heads for _, heads in attended)
    if not any(amounts):
        raise CalculationError("各校数量合计为 0，无法计算差异系数，应先填写数量")
    return _rounded_root(*_squared(amounts, heads), decimals)


def _school(number: int, quantity: Amount | None, pupils: Amount | None) -> tuple[Decimal, Decimal]:
    """Take one school's row."""
    amount, heads = or_zero(quantity), or_zero(pupils)
    if amount < 0 or heads < 0:
        raise CalculationError(f"第 {number} 行为负数，数量和学生数不得为负，应核对填报的数字")
    if amount and not heads:
        raise CalculationError(f"第 {number} 行有数量而没有学生数，应核对填报的数字")
    return amount, heads


def _squared(amounts: list[int], heads: list[int]) -> tuple[int, int]:
    """Give the square of the coefficient, P·Σ(xᵢ² / Pᵢ) / X² − 1, as numerator and denominator."""
    multiple = lcm(*heads)
    squares = sum(amount * amount * (multiple // head) for amount, head in zip(amounts, heads, strict=True))
    denominator = sum(amounts) ** 2 * multiple
    return sum(heads) * squares - denominator, denominator


def _rounded_root(numerator: int, denominator: int, decimals: int) -> Decimal:
    """Give the root of a fraction half-up: floor(2·root of it in steps + 1) / 2, on integers."""
    scale = 10 ** check_decimals(decimals)
    return from_steps((isqrt(4 * scale * scale * numerator // denominator) + 1) // 2, decimals)
