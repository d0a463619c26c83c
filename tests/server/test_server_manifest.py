"""The manifest against the rules of Microsoft's schema and of Excel, each of which a mutant is shown to break.

The rules are those of the published schemas (appforoffice 1.1, officeappbasictypes 1.0, taskpaneappversionoverrides
1.0) and of the documentation, for the elements that we use.
"""

import re
from collections import Counter

import pytest
from lxml import etree

from addin.ribbon import load_ribbon
from workbook_templates.catalogue import form_folders

SCHEMA_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}type"
ORDER = {
    "OfficeApp": [
        "Id", "AlternateId", "Version", "ProviderName", "DefaultLocale", "DisplayName", "Description", "IconUrl",
        "HighResolutionIconUrl", "SupportUrl", "AppDomains", "Hosts", "Requirements", "DefaultSettings", "Permissions",
        "VersionOverrides",
    ],
    "VersionOverrides": ["Description", "Requirements", "Hosts", "Resources", "WebApplicationInfo", "EquivalentAddins"],
    "Host": ["Runtimes", "AllFormFactors", "DesktopFormFactor", "MobileFormFactor"],
    "DesktopFormFactor": ["GetStarted", "FunctionFile", "ExtensionPoint"],
    "CustomTab": ["Group", "Label"],
    "Group": ["Label", "Icon", "Control"],
    "Control": ["Label", "Supertip", "Icon", "Action", "Items"],
    "Item": ["Label", "Supertip", "Icon", "Action"],
    "Supertip": ["Title", "Description"],
    "Action": ["TaskpaneId", "SourceLocation", "Title", "FunctionName"],
    "Resources": ["Images", "Urls", "ShortStrings", "LongStrings"],
}  # fmt: skip
NEEDED = {
    "OfficeApp": {"Id", "Version", "ProviderName", "DefaultLocale", "DisplayName", "Description", "Permissions"},
    "CustomTab": {"Group", "Label"},
    "Group": {"Label", "Icon", "Control"},
    "Control": {"Label", "Supertip", "Icon"},
    "Item": {"Label", "Supertip", "Action"},
    "Supertip": {"Title", "Description"},
}
KIND_OF = {
    "Label": "ShortStrings", "Title": "ShortStrings", "Description": "LongStrings", "Image": "Images",
    "SourceLocation": "Urls", "FunctionFile": "Urls", "Runtime": "Urls",
}  # fmt: skip
LONGEST = {"ShortStrings": 125, "LongStrings": 250, "Images": 2048, "Urls": 2048}


def name_of(element):
    return etree.QName(element).localname


def faults(text):
    root = etree.fromstring(text.encode())
    every = list(root.iter(etree.Element))
    return [fault for rule in RULES for fault in rule(root, every)]


def order(root, every):
    for element in every:
        names = [name_of(child) for child in element]
        known = ORDER.get(name_of(element))
        if known is None or element.get("Name"):
            continue
        places = [known.index(name) if name in known else -1 for name in names]
        if -1 in places or places != sorted(places):
            yield f"{name_of(element)}: {names}"
        if lost := NEEDED.get(name_of(element), set()) - set(names):
            yield f"{name_of(element)} has no {lost}"


def identity(root, every):
    heads = {name_of(child): child for child in root}
    if not re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", heads["Id"].text):
        yield "Id"
    if not re.fullmatch(r"\d{1,5}(\.\d{1,5}){3}", heads["Version"].text):
        yield "Version"
    if len(heads["DisplayName"].get("DefaultValue")) > 125 or len(heads["Description"].get("DefaultValue")) > 250:
        yield "too long"


def resources(root, every):
    known = {}
    for group in (element for element in every if name_of(element) in LONGEST):
        for entry in group:
            value = entry.get("DefaultValue")
            if not value or len(value) > LONGEST[name_of(group)]:
                yield f"{entry.get('id')}: {value!r}"
            if entry.get("id") in known:
                yield f"{entry.get('id')} twice"
            known[entry.get("id")] = name_of(group)
    asked = set()
    for element in every:
        resid = element.get("resid")
        if resid is None:
            continue
        asked.add(resid)
        if len(resid) > 32 or known.get(resid) != KIND_OF[name_of(element)]:
            yield f"{name_of(element)} {resid}"
    yield from (f"{one} is asked for by nothing" for one in known.keys() - asked)


