"""The children of a worksheet stand in an order that the schema fixes: Excel repairs a file that has another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from workbook_templates.ooxml.markup import Element

WORKSHEET: Final = (
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "drawingHF",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)


def put_in_order(root: Element, space: str, name: str) -> Element:
    """A new child of a worksheet, before the first of those that follow it in the schema."""
    child = root.makeelement(space + name)
    following = {space + other for other in WORKSHEET[WORKSHEET.index(name) + 1 :]}
    before = next((other for other in root if other.tag in following), None)
    if before is None:
        root.append(child)
    else:
        before.addprevious(child)
    return child
