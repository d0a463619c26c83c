"""Makes `template.xlsx` from a form's own files (`jibiao template build`).

Sheets: 封面 (cover: form, version, unit), the form itself, 出错说明 (explanations), and a hidden
枚举字典 (code lists). Every field, list section and column gets a defined name; those names, not
addresses, are what the program reads and what the formulas use.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from workbook_templates import layout as lay
from workbook_templates import names
from workbook_templates.formulas import native_formulas
from workbook_templates.model import NUMERIC, Column, Form, Scalar
from workbook_templates.ooxml.addresses import Area, column_number

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

ENTRY, COMPUTED, CARRIED, LABEL = "#FFFFFF", "#BDD7EE", "#E9F3FB", "#F2F2F2"
"""Colours that officers know from national statistics: white = entry, blue = computed, pale = carried."""

EXPLANATION_ROWS = 200
_CREATED = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def build_template(form: Form, layout: lay.Layout) -> bytes:
    """The template workbook of a form; the same form and layout give the same bytes.

    Raises:
        ValueError: the layout names something that the form does not have.
    """
    return _Builder(form, layout).build()


def number_format(value: Scalar | Column, decimals: int) -> str:
    """The Excel number format in which a value of this type is shown."""
    tail = "." + "0" * decimals if decimals else ""
    return {
        "money": f"#,##0{tail}",
        "number": f"#,##0{tail}",
        "percent": f"0{tail}%",
        "integer": "#,##0",
        "year": "0",
        "date": 'yyyy"年"m"月"d"日"',
    }.get(value.type, "@")


@dataclass
class _Builder:
    form: Form
    layout: lay.Layout
    stream: io.BytesIO = field(default_factory=io.BytesIO)

    def build(self) -> bytes:
        self.book = xlsxwriter.Workbook(self.stream, {"in_memory": True})
        self.book.set_properties(
            {
                "title": self.form.form.title,
                "subject": f"{self.form.id} {self.form.form.version}",
                "created": _CREATED,
            }
        )
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.formulas = native_formulas(self.form)
        self.cover = self.book.add_worksheet(names.COVER_SHEET)
        self.sheet = self.book.add_worksheet(self.form.form.sheet)
        self.explanations = self.book.add_worksheet(names.EXPLANATION_SHEET)
        self.codes = self.book.add_worksheet(names.CODES_SHEET)
        self._code_lists()
        self._form_sheet()
        self._cover_sheet()
        self._explanation_sheet()
        self.sheet.activate()
        self.book.close()
        return self.stream.getvalue()

    # ── shared pieces ────────────────────────────────────────────────────────

    def style(self, **properties: Any) -> Format:
        """A format, made once for each set of properties."""
        page = self.layout.page
        base = {"font_name": page.font, "font_size": page.size, "valign": "vcenter", "text_wrap": True}
        key = tuple(sorted((base | properties).items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(dict(key))
        return self.formats[key]

    def name(self, name: str, area: Area) -> None:
        """Binds a defined name to an area.

        Raises:
            ValueError: Excel would take the name for a cell address.
        """
        if not names.is_valid(name):
            raise ValueError(f"{name} can't be a defined name in Excel")
        self.book.define_name(name, f"={area}")

    def put(self, sheet: Worksheet, area: Area, value: str | None, style: Format) -> None:
        """A value in one cell, or in a merged area."""
        row, column = area.first_row - 1, area.first_column - 1
        if (area.first_row, area.first_column) != (area.last_row, area.last_column):
            sheet.merge_range(row, column, area.last_row - 1, area.last_column - 1, "", style)
        if value is None:
            sheet.write_blank(row, column, None, style)
        elif value.startswith("="):
            sheet.write_formula(row, column, value, style, "")
        else:
            sheet.write_string(row, column, value, style)

    def value_style(self, value: Scalar | Column, **extra: Any) -> Format:
        """The look of a cell that holds a value: colour by how it is filled, format by its type."""
        computed = isinstance(value, Scalar) and value.computed
        fill = COMPUTED if computed else CARRIED if value.carried else ENTRY
        align = "right" if value.type in NUMERIC else "left" if value.type in ("long_text", "text") else "center"
        if value.type == "long_text":
            extra.setdefault("valign", "top" if isinstance(value, Scalar) else "vcenter")
        properties = {
            "bg_color": fill, "locked": computed, "align": align, "indent": int(align == "left"), "border": 1,
            "num_format": number_format(value, self.form.decimals_of(value)),
        }  # fmt: skip
        return self.style(**(properties | extra))

    def validate(self, sheet: Worksheet, area: Area, value: Scalar | Column) -> None:
        """The drop-down of a coded cell, the kind of a number, and the help text."""
        if isinstance(value, Scalar) and value.computed:
            return
        options: dict[str, Any] = {"validate": "any"}
        if value.codes:
            options = {"validate": "list", "source": f"={names.code_list(value.codes)}"}
            options |= _warning("不在规定的名称中", "请从下拉列表中选择；确需用别的名称，校验时会要求说明。")
        elif value.type in NUMERIC and value.type != "year":
            options = {"validate": "decimal", "criteria": "between", "minimum": -1e13, "maximum": 1e13}
            options |= _warning("这里应是数字", "请只填数字，不带单位和空格。")
        if value.help:
            options |= {"input_title": self.label(value)[:32], "input_message": value.help[:255]}
        if options["validate"] != "any" or value.help:
            sheet.data_validation(
                area.first_row - 1, area.first_column - 1, area.last_row - 1, area.last_column - 1, options
            )

    def label(self, value: Scalar | Column) -> str:
        return value.label.rpartition("／")[2]

    def area(self, columns: str, row: int, last_row: int | None = None) -> Area:
        first, _, last = columns.partition(":")
        return Area(self.form.form.sheet, row, column_number(first), last_row or row, column_number(last or first))

    # ── the form's sheet ─────────────────────────────────────────────────────

    def _form_sheet(self) -> None:
        sheet, page = self.sheet, self.layout.page
        for index, width in enumerate(page.widths):
            sheet.set_column(index, index, width)
        self.row = 1
        self.repeat: tuple[int, int] | None = None
        for band in self.layout.bands:
            match band:
                case lay.RowsBand():
                    self._rows(band)
                case lay.TableBand():
                    self._table(band)
                case lay.ListBand():
                    self._list(band)
                case lay.BlocksBand():
                    self._blocks(band)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)  # A4
        if page.orientation == "landscape":
            sheet.set_landscape()
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        sheet.print_area(0, 0, self.row - 2, len(page.widths) - 1)
        if self.repeat:
            sheet.repeat_rows(*self.repeat)
            sheet.freeze_panes(self.repeat[1] + 1, 0)
        protect(sheet)

    def _rows(self, band: lay.RowsBand) -> None:
        first = self.row
        for line in band.rows:
            self._line(line)
        if band.repeat:
            self.repeat = (first - 1, self.row - 2)

    def _line(self, line: lay.Line) -> None:
        if line.height:
            self.sheet.set_row(self.row - 1, line.height)
        for cell in line.cells:
            area = self.area(cell.at, self.row, self.row + cell.down - 1)
            if cell.field:
                self._field(cell, area)
            else:
                self.put(self.sheet, area, self._text(cell), self._label_style(cell))
        self.row += 1

    def _text(self, cell: lay.Cell) -> str:
        if cell.label:
            label = self._label_text(cell.label)
            return f"{label}：" if cell.style == "bare" and not label.endswith("：") else label
        head = self.form.form
        return (cell.text or "").format(
            number=head.number, title=head.title, money_unit=head.money_unit, **self.form.periods
        )

    def _label_text(self, identifier: str) -> str:
        """The label as printed, of a field, a list column, or a column of a fixed table."""
        if identifier in ("unit.name", "unit.code"):
            return self.form.label_of(identifier)
        for single in self.form.fields:
            if single.id == identifier:
                return self.form.text(single.printed or single.label)
        if identifier in self.form.list_columns:
            return self.form.text(self.form.list_columns[identifier].label)
        if identifier in self.form.scalars:
            return self.form.scalars[identifier].column_label or ""
        raise ValueError(f"layout: the form has nothing called {identifier}")

    def _label_style(self, cell: lay.Cell) -> Format:
        page = self.layout.page
        look: dict[str, Any] = {"align": cell.align or ("left" if cell.style in ("bare", "number") else "center")}
        if cell.style == "title":
            look |= {"font_name": page.title_font, "font_size": page.title_size, "align": "center"}
        elif cell.style == "cell":
            look |= _borders(cell.border)
        else:
            look["text_wrap"] = False
        return self.style(**look)

    def _field(self, cell: lay.Cell, area: Area) -> None:
        identifier = cell.field or ""
        extra: dict[str, Any] = {"align": cell.align} if cell.align else {}
        if cell.style == "bare":
            extra["border"] = 0
        elif cell.border != "LTRB":
            extra |= {"border": 0, **_borders(cell.border)}
        if cell.format:
            extra["num_format"] = cell.format
        if identifier == "unit.name":
            style = self.style(bg_color=ENTRY, locked=False, border=1, indent=1, **extra)
            self.put(self.sheet, area, None, style)
            self.name(identifier, _corner(area))
            return
        if identifier not in self.form.scalars:
            raise ValueError(f"layout: the form has no field {identifier}")
        self._scalar(self.sheet, self.form.scalars[identifier], area, **extra)

    def _scalar(self, sheet: Worksheet, scalar: Scalar, area: Area, **extra: Any) -> None:
        self.put(sheet, area, self.formulas.get(scalar.id), self.value_style(scalar, **extra))
        self.validate(sheet, area, scalar)
        self.name(scalar.id, _corner(area))

    def _table(self, band: lay.TableBand) -> None:
        table = next((table for table in self.form.tables if table.id == band.table), None)
        if table is None:
            raise ValueError(f"layout: the form has no table {band.table}")
        label = self.style(align="center", border=1)
        if band.side:
            side = self.area(band.side, self.row, self.row + len(table.rows) - 1)
            self.put(self.sheet, side, self.form.text(table.label), label)
        for row in table.rows:
            if band.height:
                self.sheet.set_row(self.row - 1, band.height)
            self.put(self.sheet, self.area(band.label, self.row), self.form.text(row.label), label)
            for column, place in band.columns.items():
                self._scalar(self.sheet, self.form.scalars[f"{table.id}.{row.id}.{column}"], self.area(place, self.row))
            self.row += 1

    def _list(self, band: lay.ListBand) -> None:
        section = self.form.list_sections[band.section]
        first_heading = self.row
        for line in band.header:
            self._line(line)
        first = self.row
        for _ in range(band.count):
            self._item(section.id, band.columns, band.height)
        self._closing_row()
        if band.side:
            side = self.area(band.side, first_heading, self.row - 1)
            self.put(self.sheet, side, self.form.text(section.label), self.style(align="center", border=1))
        self._name_list(section.id, band.columns, first, self.row - 1)

    def _blocks(self, band: lay.BlocksBand) -> None:
        goals = self.form.list_sections[band.section]
        items = self.form.list_sections[band.items]
        first = self.row
        label = self.style(align="center", border=1)
        for number in range(1, band.count + 1):
            text = (goals.item_label or "{n}").format(n=number)
            self.put(self.sheet, self.area(band.label, self.row), text, label)
            self._item(goals.id, band.columns, band.height)
            head = self.row
            for line in band.header:
                self._line(line)
            for _ in range(band.item_count):
                self._item(items.id, band.item_columns, band.item_height)
            if number == band.count:
                self._closing_row()
            self.put(self.sheet, self.area(band.side, head, self.row - 1), self.form.text(items.label), label)
        self._name_list(goals.id, band.columns, first, self.row - 1)
        self._name_list(items.id, band.item_columns, first, self.row - 1)

    def _item(self, section: str, columns: dict[str, str], height: float | None) -> None:
        if height:
            self.sheet.set_row(self.row - 1, height)
        for identifier, place in columns.items():
            column = self.form.list_sections[section].column(identifier)
            area = self.area(place, self.row)
            self.put(self.sheet, area, None, self.value_style(column))
            self.validate(self.sheet, area, column)
        self.row += 1

    def _closing_row(self) -> None:
        """A thin locked row inside the named range, so that a row inserted above it belongs to the list."""
        self.sheet.set_row(self.row - 1, 3)
        last = len(self.layout.page.widths) - 1
        for column in range(last + 1):
            self.sheet.write_blank(
                self.row - 1, column, None, self.style(border=0, bottom=1, right=int(column == last))
            )
        self.row += 1

    def _name_list(self, section: str, columns: dict[str, str], first: int, last: int) -> None:
        width = len(self.layout.page.widths)
        self.name(section, Area(self.form.form.sheet, first, 1, last, width))
        for identifier, place in columns.items():
            self.name(f"{section}.{identifier}", self.area(place, first, last))

    # ── the other sheets ─────────────────────────────────────────────────────

    def _cover_sheet(self) -> None:
        sheet, head = self.cover, self.form.form
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 3)
        sheet.set_column(1, 1, 24)
        sheet.set_column(2, 2, 64)
        title = self.style(font_name=self.layout.page.title_font, font_size=20, align="center")
        self.put(sheet, Area(names.COVER_SHEET, 2, 2, 2, 3), head.title, title)
        sheet.set_row(1, 40)
        self._cover_row = 4
        locked = self.style(border=1, align="left", bg_color=LABEL)
        entry = self.style(border=1, align="left", bg_color=ENTRY, locked=False, num_format="@")
        mirrored = self.style(border=1, align="left", bg_color=COMPUTED)
        self._cover_line("表号", head.number, locked)
        self._cover_line("表的标识", head.id, locked, names.FORM)
        self._cover_line("表样版本", head.version, locked, names.VERSION)
        self._cover_line("年度", f"{head.year} 年", locked)
        self._cover_line("金额单位", head.money_unit, locked)
        self._cover_line("依据", head.basis, locked)
        self._cover_line("单位代码", None, entry, names.UNIT_CODE)
        if names.UNIT_NAME in self.layout.placed():
            formula = f'=IF({names.UNIT_NAME}="","",{names.UNIT_NAME})'
            self._cover_line(head.unit_label, formula, mirrored, names.UNIT_NAME_MIRROR)
        else:
            self._cover_line(head.unit_label, None, entry, names.UNIT_NAME)
        self._settings()
        self._legend()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1)
        protect(sheet)

    def _cover_line(self, label: str, value: str | None, style: Format, name: str | None = None) -> None:
        row = self._cover_row
        self.put(self.cover, Area(names.COVER_SHEET, row, 2, row, 2), label, self.style(border=1, align="center"))
        area = Area(names.COVER_SHEET, row, 3, row, 3)
        self.put(self.cover, area, value, style)
        self.cover.set_row(row - 1, 24 if len(value or "") < 40 or (value or "").startswith("=") else 36)
        if name:
            self.name(name, area)
        self._cover_row += 1

    def _settings(self) -> None:
        """Fields that have no place on the printed form."""
        rest = [scalar for scalar in self.form.scalars.values() if scalar.id not in self._placed()]
        for scalar in rest:
            row = self._cover_row
            label = Area(names.COVER_SHEET, row, 2, row, 2)
            self.put(self.cover, label, self._label_text(scalar.id), self.style(border=1, align="center"))
            self.cover.set_row(row - 1, 30)
            self._scalar(self.cover, scalar, Area(names.COVER_SHEET, row, 3, row, 3), align="left")
            self._cover_row += 1

    def _placed(self) -> set[str]:
        tables = {band.table for band in self.layout.bands if isinstance(band, lay.TableBand)}
        cells = {f"{t.id}.{r.id}.{c.id}" for t in self.form.tables if t.id in tables for r in t.rows for c in t.columns}
        return self.layout.placed() | cells

    def _legend(self) -> None:
        self._cover_row += 1
        rows = [
            ("白色", ENTRY, "由您填写。"),
            ("蓝色", COMPUTED, "由公式算出，已锁定，不用填。"),
            ("浅蓝色", CARRIED, "上年带来的数；没有带来时由您填写。"),
        ]
        for name, colour, meaning in rows:
            self._legend_line(name, meaning, colour)
        steps = (
            f"一、在“{self.form.form.sheet}”中填写白色格；行不够时，在列表最后一行上方插入行。\n"
            "二、装有绩表加载项的，按“计算”“校验”；没有的，合计与占比照样自动算出。\n"
            f"三、校验列为“核实”的，在“{names.EXPLANATION_SHEET}”中写明原因；列为“强制”的必须改正。\n"
            "四、保存后上交，不要改动表样、工作表名和名称。"
        )
        self._legend_line("填写步骤", steps, None)
        self.cover.set_row(self._cover_row - 2, 76)

    def _legend_line(self, label: str, text: str, colour: str | None) -> None:
        row = self._cover_row
        look: dict[str, Any] = {"bg_color": colour} if colour else {}
        label_area = Area(names.COVER_SHEET, row, 2, row, 2)
        self.put(self.cover, label_area, label, self.style(border=1, align="center", **look))
        self.put(self.cover, Area(names.COVER_SHEET, row, 3, row, 3), text, self.style(border=1, align="left"))
        self.cover.set_row(row - 1, 22)
        self._cover_row += 1

    def _explanation_sheet(self) -> None:
        sheet, columns = self.explanations, names.EXPLANATION_COLUMNS
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 30)
        sheet.set_column(2, 2, 70)
        title = self.style(font_name=self.layout.page.title_font, font_size=16, align="center")
        self.put(sheet, Area(names.EXPLANATION_SHEET, 1, 1, 1, 3), "出错说明（“核实”类审核结果的原因）", title)
        sheet.set_row(0, 30)
        for index, (identifier, label) in enumerate(columns.items(), start=1):
            head = self.style(border=1, align="center", bg_color=LABEL, bold=True)
            self.put(sheet, Area(names.EXPLANATION_SHEET, 2, index, 2, index), label, head)
            body = self.style(border=1, align="left", locked=False, num_format="@")
            for row in range(3, EXPLANATION_ROWS + 3):
                sheet.write_blank(row - 1, index - 1, None, body)
            area = Area(names.EXPLANATION_SHEET, 3, index, EXPLANATION_ROWS + 2, index)
            self.name(f"{names.EXPLANATIONS}.{identifier}", area)
        self.name(names.EXPLANATIONS, Area(names.EXPLANATION_SHEET, 3, 1, EXPLANATION_ROWS + 2, 3))
        sheet.freeze_panes(2, 0)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        protect(sheet)

    def _code_lists(self) -> None:
        for index, (key, codes) in enumerate(self.form.codes.items(), start=1):
            self.codes.set_column(index - 1, index - 1, 22)
            self.codes.write_string(0, index - 1, key, self.style(bold=True))
            for row, code in enumerate(codes, start=1):
                self.codes.write_string(row, index - 1, code, self.style())
            self.name(names.code_list(key), Area(names.CODES_SHEET, 2, index, len(codes) + 1, index))
        protect(self.codes)
        self.codes.hide()


def protect(sheet: Worksheet) -> None:
    """Locks the labels (no password: a check against slips); rows may be inserted and resized."""
    allowed = (
        "insert_rows",
        "delete_rows",
        "format_rows",
        "format_columns",
        "format_cells",
        "insert_hyperlinks",
    )
    sheet.protect("", dict.fromkeys(allowed, True))


def _warning(title: str, text: str) -> dict[str, str]:
    """An input that is questioned, not refused: the officer may know better."""
    return {"error_type": "warning", "error_title": title, "error_message": text}


def _corner(area: Area) -> Area:
    return Area(area.sheet, area.first_row, area.first_column, area.first_row, area.first_column)


def _borders(sides: str) -> dict[str, int]:
    words = {"L": "left", "T": "top", "R": "right", "B": "bottom"}
    return {words[side]: 1 for side in sides}
