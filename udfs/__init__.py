"""The calculations (计算): plain typed functions over numbers and ranges.

No files, no forms and no Excel in here. A formula in a cell, a ribbon button and the batch run all stand on
these functions, so that they give the same digits. Money is exact decimals, rounding is half-up, a blank is
not zero unless a function says so, and what has no meaningful result raises `CalculationError` with a short
Chinese message.

    numbers    reading a number as it is shown, rounding          识别、四舍五入
    amounts    totals, money units                                合计、单位换算
    shares     shares that total 100, and the check of printed    占比
    rates      growth, execution, any ratio                       增长率、执行率、比率
    means      plain and weighted means                           平均数
    pupils     figures for each pupil, retention, shared things   生均、每百名学生、巩固率、共用资源拆分
    variation  differences between schools                        差异系数
    scores     scores, grades, deductions                         得分、等级、扣分
    printed    what a printed figure says of the exact one        印出的数、反推
    rollup     many units into one                                汇总
    excel      the same functions for cells, with excel_…; imports xlwings, so it is never imported from here
    cells      what a range of Excel is, for these
"""

from udfs.amounts import convert_unit, total
from udfs.means import mean, weighted_mean
from udfs.numbers import (
    Amount,
    CalculationError,
    ShownNumber,
    UnreadableNumberError,
    read_shown,
    round_half_up,
    to_decimal,
)
from udfs.printed import growth_bases, implied_denominators, printed_bounds, printed_decimals
from udfs.pupils import per_hundred_pupils, per_pupil, retention_rate, split_by_weight
from udfs.rates import execution_rate, growth_rate, rate, truncated_rate
from udfs.rollup import roll_up
from udfs.scores import GRADES, execution_score, grade, indicator_score, step_deduction
from udfs.shares import quota_bounds, share, shares, totals_hundred, within_quota
from udfs.variation import coefficient_of_variation

__all__ = [
    "GRADES",
    "Amount",
    "CalculationError",
    "ShownNumber",
    "UnreadableNumberError",
    "coefficient_of_variation",
    "convert_unit",
    "execution_rate",
    "execution_score",
    "grade",
    "growth_bases",
    "growth_rate",
    "implied_denominators",
    "indicator_score",
    "mean",
    "per_hundred_pupils",
    "per_pupil",
    "printed_bounds",
    "printed_decimals",
    "quota_bounds",
    "rate",
    "read_shown",
    "retention_rate",
    "roll_up",
    "round_half_up",
    "share",
    "shares",
    "split_by_weight",
    "step_deduction",
    "to_decimal",
    "total",
    "totals_hundred",
    "truncated_rate",
    "weighted_mean",
    "within_quota",
]
