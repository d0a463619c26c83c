"""Runs a button, and turns what goes wrong into words for the officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.book.host import HostError
from addin.explaining import explained
from addin.ribbon import load_ribbon

if TYPE_CHECKING:
    import xlwings as xw

    from addin.book.host import Host


def press(identifier: str, book: xw.Book, host: Host) -> None:
    """Does what a button promises; asks first where the ribbon says so.

    Nothing is raised: what goes wrong is said, unforeseen errors with the file that holds their details.

    Raises:
        KeyError: there is no such button.
    """
    from addin.buttons import BUTTONS

    button, run = load_ribbon().button(identifier), BUTTONS[identifier]
    if button.confirm and not host.confirm(button.confirm):
        return
    try:
        run(book, host)
    except HostError as error:
        host.say(str(error), "warning")
    except Exception as error:  # noqa: BLE001 - an officer never sees a traceback
        host.say(explained(error), "error")
