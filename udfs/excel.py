"""The calculations as Excel functions (自定义函数): the same digits in a cell as everywhere else.

A range in, a range out: one call fills a column. Percentages go to the cell as fractions, for a cell with the
% format. What cannot be calculated is a short Chinese message in its cell, never a traceback and never zero.

xlwings takes what stands here apart: names and arguments are ASCII and no words of VBA, the type hints choose
its converters (so they are plain and not deferred), and the docstring's first 255 characters are the help in
Excel's wizard. Single cells are declared as ranges too, or an error value in one would arrive as a blank.

This is the one module that xlwings is pointed to; it has the functions of the other `excel_…` modules too.
"""

from functools import partial
from typing import Any

import xlwings as xw

from udfs.amounts import convert_unit, total
from udfs.cells import (
    CATEGORY,
    DECIMALS,
    DECIMALS_HELP,
    Cells,
    cell_number,
    checked_range,
    fraction,
    line,
    numbers,
    option,
    or_message,
    percentages,
    places,
    whole_number,
)
from udfs.excel_printed import (
    jb_growth_bases,
    jb_implied_denominators,
    jb_printed_bounds,
    jb_printed_decimals,
    jb_rate,
    jb_truncated_rate,
)
from udfs.excel_pupils import (
    jb_coefficient_of_variation,
    jb_mean,
    jb_per_hundred_pupils,
    jb_per_pupil,
    jb_retention_rate,
    jb_split_by_weight,
    jb_weighted_mean,
)
from udfs.excel_scores import jb_execution_score, jb_grade, jb_indicator_score, jb_step_deduction
from udfs.rates import execution_rate, growth_rate
from udfs.shares import share, shares

__all__ = [
    "jb_coefficient_of_variation",
    "jb_convert_unit",
    "jb_execution_rate",
    "jb_execution_score",
    "jb_grade",
    "jb_growth_bases",
    "jb_growth_rate",
    "jb_implied_denominators",
    "jb_indicator_score",
    "jb_mean",
    "jb_per_hundred_pupils",
    "jb_per_pupil",
    "jb_printed_bounds",
    "jb_printed_decimals",
    "jb_rate",
    "jb_retention_rate",
    "jb_share",
    "jb_shares",
    "jb_split_by_weight",
    "jb_step_deduction",
    "jb_total",
    "jb_truncated_rate",
    "jb_weighted_mean",
]


@xw.func(category=CATEGORY)
@xw.arg("cells", ndim=2, err_to_str=True, doc="要合计的区域，同一单位")
def jb_total(cells: Cells) -> Cells:
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


@xw.func(category=CATEGORY)
@xw.arg("part", ndim=2, err_to_str=True, doc="金额，可为区域")
@xw.arg("whole", ndim=2, err_to_str=True, doc="合计，一个单元格或同样大小的区域")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=DECIMALS_HELP)
def jb_share(part: Cells, whole: Cells, decimals: Any = DECIMALS) -> Cells:
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


@xw.func(category=CATEGORY)
@xw.arg("cells", ndim=2, err_to_str=True, doc="各行金额，一列或一行，不含合计")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=DECIMALS_HELP)
@xw.arg("absorb", ndim=2, err_to_str=True, doc="承担尾差的是第几行，从 1 起；不填则按最大余额法")
def jb_shares(cells: Cells, decimals: Any = DECIMALS, absorb: Any = None) -> Cells:
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


@xw.func(category=CATEGORY)
@xw.arg("current", ndim=2, err_to_str=True, doc="本期数，可为区域")
@xw.arg("previous", ndim=2, err_to_str=True, doc="上期数，一个单元格或同样大小的区域")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=DECIMALS_HELP)
def jb_growth_rate(current: Cells, previous: Cells, decimals: Any = DECIMALS) -> Cells:
    """增长率（growth rate）：（本期数－上期数）÷上期数，四舍五入。

    Args:
        current: A range of this period's figures.
        previous: The earlier figures: one cell, or a range of the same size.
        decimals: Decimal places of the percentage.

    Returns:
        A range of the size of `current`: fractions, or messages; a blank stays blank.

    Source:
        `udfs.growth_rate`.

    Example:
        >>> jb_growth_rate([[343, 1730]], [[148, 0]])
        [[1.3176, '上期数为 0，无法计算增长率，应核对填报的数字']]
    """
    return or_message(lambda: percentages(partial(growth_rate, decimals=places(decimals)), current, previous))


@xw.func(category=CATEGORY)
@xw.arg("executed", ndim=2, err_to_str=True, doc="全年执行数，可为区域")
@xw.arg("budget", ndim=2, err_to_str=True, doc="全年预算数，一个单元格或同样大小的区域")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=DECIMALS_HELP)
def jb_execution_rate(executed: Cells, budget: Cells, decimals: Any = DECIMALS) -> Cells:
    """预算执行率（execution rate）：全年执行数÷全年预算数，四舍五入。

    Args:
        executed: A range of what was spent.
        budget: What was planned: one cell, or a range of the same size.
        decimals: Decimal places of the percentage.

    Returns:
        A range of the size of `executed`: fractions, or messages; a blank stays blank.

    Source:
        `udfs.execution_rate`.

    Example:
        >>> jb_execution_rate([["549.89"]], [[640.68]])
        [[0.8583]]
    """
    return or_message(lambda: percentages(partial(execution_rate, decimals=places(decimals)), executed, budget))


@xw.func(category=CATEGORY)
@xw.arg("cells", ndim=2, err_to_str=True, doc="金额，可为区域")
@xw.arg("source", ndim=2, err_to_str=True, doc="原单位：元、百元、千元、万元、百万元、千万元或亿元")
@xw.arg("target", ndim=2, err_to_str=True, doc="换算成的单位")
def jb_convert_unit(cells: Cells, source: Any, target: Any) -> Cells:
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


def _line_of_shares(rows: Cells, decimals: Any, absorb: Any) -> Cells:
    """Give the shares of one row or one column."""
    number = whole_number(absorb, "承担尾差的行号")
    row = None if number is None else number - 1
    return line(lambda cells: [fraction(one) for one in shares(cells, places(decimals), row)], rows)


def _unit(cells: Any) -> str:
    """Take the name of a unit."""
    return str(option(cells) or "").strip()
