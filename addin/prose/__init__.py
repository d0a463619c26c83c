"""Checks a finished report against a workbook (核对报告)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.prose.files import read_report
from addin.single import submission_in
from validation.prose.check import ReportCheck, check_prose
from workbook_templates.catalogue import find_form

if TYPE_CHECKING:
    from pathlib import Path


def check_report(report: Path, workbook: Path) -> ReportCheck:
    """Judges the figures in a report's prose; both files stay as they are.

    Args:
        report: .docx, .txt or .pdf.
        workbook: A unit's workbook, or a summary.

    Raises:
        ReportFileError: The report can't be read.
        UnusableError: The workbook can't be used.
    """
    text = read_report(report)
    submission = submission_in(workbook)
    return check_prose(str(report), text.paragraphs, find_form(submission.form).load(), submission, text.tables)
