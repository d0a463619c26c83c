"""The ribbon's XML: what Excel accepts, and callbacks that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from addin.buttons import BUTTONS
from addin.desktop import build, callbacks, sources
from addin.desktop.container import _RIBBON
from addin.desktop.ribbon_xml import Choice, form_choices, ribbon_xml
from addin.ribbon import load_ribbon
from workbook_templates.ooxml import Package

SIGNATURE = re.compile(r"^Public Sub (\w+)\(control As IRibbonControl\)$", re.MULTILINE)
CHOICES = [Choice("wuhan-target-2024", "武汉", "汉阳区 2024")]


def controls(xml):
    """The controls that do something: id, what they call, what they carry."""
    return [
        (element.get("id"), element.get("onAction"), element.get("tag"))
        for element in etree.fromstring(xml.encode()).iter()
        if element.get("onAction")
    ]


def missing_callbacks(xml, module):
    """What the ribbon calls and the module does not offer with the signature that Excel needs."""
    return sorted({action for _, action, _ in controls(xml)} - set(SIGNATURE.findall(module)))


def test_the_schema_finds_no_fault(ribbon_faults):
    assert ribbon_faults(ribbon_xml(form_choices())) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('size="large"', 'size="huge"', "not one of"),
        ("supertip=", "superTip=", "unknown"),
        ("<menu ", '<menu size2="x" ', "unknown"),
        ("<tabs>", "<tabs><button/>", "button in mso14:CT_Tabs"),
        ('id="compute"', 'id="about"', "id about twice"),
        ('id="compute"', 'id="1compute"', "no name"),
        ('keytip="C"', 'keytip=""', "length"),
        ("2009/07", "2006/01", "root"),
    ],
)
def test_the_schema_finds(ribbon_faults, old, new, fault):
    xml = ribbon_xml(CHOICES)
    assert old in xml
    assert any(fault in found for found in ribbon_faults(xml.replace(old, new, 1)))


def test_the_built_addin_has_this_ribbon(addin):
    package = Package.open(addin)
    assert package.part(_RIBBON).decode() == sources.RIBBON_XML.read_text("utf-8")
    kinds = [relation.kind for relation in package.relations("").values() if relation.target == _RIBBON]
    assert kinds == ["extensibility"]


def test_every_callback_is_there_with_the_right_signature():
    assert missing_callbacks(ribbon_xml(CHOICES), build.modules()["jibiao_ribbon"]) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("PressButton(control As IRibbonControl)", "PressButton()"),
        ("PressButton(control As IRibbonControl)", "PressButton(control As Object)"),
        ("Public Sub PressButton", "Private Sub PressButton"),
        ("PressButton", "PressButtons"),
    ],
)
def test_a_callback_with_another_signature_is_found(old, new):
    assert old in callbacks.RIBBON
    assert missing_callbacks(ribbon_xml(CHOICES), callbacks.RIBBON.replace(old, new, 1)) == ["PressButton"]


def test_every_button_of_the_desktop_is_shown_and_does_something():
    ids = [name for name, action, _ in controls(ribbon_xml(CHOICES)) if action == "PressButton"]
    shown = [button.id for button in load_ribbon().buttons("desktop")]
    assert ids == [name for name in shown if name != "new_form"]
    assert set(shown) <= set(BUTTONS)


def test_the_menu_offers_every_form_of_the_catalogue():
    offered = [tag for _, action, tag in controls(ribbon_xml(form_choices())) if action == "PressNewForm"]
    assert offered == sorted(choice.id for choice in form_choices())
    assert len(offered) >= 5


def test_keytips_lead_to_one_button_each():
    keytips = [button.keytip for button in load_ribbon().buttons("desktop")]
    clashes = [(one, other) for one in keytips for other in keytips if one is not other and other.startswith(one)]
    assert clashes == []


def test_a_form_of_the_office_is_in_the_menu(tmp_path, monkeypatch):
    import workbook_templates

    own = Path(workbook_templates.__file__).parent / "wuhan-target-2024"
    folder = tmp_path / "own-target-2030"
    folder.mkdir()
    text = (own / "form.toml").read_text("utf-8").replace("wuhan-target-2024", "own-target-2030")
    (folder / "form.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("JIBIAO_FORMS", str(tmp_path))
    assert "own-target-2030" in [choice.id for choice in form_choices()]
    assert "own-target-2030" not in [choice.id for choice in sources.own_choices()]
    assert sources.outdated() == []


@pytest.mark.parametrize("text", [callbacks.NO_PYTHON, callbacks.PROTECTED, callbacks.TITLE])
def test_the_vba_says_it_in_chinese(text):
    points = re.findall(r'FromCodes\("([0-9A-F]+)"\)', build.modules()["jibiao_ribbon"])
    assert text in [bytes.fromhex(each).decode("utf-16-be") for each in points]
