"""Whole sheets of one workbook put into another."""

from __future__ import annotations

import posixpath
from copy import deepcopy
from typing import TYPE_CHECKING, Final

from workbook_templates.ooxml.formulas import replace_references
from workbook_templates.ooxml.markup import (
    CONTENT_TYPES,
    Element,
    drop_attributes,
    namespace,
    parse,
    serialise,
)
from workbook_templates.ooxml.package import Package
from workbook_templates.ooxml.parts import free_name, relate
from workbook_templates.ooxml.rows import close_container
from workbook_templates.ooxml.style_merge import StyleMap, append_styles
from workbook_templates.ooxml.tabs import shift_tabs
from workbook_templates.ooxml.workbook import relations_part, resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

_TYPES_PART: Final = "[Content_Types].xml"
_WORKSHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_CARRIED: Final = {"hyperlink", "drawing", "image", "chart", "chartStyle", "chartColorStyle"}


def graft(base: bytes, donor: Package, sheets: Sequence[str], position: int = 0) -> bytes:
    """A workbook with sheets of another one put in.

    The sheets of the base are not touched, nor even unzipped. Styles are appended; shared strings of the
    donor become inline strings; print areas, print titles and the names that refer to the sheets come along,
    unless the base has a name of that spelling. Links and pictures are carried; notes, printer settings,
    tables and controls are left behind. Colours of the theme are those of the base.

    Args:
        base: The workbook that receives.
        donor: The workbook that gives, as patched so far; it stays as it is.
        sheets: Names of the donor's sheets, in the order wanted.
        position: Index among the tabs of the base at which the first of them will stand.

    Raises:
        KeyError: The donor has no such sheet.
        ValueError: The base already has a sheet of that name, a name is given twice, the position is beyond
            the tabs, or one workbook is strict and the other transitional.
        UnreadableWorkbookError: One of the two is damaged.
    """
    target = Package.open(base)
    graft_into(target, donor, sheets, position)
    return target.to_bytes()


def graft_into(target: Package, donor: Package, sheets: Sequence[str], position: int = 0) -> None:
    """Sheets of another workbook put into an open one, as `graft` does."""
    _check(target, donor, sheets, position)
    _Graft(target, donor, sheets, position).run()


def _check(target: Package, donor: Package, sheets: Sequence[str], position: int) -> None:
    if not 0 <= position <= len(target.sheet_names):
        raise ValueError(f"no such position: {position}")
    if namespace(target.workbook.root) != namespace(donor.workbook.root):
        raise ValueError("a strict and a transitional workbook can't be mixed")
    taken = {name.casefold() for name in target.sheet_names}
    for sheet in sheets:
        if sheet not in donor.sheet_names:
            raise KeyError(sheet)
        if sheet.casefold() in taken:
            raise ValueError(f"there is already a sheet {sheet}")
        taken.add(sheet.casefold())


