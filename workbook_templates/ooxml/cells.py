"""The cells of a worksheet part, read fast and with nothing lost."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from workbook_templates.ooxml.addresses import MAX_COLUMN, MAX_ROW, Area, cell_position
from workbook_templates.ooxml.errors import UnreadableWorkbookError
from workbook_templates.ooxml.escapes import unescape
from workbook_templates.ooxml.markup import Element, namespace, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CellKind: TypeAlias = Literal["number", "text", "boolean", "error", "uncached"]
Cells: TypeAlias = "dict[tuple[int, int], RawCell]"

# Both ask for the r attribute: an element without it counts for the position of its neighbours.
_EMPTY_CELL: Final = re.compile(rb'<c r="[A-Z]+[0-9]+"(?: \w+="\w*")*(?:/>|></c>)')
_EMPTY_ROW: Final = re.compile(rb'<row r="[0-9]+"[^<>]*?(?:/>|>\s*</row>)')
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

_USUAL_START: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?"
    rb"(?:<\?xml version=.1\.0.(?: encoding=.[Uu][Tt][Ff]-8.)?(?: standalone=.yes.)?\s*\?>)?\s*<worksheet\s"
)
# Array formulas, rich text, numbered characters and line ends that XML would change are not usual.
_USUAL_CELL: Final = re.compile(
    r'<c r="([A-Z]+[0-9]+)"(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?>'
    r'(<f(?: t="shared"[^<>]*)?(?:/>|>[^<]*</f>))?'
    r'(<v/>|<v>([^<\r]*)</v>|<is><t(?: xml:space="preserve")?>([^<\r]*)</t></is>)?</c>'
)


_ENTITIES: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_OTHER_ENTITY: Final = re.compile(r"&(?!(?:lt|gt|quot|apos|amp);)")
_USUAL_MERGE: Final = re.compile(rb'<mergeCell ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"/>')


class RawCell(NamedTuple):
    """What a cell holds in the file, not yet judged.

    Attributes:
        kind: ``uncached`` is a formula that no program has calculated: its value is unknown, not blank.
        text: A number's digits as stored, the text, ``1``/``0`` of a boolean, the error's literal; empty if
            uncached.
        formula: Whether the value comes from a formula.
        style: Index into `Package.number_formats`.
    """

    kind: CellKind
    text: str
    formula: bool
    style: int


class _ImplicitPositionError(Exception):
    """A row or cell without r in a part from which empty ones were stripped."""


def read_cells(data: bytes, part: str, strings: Callable[[], Sequence[str]]) -> Cells:
    """The cells of a worksheet part that hold something, by row and column.

    Args:
        data: The part.
        part: Its name, for errors.
        strings: Gives the shared strings; called only if a cell refers to them.

    Raises:
        UnreadableWorkbookError: ``malformed_xml``.
    """
    stripped = _without_empty(data)
    root = parse(stripped, part)
    shared = strings() if b't="s"' in stripped or b"t='s'" in stripped else ()
    try:
        cells = _quick_cells(stripped, shared)
        if cells is None:
            cells = _walked(data, stripped, root, shared)
    except (ValueError, IndexError) as error:
        raise UnreadableWorkbookError("malformed_xml", part=part, reason=str(error)) from error
    return cells


def _walked(data: bytes, stripped: bytes, root: Element, strings: Sequence[str]) -> Cells:
    try:
        return _SheetReader(root, strings, implicit=stripped is data).read()
    except _ImplicitPositionError:
        return _SheetReader(parse(data, ""), strings, implicit=True).read()


def read_merged(data: bytes, part: str, sheet: str) -> list[Area]:
    """The merged areas of a worksheet part."""
    if b"mergeCell " not in data:
        return []
    usual = _USUAL_MERGE.findall(data)
    if len(usual) == data.count(b"mergeCell "):
        found = (Area.of(sheet, reference.decode()) for reference in usual)
        return [area for area in found if area is not None]
    root = parse(_without_empty(data), part)
    space = namespace(root)
    found = (Area.of(sheet, element.get("ref", "")) for element in root.iterfind(f"{space}mergeCells/{space}mergeCell"))
    return [area for area in found if area is not None]


def _without_empty(data: bytes) -> bytes:
    """The part without cells and rows that hold only formatting, or the part itself if that changes nothing.

    An officer who formats whole columns leaves half a million of them below the form.
    """
    if b"<![CDATA[" in data or b"<!--" in data:  # where markup may be text
        return data
    stripped = _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", data))
    return data if len(stripped) == len(data) else stripped


def _judged(kind: str, value: str, strings: Sequence[str]) -> tuple[CellKind, str] | None:
    """Kind and text of a value that may have any type but a plain number; None if it is blank."""
    if kind == "s":
        index = int(value)
        if index < 0:
            raise IndexError("shared string")
        return "text", strings[index]
    if kind in {"str", "inlineStr"}:
        return "text", unescape(value) if kind == "str" else value
    bare = value.strip()
    if not bare:
        return None
    if kind == "b":
        return "boolean", "1" if bare in {"1", "true"} else "0"
    if kind == "n":
        # What is not a number under that name must not be lost either.
        return ("number", bare) if _NUMBER.fullmatch(bare) else ("text", value)
    return ("error", bare) if kind == "e" else ("text", value)


def _quick_cells(data: bytes, strings: Sequence[str]) -> Cells | None:
    """The cells of a well-formed part as every known program writes it; None if anything in it is unusual.

    Twice as fast as walking the tree, and only a short cut: it takes the part as a whole or not at all.
    """
    if not _USUAL_START.match(data) or b"<!--" in data or b"<![CDATA[" in data or b"<c>" in data:
        return None
    found = _USUAL_CELL.findall(data.decode())
    if len(found) != data.count(b"<c "):
        return None
    cells: Cells = {}
    for name, style, kind, formula, content, typed, inline in found:
        value = _resolved(typed or inline)
        if value is None:
            return None
        judged = _judged_quickly(kind, bool(content), unescape(value) if inline else value, strings)
        if judged is None and formula:
            judged = "uncached", ""
        if judged is not None:
            cells[cell_position(name)] = RawCell(*judged, bool(formula), int(style or 0))
    return cells


def _judged_quickly(kind: str, filled: bool, value: str, strings: Sequence[str]) -> tuple[CellKind, str] | None:
    if not filled:
        return None
    if not kind and _NUMBER.fullmatch(value):
        return "number", value
    return _judged(kind or "n", value, strings)


def _resolved(text: str) -> str | None:
    """A text of the part with the predefined entities resolved, & last; None if it has others."""
    if "&" not in text:
        return text
    if _OTHER_ENTITY.search(text):
        return None
    for entity, character in _ENTITIES.items():
        text = text.replace(entity, character)
    return text


class _SheetReader:
    """One walk over the tree of a part, whatever it looks like."""

    def __init__(self, root: Element, strings: Sequence[str], *, implicit: bool) -> None:
        self._root = root
        self._implicit = implicit
        self._strings = strings
        space = namespace(self._root)
        self._row, self._c, self._v, self._f, self._is = (space + name for name in ("row", "c", "v", "f", "is"))
        self._data = space + "sheetData"
        self._text_tags = (space + "t", space + "r")
        self._spilled: list[Area] = []

    def read(self) -> Cells:
        cells: Cells = {}
        sheet_data = self._root.find(self._data)
        if sheet_data is None:
            return cells
        self._read_rows(sheet_data, cells)
        for area in self._spilled:
            for position in [position for position in cells if position in area]:
                cells[position] = cells[position]._replace(formula=True)
        return cells

    def _read_rows(self, sheet_data: Element, cells: Cells) -> None:
        number = 0
        for row in sheet_data.iterchildren(self._row):
            number = self._row_number(row, number)
            column = 0
            for element in row.iterchildren(self._c):
                name = element.get("r")
                if name is None:
                    column = self._next(column, MAX_COLUMN)
                    position = number, column
                else:
                    position = cell_position(name)
                    column = position[1]
                cell = self._cell(element)
                if cell is not None:
                    cells[position] = cell

    def _row_number(self, row: Element, previous: int) -> int:
        number = row.get("r")
        return self._next(previous, MAX_ROW) if number is None else int(number)

    def _next(self, previous: int, limit: int) -> int:
        if not self._implicit:
            raise _ImplicitPositionError
        if previous >= limit:
            raise ValueError("beyond the sheet")
        return previous + 1

    def _cell(self, element: Element) -> RawCell | None:
        value: str | None = None
        formula = has_value = False
        for child in element:
            tag = child.tag
            if tag == self._v:
                value, has_value = child.text, True
            elif tag == self._f:
                formula = True
                if child.get("ref") is not None:
                    self._note_array(child)
            elif tag == self._is:
                value, has_value = rich_text(child, *self._text_tags), True
        style = int(element.get("s", "0"))
        if has_value:
            kind = element.get("t", "n")
            if kind == "n" and value and _NUMBER.fullmatch(value):  # most cells
                return RawCell("number", value, formula, style)
            judged = _judged(kind, value or "", self._strings)
            if judged is not None:
                return RawCell(*judged, formula, style)
        return RawCell("uncached", "", formula, style) if formula else None

    def _note_array(self, formula: Element) -> None:
        """The cells of an array formula carry a value each, but only the first carries the formula."""
        if formula.get("t") in {"array", "dataTable"}:
            area = Area.of("", formula.get("ref", ""))
            if area is not None and area.height * area.width > 1:
                self._spilled.append(area)


def rich_text(element: Element, text_tag: str, run_tag: str) -> str:
    """The text of a shared or inline string: its runs joined, without the phonetic guide."""
    pieces: list[str] = []
    for child in element:
        if child.tag == text_tag:
            pieces.append(child.text or "")
        elif child.tag == run_tag:
            pieces.extend(text.text or "" for text in child.iterchildren(text_tag))
    return unescape(pieces[0] if len(pieces) == 1 else "".join(pieces))


# Workbooks filled from one template by this program share their strings to the byte.
@lru_cache(maxsize=8)
def read_strings(data: bytes, part: str) -> tuple[str, ...]:
    """The shared strings of a workbook, in their order.

    Raises:
        UnreadableWorkbookError: ``malformed_xml``.
    """
    root = parse(data, part)
    space = namespace(root)
    return tuple(rich_text(item, space + "t", space + "r") for item in root.iterchildren(space + "si"))
