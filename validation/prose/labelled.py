"""The figures of a workbook by the labels of row and column (行标题、栏标题), as a report's table may repeat them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from validation.prose.name import Name, Place
from validation.prose.sentences import plain as typed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook_templates.model import Form
    from workbook_templates.submission import Value


@dataclass(frozen=True, slots=True)
class Labelled:
    """A figure of the workbook with its labels.

    Attributes:
        only: Whether its row has no other figure of the year.
    """

    place: Place
    table: str
    row: str
    column: str
    only: bool

    @property
    def name(self) -> Name:
        """As what is found in sentences."""
        return Name(self.place, ())


def labelled_of(names: Sequence[Name], form: Form, rows: Mapping[str, Sequence[Mapping[str, Value]]]) -> list[Labelled]:
    """The labels of the figures that have names."""
    places = {(name.place.field, name.place.row): name.place for name in names}
    found = []
    for (identifier, number), place in places.items():
        section = form.list_sections.get(identifier.partition(".")[0]) if number else None
        if section is not None and number is not None:
            column = section.column(identifier.partition(".")[2])
            owner = rows[section.id][number - 1].get(section.columns[0].id)
            found.append(Labelled(place, section.label, typed(str(owner)), form.text(column.label), only=False))
    found += [
        Labelled(places[field.id, None], "", form.text(field.label), "", only=True)
        for field in form.fields
        if (field.id, None) in places
    ]
    for table in form.tables:
        for row in table.rows:
            cells = [(column, places.get((f"{table.id}.{row.id}.{column.id}", None))) for column in table.columns]
            present = [(column, place) for column, place in cells if place is not None]
            found += [
                Labelled(place, form.text(table.label), form.text(row.label), form.text(column.label),
                         only=len([p for _, p in present if p.dimension == place.dimension and not p.years]) == 1)
                for column, place in present
            ]  # fmt: skip
    return found
