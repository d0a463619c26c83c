"""The summary workbook (汇总表): the official form with live formulas over the units' details, and its proof."""

from addin.summary.workbook import summary_workbook

__all__ = ["summary_workbook"]
