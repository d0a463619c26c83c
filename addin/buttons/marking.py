"""Marks in the open workbook: colours by the list of 审核标记, and rows of 出错说明 made ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from addin.book.writing import put_block, put_cells
from addin.returning.marking import areas_of, marked
from addin.returning.preparing import key_of, planned_rows, table_of, wanted
from validation.findings import SEVERITIES
from workbook_templates import marks
from workbook_templates.ooxml import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import xlwings as xw

    from addin.book.reading import OpenBook
    from addin.book.writing import Content, Place
    from addin.returning.preparing import Key, Table
    from validation import Finding
    from workbook_templates.model import Form
    from workbook_templates.reading.explanations import ExplanationRow

_COLUMNS = ("rule", "field", "text", "value")


class Wanted(NamedTuple):
    """Where explanations are wanted, by rule and place, and how many got no row."""

    places: dict[Key, Area]
    without: int


def list_area(source: OpenBook) -> Area | None:
    """Where the workbook lists its marks; None in one made before there were any."""
    severity, place = source.area(marks.SEVERITY), source.area(marks.PLACE)
    if severity is None or place is None or severity.sheet not in source.sheet_names:
        return None
    return Area(severity.sheet, severity.first_row, severity.first_column, severity.last_row, place.last_column)


def put_marks(book: xw.Book, source: OpenBook, findings: Sequence[Finding]) -> int | None:
    """Colours the cells of findings, in place of those that were coloured before.

    Returns:
        How many cells could not be coloured; None if none can be in this workbook.
    """
    area = list_area(source)
    if area is None:
        return None
    ranked = sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
    cells = marked(ranked, areas_of(source, ranked))
    lines: list[list[Content]] = [
        [severity, marks.place_formula(sheet, row, column)] for severity, sheet, row, column in cells
    ]
    lines = lines[: area.height] + [[None, None] for _ in range(area.height - len(lines))]
    put_block(book.sheets[area.sheet], area.first_row, area.first_column, lines)
    return max(0, len(cells) - area.height)


def clear_list(book: xw.Book, source: OpenBook) -> None:
    """Takes all colours off."""
    put_marks(book, source, ())


def prepare_explanations(book: xw.Book, source: OpenBook, form: Form, findings: Sequence[Finding]) -> Wanted:
    """Makes rows of 出错说明 ready for the findings that want one, in place of those that nobody filled."""
    table = table_of(source)
    keys = {key_of(form, finding) for finding in findings if wanted(finding)}
    if table is None:
        return Wanted({}, len(keys))
    rows = planned_rows(table.cleared(), form, findings)
    _rewrite(book, table, rows)
    column = table.columns.get("text", table.region.first_column)
    places = {(row.rule, row.place): Area(table.region.sheet, row.row, column, row.row, column) for row in rows}
    return Wanted(places, len(keys - places.keys()))


def clear_prepared(book: xw.Book, source: OpenBook) -> None:
    """Empties the rows that were made ready and nobody filled."""
    table = table_of(source)
    if table is not None:
        _rewrite(book, table, ())


def _rewrite(book: xw.Book, table: Table, rows: Iterable[ExplanationRow]) -> None:
    """Puts new rows in place of the unfilled ones; rows that an officer filled are not written."""
    lines: dict[int, dict[str, str]] = {row.row: {} for row in table.unfilled}
    lines |= {row.row: {"rule": row.rule, "field": row.place, "value": row.value} for row in rows}
    cells: dict[Place, Content] = {
        (number, table.columns[name]): line.get(name) or None
        for number, line in lines.items()
        for name in _COLUMNS
        if name in table.columns
    }
    put_cells(book.sheets[table.region.sheet], cells)
