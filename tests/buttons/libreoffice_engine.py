"""An xlwings engine over LibreOffice: a live spreadsheet program that calculates, protects and moves rows.

It has what the buttons use and nothing else; what it lacks raises NotImplementedError, as in any engine.
"""

# ruff: noqa: FBT003 - calls of LibreOffice take no keywords

from __future__ import annotations

import builtins
import re
import subprocess
import sys
import time
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

import xlwings as xw
from xlwings import base_classes

from workbook_templates.ooxml import Area, cell_name, quoted_sheet

_SYSTEM = "/usr/lib/python3/dist-packages"
"""Where Debian's python3-uno is; last on the path, so that nothing else is taken from there."""

_DATES, _EVERYTHING, _ERRORS = 2, 1023, 4
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell's time has no zone
_MIXED = {True, False}


def import_uno():
    """The bridge to LibreOffice, without its own way of importing."""
    own = builtins.__import__
    if _SYSTEM not in sys.path:
        sys.path.append(_SYSTEM)
    try:
        import uno
    finally:
        builtins.__import__ = own
    return uno


class Calc:
    """A LibreOffice process that is spoken to."""

    def __init__(self, program, folder):
        self.uno = import_uno()
        self.folder = folder
        pipe = f"jibiao{uuid4().hex}"
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        options = ["--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"]
        self.process = subprocess.Popen([program, profile, *options])
        local = self.uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        address = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
        self.context = self._connected(resolver, address)
        self.desktop = self.context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)

    def _connected(self, resolver, address):
        for _ in range(240):
            try:
                return resolver.resolve(address)
            except Exception:  # noqa: BLE001 - not there yet
                time.sleep(0.25)
        raise TimeoutError("LibreOffice does not answer")

    def open(self, data):
        """A workbook that is open in the program."""
        path = self.folder / f"{uuid4().hex}.xlsx"
        path.write_bytes(data)
        hidden = self.uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        hidden.Name, hidden.Value = "Hidden", True
        document = self.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, (hidden,))
        document.calculateAll()
        return xw.Book(impl=Book(self, document, path.name))

    def stored(self, book, kind="Calc MS Excel 2007 XML", ending="xlsx"):
        """The open workbook as a file; it stays open."""
        path = self.folder / f"{uuid4().hex}.{ending}"
        kept = self.uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        kept.Name, kept.Value = "FilterName", kind
        book.impl.document.storeToURL(path.as_uri(), (kept,))
        return path

    def close(self):
        """Ends the process."""
        with suppress(Exception):  # the connection goes with it
            self.desktop.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Engine:
    name, type = "libreoffice", "desktop"
    apps = property(lambda _: [App(None)])

    @staticmethod
    def prepare_xl_data_element(value, _):
        return "" if value is None else value

    @staticmethod
    def clean_value_data(data, *_):
        return [[None if value == "" else value for value in line] for line in data]


class App(base_classes.App):
    engine = Engine()
    display_alerts = True
    books = ()
    pid = 1

    def __init__(self, book):
        self.book = book

    def activate(self, steal_focus=False):
        """There is no window."""

    def calculate(self):
        self.book.document.calculateAll()

    @property
    def selection(self):
        area = self.book.document.CurrentSelection.RangeAddress
        return Range(self.book.sheets(area.Sheet + 1), area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1,
                     area.EndColumn + 1)  # fmt: skip


class Book(base_classes.Book):
    def __init__(self, calc, document, name):
        self.calc, self.document, self.calls = calc, document, []
        self._name = name

    name = property(lambda self: self._name)
    app = property(App)
    sheets = property(lambda self: Sheets(self))  # noqa: PLW0108 - defined below
    names = property(lambda self: Names(self))  # noqa: PLW0108 - defined below

    @property
    def fullname(self):
        return self.name

    @property
    def controller(self):
        return self.document.CurrentController

    def activate(self):
        """There is no window."""

    def note(self, call):
        """Counts what would be a call across to Excel."""
        self.calls.append(call)


class Sheets(base_classes.Sheets):
    def __init__(self, book):
        self.book = book

    def __call__(self, key):
        found = self.book.document.Sheets
        return Sheet(self.book, found.getByIndex(key - 1) if isinstance(key, int) else found.getByName(key))

    def __len__(self):
        return self.book.document.Sheets.Count

    def __iter__(self):
        return iter([self(number) for number in range(1, len(self) + 1)])

    @property
    def active(self):
        return Sheet(self.book, self.book.controller.ActiveSheet)

    def add(self, before, after, name):
        position = before.index - 1 if before else after.index
        self.book.document.Sheets.insertNewByName(name, position)
        sheet = self(name)
        sheet.activate()
        return sheet


