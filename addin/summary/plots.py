"""What the charts of a summary show: the numbers of each plot, and the formula by which each of them is got."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from addin.summary.unit_names import short_names
from udfs import total
from workbook_templates import names
from workbook_templates.building import number_format
from workbook_templates.charts import Composition, Distribution, Limits, Years, figure_names, limits_on, panel_figures
from workbook_templates.computing import results_of
from workbook_templates.formulas import native_formulas
from workbook_templates.writing import cell_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from addin.consolidation import Consolidation
    from workbook_templates.charts import ByUnit, Chart
    from workbook_templates.model import Column, Scalar
    from workbook_templates.submission import Value

ABOVE = "{above}"
"""In a formula: the cells above it in the same block."""


class Cell(NamedTuple):
    """A number as its cell holds it, with the formula that gives it; without one it is written as it is."""

    value: Decimal | None
    formula: str = ""


@dataclass(frozen=True)
class Series:
    """What is drawn in one colour: a number for each category."""

    name: str
    cells: list[Cell]
    line: bool = False
    """A limit, drawn as a line across."""
    column: int | None = None
    """Position of its column on 单位明细 (from 1), where it stands there just as it is to be drawn."""


@dataclass(frozen=True)
class Plot:
    """One chart to be drawn.

    Attributes:
        style: `shares` and `stacked` and `bars` lie, a unit a line, so that names stay legible; `columns` stand.
        source: Where the numbers come from, said beside them.
        heading: What the categories are.
        format: Number format of the figures.
        labelled: Whether each figure is written beside its bar.
    """

    title: str
    style: Literal["shares", "stacked", "bars", "columns"]
    axis: str
    heading: str
    categories: list[str]
    series: list[Series]
    source: str
    format: str
    labelled: bool = False

    @property
    def in_place(self) -> bool:
        """Whether it is drawn from 单位明细 itself."""
        return all(series.column is not None for series in self.series)


def plots_of(result: Consolidation) -> list[Plot]:
    """The plots of a form's charts, in its order; a chart without a number has none."""
    units = _Units(result)
    return [plot for chart in result.form.charts for plot in _plots(units, chart) if _has_numbers(plot)]


def _plots(units: _Units, chart: Chart) -> Iterator[Plot]:
    match chart:
        case Composition():
            yield _composition(units, chart)
        case Years():
            yield from _years(units, chart)
        case Distribution():
            yield from _distribution(units.result, chart)
        case Limits():
            yield _limits(units.result, chart)


def _has_numbers(plot: Plot) -> bool:
    return any(cell.value is not None for series in plot.series if not series.line for cell in series.cells)


# ── by unit ──────────────────────────────────────────────────────────────────


class _Choice(NamedTuple):
    """Positions of the units that a chart shows, in the roster's order, and of those for which it has no room."""

    shown: list[int]
    rest: list[int]


