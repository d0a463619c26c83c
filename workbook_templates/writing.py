"""Writes a unit's data into the template: the official look stays, formulas stay live and show their values."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from workbook_templates import names
from workbook_templates.computing import compute
from workbook_templates.documents import Document, DocumentError, Row
from workbook_templates.formulas import native_formulas
from workbook_templates.interpret import serial_of
from workbook_templates.model import ListSection, nested_in
from workbook_templates.ooxml import Area, Package, SheetPatch
from workbook_templates.printed import printed
from workbook_templates.submission import Unreadable, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook_templates.model import Column, Form, Scalar

LINE_HEIGHT, PADDING, MAX_HEIGHT = 14.0, 8.0, 409.0
"""Points: Excel doesn't fit the height of merged cells by itself, and has this limit."""


def fill(form: Form, template: bytes, document: Document, *, rolled_up: bool = False) -> bytes:
    """A filled workbook.

    A computed field is left out or given as it should be: the cell keeps its live formula, with its
    value cached. Given otherwise: the cell holds what was given, and `validate` will say so. With `rolled_up` the
    data are those of many units, and what is additive is taken as given.

    Raises:
        DocumentError: the template lacks a name of the form, or rows belong to no block.
    """
    return _Writer(form, Package.open(template), rolled_up).write(document)


def write_computed(form: Form, package: Package, computed: Mapping[str, Value | None]) -> None:
    """Puts live formulas with their values into the computed cells of an open workbook."""
    formulas = native_formulas(form)
    for name, value in computed.items():
        area = package.area(name)
        if area is None:
            continue
        patch = package.patch(area.sheet)
        cached = "" if value is None else cell_value(value, form.scalars[name])
        patch.set_formula(area.first_row, area.first_column, formulas[name], cached)


def cell_value(value: Value, place: Scalar | Column) -> str | Decimal | int:
    """A value as its cell holds it: a percentage as its fraction, a day as its serial number."""
    if isinstance(value, Decimal):
        return value / 100 if place.type == "percent" else value
    if isinstance(value, date):
        return serial_of(value)
    return value.shown if isinstance(value, Unreadable) else value


