"""The parts of the .xlam around its VBA: ribbon, configuration sheet, names and properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from addin.desktop.errors import SourceError
from addin.desktop.xlwings_module import PROJECT
from workbook_templates.ooxml import Package
from workbook_templates.ooxml.markup import parse, serialise

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_NAME: Final = f"{PROJECT}.xlam"
"""ASCII: VBA knows the characters of one code page only, and formulas in officers' workbooks carry the name."""
CONF_SHEET: Final = f"{PROJECT}.conf"
"""Where the module of xlwings looks for its settings; an underscore before it would switch them off."""

_TITLE: Final = "绩表"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_COMPATIBILITY: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_OLD_RIBBON, _RIBBON = "customUI/customUI.xml", "customUI/customUI14.xml"
_WORKBOOK, _SHEET, _STRINGS = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_PACKAGE_RELATIONS, _PROPERTIES = "_rels/.rels", "docProps/core.xml"


def dressed(template: bytes, ribbon: str, conf: Mapping[str, str]) -> bytes:
    """The template of xlwings with our ribbon, configuration and name.

    Args:
        template: The .xlam, its VBA in place.
        ribbon: The customUI of the 2009/07 schema.
        conf: The settings, at least two: the module of xlwings reads on until a blank cell.

    Raises:
        SourceError: it is not the template that was examined.
    """
    package = Package.open(template)
    package.remove_part(_OLD_RIBBON)
    package.set_part(_RIBBON, ribbon.encode("utf-8"))
    relations = package.part(_PACKAGE_RELATIONS)
    package.set_part(_PACKAGE_RELATIONS, relations.replace(_OLD_RIBBON.encode(), _RIBBON.encode()))
    package.set_part(_SHEET, _sheet(package.part(_SHEET), len(conf)))
    package.set_part(_STRINGS, _strings(conf))
    package.set_part(_PROPERTIES, _properties(package.part(_PROPERTIES)))
    package.set_part(_WORKBOOK, _workbook(package.part(_WORKBOOK)))
    return package.to_bytes()


def read_conf(addin: bytes) -> dict[str, str]:
    """The settings in a built add-in; empty if it has none.

    Raises:
        UnreadableWorkbookError: it is no workbook.
    """
    package = Package.open(addin)
    if CONF_SHEET not in package.sheet_names:
        return {}
    cells = package.cells(CONF_SHEET)
    rows = sorted({row for row, _ in cells})
    return {str(cells[row, 1].text): str(cells[row, 2].text) for row in rows if (row, 2) in cells}


def _sheet(data: bytes, count: int) -> bytes:
    root = parse(data, _SHEET)
    rows = _element(root, "sheetData")
    rows.clear()
    for row in range(1, count + 1):
        line = etree.SubElement(rows, f"{{{_MAIN}}}row", r=str(row))
        for column, letter in enumerate("AB"):
            cell = etree.SubElement(line, f"{{{_MAIN}}}c", r=f"{letter}{row}", t="s")
            etree.SubElement(cell, f"{{{_MAIN}}}v").text = str(2 * (row - 1) + column)
    _element(root, "dimension").set("ref", f"A1:B{count}")
    return serialise(root)


def _strings(conf: Mapping[str, str]) -> bytes:
    texts = [text for pair in conf.items() for text in pair]
    root = etree.Element(f"{{{_MAIN}}}sst", {"count": str(len(texts)), "uniqueCount": str(len(texts))}, {None: _MAIN})  # type: ignore[dict-item]
    for text in texts:
        etree.SubElement(etree.SubElement(root, f"{{{_MAIN}}}si"), f"{{{_MAIN}}}t").text = text
    return serialise(root)


def _properties(data: bytes) -> bytes:
    root = parse(data, _PROPERTIES)
    for child in root:
        if etree.QName(child).localname in {"title", "creator", "lastModifiedBy"}:
            child.text = _TITLE  # the title is what Excel lists under 加载项
    return serialise(root)


def _workbook(data: bytes) -> bytes:
    root = parse(data, _WORKBOOK)
    # The folder of whoever made the template.
    for folder in root.findall(f"{{{_COMPATIBILITY}}}AlternateContent"):
        root.remove(folder)
    _element(root, "sheets", "sheet").set("name", CONF_SHEET)
    return serialise(root)


def _element(root: etree._Element, *names: str) -> etree._Element:
    found = root.find("/".join(f"{{{_MAIN}}}{name}" for name in names))
    if found is None:
        raise SourceError(
            f"xlwings 所带的加载项模板与绩表所知的不同（没有 {names[-1]}）：请换用 constraints.txt 里的版本"
        )
    return found
