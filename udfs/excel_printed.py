"""Ratios and what printed figures say as Excel functions; see `udfs.excel`."""

from functools import partial
from typing import Any

import xlwings as xw

from udfs.cells import (
    CATEGORY,
    DECIMALS,
    PLACES_HELP,
    Cells,
    cell_by_cell,
    cell_number,
    grid,
    numbers,
    or_default,
    or_message,
    places,
    unless_blank,
    whole_number,
)
from udfs.numbers import CalculationError
from udfs.printed import MOST_BASES, growth_bases, implied_denominators, printed_bounds, printed_decimals
from udfs.rates import rate, truncated_rate

_HUNDRED = 100
_NONE = "无"


@xw.func(category=CATEGORY)
@xw.arg("numerator", ndim=2, err_to_str=True, doc="分子，可为区域")
@xw.arg("denominator", ndim=2, err_to_str=True, doc="分母，一个单元格或同样大小的区域")
@xw.arg("times", ndim=2, err_to_str=True, doc="倍数，默认 100；结果是乘以倍数后的数，不用百分数格式")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=PLACES_HELP)
def jb_rate(numerator: Cells, denominator: Cells, times: Any = _HUNDRED, decimals: Any = DECIMALS) -> Cells:
    """比率（rate）：分子÷分母×倍数，四舍五入；百分之 50.03 得 50.03。

    Args:
        numerator: A range of figures.
        denominator: What they are related to: one cell, or a range of the same size; times likewise.
        times: What the ratio is multiplied by.
        decimals: Decimal places of the result.

    Returns:
        A range of the size of `numerator`: numbers, not fractions, or messages; a blank stays blank.

    Source:
        `udfs.rate`.

    Example:
        >>> jb_rate([[1715], [None]], [[3428]])
        [[50.03], [None]]
    """
    return or_message(
        lambda: numbers(partial(rate, decimals=places(decimals)), numerator, denominator, or_default(times, _HUNDRED))
    )


@xw.func(category=CATEGORY)
@xw.arg("numerator", ndim=2, err_to_str=True, doc="分子，可为区域")
@xw.arg("denominator", ndim=2, err_to_str=True, doc="分母，一个单元格或同样大小的区域")
@xw.arg("times", ndim=2, err_to_str=True, doc="倍数，默认 100；结果是乘以倍数后的数，不用百分数格式")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=PLACES_HELP)
def jb_truncated_rate(numerator: Cells, denominator: Cells, times: Any = _HUNDRED, decimals: Any = DECIMALS) -> Cells:
    """比率，截断（truncated rate）：分子÷分母×倍数，多余的小数截去，不四舍五入。

    Args:
        numerator: A range of figures.
        denominator: What they are related to: one cell, or a range of the same size; times likewise.
        times: What the ratio is multiplied by.
        decimals: Decimal places that are kept.

    Returns:
        A range of the size of `numerator`: numbers, not fractions, or messages; a blank stays blank.

    Source:
        `udfs.truncated_rate`.

    Example:
        >>> jb_truncated_rate([[1048.2]], [[20247.95]])
        [[5.17]]
    """
    return or_message(
        lambda: numbers(
            partial(truncated_rate, decimals=places(decimals)), numerator, denominator, or_default(times, _HUNDRED)
        )
    )


@xw.func(category=CATEGORY)
@xw.arg("figures", ndim=2, err_to_str=True, doc="印出的数，可为区域")
def jb_printed_decimals(figures: Cells) -> Cells:
    """有效小数位数（printed decimals）：末尾的 0 不计；整数末尾为 0 的得负数。

    Args:
        figures: A range of printed figures.

    Returns:
        A range of the size of `figures`: whole numbers, or messages; a blank stays blank.

    Source:
        `udfs.printed_decimals`.

    Example:
        >>> jb_printed_decimals([[39.03, 280000000]])
        [[2, -7]]
    """
    return or_message(lambda: cell_by_cell(printed_decimals, figures))


