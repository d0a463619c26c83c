"""How cells of the real .xlsx look, behind Excel's RangeFormat."""
# ruff: noqa: N802 - members have Excel's own names

from __future__ import annotations

from copy import copy

from openpyxl.utils import get_column_letter


class Format:
    """How cells look."""

    def __init__(self, range_):
        self._range = range_

    fill = property(lambda self: Fill(self._range))
    font = property(lambda self: Font(self._range))

    def _align(self, **changes):
        self._range._style("alignment", lambda row, column: _changed(self._range, row, column, "alignment", changes))

    @property
    def wrapText(self):
        return None

    @wrapText.setter
    def wrapText(self, wrap):
        self._align(wrap_text=wrap)

    @property
    def horizontalAlignment(self):
        return None

    @horizontalAlignment.setter
    def horizontalAlignment(self, word):
        self._align(horizontal=word.lower())

    @property
    def verticalAlignment(self):
        return None

    @verticalAlignment.setter
    def verticalAlignment(self, word):
        self._align(vertical=word.lower())

    @property
    def columnWidth(self):
        return None

    @columnWidth.setter
    def columnWidth(self, points):
        left, _, right, _ = self._range._area
        for column in range(left, right + 1):
            self._range._sheet.column_dimensions[get_column_letter(column)].width = points / 5.25

    @property
    def rowHeight(self):
        return None

    @rowHeight.setter
    def rowHeight(self, points):
        for row in range(self._range._area[1], self._range._area[3] + 1):
            self._range._sheet.row_dimensions[row].height = points

    def autofitRows(self):
        """Nothing that a file shows."""

    def autofitColumns(self):
        """Nothing that a file shows."""


class Fill:
    def __init__(self, range_):
        self._range = range_

    @property
    def color(self):
        return None

    @color.setter
    def color(self, colour):
        fill = {"fill_type": "solid", "fgColor": "FF" + colour.lstrip("#").upper()}
        self._range._style("fill", lambda row, column: _changed(self._range, row, column, "fill", fill))

    def clear(self):
        self._range._style("fill", lambda row, column: _changed(self._range, row, column, "fill", {"fill_type": None}))


class Font:
    def __init__(self, range_):
        self._range = range_

    def _change(self, **changes):
        self._range._style("font", lambda row, column: _changed(self._range, row, column, "font", changes))

    @property
    def bold(self):
        return None

    @bold.setter
    def bold(self, bold):
        self._change(bold=bold)

    @property
    def color(self):
        return None

    @color.setter
    def color(self, colour):
        self._change(color="FF" + colour.lstrip("#").upper())

    @property
    def size(self):
        return None

    @size.setter
    def size(self, size):
        self._change(size=size)


class Formats:
    """How cells look in several places at once: what is set is set in each."""

    def __init__(self, formats):
        self._formats = formats

    @property
    def fill(self):
        return Fills([each.fill for each in self._formats])


class Fills:
    def __init__(self, fills):
        self._fills = fills

    @property
    def color(self):
        return None

    @color.setter
    def color(self, colour):
        for fill in self._fills:
            fill.color = colour

    def clear(self):
        for fill in self._fills:
            fill.clear()


def _changed(range_, row, column, attribute, changes):
    cell = range_._sheet.cell(range_._area[1] + row, range_._area[0] + column)
    style = copy(getattr(cell, attribute))
    for name, value in changes.items():
        setattr(style, name, value)
    return style
