"""Relations between amounts: total, same, at_least, range, equals, coverage, unit_slip."""

from __future__ import annotations

from typing import Literal

from workbook_templates.rules.base import Computing, Number, Repeated, RuleBase, expand


class Total(Computing):
    """合计: a field equals the sum of others (or of a list column)."""

    kind: Literal["total"]
    target: str
    of: list[str]
    columns: list[str] = []

    def instances(self) -> list[tuple[str, list[str]]]:
        """Pairs of (target, operands), one for each column and each entry of `each`."""
        ends = [f".{column}" for column in self.columns] or [""]
        return [
            (f"{expand(self.target, key)}{end}", [f"{expand(name, key)}{end}" for name in self.of])
            for key in self.keys()
            for end in ends
        ]

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


class Equals(RuleBase):
    """定值: the field is a fixed number (the points of a scored table total 100)."""

    kind: Literal["equals"]
    fields: list[str]
    value: Number

    def references(self) -> list[str]:
        """The fields fixed."""
        return self.fields


class Coverage(Repeated):
    """覆盖: the parts cover the whole, not necessarily all of it.

    With `when = "under"` it tells that something of the whole is left over, with "over" that the parts exceed
    it: two rules, so that each has a severity of its own.
    """

    kind: Literal["coverage"]
    part: list[str]
    whole: list[str]
    when: Literal["under", "over"] = "under"

    def instances(self) -> list[tuple[list[str], list[str]]]:
        """Parts and whole, for each entry of `each`."""
        return [([expand(n, key) for n in self.part], [expand(n, key) for n in self.whole]) for key in self.keys()]

    def references(self) -> list[str]:
        """Parts and whole."""
        return [name for parts, whole in self.instances() for name in (*parts, *whole)]


class UnitSlip(Repeated):
    """单位差错: the field is about 10,000 (100, 10) times another that should be of its size.

    元 written for 万元, or a decimal point lost. `within` says in percent how near the multiple is to be.
    """

    kind: Literal["unit_slip"]
    field: str
    reference: str
    factors: list[Number] = ["10000", "1000", "100", "10"]
    within: Number = "5"

    def instances(self) -> list[tuple[str, str]]:
        """Both figures, for each entry of `each`."""
        return [(expand(self.field, key), expand(self.reference, key)) for key in self.keys()]

    def references(self) -> list[str]:
        """Both figures."""
        return [name for pair in self.instances() for name in pair]
