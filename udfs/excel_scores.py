"""Scores and grades as Excel functions; see `udfs.excel`."""

from decimal import Decimal
from functools import partial
from typing import Annotated, Any

from udfs.cells import DECIMALS, Cells, cell_by_cell, checked_range, numbers, or_default, or_message, places, text
from udfs.excel_marking import PLACES_HELP, argument, worksheet_function
from udfs.numbers import CalculationError, is_blank
from udfs.scores import GRADES, Steps, execution_score, grade, indicator_score, step_deduction

_POINTS = 10
_DIRECTION = ">="


@worksheet_function
def jb_grade(
    score: Annotated[Cells, argument("得分，0 至 100，可为区域")],
    steps: Annotated[Any, argument("两列：等级、分数线，由高到低；不填为 优 90、良 80、中 60、差 0")] = None,
) -> Cells:
    """等级（grade）：得分所在的等级，得分不先取整。

    Args:
        score: A range of scores.
        steps: Two columns: grades, and the lowest score of each, the highest first.

    Returns:
        A range of the size of `score`: grades, or messages; a blank stays blank.

    Source:
        `udfs.grade`.

    Example:
        >>> jb_grade([[88], [None], [59.99]])
        [['良'], [None], ['差']]
    """

    def calculated() -> Cells:
        known = _steps(or_default(steps, None))
        return cell_by_cell(lambda points: grade(points, known), score)

    return or_message(calculated)


@worksheet_function
def jb_indicator_score(
    target: Annotated[Cells, argument("年度指标值，可为区域")],
    actual: Annotated[Cells, argument("实际完成值，与指标值逐格对应")],
    points: Annotated[Cells, argument("分值，一个单元格或同样大小的区域")],
    direction: Annotated[Any, argument("方向：≥、＞、≤、＜ 或 ＝，默认 ≥")] = _DIRECTION,
    decimals: Annotated[Any, argument(PLACES_HELP)] = DECIMALS,
) -> Cells:
    """定量指标得分（indicator score）：完成得满分，未完成按比例得分。

    Args:
        target: A range of 年度指标值.
        actual: 实际完成值: one cell, or a range of the same size; points and direction likewise.
        points: 分值.
        direction: How the targets are meant.
        decimals: Decimal places of the score.

    Returns:
        A range of the size of `target`: scores, or messages; a blank stays blank.

    Source:
        `udfs.indicator_score`.

    Example:
        >>> jb_indicator_score([[95], [5]], [[90], [8]], [[10]], [["≥"], ["≤"]])
        [[9.47], [6.25]]
    """
    return or_message(
        lambda: numbers(
            partial(_indicator_score, places(decimals)),
            *(target, actual, points, or_default(direction, _DIRECTION)),
        )
    )


@worksheet_function
def jb_execution_score(
    executed: Annotated[Cells, argument("全年执行数，可为区域")],
    budget: Annotated[Cells, argument("全年预算数，一个单元格或同样大小的区域")],
    points: Annotated[Any, argument("分值，默认 10")] = _POINTS,
    decimals: Annotated[Any, argument(PLACES_HELP)] = DECIMALS,
) -> Cells:
    """预算执行率得分（execution score）：执行率×分值，不超过分值。

    Args:
        executed: A range of what was spent.
        budget: What was planned: one cell, or a range of the same size; points likewise.
        points: 分值.
        decimals: Decimal places of the score.

    Returns:
        A range of the size of `executed`: scores, or messages; a blank stays blank.

    Source:
        `udfs.execution_score`.

    Example:
        >>> jb_execution_score([[549.89], [110]], [[640.68], [100]])
        [[8.58], [10.0]]
    """
    return or_message(
        lambda: numbers(
            partial(execution_score, decimals=places(decimals)), executed, budget, or_default(points, _POINTS)
        )
    )


@worksheet_function
def jb_step_deduction(
    reached: Annotated[Cells, argument("完成值，可为区域")],
    limit: Annotated[Cells, argument("得满分的上限，一个单元格或同样大小的区域")],
    points: Annotated[Cells, argument("分值")],
    deduction: Annotated[Cells, argument("每超过一步扣几分")],
    size: Annotated[Cells, argument("一步的大小，与完成值同一写法：百分数格式的填 1%，一般的数填 1")],
) -> Cells:
    """超限扣分（step deduction）：每超过上限一整步扣若干分，扣完为止。

    Args:
        reached: A range of the figures reached.
        limit: The limit: one cell, or a range of the same size; the next three likewise.
        points: 分值.
        deduction: Points taken off for each full step.
        size: The size of a step. It has no default: a percent point is 0.01 in a cell with the % format.

    Returns:
        A range of the size of `reached`: scores, or messages; a blank stays blank.

    Source:
        `udfs.step_deduction`.

    Example:
        >>> jb_step_deduction([[0.125], [0.09]], [[0.1]], [[5]], [[2]], [[0.01]])
        [[1.0], [5.0]]
    """
    return or_message(lambda: numbers(step_deduction, reached, limit, points, deduction, size))


def _indicator_score(decimals: int, target: Any, actual: Any, points: Any, direction: Any) -> Decimal:
    """Score one indicator."""
    return indicator_score(target, actual, points, text(direction), decimals)


def _steps(cells: Any) -> Steps:
    """Take the grades from two columns; a row without a grade does not count."""
    if cells is None:
        return GRADES
    rows = checked_range(cells)
    if any(len(row) != 2 for row in rows):
        raise CalculationError("等级应为两列：等级、分数线")
    return [(text(name), lowest) for name, lowest in rows if not is_blank(name)]
