"""Charts (图表) that a form wants in its summary, as data: what is drawn, not how.

A figure is a scalar ("income.total.amount"); the numbers of a chart's lines (标准、界限) are those of the rule that it
names, so that no limit is written twice. Titles and names may name years in braces.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import Field

from workbook_templates.rules.base import Strict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workbook_templates.model import Form
    from workbook_templates.rules import Grade, Range, RuleBase, StandardMet, Verdict

MOST_UNITS = 24
"""Units that a chart has room for beside each other."""


class ChartBase(Strict):
    """What every chart has."""

    id: str
    kind: str
    title: str
    axis: str = ""
    """Title of the axis of values, with its unit of measure; by default it follows from the figures."""

    def wording(self) -> list[str]:
        """Texts that may name years."""
        return [self.title, self.axis]


class ByUnit(ChartBase):
    """A chart of the units side by side, in the roster's order; the largest ones where they are too many."""

    names: list[str] = Field(default=[])
    """What the figures are called in the chart; by default what their labels differ in."""
    most: int = Field(default=MOST_UNITS, gt=0)

    def wording(self) -> list[str]:
        """Titles and names."""
        return [*super().wording(), *self.names]


class Composition(ByUnit):
    """构成: what a whole is made of, by unit, as stacked bars of amounts or, with `share`, of 100 %."""

    kind: Literal["composition"]
    parts: list[str]
    share: bool = False


class Years(ByUnit):
    """各年比较: one figure in several years, by unit and for all together."""

    kind: Literal["years"]
    figures: list[str]
    """Earliest year first."""


class Panel(Strict):
    """One chart of a distribution: a column of the list, with title and axis of its own."""

    column: str
    title: str = ""
    axis: str = ""


class Distribution(ChartBase):
    """分布: columns of a list, each sorted from low to high, with the limits of a rule as lines."""

    kind: Literal["distribution"]
    section: str
    panels: list[Panel]
    limits: str | None = None
    """The rule from which the lines come."""

    def wording(self) -> list[str]:
        """Titles, those of the panels too."""
        return [*super().wording(), *(text for panel in self.panels for text in (panel.title, panel.axis))]


class Limits(ChartBase):
    """界限: figures of the whole side by side, with the limits of a rule as lines."""

    kind: Literal["limits"]
    figures: list[str]
    names: list[str] = Field(default=[])
    limits: str

    def wording(self) -> list[str]:
        """Titles and names."""
        return [*super().wording(), *self.names]


Chart = Annotated[Composition | Years | Distribution | Limits, Field(discriminator="kind")]


class Limit(NamedTuple):
    """A line across a chart: what it is, and at which number (of a percentage: before the % sign)."""

    name: str
    value: Decimal


def limits_on(form: Form, rule: RuleBase, figure: str) -> list[Limit]:
    """The limits that a rule sets for a figure; none where it says nothing of it."""
    found = dict.fromkeys(LIMITS[rule.kind](form, rule, figure)) if rule.kind in LIMITS else {}
    mark = "%" if figure in form.expected and form.expected[figure].type == "percent" else ""
    return [Limit(f"{name}：{value:f}{mark}", value) for name, value in found]


def _standard_limits(_: Form, rule: StandardMet, figure: str) -> Iterator[tuple[str, Decimal]]:
    for standard in rule.standards:
        if standard.value == figure:
            least = Decimal(standard.min)
            yield "标准", least
            # From 1700.00 to 1700, from 3.570 to 3.57.
            yield f"标准的{rule.floor}%", Decimal(f"{(least * Decimal(rule.floor) / 100).normalize():f}")


def _grade_limits(_: Form, rule: Grade, figure: str) -> Iterator[tuple[str, Decimal]]:
    if rule.score == figure:
        yield from ((step.grade, Decimal(step.min)) for step in rule.steps if Decimal(step.min) > 0)


def _range_limits(form: Form, rule: Range, figure: str) -> Iterator[tuple[str, Decimal]]:
    if figure in form.matching(rule.fields):
        for name, bound in (("下限", rule.min), ("上限", rule.max)):
            if bound is not None:
                yield name, Decimal(form.text(bound))


def _verdict_limits(_: Form, rule: Verdict, figure: str) -> Iterator[tuple[str, Decimal]]:
    for _target, conditions in rule.instances():
        yield from ((BOUNDS[c.op], Decimal(c.limit)) for c in conditions if c.value == figure)


BOUNDS = {">=": "下限", ">": "下限（不含）", "<=": "上限", "<": "上限（不含）", "=": "应为"}

LIMITS: dict[str, Callable[[Form, Any, str], Iterator[tuple[str, Decimal]]]] = {
    "standard_met": _standard_limits,
    "grade": _grade_limits,
    "range": _range_limits,
    "verdict": _verdict_limits,
}
"""Rule kind → the limits that a rule of this kind sets for a figure."""


def figure_names(form: Form, figures: Sequence[str], names: Sequence[str]) -> list[str]:
    """What figures are called beside each other: as the chart says, or what their labels differ in.

    Of 收入构成／财政拨款／当年金额 and 收入构成／单位资金／当年金额 that is 财政拨款 and 单位资金.
    """
    if names:
        return [form.text(name) for name in names]
    labels = [form.label_of(figure).split("／") for figure in figures]
    common = set.intersection(*map(set, labels)) if len(labels) > 1 else set()
    return ["／".join([part for part in label if part not in common] or label) for label in labels]


def panel_figures(form: Form, chart: Distribution, panel: Panel) -> list[str]:
    """Under which identifiers a rule may speak of a panel's figures: the list's column, and where it is taken from."""
    name = f"{chart.section}.{panel.column}"
    source = form.list_columns[name].source
    return [name, *([source] if source else [])]
