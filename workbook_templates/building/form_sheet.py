"""The form's own sheet: bands stacked on a grid of columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbook_templates import layout as lay
from workbook_templates.building.annexes import colour_marked
from workbook_templates.building.painter import ENTRY, Painter, corner, protect
from workbook_templates.ooxml import Area, column_number

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet


@dataclass
class FormSheet:
    """Draws the bands of one of the form's sheets, row by row."""

    paint: Painter
    sheet: Worksheet

    def __post_init__(self) -> None:
        self.form, self.layout = self.paint.form, self.paint.layout
        self.name = self.sheet.get_name()
        self.page = self.layout.page_of(self.name)

    def draw(self) -> None:
        """The whole sheet: bands, print set-up, protection."""
        sheet, page = self.sheet, self.page
        for index, width in enumerate(page.widths):
            sheet.set_column(index, index, width)
        self.row = 1
        self.repeat: tuple[int, int] | None = None
        breaks = []
        for band in self.layout.bands_on(self.name, self.form.form.sheet):
            if band.page_break:
                breaks.append(self.row - 1)
            match band:
                case lay.RowsBand():
                    self._rows(band)
                case lay.TableBand():
                    self._table(band)
                case lay.ListBand():
                    self._list(band)
                case lay.BlocksBand():
                    self._blocks(band)
        sheet.set_h_pagebreaks(breaks)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)  # A4
        if page.orientation == "landscape":
            sheet.set_landscape()
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        sheet.print_area(0, 0, self.row - 2, len(page.widths) - 1)
        if self.repeat:
            sheet.repeat_rows(*self.repeat)
            sheet.freeze_panes(self.repeat[1] + 1, 0)
        colour_marked(self.paint, sheet, self.row - 1, len(page.widths))
        protect(sheet)

    def _rows(self, band: lay.RowsBand) -> None:
        first = self.row
        for line in band.rows:
            self._line(line)
        if band.repeat:
            self.repeat = (first - 1, self.row - 2)

    def _line(self, line: lay.Line) -> None:
        if line.height:
            self.sheet.set_row(self.row - 1, line.height)
        for cell in line.cells:
            area = self._area(cell.at, self.row, self.row + cell.down - 1)
            if cell.field:
                self._field(cell, area)
            else:
                self.paint.put(self.sheet, area, self._text(cell), self._label_style(cell))
        self.row += 1

    def _text(self, cell: lay.Cell) -> str:
        if cell.label:
            label = self.paint.label_text(cell.label)
            return f"{label}：" if cell.style == "bare" and not label.endswith("：") else label
        head = self.form.form
        return (cell.text or "").format(
            number=head.number, title=head.title, money_unit=head.money_unit, **self.form.periods
        )

    def _label_style(self, cell: lay.Cell) -> Format:
        page = self.layout.page
        look: dict[str, Any] = {"align": cell.align or ("left" if cell.style in ("bare", "number") else "center")}
        if cell.style == "title":
            look |= {"font_name": page.title_font, "font_size": page.title_size, "align": "center"}
        elif cell.style == "cell":
            look |= _borders(cell.border)
        else:
            look["text_wrap"] = False
        return self.paint.style(**look)

    def _field(self, cell: lay.Cell, area: Area) -> None:
        identifier = cell.field or ""
        extra: dict[str, Any] = {"align": cell.align} if cell.align else {}
        if cell.style == "bare":
            extra["border"] = 0
        elif cell.border != "LTRB":
            extra |= {"border": 0, **_borders(cell.border)}
        if cell.format:
            extra["num_format"] = cell.format
        if identifier == "unit.name":
            style = self.paint.style(bg_color=ENTRY, locked=False, border=1, indent=1, **extra)
            self.paint.put(self.sheet, area, None, style)
            self.paint.name(identifier, corner(area))
            return
        if identifier not in self.form.scalars:
            raise ValueError(f"layout: the form has no field {identifier}")
        self.paint.scalar(self.sheet, self.form.scalars[identifier], area, **extra)

    def _table(self, band: lay.TableBand) -> None:
        table = next((table for table in self.form.tables if table.id == band.table), None)
        if table is None:
            raise ValueError(f"layout: the form has no table {band.table}")
        label = self.paint.style(align="center", border=1)
        row_label = self.paint.style(align=band.label_align, border=1)
        if band.side:
            side = self._area(band.side, self.row, self.row + len(table.rows) - 1)
            self.paint.put(self.sheet, side, self.form.text(table.label), label)
        for row in table.rows:
            if band.height:
                self.sheet.set_row(self.row - 1, band.height)
            self.paint.put(self.sheet, self._area(band.label, self.row), self.form.text(row.label), row_label)
            for column, place in band.columns.items():
                self.paint.scalar(
                    self.sheet, self.form.scalars[f"{table.id}.{row.id}.{column}"], self._area(place, self.row)
                )
            self.row += 1

    def _list(self, band: lay.ListBand) -> None:
        section = self.form.list_sections[band.section]
        first_heading = self.row
        for line in band.header:
            self._line(line)
        first = self.row
        for _ in range(band.count):
            self._item(section.id, band.columns, band.height)
        self._closing_row()
        if band.side:
            side = self._area(band.side, first_heading, self.row - 1)
            self.paint.put(self.sheet, side, self.form.text(section.label), self.paint.style(align="center", border=1))
        self._name_list(section.id, band.columns, first, self.row - 1)

    def _blocks(self, band: lay.BlocksBand) -> None:
        goals = self.form.list_sections[band.section]
        items = self.form.list_sections[band.items]
        first = self.row
        label = self.paint.style(align="center", border=1)
        for number in range(1, band.count + 1):
            text = (goals.item_label or "{n}").format(n=number)
            self.paint.put(self.sheet, self._area(band.label, self.row), text, label)
            self._item(goals.id, band.columns, band.height)
            head = self.row
            for line in band.header:
                self._line(line)
            for _ in range(band.item_count):
                self._item(items.id, band.item_columns, band.item_height)
            if number == band.count:
                self._closing_row()
            self.paint.put(self.sheet, self._area(band.side, head, self.row - 1), self.form.text(items.label), label)
        self._name_list(goals.id, band.columns, first, self.row - 1)
        self._name_list(items.id, band.item_columns, first, self.row - 1)

    def _item(self, section: str, columns: dict[str, str], height: float | None) -> None:
        if height:
            self.sheet.set_row(self.row - 1, height)
        for identifier, place in columns.items():
            column = self.form.list_sections[section].column(identifier)
            area = self._area(place, self.row)
            self.paint.put(self.sheet, area, None, self.paint.value_style(column))
            self.paint.validate(self.sheet, area, column)
        self.row += 1

    def _closing_row(self) -> None:
        """A thin locked row inside the named range, so that a row inserted above it belongs to the list."""
        self.sheet.set_row(self.row - 1, 3)
        last = len(self.page.widths) - 1
        for column in range(last + 1):
            self.sheet.write_blank(
                self.row - 1, column, None, self.paint.style(border=0, bottom=1, right=int(column == last))
            )
        self.row += 1

    def _name_list(self, section: str, columns: dict[str, str], first: int, last: int) -> None:
        width = len(self.page.widths)
        self.paint.name(section, Area(self.name, first, 1, last, width))
        for identifier, place in columns.items():
            self.paint.name(f"{section}.{identifier}", self._area(place, first, last))

    def _area(self, columns: str, row: int, last_row: int | None = None) -> Area:
        first, _, last = columns.partition(":")
        return Area(self.name, row, column_number(first), last_row or row, column_number(last or first))


def _borders(sides: str) -> dict[str, int]:
    words = {"L": "left", "T": "top", "R": "right", "B": "bottom"}
    return {words[side]: 1 for side in sides}
