"""Cell addresses and rectangular areas, as Excel writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")
_SHEET = re.compile(r"'((?:[^'\[\]]|'')+)'|([^'!\[\]:,()\s\"#]+)")
# Names that Excel accepts without quotes: letters (of any script), digits, _ and .; no digit first.
_PLAIN_SHEET = re.compile(r"[^\W\d][\w.]*")
_LOOKS_LIKE_ADDRESS = re.compile(r"[A-Za-z]{1,3}[0-9]{1,7}|[Rr][0-9]*(?:[Cc][0-9]*)?|[Cc][0-9]*")


@lru_cache(maxsize=MAX_COLUMN)
def column_letters(column: int) -> str:
    """The letters of a 1-based column number.

    Raises:
        ValueError: Not between 1 and 16,384.

    Example:
        >>> column_letters(1), column_letters(28), column_letters(16384)
        ('A', 'AB', 'XFD')
    """
    if not 1 <= column <= MAX_COLUMN:
        raise ValueError(f"no such column: {column}")
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=MAX_COLUMN)
def column_number(letters: str) -> int:
    """The 1-based number of a column's letters.

    Raises:
        ValueError: Not a column of a worksheet.

    Example:
        >>> column_number("A"), column_number("ab"), column_number("XFD")
        (1, 28, 16384)
    """
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(f"no such column: {letters}")
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= MAX_COLUMN:
        raise ValueError(f"no such column: {letters}")
    return number


def cell_name(row: int, column: int) -> str:
    """The relative name of a cell.

    Example:
        >>> cell_name(5, 2)
        'B5'
    """
    return f"{column_letters(column)}{row}"


@lru_cache(maxsize=65_536)
def cell_position(name: str) -> tuple[int, int]:
    """Row and column of a cell name; the inverse of `cell_name`.

    Raises:
        ValueError: Not the name of a cell of a worksheet.

    Example:
        >>> cell_position("B5"), cell_position("$AB$12")
        ((5, 2), (12, 28))
    """
    match = _CELL.fullmatch(name)
    if match is None or not 1 <= int(match[2]) <= MAX_ROW:
        raise ValueError(f"no such cell: {name}")
    return int(match[2]), column_number(match[1])


def quoted_sheet(sheet: str) -> str:
    """A sheet's name as it stands before the ``!`` of a reference: in quotes where Excel wants them.

    Example:
        >>> quoted_sheet("申报表"), quoted_sheet("2024 年"), quoted_sheet("A's")
        ('申报表', "'2024 年'", "'A''s'")
    """
    if _PLAIN_SHEET.fullmatch(sheet) and not _LOOKS_LIKE_ADDRESS.fullmatch(sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """A rectangle of cells on one sheet; rows and columns are 1-based and inclusive.

    Example:
        >>> area = Area.parse("'申报表'!$B$5:$D$7")
        >>> area
        Area(sheet='申报表', first_row=5, first_column=2, last_row=7, last_column=4)
        >>> str(area), area.range, area.height, area.width
        ('申报表!$B$5:$D$7', 'B5:D7', 3, 3)
    """

    sheet: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int

    # Forty workbooks from one template have the same hundred names.
    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, text: str) -> Area | None:
        """The area that a reference such as a defined name's text means.

        Args:
            text: ``sheet!reference``; the reference is a cell, a rectangle, whole rows or whole columns,
                with or without ``$`` and a leading ``=``.

        Returns:
            None for anything else: ``#REF!``, a constant, a formula, several areas, another workbook's sheet.

        Example:
            >>> Area.parse("Sheet1!$1:$3")
            Area(sheet='Sheet1', first_row=1, first_column=1, last_row=3, last_column=16384)
            >>> [Area.parse(text) for text in ("#REF!", "Sheet1!#REF!", "3.5", "A!$A$1,A!$C$1", "[1]A!$A$1")]
            [None, None, None, None, None]
        """
        sheet, mark, reference = text.strip().removeprefix("=").rpartition("!")
        name = _SHEET.fullmatch(sheet)
        if not mark or name is None:
            return None
        return cls.of(name[1].replace("''", "'") if name[1] else name[2], reference)

    @classmethod
    @lru_cache(maxsize=4096)
    def of(cls, sheet: str, reference: str) -> Area | None:
        """The area of a reference that stands without its sheet, such as the ``ref`` of a merge; or None.

        Example:
            >>> Area.of("表一", "D7:B5")
            Area(sheet='表一', first_row=5, first_column=2, last_row=7, last_column=4)
        """
        try:
            first_row, first_column, last_row, last_column = _corners(reference)
        except ValueError:
            return None
        rows, columns = sorted((first_row, last_row)), sorted((first_column, last_column))
        return cls(sheet, rows[0], columns[0], rows[1], columns[1])

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.last_row - self.first_row + 1

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.last_column - self.first_column + 1

    @property
    def range(self) -> str:
        """The relative reference without the sheet, such as ``B5:D7`` or ``B5``."""
        first = cell_name(self.first_row, self.first_column)
        last = cell_name(self.last_row, self.last_column)
        return first if first == last else f"{first}:{last}"

    def __contains__(self, position: tuple[int, int]) -> bool:
        row, column = position
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column

    def __str__(self) -> str:
        """The absolute reference with the sheet, as a defined name carries it."""
        return f"{quoted_sheet(self.sheet)}!{self._absolute()}"

    def _absolute(self) -> str:
        if self.first_column == 1 and self.last_column == MAX_COLUMN:
            return f"${self.first_row}:${self.last_row}"
        first, last = column_letters(self.first_column), column_letters(self.last_column)
        if self.first_row == 1 and self.last_row == MAX_ROW:
            return f"${first}:${last}"
        if self.height == self.width == 1:
            return f"${first}${self.first_row}"
        return f"${first}${self.first_row}:${last}${self.last_row}"


def _corners(reference: str) -> tuple[int, int, int, int]:
    if match := _ROWS.fullmatch(reference):
        first, last = int(match[1]), int(match[2])
        if not (1 <= first <= MAX_ROW and 1 <= last <= MAX_ROW):
            raise ValueError(f"no such rows: {reference}")
        return first, 1, last, MAX_COLUMN
    if match := _COLUMNS.fullmatch(reference):
        return 1, column_number(match[1]), MAX_ROW, column_number(match[2])
    first_cell, _, last_cell = reference.partition(":")
    return *cell_position(first_cell), *cell_position(last_cell or first_cell)
