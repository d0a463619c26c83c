"""Where the officer is in an open workbook, and how to get elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook_templates.ooxml import Area

if TYPE_CHECKING:
    import xlwings as xw


def here(book: xw.Book) -> Area:
    """The selected cell; the first one of the sheet shown, where no cells are selected."""
    sheet = book.sheets.active.name
    area = Area.of(sheet, _selected(book) or "A1")
    return area or Area(sheet, 1, 1, 1, 1)


def go_to(book: xw.Book, area: Area) -> None:
    """Shows a cell and selects it."""
    sheet = book.sheets[area.sheet]
    sheet.activate()
    sheet.range((area.first_row, area.first_column)).select()


def _selected(book: xw.Book) -> str | None:
    if book.app.engine.type == "remote":
        # Not app.selection: it is that of the book that the process opened last, which may be another officer's.
        address = book.impl.api["book"].get("selection")
        return str(address).rpartition("!")[2] if address else None
    selected = book.app.selection
    return selected.address if selected is not None and selected.sheet.book.name == book.name else None
