"""溯源: for each figure of a summary the cells of the units that it was made of, through any number of levels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from addin.consolidation import contributions
from addin.summary.proof import MONEY, relative_to
from addin.summary.tables import FIRST_ROW, Heading, Tables
from udfs import to_decimal
from workbook_templates import names
from workbook_templates.ooxml import Area, Package, UnreadableWorkbookError

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from addin.consolidation import Consolidation
    from addin.roster import RosterUnit
    from workbook_templates.model import Form
    from workbook_templates.submission import Cell, Submission

SHEET = "溯源"
HEADINGS = [
    Heading("汇总指标", 40), Heading("单位代码", 14), Heading("单位名称", 26), Heading("文件", 48),
    Heading("工作表", 12), Heading("单元格", 10), Heading("数值", 20, MONEY), Heading("文件的 SHA-256", 68),
]  # fmt: skip
FILE, VALUE = 3, 6
"""Positions of columns."""


def sources_table(tables: Tables, result: Consolidation, output: Path) -> Worksheet:
    """Each contribution: unit, file, sheet, cell, value, and which file it was.

    Of a unit that handed in a summary, the summary's own sources stand here, so that figures lead back to the
    cells of the units below it.
    """
    below: dict[str, list[list[object]]] = {}
    for unit, submission in result.contributing():
        if submission.summary and (rows := _sources_within(Path(submission.file), output)):
            below[unit.code] = rows
    rows = [row for of_unit in below.values() for row in of_unit]
    rows += [
        _source(result.form, unit, submission, cell, output)
        for unit, submission, cell in contributions(result)
        if unit.code not in below
    ]
    for section in result.form.lists:
        for unit, submission in result.contributing():
            if unit.code not in below:
                rows += _list_sources(result.form.label_of(section.id), section.id, unit, submission, output)
    note = "每一行是一个单位报表中的一个单元格（列表为一行），汇总表的数由它们得出；SHA-256 说明是哪一个文件。"
    sheet = tables.table(SHEET, f"{result.form.form.title}——溯源", note, HEADINGS, rows)
    area = Area(SHEET, FIRST_ROW + 1, 1, FIRST_ROW + max(len(rows), 1), len(HEADINGS))
    tables.book.define_name(names.SOURCES, f"={area}")
    return sheet


def _source(form: Form, unit: RosterUnit, submission: Submission, cell: Cell, output: Path) -> list[object]:
    file = relative_to(submission.file, output)
    return [form.label_of(cell.field), unit.code, unit.name, file, cell.sheet, cell.address, cell.value,
            submission.sha256]  # fmt: skip


def _sources_within(summary: Path, output: Path) -> list[list[object]]:
    """The sources that a summary states, with the files as they lie from the new summary's folder."""
    try:
        package = Package.open(summary)
    except UnreadableWorkbookError:
        return []
    area = package.area(names.SOURCES)
    if area is None or area.sheet not in package.sheet_names:
        return []
    cells = package.cells(area.sheet)
    found: list[list[object]] = []
    for row in range(area.first_row, area.last_row + 1):
        raw = [cells.get((row, column)) for column in range(area.first_column, area.last_column + 1)]
        values: list[object] = [cell.text if cell else "" for cell in raw]
        if not any(values):
            continue
        values[FILE] = relative_to(str(summary.parent / str(values[FILE])), output)
        figure = raw[VALUE]
        if figure is not None and figure.kind == "number":
            values[VALUE] = to_decimal(float(figure.text))
        found.append(values)
    return found


def _list_sources(
    label: str, section: str, unit: RosterUnit, submission: Submission, output: Path
) -> list[list[object]]:
    """One line for each row of a unit's list: from its first to its last filled cell."""
    places: dict[int, list[tuple[str, str]]] = {}
    for cell in submission.cells:
        if cell.row is not None and cell.field.rpartition(".")[0] == section:
            places.setdefault(cell.row, []).append((cell.sheet, cell.address))
    file = relative_to(submission.file, output)
    return [
        [f"{label}（第 {number} 行）", unit.code, unit.name, file, cells[0][0], _span([place for _, place in cells]),
         None, submission.sha256]
        for number, cells in places.items()
    ]  # fmt: skip


def _span(addresses: list[str]) -> str:
    ordered = sorted(set(addresses), key=lambda address: (len(address), address))
    return ordered[0] if len(ordered) == 1 else f"{ordered[0]}:{ordered[-1]}"