@xw.func(category=CATEGORY)
@xw.arg("figures", ndim=2, err_to_str=True, doc="印出的数，一列")
def jb_printed_bounds(figures: Cells) -> Cells:
    """印出的数所代表的区间（printed bounds）：左列为下限，右列为上限。

    Args:
        figures: One column of printed figures.

    Returns:
        Two columns: low and high, or a message and a blank; a blank stays blank.

    Source:
        `udfs.printed_bounds`.

    Example:
        >>> jb_printed_bounds([[2.8], [None]])
        [[2.75, 2.85], [None, None]]
    """

    def calculated() -> Cells:
        rows = grid(figures)
        if any(len(row) > 1 for row in rows):
            raise CalculationError("区域应为一列")
        return [_bounds(row[0]) for row in rows]

    return or_message(calculated)


@xw.func(category=CATEGORY)
@xw.arg("current", ndim=2, err_to_str=True, doc="本期数，可为区域")
@xw.arg("growth", ndim=2, err_to_str=True, doc="印出的增长率，填百分号前的数，如 131.8")
@xw.arg("decimals", ndim=2, err_to_str=True, doc="增长率的小数位数，0 至 15；不填则按印出的位数")
def jb_growth_bases(current: Cells, growth: Cells, decimals: Any = None) -> Cells:
    """由增长率反推的上期数（growth bases）：所有可能的整数，没有则为“无”。

    Args:
        current: A range of this period's figures.
        growth: The printed growths in percent: one cell, or a range of the same size.
        decimals: Decimal places that the growths were rounded to.

    Returns:
        A range of the size of `current`: texts such as "148", "148～150" or "无"; a blank stays blank.

    Source:
        `udfs.growth_bases`.

    Example:
        >>> jb_growth_bases([[343], [398]], [[131.8], [7.8]])
        [['148'], ['无']]
    """

    def calculated() -> Cells:
        kept = whole_number(decimals, "小数位数")
        return cell_by_cell(lambda now, printed: _bases(growth_bases(now, printed, kept)), current, growth)

    return or_message(calculated)


@xw.func(category=CATEGORY)
@xw.arg("numerator", ndim=2, err_to_str=True, doc="分子，准确的数，可为区域")
@xw.arg("printed", ndim=2, err_to_str=True, doc="印出的比率，一个单元格或同样大小的区域")
@xw.arg("times", ndim=2, err_to_str=True, doc="倍数，默认 1；百分数和每百名学生填 100")
def jb_implied_denominators(numerator: Cells, printed: Cells, times: Any = 1) -> Cells:
    """由比率反推的分母（implied denominators）：可能的整数，没有则为“无”。

    Args:
        numerator: A range of exact figures.
        printed: The printed rates: one cell, or a range of the same size; times likewise.
        times: What the ratio was multiplied by.

    Returns:
        A range of the size of `numerator`: texts such as "546", "75876～76006" or "无"; a blank stays blank.

    Source:
        `udfs.implied_denominators`.

    Example:
        >>> jb_implied_denominators([[5398500]], [[9887.4]])
        [['546']]
    """
    return or_message(
        lambda: cell_by_cell(
            lambda *cells: _span(implied_denominators(*cells)), *(numerator, printed, or_default(times, 1))
        )
    )


def _bounds(cell: Any) -> list[Any]:
    """Give the two cells of one printed figure."""
    bounds = unless_blank(cell, lambda figure: [cell_number(end) for end in printed_bounds(figure)])
    return bounds if isinstance(bounds, list) else [bounds, None]


def _bases(bases: list[int]) -> str:
    """Show earlier figures, which follow one another, as a text."""
    if len(bases) == MOST_BASES:
        return f"{bases[0]} 起，{MOST_BASES} 个以上"
    return _span((bases[0], bases[-1]) if bases else None)


def _span(ends: tuple[int, int] | None) -> str:
    """Show the whole numbers from the first to the last as a text."""
    if ends is None:
        return _NONE
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]}～{ends[1]}"
