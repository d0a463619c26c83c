"""Figures for each pupil, means and variation as Excel functions; see `udfs.excel`."""

from decimal import Decimal
from functools import partial
from typing import Any

import xlwings as xw

from udfs.cells import (
    CATEGORY,
    DECIMALS,
    DECIMALS_HELP,
    PLACES_HELP,
    Cells,
    cell_number,
    checked_range,
    line,
    numbers,
    option,
    or_message,
    percentages,
    places,
)
from udfs.means import mean, weighted_mean
from udfs.pupils import per_hundred_pupils, per_pupil, retention_rate, split_by_weight
from udfs.variation import coefficient_of_variation

_THREE = 3
_THREE_HELP = "小数位数，0 至 15，默认 3"


@xw.func(category=CATEGORY)
@xw.arg("quantity", ndim=2, err_to_str=True, doc="数量，如面积、设备值，可为区域")
@xw.arg("pupils", ndim=2, err_to_str=True, doc="学生数，一个单元格或同样大小的区域")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=PLACES_HELP)
def jb_per_pupil(quantity: Cells, pupils: Cells, decimals: Any = DECIMALS) -> Cells:
    """生均（per pupil）：数量÷学生数，四舍五入。

    Args:
        quantity: A range of quantities.
        pupils: The pupils: one cell, or a range of the same size.
        decimals: Decimal places of the result.

    Returns:
        A range of the size of `quantity`: numbers, or messages; a blank stays blank.

    Source:
        `udfs.per_pupil`.

    Example:
        >>> jb_per_pupil([[390300], [None]], [[75935]])
        [[5.14], [None]]
    """
    return or_message(lambda: numbers(partial(per_pupil, decimals=places(decimals)), quantity, pupils))


@xw.func(category=CATEGORY)
@xw.arg("quantity", ndim=2, err_to_str=True, doc="数量，如教师数、教室数，可为区域")
@xw.arg("pupils", ndim=2, err_to_str=True, doc="学生数，一个单元格或同样大小的区域")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=PLACES_HELP)
def jb_per_hundred_pupils(quantity: Cells, pupils: Cells, decimals: Any = DECIMALS) -> Cells:
    """每百名学生拥有（per hundred pupils）：数量÷学生数×100，四舍五入。

    Args:
        quantity: A range of quantities.
        pupils: The pupils: one cell, or a range of the same size.
        decimals: Decimal places of the result.

    Returns:
        A range of the size of `quantity`: numbers, or messages; a blank stays blank.

    Source:
        `udfs.per_hundred_pupils`.

    Example:
        >>> jb_per_hundred_pupils([[4397, 1314]], [[75935]])
        [[5.79, 1.73]]
    """
    return or_message(lambda: numbers(partial(per_hundred_pupils, decimals=places(decimals)), quantity, pupils))


@xw.func(category=CATEGORY)
@xw.arg("graduates", ndim=2, err_to_str=True, doc="毕业生数，可为区域")
@xw.arg("enrolled", ndim=2, err_to_str=True, doc="三年前在校生数，一个单元格或同样大小的区域")
@xw.arg("transferred_in", ndim=2, err_to_str=True, doc="三年间转入，空白按 0 计")
@xw.arg("transferred_out", ndim=2, err_to_str=True, doc="三年间转出，空白按 0 计")
@xw.arg("died", ndim=2, err_to_str=True, doc="三年间死亡，空白按 0 计")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=DECIMALS_HELP)
def jb_retention_rate(
    graduates: Cells,
    enrolled: Cells,
    transferred_in: Any = None,
    transferred_out: Any = None,
    died: Any = None,
    decimals: Any = DECIMALS,
) -> Cells:
    """巩固率（retention rate）：毕业生数÷（三年前在校生数＋转入－转出－死亡），四舍五入。

    Args:
        graduates: A range of 毕业生数.
        enrolled: 三年前在校生数: one cell, or a range of the same size; the next three likewise.
        transferred_in: 转入.
        transferred_out: 转出.
        died: 死亡.
        decimals: Decimal places of the percentage.

    Returns:
        A range of the size of `graduates`: fractions, or messages; a blank stays blank.

    Source:
        `udfs.retention_rate`.

    Example:
        >>> jb_retention_rate([[9540]], [[9850]], [[170]], [[479]], [[1]])
        [[1.0]]
    """
    return or_message(
        lambda: percentages(
            partial(retention_rate, decimals=places(decimals)),
            *(graduates, enrolled, transferred_in, transferred_out, died),
        )
    )


@xw.func(category=CATEGORY)
@xw.arg("quantity", ndim=2, err_to_str=True, doc="共用的数量，一个单元格")
@xw.arg("pupils", ndim=2, err_to_str=True, doc="各学段学生数，一列或一行")
@xw.arg("weights", ndim=2, err_to_str=True, doc="各学段权重，如 1、1.1、1.32，与学生数逐格对应")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=PLACES_HELP)
def jb_split_by_weight(quantity: Any, pupils: Cells, weights: Cells, decimals: Any = DECIMALS) -> Cells:
    """共用资源拆分（split by weight）：按学生数×权重拆给各学段，相加正好等于原数。

    Args:
        quantity: One cell with what is shared.
        pupils: One column or one row with the pupils of each stage.
        weights: The weights of the stages.
        decimals: Decimal places of the parts.

    Returns:
        A range of the size of `pupils` with numbers, or one cell with a message.

    Source:
        `udfs.split_by_weight`.

    Example:
        >>> jb_split_by_weight([[1000]], [[600], [300], [0]], [[1], [1.1], [1.32]])
        [[645.16], [354.84], [0.0]]
    """

    def parts(stages: Cells) -> list[Any]:
        shared = option(quantity)
        return [cell_number(part) for part in split_by_weight(shared, stages, checked_range(weights), places(decimals))]

    return or_message(lambda: line(parts, checked_range(pupils)))


@xw.func(category=CATEGORY)
@xw.arg("quantities", ndim=2, err_to_str=True, doc="各校的数量，空白按 0 计")
@xw.arg("pupils", ndim=2, err_to_str=True, doc="各校的学生数，与数量逐格对应；学生数和数量都没有的学校不计")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=_THREE_HELP)
def jb_coefficient_of_variation(quantities: Cells, pupils: Cells, decimals: Any = _THREE) -> Cells:
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


@xw.func(category=CATEGORY)
@xw.arg("cells", ndim=2, err_to_str=True, doc="要平均的区域，空白不计")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=_THREE_HELP)
def jb_mean(cells: Cells, decimals: Any = _THREE) -> Cells:
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


@xw.func(category=CATEGORY)
@xw.arg("cells", ndim=2, err_to_str=True, doc="要平均的区域")
@xw.arg("weights", ndim=2, err_to_str=True, doc="权重，与数逐格对应；任一为空白的不计")
@xw.arg("decimals", ndim=2, err_to_str=True, doc=PLACES_HELP)
def jb_weighted_mean(cells: Cells, weights: Cells, decimals: Any = DECIMALS) -> Cells:
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
