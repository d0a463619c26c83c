"""The manual's list of rules and messages is complete and current."""

import re
import tomllib

import pytest

from addin.manual.reference import MANUAL, advice, main, reference, with_reference
from validation.messages import CATALOGUE
from workbook_templates.catalogue import form_folders

CATALOGUED = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
MESSAGE_IDS = [entry["rule"] for group in CATALOGUED.values() for entry in group.values() if "rule" in entry]


@pytest.fixture(scope="module")
def manual():
    return MANUAL.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows():
    """The rows of the reference by identifier."""
    lines = [line.strip("| ").split(" | ") for line in reference().splitlines() if line.startswith("|")]
    return {cells[0]: cells for cells in lines}


@pytest.mark.parametrize("form", sorted(form_folders()))
def test_every_rule_of_a_form_is_in_the_manual(form, manual):
    missing = [rule.id for rule in form_folders()[form].load().rules if f"| {rule.id} |" not in manual]
    assert not missing, "run python -m addin.manual.reference --write"


@pytest.mark.parametrize("identifier", MESSAGE_IDS)
def test_every_message_is_in_the_manual(identifier, manual):
    assert f"| {identifier} |" in manual, "run python -m addin.manual.reference --write"


def test_the_identifiers_of_messages_are_unique():
    assert len(set(MESSAGE_IDS)) == len(MESSAGE_IDS)


def test_the_manual_holds_the_present_reference(manual):
    assert with_reference(manual) == manual, "run python -m addin.manual.reference --write"


def test_every_row_says_what_to_do(rows):
    assert all(cells[-1].endswith("。") for identifier, cells in rows.items() if re.match(r"[A-Z]", identifier))


def test_every_slot_has_a_word_for_officers():
    assert not re.findall(r"〔[a-z_]+〕", reference())


def test_what_to_do_begins_with_the_sentence_that_asks():
    text = "表外多出内容“{shown}”，不会汇总。是数据的，请移走；是备注的，请写进出错说明。"
    assert advice(text) == ("表外多出内容“〔原样〕”，不会汇总。", "是数据的，请移走；是备注的，请写进出错说明。")


def test_the_module_prints_the_reference(capsys):
    main([])
    assert capsys.readouterr().out == f"{reference()}\n"


def test_the_module_writes_the_reference_into_the_manual(tmp_path, monkeypatch):
    text = MANUAL.read_text(encoding="utf-8")
    stale = tmp_path / "manual.md"
    stale.write_text(text.replace("| JB-F07 |", "| JB-F99 |"), encoding="utf-8")
    monkeypatch.setattr("addin.manual.reference.MANUAL", stale)
    main(["--write"])
    assert stale.read_text(encoding="utf-8") == text
