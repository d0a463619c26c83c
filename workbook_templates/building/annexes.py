"""The sheets beside the form: 出错说明 (explanations), and hidden ones: 枚举字典 (code lists), 审核标记 (marks)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook_templates import marks, names
from workbook_templates.building.painter import LABEL, Painter, protect
from workbook_templates.ooxml import Area

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

EXPLANATION_ROWS = 200
EXPLANATION_WIDTHS = (14, 34, 64, 22)


def draw_explanations(paint: Painter, sheet: Worksheet) -> None:
    """出错说明: rule, field, the officer's words, and the figure at that time."""
    columns = names.EXPLANATION_COLUMNS
    for index, width in enumerate(EXPLANATION_WIDTHS):
        sheet.set_column(index, index, width)
    title = paint.style(font_name=paint.layout.page.title_font, font_size=16, align="center")
    paint.put(sheet, Area(names.EXPLANATION_SHEET, 1, 1, 1, len(columns)), "出错说明（“核实”类审核结果的原因）", title)
    sheet.set_row(0, 30)
    for index, (identifier, label) in enumerate(columns.items(), start=1):
        head = paint.style(border=1, align="center", bg_color=LABEL, bold=True)
        paint.put(sheet, Area(names.EXPLANATION_SHEET, 2, index, 2, index), label, head)
        body = paint.style(border=1, align="left", locked=False, num_format="@")
        for row in range(3, EXPLANATION_ROWS + 3):
            sheet.write_blank(row - 1, index - 1, None, body)
        area = Area(names.EXPLANATION_SHEET, 3, index, EXPLANATION_ROWS + 2, index)
        paint.name(f"{names.EXPLANATIONS}.{identifier}", area)
    paint.name(names.EXPLANATIONS, Area(names.EXPLANATION_SHEET, 3, 1, EXPLANATION_ROWS + 2, len(columns)))
    sheet.freeze_panes(2, 0)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    colour_marked(paint, sheet, EXPLANATION_ROWS + 2, len(columns))
    protect(sheet)


def draw_code_lists(paint: Painter, sheet: Worksheet) -> None:
    """枚举字典: a column for each code list, named for the drop-downs."""
    for index, (key, codes) in enumerate(paint.form.codes.items(), start=1):
        sheet.set_column(index - 1, index - 1, 22)
        sheet.write_string(0, index - 1, key, paint.style(bold=True))
        for row, code in enumerate(codes, start=1):
            sheet.write_string(row, index - 1, code, paint.style())
        paint.name(names.code_list(key), Area(names.CODES_SHEET, 2, index, len(codes) + 1, index))
    protect(sheet)
    sheet.hide()


def draw_marks(paint: Painter, sheet: Worksheet) -> None:
    """审核标记: blank; a check of the open workbook lists there what is to be coloured. Not protected, for that."""
    sheet.write_row(0, 0, ("类别", "位置"), paint.style(bold=True))
    area = marks.marks_area()
    for column, name in enumerate((marks.SEVERITY, marks.PLACE), start=1):
        paint.name(name, Area(area.sheet, area.first_row, column, area.last_row, column))
    sheet.hide()


def colour_marked(paint: Painter, sheet: Worksheet, rows: int, columns: int) -> None:
    """The conditional formats that colour what 审核标记 lists."""
    for severity, colour in marks.COLOURS.items():
        rule = {
            "type": "formula", "criteria": marks.is_marked(severity), "stop_if_true": True,
            "format": paint.book.add_format({"bg_color": f"#{colour}"}),
        }  # fmt: skip
        sheet.conditional_format(0, 0, rows - 1, columns - 1, rule)
