"""Merged cells of an open workbook, asked for only where they matter: no engine gives them in a block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook_templates.ooxml import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import xlwings as xw

    from workbook_templates.ooxml import RawCell


def merged_columns(
    sheet: xw.Sheet, columns: Iterable[Area], cells: Mapping[tuple[int, int], RawCell]
) -> Sequence[Area]:
    """The merged areas that reach over several rows of a list's columns.

    Asked is only where a column is blank in rows that hold something: a whole run of them at once, halved as long as
    only a part of it is merged. Where the engine can't tell, there are none.
    """
    found: dict[str, Area] = {}
    try:
        for column in columns:
            for first, last in _blank_runs(column, cells):
                for area in _merged_in(sheet, column.first_column, first, last):
                    found[area.range] = area
    except NotImplementedError:
        return ()
    return [area for area in found.values() if area.height > 1]


def _blank_runs(column: Area, cells: Mapping[tuple[int, int], RawCell]) -> Iterator[tuple[int, int]]:
    held = {row for row, _ in cells if column.first_row <= row <= column.last_row}
    blank = sorted(row for row in held if (row, column.first_column) not in cells)
    first = last = 0
    for row in blank:
        if first and row == last + 1:
            last = row
            continue
        if first:
            yield first, last
        first = last = row
    if first:
        yield first, last


def _merged_in(sheet: xw.Sheet, column: int, first: int, last: int) -> Iterator[Area]:
    state = sheet.range((first, column), (last, column)).merge_cells
    if state is False:
        return
    if state or first == last:
        while first <= last:
            area = Area.of(sheet.name, sheet.range((first, column)).merge_area.address)
            if area is None:
                return
            yield area
            first = area.last_row + 1
        return
    middle = (first + last) // 2
    yield from _merged_in(sheet, column, first, middle)
    yield from _merged_in(sheet, column, middle + 1, last)
