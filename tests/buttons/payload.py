"""Excel in a browser, as far as the buttons need it: sends real workbooks as payloads, carries out what comes back.

An action that it does not know fails, and so does writing into a locked cell of a protected sheet or into the middle
of a merged one.
"""

# ruff: noqa: N802, N815 - actions have the names that xlwings gives them

from __future__ import annotations

import io
import re
from datetime import datetime

import openpyxl
import pytest
import xlwings as xw
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from addin import buttons
from addin.server.host import ServerHost
from workbook_templates.ooxml import Area


def _remote():
    """xlwings' remote engine: licensed for tests, which are noncommercial use, whoever imported xlwings before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XLWINGS_LICENSE_KEY", "noncommercial")
        from xlwings.pro import _xlremote
    return _xlremote.engine


_CELL = r"(?:'[^']+'|[^'!\"#(),&]+)![A-Z]+[0-9]+"
_LINK = re.compile(rf'=HYPERLINK\("#[^"]+"&ADDRESS\(ROW\(({_CELL})\),COLUMN\(.*')


class RemoteExcel:
    """A workbook that is open in it, over a file's bytes; `typed` has formulas, `shown` their values."""

    def __init__(self, data, *, sheet=None, selection="A1", extra=True):
        self.typed = openpyxl.load_workbook(io.BytesIO(data))
        self.shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        self.active = self.shown.sheetnames.index(sheet) if sheet else 0
        self.selection = selection
        self.extra = extra
        self.actions = []
        self.host = None

    # What the page sends

    @property
    def book(self):
        """The workbook in xlwings' remote engine."""
        return xw.Book(impl=_remote().apps[0].books.open(json=self.payload()))

    def payload(self):
        titles = self.shown.sheetnames
        return {
            "client": "Office.js",
            "version": xw.__version__,
            "book": {"name": "表.xlsx", "active_sheet_index": self.active, "selection": self.selection},
            "names": [*self._names(self.typed.defined_names, None), *self._sheet_names()],
            "sheets": [self._sheet(self.shown[title], self.typed[title]) for title in titles],
        }

    def _sheet_names(self):
        for index, sheet in enumerate(self.typed.worksheets):
            yield from self._names(sheet.defined_names, index)

    def _names(self, names, scope):
        titles = self.typed.sheetnames
        for name, entry in names.items():
            area = Area.parse(entry.attr_text)
            known = area is not None and area.sheet in titles
            yield {
                "name": name, "book_scope": scope is None, "scope_sheet_index": scope,
                "scope_sheet_name": None if scope is None else titles[scope], "refers_to": f"={entry.attr_text}",
                "sheet_index": titles.index(area.sheet) if known else None, "address": area.range if known else None,
            }  # fmt: skip

    def _sheet(self, shown, typed):
        values = [[_value(cell) for cell in row] for row in shown.iter_rows()]
        used = _used(values)
        found = {
            "name": shown.title, "visibility": "Visible" if shown.sheet_state == "visible" else "Hidden",
            "values": values, "used_range_address": used, "tables": [], "pictures": [], "shapes": [], "charts": [],
            "notes": [], "show_gridlines": True, "pivot_tables": [], "print_area": None,
        }  # fmt: skip
        if self.extra:
            found["jibiao"] = {
                "formulas": [[_value(cell) for cell in row] for row in typed.iter_rows()],
                "number_formats": [[cell.number_format for cell in row] for row in typed.iter_rows()],
                "merged": [str(area) for area in typed.merged_cells.ranges],
            }
        return found

    # What the page does

    def press(self, button, *, agrees=True, **given):
        """Presses a button; the host with what was said."""
        self.host = Host(**given)
        self.host.agrees = agrees
        book = self.book
        buttons.press(button, book, self.host)
        self.actions = book.json()["actions"]
        for action in self.actions:
            getattr(self, action["func"])(action, *(action["args"] or ()))
        return self.host

    def to_bytes(self):
        """The workbook as a file, its formulas without values."""
        stream = io.BytesIO()
        self.typed.save(stream)
        return stream.getvalue()

    def _cells(self, action, book):
        sheet = book.worksheets[action["sheet_position"]]
        row, column = action["start_row"] + 1, action["start_column"] + 1
        return [
            [sheet.cell(row + down, column + across) for across in range(action["column_count"])]
            for down in range(action["row_count"])
        ]

    def setValues(self, action, *_):
        for book in (self.typed, self.shown):
            cells = self._cells(action, book)
            assert [len(line) for line in action["values"]] == [len(line) for line in cells], "another shape"
            for line, values in zip(cells, action["values"], strict=True):
                for cell, value in zip(line, values, strict=True):
                    self._put(cell, value, as_shown=book is self.shown)

    setFormula = setValues

    def _put(self, cell, value, *, as_shown):
        if isinstance(cell, MergedCell):
            assert value in {"", None}, f"{cell.coordinate} is inside a merged cell"
            return
        assert value is None or isinstance(value, str | int | float | bool), value
        locked = cell.parent.protection.sheet and cell.protection.locked
        assert not locked, f"{cell.parent.title}!{cell.coordinate} is locked"
        if isinstance(value, str) and value.startswith("="):
            link = _LINK.fullmatch(value)
            cell.value = value if not as_shown else link[1] if link else None
        else:
            cell.value = None if value == "" else value.removeprefix("'") if isinstance(value, str) else value

    def jibiaoUnprotect(self, action, *_):
        self._both(action, lambda sheet: setattr(sheet.protection, "sheet", False))

    def jibiaoProtect(self, action, *_):
        self._both(action, lambda sheet: setattr(sheet.protection, "sheet", True))

    def addSheet(self, _, position, name):
        for book in (self.typed, self.shown):
            book.create_sheet(name, position)
        self.active = position

    def sheetDelete(self, action, *_):
        self._both(action, lambda sheet: sheet.parent.remove(sheet))

    def sheetClear(self, action, *_):
        self._both(action, lambda sheet: sheet.delete_rows(1, sheet.max_row))

    def activateSheet(self, _, position):
        assert self.shown.worksheets[position].sheet_state == "visible"
        self.active, self.selection = position, "A1"

    def rangeSelect(self, action, *_):
        assert self.active == action["sheet_position"], "only cells of the active sheet can be selected"
        self.selection = self._cells(action, self.shown)[0][0].coordinate

    def namesAdd(self, action, name, refers_to):
        assert action["sheet_position"] is None
        assert name not in self.typed.defined_names
        self.typed.defined_names[name] = DefinedName(name, attr_text=refers_to.removeprefix("="))

    def nameDelete(self, _, name, *__):
        del self.typed.defined_names[name]

    def setColumnWidth(self, action, points):
        for cell in self._cells(action, self.typed)[0]:
            cell.parent.column_dimensions[get_column_letter(cell.column)].width = points / 5.25

    def setWrapText(self, action, wrap):
        self._each(action, "alignment", lambda _: Alignment(wrap_text=wrap))

    def setRangeColor(self, action, colour):
        self._each(action, "fill", lambda _: PatternFill("solid", fgColor=colour.removeprefix("#")))

    def setFontProperty(self, action, key, value):
        assert key == "bold"
        self._each(action, "font", lambda _: Font(bold=value))

    def setNumberFormat(self, action, text):
        self._each(action, "number_format", lambda _: text)

    def calculate(self, *_):
        """Excel does."""

    def _each(self, action, what, made):
        for line in self._cells(action, self.typed):
            for cell in line:
                setattr(cell, what, made(cell))

    def _both(self, action, change):
        for book in (self.typed, self.shown):
            change(book.worksheets[action["sheet_position"]])

    # What is compared

    def state(self):
        """All that an officer could see or lose: cells with their looks, names, merges, protection, what is shown."""
        return {
            "names": {name: entry.attr_text for name, entry in self.typed.defined_names.items()},
            "active": self.active,
            **state_of(self.typed),
        }


