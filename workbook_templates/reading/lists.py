"""List sections: rows below their headings, or in labelled blocks as the printed form has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from workbook_templates import names
from workbook_templates.interpret import interpret, plain_text
from workbook_templates.model import Expected, Form, ListSection, nested_in, normal
from workbook_templates.ooxml import Area, cell_name, column_letters
from workbook_templates.reading.intake import TEXT, Intake
from workbook_templates.submission import Cell, Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NUMBER = Expected("integer", 0, "")

_HEADING_ROWS = 4
"""How far above a list its headings are looked for."""


@dataclass
class ListReader:
    """Takes in the list sections of one workbook."""

    intake: Intake
    merges: dict[str, dict[tuple[int, int], tuple[int, int]]] = field(default_factory=dict)

    @property
    def form(self) -> Form:
        """The form read."""
        return self.intake.form

    def read(self) -> None:
        """All list sections; nested ones come with the blocks in which they stand."""
        for section in self.form.lists:
            self._section(section)

    def _section(self, section: ListSection) -> None:
        """A list that stands by itself; the lists nested in its blocks come with it."""
        region = self.intake.place(section.id)
        columns = self._columns(section)
        if region is None or not columns:
            return
        self.intake.addresses[section.id] = (region.sheet, cell_name(region.first_row, region.first_column))
        if shown := self.intake.sheets.area(f"{section.id}.{names.SHOWN}"):
            self.intake.shown.append(shown)
        nested = nested_in(self.form, section)
        if self.intake.sheets.area(f"{section.id}.{names.ITEM}") is not None or not (nested or section.within):
            self._flat(section, region, columns)
        elif nested:
            self._blocks(section, nested, region, columns)

    def _columns(self, section: ListSection) -> dict[str, Area]:
        """Where the columns stand. A summary's detail sheets also say whose a row is, and in which block."""
        found = {}
        for column in section.columns:
            area = self.intake.place(f"{section.id}.{column.id}")
            if area is not None:
                found[column.id] = area
                self.intake.addresses[f"{section.id}.{column.id}"] = (area.sheet, column_letters(area.first_column))
        return found

    def _flat(self, section: ListSection, region: Area, columns: dict[str, Area]) -> None:
        """Rows below one another; in a summary, each says whose it is and in which block it stood."""
        keys = (names.OWNER, names.ITEM)
        extra = {key: area for key in keys if (area := self.intake.sheets.area(f"{section.id}.{key}"))}
        number = 0
        for row in self._filled_rows(region):
            if self._row_is_blank(row, region.sheet, columns.values()):
                continue
            number += 1
            self._row(section, number, row, region.sheet, columns, self._merged(region.sheet))
            for key, area in extra.items():
                self._belonging(f"{section.id}.{key}", number, row, area)
        for column, area in columns.items():
            self._check_heading(section, column, area, region.first_row)

    def _belonging(self, name: str, number: int, row: int, area: Area) -> None:
        raw = self.intake.sheet(area.sheet).get((row, area.first_column))
        if raw is None:
            return
        reading = interpret(raw, NUMBER if name.endswith(names.ITEM) else TEXT)
        if reading.value is not None:
            address = cell_name(row, area.first_column)
            self.intake.cells.append(Cell(name, number, area.sheet, address, reading.shown, reading.value))

    def _blocks(self, section: ListSection, nested: list[ListSection], region: Area, columns: dict[str, Area]) -> None:
        """Blocks of the printed form: a labelled text, headings, and the rows of the nested list."""
        item_columns = {inner.id: self._columns(inner) for inner in nested}
        counts = dict.fromkeys(item_columns, 0)
        heads = len(self.intake.printed.blocks[section.id].heads)
        block, last_head = 0, 0
        for row in self._filled_rows(region):
            label = self.intake.sheet(region.sheet).get((row, region.first_column))
            if label is not None and section.block_number(label.text) is not None:
                block, last_head = block + 1, row + heads
                self._row(section, block, row, region.sheet, columns)
                for inner in nested:
                    self._check_block_headings(inner, item_columns[inner.id], row, heads)
            elif row > last_head:
                for inner in nested:
                    self._item(section, inner, item_columns[inner.id], block, counts, row, region)
        if block == 0:
            address = cell_name(region.first_row, region.first_column)
            self._note_no_block(section, 1, region.sheet, address)

    def _item(
        self, section: ListSection, inner: ListSection, places: dict[str, Area], block: int, counts: dict[str, int],
        row: int, region: Area,
    ) -> None:  # fmt: skip
        """A row below a block's headings."""
        if self._row_is_blank(row, region.sheet, places.values()):
            return
        address = cell_name(row, region.first_column)
        if self._is_heading(inner, places, row):
            if block:  # headings in the middle of a block: the label of the next block is gone
                self._note_no_block(section, block + 1, region.sheet, address)
            return
        counts[inner.id] += 1
        number = counts[inner.id]
        if block == 0:
            self.intake.notes.append(Note("row_outside_block", inner.id, number, region.sheet, address))
        self._row(inner, number, row, region.sheet, places, self._merged(region.sheet))
        name = f"{inner.id}.{names.ITEM}"
        self.intake.cells.append(Cell(name, number, region.sheet, address, str(block), Decimal(block)))

    def _note_no_block(self, section: ListSection, number: int, sheet: str, address: str) -> None:
        slots = {"expected": (section.item_label or "").format(n=number)}
        self.intake.notes.append(Note("no_block", section.id, None, sheet, address, slots))

    def _is_heading(self, section: ListSection, places: dict[str, Area], row: int) -> bool:
        """Whether at least two of the row's cells are the headings of their columns, and none is anything else."""
        held = {
            column: raw.text
            for column, area in places.items()
            if (raw := self.intake.sheet(area.sheet).get((row, area.first_column))) is not None and raw.text.strip()
        }
        labels = {column.id: normal(self.form.text(column.label)) for column in section.columns}
        own = sum(normal(text) == labels[column] for column, text in held.items())
        return own >= 2 and {normal(text) for text in held.values()} <= self._headings(section)

    def _filled_rows(self, region: Area) -> list[int]:
        rows = self._rows_of(region.sheet)
        return [row for row in rows if region.first_row <= row <= region.last_row]

    def _rows_of(self, sheet: str) -> list[int]:
        return sorted({row for row, _ in self.intake.sheet(sheet)})

    def _row_texts(self, row: int, sheet: str, areas: Iterable[Area]) -> list[str]:
        cells = self.intake.sheet(sheet)
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
        cells = self.intake.sheet(sheet)
        self.intake.sheet_rows.setdefault(section.id, []).append(row)
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
            self.intake.taken.update((sheet, row, c) for c, _ in held)
            if len(held) > 1:
                # A row inserted by the officer is not merged across: all its cells must be read or noticed.
                others = "、".join(cell_name(row, c) for c, _ in held[1:])
                self.intake.notes.append(
                    Note("several_values", name, number, sheet, cell_name(row, held[0][0]), {"others": others})
                )
            self.intake.read(name, number, held[0][1], sheet, cell_name(row, held[0][0]))

    def _merged(self, sheet: str) -> dict[tuple[int, int], tuple[int, int]]:
        """For each cell below the first of a vertically merged column, where the value stands."""
        if sheet not in self.merges:
            self.merges[sheet] = {
                (row, area.first_column): (area.first_row, area.first_column)
                for area in self.intake.sheets.source.merged(sheet)
                for row in range(area.first_row + 1, area.last_row + 1)
            }
        return self.merges[sheet]

    def _headings(self, section: ListSection) -> frozenset[str]:
        return frozenset(normal(self.form.text(text)) for text in [c.label for c in section.columns] + section.headings)

    def _check_heading(self, section: ListSection, column: str, area: Area, first_row: int) -> None:
        cells = self.intake.sheet(area.sheet)
        above = range(first_row - 1, max(first_row - 1 - _HEADING_ROWS, 0), -1)
        texts = [plain_text(raw) for row in above if (raw := cells.get((row, area.first_column))) is not None]
        self._compare_heading(section, column, texts[:1], area, first_row)

    def _check_block_headings(self, section: ListSection, columns: dict[str, Area], opening: int, heads: int) -> None:
        for column, area in columns.items():
            cells = self.intake.sheet(area.sheet)
            below = range(opening + 1, opening + 1 + heads)
            texts = [plain_text(raw) for row in below if (raw := cells.get((row, area.first_column))) is not None]
            self._compare_heading(section, column, texts, area, opening)

    def _compare_heading(self, section: ListSection, column: str, found: list[str], area: Area, row: int) -> None:
        expected = self.form.text(section.column(column).label)
        if normal(expected) not in {normal(text) for text in found}:
            slots = {"expected": expected, "found": found[0] if found else "（空）"}
            address = cell_name(row, area.first_column)
            self.intake.notes.append(Note("label_changed", f"{section.id}.{column}", None, area.sheet, address, slots))
