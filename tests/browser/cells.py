"""Cells of the real .xlsx behind Excel's Range and RangeAreas: values, formulas, protection."""
# ruff: noqa: N802, N815 - members have Excel's own names

from __future__ import annotations

import re
from datetime import date, datetime, time

from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import to_excel

from tests.browser.batch import Collection, Missing, RefusedByExcelError, UnknownToHostError
from tests.browser.looks import Format, Formats

LOCKED = "单元格受保护。"


class Areas:
    SCALARS = ("address",)
    KEPT = True

    def __init__(self, book, title, addresses):
        self._book, self._title, self._addresses = book, title, addresses

    @property
    def address(self):
        return ",".join(f"{self._title}!{address}" for address in self._addresses)

    def clear(self, what="All"):
        for area in self.areas.all():
            area.clear(what)

    @property
    def format(self):
        return Formats([Format(area) for area in self.areas.all()])

    @property
    def areas(self):
        return Collection([Range(self._book, self._title, address.split("!")[-1]) for address in self._addresses])


class Range:
    """Cells; an address may come with the sheet's name and dollar signs."""

    SCALARS = ("address", "rowIndex", "columnIndex", "rowCount", "columnCount")
    KEPT = True

    def __init__(self, book, title, address):
        self._book, self._title = book, title
        self._area = range_boundaries(address.split("!")[-1].replace("$", ""))

    @property
    def _sheet(self):
        return self._book.formulas[self._title]

    @property
    def address(self):
        left, top, right, bottom = self._area
        first, last = f"{get_column_letter(left)}{top}", f"{get_column_letter(right)}{bottom}"
        return f"{self._title}!{first}" if first == last else f"{self._title}!{first}:{last}"

    rowIndex = property(lambda self: self._area[1] - 1)
    columnIndex = property(lambda self: self._area[0] - 1)
    rowCount = property(lambda self: self._area[3] - self._area[1] + 1)
    columnCount = property(lambda self: self._area[2] - self._area[0] + 1)

    def _rows(self, sheet):
        left, top, right, bottom = self._area
        return sheet.iter_rows(top, bottom, left, right)

    def _cells(self):
        return [cell for row in self._rows(self._sheet) for cell in row]

    @property
    def values(self):
        self._book.settle()
        return [[_shown(cell.value) for cell in row] for row in self._rows(self._book.values[self._title])]

    @values.setter
    def values(self, rows):
        self._write(rows)

    @property
    def formulas(self):
        return [[_shown(_formula(cell.value)) for cell in row] for row in self._rows(self._sheet)]

    @formulas.setter
    def formulas(self, rows):
        self._write(rows)

    @property
    def numberFormat(self):
        return [[cell.number_format for cell in row] for row in self._rows(self._sheet)]

    @numberFormat.setter
    def numberFormat(self, rows):
        self._style("number_format", lambda row, column: _at(rows, row, column))

    @property
    def worksheet(self):
        return self._book.worksheets.getItem(self._title)

    @property
    def format(self):
        return Format(self)

    def _write(self, rows):
        cells = list(self._rows(self._sheet))
        if isinstance(rows, list) and (len(rows), len(rows[0])) not in {(1, 1), (self.rowCount, self.columnCount)}:
            raise RefusedByExcelError("InvalidArgument", "所给的行列数与区域不符。")
        self._refuse_locked()
        for row, line in enumerate(cells):
            for column, cell in enumerate(line):
                self._put(cell, _at(rows, row, column))

    def _put(self, cell, value):
        if value is None or isinstance(cell, MergedCell):  # Excel leaves what is null
            return
        before = cell.value
        cell.value = None if value == "" else value
        shown = self._book.values[self._title][cell.coordinate]
        if cell.data_type != "f":
            shown.value = cell.value
        elif before != cell.value:
            shown.value = simple_value(str(cell.value), self._book)
            self._book.stale |= shown.value is None
        self._book.stale |= before != cell.value and self._title in _calculated_from(self._book)

    def _refuse_locked(self):
        if self._sheet.protection.sheet and any(cell.protection.locked for cell in self._cells()):
            raise RefusedByExcelError("AccessDenied", LOCKED)

    def _style(self, attribute, value):
        if self._sheet.protection.sheet:
            raise RefusedByExcelError("AccessDenied", LOCKED)
        for row, line in enumerate(self._rows(self._sheet)):
            for column, cell in enumerate(line):
                setattr(cell, attribute, value(row, column))

    def getMergedAreasOrNullObject(self):
        left, top, right, bottom = self._area
        within = [
            str(area)
            for area in self._sheet.merged_cells.ranges
            if left <= area.min_col <= right and top <= area.min_row <= bottom
        ]
        return Areas(self._book, self._title, within) if within else Missing()

    def getSurroundingRegion(self):
        raise UnknownToHostError("getSurroundingRegion")

    def getCell(self, row, column):
        return Range(self._book, self._title, f"{get_column_letter(self._area[0] + column)}{self._area[1] + row}")

    def select(self):
        self._book.formulas.active = self._book.formulas.sheetnames.index(self._title)
        self._book.selected = (self._title, self.address.split("!")[-1])

    def clear(self, what="All"):
        self._refuse_locked()
        for cell in self._cells():
            if what != "Formats":
                self._put(cell, "")
            if what != "Contents":
                cell.style = "Normal"


def _at(rows, row, column):
    if not isinstance(rows, list):
        return rows
    return rows[row if len(rows) > 1 else 0][column if len(rows[0]) > 1 else 0]


def _formula(value):
    return getattr(value, "text", value)


def _shown(value):
    if value is None:
        return ""
    if isinstance(value, (datetime, date, time)):
        return to_excel(value)
    return value


def _calculated_from(book):
    """Sheets with figures that formulas depend on: all but those that only list what was found."""
    return {sheet.title for sheet in book.formulas if sheet.title not in {"审核标记", "审核结果", "出错说明"}}


_PLACE = re.compile(r"=SHEET\((.+)!([A-Z]+)(\d+)\)&\"!\"&ADDRESS\(ROW\(\1!\2\3\),COLUMN\(\1!\2\3\),4\)")
_LINK = re.compile(r'=HYPERLINK\("(?:[^"]|"")*"\s*,\s*"((?:[^"]|"")*)"\)')


def simple_value(formula, book):
    """What a formula shows that only names a place or links to one; None: it has to be calculated."""
    if place := _PLACE.fullmatch(formula):
        sheet = place[1].strip("'").replace("''", "'")
        return f"{book.formulas.sheetnames.index(sheet) + 1}!{place[2]}{place[3]}"
    if link := _LINK.fullmatch(formula):
        return link[1].replace('""', '"')
    return None
