"""The relations that a form may declare: data only.

What each kind computes is in `udfs`; how it becomes a native formula is in `formulas`; how it is
checked is in the room `validation`, under the same kind. A name in `of`, `fields` and the like is
a scalar ("income.total.amount"), a table row to be combined with `columns` ("income.total"), or a
list column ("projects.budget").
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Severity = Literal["强制", "核实", "提示"]
Scope = Literal["表内", "表间", "跨年", "节点"]


class RuleBase(BaseModel):
    """What every rule has: identity, severity, scope, the source it rests on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    severity: Severity
    scope: Scope = "表内"
    basis: str
    message: str | None = None
    """Wording of its own; by default the message of its kind in the catalogue."""

    def references(self) -> list[str]:
        """Identifiers, or patterns of them, that the form must have."""
        return []


class Total(RuleBase):
    """合计: a field equals the sum of others (or of a list column)."""

    kind: Literal["total"]
    target: str
    of: list[str]
    columns: list[str] = []
    computes: bool = False

    def instances(self) -> list[tuple[str, list[str]]]:
        """Pairs of (target, operands), one for each column."""
        if not self.columns:
            return [(self.target, self.of)]
        return [(f"{self.target}.{column}", [f"{name}.{column}" for name in self.of]) for column in self.columns]

    def targets(self) -> list[str]:
        """The fields that it computes."""
        return [target for target, _ in self.instances()]

    def references(self) -> list[str]:
        """Targets and operands."""
        return [name for target, operands in self.instances() for name in (target, *operands)]


class Same(RuleBase):
    """相等: the same fact stated in several places."""

    kind: Literal["same"]
    fields: list[str]
    columns: list[str] = []

    def instances(self) -> list[list[str]]:
        """Groups of fields that must be equal."""
        if not self.columns:
            return [self.fields]
        return [[f"{name}.{column}" for name in self.fields] for column in self.columns]

    def references(self) -> list[str]:
        """All fields compared."""
        return [name for group in self.instances() for name in group]


class Shares(RuleBase):
    """占比: the shares of the rows of a table, which together make 100 %."""

    kind: Literal["shares"]
    table: str
    parts: list[str]
    total: str
    amount: str
    share: str
    absorb: str | None = None
    """Field in which the officer names the row that takes the rounding difference."""
    computes: bool = False

    def amounts(self) -> list[str]:
        """Fields with the amounts of the parts."""
        return [f"{self.table}.{row}.{self.amount}" for row in self.parts]

    def shares(self) -> list[str]:
        """Fields with the shares of the parts."""
        return [f"{self.table}.{row}.{self.share}" for row in self.parts]

    def total_share(self) -> str:
        """Field with the share of the whole, 100 %."""
        return f"{self.table}.{self.total}.{self.share}"

    def targets(self) -> list[str]:
        """The fields that it computes."""
        return [*self.shares(), self.total_share()]

    def references(self) -> list[str]:
        """Amounts, shares and the field that names the absorbing row."""
        return [*self.amounts(), *self.targets(), *([self.absorb] if self.absorb else [])]


class AdjustedShare(RuleBase):
    """调整过的占比: accepted by the quota rule, but not what rounding alone gives."""

    kind: Literal["adjusted_share"]
    of: str
    """The rule whose shares are looked at."""


class AtLeast(RuleBase):
    """不小于: left ≥ right, in the same row or between scalars."""

    kind: Literal["at_least"]
    left: str
    right: str

    def references(self) -> list[str]:
        """Both sides."""
        return [self.left, self.right]


class Range(RuleBase):
    """范围: a number lies between limits; a limit may name a year ("{year}")."""

    kind: Literal["range"]
    fields: list[str]
    min: str | None = None
    max: str | None = None

    def references(self) -> list[str]:
        """The fields limited."""
        return self.fields


class Required(RuleBase):
    """必填: the field, or the column in each row of its list, is not blank."""

    kind: Literal["required"]
    fields: list[str]

    def references(self) -> list[str]:
        """The fields required."""
        return self.fields


class RequiredRows(RuleBase):
    """列表不空: each list has at least one row."""

    kind: Literal["required_rows"]
    lists: list[str]

    def references(self) -> list[str]:
        """The lists required."""
        return self.lists


class OneOf(RuleBase):
    """枚举: the value is one of a code list."""

    kind: Literal["one_of"]
    fields: list[str]
    codes: str

    def references(self) -> list[str]:
        """The fields coded."""
        return self.fields


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
    """覆盖: each of the values appears somewhere in the lists."""

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


Rule = Annotated[
    Total | Same | Shares | AdjustedShare | AtLeast | Range | Required | RequiredRows
    | OneOf | EachHas | Covers | SameOrder,
    Field(discriminator="kind"),
]  # fmt: skip
