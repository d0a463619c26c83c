"""The tabs of a workbook: a sheet taken out, the one that is seen first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook_templates.ooxml.formulas import replace_references
from workbook_templates.ooxml.markup import drop_attributes, namespace, serialise
from workbook_templates.ooxml.parts import unrelate

if TYPE_CHECKING:
    from workbook_templates.ooxml.package import Package
    from workbook_templates.ooxml.workbook import WorkbookPart


def remove_sheet(package: Package, sheet: str) -> None:
    """Take a sheet out, with the names that refer to it and the parts to which nothing else leads.

    Formulas of other sheets that refer to it are not adapted.

    Raises:
        KeyError: No such sheet.
        ValueError: It is the only one.
    """
    if len(package.sheet_names) == 1:
        raise ValueError("a workbook needs a sheet")
    position = package.sheet_names.index(sheet) if sheet in package.sheet_names else -1
    part = package.workbook.sheets[sheet].part
    book = package.workbook
    for element in book.name_elements():
        local = element.get("localSheetId")
        parent = element.getparent()
        if parent is not None and (int(local) == position if local is not None else _refers_to(element.text, sheet)):
            parent.remove(element)
            if len(parent) == 0:
                book.root.remove(parent)
    listed = [element for element in book.root.iter(f"{namespace(book.root)}sheet") if element.get("name") == sheet]
    for element in listed:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    shift_tabs(book, position + 1, -1)
    package.set_part(book.part, serialise(book.root))
    unrelate(package, book.part, part)


def shift_tabs(book: WorkbookPart, position: int, shift: int) -> None:
    """Let what counts tabs follow those from a position on, when tabs come or go before them."""
    space = namespace(book.root)
    for element in book.name_elements():
        local = element.get("localSheetId")
        if local is not None and int(local) >= position:
            element.set("localSheetId", str(int(local) + shift))
    for view in book.root.iterfind(f"{space}bookViews/{space}workbookView"):
        for attribute in ("activeTab", "firstSheet"):
            tab = int(view.get(attribute, "0"))
            if tab >= position and (attribute == "activeTab" or tab):
                view.set(attribute, str(max(tab + shift, 0)))
    book.touch()


def activate(package: Package, sheet: str) -> None:
    """Let a sheet be the one that is seen, and the only one selected, when the workbook is opened.

    Raises:
        KeyError: No such sheet.
    """
    position = package.sheet_names.index(sheet)
    for name, entry in package.workbook.sheets.items():
        if name == sheet or b"tabSelected" in package.part(entry.part):
            package.patch(name).select(selected=name == sheet)
    book = package.workbook
    space = namespace(book.root)
    for view in book.root.iterfind(f"{space}bookViews/{space}workbookView"):
        drop_attributes(view, "firstSheet")
        view.set("activeTab", str(position))
    book.touch()


def _refers_to(text: str | None, sheet: str) -> bool:
    """Whether a name's text has an address on a sheet."""
    found: set[str] = set()

    def note(named: str | None, _reference: str) -> None:
        found.add((named or "").casefold())

    replace_references(text or "", note)
    return sheet.casefold() in found
