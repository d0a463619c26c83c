"""XML of a workbook's parts: parsed without entities, DTDs or network."""

from __future__ import annotations

from typing import Final, TypeAlias

from lxml import etree

from workbook_templates.ooxml.errors import UnreadableWorkbookError

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml offers no public name for the type

PACKAGE_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONSHIPS: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_STRICT: Final = "{http://purl.oclc.org/ooxml/"
XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"

_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARSER: Final = etree.XMLParser(
    resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, dtd_validation=False
)


def parse(data: bytes, part: str) -> Element:
    """The root element of a part.

    Raises:
        UnreadableWorkbookError: ``malformed_xml``, also for any DOCTYPE: no spreadsheet program writes one,
        and
            entities are how a small file becomes a large one.
    """
    if b"<!DOCTYPE" in data:
        raise UnreadableWorkbookError("malformed_xml", part=part, reason="DOCTYPE")
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        raise UnreadableWorkbookError("malformed_xml", part=part, reason=str(error.msg)) from error
    # In UTF-16 the bytes looked for above are spelt otherwise.
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableWorkbookError("malformed_xml", part=part, reason="DOCTYPE")
    return root


def serialise(root: Element) -> bytes:
    """The bytes of a part, with the declaration that Excel writes."""
    return _DECLARATION + etree.tostring(root, encoding="UTF-8", xml_declaration=False)


def namespace(root: Element) -> str:
    """The namespace of an element in braces, to be put before a local name.

    Transitional and strict workbooks differ in it, so it is taken from the part itself.

    Example:
        >>> namespace(parse(b'<a xmlns="urn:x"/>', ""))
        '{urn:x}'
    """
    tag = str(root.tag)
    return tag[: tag.index("}") + 1] if tag.startswith("{") else ""


def drop_attributes(element: Element, *names: str) -> None:
    """Remove attributes, if there."""
    for name in names:
        if name in element.attrib:
            del element.attrib[name]


def relationship_space(root: Element) -> str:
    """The namespace of relationships in a workbook to which a part belongs, and how their types begin.

    Example:
        >>> relationship_space(parse(b'<a xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>', ""))
        'http://purl.oclc.org/ooxml/officeDocument/relationships'
    """
    return _STRICT_RELATIONSHIPS if namespace(root).startswith(_STRICT) else _OFFICE_RELATIONSHIPS


def relationship_id(element: Element) -> str | None:
    """The ``r:id`` of an element, transitional or strict."""
    for name, value in element.attrib.items():
        if str(name).endswith("/relationships}id"):
            return str(value)
    return None
