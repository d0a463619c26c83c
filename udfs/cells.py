"""Ranges and cells of Excel (区域、单元格) as the Excel functions take and give them back.

A range is rows of cells. A blank stays blank, an error value is refused by name, what fails becomes its short
Chinese message in its own cell.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from math import isfinite
from typing import Any, TypeAlias

from udfs.numbers import EXACT, CalculationError, is_blank, read_shown, to_decimal

Cells: TypeAlias = list[list[Any]]
"""Rows of cells, as xlwings hands a range over and takes one back."""

DECIMALS = 2

MOST_CELLS = 100_000
"""More than that in one argument is a whole column (A:A), which would keep Excel waiting."""

_ERROR_TEXT = re.compile(r"#[A-Z_]+(?:/[A-Z0])?[!?]?")
# Windows hands an error over as its code. xlwings names seven; newer ones (#SPILL!) would pass as numbers.
_ERROR_CODES = range(-2146826288, -2146826188)


def cell_by_cell(calculate: Callable[..., Any], first: Any, *others: Any) -> Cells:
    """Calculate ranges cell by cell; where the first is blank, so is the result.

    Each of the others is one cell, which goes with every cell of the first, or a range of the same size.

    Example:
        >>> cell_by_cell(lambda cell, other: cell + other, [[1], [None], [3]], 10)
        [[11], [None], [13]]
    """
    rows = grid(first)
    ranges = [_spread(other, rows) for other in others]

    def one_cell(cell: Any, *rest: Any) -> Any:
        return unless_blank(cell, lambda amount: calculate(amount, *map(checked, rest)))

    return [list(map(one_cell, *lines)) for lines in zip(rows, *ranges, strict=True)]


def numbers(calculate: Callable[..., Decimal], *ranges: Any) -> Cells:
    """Calculate numbers cell by cell; see `cell_by_cell`.

    Example:
        >>> numbers(lambda cell: Decimal(cell), [["1.5", None]])
        [[1.5, None]]
    """
    return cell_by_cell(lambda *cells: cell_number(calculate(*cells)), *ranges)


def percentages(calculate: Callable[..., Decimal], *ranges: Any) -> Cells:
    """Calculate percentages cell by cell, given as fractions; see `cell_by_cell`.

    Example:
        >>> percentages(lambda cell: Decimal(cell), [["85.83"]])
        [[0.8583]]
    """
    return cell_by_cell(lambda *cells: fraction(calculate(*cells)), *ranges)


def line(calculate: Callable[[Cells], list[Any]], rows: Cells) -> Cells:
    """Calculate one row or one column of cells and give it back in the shape that it came in.

    Example:
        >>> line(lambda rows: [cell for row in rows for cell in row], [[1], [2]])
        [[1], [2]]
    """
    if len(rows) > 1 and len(rows[0]) > 1:
        raise CalculationError("区域应为一列或一行")
    results = calculate(rows)
    return [results] if len(rows) == 1 else [[result] for result in results]


def two_columns(calculate: Callable[..., list[Any]], first: Any, *others: Any) -> Cells:
    """Calculate two cells for each cell of one column; what fails is a message and a blank. See `cell_by_cell`.

    Example:
        >>> two_columns(lambda cell: [cell - 1, cell + 1], [[5], [None]])
        [[4, 6], [None, None]]
    """
    if any(len(row) > 1 for row in grid(first)):
        raise CalculationError("区域应为一列")
    found = [row[0] for row in cell_by_cell(calculate, first, *others)]
    return [cells if isinstance(cells, list) else [cells, None] for cells in found]


def unless_blank(cell: Any, calculate: Callable[[Any], Any]) -> Any:
    """Calculate one cell: a blank stays blank, what fails becomes its message."""
    if is_blank(cell):
        return None
    try:
        return calculate(checked(cell))
    except CalculationError as error:
        return str(error)


def or_message(calculate: Callable[[], Cells]) -> Cells:
    """Calculate a range, or say in one cell why not."""
    try:
        return calculate()
    except CalculationError as error:
        return [[str(error)]]


def grid(cells: Any) -> Cells:
    """Take an argument as rows; a constant, a default or one blank cell arrives bare."""
    if not isinstance(cells, list):
        return [[cells]]
    if (count := len(cells) * len(cells[0])) > MOST_CELLS:
        raise CalculationError(f"区域有 {count} 格，超过 {MOST_CELLS} 格，请只选有数据的行")
    return cells


def checked_range(cells: Any) -> Cells:
    """Take an argument as rows without an error value among them."""
    return [[checked(cell) for cell in row] for row in grid(cells)]


def checked(cell: Any) -> Any:
    """Refuse an Excel error value (错误值), by name where it has one; a cell with nothing but spaces is blank."""
    if isinstance(cell, str) and _ERROR_TEXT.fullmatch(cell.strip()):
        raise CalculationError(f"引用的单元格是错误值 {cell.strip()}，应先改正")
    if isinstance(cell, int) and cell in _ERROR_CODES:
        raise CalculationError("引用的单元格是错误值，应先改正")
    return None if is_blank(cell) else cell


def text(cell: Any) -> str:
    """Take a cell as a text (文字); Excel hands the number 3 over as 3.0.

    Example:
        >>> text(3.0), text(" 万元 "), text(None)
        ('3', '万元', '')
    """
    if cell is None:
        return ""
    return format(cell, ".15g") if isinstance(cell, float) else str(cell).strip()


def or_default(cells: Any, default: Any) -> Any:
    """Take an argument that may be left out; one blank cell leaves it out too."""
    rows = grid(cells)
    return default if len(rows) == len(rows[0]) == 1 and is_blank(rows[0][0]) else cells


def option(cells: Any) -> Any:
    """Take an argument that must be one cell; None when it is blank."""
    rows = grid(cells)
    if len(rows) > 1 or len(rows[0]) > 1:
        raise CalculationError("小数位数、行号和单位应各为一个单元格")
    return None if is_blank(rows[0][0]) else checked(rows[0][0])


def whole_number(cells: Any, name: str) -> int | None:
    """Take an option that is a whole number; Excel hands every number over as a float."""
    value = option(cells)
    if value is None:
        return None
    number = to_decimal(value)
    if number != number.to_integral_value():
        raise CalculationError(f"{name}应为整数")
    return int(number)


def places(decimals: Any, usual: int = DECIMALS) -> int:
    """Take the number of decimal places; blank means the usual ones."""
    number = whole_number(decimals, "小数位数")
    return usual if number is None else number


def fraction(percentage: Decimal) -> float:
    """Give a percentage as the fraction that a cell with the % format holds."""
    return cell_number(percentage.scaleb(-2, EXACT))


def percentage(cell: Any) -> Decimal:
    """Take a cell with the % format as the number before the sign; the reverse of `fraction`.

    Example:
        >>> percentage(0.1003), percentage("10.03%")
        (Decimal('10.03'), Decimal('10.03'))
    """
    number = to_decimal(cell)
    return number if read_shown(cell).unit == "%" else number.scaleb(2, EXACT)


def cell_number(value: Decimal) -> float:
    """Give a result as the float that a cell holds."""
    number = float(value)
    if not isfinite(number):
        raise CalculationError("结果超出 Excel 能表示的范围")
    return number


def _spread(cells: Any, rows: Cells) -> Cells:
    """Lay a range beside the first one."""
    others = grid(cells)
    if len(others) == len(others[0]) == 1:
        others = [others[0] * len(row) for row in rows]
    if [len(row) for row in rows] != [len(row) for row in others]:
        raise CalculationError("两个区域的大小应一致")
    return others
