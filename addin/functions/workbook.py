"""函数示例.xlsx: the worked examples of the worksheet functions as a workbook that prints.

Results are values, and each formula stands beside them as text: a live one would show #NAME? in WPS, in
LibreOffice and in any Excel without the add-in, and the two kinds of add-in keep a function's cell in different
ways in the file. In Excel with an add-in, a double click on the text and Enter make it live, and what it gives
then stands beside the shipped values.

`python -m addin.functions.workbook` makes the workbook that ships with the program.
"""

from __future__ import annotations

import io
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli
import xlsxwriter

from addin.functions.catalogue import functions
from addin.functions.examples import FIRST_INPUT, formula, groups, lefts, results

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from addin.functions.catalogue import Function
    from addin.functions.examples import Example

SHIPPED = Path(__file__).with_name("函数示例.xlsx")
TEXTS = Path(__file__).with_name("workbook.toml")

RESULT = 6
"""The column, from 0, of the results; what gives two columns fills the next one too."""
FORMULA = 8
LAST = 10

_WIDTHS = (20, 13, *[11] * 4, 11, 11, 30, 8, 8)
_FIXED_DATE = datetime(2024, 1, 1)  # noqa: DTZ001  the same bytes each time, and a workbook knows no time zones
_ROWS_A_PAGE = 45


def examples_workbook() -> bytes:
    """The workbook, the same bytes each time."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": "函数示例", "created": _FIXED_DATE})
        texts = tomli.loads(TEXTS.read_text(encoding="utf-8"))
        _guide(book, texts)
        _Examples(book, texts).write()
    return stream.getvalue()


def _guide(book: xlsxwriter.Workbook, texts: dict[str, Any]) -> None:
    """The sheet that says how to use the other one, and lists the functions."""
    sheet = book.add_worksheet("说明")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    sheet.merge_range(0, 0, 0, 1, texts["title"], _form(book, bold=True, font_size=16))
    wrapped, head = _form(book, text_wrap=True, border=1), _form(book, bold=True, border=1, bg_color="#DDEBF7")
    row = 2
    for sentence in texts["guide"]:
        sheet.merge_range(row, 0, row, 1, sentence, _form(book, text_wrap=True))
        sheet.set_row(row, 34)
        row += 1
    sheet.write_row(row + 1, 0, texts["list"], head)
    for number, function in enumerate(_in_order(), start=row + 2):
        sheet.write_string(number, 0, function.name, wrapped)
        sheet.write_string(number, 1, function.help, wrapped)
    _print_set_up(sheet)
    sheet.fit_to_pages(1, 1)


class _Examples:
    """The sheet of examples, one block a function."""

    def __init__(self, book: xlsxwriter.Workbook, texts: dict[str, Any]) -> None:
        self._book = book
        self._texts = texts
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._row = 0
        self._breaks: list[int] = []
        self._page_start = 0

    def write(self) -> None:
        for column, width in enumerate(_WIDTHS):
            self._sheet.set_column(column, column, width)
        for group in groups():
            heights = 2 + _height(group.example[0])
            self._break_before(heights)
            self._sheet.merge_range(self._row, 0, self._row, LAST, group.title, self._form(bold=True, font_size=14))
            self._row += 2
            for example in group.example:
                self._break_before(_height(example))
                self._block(example, functions()[example.function])
        self._sheet.set_h_pagebreaks(self._breaks)
        self._sheet.print_area(0, 0, self._row - 1, LAST)
        self._sheet.set_print_scale(70)
        _print_set_up(self._sheet)

    @cached_property
    def _sheet(self) -> Worksheet:
        sheet = self._book.add_worksheet("函数示例")
        sheet.hide_gridlines(2)
        return sheet

    def _break_before(self, height: int) -> None:
        """Begin a page where a block would be cut in two."""
        if self._row + height - self._page_start > _ROWS_A_PAGE:
            self._breaks.append(self._row)
            self._page_start = self._row

    def _block(self, example: Example, function: Function) -> None:
        band = self._form(bold=True, bg_color="#DDEBF7")
        self._sheet.merge_range(self._row, 0, self._row, LAST, function.usage, band)
        self._sheet.merge_range(self._row + 1, 0, self._row + 1, LAST, function.help, self._form())
        self._row += 2
        for parameter in function.parameters:
            note = self._texts["optional"] if parameter.optional else ""
            self._sheet.write_string(self._row, 0, parameter.name, self._form(font_color="#595959", indent=1))
            self._sheet.merge_range(
                self._row, FIRST_INPUT, self._row, LAST, parameter.help + note, self._form(font_color="#595959")
            )
            self._row += 1
        self._sheet.merge_range(
            self._row, 0, self._row, LAST, self._texts["source"] + example.source, self._form(italic=True)
        )
        self._table(example, self._row + 1)
        self._row += example.height + 3

    def _table(self, example: Example, row: int) -> None:
        head, top = self._form(bold=True, border=1, align="center"), row + 1
        for number, label in enumerate(example.labels, start=top):
            self._sheet.write_string(number, 0, label, self._form())
        for column in example.columns:
            left = lefts(example)[column.argument]
            self._sheet.write_string(row, left, column.title, head)
            for extra in range(1, len(column.rows[0])):
                self._sheet.write_blank(row, left + extra, None, head)
            for number, cells in enumerate(column.rows, start=top):
                self._sheet.write_row(number, left, cells, self._form(border=1, num_format=column.format))
        self._results(example, row, head)
        self._sheet.write_string(row, FORMULA, self._texts["formula"], head)
        live = self._form(font_color="#0563C1", num_format=example.format)
        self._sheet.write_string(top, FORMULA, formula(example, top), live)
        for number in range(top + 1, top + example.height):
            self._sheet.write_blank(number, FORMULA, None, self._form(num_format=example.format))

    def _results(self, example: Example, row: int, head: Format) -> None:
        found = results(example)
        for column in range(len(found[0])):
            self._sheet.write_string(row, RESULT + column, self._texts["result"], head)
        computed = self._form(border=1, bg_color="#DDEBF7", num_format=example.format)
        for number, cells in enumerate(found, start=row + 1):
            self._sheet.write_row(number, RESULT, cells, computed)

    def _form(self, **properties: Any) -> Format:
        key = tuple(properties.items())
        if key not in self._formats:
            self._formats[key] = _form(self._book, **properties)
        return self._formats[key]


def _form(book: xlsxwriter.Workbook, **properties: Any) -> Format:
    return book.add_format({"font_name": "宋体", "font_size": 11, "valign": "vcenter", **properties})


def _height(example: Example) -> int:
    return len(functions()[example.function].parameters) + example.height + 5


def _in_order() -> list[Function]:
    return [functions()[example.function] for group in groups() for example in group.example]


def _print_set_up(sheet: Worksheet) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(0.5, 0.5, 0.6, 0.6)
    sheet.set_footer("&C第 &P 页，共 &N 页")


if __name__ == "__main__":
    SHIPPED.write_bytes(examples_workbook())
