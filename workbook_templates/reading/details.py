"""The units within a summary (汇总表): its sheet 单位明细 has a row for each, its lists say whose each row is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbook_templates import names
from workbook_templates.catalogue import find_form
from workbook_templates.interpret import interpret
from workbook_templates.model import Expected
from workbook_templates.ooxml import Package, cell_name
from workbook_templates.submission import Cell, Submission, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook_templates.model import Form
    from workbook_templates.ooxml import Area, RawCell

_CODE_COLUMN, _NAME_COLUMN = 1, 2
_TEXT = Expected("text", 0, "")


def units_within(summary: Submission) -> list[Submission]:
    """What a summary says of each of its units: the figures that it sums, and the rows of its lists.

    Each is marked as a summary's: of other fields it says nothing, and a list without a row need not be empty.

    Raises:
        UnreadableWorkbookError: the file can't be read any more.
    """
    form = find_form(summary.form).load()
    figures = _figures(Package.open(Path(summary.file)), form)
    rows, lines = _rows(summary)
    found = []
    for unit in dict.fromkeys(figures):
        cells = (*figures[unit], *rows.get(unit.code, ()))
        addresses = dict(summary.addresses) | {cell.field: (cell.sheet, cell.address) for cell in figures[unit]}
        found.append(replace(summary, unit=unit, cells=cells, notes=(), explanations={}, addresses=addresses,
                             sheet_rows=lines.get(unit.code, {})))  # fmt: skip
    return found


def _figures(package: Package, form: Form) -> dict[Unit, list[Cell]]:
    """The cells of 单位明细, unit by unit."""
    areas = {name: area for name in form.scalars if (area := package.area(f"{names.DETAIL}.{name}")) is not None}
    found: dict[Unit, list[Cell]] = {}
    formats = package.number_formats
    for area in list(areas.values())[:1]:
        cells = package.cells(area.sheet)
        for row in range(area.first_row, area.last_row + 1):
            unit = Unit(_text(cells.get((row, _CODE_COLUMN))), _text(cells.get((row, _NAME_COLUMN))))
            if unit.code:
                found[unit] = _line(form, areas, cells, row, formats)
    return found


def _line(
    form: Form, areas: Mapping[str, Area], cells: Mapping[tuple[int, int], RawCell], row: int, formats: Sequence[str]
) -> list[Cell]:
    found = []
    for name, area in areas.items():
        raw = cells.get((row, area.first_column))
        if raw is not None:
            style = formats[raw.style] if raw.style < len(formats) else "General"
            reading = interpret(raw, form.expected[name], style)
            if reading.value is not None:
                address = cell_name(row, area.first_column)
                found.append(Cell(name, None, area.sheet, address, reading.shown, reading.value))
    return found


def _text(raw: RawCell | None) -> str:
    return interpret(raw, _TEXT).shown.strip() if raw is not None else ""


def _rows(summary: Submission) -> tuple[dict[str, list[Cell]], dict[str, dict[str, tuple[int, ...]]]]:
    """The cells of the lists' rows of each unit, numbered anew, and the sheet rows in which they stand."""
    owners = {
        (cell.field.rpartition(".")[0], cell.row): str(cell.value)
        for cell in summary.cells
        if cell.row is not None and cell.field.rpartition(".")[2] == names.OWNER
    }
    numbers: dict[tuple[str, int | None], int] = {}
    lines: dict[str, dict[str, tuple[int, ...]]] = defaultdict(dict)
    for (section, row), owner in sorted(owners.items(), key=lambda entry: (entry[0][0], entry[0][1] or 0)):
        known = lines[owner].get(section, ())
        numbers[section, row] = len(known) + 1
        lines[owner][section] = (*known, summary.sheet_rows[section][(row or 1) - 1])
    cells: dict[str, list[Cell]] = defaultdict(list)
    for cell in summary.cells:
        place = (cell.field.rpartition(".")[0], cell.row)
        if place in owners:
            cells[owners[place]].append(cell._replace(row=numbers[place]))
    return cells, lines
