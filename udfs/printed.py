"""What a printed figure (印出的数) says of the exact one behind it: its interval, its base, its denominator."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final

from udfs.amounts import not_negative, positive
from udfs.numbers import EXACT, Amount, CalculationError, check_decimals, to_decimal

MOST_BASES: Final = 1000
"""How many earlier figures are listed at most (最多列出的上期数)."""


def printed_decimals(value: Amount) -> int:
    """Give the decimals that a printed figure really has (有效的小数位数).

    Args:
        value: The figure as printed; zeros at its end are not counted, for nobody knows whether they are exact.

    Returns:
        The number of decimals; negative for a whole number that ends in zeros, 0 for 0.

    Raises:
        CalculationError: The value is unreadable.

    Source:
        优质均衡 self-assessment of 荔湾区 (2024), which prints 2.8 亿元 for what was counted in 元.

    Example:
        >>> [printed_decimals(figure) for figure in (39.03, 50, 280000000, "5.10", 0)]
        [2, -1, -7, 1, 0]
    """
    number = to_decimal(value)
    return -int(number.normalize(EXACT).as_tuple().exponent) if number else 0


def printed_bounds(value: Amount) -> tuple[Decimal, Decimal]:
    """Give the interval of exact amounts that are printed so (印出的数所代表的区间).

    Args:
        value: The figure as printed.

    Returns:
        (low, high): from half a step below to half a step above, a step of the last printed place. Half-up, low
        is printed so and high is not; of a negative figure high is and low is not, of 0 neither.

    Raises:
        CalculationError: The value is unreadable.

    Source:
        优质均衡 self-assessment of 荔湾区 (2024): 2.8 亿元 means [2.75, 2.85) 亿元.

    Example:
        >>> printed_bounds(2.8)
        (Decimal('2.75'), Decimal('2.85'))
        >>> printed_bounds(280000000)
        (Decimal('275000000'), Decimal('285000000'))
    """
    number = to_decimal(value)
    half = Decimal(5).scaleb(-printed_decimals(value) - 1, EXACT)
    return _plain(EXACT.subtract(number, half)), _plain(EXACT.add(number, half))


def growth_bases(current: Amount | None, growth: Amount, decimals: int | None = None) -> list[int]:
    """Give the whole earlier figures that explain a printed growth (由增长率反推的上期数).

    Args:
        current: The figure of this period, 0 or more.
        growth: The printed growth in percent, more than -100.
        decimals: Decimals that the growth was rounded to, half-up; None for those that it is printed with.

    Returns:
        All whole numbers from which `current` has grown so, rising; none when no whole number explains the
        growth. Of more than 1000, the lowest 1000.

    Raises:
        CalculationError: The growth is -100 or less, or a value is negative, blank or unreadable.

    Source:
        2022 年度部门整体支出绩效报告 (珠晖区教育局): 343 件, +131.8 %, hold over 148; 398, +7.8 %, over nothing.

    Example:
        >>> growth_bases(343, 131.8), growth_bases(398, 7.8)
        ([148], [])
    """
    now, percent = not_negative(current, "本期数"), Fraction(to_decimal(growth))
    if percent <= -100:
        raise CalculationError("增长率应大于 -100%，否则反推不出上期数")
    printed = printed_decimals(growth)
    places = max(0, printed) if decimals is None else check_decimals(decimals)
    if printed > places:
        return []  # nothing rounded to fewer places is printed so
    half = Fraction(1, 2 * 10**places)
    low, high = 100 * now / (100 + percent + half), 100 * now / (100 + percent - half)
    # Half-up: the end nearer to no growth is printed so, the other is not.
    first = ceil(low) if percent < 0 else floor(low) + 1
    last = floor(high) if percent > 0 else ceil(high) - 1
    return list(range(max(1, first), min(last, max(1, first) + MOST_BASES - 1) + 1))


def implied_denominators(numerator: Amount | None, rate: Amount, times: Amount | None = 1) -> tuple[int, int] | None:
    """Give the whole denominators that explain a printed rate (由比率反推的分母).

    Args:
        numerator: The exact figure above the line, 0 or more.
        rate: The rate as printed, more than 0, rounded half-up at its own decimals.
        times: What the ratio was multiplied by, more than 0: 100 for percent or 每百名.

    Returns:
        The smallest and the largest whole number d for which numerator × times / d is printed so; None when
        there is none.

    Raises:
        CalculationError: The rate or `times` is 0 or negative, or a value is negative, blank or unreadable.

    Source:
        优质均衡 self-assessment of 荔湾区 (2024): 特殊教育 539.85 万元 at 9887.4 元 each imply 546 pupils.

    Example:
        >>> implied_denominators(5398500, 9887.4)
        (546, 546)
        >>> implied_denominators(4397, 5.79, times=100)
        (75876, 76006)
    """
    amount = not_negative(numerator, "分子") * positive(times, "倍数")
    positive(rate, "比率")
    low, high = printed_bounds(rate)
    smallest, largest = floor(amount / Fraction(high)) + 1, floor(amount / Fraction(low))
    return (smallest, largest) if smallest <= largest else None


def _plain(number: Decimal) -> Decimal:
    """Write a whole number without an exponent, as a form shows it."""
    return number.quantize(Decimal(1), context=EXACT) if int(number.as_tuple().exponent) > 0 else number
