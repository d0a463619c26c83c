"""Amounts and shares as Excel functions; see `udfs.excel`."""

from functools import partial
from typing import Annotated, Any

from udfs.amounts import convert_unit, total
from udfs.cells import (
    DECIMALS,
    Cells,
    cell_by_cell,
    cell_number,
    checked_range,
    fraction,
    line,
    numbers,
    option,
    or_message,
    percentages,
    places,
    text,
    whole_number,
)
from udfs.excel_marking import DECIMALS_HELP, argument, worksheet_function
from udfs.numbers import read_shown, to_decimal
from udfs.shares import share, shares


@worksheet_function
def jb_total(
    cells: Annotated[Cells, argument("要合计的区域，同一单位")],
) -> Cells:
    """合计（total）：区域内各数之和，空白不计，文本型数字按显示的数计入。

    Args:
        cells: A range of amounts in one unit.

    Returns:
        One cell with the sum, or a message.

    Source:
        `udfs.total`.

    Example:
        >>> jb_total([[168431.56], ["1,791.51"], [None], [11919.88]])
        [[182142.95]]
    """
    return or_message(lambda: [[cell_number(total(checked_range(cells)))]])


@worksheet_function
def jb_read_shown(
    cells: Annotated[Cells, argument("要识别的区域，如从网页或文件里贴来的数")],
) -> Cells:
    """识别数字（read shown）：把文本型数字按显示的样子读成数，百分数读成小数。

    Full-width digits, thousands separators, blanks and brackets are read; a money unit is not dropped silently.

    Args:
        cells: A range of numbers, or of texts that show one.

    Returns:
        A range of the size of `cells`: numbers, or messages; a blank stays blank.

    Source:
        `udfs.read_shown`.

    Example:
        >>> jb_read_shown([["１６８，４３１．５６　"], ["92.47%"], ["(1,234.50)"], [None]])
        [[168431.56], [0.9247], [-1234.5], [None]]
    """
    return or_message(lambda: cell_by_cell(_plain_number, cells))


@worksheet_function
def jb_convert_unit(
    cells: Annotated[Cells, argument("金额，可为区域")],
    source: Annotated[Any, argument("原单位：元、百元、千元、万元、百万元、千万元或亿元")],
    target: Annotated[Any, argument("换算成的单位")],
) -> Cells:
    """金额单位换算（convert unit）：如由元换算成万元，不舍入。

    Args:
        cells: A range of amounts.
        source: The unit they are in.
        target: The unit wanted.

    Returns:
        A range of the size of `cells`: amounts, or messages; a blank stays blank.

    Source:
        `udfs.convert_unit`.

    Example:
        >>> jb_convert_unit([[1684315600, None]], "元", "万元")
        [[168431.56, None]]
    """
    return or_message(lambda: numbers(partial(convert_unit, source=_unit(source), target=_unit(target)), cells))


@worksheet_function
def jb_share(
    part: Annotated[Cells, argument("金额，可为区域")],
    whole: Annotated[Cells, argument("合计，一个单元格或同样大小的区域")],
    decimals: Annotated[Any, argument(DECIMALS_HELP)] = DECIMALS,
) -> Cells:
    """占比（share）：金额占合计的百分比，逐行四舍五入；各行相加不一定为 100%。

    Args:
        part: A range of amounts.
        whole: Their total: one cell, or a range of the same size.
        decimals: Decimal places of the percentage.

    Returns:
        A range of the size of `part`: fractions, or messages; a blank stays blank.

    Source:
        `udfs.share`.

    Example:
        >>> jb_share([[168431.56], [None]], [[182142.95]])
        [[0.9247], [None]]
    """
    return or_message(lambda: percentages(partial(share, decimals=places(decimals)), part, whole))


@worksheet_function
def jb_shares(
    cells: Annotated[Cells, argument("各行金额，一列或一行，不含合计")],
    decimals: Annotated[Any, argument(DECIMALS_HELP)] = DECIMALS,
    absorb: Annotated[Any, argument("承担尾差的是第几行，从 1 起；不填则按最大余额法")] = None,
) -> Cells:
    """各行占比（shares）：一列金额各占合计的百分比，相加正好为 100%。

    Args:
        cells: One column or one row of amounts, without their total; a blank counts as 0.
        decimals: Decimal places of the percentages.
        absorb: Number, from 1, of the cell that takes the difference; blank for largest remainder.

    Returns:
        A range of the size of `cells` with fractions, or one cell with a message.

    Source:
        `udfs.shares`.

    Example:
        >>> jb_shares([[98352.28], [18280.89], [65509.78]], 2, 2)
        [[0.54], [0.1003], [0.3597]]
    """
    return or_message(lambda: _line_of_shares(checked_range(cells), decimals, absorb))


def _line_of_shares(rows: Cells, decimals: Any, absorb: Any) -> Cells:
    """Give the shares of one row or one column."""
    number = whole_number(absorb, "承担尾差的行号")
    row = None if number is None else number - 1
    return line(lambda cells: [fraction(one) for one in shares(cells, places(decimals), row)], rows)


def _plain_number(cell: Any) -> float:
    """Give the number that a cell shows, a percentage as the fraction that it is."""
    return fraction(to_decimal(cell)) if read_shown(cell).unit == "%" else cell_number(to_decimal(cell))


def _unit(cells: Any) -> str:
    """Take the name of a unit."""
    return text(option(cells))
