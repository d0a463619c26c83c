"""The custom properties of a workbook (文件—信息—属性—自定义): texts by name that every spreadsheet program keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from workbook_templates.ooxml.markup import Element, namespace, parse, relationship_space, serialise
from workbook_templates.ooxml.parts import add_part, relate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook_templates.ooxml.package import Package

_PART: Final = "docProps/custom.xml"
_CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_KINDS: Final = {"custom-properties", "customProperties"}  # transitional, strict
_FORMAT: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set of properties that users define; numbers below 2 are taken (MS-OLEPS)."""
_FIRST_NUMBER: Final = 2

_TRANSITIONAL: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument"
_TRANSITIONAL_SPACE: Final = (f"{_TRANSITIONAL}/custom-properties", "custom-properties")
_STRICT_SPACE: Final = (f"{_STRICT}/customProperties", "customProperties")
"""Namespace, and the last word of the relationship's type."""


def read_properties(package: Package) -> dict[str, str]:
    """The custom properties that are plain values, as text.

    Raises:
        UnreadableWorkbookError: ``malformed_xml`` or ``truncated``.
    """
    part = _existing(package)
    if part is None:
        return {}
    found = {}
    for element in _properties(parse(package.part(part), part)):
        value = next(iter(element), None)
        if value is not None and len(value) == 0:
            found[element.get("name", "")] = value.text or ""
    return found


def set_properties(package: Package, values: Mapping[str, str]) -> None:
    """Set custom properties as texts; those of other names stay as they are.

    The part is made where there is none, with its content type and its relationship.

    Raises:
        UnreadableWorkbookError: ``malformed_xml`` or ``truncated``.
    """
    part = _existing(package) or _make(package)
    root = parse(package.part(part), part)
    folded = {name.casefold() for name in values}
    for element in _properties(root):  # names are matched without regard to case
        if element.get("name", "").casefold() in folded:
            root.remove(element)
    numbers = [int(text) for element in _properties(root) if (text := element.get("pid", "")).isdecimal()]
    types = _value_types(strict=namespace(root).startswith(f"{{{_STRICT}"))
    for number, (name, text) in enumerate(values.items(), start=max([_FIRST_NUMBER - 1, *numbers]) + 1):
        attributes = {"fmtid": _FORMAT, "pid": str(number), "name": name}
        element = etree.SubElement(root, f"{namespace(root)}property", attributes)
        etree.SubElement(element, f"{{{types}}}lpwstr", nsmap={"vt": types}).text = text
    package.set_part(part, serialise(root))


def _properties(root: Element) -> list[Element]:
    return root.findall(f"{namespace(root)}property")


def _existing(package: Package) -> str | None:
    """The part that holds the properties, if the package has one."""
    parts = (relation.target for relation in package.relations("").values() if relation.kind in _KINDS)
    return next((part for part in parts if package.has_part(part)), None)


def _make(package: Package) -> str:
    """An empty part, made known to the package."""
    strict = relationship_space(package.workbook.root).startswith(_STRICT)
    space, kind = _STRICT_SPACE if strict else _TRANSITIONAL_SPACE
    empty = f'<Properties xmlns="{space}" xmlns:vt="{_value_types(strict=strict)}"/>'
    add_part(package, _PART, serialise(parse(empty.encode(), _PART)), _CONTENT_TYPE)
    relate(package, "", kind, _PART)
    return _PART


def _value_types(*, strict: bool) -> str:
    return f"{_STRICT if strict else _TRANSITIONAL}/docPropsVTypes"
