"""What RunPython calls: finds the workbook in which a button was pressed, and does what the button promises."""

from __future__ import annotations

import xlwings as xw

from addin import buttons
from addin.desktop.host import DesktopHost


def press(identifier: str, choice: str = "") -> None:
    """Runs a button in the workbook that is active in the calling Excel.

    Args:
        identifier: The button's id in `ribbon.toml`.
        choice: What was chosen from its menu.
    """
    book = _calling_book()
    started = _Untouched(book)
    buttons.press(identifier, book, DesktopHost(book.app, choice))
    started.leave()


def _calling_book() -> xw.Book:
    try:
        return xw.Book.caller()
    except KeyError:
        # xlwings takes a name such as “经费=支出.xlsx” only up to its equals sign.
        return xw.books.active


class _Untouched:
    """The empty workbook that Excel, or our own VBA, opens so that there is one.

    As Excel itself does, it goes away when another one is opened and nothing was done in it.
    """

    def __init__(self, book: xw.Book) -> None:
        self._book = book
        self._count = len(book.app.books)

    def leave(self) -> None:
        com = self._book.api
        if com.Path or not com.Saved or len(self._book.app.books) <= self._count:
            return
        if all(sheet.used_range.address == "$A$1" and sheet["A1"].value is None for sheet in self._book.sheets):
            self._book.close()
