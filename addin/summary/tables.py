"""One way of writing a plain table on a sheet: title, headings, rows, widths, print set-up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbook_templates.submission import Unreadable
from workbook_templates.writing import LINE_HEIGHT, MAX_HEIGHT, lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FIRST_ROW = 3
"""Row (from 0) in which the data of every table begin: below title, note and headings."""

MAX_LINKS = 60_000
"""Excel keeps at most 65,530 links on a sheet."""


@dataclass(frozen=True)
class Heading:
    """A column of a table: its text, width in characters, and number format."""

    text: str
    width: float
    format: str = "@"

    @property
    def wraps(self) -> bool:
        """Whether long texts take several lines."""
        return not self.numeric and self.width >= 24

    @property
    def numeric(self) -> bool:
        """Whether it holds numbers."""
        return self.format != "@"


@dataclass(frozen=True)
class Link:
    """A text that leads somewhere ("internal:'申报表'!D8", "external:甲.xlsx#'申报表'!D8")."""

    target: str
    text: str


class Tables:
    """Writes tables into one workbook, sharing formats."""

    def __init__(self, book: xlsxwriter.Workbook, font: str = "宋体") -> None:
        self.book = book
        self.font = font
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, **properties: Any) -> Format:
        """A format, made once for each set of properties."""
        look = {"font_name": self.font, "font_size": 10, "valign": "vcenter"} | properties
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(look)
        return self._formats[key]

    def table(
        self, name: str, title: str, note: str, headings: Sequence[Heading], rows: Iterable[Sequence[object]],
        colours: Sequence[str | None] = (),
    ) -> Worksheet:  # fmt: skip
        """A sheet with one table; `colours` fills rows, by position.

        Returns:
            The sheet, for what only one table has.
        """
        sheet = self.book.add_worksheet(name)
        last = len(headings) - 1
        self._head(sheet, FIRST_ROW - 1, headings)
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, heading.width)
        sheet.set_row(0, 28)
        sheet.merge_range(0, 0, 0, max(last, 1), title, self.format(font_size=16, font_name="黑体", align="center"))
        sheet.merge_range(1, 0, 1, max(last, 1), note, self.format(font_color="#595959", text_wrap=True, align="left"))
        sheet.set_row(1, 15 * (1 + len(note) * 2 // max(int(sum(h.width for h in headings)), 1)))
        count = self._body(sheet, headings, rows, colours)
        if count:
            sheet.autofilter(FIRST_ROW - 1, 0, FIRST_ROW + count - 1, last)
        sheet.freeze_panes(FIRST_ROW, 0)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(FIRST_ROW - 1)
        sheet.set_footer("&L&A&C第 &P 页，共 &N 页")
        return sheet

    def below(
        self, sheet: Worksheet, row: int, title: str, headings: Sequence[Heading], rows: Iterable[Sequence[object]],
        colours: Sequence[str | None] = (),
    ) -> None:  # fmt: skip
        """A further table on the sheet of a table as wide; its title stands in `row` (from 0)."""
        sheet.write_string(row, 0, title, self.format(font_size=12, font_name="黑体"))
        sheet.set_row(row, 20)
        self._head(sheet, row + 1, headings)
        self._body(sheet, headings, rows, colours, row + 2)

    def _head(self, sheet: Worksheet, row: int, headings: Sequence[Heading]) -> None:
        head = self.format(bold=True, border=1, bg_color="#DDEBF7", align="center", text_wrap=True)
        for column, heading in enumerate(headings):
            sheet.write_string(row, column, heading.text, head)
        longest = max((len(h.text) * 2 / h.width for h in headings), default=1)
        sheet.set_row(row, 16 * (1 + int(longest)))

    def _body(
        self, sheet: Worksheet, headings: Sequence[Heading], rows: Iterable[Sequence[object]],
        colours: Sequence[str | None], first: int = FIRST_ROW,
    ) -> int:  # fmt: skip
        """Writes the rows and says how many they were; formats are looked up once a column, not once a cell."""
        styles: dict[str | None, list[Format]] = {}
        widths = [heading.width if heading.wraps else math.inf for heading in headings]
        count = 0
        for count, row in enumerate(rows, start=1):
            colour = colours[count - 1] if count <= len(colours) else None
            if colour not in styles:
                styles[colour] = [self._body_format(heading, colour) for heading in headings]
            line = first + count - 1
            deepest = 1
            for column, (value, style) in enumerate(zip(row, styles[colour], strict=True)):
                if isinstance(value, str) and value:
                    sheet.write_string(line, column, value, style)
                    if len(value) * 2 > widths[column]:
                        deepest = max(deepest, lines(value, widths[column]))
                elif value is None or value == "":
                    sheet.write_blank(line, column, None, style)
                elif isinstance(value, (Decimal, int)):
                    sheet.write_number(line, column, float(value), style)
                elif isinstance(value, Link):
                    self._link(sheet, line, column, value, colour)
                else:
                    sheet.write_string(line, column, as_text(value), style)
            if deepest > 1:
                sheet.set_row(line, min(deepest * LINE_HEIGHT, MAX_HEIGHT))
        return count

    def _body_format(self, heading: Heading, colour: str | None) -> Format:
        properties: dict[str, Any] = {"border": 1, "num_format": heading.format}
        properties |= (
            {"align": "right", "indent": 1}
            if heading.numeric
            else {"align": "left", "indent": 1, "text_wrap": heading.wraps}
        )
        return self.format(**properties, **({"bg_color": colour} if colour else {}))

    def _link(self, sheet: Worksheet, row: int, column: int, link: Link, colour: str | None) -> None:
        properties: dict[str, Any] = {"border": 1, "font_color": "#0563C1", "underline": 1}
        style = self.format(**properties, **({"bg_color": colour} if colour else {}))
        if sheet.write_url(row, column, link.target, style, link.text) != 0:
            # The address is too long for Excel: the text still says where.
            sheet.write_string(row, column, link.text, style)


def as_text(value: object) -> str:
    """A value as a table's text: days in ISO form, what can't be read as it stands."""
    if isinstance(value, date):
        return value.isoformat()
    return value.shown if isinstance(value, Unreadable) else str(value)
