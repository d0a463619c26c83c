"""Rates and ratios as Excel functions; see `udfs.excel`."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Annotated, Any

from udfs.cells import DECIMALS, Cells, numbers, or_default, or_message, percentages, places
from udfs.excel_marking import DECIMALS_HELP, PLACES_HELP, argument, worksheet_function
from udfs.rates import execution_rate, growth_rate, rate, truncated_rate

_HUNDRED = 100


@worksheet_function
def jb_growth_rate(
    current: Annotated[Cells, argument("本期数，可为区域")],
    previous: Annotated[Cells, argument("上期数，一个单元格或同样大小的区域")],
    decimals: Annotated[Any, argument(DECIMALS_HELP)] = DECIMALS,
) -> Cells:
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


@worksheet_function
def jb_execution_rate(
    executed: Annotated[Cells, argument("全年执行数，可为区域")],
    budget: Annotated[Cells, argument("全年预算数，一个单元格或同样大小的区域")],
    decimals: Annotated[Any, argument(DECIMALS_HELP)] = DECIMALS,
) -> Cells:
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


@worksheet_function
def jb_rate(
    numerator: Annotated[Cells, argument("分子，可为区域")],
    denominator: Annotated[Cells, argument("分母，一个单元格或同样大小的区域")],
    times: Annotated[Any, argument("倍数，默认 100；结果是乘以倍数后的数，不用百分数格式")] = _HUNDRED,
    decimals: Annotated[Any, argument(PLACES_HELP)] = DECIMALS,
) -> Cells:
    """比率（rate）：分子÷分母×倍数，四舍五入；百分之 50.03 得 50.03。

    Args:
        numerator: A range of figures.
        denominator: What they are related to: one cell, or a range of the same size; times likewise.
        times: What the ratio is multiplied by.
        decimals: Decimal places of the result.

    Returns:
        A range of the size of `numerator`: numbers, not fractions, or messages; a blank stays blank.

    Source:
        `udfs.rate`.

    Example:
        >>> jb_rate([[1715], [None]], [[3428]])
        [[50.03], [None]]
    """
    return _ratio(rate, numerator, denominator, times, decimals)


@worksheet_function
def jb_truncated_rate(
    numerator: Annotated[Cells, argument("分子，可为区域")],
    denominator: Annotated[Cells, argument("分母，一个单元格或同样大小的区域")],
    times: Annotated[Any, argument("倍数，默认 100；结果是乘以倍数后的数，不用百分数格式")] = _HUNDRED,
    decimals: Annotated[Any, argument(PLACES_HELP)] = DECIMALS,
) -> Cells:
    """比率，截断（truncated rate）：分子÷分母×倍数，多余的小数截去，不四舍五入。

    Args:
        numerator: A range of figures.
        denominator: What they are related to: one cell, or a range of the same size; times likewise.
        times: What the ratio is multiplied by.
        decimals: Decimal places that are kept.

    Returns:
        A range of the size of `numerator`: numbers, not fractions, or messages; a blank stays blank.

    Source:
        `udfs.truncated_rate`.

    Example:
        >>> jb_truncated_rate([[1048.2]], [[20247.95]])
        [[5.17]]
    """
    return _ratio(truncated_rate, numerator, denominator, times, decimals)


def _ratio(calculate: Callable[..., Decimal], numerator: Cells, denominator: Cells, times: Any, decimals: Any) -> Cells:
    """Calculate ratios cell by cell, as numbers."""
    return or_message(
        lambda: numbers(
            partial(calculate, decimals=places(decimals)), numerator, denominator, or_default(times, _HUNDRED)
        )
    )