class _Graft:
    def __init__(self, target: Package, donor: Package, sheets: Sequence[str], position: int) -> None:
        self._target = target
        self._donor = donor
        self._sheets = list(sheets)
        self._position = position
        self._space = namespace(target.workbook.root)
        self._types = parse(target.part(_TYPES_PART), _TYPES_PART)
        self._donor_types = parse(donor.part(_TYPES_PART), _TYPES_PART)
        self._carried: dict[str, str] = {}
        self._strings: list[Element] | None = None

    def run(self) -> None:
        styles = self._append_styles()
        identifiers = [self._add_sheet(sheet, styles) for sheet in self._sheets]
        self._target.set_part(_TYPES_PART, serialise(self._types))
        # From here on the workbook's tree is edited: reading its relationships anew would have replaced it.
        shift_tabs(self._target.workbook, self._position, len(self._sheets))
        self._list_sheets(identifiers)
        self._add_names()
        self._target.workbook.calculate_on_load()
        book = self._target.workbook
        self._target.set_part(book.part, serialise(book.root))  # read anew, with the sheets that are in it now

    # Parts

    def _append_styles(self) -> StyleMap:
        own, other = self._target.workbook.related("styles"), self._donor.workbook.related("styles")
        if own is None or other is None:
            raise ValueError("a workbook without styles")
        merged, styles = append_styles(self._target.part(own), self._donor.part(other), own)
        self._target.set_part(own, merged)
        return styles

    def _add_sheet(self, sheet: str, styles: StyleMap) -> str:
        """Put in a sheet's part; returns the id of its relationship."""
        source = self._donor.workbook.sheets[sheet].part
        root = parse(self._donor.part(source), source)
        self._adapt_styles(root, styles)
        self._inline_strings(root)
        for view in root.iterfind(f"{self._space}sheetViews/{self._space}sheetView"):
            drop_attributes(view, "tabSelected")  # several selected tabs would be edited together
        part = free_name(self._target, "xl/worksheets/sheet1.xml")
        kept = self._carry_relations(source, part)
        _drop_references(root, kept)
        self._add_part(part, serialise(root), _WORKSHEET_TYPE)
        return relate(self._target, self._target.workbook.part, "worksheet", part)

    def _adapt_styles(self, root: Element, styles: StyleMap) -> None:
        for row in root.iter(f"{self._space}row"):
            if row.get("s") is not None:
                row.set("s", str(styles.cells[int(row.get("s", "0"))]))
            for cell in row.iterchildren(f"{self._space}c"):
                # A cell without a style has the donor's first one, which may differ from the base's.
                cell.set("s", str(styles.cells[int(cell.get("s", "0"))]))
        for column in root.iter(f"{self._space}col"):
            if column.get("style") is not None:
                column.set("style", str(styles.cells[int(column.get("style", "0"))]))
        for element in root.iter():
            if element.get("dxfId") is not None:
                element.set("dxfId", str(styles.differences[int(element.get("dxfId", "0"))]))

    def _inline_strings(self, root: Element) -> None:
        for cell in root.iter(f"{self._space}c"):
            value = cell.find(f"{self._space}v")
            if cell.get("t") == "s" and value is not None:
                cell.set("t", "inlineStr")
                inline = cell.makeelement(f"{self._space}is")
                inline.extend(deepcopy(child) for child in self._shared_string(int(value.text or "")))
                cell.replace(value, inline)

    def _shared_string(self, index: int) -> Element:
        if self._strings is None:
            part = self._donor.workbook.related("sharedStrings") or ""
            self._strings = list(parse(self._donor.part(part), part).iterchildren(f"{self._space}si"))
        return self._strings[index]

    def _carry_relations(self, source: str, part: str) -> set[str]:
        """Carry a part's relationships that are worth it, and what they lead to; returns their ids."""
        relations = relations_part(source)
        if not self._donor.has_part(relations):
            return set()
        root = parse(self._donor.part(relations), relations)
        for element in list(root):
            outside = element.get("TargetMode") == "External"
            if element.get("Type", "").rpartition("/")[2] not in _CARRIED:
                root.remove(element)
            elif not outside and not element.get("Target", "").startswith("#"):
                element.set("Target", "/" + self._carry(resolve(source, element.get("Target", ""))))
        if len(root):
            self._target.set_part(relations_part(part), serialise(root))
        return {element.get("Id", "") for element in root}

    def _carry(self, source: str) -> str:
        if source not in self._carried:
            part = free_name(self._target, source)
            self._carried[source] = part
            self._add_part(part, self._donor.part(source), self._type_of(source))
            self._carry_relations(source, part)
        return self._carried[source]

    def _add_part(self, part: str, data: bytes, content_type: str) -> None:
        self._target.set_part(part, data)
        override = self._types.makeelement(f"{{{CONTENT_TYPES}}}Override")
        override.set("PartName", f"/{part}")
        override.set("ContentType", content_type)
        self._types.append(override)

    def _type_of(self, source: str) -> str:
        extension = posixpath.splitext(source)[1].lstrip(".").lower()
        for element in self._donor_types:
            if element.get("PartName") == f"/{source}":
                return element.get("ContentType", "")
        for element in self._donor_types:
            if element.get("Extension", "").lower() == extension:
                return element.get("ContentType", "")
        return "application/octet-stream"

    # The workbook part

    def _list_sheets(self, identifiers: Sequence[str]) -> None:
        container = self._target.workbook.root.find(f"{self._space}sheets")
        if container is None:
            return
        known = container[0]
        key = next(str(name) for name in known.attrib if str(name).endswith("/relationships}id"))
        following = max(int(element.get("sheetId", "0")) for element in container) + 1
        for place, (sheet, identifier) in enumerate(zip(self._sheets, identifiers, strict=True)):
            element = container.makeelement(known.tag, {"name": sheet, "sheetId": str(following + place)})
            if self._donor.sheet_state(sheet) != "visible":
                element.set("state", self._donor.sheet_state(sheet))
            element.set(key, identifier)
            container.insert(self._position + place, element)

    def _add_names(self) -> None:
        book = self._target.workbook
        taken = {name.casefold() for name in book.names}
        order = self._donor.sheet_names
        for element in self._donor.workbook.name_elements():
            local = element.get("localSheetId")
            clone = deepcopy(element)
            if local is not None:
                sheet = order[int(local)]
                if sheet not in self._sheets:
                    continue
                clone.set("localSheetId", str(self._position + self._sheets.index(sheet)))
            elif element.get("name", "").casefold() in taken or not self._comes_along(element.text or ""):
                continue
            clone.tail = None
            book.names_container().append(clone)

    def _comes_along(self, text: str) -> bool:
        """Whether a name refers to grafted sheets, and to no sheet that stays behind."""
        mentioned: set[str] = set()

        def note(sheet: str | None, _reference: str) -> None:
            if sheet is not None:
                mentioned.add(sheet.casefold())

        replace_references(text, note)
        return bool(mentioned) and mentioned <= {sheet.casefold() for sheet in self._sheets}


def _drop_references(root: Element, kept: set[str]) -> None:
    """Remove what leads to a part that was left behind."""
    for element in list(root.iter()):
        for name, value in list(element.attrib.items()):
            if "/relationships}" not in str(name) or value in kept:
                continue
            parent = element.getparent()
            if namespace(element) + "pageSetup" == element.tag or parent is None:
                drop_attributes(element, str(name))
            else:
                parent.remove(element)
                if parent is not root:
                    close_container(parent)
                break
