"""The ribbon (功能区) as data: which buttons there are, what they say, and which host shows them.

The desktop add-in's XML, the server's manifest and the manual's list are made from it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import tomli
from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import Iterator

Host: TypeAlias = Literal["desktop", "server"]
"""The add-in with Python on the officer's PC, or the one whose Python is on the bureau's server."""

SOURCE = Path(__file__).with_name("ribbon.toml")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Button(_Strict):
    """A button. Its id is the name of its function in `addin.buttons`.

    Attributes:
        screentip: What stands bold in the tip, at most 1,024 characters like `supertip`.
        image: The name of an icon that Office has (imageMso).
        picture: The name of our own icon, for hosts that have none.
        keytip: Up to three letters after Alt and the tab's own.
        confirm: What is asked before anything is done.
        choices: What the officer chooses from when the button is pressed.
        hosts: Where it is shown.
    """

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    label: str = Field(min_length=1)
    screentip: str = Field(min_length=1)
    supertip: str = Field(min_length=1)
    image: str = Field(pattern=r"^[A-Za-z0-9]+$")
    picture: str = Field(pattern=r"^[a-z]+$")
    keytip: str = Field(pattern=r"^[A-Z0-9]{1,3}$")
    size: Literal["normal", "large"] = "normal"
    confirm: str = ""
    choices: Literal["", "forms"] = ""
    hosts: tuple[Host, ...] = ("desktop", "server")


class Group(_Strict):
    """Buttons under one name."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    label: str = Field(min_length=1)
    buttons: tuple[Button, ...] = Field(alias="button", min_length=1)


class Ribbon(_Strict):
    """The tab."""

    id: str
    label: str
    keytip: str
    groups: tuple[Group, ...] = Field(alias="group", min_length=1)

    def buttons(self, host: Host | None = None) -> Iterator[Button]:
        """All buttons, or those that a host shows, in order."""
        for group in self.groups:
            yield from (button for button in group.buttons if host is None or host in button.hosts)

    def button(self, identifier: str) -> Button:
        """A button by its id.

        Raises:
            KeyError: there is none.
        """
        return {button.id: button for button in self.buttons()}[identifier]


@lru_cache(maxsize=1)
def load_ribbon() -> Ribbon:
    """The ribbon, read once.

    >>> load_ribbon().button("compute").label
    '合计与占比'
    """
    return Ribbon.model_validate(tomli.loads(SOURCE.read_text(encoding="utf-8")))
