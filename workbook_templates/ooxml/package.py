"""A workbook as the zip of parts that it is: read fully and fast, patched without loss."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from workbook_templates.ooxml.addresses import Area
from workbook_templates.ooxml.archive import MAX_UNZIPPED, Archive, read_source
from workbook_templates.ooxml.cells import Cells, read_cells, read_merged, read_strings
from workbook_templates.ooxml.errors import UnreadableWorkbookError
from workbook_templates.ooxml.markup import parse, serialise
from workbook_templates.ooxml.properties import read_properties
from workbook_templates.ooxml.sheet import SheetPatch
from workbook_templates.ooxml.styles import number_formats
from workbook_templates.ooxml.variants import Variant, add_variants
from workbook_templates.ooxml.workbook import (
    Relation,
    SheetState,
    WorkbookPart,
    read_relations,
    relations_part,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_WORKBOOK: Final = "xl/workbook.xml"
_CONTENT_TYPES: Final = "[Content_Types].xml"


class Package:
    """A workbook in memory.

    What can be read is read when asked for; what is patched is written back by `to_bytes`. Parts that nobody
    touched stay as they are, byte for byte.

    Attributes:
        file: The name of the file, empty for bytes in memory.
    """

    def __init__(self, archive: Archive, file: str = "") -> None:
        self.file = file
        self._archive = archive
        self._changed: dict[str, bytes] = {}
        self._removed: set[str] = set()
        self._patches: dict[str, SheetPatch] = {}
        self._strings: list[str] | None = None
        self._load_workbook()

    @classmethod
    def open(cls, source: Path | bytes, *, limit: int = MAX_UNZIPPED) -> Package:
        """Open a workbook.

        Args:
            source: Its path or its bytes.
            limit: Bytes that its parts may take when unzipped.

        Raises:
            UnreadableWorkbookError: With any of its codes. Damage in a part that is not needed to list the
            sheets
                shows when that part is read.
        """
        file = "" if isinstance(source, bytes) else source.name
        with _naming(file):
            return cls(Archive(read_source(source, limit), limit), file)

    # Parts

    @property
    def part_names(self) -> list[str]:
        """Names of all parts, in the order of the file."""
        names = [name for name in self._archive.names if name not in self._removed]
        return names + [name for name in self._changed if name not in self._archive]

    def part(self, name: str) -> bytes:
        """The bytes of a part, as patched so far.

        Raises:
            UnreadableWorkbookError: ``truncated`` if it is missing or damaged.
        """
        for patch in self._patches.values():
            if patch.part == name and patch.altered:
                return patch.to_bytes()
        if name == self._book.part and self._book.altered:
            return serialise(self._book.root)
        return self._stored(name)

    def set_part(self, name: str, data: bytes) -> None:
        """Replace a part, or add one; its content type and relationship are the caller's business.

        A patch of that part that is still held elsewhere is cut off: ask for a new one.
        """
        self._changed[name] = data
        self._removed.discard(name)
        self._patches = {sheet: patch for sheet, patch in self._patches.items() if patch.part != name}
        if name in {self._book.part, relations_part(self._book.part)}:
            if self._book.altered and name != self._book.part:
                self._changed[self._book.part] = serialise(self._book.root)
            self._load_workbook()
        self._strings = None

    def remove_part(self, name: str) -> None:
        """Take a part out; its content type and what leads to it are the caller's business."""
        self._changed.pop(name, None)
        self._removed.add(name)
        self._patches = {sheet: patch for sheet, patch in self._patches.items() if patch.part != name}

    def has_part(self, name: str) -> bool:
        """Whether there is such a part."""
        return name in self._changed or (name in self._archive and name not in self._removed)

    def relations(self, part: str) -> dict[str, Relation]:
        """The relationships of a part, by id; of the package itself for an empty name."""
        name = relations_part(part)
        return read_relations(self._stored(name), part) if self.has_part(name) else {}

    def _stored(self, name: str) -> bytes:
        data = self._changed.get(name)
        if name in self._removed:
            raise UnreadableWorkbookError("truncated", part=name, reason="removed", file=self.file)
        if data is None:
            with _naming(self.file):
                return self._archive.read(name)
        return data

    # The workbook

    def _load_workbook(self) -> None:
        part = self._find_workbook()
        self._book = WorkbookPart(self._stored(part), part, self.relations(part), self.has_part)
        self._strings = None

    def _find_workbook(self) -> str:
        if self.has_part(_WORKBOOK):
            return _WORKBOOK
        for relation in self.relations("").values():  # a few producers name it otherwise
            if relation.kind == "officeDocument" and relation.target.endswith(".xml"):
                return relation.target
        raise UnreadableWorkbookError("not_a_workbook", reason=_WORKBOOK)

    @property
    def workbook(self) -> WorkbookPart:
        """The workbook part."""
        return self._book

    @property
    def sheet_names(self) -> list[str]:
        """Names of the sheets, in the order of the tabs."""
        return list(self._book.sheets)

    def sheet_state(self, name: str) -> SheetState:
        """Whether a sheet is shown.

        Raises:
            KeyError: No such sheet.
        """
        return self._book.sheets[name].state

    @property
    def date1904(self) -> bool:
        """Whether dates count from 1904 (files from old Macs) and not from 1900."""
        return self._book.date1904

    @property
    def defined_names(self) -> dict[str, str]:
        """Names of the whole workbook, spelt as in the file, and their raw text; no sheet's own names."""
        return dict(self._book.names)

    def area(self, name: str) -> Area | None:
        """The area that a name of the workbook means, in whatever case; None if it means none."""
        names = self._book.names
        text = names.get(name)
        if text is None:
            folded = name.casefold()
            text = next((text for other, text in names.items() if other.casefold() == folded), "")
        return Area.parse(text)

    def properties(self) -> dict[str, str]:
        """The document's custom properties that are plain values, as text.

        Raises:
            UnreadableWorkbookError: ``malformed_xml`` or ``truncated``.
        """
        return read_properties(self)

    # Cells

    @property
    def shared_strings(self) -> list[str]:
        """The shared strings: runs joined, phonetic guides left out, escapes undone."""
        if self._strings is None:
            part = self._book.related("sharedStrings")
            with _naming(self.file):
                self._strings = [] if part is None else list(read_strings(self._stored(part), part))
        return self._strings

    @property
    def number_formats(self) -> list[str]:
        """The number format of each cell style; `RawCell.style` is the index."""
        part = self._book.related("styles")
        with _naming(self.file):
            return [] if part is None else list(number_formats(self._stored(part), part))

    def cells(self, sheet: str) -> Cells:
        """The cells of a sheet that hold something, by row and column, as patched so far.

        The file's own idea of the used range is not trusted; formatting without content is skipped.

        Raises:
            KeyError: No such sheet.
            UnreadableWorkbookError: ``truncated`` or ``malformed_xml``.
        """
        part = self._book.sheets[sheet].part
        with _naming(self.file):
            return read_cells(self.part(part), part, lambda: self.shared_strings)

    def merged(self, sheet: str) -> list[Area]:
        """The merged areas of a sheet, as patched so far.

        Raises:
            KeyError: No such sheet.
            UnreadableWorkbookError: ``truncated`` or ``malformed_xml``.
        """
        part = self._book.sheets[sheet].part
        with _naming(self.file):
            return read_merged(self.part(part), part, sheet)

    # Patching

    def patch(self, sheet: str) -> SheetPatch:
        """The editor of a sheet: the same one at every call.

        Raises:
            KeyError: No such sheet.
            UnreadableWorkbookError: ``truncated`` or ``malformed_xml``.
        """
        if sheet not in self._patches:
            part = self._book.sheets[sheet].part
            with _naming(self.file):
                self._patches[sheet] = SheetPatch(sheet, part, self._stored(part), lambda: self._book)
        return self._patches[sheet]

    def add_styles(self, variants: Sequence[Variant]) -> list[int]:
        """Add variants of cell styles, each once; returns the index of each.

        Raises:
            IndexError: There is no such style.
            UnreadableWorkbookError: ``truncated`` or ``malformed_xml``, also if there is no styles part.
        """
        part = self._styles_part()
        with _naming(self.file):
            data, indices = add_variants(self._stored(part), part, variants)
        self.set_part(part, data)
        return indices

    def _styles_part(self) -> str:
        part = self._book.related("styles")
        if part is None:
            raise UnreadableWorkbookError("truncated", part="xl/styles.xml", reason="missing", file=self.file)
        return part

    def to_bytes(self) -> bytes:
        """The workbook as a file, the same bytes for the same content on any day.

        After a patch, the spreadsheet program is asked to calculate everything when it opens the file; the
        list of formula cells (``calcChain``), which Excel rebuilds, is left out if a formula came, went or
        moved.
        """
        if any(patch.altered for patch in self._patches.values()):
            self._book.calculate_on_load()
        parts = dict(self._changed)
        for patch in self._patches.values():
            if patch.altered:
                parts[patch.part] = patch.to_bytes()
        if self._book.altered:
            parts[self._book.part] = serialise(self._book.root)
        chain = self._book.related("calcChain")
        if chain is None or not any(patch.formulas_altered for patch in self._patches.values()):
            return self._archive.rewritten(parts, self._removed)
        parts.pop(chain, None)
        relations = relations_part(self._book.part)
        parts[relations] = _without(self.part(relations), relations, "Type", "/calcChain")
        parts[_CONTENT_TYPES] = _without(self.part(_CONTENT_TYPES), _CONTENT_TYPES, "PartName", f"/{chain}")
        return self._archive.rewritten(parts, {*self._removed, chain})


def _without(data: bytes, part: str, attribute: str, ending: str) -> bytes:
    root = parse(data, part)
    for element in list(root):
        if element.get(attribute, "").endswith(ending):
            root.remove(element)
    return serialise(root)


@contextmanager
def _naming(file: str) -> Iterator[None]:
    """Put the file's name into the errors that arise within."""
    try:
        yield
    except UnreadableWorkbookError as error:
        error.slots.setdefault("file", file)
        raise
