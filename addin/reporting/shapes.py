"""What the names of a report's template stand for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from addin.reporting.context import HEAD
from workbook_templates.model import nested_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook_templates.model import Form, ListSection


@dataclass
class Shape:
    """What a name stands for: names below it, or the rows of a list, or (with neither) a value."""

    below: dict[str, Shape] = field(default_factory=dict)
    row: Shape | None = None
    anything: bool = False

    def value_names(self, before: str = "") -> Iterator[str]:
        """The identifiers that may be printed."""
        if not self.below:
            yield before
        for name, shape in self.below.items():
            yield from shape.value_names(f"{before}.{name}" if before else name)


ANYTHING = Shape(anything=True)
PICTURE = Shape({"caption": Shape(), "title": Shape()})
"""A chart: what {{ chart|picture }} draws."""


def shape_of(form: Form) -> Shape:
    """All names that a form's template may use."""
    root = _tree(list(form.scalars))
    root.below |= {section.id: _list_shape(form, section) for section in form.lists}
    unit = _tree(list(form.scalars))
    unit.below |= {"code": Shape(), "name": Shape()}
    root.below |= {
        "unit": Shape({"code": Shape(), "name": Shape()}),
        "form": Shape({name: Shape() for name in HEAD}),
        "units": Shape(row=unit),
        "charts": Shape({chart.id: Shape(row=PICTURE) for chart in form.charts}),
        "is_summary": Shape(),
    }
    root.below |= {name: Shape() for name in form.periods}
    return root


def _tree(identifiers: list[str]) -> Shape:
    root = Shape()
    for identifier in identifiers:
        below = root
        for step in identifier.split("."):
            below = below.below.setdefault(step, Shape())
    return root


def _list_shape(form: Form, section: ListSection) -> Shape:
    row = Shape({column.id: Shape() for column in section.columns})
    row.below |= {inner.id: _list_shape(form, inner) for inner in nested_in(form, section)}
    return Shape(row=row)
