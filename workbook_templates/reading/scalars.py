"""Single fields and fixed tables: found by their names, checked against the labels beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook_templates.ooxml import Area, cell_name
from workbook_templates.printed import comparable
from workbook_templates.submission import Note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook_templates.reading.intake import Intake


def read_scalars(intake: Intake) -> None:
    """Takes in single fields and fixed tables, and compares the labels beside them."""
    places: dict[str, Area] = {}
    for identifier in intake.form.scalars:
        area = intake.place(identifier)
        if area is not None:
            places[identifier] = area
            intake.taken.add((area.sheet, area.first_row, area.first_column))
    for identifier, area in places.items():
        scalar = intake.form.scalars[identifier]
        address = cell_name(area.first_row, area.first_column)
        intake.addresses[identifier] = (area.sheet, address)
        raw = intake.sheet(area.sheet).get((area.first_row, area.first_column))
        if raw is not None:
            intake.read(identifier, None, raw, area.sheet, address)
        _check_label(intake, identifier, scalar.row_label, _texts_left(intake, area), area)
        _check_label(intake, identifier, scalar.column_label, _texts_above(intake, area), area)


def _check_label(intake: Intake, identifier: str, expected: str | None, found: Iterator[str], area: Area) -> None:
    if expected is None:
        return
    text = next(found, "")
    if comparable(text) != comparable(expected):
        slots = {"expected": expected, "found": text or "（空）"}
        address = cell_name(area.first_row, area.first_column)
        intake.notes.append(Note("label_changed", identifier, None, area.sheet, address, slots))


def _texts_left(intake: Intake, area: Area) -> Iterator[str]:
    """Texts to the left in the same row, nearest first, other fields passed over."""
    positions = ((area.first_row, column) for column in range(area.first_column - 1, 0, -1))
    return _texts(intake, area.sheet, positions)


def _texts_above(intake: Intake, area: Area) -> Iterator[str]:
    positions = ((row, area.first_column) for row in range(area.first_row - 1, 0, -1))
    return _texts(intake, area.sheet, positions)


def _texts(intake: Intake, sheet: str, positions: Iterator[tuple[int, int]]) -> Iterator[str]:
    cells = intake.sheet(sheet)
    for position in positions:
        raw = cells.get(position)
        if raw is not None and (sheet, *position) not in intake.taken and raw.text.strip():
            yield raw.text
