"""What the ribbon's buttons do with the open workbook: one function a button, named as its id.

A button knows nothing of Excel but the `xw.Book` and the `Host` around it, so both add-ins and the tests press the same
ones.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, TypeAlias

from addin.buttons.pressing import press

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import xlwings as xw

    from addin.book.host import Host

Button: TypeAlias = "Callable[[xw.Book, Host], None]"

_MODULES: Final = {
    "forms": ("new_form", "open_roster"),
    "computing": ("compute", "clear_entries"),
    "checking": ("validate_form", "next_finding", "explain", "clear_marks"),
    "rollup": ("consolidate_folder", "consolidate_sheets", "show_differences"),
    "handing_up": ("report", "seal"),
    "support": ("diagnose", "about"),
}


def _button(module: str, name: str) -> Button:
    """A button's function, its module imported when it is pressed: Excel waits for the first press."""

    def pressed(book: xw.Book, host: Host) -> None:
        getattr(import_module(f"addin.buttons.{module}"), name)(book, host)

    return pressed


BUTTONS: Final[Mapping[str, Button]] = {
    name: _button(module, name) for module, names in _MODULES.items() for name in names
}
"""Every button of `ribbon.toml` by its id."""

__all__ = ["BUTTONS", "press"]
