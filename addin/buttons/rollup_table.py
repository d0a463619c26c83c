"""The sheet 各表汇总: each figure's total as a formula over the departments' sheets, beside the office's own figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from addin.book.writing import content_of, put_block, set_widths
from addin.buttons.words import word_list, words
from workbook_templates import names
from workbook_templates.building import number_format
from workbook_templates.model import NUMERIC
from workbook_templates.ooxml import cell_name, column_letters, quoted_sheet
from workbook_templates.writing import cell_value

if TYPE_CHECKING:
    import xlwings as xw

    from addin.book.reading import OpenBook
    from addin.book.writing import Content
    from addin.consolidation import Consolidation
    from workbook_templates.model import ListSection, Scalar
    from workbook_templates.submission import Submission

NAME: Final = "jibiao_rollup"
"""By which the program knows its own sheet again."""

_FIRST_ROW, _TOTAL = 4, 2
_WIDTHS = (40.0, 16.0)


def put_table(book: xw.Book, source: OpenBook, result: Consolidation) -> None:
    """Writes 各表汇总 in one block, in place of the one that was there."""
    table = _Table(result)
    sheet = _sheet(book, source)
    lines = table.lines()
    put_block(sheet, 1, 1, lines)
    set_widths(sheet, [_WIDTHS[0], *[_WIDTHS[1]] * (table.width - 1)])
    head = sheet.range((_FIRST_ROW - 1, 1), (_FIRST_ROW - 1, table.width))
    head.font.bold = True
    head.color = "#DDEBF7"
    for first, last, text in table.formats():
        sheet.range((first, _TOTAL), (last, table.width)).number_format = text


def _sheet(book: xw.Book, source: OpenBook) -> xw.Sheet:
    area = source.area(NAME)
    if area is not None and area.sheet in source.sheet_names:
        sheet = book.sheets[area.sheet]
        sheet.clear()
        return sheet
    title = words("consolidate_sheets", "sheet")
    sheet = book.sheets[title] if title in source.sheet_names else book.sheets.add(title, after=book.sheets[-1])
    if title in source.sheet_names:
        sheet.clear()
    if NAME in source.defined_names:
        book.names[NAME].delete()
    book.names.add(NAME, f"={quoted_sheet(title)}!$A$1")
    return sheet


class _Table:
    """The lines of the sheet: title, note, headings, figures, then the lists."""

    def __init__(self, result: Consolidation) -> None:
        self.result, self.form = result, result.form
        self.units: list[Submission] = [submission for _, submission in result.contributing()]
        self.scalars = [s for s in self.form.scalars.values() if s.rollup != "own" and s.type in NUMERIC]
        sections = [section for section in self.form.lists if section.rollup == "all" and result.rows[section.id]]
        lists = [len(section.columns) + 1 for section in sections]
        self.sections = sections
        self.width = max(4 + len(self.units), *lists, 0)

    def lines(self) -> list[list[Content]]:
        """All lines, each as wide as the table."""
        label, total, own, difference = word_list("consolidate_sheets", "headings")
        units: list[Content] = [unit.unit.name for unit in self.units]
        lines: list[list[Content]] = [
            [words("consolidate_sheets", "title", title=self.form.form.title)],
            [words("consolidate_sheets", "note")],
            [label, total, *units, own, difference],
        ]
        lines += [self._figure(row, scalar) for row, scalar in enumerate(self.scalars, start=_FIRST_ROW)]
        for section in self.sections:
            lines += self._list(section)
        return [line + [None] * (self.width - len(line)) for line in lines]

    def formats(self) -> list[tuple[int, int, str]]:
        """Number formats of the figures, for runs of rows that share one."""
        found: list[tuple[int, int, str]] = []
        for row, scalar in enumerate(self.scalars, start=_FIRST_ROW):
            text = number_format(scalar, scalar.decimals)
            if found and found[-1][2] == text:
                found[-1] = (found[-1][0], row, text)
            else:
                found.append((row, row, text))
        return found

    def _figure(self, row: int, scalar: Scalar) -> list[Content]:
        places = [_cell(unit, scalar.id) for unit in self.units]
        own = _cell(self.result.own, scalar.id) if self.result.own else ""
        value = self.result.values.get(scalar.id)
        total: Content = None if value is None else content_of(cell_value(value, scalar))
        difference: Content = None
        if scalar.id in self.form.summed_ids and any(places):
            cells = ",".join(filter(None, places))
            decimals = scalar.decimals + (2 if scalar.type == "percent" else 0)
            total = f'=IF(COUNT({cells})=0,"",ROUND(SUM({cells}),{decimals}))'
        if scalar.rollup == "sum" and own:
            one, other = cell_name(row, self._own_column), f"{column_letters(_TOTAL)}{row}"
            difference = f'=IF(COUNT({one},{other})<2,"",ROUND({one}-{other},{scalar.decimals}))'
        return [scalar.label, total, *map(_shown, places), _shown(own), difference]

    @property
    def _own_column(self) -> int:
        return _TOTAL + len(self.units) + 1

    def _list(self, section: ListSection) -> list[list[Content]]:
        rows = self.result.rows[section.id]
        heads: list[Content] = [
            words("consolidate_sheets", "owner"), *(self.form.text(column.label) for column in section.columns)
        ]  # fmt: skip
        body = [
            [content_of(str(row[names.OWNER])), *(
                content_of(None if (value := row.get(column.id)) is None else cell_value(value, column))
                for column in section.columns
            )]
            for row in rows
        ]  # fmt: skip
        return [[], [self.form.text(section.label)], heads, *body]


def _cell(submission: Submission, name: str) -> str:
    """A field's cell as a formula names it; blank where its name is gone."""
    sheet, address = submission.address(name)
    return f"{quoted_sheet(sheet)}!{address}" if address else ""


def _shown(place: str) -> Content:
    return f'=IF({place}="","",{place})' if place else None
