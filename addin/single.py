"""What is done with one workbook: new, fill, extract, compute."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from validation.messages import rejection
from workbook_templates.catalogue import find_form
from workbook_templates.computing import compute
from workbook_templates.documents import Document, document_from_json, document_of, parse_json
from workbook_templates.ooxml import Package, cell_position
from workbook_templates.reading import read_file
from workbook_templates.submission import Rejection, Submission, Unreadable, Value
from workbook_templates.writing import cell_value, fill, write_computed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from workbook_templates.model import Form

READ_OTHERWISE = frozenset({"number_as_text", "hidden_decimals"})
"""Notes on cells whose number is not what Excel would calculate with."""


class UnusableError(Exception):
    """The workbook given can't be used; the message (Chinese) says why and what to do."""


@dataclass(frozen=True)
class Computed:
    """A workbook with its computed fields written, and what changed."""

    data: bytes
    changes: list[tuple[str, Value | None, Value | None]]
    """(label, before, after)."""
    corrected: list[tuple[str, str]]
    """(label, text) of entries that were text or had hidden decimals, and are now plain numbers."""


def submission_in(path: Path) -> Submission:
    """The submission in a file.

    Raises:
        UnusableError: there is none.
    """
    outcome = read_file(path)
    if isinstance(outcome, Rejection):
        raise UnusableError(f"{path} {rejection(outcome.code, outcome.slots).text}")
    return outcome


def blank_workbook(identifier: str) -> bytes:
    """A form's blank workbook."""
    return find_form(identifier).template()


def filled_workbook(identifier: str, data: Path) -> tuple[bytes, Document]:
    """A workbook filled from a data document.

    Raises:
        UnusableError: the document's file can't be read.
        DocumentError: the document doesn't fit the form.
    """
    folder = find_form(identifier)
    form = folder.load()
    try:
        text = data.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableError(f"读不到数据文件 {data}：{error}。它应是 UTF-8 编码的 JSON。") from error
    document = document_from_json(parse_json(text, str(data)), form)
    return fill(form, folder.template(), document), document


def extracted(path: Path) -> tuple[Submission, Document]:
    """The data document in a workbook."""
    submission = submission_in(path)
    return submission, document_of(submission, find_form(submission.form).load())


def computed_workbook(path: Path) -> Computed:
    """A copy of a workbook with its totals and shares computed, their formulas live.

    Entries that Excel would pass over (numbers typed as text) or add up with hidden decimals are
    written as the numbers that they show; otherwise the copy would contradict its own formulas.
    """
    submission = submission_in(path)
    form = find_form(submission.form).load()
    package = Package.open(path)
    corrected = _correct_entries(form, submission, package)
    before = submission.scalars
    rows = {section.id: submission.rows(section.id) for section in form.lists}
    # What can't be computed for want of entries is blank; for an entry that can't be read, it is left alone.
    entries = [cell.value for cell in submission.cells if cell.field not in form.computed_ids]
    unreadable = any(isinstance(value, Unreadable) for value in entries)
    computed = compute(form, before, rows, rolled_up=submission.summary)
    after = {
        name: value
        for name, value in computed.items()
        if value is not None or not (unreadable or _typed_in(form, package, name, before))
    }
    write_computed(form, package, after)
    changes = [(form.label_of(name), before.get(name), v) for name, v in after.items() if before.get(name) != v]
    return Computed(package.to_bytes(), changes, corrected)


def _typed_in(form: Form, package: Package, name: str, before: Mapping[str, Value]) -> bool:
    """Whether a figure that can't be computed was stated by the officer, as its cell holds no formula."""
    area = package.area(name)
    return (
        area is not None
        and isinstance(before.get(name), (Decimal, str))
        and package.patch(area.sheet).formula_of(area.first_row, area.first_column) is None
    )


def _correct_entries(form: Form, submission: Submission, package: Package) -> list[tuple[str, str]]:
    odd = {(note.field, note.row) for note in submission.notes if note.code in READ_OTHERWISE}
    corrected = []
    for cell in submission.cells:
        if (cell.field, cell.row) not in odd or cell.field in form.computed_ids:
            continue
        place = form.scalars[cell.field] if cell.row is None else form.list_columns[cell.field]
        row, column = cell_position(cell.address)
        package.patch(cell.sheet).set_value(row, column, cell_value(cell.value, place))
        corrected.append((form.label_of(cell.field), cell.shown))
    return corrected
