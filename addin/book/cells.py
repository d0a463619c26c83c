"""The cells of one sheet of an open workbook, as the file would have them: values, formulas and formats in blocks."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from workbook_templates.ooxml import RawCell
from workbook_templates.ooxml.values import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import xlwings as xw

EXTRA: Final = "jibiao"
"""Key under which our page adds to a sheet's data: {"formulas": [[…]], "number_formats": [[…]], "merged": ["B5:B7"]},
the blocks beginning at A1 as its values do."""

ROWS_AT_ONCE: Final = 5000
"""Of a sheet that was formatted down to its end, reading stops at so many blank rows."""

ERRORS: Final = frozenset({
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA",
    "#BLOCKED!", "#BUSY!", "#CONNECT!", "#UNKNOWN!",
})  # fmt: skip

GENERAL, PERCENT, DAY = range(3)
FORMATS: Final = ("General", "0.00%", "yyyy-mm-dd")
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell's time has no zone


def raw_cell(value: object, style: int = 0, *, formula: bool = False) -> RawCell:
    """A value as xlwings gives it, as the cell of a file would have it.

    >>> raw_cell(5.0).text, raw_cell(True).kind, raw_cell("#DIV/0!").kind, raw_cell(None, formula=True).text
    ('5', 'boolean', 'error', '')
    """
    if value is None:
        return RawCell("text", "", formula, style)
    if isinstance(value, bool):
        return RawCell("boolean", str(int(value)), formula, style)
    if isinstance(value, datetime):
        days = (value.replace(tzinfo=None) - _EPOCH).total_seconds() / 86400
        return RawCell("number", _digits(days), formula, style or DAY)
    if isinstance(value, (int, float, Decimal)):
        return RawCell("number", _digits(value), formula, style)
    text = str(value)
    return RawCell("error" if text in ERRORS else "text", text, formula, style)


def unquoted(sheet: str) -> str:
    """A sheet's name as it stands before the "!" of a reference, without its quotes.

    >>> unquoted("'科室 A'"), unquoted("办公室")
    ('科室 A', '办公室')
    """
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet


def extra_of(sheet: xw.Sheet) -> Mapping[str, Any]:
    """What our page added to a sheet's data; nothing from another host."""
    api = getattr(sheet.impl, "api", None)
    return (api.get(EXTRA) or {}) if isinstance(api, dict) else {}


def _digits(value: float | Decimal) -> str:
    return str(int(value)) if value == int(value) else number_text(value)


def values_of(used: xw.Range) -> Iterator[Sequence[object]]:
    """The rows of a range in one block; of a sheet formatted to its end, up to many blank rows."""
    rows, columns = used.shape
    for start in range(0, rows, ROWS_AT_ONCE):
        part = used if rows <= ROWS_AT_ONCE else used[start : min(start + ROWS_AT_ONCE, rows), :columns]
        lines = part.options(ndim=2, err_to_str=True).value
        yield from lines
        if not any(value is not None for line in lines for value in line):
            return


def formulas_of(sheet: xw.Sheet, used: xw.Range) -> dict[tuple[int, int], str] | None:
    """What was typed into the cells, in one block; None where the engine can't tell."""
    block = extra_of(sheet).get("formulas")
    row, column = 1, 1
    if block is None:
        row, column = used.row, used.column
        if used.shape[0] > ROWS_AT_ONCE:
            used = used[:ROWS_AT_ONCE, :]
        try:
            block = used.formula
        except NotImplementedError:
            return None
        if isinstance(block, str) or block is None:  # of a single cell
            block = ((block,),)
    return {
        (row + down, column + across): str(text)
        for down, line in enumerate(block)
        for across, text in enumerate(line)
        if text not in (None, "")
    }


def format_at(block: Sequence[Sequence[str]], row: int, column: int) -> str:
    """The format of a cell in a block that begins at A1."""
    try:
        return block[row - 1][column - 1] or "General"
    except IndexError:
        return "General"
