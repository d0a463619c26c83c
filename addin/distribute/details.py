"""The units' figures in a summary (汇总表): its sheet 单位明细 has a row for each unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook_templates import names
from workbook_templates.interpret import interpret
from workbook_templates.model import Expected
from workbook_templates.ooxml import Package
from workbook_templates.submission import Unit

if TYPE_CHECKING:
    from pathlib import Path

    from workbook_templates.model import Form
    from workbook_templates.ooxml import Area, RawCell
    from workbook_templates.submission import Value

_CODE_COLUMN, _NAME_COLUMN = 1, 2
_TEXT = Expected("text", 0, "")


def detail_rows(path: Path, form: Form) -> tuple[frozenset[str], list[tuple[Unit, dict[str, Value]]]]:
    """Which scalars a summary has for each unit, and their values, unit by unit.

    Raises:
        UnreadableWorkbookError: The file can't be read.
    """
    package = Package.open(path)
    areas = {name: area for name in form.scalars if (area := package.area(f"{names.DETAIL}.{name}")) is not None}
    if not areas:
        return frozenset(), []
    first = next(iter(areas.values()))
    cells = package.cells(first.sheet)
    formats = package.number_formats
    rows = []
    for row in range(first.first_row, first.last_row + 1):
        unit = Unit(_text(cells.get((row, _CODE_COLUMN))), _text(cells.get((row, _NAME_COLUMN))))
        if unit.code:
            rows.append((unit, _values(form, areas, row, cells, formats)))
    return frozenset(areas), rows


def _text(raw: RawCell | None) -> str:
    return interpret(raw, _TEXT).shown.strip() if raw is not None else ""


def _values(
    form: Form, areas: dict[str, Area], row: int, cells: dict[tuple[int, int], RawCell], formats: list[str]
) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, area in areas.items():
        raw = cells.get((row, area.first_column))
        if raw is not None:
            number_format = formats[raw.style] if raw.style < len(formats) else "General"
            value = interpret(raw, form.expected[name], number_format).value
            if value is not None:
                found[name] = value
    return found
