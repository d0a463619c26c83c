"""图表 and 图表数据: the plots of a summary as native charts, two across, and the numbers that had to be prepared."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from addin.summary.plots import ABOVE, Plot, Series
from addin.summary.tables import FIRST_ROW
from workbook_templates.ooxml import Area, Package

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

    from addin.summary.tables import Tables

SHEET = "图表"
DATA_SHEET = "图表数据"

BODY, HEAD = "宋体", "黑体"
COLOURS = ("#2F5597", "#8FAADC", "#F4B183", "#A9D18E", "#BF9000", "#7F7F7F", "#C9C9C9")
YEARS = ("#BDD7EE", "#6FA8DC", "#1F4E79", "#0B2545")
"""From light to dark: earlier years are paler."""
LINES = ("#C00000", "#ED7D31", "#7F6000", "#7F7F7F")

WIDTH, GAP = 504, 8
"""Pixels of a chart, and between two of them: two across fill a landscape A4."""
ROW = 20
"""Pixels of a row of the sheet."""
PAGE_ROWS = 33
"""Rows of charts that a page has room for below the title."""
TALLEST, LOWEST = PAGE_ROWS * ROW, 320
MOST_NAMES = 30
"""Categories that can be named below standing columns."""

STYLES: dict[str, dict[str, str]] = {
    "shares": {"type": "bar", "subtype": "percent_stacked"},
    "stacked": {"type": "bar", "subtype": "stacked"},
    "bars": {"type": "bar"},
    "columns": {"type": "column"},
}


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
        _set_up(self.sheet, self.tables, f"{self.title}——{SHEET}")
        ranges = self._prepared()
        charts = [self._chart(plot, place) for plot, place in zip(self.plots, ranges, strict=True)]
        top, breaks = FIRST_ROW, []
        page_end = top + PAGE_ROWS
        for first in range(0, len(charts), 2):
            pair = list(zip(self.plots, charts, strict=True))[first : first + 2]
            rows = math.ceil(max(_height(plot) for plot, _ in pair) / ROW)
            if top + rows > page_end and first:
                breaks.append(top)
                page_end = top + PAGE_ROWS
            for side, (plot, chart) in enumerate(pair):
                chart.set_size({"width": WIDTH, "height": _height(plot) - GAP})
                offset = {"x_offset": GAP if side else 0, "object_position": 2, "description": plot.title}
                self.sheet.insert_chart(top, 8 * side, chart, offset)
            top += rows
        self.sheet.set_h_pagebreaks(breaks)
        self.sheet.print_area(0, 0, top - 1, 15)

    # ── 图表数据 ─────────────────────────────────────────────────────────────

    def _prepared(self) -> list[Ranges]:
        """Where each plot's numbers stand; those that stand nowhere as they are drawn are written here."""
        if all(plot.in_place for plot in self.plots):
            return [self._in_place(plot) for plot in self.plots]
        sheet = self.tables.book.add_worksheet(DATA_SHEET)
        widest = max(len(plot.series) for plot in self.plots)
        _set_up(sheet, self.tables, f"{self.title}——{DATA_SHEET}", "图表用的数，由程序从各表取来；改各表的数，这里随着变。")
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, widest, 18)
        sheet.fit_to_pages(1, 0)
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
        number = form(border=1, align="right", indent=1, num_format=plot.format)
        for column, series in enumerate(plot.series, start=1):
            _write_series(sheet, first, column, series, number)
        return Ranges(DATA_SHEET, first, first + len(plot.categories) - 1, 0, range(1, len(plot.series) + 1))

    # ── the charts ───────────────────────────────────────────────────────────

    def _chart(self, plot: Plot, place: Ranges) -> Chart:
        chart = self.tables.book.add_chart(STYLES[plot.style])
        lines = self.tables.book.add_chart({"type": "line"})
        bars = 0
        for number, (series, column) in enumerate(zip(plot.series, place.series, strict=True)):
            options = _series(plot, series, place, column)
            if series.line:
                lines.add_series(options | _line_look(number - bars, len(plot.categories)))
            else:
                chart.add_series(options | _bar_look(plot, number))
                bars += 1
        if bars < len(plot.series):
            chart.combine(lines)
        _dress(chart, plot)
        return chart


def _set_up(sheet: Worksheet, tables: Tables, title: str, note: str = "") -> None:
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, title, tables.format(font_size=16, font_name=HEAD))
    sheet.write_string(1, 0, note, tables.format(font_color="#595959"))
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_print_scale(95)  # page breaks hold only where the pages are not fitted
    sheet.set_footer("&L&A&C第 &P 页，共 &N 页")


