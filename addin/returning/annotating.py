"""A return copy (退回件): a workbook with its findings on the cells and in a sheet, ready to be explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.returning.findings_sheet import put_findings_sheet, remove_findings_sheet
from addin.returning.marking import areas_of, marked, note_findings, remove_own_notes
from addin.returning.preparing import clear_prepared, prepare_rows
from validation.explanations import unit_explanations
from validation.findings import TO_VERIFY
from workbook_templates.marks import list_marks
from workbook_templates.ooxml import Package

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from validation import Finding
    from workbook_templates.model import Form
    from workbook_templates.rules import Scope
    from workbook_templates.submission import Submission


def annotated(
    data: bytes, form: Form, submission: Submission, findings: Sequence[Finding], judged: Collection[Scope]
) -> bytes:
    """The return copy of a workbook. It reads as the same submission; made of a return copy, it is the same one.

    Args:
        data: The workbook.
        form: Its form.
        submission: What was read from it.
        findings: Its findings.
        judged: The scopes of the rules that were looked at.

    Raises:
        UnreadableWorkbookError: It is damaged in a part that need not be read.
        ValueError: It is of a kind that can't be added to, such as a strict Open XML workbook.
    """
    package = Package.open(data)
    clear(package)
    prepared = prepare_rows(package, form, findings)
    areas = areas_of(package, findings)
    note_findings(package, form, findings, areas)
    explanations = unit_explanations(form, submission, findings, judged)
    put_findings_sheet(package, form, submission, findings, areas, prepared, explanations)
    wanted = [(TO_VERIFY, place.sheet, place.first_row, place.first_column) for place in prepared.places.values()]
    list_marks(package, [*marked(findings, areas), *wanted])
    return package.to_bytes()


def clear(package: Package) -> None:
    """Takes out what an earlier return copy had put in; what the officer wrote stays."""
    remove_findings_sheet(package)
    remove_own_notes(package)
    list_marks(package, ())
    clear_prepared(package)