@dataclass
class _Units:
    """The units that make the summary, with any of their figures."""

    result: Consolidation
    _figures: dict[str, list[Cell]] = field(default_factory=dict)

    @cached_property
    def names(self) -> list[str]:
        return [unit.name for unit, _ in self.result.contributing()]

    @cached_property
    def _records(self) -> list[Mapping[str, Value]]:
        return [submission.scalars for _, submission in self.result.contributing()]

    @cached_property
    def _formulas(self) -> dict[str, str]:
        return native_formulas(self.result.form)

    def figure(self, name: str) -> list[Cell]:
        """A figure of every unit: from 单位明细, as the form computes it from there, or as it was handed in."""
        if name not in self._figures:
            self._figures[name] = self._detailed(name) or self._computed(name) or self._handed_in(name)
        return self._figures[name]

    def detailed(self, name: str) -> bool:
        """Whether a figure has a column on 单位明细."""
        return name in self.result.form.summed_ids

    def _detailed(self, name: str) -> list[Cell]:
        if not self.detailed(name):
            return []
        return [self._cell(name, r.get(name), _of_unit(name, i)) for i, r in enumerate(self._records, start=1)]

    def _computed(self, name: str) -> list[Cell]:
        """What the form computes from figures on 单位明细, by the form's own formula."""
        form = self.result.form
        rule = next((rule for rule in form.computations if name in rule.targets()), None)
        if rule is None:
            return []
        formula = self._formulas[name].removeprefix("=")
        operands = [word for word in set(_WORD.findall(formula)) if word in form.expected]
        if not all(map(self.detailed, operands)):
            return []
        cells = []
        for number, record in enumerate(self._records, start=1):
            value = results_of(form, rule, record, {}).get(name)
            own = _WORD.sub(lambda word, n=number: _of_unit(word[0], n) if word[0] in operands else word[0], formula)
            cells.append(self._cell(name, value, own))
        return cells

    def _handed_in(self, name: str) -> list[Cell]:
        return [self._cell(name, record.get(name)) for record in self._records]

    def _cell(self, name: str, value: Value | None, formula: str = "") -> Cell:
        return _cell(value, self.result.form.scalars[name], formula)

    def whole(self, name: str) -> Cell:
        """A figure of all units together: the official form's cell."""
        return self._cell(name, self.result.values.get(name), name)

    def choice(self, figures: Sequence[str], most: int) -> _Choice:
        """The units with the largest figures, at most so many; a unit without a figure is not shown."""
        rows = list(zip(*map(self.figure, figures), strict=True))
        size = {i: sum(c.value for c in row if c.value is not None) for i, row in enumerate(rows)}
        present = [i for i, row in enumerate(rows) if any(cell.value is not None for cell in row)]
        shown = sorted(sorted(present, key=lambda i: -size[i])[:most])
        return _Choice(shown, [i for i in present if i not in set(shown)])


_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")


def _of_unit(name: str, number: int) -> str:
    return f"INDEX({names.DETAIL}.{name},{number})"


def _composition(units: _Units, chart: Composition) -> Plot:
    form = units.result.form
    shown, rest = units.choice(chart.parts, chart.most)
    scalar = form.scalars[chart.parts[0]]
    categories = short_names([units.names[i] for i in shown])
    in_place = categories == units.names and all(map(units.detailed, chart.parts))
    series = []
    for name, label in zip(chart.parts, figure_names(form, chart.parts, chart.names), strict=True):
        cells = units.figure(name)
        column = [cells[i] for i in shown]
        if rest:
            left = [value for i in rest if (value := cells[i].value) is not None]
            column.append(Cell(total(left), f"ROUND(N({name})-SUM({ABOVE}),{_places(scalar)})"))
        column += [units.whole(name)] * chart.share
        position = form.summed_ids.index(name) + _FIRST_FIGURE if in_place else None
        series.append(Series(label, column, column=position))
    categories += [f"其余 {len(rest)} 个单位"] * bool(rest) + [f"{len(units.names)} 个单位"] * chart.share
    return Plot(
        form.text(chart.title), "shares" if chart.share else "stacked",
        form.text(chart.axis) or ("占比" if chart.share else _measure(units, scalar)),
        "单位", categories, series, _source(units, chart.parts, rest), number_format(scalar, scalar.decimals),
    )  # fmt: skip


_FIRST_FIGURE = 3
"""Column of the first figure on 单位明细, behind code and name."""


def _years(units: _Units, chart: Years) -> Iterator[Plot]:
    form = units.result.form
    shown, rest = units.choice(chart.figures, chart.most)
    scalar = form.scalars[chart.figures[0]]
    labels = figure_names(form, chart.figures, chart.names)
    title, format_ = form.text(chart.title), number_format(scalar, scalar.decimals)
    axis = form.text(chart.axis) or _measure(units, scalar)
    if len(shown) > 1:
        series = [
            Series(label, [units.figure(name)[i] for i in shown])
            for name, label in zip(chart.figures, labels, strict=True)
        ]
        which = f"最大的 {len(shown)} 个单位" if rest else "各单位"
        yield Plot(
            f"{title}（{which}）", "bars", axis, "单位", short_names([units.names[i] for i in shown]), series,
            _source(units, chart.figures, rest, left_out=True), format_,
        )  # fmt: skip
    whole = [Series("合计", [units.whole(name) for name in chart.figures])]
    source = f"取自{'、'.join(form.sheets)}中的{form.label_of(chart.figures[0])}等。"
    yield Plot(f"{title}（全部 {len(units.names)} 个单位）", "columns", axis, "年度", labels, whole, source, format_,
               labelled=True)  # fmt: skip


