"""荔湾区教育局's published target form of 2022: what is found in it, and which figures hang together.

Reconstructed, since the published text lost the order of its cells: the rows' amounts and texts stand beside their
names by sense; each of the two columns of targets has ≥95% ≥96% 100% 0次 100% 100% 提高 95% 0宗 ≥85% ≥90% in this
order, given to the eleven indicators from top to bottom (the last ≥90%, set apart in the text, to 参与活动群众满意度,
which is set apart too); 数量指标 are the five before 公用经费发放及时率, the only 时效指标; 服务对象满意度指标 stand
under 效益指标, since the text has no third kind of the first level. Totals are not printed: the program computes them.
"""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from addin.batch import consolidate_folder
from addin.roster import Roster, RosterUnit
from validation import counts, validate
from workbook_templates import names
from workbook_templates.documents import document_from_json
from workbook_templates.ooxml import Package
from workbook_templates.reading import read_file, read_workbook
from workbook_templates.submission import Unit
from workbook_templates.writing import fill

PUBLISHED_FORM = "guangzhou-target-2022"
CENT = Decimal("0.01")

FOUND = [
    ("GZ22-R04", "核实", "C11", "expenditure.total"),
    ("GZ22-R06", "提示", "D5", "expenditure.project"),
    ("GZ22-R19", "核实", "C17", "indicators.level2"),
    ("GZ22-R19", "核实", "C17", "indicators.level2"),
    ("GZ22-R21", "核实", "E23", "indicators.period_target"),
    ("GZ22-R21", "核实", "E24", "indicators.period_target"),
    ("GZ22-R21", "核实", "G23", "indicators.target"),
    ("GZ22-R21", "核实", "G24", "indicators.target"),
    ("GZ22-R22", "核实", "D10", "tasks.content"),
    ("GZ22-R22", "核实", "D13", "tasks.content"),
    ("GZ22-R22", "核实", "D14", "tasks.content"),
    ("GZ22-R22", "核实", "G10", "tasks.outcome"),
    ("GZ22-R22", "核实", "G14", "tasks.outcome"),
]

TARGETS = ["≥95%", "≥96%", "100%", "0次", "100%", "100%", "提高", "95%", "0宗", "≥85%", "≥90%"]

TIED = {
    "expenditure.basic": "GZ22-R03",
    "expenditure.project": "GZ22-R03",
    "income.fiscal": "GZ22-R03",
    "income.other": "GZ22-R03",
    "by_level.district": "GZ22-R04",
}
"""Figures of which each cent is missed, and the rule that misses it."""
UNTIED = {
    "development.earmarked": "其中数：公开的表没有另一处写它，只知道不为负数、不大于项目支出",
    "tasks.amount": "五项任务只覆盖项目支出的 59.64%，没有合计可对；一分之差看不出来",
}
"""Figures that nothing else in the form repeats, with the reason."""


@pytest.fixture(scope="module")
def changed(form, template, published):
    """The published form with some values and rows typed otherwise, filled and read."""

    def changed(values=None, rows=None):
        document = replace(
            published, values={**published.values, **(values or {})}, rows={**published.rows, **(rows or {})}
        )
        return read_workbook(fill(form, template, document))

    return changed


def rules_of(findings, *severities):
    return {finding.rule for finding in findings if finding.severity in severities}


# ── what is found ────────────────────────────────────────────────────────────


def test_exactly_these_findings_stand_in_the_published_form(found):
    assert Counter((f.rule, f.severity, f.cell, f.field) for f in found) == Counter(FOUND)


def test_the_published_form_has_nothing_mandatory(found):
    assert counts(found) == {"强制": 0, "核实": 12, "提示": 1}


def test_nothing_odd_is_noticed_while_the_published_form_is_read(submission):
    assert submission.notes == ()


