"""A real .xlsx behind Excel's object model, as far as our page and xlwings use it."""
# ruff: noqa: N802 - members have Excel's own names

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook.defined_name import DefinedName

from tests.browser.batch import Collection, Missing, RefusedByExcelError, UnknownToHostError
from tests.browser.cells import Areas, Range
from workbook_templates.ooxml import Package

_VISIBILITY = {"visible": "Visible", "hidden": "Hidden", "veryHidden": "VeryHidden"}


class Book:
    """The open workbook: formulas and values side by side, since nothing here calculates.

    Args:
        data: The file that was opened.
        calculate: Bytes of a workbook to the same with every formula calculated; used when a figure was changed.
    """

    SCALARS = ("name",)

    def __init__(self, name, data, calculate):
        self._name, self._calculate = name, calculate
        self.stale, self.kept = False, {}
        self._open(data)

    def _open(self, data):
        self.formulas = load_workbook(BytesIO(data))
        self.values = load_workbook(BytesIO(data), data_only=True)
        self.selected = (self.formulas.active.title, "A1")

    @property
    def name(self):
        return self._name

    @property
    def worksheets(self):
        return Sheets(lambda: [Sheet(self, title) for title in self.formulas.sheetnames], book=self)

    @property
    def names(self):
        return Names(self, self.formulas.defined_names)

    def getSelectedRange(self):
        title, address = self.selected
        return Range(self, title, address)

    def settle(self):
        """Values as they are after a calculation."""
        if self.stale:
            self.stale = False
            self.values = load_workbook(BytesIO(self._calculate(self._saved())), data_only=True)

    def _saved(self):
        target = BytesIO()
        self.formulas.save(target)
        return target.getvalue()

    def file(self):
        """The workbook as it would be saved: formulas with the values that they show."""
        self.settle()
        package = Package.open(self._saved())
        for sheet in self.formulas:
            patch = package.patch(sheet.title)
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        shown = self.values[sheet.title][cell.coordinate].value
                        patch.set_cached(cell.row, cell.column, "" if shown is None else _plain(shown))
        return package.to_bytes()


class Sheets(Collection):
    def __init__(self, items, book):
        super().__init__(items)
        self._book = book

    def getActiveWorksheet(self):
        return Sheet(self._book, self._book.formulas.active.title)

    def add(self, name=None):
        made = self._book.formulas.create_sheet(name)
        self._book.values.create_sheet(made.title)
        return Sheet(self._book, made.title)


class Sheet:
    SCALARS = ("name", "position", "visibility", "showGridlines")

    def __init__(self, book, title):
        self._book, self._title = book, title

    @property
    def _own(self):
        return self._book.formulas[self._title]

    @property
    def identity(self):
        return self._title

    @property
    def name(self):
        return self._title

    @name.setter
    def name(self, title):
        for book in (self._book.formulas, self._book.values):
            book[self._title].title = title
        self._title = title

    @property
    def position(self):
        return self._book.formulas.sheetnames.index(self._title)

    @position.setter
    def position(self, to):
        for book in (self._book.formulas, self._book.values):
            book.move_sheet(self._title, to - book.sheetnames.index(self._title))

    @property
    def visibility(self):
        return _VISIBILITY[self._own.sheet_state]

    @visibility.setter
    def visibility(self, state):
        self._own.sheet_state = {word: key for key, word in _VISIBILITY.items()}[state]

    @property
    def showGridlines(self):
        return bool(self._own.sheet_view.showGridLines)

    @showGridlines.setter
    def showGridlines(self, shown):
        self._own.sheet_view.showGridLines = shown

    @property
    def names(self):
        return Names(self._book, self._own.defined_names)

    @property
    def pageLayout(self):
        return PageLayout(self._book, self._title)

    @property
    def protection(self):
        return Protection(self._own)

    @property
    def freezePanes(self):
        return FreezePanes(self._own)

    @property
    def notes(self):
        cells = [cell for row in self._own.iter_rows() for cell in row if cell.comment]
        return Collection([Note(self._book, self._title, cell.coordinate) for cell in cells])

    @property
    def tables(self):
        return self._none("tables")

    @property
    def charts(self):
        return self._none("_charts")

    @property
    def pivotTables(self):
        return self._none("_pivots")

    @property
    def shapes(self):
        return self._none("_images")

    def _none(self, attribute):
        if len(getattr(self._own, attribute)):
            raise UnknownToHostError(f"{attribute} of {self._title}")
        return Collection([])

    def getRange(self, address=None):
        return Range(self._book, self._title, address or self._own.dimensions)

    def getRanges(self, addresses=None):
        return Areas(self._book, self._title, (addresses or self._own.dimensions).split(","))

    def getRangeByIndexes(self, row, column, rows, columns):
        first = f"{get_column_letter(column + 1)}{row + 1}"
        return Range(self._book, self._title, f"{first}:{get_column_letter(column + columns)}{row + rows}")

    def getUsedRangeOrNullObject(self, values_only=False):
        if not values_only:
            raise UnknownToHostError("getUsedRange with formats")
        filled = [(cell.row, cell.column) for row in self._own.iter_rows() for cell in row if cell.value is not None]
        if not filled:
            return Missing()
        rows, columns = [row for row, _ in filled], [column for _, column in filled]
        return self.getRangeByIndexes(
            min(rows) - 1, min(columns) - 1, max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
        )

    def activate(self):
        if self.visibility != "Visible":
            raise RefusedByExcelError("InvalidOperation", "隐藏的工作表不能激活。")
        self._book.formulas.active = self.position
        self._book.selected = (self._title, "A1")

    def delete(self):
        for book in (self._book.formulas, self._book.values):
            del book[self._title]
        if self._book.selected[0] == self._title:
            self._book.selected = (self._book.formulas.active.title, "A1")


