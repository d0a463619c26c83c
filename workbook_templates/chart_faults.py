"""Whether a form's charts hang together: every figure exists and is a number, every line comes from a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbook_templates.charts import LIMITS, limits_on, panel_figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from workbook_templates.charts import Chart, Composition, Distribution, Limits, Years
    from workbook_templates.model import Form

NUMBERS = frozenset({"integer", "number", "money", "percent"})
"""The value types that can be drawn."""


def chart_faults(form: Form) -> Iterator[str]:
    """What is wrong in a form's charts, in Chinese, each fault with the chart that it concerns.

    Raises:
        ValueError: a title names a year that there is not.
    """
    for chart in form.charts:
        for text in chart.wording():
            form.text(text)
        yield from _KINDS[chart.kind](form, chart)


def _composition_faults(form: Form, chart: Composition) -> Iterator[str]:
    yield from _figure_faults(form, chart, "parts", chart.parts, chart.names, least=2)
    for name in chart.parts:
        if name in form.scalars and form.scalars[name].rollup != "sum":
            yield f"图表 {chart.id} 的 {name} 不逐级相加（rollup 不是 sum），不能当作构成"


def _years_faults(form: Form, chart: Years) -> Iterator[str]:
    yield from _figure_faults(form, chart, "figures", chart.figures, chart.names, least=2)
    for name in chart.figures:
        if name in form.scalars and form.scalars[name].rollup == "own":
            yield f"图表 {chart.id} 的 {name} 不汇总（rollup 是 own），没有全体的数"


def _limits_faults(form: Form, chart: Limits) -> Iterator[str]:
    yield from _figure_faults(form, chart, "figures", chart.figures, chart.names, least=1)
    yield from _line_faults(form, chart, chart.limits, chart.figures)


def _figure_faults(
    form: Form, chart: Chart, key: str, figures: Sequence[str], names: Sequence[str], *, least: int
) -> Iterator[str]:
    if len(figures) < least:
        yield f"图表 {chart.id} 的 {key} 至少要 {least} 项"
    if names and len(names) != len(figures):
        yield f"图表 {chart.id} 的 names 应与 {key} 一样多"
    for name in figures:
        if name not in form.scalars:
            yield f"图表 {chart.id} 引用了 {name}，表里没有这个指标"
        elif form.scalars[name].type not in NUMBERS:
            yield f"图表 {chart.id} 的 {name} 不是数，画不出来"
    kinds = {form.scalars[name].type for name in figures if name in form.scalars}
    if len(kinds) > 1 and kinds <= NUMBERS:
        yield f"图表 {chart.id} 的各项类型不同（{'、'.join(sorted(kinds))}），不能画在一根轴上"


def _distribution_faults(form: Form, chart: Distribution) -> Iterator[str]:
    section = form.list_sections.get(chart.section)
    if section is None:
        yield f"图表 {chart.id} 引用了列表 {chart.section}，表里没有它"
        return
    if section.rollup != "all":
        yield f"图表 {chart.id} 的列表 {chart.section} 不汇集各单位的行（rollup 是 own）"
    if not chart.panels:
        yield f"图表 {chart.id} 的 panels 至少要 1 项"
    known = []
    for panel in chart.panels:
        column = form.list_columns.get(f"{chart.section}.{panel.column}")
        if column is None:
            yield f"图表 {chart.id} 引用了 {chart.section}.{panel.column}，列表没有这一栏"
        elif column.type not in NUMBERS:
            yield f"图表 {chart.id} 的 {chart.section}.{panel.column} 不是数，画不出来"
        else:
            known += panel_figures(form, chart, panel)
    if chart.limits is not None:
        yield from _line_faults(form, chart, chart.limits, known)


def _line_faults(form: Form, chart: Chart, identifier: str, figures: Sequence[str]) -> Iterator[str]:
    rule = next((rule for rule in form.rules if rule.id == identifier), None)
    if rule is None:
        yield f"图表 {chart.id} 的 limits 所指的规则 {identifier} 不存在"
    elif figures and not any(limits_on(form, rule, name) for name in figures):
        yield f"图表 {chart.id} 的 limits 所指的规则 {identifier} 没有管这些指标的界限（可用 {'、'.join(LIMITS)}）"


_KINDS: dict[str, Callable[[Form, Any], Iterable[str]]] = {
    "composition": _composition_faults,
    "years": _years_faults,
    "distribution": _distribution_faults,
    "limits": _limits_faults,
}
