"""The check of printed shares as Excel functions; see `udfs.excel`."""

from decimal import Decimal
from typing import Annotated, Any

from udfs.amounts import flatten
from udfs.cells import DECIMALS, Cells, checked_range, fraction, line, or_message, percentage, places, two_columns
from udfs.excel_marking import DECIMALS_HELP, argument, worksheet_function
from udfs.numbers import is_blank
from udfs.shares import quota_bounds, totals_hundred, within_quota


@worksheet_function
def jb_quota_bounds(
    part: Annotated[Cells, argument("金额，一列")],
    whole: Annotated[Cells, argument("合计，一个单元格或同样大小的一列")],
    decimals: Annotated[Any, argument(DECIMALS_HELP)] = DECIMALS,
) -> Cells:
    """占比可填的数（quota bounds）：舍去得左列，进一得右列；填其中之一都可以。

    Args:
        part: One column of amounts.
        whole: Their total: one cell, or a column of the same size.
        decimals: Decimal places of the printed percentage.

    Returns:
        Two columns of fractions, low and high, or a message and a blank; a blank stays blank.

    Source:
        `udfs.quota_bounds`.

    Example:
        >>> jb_quota_bounds([[11919.88], [None]], [[182142.95]])
        [[0.0654, 0.0655], [None, None]]
    """

    def calculated() -> Cells:
        kept = places(decimals)
        return two_columns(lambda cell, base: list(map(fraction, quota_bounds(cell, base, kept))), part, whole)

    return or_message(calculated)


@worksheet_function
def jb_within_quota(
    printed: Annotated[Cells, argument("填报的占比，百分数格式，一列或一行")],
    amounts: Annotated[Cells, argument("各行金额，不含合计，与占比逐格对应")],
    decimals: Annotated[Any, argument(DECIMALS_HELP)] = DECIMALS,
) -> Cells:
    """核对占比（within quota）：填报的占比是否由金额舍去或进一得来，是为 TRUE。

    Args:
        printed: One column or one row of shares with the % format.
        amounts: The amounts that they belong to, without their total; a blank counts as 0.
        decimals: Decimal places of the printed shares.

    Returns:
        A range of the size of `printed` with logical values, or one cell with a message.

    Source:
        `udfs.within_quota`.

    Example:
        >>> jb_within_quota([[0.54], [0.1003], [0.36]], [[98352.28], [18280.89], [65509.78]])
        [[True], [True], [False]]
    """

    def allowed(rows: Cells) -> list[Any]:
        return within_quota(list(map(_printed, flatten(rows))), checked_range(amounts), places(decimals))

    return or_message(lambda: line(allowed, checked_range(printed)))


@worksheet_function
def jb_totals_hundred(
    printed: Annotated[Cells, argument("填报的占比，百分数格式，不含合计")],
) -> Cells:
    """占比合计（totals hundred）：各行占比相加是否正好为 100%，是为 TRUE。

    Args:
        printed: A range of shares with the % format; blanks do not count.

    Returns:
        One cell with a logical value, or a message.

    Source:
        `udfs.totals_hundred`.

    Example:
        >>> jb_totals_hundred([[0.9247], [0.0098], ["6.55%"], [None]])
        [[True]]
    """
    return or_message(lambda: [[totals_hundred(map(_printed, flatten(checked_range(printed))))]])


def _printed(cell: Any) -> Decimal | None:
    """Take a share with the % format as the number before the sign."""
    return None if is_blank(cell) else percentage(cell)