def test_every_finding_names_the_unit_the_sheet_and_what_to_do(found, form):
    for finding in found:
        assert finding.unit.name == "广州市荔湾区教育局"
        assert finding.sheet == (names.COVER_SHEET if finding.rule == "GZ22-R04" else form.form.sheet)
        assert finding.message.endswith("。")
        assert "{" not in finding.message


def test_income_and_expenditure_are_equal(submission):
    values = submission.scalars
    assert values["expenditure.basic"] + values["expenditure.project"] == Decimal("257145.89")
    assert values["income.fiscal"] + values["income.other"] == Decimal("257145.89")
    assert values["expenditure.total"] == values["income.total"] == Decimal("257145.89")


def test_what_no_level_uses_is_named_with_both_figures(by_rule):
    [finding] = by_rule("GZ22-R04")
    assert (finding.actual, finding.expected) == (Decimal("249707.41"), Decimal("257145.89"))
    assert finding.difference == Decimal("-7438.48")
    assert {o.field: o.value for o in finding.operands} == {
        "by_level.district": Decimal("249707.41"),
        "expenditure.total": Decimal("257145.89"),
    }
    assert "7,438.48" in finding.message


def test_the_tasks_cover_a_part_of_the_project_expenditure(by_rule):
    [finding] = by_rule("GZ22-R06")
    assert (finding.actual, finding.expected) == (Decimal("35630.78"), Decimal("59744.97"))
    assert "59.64" in finding.message
    amounts = [Decimal(text) for text in ("30495.18", "1680.00", "3046.00", "185.00", "224.60")]
    assert [o.value for o in finding.operands if o.field == "tasks.amount"] == amounts


def test_the_missing_kinds_of_output_indicators_are_quality_and_cost(by_rule):
    assert {finding.expected for finding in by_rule("GZ22-R19")} == {"质量指标", "成本指标"}


def test_targets_without_a_number_or_a_sign_are_named_in_both_columns(by_rule):
    assert Counter(finding.actual for finding in by_rule("GZ22-R21")) == {"提高": 2, "95%": 2}


def test_every_text_of_earlier_years_is_named_with_how_often(by_rule, submission):
    named = {finding.cell: finding.message for finding in by_rule("GZ22-R22")}
    places = {
        f"{letter}{row}": task[column]
        for column, letter in (("content", "D"), ("outcome", "G"))
        for row, task in enumerate(submission.rows("tasks"), start=10)
    }
    stale = {cell: {y: text.count(y) for y in ("2021年", "2020年") if y in text} for cell, text in places.items()}
    assert named.keys() == {cell for cell, years in stale.items() if years}
    assert all(year in named[cell] for cell, years in stale.items() for year in years)
    total = Counter()
    for years in stale.values():
        total.update(years)
    assert total == {"2021年": 6, "2020年": 2}


# ── the workbook ─────────────────────────────────────────────────────────────


def test_all_that_was_published_is_read_back_and_only_the_totals_are_new(submission, published):
    computed = {"expenditure.total": Decimal("257145.89"), "income.total": Decimal("257145.89")}
    assert submission.scalars == {**published.values, **computed}
    assert submission.rows("tasks") == published.rows["tasks"]
    assert submission.rows("indicators") == published.rows["indicators"]
    assert (submission.unit, submission.explanations) == (published.unit, {})


def test_both_columns_of_targets_are_those_of_the_published_text(submission):
    rows = submission.rows("indicators")
    assert [row["period_target"] for row in rows] == TARGETS
    assert [row["target"] for row in rows] == TARGETS


def test_equal_kinds_of_indicators_are_one_merged_cell_as_printed(published_bytes, form):
    merged = {area.range for area in Package.open(published_bytes).merged(form.form.sheet)}
    assert {"B17:B22", "B23:B27", "C17:C21", "C23:C25", "C26:C27"} <= merged


