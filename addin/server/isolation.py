"""Keeps officers apart inside xlwings: the active book (活动工作簿) of a request is that request's alone.

xlwings holds one active book for the whole process. `book.app.alert()`, `.selection`, `.run()` act on it, and with
many requests at once that is anybody's workbook: a message could go to another officer. Here it is bound to the
context of the request, as threads and tasks inherit it.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any


class _PerRequest:
    """An attribute with a value for each context."""

    def __init__(self) -> None:
        self._value: ContextVar[Any] = ContextVar("active_book", default=None)

    def __get__(self, owner: object, kind: type) -> Any:
        return self._value.get()

    def __set__(self, owner: object, value: Any) -> None:
        self._value.set(value)


def separate_books() -> None:
    """Makes it so, for all books of this process."""
    from xlwings.pro import _xlremote  # which asks for the licence when it is imported

    _xlremote.Books._active = _PerRequest()  # noqa: SLF001 - xlwings has no setting for it
