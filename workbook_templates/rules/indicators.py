"""How goals and indicators hang together: each_has, covers, same_order, measurable, stale_year."""

from __future__ import annotations

from typing import Literal

from workbook_templates.rules.base import RuleBase


class EachHas(RuleBase):
    """每个都有: each block has a row with each of the values in a column."""

    kind: Literal["each_has"]
    section: str
    column: str
    values: list[str]

    def references(self) -> list[str]:
        """The column looked at."""
        return [f"{self.section}.{self.column}"]


class Covers(RuleBase):
    """种类齐全: each of the values appears somewhere in the lists."""

    kind: Literal["covers"]
    lists: list[str]
    column: str
    values: list[str]

    def references(self) -> list[str]:
        """The columns looked at."""
        return [f"{name}.{self.column}" for name in self.lists]


class SameOrder(RuleBase):
    """次序一致: the items listed in a text stand in the order of the list's rows."""

    kind: Literal["same_order"]
    summary: str
    section: str
    column: str

    def references(self) -> list[str]:
        """The text and the column."""
        return [self.summary, f"{self.section}.{self.column}"]


class Measurable(RuleBase):
    """指标值可衡量: a target has a number, and a sign that says in which direction it is reached."""

    kind: Literal["measurable"]
    fields: list[str]
    plain: list[str] = ["0", "100%"]
    """Ends of a scale, at which a sign adds nothing."""
    unless: str | None = None
    """Column of the same list: a row that has one of `qualitative` there needs no number."""
    qualitative: list[str] = []

    def references(self) -> list[str]:
        """The targets looked at."""
        return [*self.fields, *(self.beside(name) for name in self.fields if self.unless)]

    def beside(self, name: str) -> str:
        """The column `unless` in the list of a target."""
        return f"{name.rpartition('.')[0]}.{self.unless}"


class StaleYear(RuleBase):
    """年份陈旧: a text cites a year before that of the form, as texts copied from an earlier form do."""

    kind: Literal["stale_year"]
    fields: list[str]
    before: str = "{year}"
    unless: list[str] = []
    """Words right after the year (e.g. 级, 届) with which it is no date of work to be done."""

    def references(self) -> list[str]:
        """The texts looked at."""
        return self.fields
