"""What the charts look like: kinds, colours, fonts, axes, legends."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbook_templates.ooxml import Package

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

    from addin.summary.charts.plot import Plot

BODY, HEAD = "宋体", "黑体"
COLOURS = ("#2F5597", "#8FAADC", "#F4B183", "#A9D18E", "#BF9000", "#7F7F7F", "#C9C9C9")
YEARS = ("#BDD7EE", "#6FA8DC", "#1F4E79", "#0B2545")
"""From light to dark: earlier years are paler."""
LINES = ("#C00000", "#ED7D31", "#7F6000", "#7F7F7F")

MOST_NAMES = 30
"""Categories that can be named below standing columns."""
SPACED = 20
"""Lines of a chart with room for letters of the usual size."""

STYLES: dict[str, dict[str, str]] = {
    "shares": {"type": "bar", "subtype": "percent_stacked"},
    "stacked": {"type": "bar", "subtype": "stacked"},
    "bars": {"type": "bar"},
    "columns": {"type": "column"},
}


def bar_look(plot: Plot, number: int) -> dict[str, Any]:
    """How the bars of a series look."""
    colours = YEARS[max(3 - len(plot.series), 0) :] if plot.style == "bars" else COLOURS
    look: dict[str, Any] = {"fill": {"color": colours[number % len(colours)]}, "gap": 40}
    if plot.style in ("shares", "stacked"):
        look["overlap"] = 100
    if plot.labelled:
        look["data_labels"] = {"value": True, "font": _font(8), "num_format": plot.format}
    return look


def line_look(number: int, points: int) -> dict[str, Any]:
    """How a limit looks; where there is only one bar, a line has no length and is marked."""
    line = {"color": LINES[number % len(LINES)], "width": 1.5, "dash_type": "solid" if number == 0 else "dash"}
    marker = {"type": "long_dash", "size": 12, "border": line, "fill": line} if points == 1 else {"type": "none"}
    return {"line": line, "marker": marker}


def dress(chart: Chart, plot: Plot) -> None:
    """Titles, axes and legend."""
    lying = plot.style != "columns"
    few = len(plot.categories) <= MOST_NAMES
    chart.set_title({"name": plot.title, "name_font": _font(11, HEAD), "overlay": False})
    names: dict[str, Any] = {"num_font": _font(8), "line": {"color": "#7F7F7F"}, "major_gridlines": {"visible": False}}
    if lying:
        names |= {"reverse": True, "crossing": "max", "interval_unit": 1}
        names["num_font"] = _font(8 if len(plot.categories) <= SPACED else 7)
    elif not few:
        names |= {"label_position": "none", "major_tick_mark": "none", "name_font": _font(9),
                  "name": f"{len(plot.categories)}个{plot.heading}，由低到高"}  # fmt: skip
    elif max(map(len, plot.categories)) * len(plot.categories) > 40:
        names |= {"num_font": _font(8) | {"rotation": -45}, "interval_unit": 1}
    values: dict[str, Any] = {
        "name": plot.axis, "name_font": _font(9), "num_font": _font(8),
        "num_format": _axis_format(plot),
        "major_gridlines": {"visible": True, "line": {"color": "#E0E0E0", "width": 0.5}}, "line": {"none": True},
    }  # fmt: skip
    if plot.style != "shares" and min(plot.numbers) >= 0:
        values["min"] = 0
    chart.set_x_axis(values if lying else names)
    chart.set_y_axis(names if lying else values)
    if len(plot.series) > 1:
        told = [0] if plot.series[-1].line else []  # what the title says already
        chart.set_legend({"position": "bottom", "font": _font(9), "delete_series": told})
    else:
        chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": "#BFBFBF"}})


def _axis_format(plot: Plot) -> str:
    """No more decimals than the steps of the axis need."""
    if plot.style == "shares" or plot.format.endswith("%"):
        return "0%"
    largest = max((abs(number) for number in plot.numbers), default=Decimal(0))
    return "#,##0" if largest >= 10 else "0.0" if largest >= 1 else "0.00"


def _font(size: int, name: str = BODY) -> dict[str, Any]:
    return {"name": name, "size": size, "bold": name == HEAD}


_LATIN = re.compile(rb'<a:latin( typeface="[^"]*")/>')


def with_chinese_fonts(data: bytes) -> bytes:
    """A workbook whose charts show Chinese text in the fonts that they name.

    XlsxWriter names a font for Latin letters only, and Chinese ones would be shown in that of the theme.
    """
    package = Package.open(data)
    for part in package.part_names:
        if part.startswith("xl/charts/chart"):
            package.set_part(part, _LATIN.sub(rb"<a:latin\1/><a:ea\1/>", package.part(part)))
    return package.to_bytes()
