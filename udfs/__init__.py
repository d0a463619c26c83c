"""The calculations (计算): plain typed functions over numbers and ranges.

No files, no forms and no Excel in here. A formula in a cell, a ribbon button and the batch run all stand on
these functions, so that they give the same digits. Money is exact decimals, rounding is half-up, a blank is
not zero unless a function says so, and what has no meaningful result raises `CalculationError` with a short
Chinese message.

    numbers   reading a number as it is shown, rounding          识别、四舍五入
    amounts   totals, money units                                合计、单位换算
    shares    shares that total 100, and the check of printed    占比
    rates     growth, execution                                  增长率、执行率
    rollup    many units into one                                汇总
    excel     the same functions for cells; imports xlwings, so it is never imported from here
"""

from udfs.amounts import convert_unit, total
from udfs.numbers import (
    Amount,
    CalculationError,
    ShownNumber,
    UnreadableNumberError,
    read_shown,
    round_half_up,
    to_decimal,
)
from udfs.rates import execution_rate, growth_rate
from udfs.rollup import roll_up
from udfs.shares import quota_bounds, share, shares, totals_hundred, within_quota

__all__ = [
    "Amount",
    "CalculationError",
    "ShownNumber",
    "UnreadableNumberError",
    "convert_unit",
    "execution_rate",
    "growth_rate",
    "quota_bounds",
    "read_shown",
    "roll_up",
    "round_half_up",
    "share",
    "shares",
    "to_decimal",
    "total",
    "totals_hundred",
    "within_quota",
]
