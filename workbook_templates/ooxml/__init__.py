"""Workbooks in the Office Open XML format: read fully and fast, patched in place without loss.

The public names are those of ``__all__``; the modules behind them may change.
"""

from workbook_templates.ooxml.addresses import (
    MAX_COLUMN,
    MAX_ROW,
    Area,
    cell_name,
    cell_position,
    column_letters,
    column_number,
    quoted_sheet,
)
from workbook_templates.ooxml.archive import MAX_UNZIPPED
from workbook_templates.ooxml.cells import CellKind, RawCell
from workbook_templates.ooxml.errors import UNREADABLE_CODES, UnreadableCode, UnreadableWorkbookError
from workbook_templates.ooxml.formulas import has_addresses
from workbook_templates.ooxml.graft import graft, graft_into
from workbook_templates.ooxml.note_boxes import Box
from workbook_templates.ooxml.notes import Note, add_notes, notes_of, remove_notes
from workbook_templates.ooxml.package import Package
from workbook_templates.ooxml.properties import read_properties, set_properties
from workbook_templates.ooxml.sheet import SheetPatch
from workbook_templates.ooxml.tabs import activate, remove_sheet
from workbook_templates.ooxml.values import MAX_TEXT, CellValue
from workbook_templates.ooxml.variants import NO_FILL, Variant

__all__ = [
    "MAX_COLUMN",
    "MAX_ROW",
    "MAX_TEXT",
    "MAX_UNZIPPED",
    "NO_FILL",
    "UNREADABLE_CODES",
    "Area",
    "Box",
    "CellKind",
    "CellValue",
    "Note",
    "Package",
    "RawCell",
    "SheetPatch",
    "UnreadableCode",
    "UnreadableWorkbookError",
    "Variant",
    "activate",
    "add_notes",
    "cell_name",
    "cell_position",
    "column_letters",
    "column_number",
    "graft",
    "graft_into",
    "has_addresses",
    "notes_of",
    "quoted_sheet",
    "read_properties",
    "remove_notes",
    "remove_sheet",
    "set_properties",
]
