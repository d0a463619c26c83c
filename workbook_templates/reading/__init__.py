"""Reads a filled workbook into a `Submission`.

Where a field is, its defined name says; what should stand beside it, the form says, and both are
compared. A file that is no submission of a known form is rejected with a code; anything odd inside
one becomes a `Note` at its cell.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

from workbook_templates import names
from workbook_templates.interpret import plain_text
from workbook_templates.ooxml import Package, UnreadableWorkbookError, cell_name
from workbook_templates.printed import Printed, comparable, printed
from workbook_templates.reading.explanations import read_explanations, read_unit_explanations
from workbook_templates.reading.intake import Intake
from workbook_templates.reading.lists import ListReader
from workbook_templates.reading.scalars import read_scalars
from workbook_templates.reading.sheets import Sheets, identify
from workbook_templates.sealing import read_seal
from workbook_templates.submission import Note, RejectedError, Rejection, Submission, Unit

if TYPE_CHECKING:
    from pathlib import Path

    from workbook_templates.catalogue import FormFolder
    from workbook_templates.ooxml import RawCell
    from workbook_templates.reading.source import Source


def read_file(path: Path) -> Submission | Rejection:
    """The submission in a file, or why it is none. Never raises for what a file may contain."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return Rejection(str(path), "unreadable_file", {"reason": error.strerror or ""})
    digest = hashlib.sha256(data).hexdigest()
    try:
        return read_workbook(data, str(path), digest)
    except (UnreadableWorkbookError, RejectedError) as error:
        return Rejection(str(path), error.code, dict(error.slots), digest)


def read_workbook(data: bytes, file: str = "", sha256: str = "") -> Submission:
    """The submission in a workbook's bytes.

    Raises:
        UnreadableWorkbookError: the bytes are no workbook that can be read.
        RejectedError: the workbook is no submission of a known form in its present version.
    """
    return read_source(Package.open(data), file, sha256)


def read_source(source: Source, file: str = "", sha256: str = "") -> Submission:
    """The submission in a workbook that is open already.

    Raises:
        UnreadableWorkbookError: a part of it can't be read.
        RejectedError: the workbook is no submission of a known form in its present version.
    """
    sheets = Sheets(source)
    form, folder = identify(sheets)
    intake = Intake(sheets, form, _printed(folder))
    unit = Unit(intake.plain_text(names.UNIT_CODE), intake.plain_text(names.UNIT_NAME))
    read_scalars(intake)
    ListReader(intake).read()
    _note_stray(intake)
    given = form.computed_ids | form.carried_sources.keys()
    summary = is_summary(source)
    # A summary of units that have nothing to sum up says so; it is not an empty form.
    if not summary and all(cell.field in given for cell in intake.cells):
        intake.notes.insert(0, Note("empty_form", sheet=form.form.sheet))
    explained = read_explanations(sheets)
    return Submission(
        form.id,
        form.form.version,
        unit,
        file,
        sha256,
        tuple(intake.cells),
        tuple(intake.notes),
        explained.texts,
        intake.addresses,
        {name: tuple(rows) for name, rows in intake.sheet_rows.items()},
        summary,
        explained.recorded,
        read_unit_explanations(sheets),
        read_seal(source),
    )


def is_summary(source: Source) -> bool:
    """Whether the program made this workbook by consolidating others."""
    return any(name.startswith(f"{names.DETAIL}.") for name in source.defined_names)


@lru_cache(maxsize=16)
def _printed(folder: FormFolder) -> Printed:
    return printed(folder.load(), Package.open(folder.template()))


def _note_stray(intake: Intake) -> None:
    """What was typed on the form's sheets and belongs to no field, list or label."""
    for sheet in intake.form.sheets:
        for (row, column), raw in intake.sheet(sheet).items():
            if _is_stray(intake, sheet, row, column, raw):
                slots = {"shown": plain_text(raw)[:60]}
                intake.notes.append(Note("stray_cell", "", None, sheet, cell_name(row, column), slots))


def _is_stray(intake: Intake, sheet: str, row: int, column: int, raw: RawCell) -> bool:
    if (sheet, row, column) in intake.taken or not raw.text.strip() or (raw.formula and raw.kind == "text"):
        return False
    if comparable(raw.text) in intake.printed.texts or any(
        shown.sheet == sheet and (row, column) in shown for shown in intake.shown
    ):
        return False
    return all(section.block_number(raw.text) is None for section in intake.form.lists)


__all__ = ["is_summary", "read_file", "read_source", "read_workbook"]
