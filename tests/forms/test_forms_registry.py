"""Rules, checks and messages belong together: nothing can be found that nobody has words for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
import tomli

import workbook_templates
from validation.messages import CATALOGUE, message
from validation.reading import rejection_findings
from validation.rules import CHECKS, checks_of
from workbook_templates import reading, rules
from workbook_templates.catalogue import find_form, form_folders
from workbook_templates.ooxml import UNREADABLE_CODES
from workbook_templates.submission import Rejection

MESSAGES = tomli.loads(CATALOGUE.read_text(encoding="utf-8"))
KINDS = sorted(get_args(rule.model_fields["kind"].annotation)[0] for rule in get_args(get_args(rules.Rule)[0]))
ROOM = Path(workbook_templates.__file__).parent
SOURCES = [*Path(reading.__file__).parent.rglob("*.py"), ROOM / "interpret.py"]
READING = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)

NOTE = re.compile(r'\bNote\(\s*"(\w+)"|_unreadable\([^"\n]*(?:"[^"\n]*"[^"\n]*)?"(\w+)"\)')
READ_WITH_NOTE = re.compile(r'Reading\([^\n]*"(\w+)", \{|_at_decimals\([^"\n]*"(\w+)"\)')
REJECTED = re.compile(r'(?:RejectedError|Rejection)\((?:str\(\w+\), )?"(\w+)"')

NOTE_CODES = {
    code
    for pattern in (NOTE, READ_WITH_NOTE)
    for found in pattern.findall(READING)
    for code in found
    if code and not code.isupper()
}
REJECTION_CODES = set(REJECTED.findall(READING))

WHAT_TO_DO = re.compile(r"请|不用改|只计入一次|\{reason\}|\{remedy\}")
SLOTS = {
    "rule": {"label", "title", "actual", "expected", "difference", "operands"},
    "note": {"label", "row", "shown"},
}


def texts():
    return [(group, key, entry) for group, entries in MESSAGES.items() for key, entry in entries.items()]


def test_every_kind_of_rule_has_a_check():
    assert sorted(CHECKS) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_rule_has_a_message(kind):
    assert message("rule", kind).text


def test_the_codes_of_notes_are_found_in_the_source():
    assert {"number_as_text", "hidden_decimals", "label_changed", "stray_cell", "unreadable_date"} <= NOTE_CODES


def test_every_note_has_a_message_and_every_message_a_note():
    assert set(MESSAGES["note"]) == NOTE_CODES


def test_every_reason_to_reject_a_file_has_a_message():
    assert {"no_form_mark", "unknown_form", "other_version", "missing_sheet"} <= REJECTION_CODES
    assert {*REJECTION_CODES, *UNREADABLE_CODES} <= set(MESSAGES["file"])


@pytest.mark.parametrize("code", UNREADABLE_CODES)
def test_every_unreadable_file_is_reported_with_what_to_do(code):
    (finding,) = rejection_findings([Rejection("表.xlsx", code)])
    assert finding.severity == "强制"
    assert finding.rule == MESSAGES["file"][code]["rule"]
    assert finding.file == "表.xlsx"
    assert "请" in finding.message
    assert "{" not in finding.message


def test_every_identifier_of_a_message_is_used_once():
    identifiers = [entry["rule"] for _, _, entry in texts() if "rule" in entry]
    assert len(identifiers) == len(set(identifiers))


def test_every_message_that_is_no_rule_of_a_form_has_an_identifier():
    for group, key, entry in texts():
        if group != "rule":
            assert re.fullmatch(r"JB-[A-Z]\d\d", entry["rule"]), key


@pytest.mark.parametrize(("group", "key", "entry"), [pytest.param(*t, id=f"{t[0]}.{t[1]}") for t in texts()])
def test_every_message_says_what_to_do(group, key, entry):
    text = entry["text"]
    assert text.endswith(("。", "{reason}", "{remedy}")), text
    assert WHAT_TO_DO.search(text), text


@pytest.mark.parametrize("key", MESSAGES["note"])
def test_every_note_has_one_of_the_three_severities(key):
    assert message("note", key).severity in get_args(rules.Severity)


def test_no_rule_of_a_form_takes_an_identifier_of_the_program():
    own = {entry["rule"] for _, _, entry in texts() if "rule" in entry}
    for identifier in form_folders():
        assert not own & {rule.id for rule in find_form(identifier).load().rules}


@pytest.mark.parametrize("identifier", form_folders())
def test_every_rule_of_a_form_makes_a_check_and_states_its_source(identifier):
    form = find_form(identifier).load()
    checked = {check.rule.id for check in checks_of(form)}
    assert checked == {rule.id for rule in form.rules}
    assert all(rule.basis.strip() and rule.title.strip() for rule in form.rules)


@pytest.mark.parametrize("identifier", form_folders())
def test_every_check_reports_at_a_place_that_the_form_has(identifier):
    form = find_form(identifier).load()
    known = {*form.scalars, *form.list_columns, *form.list_sections}
    assert {check.field for check in checks_of(form)} <= known
