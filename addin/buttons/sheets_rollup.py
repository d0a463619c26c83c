"""汇总本工作簿各表: the sheets of an office's departments, side by side in one workbook, rolled up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from addin.book.host import HostError
from addin.book.side_by_side import copies_of, read_copy
from addin.buttons.checked import judged, read
from addin.buttons.checking import show_findings
from addin.buttons.rollup_table import put_table
from addin.buttons.words import words
from workbook_templates.submission import Unit

if TYPE_CHECKING:
    import xlwings as xw

    from addin.book.host import Host
    from addin.buttons.checked import Read
    from addin.consolidation import Consolidation
    from workbook_templates.submission import Submission

_ROOT = "jibiao-root"
"""Code of the workbook's own unit in the roll-up: no sheet can be called so by chance."""


def consolidate_sheets(book: xw.Book, host: Host) -> None:
    """汇总本工作簿各表: rolls the copies of the form's sheet up into 各表汇总, and validates each."""
    known = read(book)
    form = known.form
    if len(form.sheets) > 1:
        sheets = "、".join(form.sheets)
        raise HostError(words("consolidate_sheets", "several", count=len(form.sheets), sheets=sheets))
    copies = copies_of(known.source, form)
    if not copies:
        raise HostError(words("consolidate_sheets", "nothing", sheet=form.form.sheet))
    departments = [read_copy(known.source, form, copy) for copy in copies]
    result = _rolled_up(known, departments)
    findings = [
        finding for submission in [*_filled(known.submission), *departments] for finding in judged(submission)[1]
    ]
    put_table(book, known.source, result)
    said = [_said(result), show_findings(book, known, known.submission.unit.name, findings)]
    book.sheets[words("consolidate_sheets", "sheet")].activate()
    host.say("\n".join(said), "warning" if any(finding.open for finding in findings) else "info")


def _rolled_up(known: Read, departments: list[Submission]) -> Consolidation:
    """The same roll-up as of a folder: the workbook's own sheet is the office, the copies are the units below it."""
    from addin.consolidation import consolidate  # pandas takes a second to import
    from addin.roster import Roster, RosterUnit

    name = known.submission.unit.name
    own = replace(known.submission, unit=Unit(_ROOT, name))
    units = [RosterUnit(department.unit.code, department.unit.name, _ROOT) for department in departments]
    return consolidate([own, *departments], Roster([RosterUnit(_ROOT, name, None), *units]), known.form.id)


def _filled(submission: Submission) -> list[Submission]:
    """The workbook's own sheet, if anything was filled in: it may be left to the departments."""
    return [] if any(note.code == "empty_form" for note in submission.notes) else [submission]


def _said(result: Consolidation) -> str:
    received = [unit.name for unit in result.roster.leaves() if unit.code in result.received]
    said = [words("consolidate_sheets", "done", count=len(received), names="、".join(received))]
    left_out = [f"{refusal.file}：{refusal.reason}" for refusal in result.rejected if result.roster.find(refusal.file)]
    if left_out:
        said.append(words("consolidate_sheets", "left_out", reasons="；".join(left_out)))
    different = sum(bool(row.difference) for row in result.differences)
    if different:
        said.append(words("consolidate_sheets", "differences", count=different))
    return "\n".join(said)
