"""Addresses within formulas and defined names, found without a full grammar.

String literals and quoted sheet names are recognised first, so that nothing within them is taken for an
address; names such as ``income.fiscal.amount`` and functions such as ``LOG10(`` are not addresses either.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from workbook_templates.ooxml.addresses import (
    MAX_COLUMN,
    MAX_ROW,
    Area,
    column_letters,
    column_number,
    quoted_sheet,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_REFERENCE = rf"(?:{_CELL}:{_CELL}|{_CELL}|\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}}|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}})"
_PLAIN_SHEET = r"[^\W\d][\w.]*!"
_TOKEN: Final = re.compile(
    r'"(?:[^"]|"")*"'  # a string literal
    rf"|\[[^\]]*\](?:{_PLAIN_SHEET}{_REFERENCE})?"  # a table's column, another workbook
    rf"|(?P<sheet>(?:'(?:[^']|'')*'!|{_PLAIN_SHEET})?)(?<![\w.\\$])(?P<reference>{_REFERENCE})(?![\w.(!\\?])"
    r"|'(?:[^']|'')*'!|[\w.\\?]+"  # a sheet before a name, a name, a function, a number
)
_CORNER: Final = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)([0-9]{1,7})?")

REFERENCE_ERROR: Final = "#REF!"


def replace_references(formula: str, replace: Callable[[str | None, str], str | None]) -> str:
    """A formula with its addresses replaced.

    Args:
        formula: A formula or a defined name's text.
        replace: Gets the sheet (None if the address has none) and the reference without it; gives the whole
            replacement, sheet included, or None to leave the address as it is.

    Example:
        >>> replace_references("SUM(a.b,B5)&'表 1'!$C$1", lambda sheet, reference: f"<{sheet}|{reference}>")
        'SUM(a.b,<None|B5>)&<表 1|$C$1>'
    """

    def one(match: re.Match[str]) -> str:
        reference = match["reference"]
        if not reference or Area.of("", reference) is None:
            return match[0]
        new = replace(_sheet_name(match["sheet"]), reference)
        return match[0] if new is None else new

    return _TOKEN.sub(one, formula)


def has_addresses(formula: str) -> bool:
    """Whether a formula refers to any cell by its address.

    Example:
        >>> [has_addresses(text) for text in ("SUM(B5:B9)", "表一!$A:$A", "income.amount*LOG10(x)", '"B5"')]
        [True, True, False, False]
    """
    found: list[str] = []

    def note(_sheet: str | None, reference: str) -> None:
        found.append(reference)

    replace_references(formula, note)
    return bool(found)


def translate(formula: str, rows: int, columns: int) -> str:
    """A formula as it reads when copied some rows down and columns to the right.

    Example:
        >>> translate("A1+$B$2+SUM(C$3:D4)", 1, 1), translate("A1", -1, 0)
        ('B2+$B$2+SUM(D$3:E5)', '#REF!')
    """

    def one(sheet: str | None, reference: str) -> str:
        corners = [_shifted(corner, rows, columns) for corner in reference.split(":")]
        moved = REFERENCE_ERROR if None in corners else ":".join(corner or "" for corner in corners)
        return moved if sheet is None else f"{quoted_sheet(sheet)}!{moved}"

    return replace_references(formula, one)


def _shifted(corner: str, rows: int, columns: int) -> str | None:
    match = _CORNER.fullmatch(corner)
    if match is None:
        return None
    column_mark, letters, row_mark, digits = match.groups()
    if letters is None:  # "$3" of whole rows: the mark stands before the digits
        row_mark, column_mark = row_mark or column_mark, ""
    text = ""
    if letters:
        column = column_number(letters) + (0 if column_mark else columns)
        if not 1 <= column <= MAX_COLUMN:
            return None
        text = column_mark + column_letters(column)
    if digits:
        row = int(digits) + (0 if row_mark else rows)
        if not 1 <= row <= MAX_ROW:
            return None
        text += f"{row_mark}{row}"
    return text


def _sheet_name(prefix: str) -> str | None:
    if not prefix:
        return None
    name = prefix[:-1]
    return name[1:-1].replace("''", "'") if name.startswith("'") else name
