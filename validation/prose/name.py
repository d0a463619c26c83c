"""A figure of the workbook and one way to call it (栏目的一种叫法)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

STAGES = ("小学", "初中", "高中", "幼儿园", "特殊教育", "义务教育")
"""What a figure may be of (学段); the last one named before a figure is the one that it is of."""
TOTALS = frozenset({"合计", "总计", "小计", "共计"})
"""Rows that say only that they are the sum of the others."""


@dataclass(frozen=True, slots=True)
class Place:
    """A figure of the workbook.

    Attributes:
        row: For a list, the number of its row.
        dimension: Of its unit; "" where the form does not say.
        value: In the dimension's own unit.
        shown: As it stands in the workbook.
        years: Years that its label names.
    """

    field: str
    row: int | None
    label: str
    dimension: str
    value: Fraction
    shown: Decimal
    years: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Name:
    """One way to call a figure of the workbook.

    Attributes:
        words: What must stand before the figure in this order, the last one right before it.
        after: What must follow the figure's unit.
        sure: Whether a figure that is called so can be no other, so that it may contradict.
    """

    place: Place
    words: tuple[str, ...]
    after: str = ""
    sure: bool = True

    @property
    def weight(self) -> int:
        """How much of a sentence it explains: of several, the longest is meant."""
        return sum(map(len, self.words)) + len(self.after)