def _write_series(sheet: Worksheet, first: int, column: int, series: Series, style: Any) -> None:
    for line, cell in enumerate(series.cells, start=first):
        if cell.value is None:
            sheet.write_blank(line, column, None, style)
        elif cell.formula:
            above = Area(DATA_SHEET, first + 1, column + 1, max(line, first + 1), column + 1).range
            sheet.write_formula(line, column, f"={cell.formula.replace(ABOVE, above)}", style, float(cell.value))
        else:
            sheet.write_number(line, column, float(cell.value), style)


def _height(plot: Plot) -> int:
    """Pixels: bars that lie need room for each of them."""
    if plot.style == "columns":
        return LOWEST + ROW // 2
    bars = len(plot.series) if plot.style == "bars" else 1
    return min(max(LOWEST + ROW // 2, 130 + len(plot.categories) * (12 + 8 * bars)), TALLEST)


def _series(plot: Plot, series: Series, place: Ranges, column: int) -> dict[str, Any]:
    named = series.name if plot.in_place else [place.sheet, place.first_row - 1, column]
    return {
        "name": named,
        "categories": [place.sheet, place.first_row, place.categories, place.last_row, place.categories],
        "values": [place.sheet, place.first_row, column, place.last_row, column],
    }


def _bar_look(plot: Plot, number: int) -> dict[str, Any]:
    colours = YEARS[-1 - len(plot.series) : -1] if plot.style == "bars" else COLOURS
    look: dict[str, Any] = {"fill": {"color": colours[number % len(colours)]}, "gap": 40}
    if plot.style in ("shares", "stacked"):
        look["overlap"] = 100
    if plot.labelled:
        look["data_labels"] = {"value": True, "font": _font(8), "num_format": plot.format}
    return look


def _line_look(number: int, points: int) -> dict[str, Any]:
    line = {"color": LINES[number % len(LINES)], "width": 1.5, "dash_type": "solid" if number == 0 else "dash"}
    marker = {"type": "long_dash", "size": 12, "border": line, "fill": line} if points == 1 else {"type": "none"}
    return {"line": line, "marker": marker}


def _dress(chart: Chart, plot: Plot) -> None:
    """Titles, axes and legend."""
    lying = plot.style != "columns"
    few = len(plot.categories) <= MOST_NAMES
    chart.set_title({"name": plot.title, "name_font": _font(11, HEAD), "overlay": False})
    names: dict[str, Any] = {"num_font": _font(8), "line": {"color": "#7F7F7F"}, "major_gridlines": {"visible": False}}
    if lying:
        names |= {"reverse": True, "interval_unit": 1}
    elif not few:
        names |= {"label_position": "none", "major_tick_mark": "none", "name_font": _font(9),
                  "name": f"{len(plot.categories)}个{plot.heading}，由低到高"}  # fmt: skip
    elif max(map(len, plot.categories)) * len(plot.categories) > 40:
        names |= {"num_font": _font(8) | {"rotation": -90}, "interval_unit": 1}
    values: dict[str, Any] = {
        "name": plot.axis, "name_font": _font(9), "num_font": _font(8),
        "num_format": "0%" if plot.style == "shares" else plot.format,
        "major_gridlines": {"visible": True, "line": {"color": "#E0E0E0", "width": 0.5}}, "line": {"none": True},
    }  # fmt: skip
    if lying:
        values |= {"crossing": "max"}
    chart.set_x_axis(names)
    chart.set_y_axis(values)
    if len(plot.series) > 1:
        chart.set_legend({"position": "bottom", "font": _font(9)})
    else:
        chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": "#BFBFBF"}})


def _font(size: int, name: str = BODY) -> dict[str, Any]:
    return {"name": name, "size": size, "bold": name == HEAD}


_LATIN = re.compile(rb'<a:latin( typeface="[^"]*")/>')


def with_chinese_fonts(data: bytes) -> bytes:
    """A workbook whose charts show Chinese text in the fonts that they name.

    XlsxWriter names a font for Latin letters only, and Chinese ones would be shown in that of the theme.
    """
    package = Package.open(data)
    for part in _chart_parts(package):
        package.set_part(part, _LATIN.sub(rb"<a:latin\1/><a:ea\1/>", package.part(part)))
    return package.to_bytes()


def _chart_parts(package: Package) -> Iterator[str]:
    return (name for name in package.part_names if re.fullmatch(r"xl/charts/chart\d+\.xml", name))
