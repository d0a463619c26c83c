"""Tables of a report's template: heads repeated on each page, rows of lists in loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu

from addin.reporting.office import CAPTION, CELL, HEAD, SMALL_CELL, TEXT_WIDTH, UNIT
from workbook_templates.model import NUMERIC, plain

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table as WordTable
    from docx.table import _Cell, _Row

    from workbook_templates.model import Column, Form, Scalar
    from workbook_templates.outline import TableOutline


class _Heading(NamedTuple):
    label: str
    weight: float
    right: bool


class _Content(NamedTuple):
    """What a table holds: its columns, rows of texts, and the loop over its last row."""

    headings: list[_Heading]
    rows: list[list[str]]
    loop: str = ""
    empty: str = ""
    long: bool = False
    """Whether a row may be longer than a page."""


_WEIGHTS = {"long_text": 4.0, "text": 2.2, "money": 1.5, "number": 1.3, "date": 1.6, "percent": 1.2}


_MANY = 8
"""Tables of more columns than this are set smaller."""


def add_table(document: WordDocument, form: Form, outline: TableOutline, *, each: bool) -> None:
    """Adds a table, with its caption and the unit of its amounts, at the end."""
    content = _content(form, outline, each=each)
    if outline.caption:
        document.add_paragraph(outline.caption, style=CAPTION)
    if unit := outline.unit or _money_unit(form, outline):
        document.add_paragraph(f"单位：{unit}", style=UNIT)
    table = document.add_table(rows=0, cols=len(content.headings), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _narrow_margins(table)
    _widths(table, outline.weights or [heading.weight for heading in content.headings])
    _repeat(_add_row(table, [heading.label for heading in content.headings], None))
    sides = [heading.right for heading in content.headings]
    if content.loop:
        _add_row(table, [f"{{%tr for row in {content.loop} %}}"], None)
    for row in content.rows:
        added = _add_row(table, row, sides)
        if not content.long:
            added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
    if content.loop:
        if content.empty:
            _add_row(table, ["{%tr else %}"], None)
            merged = _add_row(table, [], None)
            cell = merged.cells[0].merge(merged.cells[-1])
            _write(cell, f"{{{{ {content.empty} }}}}", CELL, right=False)
        _add_row(table, ["{%tr endfor %}"], None)
    document.add_paragraph("", style=CELL)


def _content(form: Form, outline: TableOutline, *, each: bool) -> _Content:
    if outline.of:
        return _fixed(form, outline)
    if outline.section:
        return _listed(form, outline, each=each)
    if outline.units:
        return _units(form, outline)
    labels = outline.labels or [_short(form.scalars[name].label) for name in outline.fields]
    rows = [[label, _tag(name, name, outline)] for label, name in zip(labels, outline.fields, strict=True)]
    return _Content([_Heading(outline.corner, 1, right=False), _Heading("数值", 2, right=False)], rows)


def _fixed(form: Form, outline: TableOutline) -> _Content:
    table = next(table for table in form.tables if table.id == outline.of)
    columns = [c for c in table.columns if not outline.columns or c.id in outline.columns]
    rows = [row for row in table.rows if not outline.rows or row.id in outline.rows]
    labels = outline.labels or [plain(form.text(row.label)) for row in rows]
    cells = [
        [label, *(_tag(f"{table.id}.{row.id}.{column.id}", column.id, outline) for column in columns)]
        for label, row in zip(labels, rows, strict=True)
    ]
    return _Content([_Heading(outline.corner, 2.2, right=False), *_headings(form, columns, outline.headings)], cells)


def _listed(form: Form, outline: TableOutline, *, each: bool) -> _Content:
    section = form.list_sections[outline.section or ""]
    columns = [section.column(name) for name in outline.columns] if outline.columns else section.columns
    name = f"item.{section.id}" if each else section.id
    cells = [_tag(f"row.{column.id}", column.id, outline) for column in columns]
    return _Content(
        [_Heading("序号", 0.7, right=False), *_headings(form, columns, outline.headings)],
        [["{{ loop.index }}", *cells]],
        name,
        name,
        any(column.type == "long_text" for column in columns),
    )


def _units(form: Form, outline: TableOutline) -> _Content:
    scalars = [form.scalars[name] for name in outline.units]
    labels = outline.headings or [_short(scalar.label) for scalar in scalars]
    headings = [
        _Heading(label, _WEIGHTS.get(scalar.type, 1.0), scalar.type in NUMERIC)
        for label, scalar in zip(labels, scalars, strict=True)
    ]
    row = ["{{ loop.index }}", "{{ row.name }}", *(_tag(f"row.{s.id}", s.id, outline) for s in scalars)]
    return _Content([_Heading("序号", 0.7, right=False), _Heading("单位", 2.2, right=False), *headings], [row], "units")


def _headings(form: Form, columns: list[Column], labels: list[str]) -> list[_Heading]:
    texts = labels or [plain(form.text(column.label)) for column in columns]
    return [
        _Heading(text, _WEIGHTS.get(column.type, 1.0), column.type in NUMERIC)
        for text, column in zip(texts, columns, strict=True)
    ]


def _tag(name: str, column: str, outline: TableOutline) -> str:
    look = "optional" if column in outline.optional else "trimmed" if column in outline.trimmed else ""
    return f'{{{{ {name}|cell("{look}") }}}}' if look else f"{{{{ {name}|cell }}}}"


def _short(label: str) -> str:
    """A label without the names of the table and of its only column: 收入构成／合计／当年金额 → 合计／当年金额."""
    return label.partition("／")[2] or label


def _money_unit(form: Form, outline: TableOutline) -> str:
    columns: list[Column | Scalar] = [form.scalars[name] for name in [*outline.fields, *outline.units]]
    if outline.of:
        columns += next(table for table in form.tables if table.id == outline.of).columns
    if outline.section:
        columns += form.list_sections[outline.section].columns
    shown = [c for c in columns if not outline.columns or c.id in outline.columns]
    return form.form.money_unit if any(column.type == "money" for column in shown) else ""


def _narrow_margins(table: WordTable) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "60")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr  # noqa: SLF001
    look = properties.find(qn("w:tblLook"))
    properties.insert(len(properties) if look is None else properties.index(look), margins)


def _widths(table: WordTable, weights: list[float]) -> None:
    table.autofit = False
    for column, weight in zip(table.columns, weights, strict=True):
        column.width = Emu(int(TEXT_WIDTH * weight / sum(weights)))


def _add_row(table: WordTable, texts: list[str], sides: list[bool] | None) -> _Row:
    """A row; without `sides` it is a head, or holds a tag of the loop."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    for position, text in enumerate(texts):
        right = sides[position] if sides else False
        entry = SMALL_CELL if len(texts) > _MANY else CELL
        style = entry if sides or text.startswith("{%tr") else HEAD
        row.cells[position].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _write(row.cells[position], text, style, right=right)
    return row


def _write(cell: _Cell, text: str, style: str, *, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(text)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    elif text == "{{ loop.index }}":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _repeat(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
