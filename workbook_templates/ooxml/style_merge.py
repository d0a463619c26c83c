"""The styles of one workbook put behind those of another, but for those that it has already."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

from workbook_templates.ooxml.markup import Element, namespace, parse, serialise

if TYPE_CHECKING:
    from collections.abc import Callable

_ORDER: Final = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
_FIRST_CUSTOM_FORMAT: Final = 164
_INDICES: Final = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
_APPLIED: Final = ("applyNumberFormat", "applyFont", "applyFill", "applyBorder")


@dataclass(frozen=True)
class StyleMap:
    """Where the added styles are now, by where they were.

    Attributes:
        cells: Of cell styles (``s`` of cells and rows, ``style`` of columns).
        differences: Of the differences that conditional formats name (``dxfId``).
    """

    cells: tuple[int, ...]
    differences: tuple[int, ...]


def append_styles(base: bytes, added: bytes, part: str) -> tuple[bytes, StyleMap]:
    """The styles part ``base`` with the styles of ``added`` behind its own, and where they are.

    A style that the base has already is not repeated. Named styles (``cellStyles``) and the theme stay those of the
    base: cell styles carry their whole format themselves.

    Raises:
        ValueError: One is strict, the other transitional.
        UnreadableWorkbookError: ``malformed_xml``.
    """
    merger = _Merger(parse(base, part), parse(added, part))
    found = merger.merge()
    return serialise(merger.root), found


class _Merger:
    def __init__(self, root: Element, added: Element) -> None:
        self.root = root
        self._added = added
        self._space = namespace(root)
        if namespace(added) != self._space:
            raise ValueError("a strict and a transitional workbook can't be mixed")

    def merge(self) -> StyleMap:
        formats = self._merge_formats()
        places = {name: self._append(name, lambda _: None) for name in ("fonts", "fills", "borders")}

        def adapt_style(element: Element) -> None:
            for attribute, name in _INDICES.items():
                element.set(attribute, str(places[name][int(element.get(attribute, "0"))] if places[name] else 0))
            _renumber(element, formats)
            element.set("xfId", "0")
            for flag in _APPLIED:  # or the base's own named style may win over what the donor left to its own
                element.set(flag, "1")

        def adapt_difference(element: Element) -> None:
            for number_format in element.iterchildren(f"{self._space}numFmt"):
                _renumber(number_format, formats)

        return StyleMap(self._append("cellXfs", adapt_style), self._append("dxfs", adapt_difference))

    def _merge_formats(self) -> dict[str, str]:
        """New numbers of the added number formats, by their old ones."""
        own = {
            element.get("formatCode", ""): int(element.get("numFmtId", "0"))
            for element in self.root.iter(f"{self._space}numFmt")
        }
        following = max([*own.values(), _FIRST_CUSTOM_FORMAT - 1]) + 1
        renumbered: dict[str, str] = {}
        listed = {child.get("numFmtId") for child in self._children(self._added, "numFmts")}
        for element in self._added.iter(f"{self._space}numFmt"):
            old, code = element.get("numFmtId", "0"), element.get("formatCode", "")
            if old in renumbered or (int(old) < _FIRST_CUSTOM_FORMAT and old not in listed):
                continue
            if code not in own:
                own[code] = following
                following += 1
                container = self._container("numFmts")
                new = container.makeelement(f"{self._space}numFmt", {"numFmtId": str(own[code])})
                new.set("formatCode", code)
                container.append(new)
                container.set("count", str(len(container)))
            renumbered[old] = str(own[code])
        return renumbered

    def _append(self, name: str, adapt: Callable[[Element], None]) -> tuple[int, ...]:
        """Put in the added children of a container that it lacks; where each of them now is."""
        container = self._container(name)
        known: dict[bytes, int] = {}
        for index, element in enumerate(container):
            known.setdefault(_spelt(element), index)
        places = []
        for element in self._children(self._added, name):
            clone = deepcopy(element)
            adapt(clone)
            key = _spelt(clone)
            if key not in known:
                known[key] = len(container)
                container.append(clone)
            places.append(known[key])
        container.set("count", str(len(container)))
        return tuple(places)

    def _children(self, root: Element, name: str) -> list[Element]:
        container = root.find(self._space + name)
        return [] if container is None else list(container)

    def _container(self, name: str) -> Element:
        container = self.root.find(self._space + name)
        if container is None:
            container = self.root.makeelement(self._space + name)
            following = {self._space + other for other in _ORDER[_ORDER.index(name) + 1 :]}
            before = next((child for child in self.root if child.tag in following), None)
            if before is None:
                self.root.append(container)
            else:
                before.addprevious(container)
        return container


def _renumber(element: Element, formats: dict[str, str]) -> None:
    number = element.get("numFmtId", "0")
    element.set("numFmtId", formats.get(number, number))


def _spelt(element: Element) -> bytes:
    """An element as text that is the same for equal ones."""
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
