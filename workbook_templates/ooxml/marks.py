"""Marks (标色): cells coloured by a conditional format that always holds, so that their own formats stay untouched.

A mark is told from an officer's conditional formats by its formula, which every spreadsheet program keeps; rows that
are inserted move it along, and taking it off leaves nothing behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workbook_templates.ooxml.order import put_in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbook_templates.ooxml.addresses import Area
    from workbook_templates.ooxml.markup import Element

AREAS_EACH: Final = 200
"""Areas that one conditional format names: Excel has a limit for the length of the list."""


def add_marks(root: Element, space: str, formula: str, areas: Sequence[Area], difference: int) -> None:
    """Colour areas; the mark goes before the conditional formats that are there.

    Args:
        root: The worksheet.
        space: Its namespace, in braces.
        formula: By which the mark is known, always true.
        areas: What is to be coloured.
        difference: Index of the colour among the differences (``dxf``).
    """
    for start in range(0, len(areas), AREAS_EACH):
        for rule in _rules(root):
            rule.set("priority", str(int(rule.get("priority", "0")) + 1))
        container = put_in_order(root, space, "conditionalFormatting")
        container.set("sqref", " ".join(area.range for area in areas[start : start + AREAS_EACH]))
        rule = container.makeelement(f"{space}cfRule", {"type": "expression", "dxfId": str(difference)})
        rule.set("priority", "1")
        text = rule.makeelement(f"{space}formula")
        text.text = formula
        rule.append(text)
        container.append(rule)


def remove_marks(root: Element, formula: str) -> bool:
    """Take off the marks known by a formula; whether there were any."""
    own = [rule for rule in _rules(root) if _formula_of(rule) == _plain(formula)]
    gone = sorted(int(rule.get("priority", "0")) for rule in own)
    for rule in own:
        container = rule.getparent()
        if container is None:
            continue
        container.remove(rule)
        parent = container.getparent()
        if not any(_is_rule(child) for child in container) and parent is not None:
            parent.remove(container)
    for rule in _rules(root) if own else ():
        priority = int(rule.get("priority", "0"))
        rule.set("priority", str(priority - sum(other < priority for other in gone)))
    return bool(own)


def _rules(root: Element) -> Iterator[Element]:
    """The rules of the conditional formats, those of Excel 2010's extensions too, which share the priorities."""
    return iter([element for element in root.iter() if _is_rule(element) and element.get("priority") is not None])


def _is_rule(element: Element) -> bool:
    return str(element.tag).endswith("}cfRule")


def _formula_of(rule: Element) -> str:
    return next((_plain(child.text or "") for child in rule if str(child.tag).endswith(("}formula", "}f"))), "")


def _plain(formula: str) -> str:
    return formula.removeprefix("=").replace(" ", "")
