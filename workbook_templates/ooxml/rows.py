"""Where rows go when a block of them is replaced by clones, and what follows them there."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from workbook_templates.ooxml.addresses import MAX_ROW, Area
from workbook_templates.ooxml.formulas import REFERENCE_ERROR, replace_references

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbook_templates.ooxml.markup import Element


@dataclass(frozen=True)
class RowMap:
    """The rows ``first`` to ``last`` replaced by clones of the rows that ``pattern`` names.

    Example:
        >>> moves = RowMap(5, 6, (5, 6, 5))
        >>> moves.shift, moves.new_rows(4), moves.new_rows(5), moves.new_rows(7)
        (1, [4], [5, 7], [8])
        >>> moves.runs(5, 5), moves.runs(4, 8), moves.span(5, 5), RowMap(5, 6, ()).span(5, 6)
        ([(5, 5), (7, 7)], [(4, 9)], (5, 7), None)
    """

    first: int
    last: int
    pattern: tuple[int, ...]
    _inside: dict[int, list[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not 1 <= self.first <= self.last <= MAX_ROW:
            raise ValueError(f"no such rows: {self.first} to {self.last}")
        if any(not self.first <= origin <= self.last for origin in self.pattern):
            raise ValueError(f"a row of the pattern is not within {self.first} to {self.last}")
        inside: dict[int, list[int]] = {}
        for number, origin in enumerate(self.pattern, start=self.first):
            inside.setdefault(origin, []).append(number)
        object.__setattr__(self, "_inside", inside)

    @property
    def shift(self) -> int:
        """By how many rows everything below moves down."""
        return len(self.pattern) - (self.last - self.first + 1)

    def new_rows(self, row: int) -> list[int]:
        """The new numbers of a row: one outside the replaced block, any number within."""
        if row < self.first:
            return [row]
        return list(self._inside.get(row, ())) if row <= self.last else [row + self.shift]

    def runs(self, first: int, last: int) -> list[tuple[int, int]]:
        """The maximal runs of consecutive new rows that come from the rows ``first`` to ``last``."""
        runs: list[tuple[int, int]] = []
        if first < self.first:
            runs.append((first, min(last, self.first - 1)))
        for number in self._new_inside(first, last):
            if runs and runs[-1][1] == number - 1:
                runs[-1] = runs[-1][0], number
            else:
                runs.append((number, number))
        if last > self.last:
            # Whole columns reach to the end of the sheet before and after.
            below = max(first, self.last + 1) + self.shift, MAX_ROW if last == MAX_ROW else last + self.shift
            if runs and runs[-1][1] == below[0] - 1:
                below = runs.pop()[0], below[1]
            runs.append(below)
        return runs

    def span(self, first: int, last: int) -> tuple[int, int] | None:
        """From the first to the last new row that comes from the rows ``first`` to ``last``."""
        runs = self.runs(first, last)
        return (runs[0][0], runs[-1][1]) if runs else None

    def _new_inside(self, first: int, last: int) -> Iterable[int]:
        if first == last:
            return self._inside.get(first, ())
        if first <= self.first and last >= self.last:
            return range(self.first, self.first + len(self.pattern))
        return (number for number, origin in enumerate(self.pattern, start=self.first) if first <= origin <= last)


def with_rows(area: Area, rows: tuple[int, int]) -> Area:
    """An area moved to other rows."""
    return Area(area.sheet, rows[0], area.first_column, rows[1], area.last_column)


def moved_areas(area: Area, moves: RowMap) -> list[Area]:
    """The areas of consecutive rows that come from those of an area."""
    return [with_rows(area, run) for run in moves.runs(area.first_row, area.last_row)]


def moved_merges(area: Area, moves: RowMap) -> list[Area]:
    """What becomes of a merge: each clone of a single row has it, each run of clones of several rows too.

    What is left with a single cell is no merge any more.
    """
    if area.height == 1:
        areas = [with_rows(area, (row, row)) for row in moves.new_rows(area.first_row)]
    else:
        areas = moved_areas(area, moves)
    return [moved for moved in areas if moved.height * moved.width > 1]


def moved_sqref(sqref: str, moves: RowMap) -> str:
    """A list of ranges after the move, neighbours joined; empty if nothing is left.

    Example:
        >>> moved_sqref("B5 D6:E6 B9", RowMap(5, 6, (5, 5, 6)))
        'B5:B6 B10 D7:E7'
    """
    areas = []
    for reference in sqref.split():
        area = Area.of("", reference)
        if area is not None:
            areas.extend(moved_areas(area, moves))
    return " ".join(area.range for area in joined(areas))


def joined(areas: Sequence[Area]) -> list[Area]:
    """Areas of the same columns that touch, made one; in the order of their first appearance."""
    order: dict[tuple[int, int], int] = {}
    for place, area in enumerate(areas):
        order.setdefault((area.first_column, area.last_column), place)
    result: list[Area] = []
    grouped = sorted(areas, key=lambda area: (order[area.first_column, area.last_column], area.first_row))
    for _, group in groupby(grouped, key=lambda area: (area.first_column, area.last_column)):
        start = len(result)
        for area in group:
            if len(result) > start and area.first_row <= result[-1].last_row + 1:
                last_row = max(result[-1].last_row, area.last_row)
                result[-1] = with_rows(area, (result[-1].first_row, last_row))
            else:
                result.append(area)
    return result


def moved_name(text: str, sheet: str, moves: RowMap) -> str:
    """A defined name's text after rows of a sheet moved; ``#REF!`` for an area of which no row is left.

    Example:
        >>> moved_name("表一!$B$5:$D$5,表二!$B$5", "表一", RowMap(5, 5, (5, 5, 5)))
        '表一!$B$5:$D$7,表二!$B$5'
    """

    def one(named: str | None, reference: str) -> str | None:
        area = Area.of(sheet, reference)
        if named is None or named.casefold() != sheet.casefold() or area is None or area.height == MAX_ROW:
            return None
        span = moves.span(area.first_row, area.last_row)
        return REFERENCE_ERROR if span is None else str(with_rows(area, span))

    return replace_references(text, one)


def move_parts(root: Element, space: str, moves: RowMap) -> None:
    """Let everything on a sheet that refers to its rows follow them, the rows themselves apart."""
    _move_merges(root.find(f"{space}mergeCells"), moves)
    _move_sqrefs(root, space, moves)
    _move_links(root.find(f"{space}hyperlinks"), moves)
    _move_breaks(root.find(f"{space}rowBreaks"), moves)
    for element in [*root.iterfind(f"{space}autoFilter"), *root.iterfind(f".//{space}sortState")]:
        area = Area.of("", element.get("ref", ""))
        span = moves.span(area.first_row, area.last_row) if area else None
        if area is None or span is None:
            _remove(element)
        else:
            element.set("ref", with_rows(area, span).range)


def _move_merges(container: Element | None, moves: RowMap) -> None:
    if container is None:
        return
    for element in list(container):
        area = Area.of("", element.get("ref", ""))
        _spread(element, "ref", [moved.range for moved in moved_merges(area, moves)] if area else [])
    close_container(container)


def _move_links(container: Element | None, moves: RowMap) -> None:
    if container is None:
        return
    for element in list(container):
        area = Area.of("", element.get("ref", ""))
        _spread(element, "ref", [moved.range for moved in moved_areas(area, moves)] if area else [])
    close_container(container)


def _move_sqrefs(root: Element, space: str, moves: RowMap) -> None:
    views = f"{space}sheetViews"  # what is selected on the screen may stay where it is
    for child in root:
        if child.tag in (views, f"{space}sheetData"):
            continue
        for element in list(child.iter()):
            if element.get("sqref") is not None:
                element.set("sqref", moved_sqref(element.get("sqref", ""), moves))
                _drop_if(element, empty=not element.get("sqref"))
            elif str(element.tag).endswith("}sqref"):  # of Excel 2010's extensions, as text
                element.text = moved_sqref(element.text or "", moves)
                parent = element.getparent()
                if parent is not None:
                    _drop_if(parent, empty=not element.text)


def _move_breaks(container: Element | None, moves: RowMap) -> None:
    if container is None:
        return
    for element in list(container):
        new = moves.new_rows(int(element.get("id", "0")))
        _spread(element, "id", [str(row) for row in new[-1:]])
    close_container(container)


def _spread(element: Element, attribute: str, values: Sequence[str]) -> None:
    """One element for each value, none for none."""
    for value in values[1:][::-1]:
        clone = deepcopy(element)
        clone.set(attribute, value)
        element.addnext(clone)
    if values:
        element.set(attribute, values[0])
    else:
        _remove(element)


def _drop_if(element: Element, *, empty: bool) -> None:
    container = element.getparent()
    if empty and container is not None:
        container.remove(element)
        if container.getparent() is not None:
            close_container(container)


def close_container(container: Element) -> None:
    """Set a container's count, or remove the container if nothing is left in it."""
    if len(container) == 0:
        _remove(container)
        return
    for attribute in ("count", "manualBreakCount"):
        if container.get(attribute) is not None:
            container.set(attribute, str(len(container)))


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
