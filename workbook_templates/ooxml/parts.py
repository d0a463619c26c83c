"""Parts of a package put in and taken out, with their content types and what leads to them."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final

from workbook_templates.ooxml.markup import CONTENT_TYPES, PACKAGE_RELATIONSHIPS, parse, relationship_space, serialise
from workbook_templates.ooxml.workbook import relations_part, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook_templates.ooxml.package import Package

_TYPES_PART: Final = "[Content_Types].xml"
_NO_RELATIONS: Final = f'<Relationships xmlns="{PACKAGE_RELATIONSHIPS}"/>'.encode()


def free_name(package: Package, name: str) -> str:
    """A part's name with the first number that is not taken: ``xl/comments1.xml``, ``xl/comments2.xml``, …"""
    stem, extension = posixpath.splitext(name)
    stem = re.sub(r"[0-9]+$", "", stem)
    number = 1
    while package.has_part(f"{stem}{number}{extension}"):
        number += 1
    return f"{stem}{number}{extension}"


def add_part(package: Package, part: str, data: bytes, content_type: str) -> None:
    """Put in a part with its content type."""
    package.set_part(part, data)
    root = parse(package.part(_TYPES_PART), _TYPES_PART)
    if not any(element.get("PartName", "").lower() == f"/{part}".lower() for element in root):
        override = root.makeelement(f"{{{CONTENT_TYPES}}}Override", {"PartName": f"/{part}"})
        override.set("ContentType", content_type)
        root.append(override)
        package.set_part(_TYPES_PART, serialise(root))


def relate(package: Package, source: str, kind: str, target: str) -> str:
    """Let a part lead to another one; returns the id of the relationship.

    Args:
        package: The workbook.
        source: The part that leads.
        kind: The last word of the relationship's type.
        target: The part to which it leads.
    """
    relations = relations_part(source)
    root = parse(package.part(relations) if package.has_part(relations) else _NO_RELATIONS, relations)
    taken = {element.get("Id") for element in root}
    identifier = next(name for name in map("rId{}".format, range(1, len(taken) + 2)) if name not in taken)
    element = root.makeelement(f"{{{PACKAGE_RELATIONSHIPS}}}Relationship", {"Id": identifier})
    element.set("Type", f"{relationship_space(package.workbook.root)}/{kind}")
    element.set("Target", f"/{target}")
    root.append(element)
    package.set_part(relations, serialise(root))
    return identifier


def unrelate(package: Package, source: str, target: str) -> None:
    """Let a part lead to another one no more; what nothing leads to then is taken out, with all that it led to."""
    relations = relations_part(source)
    root = parse(package.part(relations), relations)
    for element in list(root):
        if element.get("TargetMode") != "External" and resolve(source, element.get("Target", "")) == target:
            root.remove(element)
    if len(root):
        package.set_part(relations, serialise(root))
    else:
        package.remove_part(relations)
    _take_out_orphan(package, target)


def _take_out_orphan(package: Package, part: str) -> None:
    if not package.has_part(part) or part in _targets(package):
        return
    leads_to = [relation.target for relation in package.relations(part).values() if package.has_part(relation.target)]
    package.remove_part(part)
    if package.has_part(relations_part(part)):
        package.remove_part(relations_part(part))
    root = parse(package.part(_TYPES_PART), _TYPES_PART)
    for element in list(root):
        if element.get("PartName", "").lower() == f"/{part}".lower():
            root.remove(element)
    package.set_part(_TYPES_PART, serialise(root))
    for target in leads_to:
        _take_out_orphan(package, target)


def _targets(package: Package) -> set[str]:
    return {target for name in package.part_names if name.endswith(".rels") for target in _of_relations(package, name)}


def _of_relations(package: Package, name: str) -> Iterator[str]:
    folder, _, own = name.rpartition("_rels/")
    source = folder + own.removesuffix(".rels")
    for relation in package.relations(source).values():
        yield relation.target
