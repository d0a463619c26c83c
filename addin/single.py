"""What is done with one workbook: new, fill, extract, compute."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import rejection
from workbook_templates.catalogue import find_form
from workbook_templates.computing import compute
from workbook_templates.documents import Document, document_from_json, document_of, parse_json
from workbook_templates.ooxml import Package, cell_position
from workbook_templates.reading import read_file
from workbook_templates.submission import Rejection, Submission, Unreadable, Value
from workbook_templates.writing import cell_value, fill, write_computed

if TYPE_CHECKING:
    from collections.abc import Callable
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


class Correction(NamedTuple):
    """An entry that is to be the plain number that it shows."""

    sheet: str
    address: str
    value: str | Decimal | int
    """As its cell holds it."""
    label: str
    shown: str
    """What stood there."""


class Plan(NamedTuple):
    """What computing changes in a workbook.

    Attributes:
        corrections: Entries that Excel would pass over (numbers typed as text) or add up with hidden decimals; left as
            they are, the workbook would contradict its own formulas.
        computed: The computed fields whose cells are to have their formulas.
        changes: (label, before, after) of those of them that have another value now.
    """

    corrections: list[Correction]
    computed: dict[str, Value | None]
    changes: list[tuple[str, Value | None, Value | None]]


def plan_computing(form: Form, submission: Submission, has_formula: Callable[[str], bool]) -> Plan:
    """What computing changes in a workbook, in a file or open.

    Args:
        form: Its form.
        submission: What was read from it.
        has_formula: Whether the cell of a computed field holds a formula.
    """
    before = submission.scalars
    rows = {section.id: submission.rows(section.id) for section in form.lists}
    # What can't be computed for want of entries is blank; for an entry that can't be read, it is left alone.
    entries = [cell.value for cell in submission.cells if cell.field not in form.computed_ids]
    unreadable = any(isinstance(value, Unreadable) for value in entries)
    computed = compute(form, before, rows, rolled_up=submission.summary)
    after = {
        name: value
        for name, value in computed.items()
        # A figure that can't be computed and was typed in is the officer's statement.
        if value is not None or not (unreadable or (_stated(before.get(name)) and not has_formula(name)))
    }
    changes = [(form.label_of(name), before.get(name), v) for name, v in after.items() if before.get(name) != v]
    return Plan(_corrections(form, submission), after, changes)


def _stated(value: Value | None) -> bool:
    return isinstance(value, (Decimal, str))


def _corrections(form: Form, submission: Submission) -> list[Correction]:
    odd = {(note.field, note.row) for note in submission.notes if note.code in READ_OTHERWISE}
    corrected = []
    for cell in submission.cells:
        if (cell.field, cell.row) not in odd or cell.field in form.computed_ids:
            continue
        place = form.scalars[cell.field] if cell.row is None else form.list_columns[cell.field]
        value = cell_value(cell.value, place)
        corrected.append(Correction(cell.sheet, cell.address, value, form.label_of(cell.field), cell.shown))
    return corrected


def computed_workbook(path: Path) -> Computed:
    """A copy of a workbook with its totals and shares computed, their formulas live, its entries plain numbers."""
    submission = submission_in(path)
    form = find_form(submission.form).load()
    package = Package.open(path)
    plan = plan_computing(form, submission, lambda name: _has_formula(package, name))
    for correction in plan.corrections:
        row, column = cell_position(correction.address)
        package.patch(correction.sheet).set_value(row, column, correction.value)
    write_computed(form, package, plan.computed)
    return Computed(package.to_bytes(), plan.changes, [(c.label, c.shown) for c in plan.corrections])


def _has_formula(package: Package, name: str) -> bool:
    area = package.area(name)
    # A field without a cell states nothing.
    return area is None or package.patch(area.sheet).formula_of(area.first_row, area.first_column) is not None
