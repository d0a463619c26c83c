"""Rows of 出错说明 made ready for the findings that want an explanation: rule, place and figure stand there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.explanations import figure_of, place_of
from validation.findings import TO_VERIFY
from workbook_templates import names
from workbook_templates.ooxml import Area
from workbook_templates.reading.explanations import ExplanationRow, explanation_rows
from workbook_templates.reading.sheets import Sheets
from workbook_templates.writing import LINE_HEIGHT, lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from validation import Finding
    from workbook_templates.model import Form
    from workbook_templates.ooxml import Package
    from workbook_templates.reading.source import Source

Key = tuple[str, str]
"""Rule and place."""


class Prepared(NamedTuple):
    """The rows made ready: where the words are wanted, by rule and place."""

    places: dict[Key, Area]

    def of(self, form: Form, finding: Finding) -> Area | None:
        """Where the explanation of a finding is wanted, if it has a row."""
        return self.places.get(key_of(form, finding)) if wanted(finding) else None


def wanted(finding: Finding) -> bool:
    """Whether an explanation would settle a finding."""
    return finding.severity == TO_VERIFY and finding.open


def key_of(form: Form, finding: Finding) -> Key:
    """Rule and place of a finding, as 出错说明 names them."""
    return finding.rule, place_of(form, finding)


class Table(NamedTuple):
    """出错说明 as it stands in a workbook.

    Attributes:
        columns: Its columns by name; a form handed out earlier has none for the figure.
        rows: Its filled rows.
    """

    region: Area
    columns: dict[str, int]
    rows: list[ExplanationRow]

    @property
    def unfilled(self) -> list[ExplanationRow]:
        """The rows that were made ready and nobody filled."""
        return [row for row in self.rows if row.rule and (row.place or row.value) and not row.text.strip()]

    def cleared(self) -> Table:
        """The same without those."""
        return self._replace(rows=[row for row in self.rows if row not in self.unfilled])


def table_of(source: Source) -> Table | None:
    """出错说明 of a workbook, None if it has none."""
    region = source.area(names.EXPLANATIONS)
    if region is None or region.sheet not in source.sheet_names:
        return None
    areas = {name: source.area(f"{names.EXPLANATIONS}.{name}") for name in names.EXPLANATION_COLUMNS}
    columns = {name: area.first_column for name, area in areas.items() if area is not None}
    return Table(region, columns, explanation_rows(Sheets(source)))


def planned_rows(table: Table, form: Form, findings: Iterable[Finding]) -> list[ExplanationRow]:
    """The rows to make ready, below those that the officer filled; where no row is left, a finding gets none."""
    if not {"rule", "field", "text"} <= table.columns.keys():
        return []
    figures = _figures(form, filter(wanted, findings))
    # Of several findings at one place no single figure can be told.
    return [
        ExplanationRow(row, rule, place, "", found.pop() if len(found) == 1 else "")
        for row, ((rule, place), found) in zip(_free_rows(table), figures.items(), strict=False)
    ]


def prepare_rows(package: Package, form: Form, findings: Sequence[Finding]) -> Prepared:
    """Makes rows ready in a workbook's file."""
    table = table_of(package)
    if table is None:
        return Prepared({})
    sheet, columns = table.region.sheet, table.columns
    patch = package.patch(sheet)
    places: dict[Key, Area] = {}
    for row in planned_rows(table, form, findings):
        texts = {"rule": row.rule, "field": row.place, "value": row.value}
        for name, text in texts.items():
            if text and name in columns:
                patch.set_value(row.row, columns[name], text)
        deepest = max(lines(text, patch.column_width(columns[name])) for name, text in texts.items() if name in columns)
        if deepest > 1:
            patch.set_row_height(row.row, deepest * LINE_HEIGHT)
        places[row.rule, row.place] = Area(sheet, row.row, columns["text"], row.row, columns["text"])
    return Prepared(places)


def clear_prepared(package: Package) -> None:
    """Empties the rows that an earlier return copy made ready and nobody filled."""
    table = table_of(package)
    if table is None:
        return
    patch = package.patch(table.region.sheet)
    for row in table.unfilled:
        for name in ("rule", "field", "value"):
            if name in table.columns:
                patch.set_value(row.row, table.columns[name], None)
        patch.set_row_height(row.row, None)


def _figures(form: Form, findings: Iterable[Finding]) -> dict[Key, set[str]]:
    found: dict[Key, set[str]] = {}
    for finding in findings:
        found.setdefault(key_of(form, finding), set()).add(figure_of(form, finding))
    return found


def _free_rows(table: Table) -> list[int]:
    """Blank rows, those below the last filled one first: of two explanations of a place the later one counts."""
    filled = {row.row for row in table.rows}
    last = max(filled, default=table.region.first_row - 1)
    blank = [row for row in range(table.region.first_row, table.region.last_row + 1) if row not in filled]
    return sorted(blank, key=lambda row: row < last)
