"""The calculations as Excel functions (自定义函数): the same digits in a cell as everywhere else.

A range in, a range out: one call fills a column. Percentages go to the cell as fractions, for a cell with the
% format. What cannot be calculated is a short Chinese message in its cell, never a traceback and never zero.

xlwings takes what stands here apart: names and arguments are ASCII, the type hints choose its converters (so
they are plain and not deferred), and the docstring's first 255 characters are the help in Excel's wizard.
Single cells are declared as ranges too, or an error value in one would arrive as a blank.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from math import isfinite
from typing import Any, TypeAlias

import xlwings as xw

from udfs.amounts import convert_unit, total
from udfs.numbers import EXACT, Amount, CalculationError, is_blank, to_decimal
from udfs.rates import execution_rate, growth_rate
from udfs.shares import share, shares

Cells: TypeAlias = list[list[Any]]
"""Rows of cells, as xlwings hands a range over and takes one back."""

_CATEGORY = "绩表"
_DECIMALS = 2
_DECIMALS_HELP = "百分数的小数位数，0 至 15，默认 2"

_ERROR_TEXT = re.compile(r"#[A-Z_]+(?:/[A-Z0])?[!?]?")
# Windows hands an error over as its code. xlwings names seven; newer ones (#SPILL!) would pass as numbers.
_ERROR_CODES = range(-2146826288, -2146826188)


@xw.func(category=_CATEGORY)
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
    return _or_message(lambda: [[_cell_number(total(_checked_range(cells)))]])


@xw.func(category=_CATEGORY)
@xw.arg("part", ndim=2, err_to_str=True, doc="金额，可为区域")
@xw.arg("whole", ndim=2, err_to_str=True, doc="合计，一个单元格或同样大小的区域")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=_DECIMALS_HELP)
def jb_share(part: Cells, whole: Cells, decimals: Any = _DECIMALS) -> Cells:
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
    return _or_message(lambda: _cell_by_cell(share, part, whole, decimals))


@xw.func(category=_CATEGORY)
@xw.arg("cells", ndim=2, err_to_str=True, doc="各行金额，一列或一行，不含合计")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=_DECIMALS_HELP)
@xw.arg("absorb", ndim=2, err_to_str=True, doc="承担尾差的是第几行，从 1 起；不填则按最大余额法")
def jb_shares(cells: Cells, decimals: Any = _DECIMALS, absorb: Any = None) -> Cells:
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
    return _or_message(lambda: _line_of_shares(_checked_range(cells), decimals, absorb))


@xw.func(category=_CATEGORY)
@xw.arg("current", ndim=2, err_to_str=True, doc="本期数，可为区域")
@xw.arg("previous", ndim=2, err_to_str=True, doc="上期数，一个单元格或同样大小的区域")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=_DECIMALS_HELP)
def jb_growth_rate(current: Cells, previous: Cells, decimals: Any = _DECIMALS) -> Cells:
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
    return _or_message(lambda: _cell_by_cell(growth_rate, current, previous, decimals))


@xw.func(category=_CATEGORY)
@xw.arg("executed", ndim=2, err_to_str=True, doc="全年执行数，可为区域")
@xw.arg("budget", ndim=2, err_to_str=True, doc="全年预算数，一个单元格或同样大小的区域")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=_DECIMALS_HELP)
def jb_execution_rate(executed: Cells, budget: Cells, decimals: Any = _DECIMALS) -> Cells:
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
    return _or_message(lambda: _cell_by_cell(execution_rate, executed, budget, decimals))


@xw.func(category=_CATEGORY)
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
    return _or_message(lambda: _converted(cells, _unit(source), _unit(target)))


def _cell_by_cell(calculate: Callable[[Amount, Amount, int], Decimal], first: Any, second: Any, decimals: Any) -> Cells:
    """Calculate a percentage of two ranges cell by cell; the second may be one cell."""
    rows, others, places = _grid(first), _grid(second), _places(decimals)
    if len(others) == len(others[0]) == 1:
        others = [others[0] * len(row) for row in rows]
    if [len(row) for row in rows] != [len(row) for row in others]:
        raise CalculationError("两个区域的大小应一致")

    def one_cell(cell: Any, other: Any) -> Any:
        return _unless_blank(cell, lambda amount: _fraction(calculate(amount, _checked(other), places)))

    return [list(map(one_cell, *pair)) for pair in zip(rows, others, strict=True)]


def _line_of_shares(rows: Cells, decimals: Any, absorb: Any) -> Cells:
    """Give the shares of one row or one column in the shape that it came in."""
    if len(rows) > 1 and len(rows[0]) > 1:
        raise CalculationError("区域应为一列或一行")
    number = _whole_number(absorb, "承担尾差的行号")
    line = shares(rows, _places(decimals), None if number is None else number - 1)
    fractions = [_fraction(percentage) for percentage in line]
    return [fractions] if len(rows) == 1 else [[fraction] for fraction in fractions]


def _converted(cells: Any, source: str, target: str) -> Cells:
    """Convert every cell of a range."""
    return [
        [_unless_blank(cell, lambda amount: _cell_number(convert_unit(amount, source, target))) for cell in row]
        for row in _grid(cells)
    ]


def _unless_blank(cell: Any, calculate: Callable[[Amount], float]) -> Any:
    """Calculate one cell: a blank stays blank, what fails becomes its message."""
    if is_blank(cell):
        return None
    try:
        return calculate(_checked(cell))
    except CalculationError as error:
        return str(error)


def _or_message(calculate: Callable[[], Cells]) -> Cells:
    """Calculate a range, or say in one cell why not."""
    try:
        return calculate()
    except CalculationError as error:
        return [[str(error)]]


def _grid(cells: Any) -> Cells:
    """Take an argument as rows; a constant, a default or one blank cell arrives bare."""
    return cells if isinstance(cells, list) else [[cells]]


def _checked_range(cells: Any) -> Cells:
    """Take an argument as rows without an error value among them."""
    return [[_checked(cell) for cell in row] for row in _grid(cells)]


def _checked(cell: Any) -> Any:
    """Refuse an Excel error value (错误值), by name where it has one."""
    if isinstance(cell, str) and _ERROR_TEXT.fullmatch(cell.strip()):
        raise CalculationError(f"引用的单元格是错误值 {cell.strip()}，应先改正")
    if isinstance(cell, int) and cell in _ERROR_CODES:
        raise CalculationError("引用的单元格是错误值，应先改正")
    return cell


def _option(cells: Any) -> Any:
    """Take an argument that must be one cell; None when it is blank."""
    rows = _grid(cells)
    if len(rows) > 1 or len(rows[0]) > 1:
        raise CalculationError("小数位数、行号和单位应各为一个单元格")
    return None if is_blank(rows[0][0]) else _checked(rows[0][0])


def _whole_number(cells: Any, name: str) -> int | None:
    """Take an option that is a whole number; Excel hands every number over as a float."""
    value = _option(cells)
    if value is None:
        return None
    number = to_decimal(value)
    if number != number.to_integral_value():
        raise CalculationError(f"{name}应为整数")
    return int(number)


def _places(decimals: Any) -> int:
    """Take the number of decimal places; blank means the usual two."""
    number = _whole_number(decimals, "小数位数")
    return _DECIMALS if number is None else number


def _unit(cells: Any) -> str:
    """Take the name of a unit."""
    return str(_option(cells) or "").strip()


def _fraction(percentage: Decimal) -> float:
    """Give a percentage as the fraction that a cell with the % format holds."""
    return _cell_number(percentage.scaleb(-2, EXACT))


def _cell_number(value: Decimal) -> float:
    """Give a result as the float that a cell holds."""
    number = float(value)
    if not isfinite(number):
        raise CalculationError("结果超出 Excel 能表示的范围")
    return number
