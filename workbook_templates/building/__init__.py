"""Makes `template.xlsx` from a form's own files (`jibiao template build`).

Sheets: 封面 (cover: form, version, unit), the form itself, 出错说明 (explanations), and two hidden
ones: 枚举字典 (code lists), 审核标记 (marks). Every field, list section and column gets a defined name;
those names, not addresses, are what the program reads and what the formulas use.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import xlsxwriter

from workbook_templates import marks, names
from workbook_templates.building.annexes import draw_code_lists, draw_explanations, draw_marks
from workbook_templates.building.cover import Cover
from workbook_templates.building.faults import layout_faults
from workbook_templates.building.form_sheet import FormSheet
from workbook_templates.building.painter import Painter, number_format
from workbook_templates.catalogue import FormError
from workbook_templates.ooxml import Package

if TYPE_CHECKING:
    from workbook_templates.layout import Layout
    from workbook_templates.model import Form

_CREATED = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""A fixed date: the same form gives the same bytes on any day."""


def build_template(form: Form, layout: Layout) -> bytes:
    """The template workbook of a form; the same form and layout give the same bytes.

    Raises:
        FormError: the layout names something that the form does not have.
    """
    faults = layout_faults(form, layout)
    if faults:
        raise FormError(f"{form.id} 的 layout.toml 与 form.toml 不符：{'；'.join(faults)}")
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    subject = f"{form.id} {form.form.version}"
    book.set_properties({"title": form.form.title, "subject": subject, "created": _CREATED})
    paint = Painter(form, layout, book)
    cover = book.add_worksheet(names.COVER_SHEET)
    sheets = [book.add_worksheet(name) for name in form.sheets]
    explanations = book.add_worksheet(names.EXPLANATION_SHEET)
    codes = book.add_worksheet(names.CODES_SHEET)
    listed = book.add_worksheet(marks.SHEET)
    draw_code_lists(paint, codes)
    for sheet in sheets:
        FormSheet(paint, sheet).draw()
    Cover(paint, cover).draw()
    draw_explanations(paint, explanations)
    draw_marks(paint, listed)
    sheets[0].activate()
    book.close()
    return _calculated(stream.getvalue(), paint)


def _calculated(data: bytes, paint: Painter) -> bytes:
    """The workbook with its formulas' values cached: blank, as nothing is filled in.

    XlsxWriter leaves a blank result out, which reads as "never calculated".
    """
    package = Package.open(data)
    for area in paint.formula_cells:
        package.patch(area.sheet).set_cached(area.first_row, area.first_column, "")
    return package.to_bytes()


__all__ = ["build_template", "number_format"]