class Sheet(base_classes.Sheet):
    book = None

    def __init__(self, book, uno):
        self.book, self.uno = book, uno

    name = property(lambda self: self.uno.Name)
    index = property(lambda self: self.uno.RangeAddress.Sheet + 1)
    visible = property(lambda self: self.uno.IsVisible)
    api = property(lambda self: self.uno)

    def range(self, one, two=None):
        if isinstance(one, str):
            area = Area.of(self.name, one)
            return Range(self, area.first_row, area.first_column, area.last_row, area.last_column)
        (row, column), (last_row, last_column) = _corner(one), _corner(one if two is None else two)
        return Range(self, row, column, last_row, last_column)

    @property
    def used_range(self):
        cursor = self.uno.createCursor()
        cursor.gotoStartOfUsedArea(False)
        first = cursor.RangeAddress
        cursor.gotoEndOfUsedArea(False)
        last = cursor.RangeAddress
        return Range(self, first.StartRow + 1, first.StartColumn + 1, last.EndRow + 1, last.EndColumn + 1)

    def activate(self):
        self.book.controller.setActiveSheet(self.uno)

    def clear(self):
        self.uno.clearContents(_EVERYTHING)

    def delete(self):
        self.book.document.Sheets.removeByName(self.name)


class Range(base_classes.Range):
    sheet = row = column = None

    def __init__(self, sheet, row, column, last_row, last_column):
        self.sheet, self.row, self.column = sheet, row, column
        self.last_row, self.last_column = last_row, last_column

    @property
    def uno(self):
        return self.sheet.uno.getCellRangeByPosition(self.column - 1, self.row - 1, self.last_column - 1,
                                                     self.last_row - 1)  # fmt: skip

    @property
    def shape(self):
        return self.last_row - self.row + 1, self.last_column - self.column + 1

    @property
    def coords(self):
        return self.sheet.name, self.row, self.column, *self.shape

    @property
    def address(self):
        return str(Area(self.sheet.name, self.row, self.column, self.last_row, self.last_column)).rpartition("!")[2]

    def __call__(self, row, column=None):
        return Range(self.sheet, self.row + row - 1, self.column + (column or 1) - 1, self.row + row - 1,
                     self.column + (column or 1) - 1)  # fmt: skip

    def __len__(self):
        return self.shape[0] * self.shape[1]

    has_array = None
    api = property(lambda self: self.uno)

    @property
    def raw_value(self):
        self.sheet.book.note(f"read {self.sheet.name}")
        lines = [list(line) for line in self.uno.getDataArray()]
        for area in self.uno.queryContentCells(_DATES).RangeAddresses:
            for row, column in _cells(area):
                value = lines[row - self.row][column - self.column]
                lines[row - self.row][column - self.column] = _EPOCH + timedelta(days=value)
        for area in self.uno.queryFormulaCells(_ERRORS).RangeAddresses:
            for row, column in _cells(area):
                lines[row - self.row][column - self.column] = _one(self.sheet, row, column).String
        return lines

    @raw_value.setter
    def raw_value(self, values):
        self._write(values, formulas=False)

    @property
    def formula(self):
        self.sheet.book.note(f"formulas {self.sheet.name}")
        return tuple(tuple(map(to_excel, line)) for line in self.uno.getFormulaArray())

    @formula.setter
    def formula(self, values):
        self._write(values, formulas=True)

    def _write(self, values, *, formulas):
        self.sheet.book.note(f"write {self.sheet.name}!{self.address}")
        lines = values if isinstance(values, list) else [[values] * self.shape[1]] * self.shape[0]
        assert [len(line) for line in lines] == [self.shape[1]] * self.shape[0]
        for down, line in enumerate(lines):
            for across, value in enumerate(line):
                _put(_one(self.sheet, self.row + down, self.column + across), value, formulas=formulas)

    def select(self):
        self.sheet.book.note("select")
        self.sheet.book.controller.select(self.uno)

    @property
    def merge_cells(self):
        self.sheet.book.note("merged")
        found = {self._merged(row) != (row, row) for row in range(self.row, self.last_row + 1)}
        return None if found == _MIXED else found.pop()

    @property
    def merge_area(self):
        self.sheet.book.note("merged")
        first, last = self._merged(self.row)
        return Range(self.sheet, first, self.column, last, self.column)

    def _merged(self, row):
        cursor = self.sheet.uno.createCursorByRange(_one(self.sheet, row, self.column))
        cursor.collapseToMergedArea()
        return cursor.RangeAddress.StartRow + 1, cursor.RangeAddress.EndRow + 1

    # Looks

    @property
    def font(self):
        return Font(self)

    def _look(self, key, value):
        self.sheet.book.note(f"look {key}")
        self.uno.setPropertyValue(key, value)

    color = property(None, lambda self, value: self._look("CellBackColor", _colour(value)))
    wrap_text = property(None, lambda self, value: self._look("IsTextWrapped", value))

    @property
    def column_width(self):
        return None

    @column_width.setter
    def column_width(self, value):
        self.sheet.book.note("look width")
        self.uno.Columns.Width = int(value * 200)

    @property
    def number_format(self):
        formats, key = self.sheet.book.document.NumberFormats, self.uno.NumberFormat
        return formats.getByKey(key).FormatString if key is not None else None

    @number_format.setter
    def number_format(self, value):
        formats = self.sheet.book.document.NumberFormats
        locale = self.sheet.book.calc.uno.createUnoStruct("com.sun.star.lang.Locale")
        locale.Language, locale.Country = "en", "US"
        key = formats.queryKey(value, locale, False)
        self._look("NumberFormat", key if key >= 0 else formats.addNew(value, locale))


