"""The boxes in which notes (批注) are shown: shapes of a VML drawing, which every spreadsheet program still writes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from workbook_templates.ooxml.markup import Element, parse, serialise
from workbook_templates.ooxml.parts import add_part, free_name, relate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workbook_templates.ooxml.package import Package
    from workbook_templates.ooxml.sheet import SheetPatch

Position = tuple[int, int]

_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_VML: Final = "urn:schemas-microsoft-com:vml"
_OFFICE: Final = "urn:schemas-microsoft-com:office:office"
_EXCEL: Final = "urn:schemas-microsoft-com:office:excel"
_SPACES: Final = f'xmlns:v="{_VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}"'
_DRAWING: Final = (
    f'<xml {_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{{number}}"/></o:shapelayout></xml>'
)
_BOX: Final = "_x0000_t202"
_SHAPE_TYPE: Final = (
    f'<v:shapetype {_SPACES} id="{_BOX}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE: Final = (
    f'<v:shape {_SPACES} id="_x0000_s{{number}}" type="#{_BOX}" '
    'style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_SHAPES_EACH: Final = 1024
"""Each drawing has so many numbers for its shapes."""

PIXELS_A_POINT: Final = 4 / 3
PIXELS_A_CHARACTER: Final = 7
CELL_PADDING: Final = 5
DEFAULT_HEIGHT: Final = 15.0


class Box(NamedTuple):
    """How large the box of a note is, in pixels."""

    width: int
    height: int


class NoteBoxes:
    """The drawing of a sheet that holds the boxes of its notes, made if there was none."""

    def __init__(self, package: Package, sheet: str) -> None:
        """Find the drawing.

        Raises:
            UnreadableWorkbookError: It is damaged.
        """
        self._package = package
        self._patch = package.patch(sheet)
        self.part = drawing_part(package, self._patch) or _new_drawing(package, self._patch)
        self._root = parse(package.part(self.part), self.part)

    @property
    def empty(self) -> bool:
        """Whether nothing is drawn."""
        return self._root.find(f".//{{{_VML}}}shape") is None

    def add(self, position: Position, box: Box) -> None:
        """Put in the box for a cell."""
        if self._root.find(f"{{{_VML}}}shapetype[@id='{_BOX}']") is None:
            self._root.append(etree.fromstring(_SHAPE_TYPE))
        row, column = position
        words = {"number": self._free_number(), "anchor": _anchor(self._patch, position, box)}
        self._root.append(etree.fromstring(_SHAPE.format(row=row - 1, column=column - 1, **words)))

    def _free_number(self) -> int:
        found = re.findall(rb'"_x0000_s([0-9]+)"', etree.tostring(self._root))
        layout = self._root.find(f".//{{{_OFFICE}}}idmap")
        own = (layout.get("data", "1") if layout is not None else "1").split(",")[0]
        return max([int(own) * _SHAPES_EACH, *map(int, found)]) + 1

    def remove(self, positions: set[Position]) -> None:
        """Take out the boxes of cells."""
        for shape in list(self._root.iter(f"{{{_VML}}}shape")):
            parent = shape.getparent()
            if parent is not None and _cell_of(shape) in positions:
                parent.remove(shape)

    def write(self) -> None:
        """Put the drawing back into the package."""
        self._package.set_part(self.part, serialise(self._root))


def drawing_part(package: Package, patch: SheetPatch) -> str | None:
    """The drawing that holds the boxes of a sheet's notes, if it has one."""
    relation = package.relations(patch.part).get(patch.legacy_drawing or "")
    return relation.target if relation is not None and package.has_part(relation.target) else None


def _new_drawing(package: Package, patch: SheetPatch) -> str:
    part = free_name(package, "xl/drawings/vmlDrawing1.vml")
    number = "".join(filter(str.isdigit, part))
    add_part(package, part, serialise(parse(_DRAWING.format(number=number).encode(), part)), _TYPE)
    patch.legacy_drawing = relate(package, patch.part, "vmlDrawing", part)
    return part


def _cell_of(shape: Element) -> Position | None:
    """The cell whose note a shape shows; None for any other shape."""
    data = shape.find(f"{{{_EXCEL}}}ClientData")
    if data is None or data.get("ObjectType") != "Note":
        return None
    texts = [data.findtext(f"{{{_EXCEL}}}{name}", "").strip() for name in ("Row", "Column")]
    return (int(texts[0]) + 1, int(texts[1]) + 1) if all(map(str.isdecimal, texts)) else None


def _anchor(patch: SheetPatch, position: Position, box: Box) -> str:
    """Where a box lies: to the right of its cell, a little above it; columns and rows are counted from 0."""

    def width(column: int) -> float:
        return patch.column_width(column) * PIXELS_A_CHARACTER + CELL_PADDING

    def height(row: int) -> float:
        return (patch.row_height(row) or DEFAULT_HEIGHT) * PIXELS_A_POINT

    left, top = position[1] + 1, max(position[0] - 1, 1)
    right, across = _reached(left, 15 + box.width, width)
    bottom, down = _reached(top, 2 + box.height, height)
    return f"{left - 1}, 15, {top - 1}, 2, {right - 1}, {across}, {bottom - 1}, {down}"


def _reached(start: int, distance: float, size: Callable[[int], float]) -> tuple[int, int]:
    """The row or column in which a distance ends, and how far into it."""
    for place, length in _sizes(start, size):
        if distance < length:
            return place, int(distance)
        distance -= length
    return start, 0


def _sizes(start: int, size: Callable[[int], float]) -> Iterator[tuple[int, float]]:
    """Rows or columns from one on, with their sizes; not endlessly, should all of them be hidden."""
    return ((place, size(place)) for place in range(start, start + 500))
