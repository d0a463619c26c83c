"""Reads a filled workbook into a `Submission`.

Where a field is, its defined name says; what should stand beside it, the form says, and both are
compared. A file that is no submission of a known form is rejected with a code; anything odd inside
one becomes a `Note` at its cell.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from workbook_templates import names
from workbook_templates.catalogue import FormFolder, UnknownFormError, find_form
from workbook_templates.interpret import Expected, interpret
from workbook_templates.model import Column, Form, ListSection, Scalar, nested_in, normal
from workbook_templates.ooxml import (
    Area,
    Package,
    RawCell,
    UnreadableWorkbookError,
    cell_name,
    column_letters,
)
from workbook_templates.submission import Cell, Note, RejectedError, Rejection, Submission, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_HEADING_ROWS = 4
"""How far above a list its headings are looked for."""

TEXT = Expected("text", 0, "")


def read_file(path: Path) -> Submission | Rejection:
    """The submission in a file, or why it is none. Never raises for what a file may contain."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return Rejection(str(path), "unreadable_file", {"reason": error.strerror or ""})
    digest = hashlib.sha256(data).hexdigest()
    try:
        return read_workbook(data, str(path), digest)
    except (UnreadableWorkbookError, RejectedError) as error:
        return Rejection(str(path), error.code, dict(error.slots), digest)


def read_workbook(data: bytes, file: str = "", sha256: str = "") -> Submission:
    """The submission in a workbook's bytes.

    Raises:
        UnreadableWorkbookError: the bytes are no workbook that can be read.
        RejectedError: the workbook is no submission of a known form in its present version.
    """
    sheets = _Sheets(Package.open(data))
    form, folder = identify(sheets)
    reader = _Reader(sheets, form, _fixed_texts(folder))
    return reader.submission(file, sha256)


@dataclass
class _Sheets:
    """A package whose sheets are parsed once, when asked for."""

    package: Package
    parsed: dict[str, Mapping[tuple[int, int], RawCell]] = field(default_factory=dict)

    def cells(self, sheet: str) -> Mapping[tuple[int, int], RawCell]:
        if sheet not in self.parsed:
            self.parsed[sheet] = self.package.cells(sheet)
        return self.parsed[sheet]

    def area(self, name: str) -> Area | None:
        """The area that a name is bound to, None if the name or its sheet is gone."""
        area = self.package.area(name)
        return area if area is not None and area.sheet in self.package.sheet_names else None

    def text(self, name: str) -> str:
        area = self.area(name)
        raw = self.cells(area.sheet).get((area.first_row, area.first_column)) if area else None
        return raw.text.strip() if raw else ""


def identify(sheets: _Sheets) -> tuple[Form, FormFolder]:
    """The form that a workbook's cover names.

    Raises:
        RejectedError: it names none, an unknown one, or another version.
    """
    identifier = sheets.text(names.FORM)
    if not identifier:
        raise RejectedError("no_form_mark")
    try:
        folder = find_form(identifier)
    except UnknownFormError:
        raise RejectedError("unknown_form", form=identifier) from None
    form = folder.load()
    version = sheets.text(names.VERSION)
    if version != form.form.version:
        raise RejectedError("other_version", form=identifier, version=version or "（空）", current=form.form.version)
    if form.form.sheet not in sheets.package.sheet_names:
        raise RejectedError("missing_sheet", sheet=form.form.sheet)
    return form, folder


@lru_cache(maxsize=16)
def _fixed_texts(folder: FormFolder) -> frozenset[str]:
    """The texts printed on the form's sheet: all else in a filled one was typed by somebody."""
    package = Package.open(folder.template())
    cells = package.cells(folder.load().form.sheet)
    return frozenset(normal(raw.text) for raw in cells.values() if raw.kind == "text" and not raw.formula)


