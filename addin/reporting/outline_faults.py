"""Where a report's outline names what its form does not have."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbook_templates.model import Form
    from workbook_templates.outline import Outline, TableOutline


_Named = tuple[str, "str | None", "Iterable[str]"]
"""What a name should be, the name, and those that there are."""


def outline_faults(form: Form, outline: Outline) -> list[str]:
    """What is to be mended in `report.toml`, in Chinese; names in its texts are checked with the template."""
    tables = {table.id: table for table in form.tables}
    found: list[str] = []
    for number, part in enumerate(outline.parts, start=1):
        where = f"第 {number} 部分{f'（{part.heading}）' if part.heading else ''}"
        named: list[_Named] = [("固定表", part.over, tables), ("列表", part.each, form.list_sections)]
        named.append(("列表", part.chapters, form.list_sections))
        named.append(("图表", part.chart, [chart.id for chart in form.charts]))
        faults = [*_unknown(named)]
        if part.table is not None:
            faults += _table_faults(form, part.table)
        found += [f"{where}：{fault}" for fault in faults]
    return found


def _table_faults(form: Form, outline: TableOutline) -> Iterator[str]:
    tables = {table.id: table for table in form.tables}
    yield from _unknown([("固定表", outline.of, tables), ("列表", outline.section, form.list_sections)])
    yield from _unknown([("指标", name, form.scalars) for name in [*outline.fields, *outline.units]])
    columns: list[str] = []
    if table := tables.get(outline.of or ""):
        columns = [column.id for column in table.columns]
        rows = [row.id for row in table.rows]
        yield from _unknown([("行", name, rows) for name in outline.rows])
        yield from _count("labels", outline.labels, outline.rows or rows)
    elif section := form.list_sections.get(outline.section or ""):
        columns = [column.id for column in section.columns]
    elif outline.fields:
        yield from _count("labels", outline.labels, outline.fields)
    elif outline.units:
        yield from _count("headings", outline.headings, outline.units)
    if columns:
        yield from _unknown([("栏", name, columns) for name in [*outline.columns, *outline.optional, *outline.trimmed]])
        yield from _count("headings", outline.headings, outline.columns or columns)


def _count(key: str, given: list[str], wanted: list[str]) -> Iterator[str]:
    if given and len(given) != len(wanted):
        yield f"{key} 有 {len(given)} 个，应有 {len(wanted)} 个"


def _unknown(names: Iterable[_Named]) -> Iterator[str]:
    for kind, name, known in names:
        if name and name not in known:
            close = difflib.get_close_matches(name, list(known), n=1)
            yield f"没有名为 {name} 的{kind}{f'（是否 {close[0]}？）' if close else ''}"
