"""What one chart of a summary shows: the numbers, and the formula by which each of them is got."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from workbook_templates.writing import cell_value

if TYPE_CHECKING:
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
        chart: Which of the form's charts it belongs to.
        style: `shares` and `stacked` and `bars` lie, a unit a line, so that names stay legible; `columns` stand.
        source: Where the numbers come from, said beside them.
        heading: What the categories are.
        format: Number format of the figures.
        labelled: Whether each figure is written beside its bar.
    """

    chart: str
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

    @property
    def numbers(self) -> list[Decimal]:
        """All numbers, those of lines too."""
        return [cell.value for series in self.series for cell in series.cells if cell.value is not None]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw but limits."""
        return not any(cell.value is not None for series in self.series if not series.line for cell in series.cells)


def number_cell(value: Value | None, place: Scalar | Column, formula: str = "") -> Cell:
    """A value as a cell to be drawn; blank if it is no number."""
    shown = cell_value(value, place) if isinstance(value, Decimal) else None
    return Cell(shown, formula) if isinstance(shown, Decimal) else Cell(None)
