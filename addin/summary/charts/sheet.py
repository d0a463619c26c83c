"""图表 and 图表数据: the plots of a summary as native charts, two across, and the numbers that had to be prepared."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from addin.summary.charts.look import HEAD, STYLES, bar_look, dress, line_look
from addin.summary.charts.plot import ABOVE, Plot, Series
from addin.summary.tables import FIRST_ROW
from workbook_templates.ooxml import Area

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

    from addin.summary.tables import Tables

SHEET = "图表"
DATA_SHEET = "图表数据"

COLUMNS, WIDTH, GAP = 8, 500, 8
"""Columns of the sheet that a chart takes, its pixels, and those between two: two across fill a landscape A4."""
ROW = 20
"""Pixels of a row of the sheet."""
PAGE_ROWS = 30
"""Rows of charts that a page has room for below the title."""
TALLEST, LOWEST = PAGE_ROWS * ROW, PAGE_ROWS * ROW // 2


class Ranges(NamedTuple):
    """Where a plot's numbers stand: sheet, first and last row, column of the categories, columns of the series."""

    sheet: str
    first_row: int
    last_row: int
    categories: int
    series: Sequence[int]


@dataclass
class Charts:
    """The charts of one summary; without plots there are no sheets."""

    tables: Tables
    title: str
    details: str
    """The sheet on which each unit has a line."""
    plots: list[Plot]
    sheet: Worksheet | None = field(default=None, init=False)

    def add_sheet(self) -> None:
        """Puts the sheet 图表 behind those that there are so far; `draw` fills it."""
        if self.plots:
            self.sheet = self.tables.book.add_worksheet(SHEET)

    def draw(self) -> None:
        """Writes what had to be prepared on 图表数据, and draws."""
        if self.sheet is None:
            return
        _set_up(self.sheet, self.tables, f"{self.title}——{SHEET}", "画的是本工作簿各表的数：改各表的数，图随着变。")
        ranges = self._prepared()
        charts = [self._chart(plot, place) for plot, place in zip(self.plots, ranges, strict=True)]
        top, breaks = FIRST_ROW, []
        page_end = top + PAGE_ROWS
        for row in _in_rows(self.plots):
            rows = math.ceil(max(_height(self.plots[number]) for number in row) / ROW)
            if top + rows > page_end and top > FIRST_ROW:
                breaks.append(top)
                page_end = top + PAGE_ROWS
            for side, number in enumerate(row):
                self._insert(top, side, self.plots[number], charts[number])
            top += rows
        self.sheet.set_h_pagebreaks(breaks)
        self.sheet.print_area(0, 0, top - 1, 2 * COLUMNS - 1)

    def _insert(self, top: int, side: int, plot: Plot, chart: Chart) -> None:
        if self.sheet is not None:
            chart.set_size({"width": WIDTH, "height": _height(plot) - GAP})
            place = {"x_offset": GAP if side else 0, "y_offset": GAP // 2}
            options = place | {"object_position": 2, "description": plot.title}
            self.sheet.insert_chart(top, COLUMNS * side, chart, options)

    # ── 图表数据 ─────────────────────────────────────────────────────────────

    def _prepared(self) -> list[Ranges]:
        """Where each plot's numbers stand; those that stand nowhere as they are drawn are written here."""
        if all(plot.in_place for plot in self.plots):
            return [self._in_place(plot) for plot in self.plots]
        sheet = self.tables.book.add_worksheet(DATA_SHEET)
        widest = max(len(plot.series) for plot in self.plots)
        _set_up(
            sheet, self.tables, f"{self.title}——{DATA_SHEET}", "图表用的数，由程序从各表取来；改各表的数，这里随着变。"
        )
        sheet.set_portrait()
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, widest, 18)
        ranges, row = [], FIRST_ROW
        for plot in self.plots:
            if plot.in_place:
                ranges.append(self._in_place(plot))
            else:
                ranges.append(self._block(sheet, row, plot))
                row = ranges[-1].last_row + 2
        return ranges

    def _in_place(self, plot: Plot) -> Ranges:
        columns = [series.column - 1 for series in plot.series if series.column is not None]
        return Ranges(self.details, FIRST_ROW, FIRST_ROW + len(plot.categories) - 1, 1, columns)

    def _block(self, sheet: Worksheet, row: int, plot: Plot) -> Ranges:
        form = self.tables.format
        sheet.write_string(row, 0, plot.title, form(bold=True, font_name=HEAD, font_size=11))
        sheet.write_string(row + 1, 0, plot.source, form(font_color="#595959"))
        head = form(bold=True, border=1, bg_color="#DDEBF7", align="center", text_wrap=True)
        for column, text in enumerate([plot.heading, *(series.name for series in plot.series)]):
            sheet.write_string(row + 2, column, text, head)
        first = row + 3
        name = form(border=1, align="left", indent=1)
        for line, category in enumerate(plot.categories, start=first):
            sheet.write_string(line, 0, category, name)
        for column, series in enumerate(plot.series, start=1):
            exact = series.line and not plot.format.endswith("%")
            style = form(border=1, align="right", indent=1, num_format="General" if exact else plot.format)
            _write_series(sheet, first, column, series, style)
        return Ranges(DATA_SHEET, first, first + len(plot.categories) - 1, 0, range(1, len(plot.series) + 1))

    # ── the charts ───────────────────────────────────────────────────────────

    def _chart(self, plot: Plot, place: Ranges) -> Chart:
        chart = self.tables.book.add_chart(STYLES[plot.style])
        lines = self.tables.book.add_chart({"type": "line"})
        bars = 0
        for number, (series, column) in enumerate(zip(plot.series, place.series, strict=True)):
            options = _series(plot, series, place, column)
            if series.line:
                lines.add_series(options | line_look(number - bars, len(plot.categories)))
            else:
                chart.add_series(options | bar_look(plot, number))
                bars += 1
        if bars < len(plot.series):
            chart.combine(lines)
        dress(chart, plot)
        return chart


