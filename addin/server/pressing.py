"""A button that is pressed in the page: the open workbook's data in, what the page is to do out."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import xlwings as xw

from addin.book.host import HostError
from addin.buttons import BUTTONS
from addin.errors import FORESEEN
from addin.ribbon import load_ribbon
from addin.server.errors import RefusedError
from addin.server.host import ServerHost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from addin.book.host import Host


class Press(NamedTuple):
    """What the page sends for a button.

    Attributes:
        book: The open workbook's data, JSON.
        workbook: Its file, for buttons that want it.
    """

    button: str
    book: bytes | None
    choice: str = ""
    workbook: bytes | None = None


def pressed(press: Press) -> dict[str, Any]:
    """Does what a button promises; what is not foreseen is raised.

    Raises:
        RefusedError: there is no such button here, or the data is no workbook's.
    """
    if press.button not in {button.id for button in load_ribbon().buttons("server")}:
        raise RefusedError(404, "没有这个按钮：加载项与服务器的版本不同，请关闭 Excel 再打开。")
    return answered(press.book, ServerHost(press.choice, press.workbook), BUTTONS[press.button])


def answered(data: bytes | None, host: ServerHost, do: Callable[[xw.Book, Host], None]) -> dict[str, Any]:
    """What a function does with the open workbook, as the page takes it.

    Where it can't go on, nothing is changed and the reply says why.
    """
    with open_book(data) as book:
        try:
            do(book, host)
        except HostError as error:
            host.say(str(error), "warning")
            return {"actions": [], **host.reply()}
        except FORESEEN as error:
            host.say(str(error), "error")
            return {"actions": [], **host.reply()}
        return {"actions": book.json()["actions"], **host.reply()}


@contextmanager
def open_book(data: bytes | None) -> Iterator[xw.Book]:
    """The open workbook of a request.

    Raises:
        RefusedError: the data is no workbook's.
    """
    try:
        payload = json.loads(data or b"")
        book = xw.Book(json=payload)
        _ = payload["book"]["name"], payload["names"], [sheet["values"] for sheet in payload["sheets"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RefusedError(400, "没有收到打开的工作簿：请重新打开工作簿，再试一次。") from error
    except xw.XlwingsError as error:
        raise RefusedError(400, "加载项与服务器的版本不同：请关闭 Excel 再打开。") from error
    try:
        yield book
    finally:
        book.close()
