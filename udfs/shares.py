"""Shares of a whole (占比) whose column totals exactly 100.

Rounded one by one, the shares of a column may total 99.99 or 100.01. The published forms print each share as
the floor or the ceiling of the exact one, so that the column totals 100.00: the quota rule of apportionment.
Everything is decided on integers, so that no share depends on a float or on a decimal context.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from udfs.amounts import Cells, flatten, or_zero, total, whole_numbers
from udfs.numbers import (
    Amount,
    CalculationError,
    check_decimals,
    from_steps,
    is_blank,
    round_fraction,
    round_ratio,
    to_decimal,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def share(part: Amount, whole: Amount, decimals: int = 2) -> Decimal:
    """Give one amount's share of a whole (占比) in percent, half-up.

    Args:
        part: The amount; the same unit as `whole`.
        whole: The total that it belongs to, more than 0.
        decimals: Decimal places of the percentage.

    Returns:
        The number before the % sign.

    Raises:
        CalculationError: The whole is 0 or negative, or a value is unreadable.

    Source:
        附表4-11 部门整体支出绩效目标申报表 (2024), column 占比.

    Example:
        >>> share(168431.56, 182142.95)
        Decimal('92.47')
    """
    return round_fraction(_percentage(part, whole), decimals)


def quota_bounds(part: Amount, whole: Amount, decimals: int = 2) -> tuple[Decimal, Decimal]:
    """Give the two shares that may be printed for an amount (占比的下限与上限).

    Args:
        part: The amount; the same unit as `whole`.
        whole: The total that it belongs to, more than 0.
        decimals: Decimal places of the printed percentage.

    Returns:
        Floor and ceiling of the exact percentage at these decimals; equal when it needs no rounding.

    Raises:
        CalculationError: The whole is 0 or negative, or a value is unreadable.

    Source:
        The quota rule of apportionment; 附表4-11 (2024) prints 6.55 for 6.5442.

    Example:
        >>> quota_bounds(11919.88, 182142.95)
        (Decimal('6.54'), Decimal('6.55'))
    """
    steps = _percentage(part, whole) * 10 ** check_decimals(decimals)
    return from_steps(floor(steps), decimals), from_steps(ceil(steps), decimals)


def shares(amounts: Cells, decimals: int = 2, absorb: int | None = None) -> list[Decimal]:
    """Give every row's share of the column's total (占比); the shares total exactly 100.

    By largest remainder (最大余额法): each share is cut at its last place, and the steps that are missing to
    100 go one each to the rows that lost most by the cut, to the earlier row on a tie. Or all rows are
    rounded half-up and the row `absorb` takes the difference.

    Args:
        amounts: The rows' amounts, in one unit; a blank row counts as 0.
        decimals: Decimal places of the percentages.
        absorb: Position, from 0, of the row that takes the difference; None for largest remainder.

    Returns:
        The numbers before the % sign, one a row.

    Raises:
        CalculationError: The amounts total 0 or less, `absorb` is not a row, or a value is unreadable.

    Source:
        附表4-11 部门整体支出绩效目标申报表 (2024), column 占比: 收入构成 and 支出构成
        each total 100.00 as printed.

    Example:
        >>> [str(row) for row in shares([98352.28, 18280.89, 65509.78])]
        ['54.00', '10.04', '35.96']
        >>> [str(row) for row in shares([98352.28, 18280.89, 65509.78], absorb=1)]
        ['54.00', '10.03', '35.97']
    """
    parts = whole_numbers(map(or_zero, flatten(amounts)))
    whole = sum(parts)
    _check_whole(whole)
    if absorb is None:
        counts = apportion(10 ** (check_decimals(decimals) + 2), parts)
        return [from_steps(count, decimals) for count in counts]
    if isinstance(absorb, bool) or not isinstance(absorb, int) or not 0 <= absorb < len(parts):
        raise CalculationError(f"承担尾差的行超出范围，共有 {len(parts)} 行")
    return _absorbed(parts, whole, decimals, absorb)


def within_quota(printed: Sequence[Amount | None], amounts: Cells, decimals: int = 2) -> list[bool]:
    """Tell of each printed share (占比) whether the quota rule allows it.

    Args:
        printed: The shares as printed, numbers before the % sign or texts such as "92.47%".
        amounts: The amounts that they belong to, row by row; a blank row counts as 0.
        decimals: Decimal places of the printed shares.

    Returns:
        For each row, whether the printed share is the floor or the ceiling of the exact one. A blank share is
        right only beside a blank amount.

    Raises:
        CalculationError: The columns differ in length, the amounts total 0 or less, or a value is unreadable.

    Source:
        The quota rule of apportionment. The column must also total 100: see `totals_hundred`.

    Example:
        >>> within_quota(["54.00%", "10.03%", "35.97%"], [98352.28, 18280.89, 65509.78])
        [True, True, True]
    """
    rows = list(flatten(amounts))
    if len(printed) != len(rows):
        raise CalculationError(f"占比有 {len(printed)} 行，金额有 {len(rows)} 行，两者应一致")
    whole = total(rows)
    _check_whole(whole)
    return [_allowed(shown, cell, whole, decimals) for shown, cell in zip(printed, rows, strict=True)]


def totals_hundred(printed: Cells) -> bool:
    """Tell whether a column of printed shares (占比) totals exactly 100; blank rows do not count.

    Args:
        printed: The shares as printed, numbers before the % sign or texts such as "92.47%".

    Raises:
        CalculationError: A value is unreadable.

    Source:
        附表4-11 部门整体支出绩效目标申报表 (2024), row 合计 100.00%.

    Example:
        >>> totals_hundred(["92.47%", "0.98%", "6.55%"]), totals_hundred([92.47, 0.98, 6.54])
        (True, False)
    """
    return total(printed) == Decimal(100)


def apportion(steps: int, parts: list[int]) -> list[int]:
    """Give out a number of steps in proportion to parts, by largest remainder (最大余额法).

    Every row gets its share cut to whole steps; the steps that are missing go one each to the rows that lost
    most by the cut, to the earlier row on a tie. The parts total more than 0.

    Example:
        >>> apportion(100, [1, 1, 1])
        [34, 33, 33]
    """
    whole = sum(parts)
    counts, remainders = zip(*(divmod(part * steps, whole) for part in parts), strict=True)
    # A stable sort: the earlier row wins a tie.
    ranked = sorted(range(len(parts)), key=lambda row: -remainders[row])
    rounded_up = set(ranked[: steps - sum(counts)])
    return [count + (row in rounded_up) for row, count in enumerate(counts)]


def _absorbed(parts: list[int], whole: int, decimals: int, absorb: int) -> list[Decimal]:
    """Round every share half-up and let one row take the difference to 100."""
    rounded = [round_ratio(100 * part, whole, decimals) for part in parts]
    others = total(share for row, share in enumerate(rounded) if row != absorb)
    rounded[absorb] = round_fraction(100 - Fraction(others), decimals)
    return rounded


def _allowed(printed: Amount | None, cell: Amount | None, whole: Decimal, decimals: int) -> bool:
    """Hold one printed share against the quota rule."""
    if printed is None or is_blank(printed):
        return is_blank(cell)
    return to_decimal(printed) in quota_bounds(or_zero(cell), whole, decimals)


def _percentage(part: Amount, whole: Amount) -> Fraction:
    """Give the exact percentage."""
    divisor = to_decimal(whole)
    _check_whole(divisor)
    return 100 * Fraction(to_decimal(part)) / Fraction(divisor)


def _check_whole(whole: Decimal | int) -> None:
    """Refuse a total that has no shares."""
    if whole == 0:
        raise CalculationError("合计为 0，无法计算占比，应先填写金额")
    if whole < 0:
        raise CalculationError("合计为负数，占比没有意义，应核对金额")
