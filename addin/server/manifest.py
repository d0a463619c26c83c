"""The manifest (清单): what Excel is told of the add-in. Its buttons come from the ribbon, its menu from the forms.

Excel finds texts and pictures by ids of at most 32 characters, so those are short and numbered.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Final, NamedTuple

from addin.ribbon import Button, load_ribbon
from addin.server.state import all_forms

PANE: Final = "pane"
_SHORT, _LONG = 125, 250
"""Characters that Excel takes."""


class Item(NamedTuple):
    """A button, or an entry of a menu.

    Attributes:
        id: The control's.
        key: What the ids of its texts begin with.
        action: The name under which the page knows what it does.
    """

    id: str
    key: str
    label: str
    title: str
    description: str
    picture: str
    action: str
    items: tuple[Item, ...] = ()


class Section(NamedTuple):
    """A group of the tab."""

    id: str
    label: str
    picture: str
    items: tuple[Item, ...]


class Manifest(NamedTuple):
    """What the template `manifest.xml` is filled with."""

    version: str
    label: str
    sections: tuple[Section, ...]
    pictures: tuple[str, ...]

    def items(self) -> list[Item]:
        """All buttons and entries."""
        buttons = [item for section in self.sections for item in section.items]
        return [one for item in buttons for one in (item, *item.items)]


def manifest() -> Manifest:
    """The add-in as it is now."""
    ribbon = load_ribbon()
    sections = []
    for group in ribbon.groups:
        buttons = [button for button in group.buttons if "server" in button.hosts]
        if buttons:
            items = tuple(map(_item, buttons))
            sections.append(Section(f"{group.id}_group", group.label, items[0].picture, items))
    pictures = dict.fromkeys([PANE, *(item.picture for one in sections for item in one.items)])
    release = ".".join((*version("jibiao").split(".")[:3], "0"))
    return Manifest(release, ribbon.label, tuple(sections), tuple(pictures))


def _item(button: Button) -> Item:
    forms = all_forms() if button.choices else []
    entries = tuple(_entry(button, number, form) for number, form in enumerate(forms))
    return Item(
        button.id, button.id, button.label, button.screentip[:_SHORT], button.supertip[:_LONG], button.picture,
        button.id, entries,
    )  # fmt: skip


def _entry(button: Button, number: int, form: dict[str, str]) -> Item:
    title = f"{form['title']}（{form['year']}）"[:_SHORT]
    name = f"{button.id}--{form['id']}"
    return Item(name, f"{button.id}.{number}", title, title, form["basis"][:_LONG], button.picture, name)
