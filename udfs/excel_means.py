"""Means and variation as Excel functions; see `udfs.excel`."""

from decimal import Decimal
from typing import Annotated, Any

from udfs.cells import DECIMALS, Cells, cell_number, checked_range, or_message, places
from udfs.excel_marking import PLACES_HELP, argument, worksheet_function
from udfs.means import mean, weighted_mean
from udfs.variation import coefficient_of_variation

_THREE = 3
_THREE_HELP = "小数位数，0 至 15，默认 3"


@worksheet_function
def jb_coefficient_of_variation(
    quantities: Annotated[Cells, argument("各校的数量，空白按 0 计")],
    pupils: Annotated[Cells, argument("各校的学生数，与数量逐格对应；学生数和数量都没有的学校不计")],
    decimals: Annotated[Any, argument(_THREE_HELP)] = _THREE,
) -> Cells:
    """差异系数（coefficient of variation）：各校之间的差异，按学生数加权。

    Args:
        quantities: A range with what each school has.
        pupils: A range with the pupils of each school.
        decimals: Decimal places of the coefficient.

    Returns:
        One cell with the coefficient, or a message.

    Source:
        `udfs.coefficient_of_variation`.

    Example:
        >>> jb_coefficient_of_variation([[60], [20]], [[1000], [1000]])
        [[0.5]]
    """
    return or_message(
        lambda: _one(
            coefficient_of_variation(checked_range(quantities), checked_range(pupils), places(decimals, _THREE))
        )
    )


@worksheet_function
def jb_mean(
    cells: Annotated[Cells, argument("要平均的区域，空白不计")],
    decimals: Annotated[Any, argument(_THREE_HELP)] = _THREE,
) -> Cells:
    """简单平均（mean）：区域内各数的平均数，空白不计，四舍五入。

    Args:
        cells: A range of numbers.
        decimals: Decimal places of the mean.

    Returns:
        One cell with the mean, or a message.

    Source:
        `udfs.mean`.

    Example:
        >>> jb_mean([[0.25], ["0.31"], [None], [0.2]])
        [[0.253]]
    """
    return or_message(lambda: _one(mean(checked_range(cells), places(decimals, _THREE))))


@worksheet_function
def jb_weighted_mean(
    cells: Annotated[Cells, argument("要平均的区域")],
    weights: Annotated[Cells, argument("权重，与数逐格对应；任一为空白的不计")],
    decimals: Annotated[Any, argument(PLACES_HELP)] = DECIMALS,
) -> Cells:
    """加权平均（weighted mean）：各数×权重之和÷权重之和，四舍五入。

    Args:
        cells: A range of numbers.
        weights: A range with their weights.
        decimals: Decimal places of the mean.

    Returns:
        One cell with the mean, or a message.

    Source:
        `udfs.weighted_mean`.

    Example:
        >>> jb_weighted_mean([[5.79], [8.44]], [[75935], [28713]])
        [[6.52]]
    """
    return or_message(lambda: _one(weighted_mean(checked_range(cells), checked_range(weights), places(decimals))))


def _one(result: Decimal) -> Cells:
    """Give a result in one cell."""
    return [[cell_number(result)]]