def _source(units: _Units, figures: Sequence[str], rest: Sequence[int], *, left_out: bool = False) -> str:
    known = all(units.figure(name)[0].formula for name in figures)
    text = "取自“单位明细”" if known else "取自各单位的报表"
    if not rest:
        return f"{text}，照名录的次序。"
    return f"{text}：数最大的，照名录的次序；其余 {len(rest)} 个单位{'没有列出' if left_out else '合为一行'}。"


def _measure(units: _Units, scalar: Scalar) -> str:
    return {"money": units.result.form.form.money_unit, "percent": "%"}.get(scalar.type, "数量")


# ── of a list, and of the whole ──────────────────────────────────────────────


def _distribution(result: Consolidation, chart: Distribution) -> Iterator[Plot]:
    form, rows = result.form, result.rows[chart.section]
    rule = form.rule(chart.limits) if chart.limits else None
    labels = short_names([_owner(result, str(row.get(names.OWNER, ""))) for row in rows])
    for panel in chart.panels:
        name = f"{chart.section}.{panel.column}"
        column = form.list_columns[name]
        numbers = [(value, i) for i, row in enumerate(rows) if isinstance(value := row.get(panel.column), Decimal)]
        ranked = [i for _, i in sorted(numbers)]
        label = form.text(panel.title or column.label)
        cells = [_cell(rows[i][panel.column], column, f"INDEX({name},{i + 1})") for i in ranked]
        known = [limit for figure in panel_figures(form, chart, panel) if rule for limit in
                 limits_on(form, rule, figure)]  # fmt: skip
        lines = [_line(limit.name, limit.value, column, len(ranked)) for limit in known]
        source = f"取自“{form.list_sections[chart.section].label}明细”，由低到高。"
        source += f"{'、'.join(line.name for line in lines)}：规则 {chart.limits}。" if lines else ""
        yield Plot(
            f"{form.text(chart.title)}：{label}", "columns", form.text(panel.axis) or label, "单位",
            [labels[i] for i in ranked], [Series(label, cells), *lines], source,
            number_format(column, form.decimals_of(column)),
        )  # fmt: skip


def _owner(result: Consolidation, code: str) -> str:
    unit = result.roster.find(code)
    return unit.name if unit else code


def _limits(result: Consolidation, chart: Limits) -> Plot:
    form = result.form
    rule = form.rule(chart.limits)
    known = [
        (name, label, value)
        for name, label in zip(chart.figures, figure_names(form, chart.figures, chart.names), strict=True)
        if isinstance(value := result.values.get(name), Decimal)
    ]
    scalar = form.scalars[chart.figures[0]]
    cells = [_cell(value, form.scalars[name], name) for name, _, value in known]
    limits = dict.fromkeys(limit for name in chart.figures for limit in limits_on(form, rule, name))
    lines = [_line(limit.name, limit.value, scalar, len(known)) for limit in limits]
    title, axis = form.text(chart.title), form.text(chart.axis) or scalar.label
    source = f"取自{'、'.join(form.sheets)}。{'、'.join(line.name for line in lines)}：规则 {chart.limits}。"
    return Plot(title, "columns", axis, "指标", [label for _, label, _ in known], [Series(axis, cells), *lines], source,
                number_format(scalar, scalar.decimals), labelled=True)  # fmt: skip


def _line(name: str, value: Decimal, place: Scalar | Column, count: int) -> Series:
    return Series(name, [_cell(value, place)] * count, line=True)


def _cell(value: Value | None, place: Scalar | Column, formula: str = "") -> Cell:
    shown = cell_value(value, place) if isinstance(value, Decimal) else None
    return Cell(shown, formula) if isinstance(shown, Decimal) else Cell(None)


def _places(scalar: Scalar) -> int:
    return scalar.decimals + 2 * (scalar.type == "percent")
