"""Marks (标色) of an open workbook: a hidden sheet lists the cells in question, conditional formats colour them.

So a check only writes values, the officer's own fills and notes are never touched, and clearing the list restores
everything. A place is a formula that refers to its cell, so that it moves when rows are inserted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workbook_templates.ooxml import Area, cell_name, quoted_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbook_templates.ooxml import Package
    from workbook_templates.rules import Severity

SHEET: Final = "审核标记"
PLACE: Final = "jibiao.marks.place"
SEVERITY: Final = "jibiao.marks.severity"
FIRST_ROW: Final = 2
ROWS: Final = 500
"""Cells that can be marked; what is beyond is still in the list of findings."""

COLOURS: Final[dict[Severity, str]] = {"强制": "FFC7CE", "核实": "FFEB9C", "提示": "E2EFDA"}
"""Most severe first: where a cell has several findings, the first one counts."""

_HERE: Final = '_xlfn.SHEET()&"!"&ADDRESS(ROW(),COLUMN(),4)'


def is_marked(severity: Severity) -> str:
    """The formula of a conditional format, as a file has it: whether the cell is listed with a severity.

    >>> is_marked("核实")
    '=COUNTIFS(jibiao.marks.place,_xlfn.SHEET()&"!"&ADDRESS(ROW(),COLUMN(),4),jibiao.marks.severity,"核实")>0'
    """
    return f'=COUNTIFS({PLACE},{_HERE},{SEVERITY},"{severity}")>0'


def place_formula(sheet: str, row: int, column: int) -> str:
    """The formula that names a cell in the list of marks, as Excel takes it.

    >>> place_formula("申报表", 5, 3)
    '=SHEET(申报表!C5)&"!"&ADDRESS(ROW(申报表!C5),COLUMN(申报表!C5),4)'
    """
    cell = f"{quoted_sheet(sheet)}!{cell_name(row, column)}"
    return f'=SHEET({cell})&"!"&ADDRESS(ROW({cell}),COLUMN({cell}),4)'


def marks_area() -> Area:
    """Where the list stands: severity, place."""
    return Area(SHEET, FIRST_ROW, 1, FIRST_ROW + ROWS - 1, 2)


def list_marks(package: Package, marked: Iterable[tuple[Severity, str, int, int]]) -> None:
    """Lists cells (severity, sheet, row, column) in a workbook's file, in place of those listed before.

    A workbook without such a list is left as it is.

    Raises:
        UnreadableWorkbookError: the sheet is damaged.
    """
    if SHEET not in package.sheet_names:
        return
    area, patch = marks_area(), package.patch(SHEET)
    listed = list(marked)[: area.height]
    before = {row for row, _ in package.cells(SHEET) if row in range(area.first_row, area.last_row + 1)}
    for row, (severity, sheet, cell_row, cell_column) in enumerate(listed, start=area.first_row):
        shown = f"{package.sheet_names.index(sheet) + 1}!{cell_name(cell_row, cell_column)}"
        patch.set_value(row, 1, severity)
        patch.set_formula(row, 2, place_formula(sheet, cell_row, cell_column).replace("SHEET(", "_xlfn.SHEET("), shown)
    for row in before - set(range(area.first_row, area.first_row + len(listed))):
        patch.set_value(row, 1, None)
        patch.set_value(row, 2, None)
