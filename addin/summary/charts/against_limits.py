"""Plots against limits: the rows of a list from low to high, and figures of the whole side by side."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from addin.summary.charts.plot import Plot, Series, number_cell
from addin.summary.charts.unit_names import short_names
from workbook_templates import names
from workbook_templates.building import number_format
from workbook_templates.charts import figure_names, limits_on, panel_figures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.consolidation import Consolidation
    from workbook_templates.charts import Distribution, Limit, Limits
    from workbook_templates.model import Column, Scalar


def distribution(result: Consolidation, chart: Distribution) -> Iterator[Plot]:
    """分布: a plot for each panel, the rows of its list from low to high."""
    form, rows = result.form, result.rows[chart.section]
    rule = form.rule(chart.limits) if chart.limits else None
    labels = short_names([_owner(result, str(row.get(names.OWNER, ""))) for row in rows])
    for panel in chart.panels:
        name = f"{chart.section}.{panel.column}"
        column = form.list_columns[name]
        numbers = [(value, i) for i, row in enumerate(rows) if isinstance(value := row.get(panel.column), Decimal)]
        ranked = [i for _, i in sorted(numbers)]
        label = form.text(panel.title or column.label)
        cells = [number_cell(rows[i][panel.column], column, f"INDEX({name},{i + 1})") for i in ranked]
        lines = [
            _line(limit, column, len(ranked))
            for figure in panel_figures(form, chart, panel)
            for limit in (limits_on(form, rule, figure) if rule else [])
        ]
        source = f"取自“{form.list_sections[chart.section].label}明细”，由低到高。"
        source += f"{'、'.join(line.name for line in lines)}：规则 {chart.limits}。" if lines else ""
        yield Plot(
            chart.id, f"{form.text(chart.title)}：{label}", "columns", form.text(panel.axis) or label, "单位",
            [labels[i] for i in ranked], [Series(label, cells), *lines], source,
            number_format(column, form.decimals_of(column)),
        )  # fmt: skip


def _owner(result: Consolidation, code: str) -> str:
    unit = result.roster.find(code)
    return unit.name if unit else code


def limits(result: Consolidation, chart: Limits) -> Plot:
    """界限: figures of the whole against what a rule allows."""
    form = result.form
    rule = form.rule(chart.limits)
    known = [
        (name, label, value)
        for name, label in zip(chart.figures, figure_names(form, chart.figures, chart.names), strict=True)
        if isinstance(value := result.values.get(name), Decimal)
    ]
    scalar = form.scalars[chart.figures[0]]
    cells = [number_cell(value, form.scalars[name], name) for name, _, value in known]
    lines = [
        _line(limit, scalar, len(known))
        for limit in dict.fromkeys(limit for name in chart.figures for limit in limits_on(form, rule, name))
    ]
    title, axis = form.text(chart.title), form.text(chart.axis) or scalar.label
    source = f"取自正式表。{'、'.join(line.name for line in lines)}：规则 {chart.limits}。"
    return Plot(
        chart.id, title, "columns", axis, "指标", [label for _, label, _ in known], [Series(axis, cells), *lines],
        source, number_format(scalar, scalar.decimals), labelled=True,
    )  # fmt: skip


def _line(limit: Limit, place: Scalar | Column, count: int) -> Series:
    return Series(limit.name, [number_cell(limit.value, place)] * count, line=True)
