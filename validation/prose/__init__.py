"""Judging a report's prose (报告正文): its figures against a workbook's, and against each other."""
