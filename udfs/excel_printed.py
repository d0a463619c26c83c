"""What printed figures say as Excel functions; see `udfs.excel`."""

from typing import Annotated, Any

from udfs.cells import Cells, cell_by_cell, cell_number, or_default, or_message, two_columns, whole_number
from udfs.excel_marking import argument, worksheet_function
from udfs.printed import MOST_BASES, growth_bases, implied_denominators, printed_bounds, printed_decimals

_NONE = "无"


@worksheet_function
def jb_printed_decimals(
    figures: Annotated[Cells, argument("印出的数，可为区域")],
) -> Cells:
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


@worksheet_function
def jb_printed_bounds(
    figures: Annotated[Cells, argument("印出的数，一列")],
) -> Cells:
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
    return or_message(lambda: two_columns(_bounds, figures))


@worksheet_function
def jb_growth_bases(
    current: Annotated[Cells, argument("本期数，可为区域")],
    growth: Annotated[Cells, argument("印出的增长率，填百分号前的数，如 131.8")],
    decimals: Annotated[Any, argument("增长率的小数位数，0 至 15；不填则按印出的位数")] = None,
) -> Cells:
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


@worksheet_function
def jb_implied_denominators(
    numerator: Annotated[Cells, argument("分子，准确的数，可为区域")],
    printed: Annotated[Cells, argument("印出的比率，一个单元格或同样大小的区域")],
    times: Annotated[Any, argument("倍数，默认 1；百分数和每百名学生填 100")] = 1,
) -> Cells:
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


def _bounds(figure: Any) -> list[float]:
    """Give the two ends of what a printed figure stands for."""
    return [cell_number(end) for end in printed_bounds(figure)]


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
