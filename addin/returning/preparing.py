"""Rows of 出错说明 made ready for the findings that want an explanation: rule, place and figure stand there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.explanations import figure_of, place_of
from validation.findings import TO_VERIFY
from workbook_templates import names
from workbook_templates.ooxml import Area
from workbook_templates.reading.explanations import explanation_rows
from workbook_templates.reading.sheets import Sheets
from workbook_templates.writing import LINE_HEIGHT, lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from validation import Finding
    from workbook_templates.model import Form
    from workbook_templates.ooxml import Package

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


def prepare_rows(package: Package, form: Form, findings: Sequence[Finding]) -> Prepared:
    """Makes rows ready below those that the officer filled; where no row is left, a finding gets none."""
    columns = _columns(package)
    region = package.area(names.EXPLANATIONS)
    if region is None or region.sheet not in package.sheet_names or not {"rule", "field", "text"} <= columns.keys():
        return Prepared({})
    free = _free_rows(package, region)
    patch = package.patch(region.sheet)
    places: dict[Key, Area] = {}
    for (rule, place), figures in _figures(form, filter(wanted, findings)).items():
        if not free:
            break
        row = free.pop(0)
        # Of several findings at one place no single figure can be told.
        texts = {"rule": rule, "field": place, "value": figures.pop() if len(figures) == 1 else ""}
        for name, text in texts.items():
            if text and name in columns:
                patch.set_value(row, columns[name], text)
        deepest = max(lines(text, patch.column_width(columns[name])) for name, text in texts.items() if name in columns)
        if deepest > 1:
            patch.set_row_height(row, deepest * LINE_HEIGHT)
        places[rule, place] = Area(region.sheet, row, columns["text"], row, columns["text"])
    return Prepared(places)


def clear_prepared(package: Package) -> None:
    """Empties the rows that an earlier return copy made ready and nobody filled."""
    columns = _columns(package)
    region = package.area(names.EXPLANATIONS)
    if region is None or region.sheet not in package.sheet_names:
        return
    patch = package.patch(region.sheet)
    for row in explanation_rows(Sheets(package)):
        if row.rule and (row.place or row.value) and not row.text.strip():
            for name in ("rule", "field", "value"):
                if name in columns:
                    patch.set_value(row.row, columns[name], None)
            patch.set_row_height(row.row, None)


def _figures(form: Form, findings: Iterable[Finding]) -> dict[Key, set[str]]:
    found: dict[Key, set[str]] = {}
    for finding in findings:
        found.setdefault(key_of(form, finding), set()).add(figure_of(form, finding))
    return found


def _columns(package: Package) -> dict[str, int]:
    """The columns of 出错说明; a form handed out earlier has none for the figure."""
    areas = {name: package.area(f"{names.EXPLANATIONS}.{name}") for name in names.EXPLANATION_COLUMNS}
    return {name: area.first_column for name, area in areas.items() if area is not None}


def _free_rows(package: Package, region: Area) -> list[int]:
    """Blank rows, those below the last filled one first: of two explanations of a place the later one counts."""
    filled = {row.row for row in explanation_rows(Sheets(package))}
    last = max(filled, default=region.first_row - 1)
    blank = [row for row in range(region.first_row, region.last_row + 1) if row not in filled]
    return sorted(blank, key=lambda row: row < last)
