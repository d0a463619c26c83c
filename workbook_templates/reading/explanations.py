"""The sheet 出错说明: what officers explain; and in a summary what its units explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbook_templates import names
from workbook_templates.submission import UnitExplanation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbook_templates.reading.sheets import Sheets


class ExplanationRow(NamedTuple):
    """A row of 出错说明 in which something stands."""

    row: int
    rule: str
    place: str
    text: str
    value: str

    @property
    def key(self) -> str:
        """The rule ("WH24-R07"), or rule and place ("WH24-R07@income.own.share")."""
        return f"{self.rule}@{self.place}" if self.place else self.rule


class Explained(NamedTuple):
    """Texts by key, and the figures for which they were written."""

    texts: dict[str, str]
    recorded: dict[str, str]


def explanation_rows(sheets: Sheets) -> list[ExplanationRow]:
    """The filled rows of 出错说明, in order."""
    found = []
    for row, (rule, place, text, value) in _rows(sheets, names.EXPLANATIONS, list(names.EXPLANATION_COLUMNS)):
        found.append(ExplanationRow(row, rule.strip(), place.strip(), text, value.strip()))
    return found


def read_explanations(sheets: Sheets) -> Explained:
    """The explanations that have words; of two for the same place, the later one."""
    texts: dict[str, str] = {}
    recorded: dict[str, str] = {}
    for row in explanation_rows(sheets):
        if row.rule and row.text.strip():
            texts[row.key] = row.text
            recorded.pop(row.key, None)
            if row.value:
                recorded[row.key] = row.value
    return Explained(texts, recorded)


def read_unit_explanations(sheets: Sheets) -> tuple[UnitExplanation, ...]:
    """What the units of a summary explained; nothing for any other workbook."""
    rows = _rows(sheets, names.UNIT_EXPLANATIONS, UnitExplanation._fields)
    return tuple(UnitExplanation(*texts) for _, texts in rows)


def _rows(sheets: Sheets, table: str, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Row numbers and texts of a named table's filled rows; a column whose name is gone is blank."""
    region = sheets.area(table)
    if region is None:
        return
    areas = [sheets.area(f"{table}.{column}") for column in columns]
    cells = sheets.cells(region.sheet)
    for row in sorted({row for row, _ in cells}):
        if not region.first_row <= row <= region.last_row:
            continue
        raws = [cells.get((row, area.first_column)) if area else None for area in areas]
        texts = [raw.text if raw else "" for raw in raws]
        if any(text.strip() for text in texts):
            yield row, texts