class Names(Collection):
    def __init__(self, book, own):
        super().__init__(lambda: [Name(book, own, name) for name in own])
        self._own = own

    def add(self, name, formula, _comment=None):
        self._own[name] = DefinedName(name, attr_text=formula.lstrip("="))
        return self.getItem(name)


class Name:
    SCALARS = ("name", "type", "value", "formula", "visible", "scope", "comment")
    comment = property(lambda _: "")
    type = property(lambda _: "Range")
    visible = property(lambda self: not self._own.hidden)
    scope = property(lambda self: "Workbook" if self._names is self._book.formulas.defined_names else "Worksheet")
    identity = property(lambda self: self._name)

    def __init__(self, book, names, name):
        self._book, self._names, self._name = book, names, name

    @property
    def _own(self):
        return self._names[self._name]

    @property
    def name(self):
        return self._name

    @property
    def value(self):
        return self._own.attr_text

    @property
    def formula(self):
        return f"={self._own.attr_text}"

    def getRangeOrNullObject(self):
        areas = list(self._own.destinations)
        return Range(self._book, areas[0][0], areas[0][1]) if len(areas) == 1 else Missing()

    def delete(self):
        del self._names[self._name]


class PageLayout:
    def __init__(self, book, title):
        self._book, self._title = book, title

    def getPrintAreaOrNullObject(self):
        area = self._book.formulas[self._title].print_area
        return Areas(self._book, self._title, str(area).split(",")) if area else Missing()


class Protection:
    SCALARS = ("protected", "options")

    def __init__(self, sheet):
        self._own = sheet.protection

    @property
    def protected(self):
        return bool(self._own.sheet)

    @property
    def options(self):
        return {"allowFormatCells": not self._own.formatCells, "allowInsertRows": not self._own.insertRows}

    def unprotect(self, _password=None):
        self._own.sheet = False

    def protect(self, options=None, _password=None):
        if options != self.options:
            raise UnknownToHostError(f"protection with {options}")
        self._own.sheet = True


class FreezePanes:
    def __init__(self, sheet):
        self._sheet = sheet

    def freezeAt(self, range_):
        self._sheet.freeze_panes = range_.address.split("!")[-1].split(":")[0]

    def freezeRows(self, count):
        self._sheet.freeze_panes = f"A{count + 1}"

    def unfreeze(self):
        self._sheet.freeze_panes = None


class Note:
    SCALARS = ("content",)

    def __init__(self, book, title, cell):
        self._book, self._title, self._cell = book, title, cell

    @property
    def identity(self):
        return self._cell

    name = identity

    @property
    def content(self):
        return self._book.formulas[self._title][self._cell].comment.text

    def getLocation(self):
        return Range(self._book, self._title, self._cell)


def _plain(value):
    return to_excel(value) if isinstance(value, (datetime, date, time)) else value
