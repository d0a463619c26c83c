"""Editing one sheet of a workbook in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook_templates.ooxml.addresses import MAX_ROW, Area, cell_name
from workbook_templates.ooxml.errors import UnreadableWorkbookError
from workbook_templates.ooxml.formulas import has_addresses
from workbook_templates.ooxml.grid import Grid
from workbook_templates.ooxml.markup import (
    Element,
    drop_attributes,
    namespace,
    parse,
    relationship_id,
    relationship_space,
    serialise,
)
from workbook_templates.ooxml.order import put_in_order
from workbook_templates.ooxml.rows import RowMap, close_container, move_parts, moved_name
from workbook_templates.ooxml.values import CellValue, number_text, write_cached, write_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workbook_templates.ooxml.workbook import WorkbookPart


class SheetPatch:
    """A sheet's tree under edit, from `Package.patch`; `Package.to_bytes` writes it back.

    Rows and columns are 1-based. Nothing is touched but what a method names: validations, protection,
    conditional formats, print set-up and whatever this package does not know stay in the tree as they were.

    Attributes:
        sheet: The sheet's name.
        part: The name of its part.
        altered: Whether anything was changed.
        formulas_altered: Whether a formula came, went or moved.
    """

    def __init__(self, sheet: str, part: str, data: bytes, book: Callable[[], WorkbookPart]) -> None:
        self.sheet = sheet
        self.part = part
        self.altered = False
        self.formulas_altered = False
        self._book = book
        self._root = parse(data, part)
        self._space = namespace(self._root)
        sheet_data = self._root.find(f"{self._space}sheetData")
        if sheet_data is None:
            raise UnreadableWorkbookError("malformed_xml", part=part, reason="no sheetData")
        try:
            self._grid = Grid(self._root, sheet_data, self._space)
        except ValueError as error:
            raise UnreadableWorkbookError("malformed_xml", part=part, reason=str(error)) from error

    def to_bytes(self) -> bytes:
        """The part as it now is."""
        self._grid.write_dimension()
        return serialise(self._root)

    # Values

    def set_value(self, row: int, column: int, value: CellValue) -> None:
        """Put a constant into a cell, or None to clear it; its style stays, a formula goes.

        Text stays text, also if it begins with ``=``.

        Raises:
            ValueError: Text longer than 32,767 characters, a number that is not finite, or no such cell.
        """
        content = self._blank()
        write_value(content, self._space, value)  # before the cell is touched: it may refuse
        if value is not None or self._grid.cell(row, column) is not None:
            self._replace(row, column, content)

    def set_cached(self, row: int, column: int, value: CellValue) -> None:
        """Replace the value that a formula shows until it is calculated; None leaves it without one.

        Raises:
            ValueError: There is no formula, or the value can't stand in a cell.
        """
        cell = self._grid.cell(row, column)
        formula = None if cell is None else cell.find(f"{self._space}f")
        if cell is None or formula is None:
            raise ValueError(f"no formula in {self.sheet} {cell_name(row, column)}")
        content = self._blank()
        write_cached(content, self._space, value)
        for child in list(cell):
            if child is not formula:
                cell.remove(child)
        self._take_over(cell, content, keep=("cm",))

    def set_formula(self, row: int, column: int, text: str, cached: CellValue = None) -> None:
        """Put a formula, with or without ``=``, into a cell, and the value to show until it is calculated.

        Raises:
            ValueError: The cached value can't stand in a cell, or no such cell.
        """
        content = self._blank()
        formula = content.makeelement(f"{self._space}f")
        formula.text = text.removeprefix("=")
        content.append(formula)
        write_cached(content, self._space, cached)
        self._replace(row, column, content)
        self.formulas_altered = True

    def formula_of(self, row: int, column: int) -> str | None:
        """The formula of a cell, without ``=``; None if it has none."""
        cell = self._grid.cell(row, column)
        formula = None if cell is None else cell.find(f"{self._space}f")
        return None if formula is None else formula.text or ""

    def _blank(self) -> Element:
        return self._root.makeelement(f"{self._space}c")

    def _replace(self, row: int, column: int, content: Element) -> None:
        cell = self._grid.make_cell(row, column)
        if cell.find(f"{self._space}f") is not None:
            self._grid.unshare()
            self.formulas_altered = True
        for child in list(cell):
            cell.remove(child)
        self._take_over(cell, content)

    def _take_over(self, cell: Element, content: Element, keep: tuple[str, ...] = ()) -> None:
        drop_attributes(cell, *{"t", "cm", "vm"} - set(keep))
        kind = content.get("t")
        if kind is not None:
            cell.set("t", kind)
        cell.extend(list(content))
        self.altered = True

    # Formats

    def style_of(self, row: int, column: int) -> int:
        """The style of a cell: an index into `Package.number_formats`."""
        cell = self._grid.cell(row, column)
        return self._grid.default_style(row, column) if cell is None else int(cell.get("s", "0"))

    def set_style(self, row: int, column: int, style: int) -> None:
        """Give a cell a style that the workbook already has."""
        self._grid.make_cell(row, column).set("s", str(style))
        self.altered = True

    def row_height(self, row: int) -> float | None:
        """The height of a row in points; None if the file leaves it to the program."""
        element = self._grid.row(row)
        height = None if element is None else element.get("ht")
        return None if height is None else float(height)

    def column_width(self, column: int) -> float:
        """The width of a column in characters of the standard font."""
        return self._grid.column_width(column)

    def set_row_height(self, row: int, points: float | None) -> None:
        """Fix the height of a row in points; None leaves it to the program."""
        element = self._grid.make_row(row)
        if points is None:
            drop_attributes(element, "ht", "customHeight")
        else:
            element.set("ht", number_text(points))
            element.set("customHeight", "1")
        self.altered = True

    def set_hidden(self, row: int, hidden: bool = True) -> None:
        """Hide a row, or show it."""
        element = self._grid.make_row(row)
        if hidden:
            element.set("hidden", "1")
        else:
            drop_attributes(element, "hidden")
        self.altered = True

    def select(self, *, selected: bool) -> None:
        """Have the sheet's tab selected, or not."""
        for view in self._root.iterfind(f"{self._space}sheetViews/{self._space}sheetView"):
            if selected != (view.get("tabSelected") in {"1", "true"}):
                drop_attributes(view, "tabSelected")
                if selected:
                    view.set("tabSelected", "1")
                self.altered = True

    @property
    def legacy_drawing(self) -> str | None:
        """The id of the relationship that leads to the boxes of the notes."""
        element = self._root.find(f"{self._space}legacyDrawing")
        return None if element is None else relationship_id(element)

    @legacy_drawing.setter
    def legacy_drawing(self, identifier: str | None) -> None:
        for element in self._root.findall(f"{self._space}legacyDrawing"):
            self._root.remove(element)
        if identifier is not None:
            element = put_in_order(self._root, self._space, "legacyDrawing")
            element.set(f"{{{relationship_space(self._root)}}}id", identifier)
        self.altered = True

    # Merges

    def merge(self, area: Area) -> None:
        """Merge the cells of an area.

        Raises:
            ValueError: It is a single cell, or overlaps a merge: Excel would repair such a file.
        """
        if area.height * area.width == 1:
            raise ValueError("a single cell can't be merged")
        if any(_overlap(area, other) for _, other in self._merges()):
            raise ValueError(f"overlaps a merge: {area}")
        container = self._merge_container()
        element = container.makeelement(f"{self._space}mergeCell")
        element.set("ref", area.range)
        container.append(element)
        close_container(container)
        self.altered = True

    def unmerge(self, area: Area) -> None:
        """Undo the merges that lie within an area."""
        container = self._root.find(f"{self._space}mergeCells")
        if container is None:
            return
        for element, other in list(self._merges()):
            if (other.first_row, other.first_column) in area and (other.last_row, other.last_column) in area:
                container.remove(element)
                self.altered = True
        close_container(container)

    def _merges(self) -> Iterator[tuple[Element, Area]]:
        for element in self._root.iterfind(f"{self._space}mergeCells/{self._space}mergeCell"):
            area = Area.of(self.sheet, element.get("ref", ""))
            if area is not None:
                yield element, area

    def _merge_container(self) -> Element:
        container = self._root.find(f"{self._space}mergeCells")
        if container is None:
            container = put_in_order(self._root, self._space, "mergeCells")
            container.set("count", "0")
        return container

    # Rows

    def replace_rows(self, first: int, last: int, pattern: Sequence[int]) -> None:
        """Replace rows by clones of them; everything below shifts.

        The clones take along height, styles, values and formulas, and what refers to the rows follows them:
        merges, validations, conditional formats, protected ranges, ignored errors, links, page breaks, the
        filter, and the names of the workbook, print areas and print titles among them. A merge or name over
        several rows covers the clones of any of them; a merge within one row is there once for each clone; a
        name whose rows are all gone becomes ``#REF!``.

        Formulas are copied as they are. In our templates they refer to defined names only, which move;
        `address_formulas` and `address_rules` list what would not. Pictures, notes, tables and formulas of
        other sheets are not adapted either.

        Args:
            first: The first row to replace, as rows are numbered now.
            last: The last one.
            pattern: Present numbers of the rows to stand there instead, each from ``first`` to ``last``, as
                often as wanted or never.

        Raises:
            ValueError: A row of the pattern is not among the replaced ones, or the sheet would become too
            long.
        """
        moves = RowMap(first, last, tuple(pattern))
        if moves.first + len(moves.pattern) - 1 > MAX_ROW:
            raise ValueError("rows would be pushed off the sheet")
        if any(True for _ in self._grid.formulas()):
            self._grid.unshare()
            self.formulas_altered = True
        self._grid.replace_rows(moves)
        move_parts(self._root, self._space, moves)
        book = self._book()  # not kept: the package may have read it anew
        for element in book.name_elements():
            text = element.text or ""
            moved = moved_name(text, self.sheet, moves)
            if moved != text:
                element.text = moved
                book.touch()
        self.altered = True

    def address_formulas(self) -> list[str]:
        """Names of the cells whose formula refers to cells by address: `replace_rows` leaves it as it is."""
        return self._grid.address_formulas()

    def address_rules(self) -> list[str]:
        """Ranges of the validations and conditional formats that refer to cells by address, likewise."""
        found = []
        for element in self._root.iter():
            sqref = element.get("sqref")
            if sqref is not None:
                texts = [child.text or "" for child in element.iter() if "formula" in str(child.tag)]
                if any(has_addresses(text) for text in texts):
                    found.append(sqref)
        return found


def _overlap(one: Area, other: Area) -> bool:
    return (
        one.first_row <= other.last_row
        and other.first_row <= one.last_row
        and one.first_column <= other.last_column
        and other.first_column <= one.last_column
    )
