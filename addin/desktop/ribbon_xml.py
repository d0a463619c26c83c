"""The ribbon as Excel reads it (customUI14.xml, schema of 2009/07), made from `ribbon.toml` and the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from addin.ribbon import load_ribbon
from workbook_templates.catalogue import form_folders

if TYPE_CHECKING:
    from collections.abc import Iterable

    from addin.ribbon import Button

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
PRESS, PRESS_NEW_FORM = "PressButton", "PressNewForm"
"""The callbacks in `jibiao_ribbon.bas`."""


class Choice(NamedTuple):
    """A form in the menu of 新建."""

    id: str
    label: str
    basis: str


def form_choices() -> list[Choice]:
    """The forms of the catalogue, with those of the office (`JIBIAO_FORMS`)."""
    heads = (folder.load().form for folder in form_folders().values())
    choices = [Choice(head.id, f"{head.title}（{head.year} 年，{head.id}）", head.basis) for head in heads]
    return sorted(choices)


def ribbon_xml(choices: Iterable[Choice]) -> str:
    """The ribbon's XML.

    Args:
        choices: The forms that 新建 offers.
    """
    ribbon = load_ribbon()
    offered = list(choices)
    root = etree.Element("customUI", nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the stubs know no default
    tabs = etree.SubElement(etree.SubElement(root, "ribbon"), "tabs")
    tab = etree.SubElement(tabs, "tab", id=ribbon.id, label=ribbon.label, keytip=ribbon.keytip)
    for group in ribbon.groups:
        shown = [button for button in group.buttons if "desktop" in button.hosts]
        if shown:
            place = etree.SubElement(tab, "group", id=f"group_{group.id}", label=group.label)
            for button in shown:
                _add(place, button, offered)
    return etree.tostring(root, encoding="unicode", pretty_print=True)


def _add(group: etree._Element, button: Button, choices: list[Choice]) -> None:
    look = {
        "id": button.id,
        "label": button.label,
        "size": button.size,
        "imageMso": button.image,
        "keytip": button.keytip,
        "screentip": button.screentip,
        "supertip": button.supertip,
    }
    if button.choices != "forms":
        etree.SubElement(group, "button", {**look, "onAction": PRESS})
        return
    menu = etree.SubElement(group, "menu", look)
    for choice in choices:
        item = {
            "id": f"{button.id}.{choice.id}",
            "label": choice.label,
            "tag": choice.id,
            "supertip": choice.basis[:1024],
        }
        etree.SubElement(menu, "button", {**item, "onAction": PRESS_NEW_FORM})
