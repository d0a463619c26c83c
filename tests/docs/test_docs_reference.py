"""The manual's list of rules and messages is complete and current."""

import re
import tomllib

import pytest

from addin.manual.parts import FOLDER
from addin.manual.reference import advice, reference
from validation.messages import CATALOGUE
from workbook_templates.catalogue import form_folders

CATALOGUED = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
MESSAGE_IDS = [entry["rule"] for group in CATALOGUED.values() for entry in group.values() if "rule" in entry]


@pytest.fixture(scope="module")
def manual():
    return (FOLDER / "manual.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows():
    """The rows of the reference by identifier."""
    lines = [line.strip("| ").split(" | ") for line in reference().splitlines() if line.startswith("|")]
    return {cells[0]: cells for cells in lines}


@pytest.mark.parametrize("form", sorted(form_folders()))
def test_every_rule_of_a_form_is_in_the_manual(form, manual):
    missing = [rule.id for rule in form_folders()[form].load().rules if f"| {rule.id} |" not in manual]
    assert not missing, "run python -m addin.manual --write"


@pytest.mark.parametrize("identifier", MESSAGE_IDS)
def test_every_message_is_in_the_manual(identifier, manual):
    assert f"| {identifier} |" in manual, "run python -m addin.manual --write"


def test_the_identifiers_of_messages_are_unique():
    assert len(set(MESSAGE_IDS)) == len(MESSAGE_IDS)


def test_every_row_says_what_to_do(rows):
    assert all(cells[-1].endswith("。") for identifier, cells in rows.items() if re.match(r"[A-Z]", identifier))


def test_every_slot_has_a_word_for_officers():
    assert not re.findall(r"〔[a-z_]+〕", reference())


def test_what_to_do_begins_with_the_sentence_that_asks():
    text = "表外多出内容“{shown}”，不会汇总。是数据的，请移走；是备注的，请写进出错说明。"
    assert advice(text) == ("表外多出内容“〔原样〕”，不会汇总。", "是数据的，请移走；是备注的，请写进出错说明。")
