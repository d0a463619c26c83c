"""Figures for each pupil as Excel functions; see `udfs.excel`."""

from functools import partial
from typing import Annotated, Any

from udfs.cells import (
    DECIMALS,
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
from udfs.excel_marking import DECIMALS_HELP, PLACES_HELP, argument, worksheet_function
from udfs.pupils import per_hundred_pupils, per_pupil, retention_rate, split_by_weight


@worksheet_function
def jb_per_pupil(
    quantity: Annotated[Cells, argument("数量，如面积、设备值，可为区域")],
    pupils: Annotated[Cells, argument("学生数，一个单元格或同样大小的区域")],
    decimals: Annotated[Any, argument(PLACES_HELP)] = DECIMALS,
) -> Cells:
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


@worksheet_function
def jb_per_hundred_pupils(
    quantity: Annotated[Cells, argument("数量，如教师数、教室数，可为区域")],
    pupils: Annotated[Cells, argument("学生数，一个单元格或同样大小的区域")],
    decimals: Annotated[Any, argument(PLACES_HELP)] = DECIMALS,
) -> Cells:
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


@worksheet_function
def jb_retention_rate(
    graduates: Annotated[Cells, argument("毕业生数，可为区域")],
    enrolled: Annotated[Cells, argument("三年前在校生数，一个单元格或同样大小的区域")],
    transferred_in: Annotated[Any, argument("三年间转入，空白按 0 计")] = None,
    transferred_out: Annotated[Any, argument("三年间转出，空白按 0 计")] = None,
    died: Annotated[Any, argument("三年间死亡，空白按 0 计")] = None,
    decimals: Annotated[Any, argument(DECIMALS_HELP)] = DECIMALS,
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


@worksheet_function
def jb_split_by_weight(
    quantity: Annotated[Any, argument("共用的数量，一个单元格")],
    pupils: Annotated[Cells, argument("各学段学生数，一列或一行")],
    weights: Annotated[Cells, argument("各学段权重，如 1、1.1、1.32，与学生数逐格对应")],
    decimals: Annotated[Any, argument(PLACES_HELP)] = DECIMALS,
) -> Cells:
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