def addresses(root, every):
    for element in every:
        value = element.get("DefaultValue") or (element.text if name_of(element) == "AppDomain" else "") or ""
        if "://" in value and not value.startswith("https://"):
            yield value


def controls(root, every):
    ids = [element.get("id") for element in every if name_of(element) in {"CustomTab", "Group", "Control", "Item"}]
    yield from (f"{one} twice" for one, count in Counter(ids).items() if count > 1)
    yield from (f"{one}: too long" for one in ids if not one or len(one) > 125)
    for element in every:
        if name_of(element) == "Icon" and [int(image.get("size")) for image in element] != [16, 32, 80]:
            yield "an icon without its sizes"
        if name_of(element) == "Group" and sum(name_of(child) == "Control" for child in element) > 6:
            yield "a group of more than six"
        if name_of(element) == "Control":
            kind = element.get(SCHEMA_INSTANCE)
            wanted = {"Menu": "Items", "Button": "Action"}.get(kind)
            if wanted not in {name_of(child) for child in element}:
                yield f"{element.get('id')} is no {kind}"
        if name_of(element) == "FunctionName" and not 0 < len(element.text) <= 64:
            yield element.text


RULES = (order, identity, resources, addresses, controls)


@pytest.fixture(scope="module")
def manifest(server):
    with server.client() as client:
        return client.get("/manifest.xml").text


def test_the_manifest_keeps_the_rules(manifest):
    assert faults(manifest) == []


MUTANTS = {
    "order": ("<Permissions>ReadWriteDocument</Permissions>", ""),
    "id": ("<Id>e", "<Id>"),
    "version": (".0</Version>", "</Version>"),
    "long id": ('"Tab.L"', f'"{"T" * 33}"'),
    "lost text": ('<Label resid="Tab.L"', '<Label resid="Tab.X"'),
    "empty text": ('DefaultValue="绩表窗格"', 'DefaultValue=""'),
    "long text": ('DefaultValue="绩表窗格"', f'DefaultValue="{"绩" * 126}"'),
    "wrong kind": ('<Description resid="Pane.D"', '<Description resid="Pane.L"'),
    "plain http": ("https://", "http://"),
    "same id": ('id="compute"', 'id="validate_form"'),
    "lost size": ('<bt:Image size="16" resid="I.compute.16" />', ""),
    "no menu": ('<Control xsi:type="Menu"', '<Control xsi:type="Button"'),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_fault_is_noticed(manifest, mutant):
    before, after = MUTANTS[mutant]
    changed = manifest.replace(before, after)
    assert changed != manifest
    assert faults(changed)


def test_every_button_is_there_with_its_words(manifest):
    root = etree.fromstring(manifest.encode())
    texts = {entry.get("id"): entry.get("DefaultValue") for entry in root.iter("{*}String")}
    found = {control.get("id"): control for control in root.iter("{*}Control")}
    wanted = list(load_ribbon().buttons("server"))
    assert set(found) == {button.id for button in wanted} | {"JibiaoPane"}
    for button in wanted:
        control = found[button.id]
        assert texts[control.find("{*}Label").get("resid")] == button.label
        assert texts[control.find("{*}Supertip/{*}Title").get("resid")] == button.screentip
        assert texts[control.find("{*}Supertip/{*}Description").get("resid")] == button.supertip
    actions = {name.text for name in root.iter("{*}FunctionName")}
    menus = {button.id for button in wanted if button.choices}
    forms = {f"{menu}--{form}" for menu in menus for form in form_folders()}
    assert actions == {button.id for button in wanted if button.id not in menus} | forms


def test_everything_it_names_is_there(server, manifest):
    root = etree.fromstring(manifest.encode())
    named = {entry.get("DefaultValue") for kind in ("Image", "Url") for entry in root.iter(f"{{*}}{kind}")}
    named |= {root.find(f"{{*}}{name}").get("DefaultValue") for name in ("IconUrl", "HighResolutionIconUrl")}
    with server.client() as client:
        for address in sorted(filter(None, named)):
            assert address.startswith(server.url)
            assert client.get(address).status_code == 200, address


def test_functions_have_no_name_before_theirs(manifest):
    """A workbook made with the desktop add-in calculates with this one."""
    assert "<Namespace" not in manifest
