"""The ribbon against the Open XML SDK's data of the 2009/07 customUI schema, which openxml-audit ships."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import openxml_audit
from lxml import etree

DATA = Path(openxml_audit.__file__).parent / "data/openxml/schemas/schemas_microsoft_com_office_2009_07_customui.json"
ROOT = "mso14:CT_CustomUI/mso14:customUI"
NAME = re.compile(r"[A-Za-z_][\w.\-]*")


@cache
def schema():
    data = json.loads(DATA.read_text(encoding="utf-8"))
    values = {enum["Name"]: {facet["Value"] for facet in enum["Facets"]} for enum in data["Enums"]}
    types = {kind["Name"]: kind for kind in data["Types"]}
    return data["TargetNamespace"], types, values


def faults(xml):
    """What the schema forbids: elements, attributes, values, identifiers that are there twice."""
    root = etree.fromstring(xml.encode())
    namespace, types, _ = schema()
    if root.tag != f"{{{namespace}}}customUI":
        return [f"root {root.tag}"]
    identifiers = [element.get("id") for element in root.iter() if element.get("id")]
    twice = [f"id {name} twice" for name in sorted(set(identifiers)) if identifiers.count(name) > 1]
    return [*twice, *_element_faults(root, types[ROOT])]


def _element_faults(element, kind):
    namespace, types, _ = schema()
    found = list(_attribute_faults(element, kind))
    children = {child["Name"].rpartition(":")[2]: child["Name"] for child in kind.get("Children", [])}
    for child in element:
        name = child.tag.removeprefix(f"{{{namespace}}}")
        if name not in children:
            found.append(f"{name} in {kind['Name']}")
        else:
            found += _element_faults(child, types[children[name]])
    return found


def _attribute_faults(element, kind):
    _, _, values = schema()
    known = {attribute["QName"].removeprefix(":"): attribute for attribute in kind.get("Attributes", [])}
    for name, value in element.attrib.items():
        place = f"{etree.QName(element).localname}/@{name}={value}"
        if name not in known:
            yield f"{place}: unknown"
            continue
        allowed = known[name]["Type"]
        if allowed.startswith("EnumValue<"):
            choices = values[allowed.rstrip(">").rpartition(".")[2]]
            if value not in choices:
                yield f"{place}: not one of {sorted(choices)}"
        for validator in known[name].get("Validators", []):
            given = {argument["Name"]: argument["Value"] for argument in validator.get("Arguments", [])}
            if not int(given.get("MinLength", 0)) <= len(value) <= int(given.get("MaxLength", 1 << 30)):
                yield f"{place}: length"
            if given.get("IsNcName") == "True" and not NAME.fullmatch(value):
                yield f"{place}: no name"
