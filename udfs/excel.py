"""The calculations as Excel functions (自定义函数): the same digits in a cell as everywhere else.

A range in, a range out: one call fills a column. Percentages go to the cell as fractions, for a cell with the
% format. What cannot be calculated is a short Chinese message in its cell, never a traceback and never zero.

xlwings takes what stands here apart: names and arguments are ASCII and no words of VBA, the type hints choose
its converters and carry the help of each argument, and the docstring's first line is the help of the function in
Excel's wizard.

This is the one module that xlwings is pointed to; it has the functions of the other `excel_…` modules too.
"""

from udfs.excel_amounts import jb_convert_unit, jb_read_shown, jb_share, jb_shares, jb_total
from udfs.excel_checks import jb_quota_bounds, jb_totals_hundred, jb_within_quota
from udfs.excel_means import jb_coefficient_of_variation, jb_mean, jb_weighted_mean
from udfs.excel_printed import jb_growth_bases, jb_implied_denominators, jb_printed_bounds, jb_printed_decimals
from udfs.excel_pupils import jb_per_hundred_pupils, jb_per_pupil, jb_retention_rate, jb_split_by_weight
from udfs.excel_rates import jb_execution_rate, jb_growth_rate, jb_rate, jb_truncated_rate
from udfs.excel_scores import jb_execution_score, jb_grade, jb_indicator_score, jb_step_deduction

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
    "jb_quota_bounds",
    "jb_rate",
    "jb_read_shown",
    "jb_retention_rate",
    "jb_share",
    "jb_shares",
    "jb_split_by_weight",
    "jb_step_deduction",
    "jb_total",
    "jb_totals_hundred",
    "jb_truncated_rate",
    "jb_weighted_mean",
    "jb_within_quota",
]
