"""The open workbook as a `Source`: read in one block a sheet, through any engine of xlwings.

What an engine can't tell is taken as the form has it: a percentage's cell is formatted as one, so that a 92.47 typed
into a cell that was reformatted to plain numbers is read as 9247 %; a number in a text cell is read without its
format; dates count from 1900; the mark of handing up (上报) is not seen. Where the page of the server add-in sends
formulas, formats and merged areas with a sheet (`addin.book.cells.EXTRA`), they are known as from the file.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from addin.book.cells import FORMATS, GENERAL, PERCENT, extra_of, format_at, formulas_of, raw_cell, unquoted, values_of
from addin.book.merging import merged_columns
from workbook_templates import names
from workbook_templates.catalogue import FormError, find_form
from workbook_templates.ooxml import Area

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import xlwings as xw

    from workbook_templates.model import Form
    from workbook_templates.ooxml import RawCell


class OpenBook:
    """An open workbook, each sheet read once, when asked for. A `workbook_templates.reading` source."""

    date1904 = False

    def __init__(self, book: xw.Book) -> None:
        self.book = book
        self._cells: dict[str, dict[tuple[int, int], RawCell]] = {}
        self._formats = list(FORMATS)

    @cached_property
    def sheet_names(self) -> list[str]:
        """Names of the sheets, in the order of the tabs."""
        return [sheet.name for sheet in self.book.sheets]

    @cached_property
    def _names(self) -> list[tuple[str, str]]:
        return [(name.name, (name.refers_to or "").removeprefix("=")) for name in self.book.names]

    @cached_property
    def defined_names(self) -> dict[str, str]:
        """Names of the whole workbook and what they refer to."""
        return {name: text for name, text in self._names if "!" not in name}

    @cached_property
    def _areas(self) -> dict[tuple[str, str], Area | None]:
        """What names mean, by the sheet whose own they are ("" for the workbook's)."""
        found = {}
        for title, text in self._names:
            sheet, _, name = title.rpartition("!")
            found[unquoted(sheet), name.casefold()] = Area.parse(text)
        return found

    @property
    def number_formats(self) -> Sequence[str]:
        """The formats of what was read so far."""
        return self._formats

    def area(self, name: str, sheet: str = "") -> Area | None:
        """The area that a name means, or a sheet's own name; None if it means none."""
        return self._areas.get((sheet, name.casefold()))

    def _on(self, sheet: str, name: str) -> Area | None:
        """Where a name's cells are on a sheet: the form's, or a copy that stands beside it."""
        area = self.area(name, sheet) or self.area(name)
        if area is None or area.sheet == sheet:
            return area
        forms = self._form.sheets if self._form else ()
        return replace(area, sheet=sheet) if area.sheet in forms and sheet not in forms else None

    def properties(self) -> Mapping[str, str]:
        """None: no call of xlwings gives a document's properties in every engine."""
        return {}

    def cells(self, sheet: str) -> Mapping[tuple[int, int], RawCell]:
        """The cells of a sheet that hold something, by row and column.

        Raises:
            KeyError: No such sheet.
        """
        if sheet not in self._cells:
            if sheet not in self.sheet_names:
                raise KeyError(sheet)
            self._cells[sheet] = self._read(self.book.sheets[sheet])
        return self._cells[sheet]

    def merged(self, sheet: str) -> Sequence[Area]:
        """The merged areas of a sheet, as far as a list needs them: where equal neighbours may be one cell."""
        extra = extra_of(self.book.sheets[sheet]).get("merged")
        if extra is not None:
            return [area for text in extra if (area := Area.of(sheet, text)) is not None]
        columns = [
            area
            for name, column in (self._form.list_columns.items() if self._form else ())
            if column.merge_repeats and (area := self._on(sheet, name)) is not None
        ]
        return merged_columns(self.book.sheets[sheet], columns, self.cells(sheet))

    @property
    def tells_formulas(self) -> bool:
        """Whether the engine tells formulas from values, on the sheets read so far."""
        return all(known is not None for known in self._typed.values())

    def has_formula(self, area: Area) -> bool | None:
        """Whether the first cell of an area has a formula; None where the engine can't tell."""
        text = self.formula(area)
        return None if text is None else text.startswith("=")

    def formula(self, area: Area) -> str | None:
        """What the first cell of an area holds as typed; None where the engine can't tell."""
        self.cells(area.sheet)
        known = self._typed[area.sheet]
        return None if known is None else known.get((area.first_row, area.first_column), "")

    def format_of(self, area: xw.Range) -> str | None:
        """The number format that all cells of a range share; None where they have several."""
        block = extra_of(area.sheet).get("number_formats")
        if block is None:
            try:
                found = area.number_format
            except NotImplementedError:
                return None
            return None if found is None else str(found)
        rows, columns = area.shape
        shared = {
            format_at(block, area.row + down, area.column + across) for down in range(rows) for across in range(columns)
        }
        return shared.pop() if len(shared) == 1 else None

    @cached_property
    def _typed(self) -> dict[str, dict[tuple[int, int], str] | None]:
        return {}

    @cached_property
    def _form(self) -> Form | None:
        area = self.area(names.FORM)
        cell = self.cells(area.sheet).get((area.first_row, area.first_column)) if area else None
        try:
            return find_form(cell.text.strip()).load() if cell else None
        except FormError:
            return None

    def _read(self, sheet: xw.Sheet) -> dict[tuple[int, int], RawCell]:
        self._cells[sheet.name] = {}
        used = sheet.used_range
        first_row, first_column = used.row, used.column
        values = list(values_of(used))
        typed = formulas_of(sheet, used)
        self._typed[sheet.name] = typed
        formats = extra_of(sheet).get("number_formats")
        held = {}
        for row, line in enumerate(values, start=first_row):
            for column, value in enumerate(line, start=first_column):
                formula = typed is not None and typed.get((row, column), "").startswith("=")
                if value is None and not formula:
                    continue
                style = self._style(format_at(formats, row, column)) if formats is not None else GENERAL
                held[row, column] = raw_cell(value, style, formula=formula)
        self._cells[sheet.name] = held
        if formats is None:
            self._assume_percentages(sheet.name, held)
        return held

    def _assume_percentages(self, sheet: str, held: dict[tuple[int, int], RawCell]) -> None:
        """Numbers where the form has percentages are formatted so."""
        for name, expected in self._form.expected.items() if self._form else ():
            area = self._on(sheet, name) if expected.type == "percent" else None
            if area is None:
                continue
            rows = range(area.first_row, min(area.last_row, max((row for row, _ in held), default=0)) + 1)
            for position in (
                (row, column) for row in rows for column in range(area.first_column, area.last_column + 1)
            ):
                if position in held and held[position].kind == "number" and held[position].style == GENERAL:
                    held[position] = held[position]._replace(style=PERCENT)

    def _style(self, text: str) -> int:
        if text not in self._formats:
            self._formats.append(text)
        return self._formats.index(text)