class Font(base_classes.Font):
    def __init__(self, area):
        self.area = area

    bold = property(None, lambda self, value: self.area._look("CharWeight", 150.0 if value else 100.0))


class Names(base_classes.Names):
    def __init__(self, book):
        self.book = book

    def _all(self):
        document = self.book.document
        for name in document.NamedRanges.ElementNames:
            yield Name(document.NamedRanges, name, name)
        for sheet in document.Sheets:
            for name in sheet.NamedRanges.ElementNames:
                yield Name(sheet.NamedRanges, name, f"{quoted_sheet(sheet.Name)}!{name}")

    def __len__(self):
        return len(list(self._all()))

    def snapshot(self):
        return [(name.name, name) for name in self._all()]

    def __call__(self, key):
        known = list(self._all())
        return known[key - 1] if isinstance(key, int) else next(name for name in known if name.name == key)

    def contains(self, key):
        return any(name.name == key for name in self._all())

    def add(self, name, refers_to):
        base = self.book.calc.uno.createUnoStruct("com.sun.star.table.CellAddress")
        self.book.document.NamedRanges.addNewByName(name, to_calc(refers_to).removeprefix("="), base, 0)
        return self(name)


class Name(base_classes.Name):
    name = None

    def __init__(self, holder, key, name):
        self.holder, self.key, self.name = holder, key, name

    @property
    def refers_to(self):
        return _AREA.sub(r"\1!\2", f"={self.holder.getByName(self.key).Content}")

    def delete(self):
        self.holder.removeByName(self.key)


def _corner(one):
    return one if isinstance(one, tuple) else (one.row, one.column)


def _cells(area):
    return [
        (row + 1, column + 1)
        for row in range(area.StartRow, area.EndRow + 1)
        for column in range(area.StartColumn, area.EndColumn + 1)
    ]


def _one(sheet, row, column):
    return sheet.uno.getCellByPosition(column - 1, row - 1)


def _put(cell, value, *, formulas):
    """Puts a value into a cell as Excel does: refuses locked ones, makes no note vanish."""
    sheet = cell.Spreadsheet
    if sheet.isProtected() and cell.CellProtection.IsLocked:
        at = cell.CellAddress
        raise PermissionError(f"{sheet.Name}!{cell_name(at.Row + 1, at.Column + 1)} is locked")
    if value in (None, ""):
        if cell.Type.value != "EMPTY":
            cell.clearContents(1 | _DATES | 4 | 16)
    elif isinstance(value, str):
        text = value.removeprefix("'")
        if value.startswith("=") and (formulas or cell.NumberFormat is not None):
            cell.setFormula(to_calc(value))
        else:
            cell.setString(text)
    else:
        cell.setValue(float(value))


def _colour(value):
    if isinstance(value, str):
        return int(value.removeprefix("#"), 16)
    red, green, blue = value
    return red * 65536 + green * 256 + blue


_STRING = re.compile(r'("(?:[^"]|"")*")')
_EXCEL = re.compile(r"('(?:[^']|'')+'|[^\W\d][\w.]*)!(\$?[A-Z]+\$?[0-9]+)")
_AREA = re.compile(r"\$?('(?:[^']|'')+'|[^\W\d]\w*)\.(\$?[A-Z]+\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?)$")
_CALC = re.compile(r"\$?('(?:[^']|'')+'|[^\W\d]\w*)\.(\$?[A-Z]{1,3}\$?[0-9]+)")


def to_calc(formula):
    """A formula of Excel as LibreOffice's interface takes it."""
    parts = _STRING.split(formula)
    for number in range(0, len(parts), 2):
        parts[number] = _EXCEL.sub(r"$\1.\2", parts[number]).replace(",", ";")
    return "".join(parts)


def to_excel(formula):
    """The reverse."""
    if not formula.startswith("="):
        return formula
    parts = _STRING.split(formula)
    for number in range(0, len(parts), 2):
        parts[number] = _CALC.sub(r"\1!\2", parts[number]).replace(";", ",")
    return "".join(parts)