@dataclass
class _Reader:
    sheets: _Sheets
    form: Form
    fixed_texts: frozenset[str]
    cells: list[Cell] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    addresses: dict[str, tuple[str, str]] = field(default_factory=dict)
    sheet_rows: dict[str, list[int]] = field(default_factory=dict)

    def submission(self, file: str, sha256: str) -> Submission:
        self.formats = self.sheets.package.number_formats
        self.date1904 = self.sheets.package.date1904
        self.merges: dict[str, dict[tuple[int, int], tuple[int, int]]] = {}
        self.places: dict[str, Area] = {}
        self.taken: set[tuple[str, int, int]] = set()
        self.regions: list[Area] = []
        unit = Unit(self._plain_text(names.UNIT_CODE), self._plain_text(names.UNIT_NAME))
        self._scalars()
        for section in self.form.lists:
            self._section(section)
        self._stray()
        if not any(cell for cell in self.cells if not self._computed(cell.field)):
            self.notes.insert(0, Note("empty_form", sheet=self.form.form.sheet))
        return Submission(
            self.form.id, self.form.form.version, unit, file, sha256, tuple(self.cells), tuple(self.notes),
            self._explanations(), self.addresses, {name: tuple(rows) for name, rows in self.sheet_rows.items()},
        )  # fmt: skip

    # ── finding and reading cells ────────────────────────────────────────────

    def sheet(self, name: str) -> Mapping[tuple[int, int], RawCell]:
        return self.sheets.cells(name)

    def place(self, name: str) -> Area | None:
        """The area that a name is bound to; a lost one is noted."""
        area = self.sheets.area(name)
        if area is None:
            self.notes.append(Note("missing_name", name, slots={"name": name}))
            return None
        return area

    def _plain_text(self, name: str) -> str:
        area = self.place(name)
        if area is None:
            return ""
        address = cell_name(area.first_row, area.first_column)
        self.taken.add((area.sheet, area.first_row, area.first_column))
        self.addresses[name] = (area.sheet, address)
        raw = self.sheet(area.sheet).get((area.first_row, area.first_column))
        if raw is None:
            self.notes.append(Note("blank_unit", name, None, area.sheet, address))
            return ""
        return interpret(raw, TEXT, self._format(raw)).shown.strip()

    def _format(self, raw: RawCell) -> str:
        return self.formats[raw.style] if raw.style < len(self.formats) else "General"

    def _expected(self, value: Scalar | Column) -> Expected:
        return Expected(value.type, self.form.decimals_of(value), self.form.form.money_unit)

    def _computed(self, identifier: str) -> bool:
        return identifier in self.form.computed_ids

    def _read(self, name: str, row: int | None, value: Scalar | Column, raw: RawCell, sheet: str, address: str) -> None:
        """Takes in one cell."""
        reading = interpret(raw, self._expected(value), self._format(raw), date1904=self.date1904)
        if reading.note:
            slots = {"shown": reading.shown, **(reading.slots or {})}
            self.notes.append(Note(reading.note, name, row, sheet, address, slots))
        if reading.value is not None:
            self.cells.append(Cell(name, row, sheet, address, reading.shown, reading.value))

    # ── scalars ──────────────────────────────────────────────────────────────

    def _scalars(self) -> None:
        for identifier in self.form.scalars:
            area = self.place(identifier)
            if area is not None:
                self.places[identifier] = area
                self.taken.add((area.sheet, area.first_row, area.first_column))
        for identifier, area in self.places.items():
            scalar = self.form.scalars[identifier]
            address = cell_name(area.first_row, area.first_column)
            self.addresses[identifier] = (area.sheet, address)
            raw = self.sheet(area.sheet).get((area.first_row, area.first_column))
            if raw is not None:
                self._read(identifier, None, scalar, raw, area.sheet, address)
            self._check_label(identifier, scalar.row_label, self._texts_left(area), area)
            self._check_label(identifier, scalar.column_label, self._texts_above(area), area)

    def _check_label(self, identifier: str, expected: str | None, found: Iterator[str], area: Area) -> None:
        if expected is None:
            return
        text = next(found, "")
        if normal(text).rstrip(":") != normal(expected).rstrip(":"):
            slots = {"expected": expected, "found": text or "（空）"}
            address = cell_name(area.first_row, area.first_column)
            self.notes.append(Note("label_changed", identifier, None, area.sheet, address, slots))

    def _texts_left(self, area: Area) -> Iterator[str]:
        """Texts to the left in the same row, nearest first, other fields passed over."""
        positions = ((area.first_row, column) for column in range(area.first_column - 1, 0, -1))
        return self._texts(area.sheet, positions)

    def _texts_above(self, area: Area) -> Iterator[str]:
        positions = ((row, area.first_column) for row in range(area.first_row - 1, 0, -1))
        return self._texts(area.sheet, positions)

    def _texts(self, sheet: str, positions: Iterator[tuple[int, int]]) -> Iterator[str]:
        cells = self.sheet(sheet)
        for position in positions:
            raw = cells.get(position)
            if raw is not None and (sheet, *position) not in self.taken and raw.text.strip():
                yield raw.text

    # ── list sections ────────────────────────────────────────────────────────

    def _section(self, section: ListSection) -> None:
        """A list that stands by itself; the lists nested in its blocks come with it."""
        region = self.place(section.id)
        columns = self._columns(section)
        if region is None or not columns:
            return
        self.regions.append(region)
        if shown := self.sheets.area(f"{section.id}.{names.SHOWN}"):
            self.regions.append(shown)
        nested = nested_in(self.form, section)
        if self.sheets.area(f"{section.id}.{names.ITEM}") is not None or not (nested or section.within):
            self._flat(section, region, columns)
        elif nested:
            self._blocks(section, nested, region, columns)

    def _columns(self, section: ListSection) -> dict[str, Area]:
        """Where the columns stand. A summary's detail sheets also say whose a row is, and in which block."""
        found = {}
        for column in section.columns:
            area = self.place(f"{section.id}.{column.id}")
            if area is not None:
                found[column.id] = area
                self.addresses[f"{section.id}.{column.id}"] = (area.sheet, column_letters(area.first_column))
        return found

    def _flat(self, section: ListSection, region: Area, columns: dict[str, Area]) -> None:
        extra = {key: self.sheets.area(f"{section.id}.{key}") for key in (names.OWNER, names.ITEM)}
        number = 0
        for row in self._filled_rows(region):
            if self._row_is_blank(row, region.sheet, columns.values()):
                continue
            number += 1
            self._row(section, number, row, region.sheet, columns)
            for key, area in extra.items():
                raw = self.sheet(region.sheet).get((row, area.first_column)) if area else None
                if raw is not None and area is not None:
                    kind = Expected("integer", 0, "") if key == names.ITEM else TEXT
                    reading = interpret(raw, kind)
                    if reading.value is not None:
                        address = cell_name(row, area.first_column)
                        self.cells.append(
                            Cell(
                                f"{section.id}.{key}",
                                number,
                                region.sheet,
                                address,
                                reading.shown,
                                reading.value,
                            )
                        )
        for column, area in columns.items():
            self._check_heading(section, column, area, region.first_row)

    def _blocks(self, section: ListSection, nested: list[ListSection], region: Area, columns: dict[str, Area]) -> None:
        """Blocks of the printed form: a labelled text, headings, and the rows of the nested list."""
        item_columns = {inner.id: self._columns(inner) for inner in nested}
        headings = {inner.id: self._headings(inner) for inner in nested}
        counts = dict.fromkeys(item_columns, 0)
        block = 0
        merged = self._merged(region.sheet)
        for row in self._filled_rows(region):
            opening = self.sheet(region.sheet).get((row, region.first_column))
            if opening is not None and section.block_number(opening.text) is not None:
                block += 1
                self._row(section, block, row, region.sheet, columns)
                for inner in nested:
                    self._check_block_headings(inner, item_columns[inner.id], row)
                continue
            for inner in nested:
                places = item_columns[inner.id]
                texts = self._row_texts(row, region.sheet, places.values())
                if not texts or {normal(text) for text in texts} <= headings[inner.id]:
                    continue
                counts[inner.id] += 1
                if block == 0:
                    address = cell_name(row, region.first_column)
                    self.notes.append(Note("row_outside_block", inner.id, counts[inner.id], region.sheet, address))
                self._row(inner, counts[inner.id], row, region.sheet, places, merged)
                name, number = f"{inner.id}.{names.ITEM}", counts[inner.id]
                address = cell_name(row, region.first_column)
                self.cells.append(Cell(name, number, region.sheet, address, str(block), Decimal(block)))
        if block == 0:
            address = cell_name(region.first_row, region.first_column)
            slots = {"expected": (section.item_label or "").format(n=1)}
            self.notes.append(Note("no_block", section.id, None, region.sheet, address, slots))

    def _filled_rows(self, region: Area) -> list[int]:
        rows = self._rows_of(region.sheet)
        return [row for row in rows if region.first_row <= row <= region.last_row]

    def _rows_of(self, sheet: str) -> list[int]:
        return sorted({row for row, _ in self.sheet(sheet)})

    def _row_texts(self, row: int, sheet: str, areas: Iterable[Area]) -> list[str]:
        cells = self.sheet(sheet)
        found = (cells.get((row, c)) for area in areas for c in range(area.first_column, area.last_column + 1))
        return [
            raw.text or raw.kind for raw in found if raw is not None and (raw.text.strip() or raw.kind == "uncached")
        ]

    def _row_is_blank(self, row: int, sheet: str, areas: Iterable[Area]) -> bool:
        return not self._row_texts(row, sheet, areas)

    def _row(
        self, section: ListSection, number: int, row: int, sheet: str, columns: dict[str, Area],
        merged: Mapping[tuple[int, int], tuple[int, int]] | None = None,
    ) -> None:  # fmt: skip
        """Takes in one row of a list; `merged` says where a merged cell's value stands."""
        cells = self.sheet(sheet)
        self.sheet_rows.setdefault(section.id, []).append(row)
        for column in section.columns:
            area = columns.get(column.id)
            if area is None:
                continue
            name = f"{section.id}.{column.id}"
            span = range(area.first_column, area.last_column + 1)
            held = [(c, raw) for c in span if (raw := cells.get((row, c))) is not None]
            if not held and column.merge_repeats and merged and (top := merged.get((row, area.first_column))):
                raw = cells.get(top)
                held = [(area.first_column, raw)] if raw is not None else []
            if not held:
                continue
            if len(held) > 1:
                # A row inserted by the officer is not merged across: all its cells must be read or noticed.
                others = "、".join(cell_name(row, c) for c, _ in held[1:])
                self.notes.append(
                    Note("several_values", name, number, sheet, cell_name(row, held[0][0]), {"others": others})
                )
            self._read(name, number, column, held[0][1], sheet, cell_name(row, held[0][0]))

    def _merged(self, sheet: str) -> dict[tuple[int, int], tuple[int, int]]:
        """For each cell below the first of a vertically merged column, where the value stands."""
        if sheet not in self.merges:
            self.merges[sheet] = {
                (row, area.first_column): (area.first_row, area.first_column)
                for area in self.sheets.package.merged(sheet)
                for row in range(area.first_row + 1, area.last_row + 1)
            }
        return self.merges[sheet]

    def _headings(self, section: ListSection) -> frozenset[str]:
        return frozenset(normal(self.form.text(text)) for text in [c.label for c in section.columns] + section.headings)

    def _check_heading(self, section: ListSection, column: str, area: Area, first_row: int) -> None:
        cells = self.sheet(area.sheet)
        above = range(first_row - 1, max(first_row - 1 - _HEADING_ROWS, 0), -1)
        texts = [raw.text for row in above if (raw := cells.get((row, area.first_column))) is not None]
        self._compare_heading(section, column, texts[:1], area, first_row)

    def _check_block_headings(self, section: ListSection, columns: dict[str, Area], opening: int) -> None:
        for column, area in columns.items():
            cells = self.sheet(area.sheet)
            below = range(opening + 1, opening + 1 + _HEADING_ROWS)
            texts = [raw.text for row in below if (raw := cells.get((row, area.first_column))) is not None]
            self._compare_heading(section, column, texts, area, opening)

    def _compare_heading(self, section: ListSection, column: str, found: list[str], area: Area, row: int) -> None:
        expected = self.form.text(section.column(column).label)
        if normal(expected) not in {normal(text) for text in found}:
            slots = {"expected": expected, "found": found[0] if found else "（空）"}
            address = cell_name(row, area.first_column)
            self.notes.append(Note("label_changed", f"{section.id}.{column}", None, area.sheet, address, slots))

    # ── the rest of the workbook ─────────────────────────────────────────────

    def _stray(self) -> None:
        """What was typed on the form's sheet outside every field and list."""
        sheet = self.form.form.sheet
        for (row, column), raw in self.sheet(sheet).items():
            if (sheet, row, column) in self.taken or normal(raw.text) in self.fixed_texts or not raw.text.strip():
                continue
            if any(region.sheet == sheet and (row, column) in region for region in self.regions):
                continue
            if raw.formula and raw.kind == "text":
                continue
            self.notes.append(Note("stray_cell", "", None, sheet, cell_name(row, column), {"shown": raw.text[:60]}))

    def _explanations(self) -> dict[str, str]:
        """出错说明 by rule ("WH24-R07"), or by rule and field ("WH24-R07@income.own.share")."""
        areas = {key: self.sheets.area(f"{names.EXPLANATIONS}.{key}") for key in names.EXPLANATION_COLUMNS}
        region = self.sheets.area(names.EXPLANATIONS)
        if region is None:
            return {}
        found: dict[str, str] = {}
        for row in self._filled_rows(region):
            texts = {
                key: raw.text if area and (raw := self.sheet(region.sheet).get((row, area.first_column))) else ""
                for key, area in areas.items()
            }
            rule, target = texts["rule"].strip(), texts["field"].strip()
            if rule and texts["text"].strip():
                found[f"{rule}@{target}" if target else rule] = texts["text"]
        return found
