"""Formats, names, values and validations: what all sheets of a template are painted with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbook_templates import names
from workbook_templates.formulas import native_formulas
from workbook_templates.model import NUMERIC, Column, Form, Scalar
from workbook_templates.ooxml import Area

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from workbook_templates.layout import Layout

ENTRY, COMPUTED, CARRIED, LABEL = "#FFFFFF", "#BDD7EE", "#E9F3FB", "#F2F2F2"
"""Colours that officers know from national statistics: white = entry, blue = computed, pale = carried."""


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
class Painter:
    """Writes into one workbook, in the fonts of one layout."""

    form: Form
    layout: Layout
    book: xlsxwriter.Workbook
    formulas: dict[str, str] = field(init=False)
    formula_cells: list[Area] = field(default_factory=list)
    _formats: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.formulas = native_formulas(self.form)

    def style(self, **properties: Any) -> Format:
        """A format, made once for each set of properties."""
        page = self.layout.page
        base = {"font_name": page.font, "font_size": page.size, "valign": "vcenter", "text_wrap": True}
        key = tuple(sorted((base | properties).items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(dict(key))
        return self._formats[key]

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
            sheet.write_formula(row, column, value, style)
            self.formula_cells.append(corner(area))
        else:
            sheet.write_string(row, column, value, style)

    def value_style(self, value: Scalar | Column, **extra: Any) -> Format:
        """The look of a cell that holds a value: colour by how it is filled, format by its type."""
        computed = isinstance(value, Scalar) and value.computed
        fill = COMPUTED if computed else CARRIED if value.carried else ENTRY
        align = "right" if value.type in NUMERIC else "left" if value.type in ("long_text", "text") else "center"
        if value.type == "long_text":
            extra.setdefault("valign", "top" if isinstance(value, Scalar) else "vcenter")
        look: dict[str, Any] = {
            "bg_color": fill,
            "locked": computed,
            "align": align,
            "border": 1,
            "num_format": number_format(value, self.form.decimals_of(value)),
        }
        look |= extra
        # Excel has no indent for centred text.
        return self.style(**look, indent=int(look["align"] in ("left", "right")))

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
            options |= {"input_title": _short_label(value)[:32], "input_message": value.help[:255]}
        if options["validate"] != "any" or value.help:
            sheet.data_validation(
                area.first_row - 1, area.first_column - 1, area.last_row - 1, area.last_column - 1, options
            )

    def scalar(self, sheet: Worksheet, scalar: Scalar, area: Area, **extra: Any) -> None:
        """A scalar's cell: its formula if it is computed, its look, its validation, its name."""
        self.put(sheet, area, self.formulas.get(scalar.id), self.value_style(scalar, **extra))
        self.validate(sheet, area, scalar)
        self.name(scalar.id, corner(area))

    def label_text(self, identifier: str) -> str:
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


def corner(area: Area) -> Area:
    """The first cell of an area: a name means one cell, also where it is merged."""
    return Area(area.sheet, area.first_row, area.first_column, area.first_row, area.first_column)


def _short_label(value: Scalar | Column) -> str:
    return value.label.rpartition("／")[2]


def _warning(title: str, text: str) -> dict[str, str]:
    """An input that is questioned, not refused: the officer may know better."""
    return {"error_type": "warning", "error_title": title, "error_message": text}
