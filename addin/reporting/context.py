"""The places of one workbook, for its report's template."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from addin.reporting.charts import charts_of
from addin.reporting.places import Branch, Place, Rows, Usage
from addin.reporting.texts import passed
from workbook_templates import names
from workbook_templates.model import Expected, nested_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.summary.charts.plot import Plot
    from validation import Finding
    from workbook_templates.documents import Row
    from workbook_templates.model import Form, ListSection
    from workbook_templates.submission import Submission, Unit, Value

Tree = dict[str, "Tree | object"]

HEAD = ("title", "number", "authority", "basis", "level", "money_unit")
"""What {{ form.… }} offers of the form's title page."""
_TEXT = Expected("text", 0, "")


@dataclass(frozen=True)
class Source:
    """What a report is made of.

    Attributes:
        values: The scalars, those computed with the values that the form computes where their cells have none.
        lists: The submission with the rows that the official form shows: in a summary, not the units'.
        units: The units' figures, in a summary.
        plots: What the form's charts show, in a summary.
        findings: The mandatory findings, by identifier and number of the row.
    """

    form: Form
    submission: Submission
    values: Mapping[str, Value]
    lists: Submission
    units: Sequence[tuple[Unit, Mapping[str, Value]]]
    plots: Sequence[Plot]
    findings: Mapping[tuple[str, int | None], list[Finding]]


def context_of(source: Source, usage: Usage) -> dict[str, object]:
    """What the template's tags may name; what it then shows is noted in `usage`."""
    form, unit = source.form, source.submission.unit
    whole = [_Place(source, usage, name, value) for name, value in source.values.items()]
    tree = _branches({place.name: place.made() for place in whole} | _blanks(source, usage))
    for section in form.lists:
        if section.within is None or section.id not in tree:
            tree[section.id] = _rows_of(source, usage, section)
    own = {"code": unit.code, "name": unit.name}
    labels = {"code": "单位代码", "name": form.form.unit_label}
    return tree | {
        "unit": Branch({k: Place(f"unit.{k}", labels[k], _TEXT, own[k] or None, usage, []) for k in own}),
        "form": Branch({key: passed(str(getattr(form.form, key))) for key in HEAD}),
        "units": [_unit_branch(source, usage, below, values) for below, values in source.units],
        "charts": charts_of(form, source.plots, usage),
        "is_summary": source.submission.summary,
        **form.periods,
    }


@dataclass(frozen=True)
class _Place:
    source: Source
    usage: Usage
    name: str
    value: Value | None

    def made(self) -> Place:
        source, name = self.source, self.name
        findings = source.findings.get((name, None), [])
        label = source.form.text(source.form.label_of(name))
        return Place(name, label, source.form.expected[name], self.value, self.usage, findings)


def _blanks(source: Source, usage: Usage) -> dict[str, Place]:
    missing = [name for name in source.form.scalars if name not in source.values]
    return {name: _Place(source, usage, name, None).made() for name in missing}


def _branches(places: Mapping[str, object]) -> dict[str, object]:
    """Identifiers with dots as nested branches."""
    tree: Tree = {}
    for name, place in places.items():
        *path, last = name.split(".")
        below = tree
        for step in path:
            found = below.setdefault(step, {})
            below = found if isinstance(found, dict) else below
        below[last] = place
    return {name: _branch(below) for name, below in tree.items()}


def _branch(below: object) -> object:
    if isinstance(below, dict):
        return Branch({name: _branch(further) for name, further in below.items()})
    return below


def _rows_of(source: Source, usage: Usage, section: ListSection) -> Rows:
    numbered = _numbered(source, section)
    nested = [(inner, _numbered(source, inner)) for inner in nested_in(source.form, section)]
    if nested:
        last = max((_block(row) for _, rows in nested for _, row in rows), default=0)
        numbered += [(number, {}) for number in range(len(numbered) + 1, last + 1)]
    found = []
    for position, (number, row) in enumerate(numbered, start=1):
        below = _cells(source, usage, section, row, number)
        for inner, rows in nested:
            below[inner.id] = _section(source, usage, inner, [one for one in rows if _block(one[1]) == position])
        found.append(Branch(below))
    return Rows(section.id, _label(source, section), [column.id for column in section.columns], found, usage)


def _numbered(source: Source, section: ListSection) -> list[tuple[int, Row]]:
    """The rows with their numbers; a blank row counts only where it is a block, in which others may stand."""
    rows = enumerate(source.lists.rows(section.id), start=1)
    return [(number, row) for number, row in rows if row or section.item_label]


def _section(source: Source, usage: Usage, section: ListSection, rows: list[tuple[int, Row]]) -> Rows:
    cells = [Branch(_cells(source, usage, section, row, number)) for number, row in rows]
    return Rows(section.id, _label(source, section), [column.id for column in section.columns], cells, usage)


def _label(source: Source, section: ListSection) -> str:
    return source.form.text(section.label)


def _cells(source: Source, usage: Usage, section: ListSection, row: Row, number: int) -> dict[str, object]:
    form = source.form
    return {
        column.id: Place(
            name := f"{section.id}.{column.id}", form.text(form.label_of(name)), form.expected[name],
            row.get(column.id), usage, source.findings.get((name, number), []), number,
        )
        for column in section.columns
    }  # fmt: skip


def _block(row: Row) -> int:
    block = row.get(names.ITEM)
    return int(block) if isinstance(block, Decimal) else 0


def _unit_branch(source: Source, usage: Usage, unit: Unit, values: Mapping[str, Value]) -> Branch:
    form = source.form
    places = {
        name: Place(
            f"{unit.code}:{name}",
            f"{unit.name}／{form.label_of(name)}",
            form.expected[name],
            values.get(name),
            usage,
            [],
        )
        for name in form.scalars
    }
    return Branch(_branches(places) | {"code": passed(unit.code), "name": passed(unit.name)})