def test_the_totals_have_a_place_on_the_cover_and_none_on_the_printed_form(published_bytes):
    package = Package.open(published_bytes)
    for name in ("expenditure.total", "income.total"):
        area = package.area(name)
        assert area.sheet == names.COVER_SHEET
        assert package.patch(area.sheet).formula_of(area.first_row, area.first_column)


def test_the_title_is_printed_with_year_and_district(published_bytes, form):
    cells = Package.open(published_bytes).cells(form.form.sheet)
    assert cells[1, 1].text == "2022年荔湾区部门整体预算绩效目标表"


# ── no figure can be changed unnoticed, but for those that nothing repeats ───


def test_every_amount_is_either_tied_or_said_to_be_untied(form):
    amounts = {n for n, expected in form.expected.items() if expected.type == "money"} - set(form.computed_ids)
    assert amounts == {*TIED, *UNTIED}


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("name", [name for name in TIED if name != "by_level.district"])
def test_a_figure_off_by_a_cent_breaks_the_equality_of_income_and_expenditure(changed, published, name, sign):
    [finding] = [
        f for f in validate([changed({name: published.values[name] + sign * CENT})]) if f.rule == TIED[name]
    ]  # fmt: skip
    assert finding.severity == "强制"
    assert abs(finding.difference) == CENT


@pytest.mark.parametrize("sign", [1, -1])
def test_a_cent_less_or_more_for_the_district_is_a_cent_more_or_less_without_a_level(changed, published, sign):
    value = published.values["by_level.district"] + sign * CENT
    [finding] = [f for f in validate([changed({"by_level.district": value})]) if f.rule == "GZ22-R04"]
    assert finding.difference == Decimal("-7438.48") + sign * CENT


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("row", range(5))
def test_a_task_off_by_a_cent_is_not_noticed(changed, published, found, row, sign):
    tasks = copy.deepcopy(published.rows["tasks"])
    tasks[row]["amount"] += sign * CENT
    again = validate([changed(rows={"tasks": tasks})])
    assert rules_of(again, "强制", "核实") == rules_of(found, "强制", "核实")


def test_earmarked_money_is_not_negative_and_not_more_than_project_expenditure(changed, found):
    usual = rules_of(found, "强制", "核实", "提示")
    for value, expected in (("-0.01", {"GZ22-R09"}), ("0.01", set()), ("59744.97", set()), ("59744.98", {"GZ22-R08"})):
        again = validate([changed({"development.earmarked": Decimal(value)})])
        assert rules_of(again, "强制", "核实", "提示") - usual == expected


# ── what else is checked ─────────────────────────────────────────────────────


def test_tasks_that_exceed_the_project_expenditure_are_mandatory(changed, published):
    tasks = copy.deepcopy(published.rows["tasks"])
    tasks[0]["amount"] += Decimal("24114.20")
    [finding] = [f for f in validate([changed(rows={"tasks": tasks})]) if f.severity == "强制"]
    assert (finding.rule, finding.difference) == ("GZ22-R07", CENT)
    tasks[0]["amount"] -= CENT
    assert not {"GZ22-R06", "GZ22-R07"} & rules_of(validate([changed(rows={"tasks": tasks})]), "强制", "提示")


def test_a_district_that_uses_more_than_there_is_is_mandatory(changed):
    [finding] = [
        f for f in validate([changed({"by_level.district": Decimal("257145.90")})]) if f.severity == "强制"
    ]  # fmt: skip
    assert (finding.rule, finding.difference) == ("GZ22-R05", CENT)


def test_all_of_it_used_by_the_district_leaves_nothing_to_say(changed):
    found = validate([changed({"by_level.district": Decimal("257145.89")})])
    assert not {"GZ22-R04", "GZ22-R05"} & rules_of(found, "强制", "核实")


def test_yuan_written_for_ten_thousands_is_named_as_such(changed):
    again = validate([changed({"by_level.district": Decimal("2497074100.00")})])
    assert {"GZ22-R05", "GZ22-R24"} <= rules_of(again, "强制", "核实")
    again = validate([changed({"income.fiscal": Decimal("2571258900.00")})])
    assert {"GZ22-R03", "GZ22-R23"} <= rules_of(again, "强制", "核实")