@dataclass
class _Writer:
    form: Form
    package: Package
    rolled_up: bool = False
    _merged: dict[str, dict[tuple[int, int], int]] = field(default_factory=dict)

    def write(self, document: Document) -> bytes:
        self._refuse_orphans(document)
        computed = compute(self.form, document.values, document.rows, rolled_up=self.rolled_up, stated=True)
        self.blocks = printed(self.form, self.package).blocks
        for section in self._from_the_bottom():
            self._make_room(section, document)
        self._unit(document)
        self._scalars(document, computed)
        for section in self.form.lists:
            if section.within is None:
                self._section(section, document)
        self._explanations(document)
        return self.package.to_bytes()

    def _refuse_orphans(self, document: Document) -> None:
        for section in self.form.lists:
            blocks = len(document.rows.get(section.within or "", []))
            for number, row in enumerate(document.rows.get(section.id, []), start=1):
                block = row.get(names.ITEM)
                if section.within and isinstance(block, Decimal) and block > blocks:
                    raise DocumentError(
                        f"{section.id} 第 {number} 行属于第 {block} 个目标，但 {section.within} 只有 {blocks} 个"
                    )

    def place(self, name: str) -> Area:
        area = self.package.area(name)
        if area is None:
            raise DocumentError(f"表样缺少名称 {name}：请运行 jibiao template check {self.form.id}")
        return area

    def put(self, area: Area, row: int, value: Value | None, place: Scalar | Column) -> None:
        """A value, in the first cell of its span."""
        patch = self.package.patch(area.sheet)
        patch.set_value(row, area.first_column, None if value is None else cell_value(value, place))
        if isinstance(value, str):
            self._fit_height(patch, area, row, value)

    def _fit_height(self, patch: SheetPatch, area: Area, row: int, text: str) -> None:
        columns = range(area.first_column, self._last_merged(area, row) + 1)
        width = sum(patch.column_width(column) for column in columns)
        needed = lines(text, width) * LINE_HEIGHT + PADDING
        if needed > (patch.row_height(row) or LINE_HEIGHT):
            patch.set_row_height(row, min(needed, MAX_HEIGHT))

    def _last_merged(self, area: Area, row: int) -> int:
        """Last column of the merged cell that begins an area of one cell."""
        if area.last_column > area.first_column:
            return area.last_column
        return self._merges(area.sheet).get((row, area.first_column), area.first_column)

    def _merges(self, sheet: str) -> dict[tuple[int, int], int]:
        if sheet not in self._merged:
            merged = self.package.merged(sheet)
            self._merged[sheet] = {(m.first_row, m.first_column): m.last_column for m in merged}
        return self._merged[sheet]

    # ── room for the rows ────────────────────────────────────────────────────

    def _from_the_bottom(self) -> list[ListSection]:
        """Lists with a place of their own, the lowest first, so that the others' rows stay where they are."""
        own = [section for section in self.form.lists if section.within is None]
        return sorted(own, key=lambda section: -self.place(section.id).first_row)

    def _make_room(self, section: ListSection, document: Document) -> None:
        """Clones rows so that the list has just those that the data need; an empty list keeps its blank rows."""
        rows = document.rows.get(section.id, [])
        if not rows:
            return
        region = self.place(section.id)
        patch = self.package.patch(region.sheet)
        nested = nested_in(self.form, section)
        if nested:
            pattern = self._block_pattern(section, nested, region, document)
        else:
            pattern = [region.first_row] * len(rows) + [region.last_row]
        patch.replace_rows(region.first_row, region.last_row, pattern)

    def _block_pattern(
        self, section: ListSection, nested: list[ListSection], region: Area, document: Document
    ) -> list[int]:
        """Rows of the template, named once for each time that they are needed."""
        block = self.blocks[section.id]
        pattern: list[int] = []
        for number in range(1, len(document.rows[section.id]) + 1):
            count = sum(len(items_of(document, inner, number)) for inner in nested)
            pattern += [block.opening, *block.heads, *([block.blank[0]] * count or block.blank)]
        return [*pattern, region.last_row]

    # ── values ───────────────────────────────────────────────────────────────

    def _unit(self, document: Document) -> None:
        for name, text in ((names.UNIT_CODE, document.unit.code), (names.UNIT_NAME, document.unit.name)):
            area = self.place(name)
            self.package.patch(area.sheet).set_value(area.first_row, area.first_column, text or None)
        mirror = self.package.area(names.UNIT_NAME_MIRROR)
        if mirror is not None:
            self.package.patch(mirror.sheet).set_cached(mirror.first_row, mirror.first_column, document.unit.name)

    def _scalars(self, document: Document, computed: Mapping[str, Value | None]) -> None:
        given = document.values
        write_computed(
            self.form,
            self.package,
            {n: v for n, v in computed.items() if given.get(n) is None or given.get(n) == v},
        )
        for name, value in given.items():
            if computed.get(name) != value:
                area = self.place(name)
                self.put(area, area.first_row, value, self.form.scalars[name])

    def _section(self, section: ListSection, document: Document) -> None:
        region = self.place(section.id)
        rows = document.rows.get(section.id, [])
        nested = nested_in(self.form, section)
        if not nested:
            for position, row in enumerate(rows, start=region.first_row):
                self._row(section, row, position)
            self._merge_repeats(section, rows, region.first_row)
            return
        patch = self.package.patch(region.sheet)
        block = self.blocks[section.id]
        position = region.first_row
        for number, row in enumerate(rows, start=1):
            patch.set_value(position, region.first_column, (section.item_label or "{n}").format(n=number))
            self._row(section, row, position)
            first = position = position + 1 + len(block.heads)
            for inner in nested:
                own = items_of(document, inner, number)
                for offset, item in enumerate(own):
                    self._row(inner, item, position + offset)
                self._merge_repeats(inner, own, position)
                position += len(own)
            if position == first:
                position += len(block.blank)

    def _row(self, section: ListSection, row: Mapping[str, Value], position: int) -> None:
        for column in section.columns:
            self.put(self.place(f"{section.id}.{column.id}"), position, row.get(column.id), column)

    def _merge_repeats(self, section: ListSection, rows: list[Row], position: int) -> None:
        """Equal neighbours become one merged cell, within what stands equal to their left."""
        left: list[str] = []
        for column in (column for column in section.columns if column.merge_repeats):
            left = [*left, column.id]
            area = self.place(f"{section.id}.{column.id}")
            start = 0
            for end in range(1, len(rows) + 1):
                if end < len(rows) and _key(rows[end], left) == _key(rows[start], left):
                    continue
                if end - start > 1 and column.id in rows[start] and not _any_bare(section, rows[start:end]):
                    self._merge_rows(area, position + start, position + end - 1)
                start = end

    def _merge_rows(self, area: Area, first: int, last: int) -> None:
        patch = self.package.patch(area.sheet)
        for row in range(first + 1, last + 1):
            patch.set_value(row, area.first_column, None)
        patch.merge(Area(area.sheet, first, area.first_column, last, area.last_column))

    def _explanations(self, document: Document) -> None:
        if not document.explanations:
            return
        region = self.place(names.EXPLANATIONS)
        # A template made before there was a column for the figure lacks its name.
        columns = [self.package.area(f"{names.EXPLANATIONS}.{key}") for key in names.EXPLANATION_COLUMNS]
        if len(document.explanations) > region.height:
            raise DocumentError(f"出错说明多于 {region.height} 条")
        patch = self.package.patch(region.sheet)
        for row, (key, text) in enumerate(document.explanations.items(), start=region.first_row):
            rule, _, target = key.partition("@")
            for area, value in zip(columns, (rule, target, text, document.recorded.get(key)), strict=True):
                if area is not None:
                    patch.set_value(row, area.first_column, value or None)


def items_of(document: Document, section: ListSection, number: int) -> list[Row]:
    """The rows of a nested list that stand in a block."""
    return [row for row in document.rows.get(section.id, []) if row.get(names.ITEM) == number]


def _any_bare(section: ListSection, rows: list[Row]) -> bool:
    """Whether a row has nothing but what would be merged away: it would look like no row at all."""
    own = [column.id for column in section.columns if not column.merge_repeats]
    return any(not any(column in row for column in own) for row in rows)


def _key(row: Mapping[str, Value], columns: list[str]) -> list[Value | None]:
    return [row.get(column) for column in columns]


def lines(text: str, width: float) -> int:
    r"""How many lines a text takes in a cell so many characters wide (a Chinese character counts two).

    >>> lines("部门职能概述", 8), lines("a\nb", 20)
    (2, 2)
    """
    per_line = max(int(width - 1), 2)
    return sum(max(1, -(-_width(part) // per_line)) for part in text.split("\n"))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
