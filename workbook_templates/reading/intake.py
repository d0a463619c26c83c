"""What is taken in from a workbook: cells, notes, and where everything stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from workbook_templates.interpret import interpret
from workbook_templates.model import Expected
from workbook_templates.ooxml import Area, cell_name
from workbook_templates.submission import Cell, Note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook_templates.model import Form
    from workbook_templates.ooxml import RawCell
    from workbook_templates.printed import Printed
    from workbook_templates.reading.sheets import Sheets

TEXT = Expected("text", 0, "")


@dataclass
class Intake:
    """Collects one workbook's cells and notes.

    Attributes:
        addresses: Sheet and address of each scalar; of a list column, sheet and letters.
        sheet_rows: For each list section, the sheet's row numbers of its rows.
        taken: Cells that belong to a field or to a list's row.
        shown: Where a summary shows lists whose rows are on detail sheets.
    """

    sheets: Sheets
    form: Form
    printed: Printed
    cells: list[Cell] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    addresses: dict[str, tuple[str, str]] = field(default_factory=dict)
    sheet_rows: dict[str, list[int]] = field(default_factory=dict)
    taken: set[tuple[str, int, int]] = field(default_factory=set)
    shown: list[Area] = field(default_factory=list)

    @cached_property
    def _date1904(self) -> bool:
        return self.sheets.source.date1904

    @cached_property
    def _formats(self) -> Sequence[str]:
        return self.sheets.source.number_formats

    def sheet(self, name: str) -> Mapping[tuple[int, int], RawCell]:
        """The filled cells of a sheet."""
        return self.sheets.cells(name)

    def place(self, name: str) -> Area | None:
        """The area that a name is bound to; a lost one is noted."""
        area = self.sheets.area(name)
        if area is None:
            self.notes.append(Note("missing_name", name, slots={"name": name}))
            return None
        return area

    def plain_text(self, name: str) -> str:
        """The text of a cell on the cover; one that is blank is noted."""
        area = self.place(name)
        if area is None:
            return ""
        address = cell_name(area.first_row, area.first_column)
        self.taken.add((area.sheet, area.first_row, area.first_column))
        self.addresses[name] = (area.sheet, address)
        raw = self.sheet(area.sheet).get((area.first_row, area.first_column))
        if raw is None:
            self.notes.append(Note("blank_unit", name, None, area.sheet, address))
            return ""
        return interpret(raw, TEXT, self._format(raw)).shown.strip()

    def _format(self, raw: RawCell) -> str:
        return self._formats[raw.style] if raw.style < len(self._formats) else "General"

    def read(self, name: str, row: int | None, raw: RawCell, sheet: str, address: str) -> None:
        """Takes in one cell of a scalar, or of a list column in a row of its list."""
        reading = interpret(raw, self.form.expected[name], self._format(raw), date1904=self._date1904)
        if reading.note:
            slots = {"shown": reading.shown, **(reading.slots or {})}
            self.notes.append(Note(reading.note, name, row, sheet, address, slots))
        if reading.value is not None:
            self.cells.append(Cell(name, row, sheet, address, reading.shown, reading.value))
