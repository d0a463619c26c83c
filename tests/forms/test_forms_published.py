"""汉阳区教育局's published figures: what is found in them, and that no figure can be changed unnoticed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from validation import counts, validate
from workbook_templates.reading import read_workbook
from workbook_templates.writing import fill

CENT = Decimal("0.01")
PERIODS = ("amount", "prior_year_2", "prior_year_1")
INCOME_ROWS = ("fiscal", "special_account", "own", "total")
EXPENDITURE_ROWS = ("personnel", "operation", "project", "total")

FOUND = [
    ("WH24-R20", "核实", "D25", "long_term.until_year"),
    ("WH24-R21", "核实", "B27", "long_term_goals.description"),
    ("WH24-R21", "核实", "B36", "long_term_goals.description"),
    ("WH24-R21", "核实", "B44", "long_term_goals.description"),
    ("WH24-R18", "核实", "C35", "long_term_indicators.level2"),
    ("WH24-R22", "核实", "B64", "annual_goals.description"),
    ("WH24-R23", "提示", "C29", "long_term_indicators.level2"),
    ("WH24-R23", "提示", "C29", "long_term_indicators.level2"),
    ("WH24-R25", "提示", "F26", "annual.summary"),
    ("WH24-R07", "提示", "E10", "income.own.share"),
    ("WH24-R08", "提示", "E13", "expenditure.operation.share"),
]

PROJECTS = range(1, 6)
CHANGED_AMOUNTS = [
    *[f"income.{row}.{period}" for row in INCOME_ROWS for period in PERIODS],
    *[f"expenditure.{row}.{period}" for row in EXPENDITURE_ROWS for period in PERIODS],
]
CHANGED_SHARES = [
    *[f"income.{row}.share" for row in INCOME_ROWS],
    *[f"expenditure.{row}.share" for row in EXPENDITURE_ROWS],
]


def relations(name):
    """The mandatory relations that a published figure takes part in."""
    table, row, column = name.split(".")
    if column == "share":
        return {"WH24-R05" if table == "income" else "WH24-R06"}
    found = {"WH24-R01" if table == "income" else "WH24-R02"}
    if row == "total":
        found.add("WH24-R03")
    if name == "expenditure.project.amount":
        found.add("WH24-R04")
    return found


VARIANTS = [
    *[
        pytest.param((name, None), sign, relations(name), id=f"{name} {sign:+}")
        for name in [*CHANGED_AMOUNTS, *CHANGED_SHARES]
        for sign in (1, -1)
    ],
    *[
        pytest.param(("projects.budget", number), sign, {"WH24-R04"}, id=f"projects.budget {number} {sign:+}")
        for number in PROJECTS
        for sign in (1, -1)
    ],
]


@pytest.fixture(scope="module")
def submission(published_bytes):
    return read_workbook(published_bytes)


@pytest.fixture(scope="module")
def variants(published_bytes):
    """Each published figure off by 0.01, typed over in a workbook of its own; all validated in one pass."""
    from workbook_templates.ooxml import Package

    places = [(*variant.values[0], variant.values[1]) for variant in VARIANTS]
    places += [("projects.total_budget", number, sign) for number in PROJECTS for sign in (1, -1)]
    submissions = []
    for name, number, sign in places:
        package = Package.open(published_bytes)
        area = package.area(name)
        row = area.first_row + (number or 1) - 1
        step = CENT / 100 if name.endswith(".share") else CENT
        held = package.cells(area.sheet)[row, area.first_column].text
        package.patch(area.sheet).set_value(row, area.first_column, Decimal(held) + sign * step)
        submissions.append(read_workbook(package.to_bytes(), f"{name} {number} {sign}"))
    found = {submission.file: [] for submission in submissions}
    for finding in validate(submissions):
        found[finding.file].append(finding)
    return found


def test_exactly_these_findings_stand_in_the_published_form(submission, findings):
    found = [(f.rule, f.severity, f.cell, f.field) for f in findings(submission)]
    assert Counter(found) == Counter(FOUND)


def test_the_published_form_has_nothing_mandatory(submission, findings):
    assert counts(findings(submission)) == {"强制": 0, "核实": 6, "提示": 5}


def test_nothing_odd_is_noticed_while_the_published_form_is_read(submission):
    assert submission.notes == ()


def test_every_finding_names_the_sheet_the_unit_and_what_to_do(submission, findings, form):
    for finding in findings(submission):
        assert finding.sheet == form.form.sheet
        assert finding.unit.name == "武汉市汉阳区教育局"
        assert finding.message.endswith("。")


def test_the_adjusted_shares_are_named_with_what_rounding_gives(submission, findings):
    adjusted = {f.field: (f.actual, f.expected) for f in findings(submission) if f.rule in ("WH24-R07", "WH24-R08")}
    assert adjusted == {
        "income.own.share": (Decimal("6.55"), Decimal("6.54")),
        "expenditure.operation.share": (Decimal("10.03"), Decimal("10.04")),
    }


def test_the_missing_kinds_of_output_indicators_are_time_and_cost(submission, findings):
    assert {f.expected for f in findings(submission) if f.rule == "WH24-R23"} == {"时效指标", "成本指标"}


def test_the_code_that_is_not_on_the_list_is_shown_as_typed(submission, findings):
    assert [f.actual for f in findings(submission) if f.rule == "WH24-R18"] == ["环境效益指标"]


def test_a_year_is_shown_as_a_year_not_as_an_amount(submission, findings):
    (message,) = [f.message for f in findings(submission) if f.rule == "WH24-R20"]
    assert "2023" in message
    assert "2024" in message
    assert "2,023" not in message


@pytest.mark.parametrize(("place", "sign", "expected"), VARIANTS)
def test_a_figure_off_by_a_cent_breaks_every_relation_that_it_takes_part_in(variants, place, sign, expected):
    name, number = place
    found = variants[f"{name} {number} {sign}"]
    naming = {
        f.rule
        for f in found
        if f.severity == "强制" and any(o.field == name and o.value is not None for o in f.operands)
    }
    assert expected <= naming


@pytest.mark.parametrize("place", [variant.values[0] for variant in VARIANTS[::2]], ids=lambda place: str(place[0]))
def test_the_difference_of_a_cent_is_stated(variants, place):
    name, number = place
    differences = {
        abs(f.difference)
        for sign in (1, -1)
        for f in variants[f"{name} {number} {sign}"]
        if f.severity == "强制" and f.difference is not None
    }
    assert CENT in differences


@pytest.mark.parametrize("number", PROJECTS)
def test_a_total_budget_below_this_years_is_mandatory(variants, number):
    found = variants[f"projects.total_budget {number} -1"]
    (finding,) = [f for f in found if f.severity == "强制"]
    assert (finding.rule, finding.field, finding.difference) == ("WH24-R09", "projects.total_budget", -CENT)
    assert [o.field for o in finding.operands] == ["projects.total_budget", "projects.budget"]


@pytest.mark.parametrize("number", PROJECTS)
def test_a_total_budget_above_this_years_wants_an_explanation(variants, number):
    found = variants[f"projects.total_budget {number} 1"]
    assert not [f for f in found if f.severity == "强制"]
    (finding,) = [f for f in found if f.rule == "WH24-R10"]
    assert finding.severity == "核实"
    assert f"（第 {number} 行）" in finding.message


def test_an_unchanged_relation_is_not_reported(variants):
    found = {f.rule for f in variants["income.fiscal.prior_year_1 None 1"] if f.severity == "强制"}
    assert found == {"WH24-R01"}


def test_shares_typed_over_the_formulas_need_no_absorbing_row(data, filled, findings, form):
    del data["values"]["expenditure.absorb"]
    submission = read_workbook(filled(data))
    assert submission.scalars["expenditure.operation.share"] == Decimal("10.03")
    assert submission.scalars["expenditure.project.share"] == Decimal("35.97")
    assert counts(findings(submission))["强制"] == 0


def test_an_explanation_of_the_rule_answers_all_its_findings(data, filled, findings):
    data["explanations"] = {"WH24-R21": "长期目标不设满意度指标。"}
    found = [f for f in findings(read_workbook(filled(data))) if f.rule == "WH24-R21"]
    assert [f.explanation for f in found] == ["长期目标不设满意度指标。"] * 3
    assert not any(f.open for f in found)


def test_an_explanation_of_one_field_goes_before_that_of_the_rule(data, filled, findings):
    data["explanations"] = {
        "WH24-R18": "沿用部门名称。",
        "WH24-R18@long_term_indicators.level2": "“环境效益”是校园环境。",
    }
    data["rows"]["annual_indicators"][0]["level2"] = "容量指标"
    found = {f.field: f.explanation for f in findings(read_workbook(filled(data))) if f.rule == "WH24-R18"}
    assert found == {
        "long_term_indicators.level2": "“环境效益”是校园环境。",
        "annual_indicators.level2": "沿用部门名称。",
    }


def test_an_explanation_of_another_field_answers_nothing(data, filled, findings):
    data["explanations"] = {"WH24-R20@annual.summary": "写错了地方。"}
    (finding,) = [f for f in findings(read_workbook(filled(data))) if f.rule == "WH24-R20"]
    assert finding.explanation == ""
    assert finding.open


def test_an_explanation_does_not_close_what_is_mandatory(data, filled, findings):
    data["values"]["income.fiscal.amount"] += CENT
    data["explanations"] = {"WH24-R01": "不想改。"}
    (finding,) = [f for f in findings(read_workbook(filled(data))) if f.rule == "WH24-R01"]
    assert finding.open


@pytest.mark.parametrize("place", ["B27", "long_term_goals.description", "长期目标"])
def test_an_explanation_may_name_its_place_as_the_finding_shows_it(form, template, published, findings, place):
    document = replace(published, explanations={f"WH24-R21@{place}": "在年度目标中考核"})
    found = [f for f in findings(read_workbook(fill(form, template, document))) if f.rule == "WH24-R21"]
    explained = [f.cell for f in found if f.explanation == "在年度目标中考核"]
    assert explained == (["B27"] if place == "B27" else ["B27", "B36", "B44"])
