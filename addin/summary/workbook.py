"""Makes the summary workbook: the filled official form in front, the tables that prove it behind."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter

from addin.consolidation import concatenated
from addin.summary.charts import Charts, plots_of, with_chinese_fonts
from addin.summary.explanations import explanations_table
from addin.summary.proof import difference_table, findings_table, nodes_table, submissions_table
from addin.summary.sources import sources_table
from addin.summary.statistics import indicators_table, statistics_tables
from addin.summary.tables import FIRST_ROW, Heading, Tables
from udfs import total
from workbook_templates import names
from workbook_templates.building import number_format
from workbook_templates.documents import Document, Row
from workbook_templates.ooxml import Area, Package, cell_name, graft
from workbook_templates.submission import Unreadable
from workbook_templates.writing import cell_value, fill

if TYPE_CHECKING:
    from pathlib import Path

    from addin.consolidation import Consolidation
    from workbook_templates.model import Column, ListSection
    from workbook_templates.submission import Value

DETAIL_SHEET = "单位明细"


def summary_workbook(result: Consolidation, output: Path) -> bytes:
    """The summary workbook's bytes.

    Args:
        result: What was consolidated.
        output: Where it will lie, for the links to the units' files.
    """
    return _Summary(result, output).build()


@dataclass
class _Summary:
    result: Consolidation
    output: Path
    stream: io.BytesIO = field(default_factory=io.BytesIO)

    def build(self) -> bytes:
        form = self.result.form
        self.grouped = {section.id: self._grouped(section) for section in form.lists if section.group_by}
        donor = Package.open(fill(form, self.result.folder.template(), self._document(), rolled_up=True))
        self.book = xlsxwriter.Workbook(self.stream, {"in_memory": True, "strings_to_urls": False})
        self.book.set_properties({"title": f"{form.form.title}（汇总）", "subject": f"{form.id} {form.form.version}"})
        self.tables = Tables(self.book)
        difference_table(self.tables, self.result)
        nodes_table(self.tables, self.result)
        charts = Charts(self.tables, form.form.title, DETAIL_SHEET, plots_of(self.result))
        charts.add_sheet()
        self._unit_details()
        for section in form.lists:
            self._list_details(section)
            shown = donor.area(section.id)
            if shown is not None and section.rollup == "all":
                self.book.define_name(f"{section.id}.{names.SHOWN}", f"={shown}")
        findings_table(self.tables, self.result, self.output)
        explanations_table(self.tables, self.result)
        statistics_tables(self.tables, self.result)
        indicators_table(self.tables, self.result)
        submissions_table(self.tables, self.result, self.output)
        sources_table(self.tables, self.result, self.output)
        charts.draw()
        self.book.close()
        self._live_formulas(donor)
        base = self.stream.getvalue()
        return graft(with_chinese_fonts(base) if charts.plots else base, donor, donor.sheet_names)

    # ── the official form ────────────────────────────────────────────────────

    def _document(self) -> Document:
        """The district's form: rolled-up figures, lists merged as the form says, the bureau's own words."""
        own = self.result.own
        rows = {section.id: self._shown_rows(section) for section in self.result.form.lists}
        explanations, recorded = (own.explanations, own.recorded) if own else ({}, {})
        return Document(
            self.result.form.id, self.result.unit, self.result.values, rows, explanations, recorded=recorded
        )

    def _shown_rows(self, section: ListSection) -> list[Row]:
        """What a list shows on the official form: merged rows, those collected from the units, or the bureau's own."""
        if section.group_by:
            return self.grouped[section.id]
        return self.result.rows[section.id] if section.collected else self._own_rows(section)

    def _own_rows(self, section: ListSection) -> list[Row]:
        """The bureau's own rows; those of its units, if its workbook is a summary, are on the detail sheets."""
        own = self.result.own
        rows = own.rows(section.id) if own else []
        return [row for row in rows if row.get(names.OWNER, self.result.unit.code) == self.result.unit.code]

    def _grouped(self, section: ListSection) -> list[Row]:
        """Rows of all units with equal keys as one: amounts added, other texts joined."""
        groups: dict[tuple[str, ...], list[Row]] = {}
        for row in self.result.rows[section.id]:
            key = tuple(str(row.get(column, "")).strip() for column in section.group_by)
            groups.setdefault(key, []).append(row)
        return [self._merged_row(section, rows) for rows in groups.values()]

    def _merged_row(self, section: ListSection, rows: list[Row]) -> Row:
        merged: Row = {}
        for column in section.columns:
            present = [row[column.id] for row in rows if column.id in row]
            if column.rollup == "sum":
                numbers = [value for value in present if isinstance(value, Decimal)]
                if numbers:
                    merged[column.id] = total(numbers)
            elif present:
                texts = dict.fromkeys(str(value).strip() for value in present if not isinstance(value, Unreadable))
                merged[column.id] = "；".join(texts) if column.id not in section.group_by else next(iter(texts), "")
        return merged

    def _live_formulas(self, donor: Package) -> None:
        """Entered figures become formulas over the details; the form's own formulas stay."""
        form = self.result.form
        for name in form.summed_ids:
            area = donor.area(name)
            value = self.result.values.get(name)
            if area is not None:
                scalar = form.scalars[name]
                source = f"{names.DETAIL}.{name}"
                formula = f'=IF(COUNT({source})=0,"",ROUND(SUM({source}),{scalar.decimals}))'
                cached = "" if value is None else cell_value(value, scalar)
                donor.patch(area.sheet).set_formula(area.first_row, area.first_column, formula, cached)
        for section in form.lists:
            if section.group_by and self.result.rows[section.id]:
                self._group_formulas(donor, section)

    def _group_formulas(self, donor: Package, section: ListSection) -> None:
        places = {column.id: donor.area(f"{section.id}.{column.id}") for column in section.columns}
        for offset, row in enumerate(self.grouped[section.id]):
            for column in section.columns:
                area = places[column.id]
                value = row.get(column.id)
                if column.rollup != "sum" or area is None or not isinstance(value, Decimal):
                    continue
                position = area.first_row + offset
                conditions = "*".join(
                    f"({section.id}.{key}={cell_name(position, place.first_column)})"
                    for key in section.group_by
                    if (place := places[key]) is not None
                )
                decimals = self.result.form.decimals_of(column)
                formula = f"=ROUND(SUMPRODUCT({conditions}*{section.id}.{column.id}),{decimals})"
                donor.patch(area.sheet).set_formula(position, area.first_column, formula, value)

    # ── 单位明细 and the lists' details ───────────────────────────────────────

    def _unit_details(self) -> None:
        form, contributing = self.result.form, self.result.contributing()
        fields = [form.scalars[name] for name in form.summed_ids]
        headings = [Heading("单位代码", 14), Heading("单位名称", 30)]
        headings += [Heading(scalar.label, 15, number_format(scalar, scalar.decimals)) for scalar in fields]
        rows = []
        for unit, submission in contributing:
            values = submission.scalars
            rows.append([unit.code, unit.name, *(values.get(scalar.id) for scalar in fields)])
        note = f"每行一个单位，取自其报表；{'、'.join(form.sheets)}中的数由这里求和。单位：{form.form.money_unit}"
        sheet = self.tables.table(DETAIL_SHEET, f"{form.form.title}——单位明细", note, headings, rows)
        first, last = FIRST_ROW + 1, FIRST_ROW + max(len(rows), 1)
        for column, scalar in enumerate(fields, start=3):
            area = Area(DETAIL_SHEET, first, column, last, column)
            self.book.define_name(f"{names.DETAIL}.{scalar.id}", f"={area}")
            style = self.tables.format(bold=True, top=2, bottom=1, num_format=headings[column - 1].format)
            value = self.result.values.get(scalar.id)
            cached = float(value) if isinstance(value, Decimal) else 0
            sheet.write_formula(last, column - 1, f"=ROUND(SUM({area.range}),{scalar.decimals})", style, cached)
        sheet.write_string(last, 0, "合计", self.tables.format(bold=True, top=2, bottom=1))
        sheet.write_string(last, 1, f"{len(rows)} 个单位", self.tables.format(bold=True, top=2, bottom=1))
        sheet.freeze_panes(FIRST_ROW, 2)

    def _list_details(self, section: ListSection) -> None:
        """A list's rows of all units. The list's names point here, so that the summary reads as a submission."""
        form = self.result.form
        own = section.rollup == "own"
        rows = concatenated(section, self.result.contributing()) if own else self.result.rows[section.id]
        numbered = section.within is not None or section.item_label is not None
        leading = [Heading("单位代码", 14), Heading("单位名称", 30)] + (
            [Heading("目标序号", 9, "0")] if numbered else []
        )
        wide = {"long_text": 60, "text": 30, "code": 16}
        columns = [
            Heading(form.text(c.label), wide.get(c.type, 16), number_format(c, form.decimals_of(c)))
            for c in section.columns
        ]
        sheet = f"{section.label}明细"[:31]
        body = [self._detail_row(section, row, numbered=numbered) for row in rows]
        note = "各单位报表中的行，照原样集中；每行注明单位。"
        self.tables.table(sheet, f"{form.form.title}——{section.label}明细", note, [*leading, *columns], body)
        if own:  # the list's names stay with the bureau's own rows
            return
        first, last = FIRST_ROW + 1, FIRST_ROW + max(len(body), 1)
        keys = [
            names.OWNER,
            "",
            *([names.ITEM] if numbered else []),
            *(column.id for column in section.columns),
        ]
        self.book.define_name(section.id, f"={Area(sheet, first, 1, last, len(keys))}")
        for column, key in enumerate(keys, start=1):
            if key:
                self.book.define_name(f"{section.id}.{key}", f"={Area(sheet, first, column, last, column)}")

    def _detail_row(self, section: ListSection, row: Row, *, numbered: bool) -> list[object]:
        code = str(row.get(names.OWNER, ""))
        unit = self.result.roster.find(code)
        lead: list[object] = [code, unit.name if unit else ""] + ([row.get(names.ITEM)] if numbered else [])
        return lead + [_in_its_cell(row.get(column.id), column) for column in section.columns]


def _in_its_cell(value: Value | None, column: Column) -> Value | None:
    """A value as the details show it: a percentage as the fraction that its cell's format expects."""
    return value / 100 if isinstance(value, Decimal) and column.type == "percent" else value
