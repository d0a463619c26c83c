"""Over many schools or units: tally, variation, mean, weighted_mean; per school: split, verdict, standard_met."""

from __future__ import annotations

from typing import Literal

from workbook_templates.rules.base import Computing, Number, Strict, expand

Operator = Literal[">=", "<=", ">", "<", "="]


class Tally(Computing):
    """计数、求和: the rows of a list with given values, counted, or one of their columns summed."""

    kind: Literal["tally"]
    target: str
    section: str
    where: dict[str, str] = {}
    by: str | None = None
    """Column by which rows are told apart, with `cases`: entry of the target → value in the column."""
    cases: dict[str, str] = {}
    column: str | None = None
    """Column to be summed; without one, rows are counted."""

    def instances(self) -> list[tuple[str, dict[str, str]]]:
        """Target and conditions, for each case."""
        if self.by is None:
            return [(self.target, self.where)]
        return [(expand(self.target, key), {**self.where, self.by: value}) for key, value in self.cases.items()]

    def targets(self) -> list[str]:
        """The counts or sums."""
        return [target for target, _ in self.instances()]

    def references(self) -> list[str]:
        """Targets, list and columns."""
        return [*self.targets(), self.section, *(f"{self.section}.{column}" for column in self.columns())]

    def columns(self) -> list[str]:
        """The columns of the list that it looks at."""
        return [*self.where, *(name for name in (self.by, self.column) if name)]


class Variation(Computing):
    """校际差异系数: coefficient of variation over a list's rows, weighted by pupils, population form."""

    kind: Literal["variation"]
    target: str
    section: str
    quantity: str
    pupils: str

    def instances(self) -> list[tuple[str, str]]:
        """Target and column of quantities, for each entry of `each`."""
        return [(expand(self.target, key), f"{self.section}.{expand(self.quantity, key)}") for key in self.keys()]

    def columns(self) -> list[str]:
        """The columns of the list that it looks at."""
        return [*(expand(self.quantity, key) for key in self.keys()), self.pupils]

    def targets(self) -> list[str]:
        """The coefficients."""
        return [target for target, _ in self.instances()]

    def references(self) -> list[str]:
        """Targets and columns."""
        return [*(name for pair in self.instances() for name in pair), f"{self.section}.{self.pupils}"]


class Mean(Computing):
    """平均: the plain mean of fields; none as long as one of them is blank."""

    kind: Literal["mean"]
    target: str
    of: list[str]

    def targets(self) -> list[str]:
        """The mean."""
        return [self.target]

    def references(self) -> list[str]:
        """Mean and operands."""
        return [self.target, *self.of]


class WeightedMean(Computing):
    """加权平均: the mean of a list's column, weighted by another."""

    kind: Literal["weighted_mean"]
    target: str
    section: str
    value: str
    weight: str

    def targets(self) -> list[str]:
        """The mean."""
        return [self.target]

    def references(self) -> list[str]:
        """Mean and columns."""
        return [self.target, *(f"{self.section}.{column}" for column in self.columns())]

    def columns(self) -> list[str]:
        """The columns of the list that it looks at."""
        return [self.value, self.weight]


class Split(Computing):
    """分摊: a resource that stages share, split by pupils times weight; the parts total it exactly."""

    additive = True
    kind: Literal["split"]
    quantity: str
    pupils: list[str]
    """Pupils of each stage."""
    weights: list[Number]
    parts: list[str | None] = []
    """Field of each stage's part; with a blank one the stage's part is not kept."""

    def instances(self) -> list[tuple[str, list[str]]]:
        """Quantity and parts, for each entry of `each`; a part that is not kept is ""."""
        return [
            (expand(self.quantity, key), [expand(part, key) if part else "" for part in self.parts])
            for key in self.keys()
        ]

    def targets(self) -> list[str]:
        """The parts that are kept."""
        return [part for _, parts in self.instances() for part in parts if part]

    def references(self) -> list[str]:
        """Quantities, parts and pupils."""
        return [*(quantity for quantity, _ in self.instances()), *self.targets(), *self.pupils]


class Condition(Strict):
    """A field against a limit."""

    value: str
    op: Operator
    limit: Number


class Verdict(Computing):
    """达标结论: reached where every condition holds; none as long as a figure is missing."""

    kind: Literal["verdict"]
    target: str
    conditions: list[Condition]
    reached: str = "达标"
    missed: str = "未达标"

    def instances(self) -> list[tuple[str, list[Condition]]]:
        """Target and conditions, for each entry of `each`."""
        return [
            (expand(self.target, key),
             [Condition(value=expand(c.value, key), op=c.op, limit=c.limit) for c in self.conditions])
            for key in self.keys()
        ]  # fmt: skip

    def targets(self) -> list[str]:
        """The verdicts."""
        return [target for target, _ in self.instances()]

    def references(self) -> list[str]:
        """Verdicts and figures."""
        return [name for target, conditions in self.instances() for name in (target, *(c.value for c in conditions))]


class Standard(Strict):
    """A figure and the standard for it."""

    value: str
    min: Number


class StandardMet(Computing):
    """学校达标: enough of the figures reach their standards, and the others come near.

    With `need = 6` and `floor = "85"`: at least six reach the standard and each of the rest 85 % of it, exactly.
    """

    kind: Literal["standard_met"]
    target: str
    standards: list[Standard]
    need: int
    floor: Number
    reached: str = "达标"
    missed: str = "未达标"
    count: str | None = None
    """Field for the number of standards that are reached."""

    def targets(self) -> list[str]:
        """The verdict, and the number of standards reached."""
        return [self.target, *([self.count] if self.count else [])]

    def references(self) -> list[str]:
        """Verdict and figures."""
        return [*self.targets(), *(standard.value for standard in self.standards)]
