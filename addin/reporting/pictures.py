"""The charts of a summary as pictures (图): drawn without a display, with the numbers of the native charts."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any, Final

from addin.summary.charts.look import COLOURS, LINES, MOST_NAMES, YEARS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from addin.summary.charts.plot import Plot, Series

WIDTH_CM: Final = 15.0
_INCH = 2.54
_DOTS = 200
_STANDING_CM, _LEAST_CM, _MOST_CM = 6.4, 6.0, 20.0
_FRAME_CM, _BAR_CM = 2.6, 0.42
_ALL_NAMES = 40
"""Letters of all names together that still stand beside each other; more of them are set askew."""


def png_of(plot: Plot, font: str | None) -> bytes:
    """A plot as PNG; the same plot and font give the same bytes.

    Args:
        plot: What is drawn.
        font: A Chinese font; without one, names are replaced by the numbers and letters of `key_of`.
    """
    from matplotlib import rc_context

    families = [*([font] if font else []), "DejaVu Sans"]
    settings: dict[Any, Any] = {
        "font.family": families,
        "font.size": 8,
        "axes.unicode_minus": False,
        "text.parse_math": False,
    }
    stream = io.BytesIO()
    with rc_context(settings), warnings.catch_warnings():
        # A rare character of a name may be in no font: the rest is still worth drawing.
        warnings.filterwarnings("ignore", message="Glyph")
        figure_of(plot, chinese=font is not None).savefig(stream, format="png", dpi=_DOTS, metadata={"Software": None})
    return stream.getvalue()


def figure_of(plot: Plot, *, chinese: bool = True) -> Figure:
    """A plot as it is drawn."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH_CM / _INCH, _height(plot) / _INCH), layout="constrained")
    axes = figure.add_subplot()
    bars = [series for series in plot.series if not series.line]
    names = [series.name for series in bars] if chinese else [_letter(i) for i in range(len(bars))]
    if plot.style == "columns":
        _columns(axes, plot, bars[0])
    else:
        _lying(axes, plot, bars, names)
    for number, limit in enumerate(series for series in plot.series if series.line):
        name = limit.name if chinese else _letter(len(bars) + number)
        _limit(axes, limit, number, len(plot.categories), name)
    _dress(axes, plot, chinese=chinese)
    if len(plot.series) > 1:
        figure.legend(loc="outside lower center", ncols=4, frameon=False)
    return figure


def key_of(plot: Plot) -> str:
    """What numbers and letters in a picture without Chinese letters stand for."""
    named = [f"{_letter(number)} {series.name}" for number, series in enumerate(_in_order(plot))]
    few = len(plot.categories) <= MOST_NAMES or plot.style != "columns"
    units = [f"{number} {name}" for number, name in enumerate(plot.categories, start=1)] if few else []
    return f"（图中：{'，'.join(named)}{'；' if units else ''}{'，'.join(units)}；数的单位：{plot.axis}）"


def description_of(plot: Plot) -> str:
    """What is seen in a picture, for readers who can't see it."""
    series = "、".join(series.name for series in plot.series)
    return f"{plot.title}。{plot.heading} {len(plot.categories)} 个；{plot.axis}；画有{series}。{plot.source}"


def _in_order(plot: Plot) -> list[Series]:
    return [series for line in (False, True) for series in plot.series if series.line is line]


def _letter(number: int) -> str:
    return chr(ord("A") + number)


def _height(plot: Plot) -> float:
    """Centimetres: bars that lie need room for each of them."""
    if plot.style == "columns":
        return _STANDING_CM
    bars = len(plot.series) if plot.style == "bars" else 1.2
    return min(max(_LEAST_CM, _FRAME_CM + _BAR_CM * bars * len(plot.categories)), _MOST_CM)


def _numbers(series: Series) -> list[float]:
    """A series' numbers; a blank has no bar."""
    return [float("nan") if cell.value is None else float(cell.value) for cell in series.cells]


