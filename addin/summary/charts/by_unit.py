"""Plots of the units side by side: what a whole is made of, and a figure over the years."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from addin.summary.charts.plot import ABOVE, Cell, Plot, Series, number_cell
from addin.summary.charts.unit_names import short_names
from udfs import total
from workbook_templates import names
from workbook_templates.building import number_format
from workbook_templates.charts import figure_names
from workbook_templates.computing import results_of
from workbook_templates.formulas import native_formulas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from addin.consolidation import Consolidation
    from workbook_templates.charts import Composition, Years
    from workbook_templates.model import Scalar
    from workbook_templates.submission import Value

_FIRST_FIGURE = 3
"""Column of the first figure on 单位明细, behind code and name."""


class _Choice(NamedTuple):
    """Positions of the units that a chart shows, in the roster's order, and of those for which it has no room."""

    shown: list[int]
    rest: list[int]


@dataclass
class Units:
    """The units that make the summary, with any of their figures."""

    result: Consolidation
    _figures: dict[str, list[Cell]] = field(default_factory=dict)

    @cached_property
    def names(self) -> list[str]:
        """Their names in the roster's order."""
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
            cells.append(self._cell(name, value, _at_unit(formula, operands, number)))
        return cells

    def _handed_in(self, name: str) -> list[Cell]:
        return [self._cell(name, record.get(name)) for record in self._records]

    def _cell(self, name: str, value: Value | None, formula: str = "") -> Cell:
        return number_cell(value, self.result.form.scalars[name], formula)

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


def _at_unit(formula: str, operands: Sequence[str], number: int) -> str:
    """A formula with each operand taken from a unit's line of 单位明细."""
    return _WORD.sub(lambda word: _of_unit(word[0], number) if word[0] in operands else word[0], formula)


def composition(units: Units, chart: Composition) -> Plot:
    """构成: the parts of each unit, of those left over, and of all."""
    form = units.result.form
    shown, rest = units.choice(chart.parts, chart.most)
    scalar = form.scalars[chart.parts[0]]
    with_whole = chart.share and len(units.names) > 1
    categories = short_names([units.names[i] for i in shown])
    in_place = categories == units.names and all(map(units.detailed, chart.parts))
    series = []
    for name, label in zip(chart.parts, figure_names(form, chart.parts, chart.names), strict=True):
        cells = units.figure(name)
        column = [cells[i] for i in shown]
        if rest:
            left = [value for i in rest if (value := cells[i].value) is not None]
            column.append(Cell(total(left), f"ROUND(N({name})-SUM({ABOVE}),{_places(scalar)})"))
        column += [units.whole(name)] * with_whole
        position = form.summed_ids.index(name) + _FIRST_FIGURE if in_place else None
        series.append(Series(label, column, column=position))
    categories += [f"其余 {len(rest)} 个单位"] * bool(rest) + [f"{len(units.names)} 个单位"] * with_whole
    return Plot(
        chart.id, form.text(chart.title), "shares" if chart.share else "stacked",
        form.text(chart.axis) or ("占比" if chart.share else _measure(units, scalar)),
        "单位", categories, series, _source(units, chart.parts, rest), number_format(scalar, scalar.decimals),
    )  # fmt: skip


def years(units: Units, chart: Years) -> Iterator[Plot]:
    """各年比较: a plot of the units, if there are several, and one of the whole."""
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
            chart.id, f"{title}（{which}）", "bars", axis, "单位", short_names([units.names[i] for i in shown]), series,
            _source(units, chart.figures, rest, left_out=True), format_,
        )  # fmt: skip
    whole = [Series("合计", [units.whole(name) for name in chart.figures])]
    source = f"取自正式表：{'、'.join(map(form.label_of, chart.figures))}。"
    yield Plot(
        chart.id, f"{title}（全部 {len(units.names)} 个单位）", "columns", axis, "年度", labels, whole, source, format_,
        labelled=True,
    )  # fmt: skip


def _source(units: Units, figures: Sequence[str], rest: Sequence[int], *, left_out: bool = False) -> str:
    known = all(cell.formula for name in figures for cell in units.figure(name) if cell.value is not None)
    text = "取自“单位明细”" if known else "取自各单位的报表"
    if not rest:
        return f"{text}，照名录的次序。"
    return f"{text}：数最大的几个单位，照名录的次序；其余 {len(rest)} 个单位{'没有列出' if left_out else '合为一行'}。"


def _measure(units: Units, scalar: Scalar) -> str:
    return {"money": units.result.form.form.money_unit, "percent": "%"}.get(scalar.type, "数量")


def _places(scalar: Scalar) -> int:
    return scalar.decimals + 2 * (scalar.type == "percent")