def _in_rows(plots: Sequence[Plot]) -> list[list[int]]:
    """Positions of the plots, two a row; two that belong together are not put into different rows."""
    counts = Counter(plot.chart for plot in plots)
    rows: list[list[int]] = []
    for number, plot in enumerate(plots):
        opens_pair = counts[plot.chart] == 2 and (number == 0 or plots[number - 1].chart != plot.chart)
        if not rows or len(rows[-1]) == 2 or opens_pair:
            rows.append([])
        rows[-1].append(number)
    return rows


def _set_up(sheet: Worksheet, tables: Tables, title: str, note: str = "") -> None:
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, title, tables.format(font_size=16, font_name=HEAD))
    sheet.write_string(1, 0, note, tables.format(font_color="#595959"))
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&C第 &P 页，共 &N 页")


def _write_series(sheet: Worksheet, first: int, column: int, series: Series, style: Any) -> None:
    for line, cell in enumerate(series.cells, start=first):
        if cell.value is None:
            continue  # a cell that is written, though blank, would be kept in the chart as 0
        if cell.formula:
            above = Area(DATA_SHEET, first + 1, column + 1, max(line, first + 1), column + 1).range
            sheet.write_formula(line, column, f"={cell.formula.replace(ABOVE, above)}", style, float(cell.value))
        else:
            sheet.write_number(line, column, float(cell.value), style)


def _height(plot: Plot) -> int:
    """Pixels: bars that lie need room for each of them."""
    if plot.style == "columns":
        return LOWEST
    bars = len(plot.series) if plot.style == "bars" else 1
    return min(max(LOWEST, 130 + len(plot.categories) * (12 + 8 * bars)), TALLEST)


def _series(plot: Plot, series: Series, place: Ranges, column: int) -> dict[str, Any]:
    named = series.name if plot.in_place else [place.sheet, place.first_row - 1, column]
    return {
        "name": named,
        "categories": [place.sheet, place.first_row, place.categories, place.last_row, place.categories],
        "values": [place.sheet, place.first_row, column, place.last_row, column],
    }