def _columns(axes: Axes, plot: Plot, series: Series) -> None:
    drawn = axes.bar(range(len(plot.categories)), _numbers(series), width=0.7, color=COLOURS[0])
    if plot.labelled:
        texts = ["" if cell.value is None else _printed(cell.value, plot.format) for cell in series.cells]
        axes.bar_label(drawn, texts, padding=2)


def _lying(axes: Axes, plot: Plot, series: Sequence[Series], names: Sequence[str]) -> None:
    count = len(plot.categories)
    if plot.style == "bars":
        colours = YEARS[max(3 - len(series), 0) :]
        size = 0.8 / len(series)
        for number, (one, name) in enumerate(zip(series, names, strict=True)):
            places = [i - 0.4 + size * (number + 0.5) for i in range(count)]
            axes.barh(places, _numbers(one), size, color=colours[number % len(colours)], label=name)
    else:
        _stacked(axes, plot, series, names)
    axes.invert_yaxis()


def _stacked(axes: Axes, plot: Plot, series: Sequence[Series], names: Sequence[str]) -> None:
    """Parts of each category one behind the other; as shares, of the sum of their sizes, as Excel does."""
    rows = [[0.0 if number != number else number for number in _numbers(one)] for one in series]  # noqa: PLR0124
    count = len(plot.categories)
    wholes = (
        [sum(abs(row[i]) for row in rows) or 1.0 for i in range(count)] if plot.style == "shares" else [1.0] * count
    )
    above, below = [0.0] * count, [0.0] * count
    for number, (row, name) in enumerate(zip(rows, names, strict=True)):
        sizes = [value / whole for value, whole in zip(row, wholes, strict=True)]
        starts = [above[i] if size >= 0 else below[i] for i, size in enumerate(sizes)]
        axes.barh(range(count), sizes, 0.7, left=starts, color=COLOURS[number % len(COLOURS)], label=name)
        for i, size in enumerate(sizes):
            side = above if size >= 0 else below
            side[i] += size


def _limit(axes: Axes, limit: Series, number: int, count: int, name: str) -> None:
    value = next((float(cell.value) for cell in limit.cells if cell.value is not None), None)
    if value is not None:
        style = "-" if number == 0 else "--"
        axes.plot(
            [-0.5, count - 0.5], [value, value], style, color=LINES[number % len(LINES)], linewidth=1.2, label=name
        )


def _dress(axes: Axes, plot: Plot, *, chinese: bool) -> None:
    from matplotlib.ticker import FuncFormatter, PercentFormatter

    percent = plot.style == "shares" or plot.format.endswith("%")
    figures = PercentFormatter(1.0) if percent else FuncFormatter(lambda value, _: f"{value:,g}")
    places = range(len(plot.categories))
    names = plot.categories if chinese else [str(number) for number in range(1, len(plot.categories) + 1)]
    colour: dict[str, Any] = {"color": "#E0E0E0", "linewidth": 0.5}
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.set_axisbelow(True)
    if plot.style == "columns":
        axes.yaxis.set_major_formatter(figures)
        axes.yaxis.grid(visible=True, **colour)
        axes.set_xlim(-0.6, len(places) - 0.4)
        axes.set_ylabel(plot.axis if chinese else "")
        if len(names) > MOST_NAMES:
            axes.set_xticks([])
            axes.set_xlabel(f"{len(names)}个{plot.heading}，由低到高" if chinese else str(len(names)))
        else:
            askew = sum(map(len, names)) > _ALL_NAMES
            axes.set_xticks(places, names, rotation=30 if askew else 0, ha="right" if askew else "center")
    else:
        axes.xaxis.set_major_formatter(figures)
        axes.xaxis.grid(visible=True, **colour)
        axes.set_yticks(places, names)
        axes.margins(y=0.02)
        axes.set_xlabel(plot.axis if chinese else "")


def _printed(value: Decimal, number_format: str) -> str:
    """A figure as its cell shows it: #,##0.00 or 0.00%."""
    decimals = len(number_format.rstrip("%").partition(".")[2])
    return f"{value:,.{decimals}{'%' if number_format.endswith('%') else 'f'}}"
