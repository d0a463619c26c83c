"""Cell styles that differ from one that a workbook has in their lock or their colour only."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from workbook_templates.ooxml.errors import UnreadableWorkbookError
from workbook_templates.ooxml.markup import Element, namespace, parse, serialise

if TYPE_CHECKING:
    from collections.abc import Sequence

NO_FILL: Final = ""


class Variant(NamedTuple):
    """A cell style to be made.

    Attributes:
        style: Index of the style that it resembles.
        locked: Whether its cells are locked on a protected sheet; None leaves it as it is.
        fill: Colour as ``#RRGGBB``, `NO_FILL` for none; None leaves it as it is.
    """

    style: int
    locked: bool | None = None
    fill: str | None = None


def add_variants(data: bytes, part: str, wanted: Sequence[Variant]) -> tuple[bytes, list[int]]:
    """A styles part with variants of its cell styles behind them, and the index of each.

    Font, border, number format and alignment stay. A variant that there is already is not added again.

    Raises:
        IndexError: There is no such style.
        UnreadableWorkbookError: ``malformed_xml``.
    """
    root = parse(data, part)
    maker = _Maker(root, part)
    indices = [maker.index_of(variant) for variant in wanted]
    return serialise(root), indices


class _Maker:
    def __init__(self, root: Element, part: str) -> None:
        self._space = namespace(root)
        self._styles = self._container(root, "cellXfs", part)
        self._fills = self._container(root, "fills", part)

    def _container(self, root: Element, name: str, part: str) -> Element:
        found = root.find(self._space + name)
        if found is None:
            raise UnreadableWorkbookError("malformed_xml", part=part, reason=f"no {name}")
        return found

    def index_of(self, variant: Variant) -> int:
        """The index of a variant, made if there was none."""
        style = deepcopy(self._styles[variant.style])
        if variant.fill is not None:
            style.set("fillId", str(self._fill(variant.fill)))
            style.set("applyFill", "1")
        if variant.locked is not None:
            self._lock(style, locked=variant.locked)
        return _index_in(self._styles, style)

    def _fill(self, colour: str) -> int:
        if colour == NO_FILL:
            return 0  # by the standard, the first fill is none
        fill = self._fills.makeelement(f"{self._space}fill")
        pattern = etree.SubElement(fill, f"{self._space}patternFill", {"patternType": "solid"})
        etree.SubElement(pattern, f"{self._space}fgColor", {"rgb": f"FF{colour.lstrip('#')}"})
        etree.SubElement(pattern, f"{self._space}bgColor", {"indexed": "64"})
        return _index_in(self._fills, fill)

    def _lock(self, style: Element, *, locked: bool) -> None:
        protection = style.find(f"{self._space}protection")
        if protection is None:
            protection = style.makeelement(f"{self._space}protection")
            alignment = style.find(f"{self._space}alignment")
            style.insert(0 if alignment is None else 1, protection)
        protection.set("locked", "1" if locked else "0")
        style.set("applyProtection", "1")


def _index_in(container: Element, element: Element) -> int:
    """Where an element stands among the others; put behind them if it is new."""
    for index, other in enumerate(container):
        if _same(element, other):
            return index
    element.tail = None
    container.append(element)
    container.set("count", str(len(container)))
    return len(container) - 1


def _same(one: Element, other: Element) -> bool:
    """Whether two elements say the same, whatever prefixes they use."""
    return (
        one.tag == other.tag
        and sorted(one.items()) == sorted(other.items())
        and (one.text or "").strip() == (other.text or "").strip()
        and len(one) == len(other)
        and all(map(_same, one, other))
    )