class Host(ServerHost):
    """The host of a press, with what a test looks at."""

    agrees = True

    def confirm(self, _text):
        return self.agrees

    @property
    def said(self):
        return "\n".join(message["text"] for message in self.reply()["messages"])

    @property
    def level(self):
        return self.reply()["messages"][-1]["level"]


def state_of(book):
    """What an officer could see or lose of a workbook's sheets."""
    return {sheet.title: _sheet_state(sheet) for sheet in book.worksheets}


def _sheet_state(sheet):
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None or cell.has_style]
    looks = {cell.style_id: cell for cell in cells if cell.has_style}
    looks = {number: _look(cell) for number, cell in looks.items() if number}
    return {
        "cells": {cell.coordinate: (cell.value, looks.get(cell.style_id, ())) for cell in cells},
        "merged": {str(area) for area in sheet.merged_cells.ranges},
        "protected": sheet.protection.sheet,
        "widths": {key: dimension.width for key, dimension in sheet.column_dimensions.items()},
        "heights": {key: dimension.height for key, dimension in sheet.row_dimensions.items() if dimension.height},
        "formats": {str(area.sqref): len(rules) for area, rules in sheet.conditional_formatting._cf_rules.items()},
        "notes": {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment},
    }  # fmt: skip


def _look(cell):
    """A cell's style, by what it is and not by its number."""
    parts = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection, cell.number_format)
    return tuple(map(repr, parts))


def _used(values):
    """The used range as Excel tells it: it need not begin at A1."""
    places = [(row, column) for row, line in enumerate(values, 1) for column, v in enumerate(line, 1) if v != ""]
    if not places:
        return None
    (first, last), (left, right) = ((min(numbers), max(numbers)) for numbers in zip(*places, strict=True))
    return f"{get_column_letter(left)}{first}:{get_column_letter(right)}{last}"


def _value(cell):
    value = None if isinstance(cell, MergedCell) else cell.value
    if isinstance(value, datetime):
        return value.isoformat() + ".000Z"
    return "" if value is None else value