def test_what_is_left_blank_is_asked_for(data, form, template):
    data["values"] = {"income.other": 20}
    data["rows"] = {"tasks": [{"content": "只有内容"}], "indicators": [{"level3": "结业率"}]}
    found = validate([read_workbook(fill(form, template, document_from_json(data, form)))])
    blank = {(f.rule, f.field) for f in found if f.rule in ("GZ22-R10", "GZ22-R11", "GZ22-R12", "GZ22-R13", "GZ22-R14")}
    assert blank == {
        ("GZ22-R10", "expenditure.basic"), ("GZ22-R10", "expenditure.project"), ("GZ22-R10", "income.fiscal"),
        ("GZ22-R10", "development.earmarked"), ("GZ22-R10", "by_level.district"), ("GZ22-R11", "overall_goal"),
        ("GZ22-R12", "tasks.name"), ("GZ22-R12", "tasks.amount"), ("GZ22-R13", "tasks.outcome"),
        ("GZ22-R14", "indicators.level1"), ("GZ22-R14", "indicators.level2"),
        ("GZ22-R14", "indicators.period_target"), ("GZ22-R14", "indicators.target"),
    }  # fmt: skip


def test_a_form_without_tasks_or_indicators_is_asked_for_them(changed):
    found = validate([changed(rows={"tasks": [], "indicators": []})])
    assert {f.field for f in found if f.rule == "GZ22-R15"} == {"tasks", "indicators"}


def test_names_of_indicators_are_those_of_the_list(changed, published):
    rows = copy.deepcopy(published.rows["indicators"])
    rows[0] |= {"level1": "投入指标", "level2": "数量"}
    found = validate([changed(rows={"indicators": rows})])
    assert {(f.rule, f.actual) for f in found if f.rule in ("GZ22-R16", "GZ22-R17")} == {
        ("GZ22-R16", "投入指标"),
        ("GZ22-R17", "数量"),
    }


def test_a_form_without_benefits_or_satisfaction_is_told_so(changed, published):
    rows = [row for row in published.rows["indicators"] if row["level1"] == "产出指标"]
    found = validate([changed(rows={"indicators": rows})])
    assert {(f.rule, f.expected) for f in found if f.rule in ("GZ22-R18", "GZ22-R20")} == {
        ("GZ22-R18", "效益指标"),
        ("GZ22-R20", "服务对象满意度指标"),
    }


def test_the_year_of_a_class_is_no_stale_year(changed, published):
    tasks = [{**published.rows["tasks"][1], "content": "为2021年级、2020年届学生办学，按2022年方案执行。"}]
    found = validate([changed(rows={"tasks": tasks})])
    assert not [f for f in found if f.rule == "GZ22-R22"]


# ── rolled up ────────────────────────────────────────────────────────────────

BUREAU = RosterUnit("440103", "广州市荔湾区教育局", None)
SCHOOLS = [RosterUnit(f"440103{n:03}", f"演示{n}校", BUREAU.code) for n in (1, 2, 3)]
FIGURES = [
    {"expenditure.basic": "100.10", "expenditure.project": "60.05", "income.fiscal": "150.15", "income.other": "10.00",
     "development.earmarked": "0", "by_level.district": "160.15"},
    {"expenditure.basic": "200.20", "expenditure.project": "20.00", "income.fiscal": "220.20", "income.other": "0",
     "development.earmarked": "5.00", "by_level.district": "200.00"},
    {"expenditure.basic": "0.07", "expenditure.project": "9.00", "income.fiscal": "9.07", "income.other": "0",
     "development.earmarked": "0", "by_level.district": "9.07"},
]  # fmt: skip
TASKS = [
    [("学前教育普惠", "30.00", "扩建"), ("校舍维修", "20.05", "维修校舍")],
    [("校舍维修", "19.95", "更换门窗")],
    [("校舍维修", "9.00", "维修校舍")],
]
SUMS = {
    "expenditure.basic": "300.37", "expenditure.project": "89.05", "expenditure.total": "389.42",
    "income.fiscal": "379.42", "income.other": "10.00", "income.total": "389.42",
    "development.earmarked": "5.00", "by_level.district": "369.22",
}  # fmt: skip


