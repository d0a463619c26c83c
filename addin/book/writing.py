"""Writes into an open workbook: blocks, never one cell after another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import xlwings as xw

    from workbook_templates.submission import Value

Content: TypeAlias = "str | int | float | Decimal | None"
"""What is put into a cell; a text that begins with "=" is a formula."""

Place: TypeAlias = tuple[int, int]
"""Row and column of a cell."""

_POINTS_A_CHARACTER, _PADDING_POINTS = 5.25, 3.75
"""Excel measures a column's width in characters, Office.js in points: of the default font, with its margins."""

_STARTS_FORMULA: Final = ("=", "+", "-", "@")


class Block(NamedTuple):
    """A rectangle of contents; `row` and `column` are those of its first cell."""

    row: int
    column: int
    lines: list[list[Content]]

    def on(self, sheet: xw.Sheet) -> xw.Range:
        """Its cells on a sheet."""
        last = self.row + len(self.lines) - 1, self.column + len(self.lines[0]) - 1
        return sheet.range((self.row, self.column), last)


def blocks_of(cells: Mapping[Place, Content]) -> Iterator[Block]:
    """Cells as few rectangles: runs in a column, those of neighbouring columns that are as long taken together.

    >>> [(block.row, block.column, block.lines) for block in blocks_of({(1, 1): 1, (2, 1): 2, (1, 2): 3, (2, 2): 4})]
    [(1, 1, [[1, 3], [2, 4]])]
    """
    waiting: dict[tuple[int, int], Block] = {}
    for column, first, contents in _columns(cells):
        key = first, len(contents)
        block = waiting.get(key)
        if block and block.column + len(block.lines[0]) == column:
            for line, content in zip(block.lines, contents, strict=True):
                line.append(content)
            continue
        if block:
            yield block
        waiting[key] = Block(first, column, [[content] for content in contents])
    yield from waiting.values()


def _columns(cells: Mapping[Place, Content]) -> Iterator[tuple[int, int, list[Content]]]:
    """Runs of cells below one another: column, first row, contents."""
    run: tuple[int, int, list[Content]] | None = None
    for row, column in sorted(cells, key=lambda place: (place[1], place[0])):
        if run and run[0] == column and run[1] + len(run[2]) == row:
            run[2].append(cells[row, column])
            continue
        if run:
            yield run
        run = column, row, [cells[row, column]]
    if run:
        yield run


def put_cells(sheet: xw.Sheet, cells: Mapping[Place, Content]) -> None:
    """Puts contents into cells of a sheet, in as few blocks as they make."""
    for block in blocks_of(cells):
        put_block(sheet, block.row, block.column, block.lines)


def put_block(sheet: xw.Sheet, row: int, column: int, lines: Sequence[Sequence[Content]]) -> xw.Range:
    """Puts one rectangle of contents into a sheet; None empties a cell."""
    area = Block(row, column, [list(line) for line in lines]).on(sheet)
    plain = [[_plain(content) for content in line] for line in lines]
    if any(isinstance(content, str) and content.startswith("=") for line in plain for content in line):
        area.formula = plain
    else:
        area.value = plain
    return area


def as_words(text: str) -> str:
    """A text that Excel does not take for a formula, whatever it begins with.

    >>> as_words("=1+1"), as_words("申报表")
    ("'=1+1", '申报表')
    """
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def content_of(value: Value | Content) -> Content:
    """A value as a cell of a list shows it: days and what can't be read as text."""
    if value is None or isinstance(value, (int, float, Decimal)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return as_words(value if isinstance(value, str) else value.shown)


def set_widths(sheet: xw.Sheet, widths: Iterable[float]) -> None:
    """Sets the widths of a sheet's first columns, in characters."""
    in_points = sheet.book.app.engine.type == "remote"
    for column, width in enumerate(widths, start=1):
        points = width * _POINTS_A_CHARACTER + _PADDING_POINTS
        sheet.range((1, column)).column_width = points if in_points else width


def recalculate(book: xw.Book) -> None:
    """Has the workbook's formulas calculated, also where that is set to be done by hand."""
    if book.app.engine.type == "remote":
        # Not app.calculate(): it acts on the book that the process opened last, which may be another officer's.
        book.impl.append_json_action(func="calculate", args=[])
    else:
        book.app.calculate()


def _plain(content: Content) -> str | int | float | None:
    return float(content) if isinstance(content, Decimal) else content
