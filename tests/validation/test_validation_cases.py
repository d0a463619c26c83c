"""What each kind of rule finds, case by case, in words that a finance officer reads (`cases/*.toml`)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import get_args

import pytest
import tomli

from validation.engine import validate_form
from validation.messages import CATALOGUE
from validation.rules import CHECKS, checks_of
from workbook_templates.catalogue import find_form, form_folders
from workbook_templates.rules import Rule

KINDS = sorted(get_args(rule.model_fields["kind"].annotation)[0] for rule in get_args(get_args(Rule)[0]))
BETWEEN_UNITS = {"copied_text"}
"""Kinds that compare a unit with the others."""
WORDINGS = tomli.loads(CATALOGUE.read_text(encoding="utf-8"))["rule"]


def test_a_case(case_files, kind_of_cases, case):
    cases = case_files[kind_of_cases]
    findings = cases.findings[case.title]
    assert Counter(map(_key, findings)) == Counter(_expected_key(cases, case, entry) for entry in case.found)
    for entry in case.found:
        key = _expected_key(cases, case, entry)
        (finding, *_) = [f for f in findings if _key(f) == key]
        for slot, value in (("现为", finding.actual), ("应为", finding.expected), ("相差", finding.difference)):
            if slot in entry:
                assert _same(value, entry[slot]), (slot, value)
        if "类别" in entry:
            assert finding.severity == entry["类别"]
        for words in entry.get("信息含", []):
            assert words in finding.message


def _key(finding):
    return finding.rule, finding.field, finding.cell


def _expected_key(cases, case, entry):
    (only, *_) = cases.form.rules
    field = cases.place(entry["栏"])
    return entry.get("规则", only.id), field, cases.submission(case).address(field, entry.get("行"))[1]


def _same(found, written):
    if written == "空":
        return found is None
    return found == Decimal(written) if isinstance(found, Decimal) else str(found) == written


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_cases_that_pass_and_cases_that_fail(case_files, kind):
    cases = case_files[kind]
    own = {rule.id for rule in cases.form.rules if rule.kind == kind}
    failing = {finding.rule for findings in cases.findings.values() for finding in findings}
    assert own & failing, "no case that fails"
    assert any(not case.found for case in cases.cases), "no case that passes"


def test_the_cases_are_of_kinds_that_there_are(case_files):
    assert sorted(case_files) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_titles_of_cases_are_used_once(case_files, kind):
    titles = [case.title for case in case_files[kind].cases]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in BETWEEN_UNITS])
def test_a_unit_is_judged_alike_alone_and_among_others(case_files, kind):
    cases = case_files[kind]
    for case in cases.cases:
        (alone,) = cases.judge([cases.submission(case)])
        assert alone == cases.findings[case.title]


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_form_is_judged_without_a_figure(case_files, kind):
    """Nothing is computed from nothing: only what must be there is found in a form without a single entry."""
    cases = case_files[kind]
    blank = cases.submissions[0].__class__("example", "1.0", cases.submissions[0].unit, "", "", ())
    (findings,) = validate_form(cases.form, [blank])
    kinds = {cases.form.rule(finding.rule).kind for finding in findings}
    assert kinds <= {"required", "required_rows"}


def test_every_wording_fills_all_its_slots(case_files):
    for cases in case_files.values():
        for finding in [finding for findings in cases.findings.values() for finding in findings]:
            assert "{" not in finding.message
            assert "None" not in finding.message
            assert finding.message.endswith("。")


def test_every_wording_of_a_rule_is_used_by_a_check_and_found_in_a_case(case_files):
    forms = [*(cases.form for cases in case_files.values()), *(find_form(name).load() for name in form_folders())]
    used = {check.message or check.rule.kind for form in forms for check in checks_of(form)}
    assert set(WORDINGS) == {*used, *CHECKS}


def test_every_check_of_the_cases_reports_at_a_place_that_the_form_has(case_files):
    for cases in case_files.values():
        known = {*cases.form.scalars, *cases.form.list_columns, *cases.form.list_sections}
        assert {check.field for check in checks_of(cases.form)} <= known