@pytest.fixture(scope="module")
def rolled_up(form, template, published, tmp_path_factory):
    """Three made-up schools and the bureau's own words rolled up: the result and the summary's path."""
    folder = tmp_path_factory.mktemp("荔湾")
    units = folder / "各单位报表"
    units.mkdir()
    for unit, figures, tasks in zip(SCHOOLS, FIGURES, TASKS, strict=True):
        document = replace(
            published,
            unit=Unit(unit.code, unit.name),
            values={**{name: Decimal(text) for name, text in figures.items()}, "overall_goal": f"{unit.name}的目标"},
            rows={
                "tasks": [
                    {"name": name, "content": content, "amount": Decimal(amount), "outcome": "按期完成"}
                    for name, amount, content in tasks
                ],
                "indicators": published.rows["indicators"][:6],
            },
        )
        (units / f"{unit.code}.xlsx").write_bytes(fill(form, template, document))
    own = replace(published, values={"overall_goal": published.values["overall_goal"]})
    (units / "本级.xlsx").write_bytes(fill(form, template, own))
    output = folder / "汇总表.xlsx"
    return consolidate_folder(units, Roster([BUREAU, *SCHOOLS]), output), output


def test_amounts_add_up_and_totals_are_computed_anew(rolled_up):
    result, _ = rolled_up
    amounts = {name: value for name, value in result.values.items() if isinstance(value, Decimal)}
    assert amounts == {name: Decimal(text) for name, text in SUMS.items()}


def test_the_goal_is_the_bureaus_own(rolled_up, published):
    result, _ = rolled_up
    assert result.values["overall_goal"] == published.values["overall_goal"]


def test_tasks_and_indicators_of_all_units_are_kept_each_with_its_unit(rolled_up):
    result, _ = rolled_up
    owners = [(row[names.OWNER], row["name"], row["amount"]) for row in result.rows["tasks"]]
    assert owners == [
        (unit.code, name, Decimal(amount))
        for unit, tasks in zip(SCHOOLS, TASKS, strict=True)
        for name, amount, _ in tasks
    ]
    assert Counter(row[names.OWNER] for row in result.rows["indicators"]) == {unit.code: 6 for unit in SCHOOLS}


def test_tasks_of_the_same_name_are_one_row_on_the_districts_form(rolled_up, form):
    _, output = rolled_up
    cells = Package.open(output).cells(form.form.sheet)
    rows = [tuple(cells[row, column].text for column in (2, 4, 6, 7)) for row in (10, 11)]
    assert rows == [
        ("学前教育普惠", "扩建", "30.00", "按期完成"),
        ("校舍维修", "维修校舍；更换门窗", "49.00", "按期完成"),
    ]


def test_the_rolled_up_tasks_are_compared_with_the_rolled_up_project_expenditure(rolled_up):
    _, output = rolled_up
    [finding] = [f for f in validate([read_file(output)]) if f.rule == "GZ22-R06"]
    assert (finding.actual, finding.expected) == (Decimal("79.00"), Decimal("89.05"))


def test_the_summary_reads_as_a_submission_with_the_same_figures_and_rows(rolled_up):
    result, output = rolled_up
    again = read_file(output)
    assert again.scalars == result.values
    for section in ("tasks", "indicators"):
        assert again.rows(section) == result.rows[section]
    assert rules_of(validate([again]), "强制") == set()
