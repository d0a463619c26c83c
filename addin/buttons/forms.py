"""The buttons of the group 表单."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.book.host import HostError
from addin.buttons.words import words
from workbook_templates.catalogue import find_form

if TYPE_CHECKING:
    from pathlib import Path

    import xlwings as xw

    from addin.book.host import Host


def new_form(book: xw.Book, host: Host) -> None:
    """新建: opens a blank workbook of the form chosen."""
    if not host.choice:
        raise HostError(words("new_form", "no_choice"))
    folder = find_form(host.choice)
    host.open_new(f"{folder.load().form.title}.xlsx", folder.template())


def open_roster(book: xw.Book, host: Host) -> None:
    """打开名录: opens the roster, if it can be used, and remembers where it is."""
    path = asked_roster(host, words("open_roster", "title"))
    if path is not None:
        host.open_file(path)


def asked_roster(host: Host, title: str) -> Path | None:
    """The roster that the officer chooses, once it was read without a fault; None if none was chosen.

    Raises:
        RosterError: it can't be used.
    """
    from addin.roster import read_roster

    path = host.ask_file(title, (".xlsx", ".xlsm", ".toml"))
    if path is None:
        return None
    units = read_roster(path)
    host.remember_roster(path)
    host.say(words("open_roster", "done", name=path.name, count=len(units)))
    return path
