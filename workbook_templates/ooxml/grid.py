"""The rows and cells of a worksheet's tree, found and made by position."""

from __future__ import annotations

from bisect import bisect_left, insort
from copy import deepcopy
from typing import TYPE_CHECKING

from workbook_templates.ooxml.addresses import (
    MAX_ROW,
    Area,
    cell_name,
    cell_position,
)
from workbook_templates.ooxml.formulas import has_addresses, translate
from workbook_templates.ooxml.markup import drop_attributes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook_templates.ooxml.markup import Element
    from workbook_templates.ooxml.rows import RowMap

DEFAULT_WIDTH = 8.43


class Grid:
    """The ``sheetData`` of a worksheet.

    Rows and cells that left their position to be counted get it written down, so that they can be moved.
    """

    def __init__(self, root: Element, data: Element, space: str) -> None:
        """Number the rows and cells.

        Raises:
            ValueError: A position is no position.
        """
        self._root = root
        self._data = data
        self._row_tag, self._cell_tag, self._formula_tag = (space + name for name in ("row", "c", "f"))
        self._columns = root.findall(f"{space}cols/{space}col")
        self._dimension = root.find(f"{space}dimension")
        self._may_share = True
        self._number()

    def _number(self) -> None:
        self._rows: dict[int, Element] = {}
        self._cells: dict[int, dict[int, Element]] = {}
        number = 0
        for row in self._data.iterchildren(self._row_tag):
            number = int(row.get("r", number + 1))
            if not 1 <= number <= MAX_ROW:
                raise ValueError(f"no such row: {number}")
            row.set("r", str(number))
            self._rows[number] = row
            column = 0
            for cell in row.iterchildren(self._cell_tag):
                name = cell.get("r")
                column = column + 1 if name is None else cell_position(name)[1]
                if name is None:
                    cell.set("r", cell_name(number, column))
        self._numbers = sorted(self._rows)

    def column_width(self, column: int) -> float:
        """The width of a column in characters; Excel's default where the file says none."""
        for element in self._columns:
            if int(element.get("min", "0")) <= column <= int(element.get("max", "0")):
                return float(element.get("width", DEFAULT_WIDTH))
        return DEFAULT_WIDTH

    # Finding and making

    def row(self, number: int) -> Element | None:
        """A row, if the file has it."""
        return self._rows.get(number)

    def make_row(self, number: int) -> Element:
        """A row, made if there was none.

        Raises:
            ValueError: Beyond the sheet.
        """
        row = self._rows.get(number)
        if row is not None:
            return row
        if not 1 <= number <= MAX_ROW:
            raise ValueError(f"no such row: {number}")
        row = self._data.makeelement(self._row_tag)
        row.set("r", str(number))
        place = bisect_left(self._numbers, number)
        if place == len(self._numbers):
            self._data.append(row)
        else:
            self._rows[self._numbers[place]].addprevious(row)
        insort(self._numbers, number)
        self._rows[number] = row
        return row

    def cell(self, row: int, column: int) -> Element | None:
        """A cell, if the file has it."""
        return self._cells_of(row).get(column)

    def make_cell(self, row: int, column: int) -> Element:
        """A cell; one that is made takes the style of its row or column, as in Excel.

        Raises:
            ValueError: Beyond the sheet.
        """
        found = self.cell(row, column)
        if found is not None:
            return found
        name = cell_name(row, column)
        parent = self.make_row(row)
        drop_attributes(parent, "spans")  # a hint, and now perhaps wrong
        cell = self._data.makeelement(self._cell_tag)
        cell.set("r", name)
        style = self.default_style(row, column)
        if style:
            cell.set("s", str(style))
        cells = self._cells_of(row)
        following = min((other for other in cells if other > column), default=None)
        if following is None:
            parent.append(cell)
        else:
            cells[following].addprevious(cell)
        cells[column] = cell
        return cell

    def default_style(self, row: int, column: int) -> int:
        """The style that a cell has that the file does not mention."""
        element = self._rows.get(row)
        if element is not None and element.get("customFormat") in {"1", "true"}:
            return int(element.get("s", "0"))
        for columns in self._columns:
            if int(columns.get("min", "0")) <= column <= int(columns.get("max", "0")):
                return int(columns.get("style", "0"))
        return 0

    def _cells_of(self, row: int) -> dict[int, Element]:
        cells = self._cells.get(row)
        if cells is None:
            element = self._rows.get(row)
            if element is None:
                return {}
            cells = {cell_position(cell.get("r", ""))[1]: cell for cell in element.iterchildren(self._cell_tag)}
            self._cells[row] = cells
        return cells

    # Formulas

    def formulas(self) -> Iterator[tuple[Element, Element]]:
        """Each cell that has a formula, and the formula."""
        for formula in self._data.iter(self._formula_tag):
            cell = formula.getparent()
            if cell is not None:
                yield cell, formula

    def address_formulas(self) -> list[str]:
        """Names of the cells whose formula refers to cells by address."""
        with_address = set()
        for _, formula in self.formulas():
            if formula.get("t") == "shared" and has_addresses(formula.text or ""):
                with_address.add(formula.get("si"))
        return [
            cell.get("r", "")
            for cell, formula in self.formulas()
            if has_addresses(formula.text or "") or (formula.get("t") == "shared" and formula.get("si") in with_address)
        ]

    def unshare(self) -> None:
        """Give each cell of a shared formula its own: the cell that the others lean on may be about to go."""
        if not self._may_share:
            return
        self._may_share = False
        masters: dict[str | None, tuple[int, int, str]] = {}
        for cell, formula in self.formulas():
            if formula.get("t") != "shared":
                continue
            row, column = cell_position(cell.get("r", ""))
            if formula.text:
                masters[formula.get("si")] = row, column, formula.text
            elif formula.get("si") in masters:
                from_row, from_column, text = masters[formula.get("si")]
                formula.text = translate(text, row - from_row, column - from_column)
            drop_attributes(formula, "t", "si", "ref")

    # Moving

    def replace_rows(self, moves: RowMap) -> None:
        """Put clones of the rows that the pattern names in place of the old ones; shift what is below.

        Raises:
            ValueError: Rows would be pushed off the sheet.
        """
        if self._numbers and self._numbers[-1] > moves.last and self._numbers[-1] + moves.shift > MAX_ROW:
            raise ValueError("rows would be pushed off the sheet")
        originals = {number: row for number, row in self._rows.items() if moves.first <= number <= moves.last}
        following = next((self._rows[number] for number in self._numbers if number > moves.last), None)
        clones = []
        for number, origin in enumerate(moves.pattern, start=moves.first):
            if origin in originals:
                clone = deepcopy(originals[origin])
                clone.tail = None
                self._renumber(clone, origin, number)
                clones.append(clone)
        if moves.shift:
            for number in self._numbers[bisect_left(self._numbers, moves.last + 1) :]:
                self._renumber(self._rows[number], number, number + moves.shift)
        for row in originals.values():
            self._data.remove(row)
        place = len(self._data) if following is None else self._data.index(following)
        self._data[place:place] = clones
        self._number()

    def _renumber(self, row: Element, old: int, new: int) -> None:
        digits = str(new)
        row.set("r", digits)
        for cell in row.iterchildren(self._cell_tag):
            cell.set("r", cell.get("r", "").rstrip("0123456789") + digits)
            formula = cell.find(self._formula_tag)
            if formula is not None and formula.get("ref") is not None:
                formula.set("ref", translate(formula.get("ref", ""), new - old, 0))

    def write_dimension(self) -> None:
        """Put the area of the cells into ``dimension``, which is a hint to readers."""
        if self._dimension is None:
            return
        rows: list[int] = []
        columns: list[int] = []
        for number, row in self._rows.items():
            if len(row):
                rows.append(number)
                columns.extend(cell_position(row[end].get("r", "A1"))[1] for end in (0, -1))
        area = Area("", min(rows), min(columns), max(rows), max(columns)) if rows else Area("", 1, 1, 1, 1)
        self._dimension.set("ref", area.range)
