"""珠晖区教育局's published report of 2022: what is found in it, which figures hang together, and how units roll up.

Only the narrative report is public. Its figures stand in 基础数据, its text in 绩效报告, word for word; the scored
table (自评表) was not published and is blank, which is found too. In 报告中重复引用的数据 stand the figures that the
report gives twice, each with its two places.
"""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from addin.batch import consolidate_folder
from addin.roster import Roster, RosterUnit
from validation import counts, validate
from workbook_templates import names
from workbook_templates.documents import document_from_json, document_of, to_json
from workbook_templates.ooxml import Package
from workbook_templates.reading import read_file, read_workbook
from workbook_templates.submission import Unit
from workbook_templates.writing import fill

PUBLISHED_FORM = "hunan-selfeval-2022"

FAULTS = [
    ("HN22-R21", "强制", "绩效报告", "report.grade"),
    ("HN22-R29", "强制", "基础数据", "project_funds.total"),
    ("HN22-R38", "核实", "基础数据", "workload.media.growth"),
    ("HN22-R41", "核实", "基础数据", "restated.value_2"),
    ("HN22-R41", "核实", "基础数据", "restated.value_2"),
    ("HN22-R31", "提示", "基础数据", "project_funds.total"),
]
"""The document's own faults."""
NOT_PUBLISHED = [
    ("HN22-R42", "强制", "自评表", "funds.total.initial"),
    ("HN22-R42", "强制", "自评表", "funds.total.budget"),
    ("HN22-R42", "强制", "自评表", "funds.total.executed"),
    ("HN22-R45", "强制", "自评表", "indicators"),
    ("HN22-R48", "核实", "自评表", "goal.expected"),
    ("HN22-R48", "核实", "自评表", "goal.actual"),
    ("HN22-R49", "核实", "自评表", "preparer"),
    ("HN22-R49", "核实", "自评表", "fill_date"),
    ("HN22-R49", "核实", "自评表", "phone"),
]
"""What a self-evaluation must have, and the public text has not: the scored table."""

COMPUTED = {
    "basic.total.amount": Decimal("31384.86"),
    "project_funds.used": Decimal("347.31"),
    "expenses.three_public.final": Decimal("0.00"),
}
"""Totals that the report does not print: the program computes and offers them."""


@pytest.fixture(scope="module")
def typed(form, template):
    """A document with some values and rows typed otherwise (None: left out), filled and read."""

    def typed(document, values=None, rows=None, file=""):
        changed = {name: v for name, v in {**document.values, **(values or {})}.items() if v is not None}
        document = replace(document, values=changed, rows={**document.rows, **(rows or {})})
        return read_workbook(fill(form, template, document), file)

    return typed


def serious(findings):
    """What must be corrected or explained."""
    return {(f.rule, f.cell, f.message) for f in findings if f.severity != "提示"}


# ── what is found ────────────────────────────────────────────────────────────


def test_exactly_these_findings_stand_in_the_published_report(found):
    assert Counter((f.rule, f.severity, f.sheet, f.field) for f in found) == Counter([*FAULTS, *NOT_PUBLISHED])


def test_two_of_the_reports_own_faults_are_mandatory(found):
    assert counts(found) == {"强制": 6, "核实": 8, "提示": 1}
    assert [fault[1] for fault in FAULTS].count("强制") == 2


def test_nothing_odd_is_noticed_while_the_published_report_is_read(submission):
    assert submission.notes == ()


def test_every_finding_names_the_unit_and_what_to_do(found):
    for finding in found:
        assert finding.unit.name == "珠晖区教育局"
        assert "请" in finding.message
        assert finding.message.endswith("。")
        assert "{" not in finding.message


def test_three_projects_do_not_make_the_project_funds(by_rule):
    [finding] = by_rule("HN22-R29")
    assert (finding.actual, finding.expected) == (Decimal("640.68"), Decimal("549.89"))
    assert finding.difference == Decimal("90.79")
    planned = [o.value for o in finding.operands if o.field == "projects.planned"]
    assert planned == [Decimal("180.00"), Decimal("167.31"), Decimal("202.58")]


def test_a_part_of_the_project_funds_is_described_as_used(by_rule):
    [finding] = by_rule("HN22-R31")
    assert (finding.actual, finding.expected) == (Decimal("347.31"), Decimal("640.68"))
    assert finding.difference == Decimal("-293.37")
    assert "54.21%" in finding.message
    assert "293.37" in finding.message


def test_a_score_in_the_place_of_the_grade_is_named_with_the_grade_that_it_means(by_rule):
    [finding] = by_rule("HN22-R21")
    assert (finding.actual, finding.expected) == ("88分", "良")
    assert "这是分数，不是等级" in finding.message


def test_no_whole_number_of_last_year_gives_the_growth_of_press_reports(by_rule):
    [finding] = by_rule("HN22-R38")
    assert (finding.actual, finding.expected) == (Decimal("7.8"), None)
    assert "369 时为 7.86%" in finding.message
    assert "370 时为 7.57%" in finding.message
    assert [o.value for o in finding.operands if o.field == "workload.media.count"] == [Decimal(398)]


def test_the_same_repair_of_schools_is_told_twice_with_other_figures(by_rule, submission):
    facts = {
        submission.rows("restated")[int(f.cell[1:]) - 36]["item"]: (f.expected, f.actual, f.difference)
        for f in by_rule("HN22-R41")
    }
    assert facts == {
        "排除安全隐患投入资金": (Decimal(532), Decimal(901), Decimal(369)),
        "排除安全隐患学校": (Decimal(27), Decimal(30), Decimal(3)),
    }


def test_totals_that_the_report_does_not_print_are_computed(submission):
    assert {name: submission.scalars[name] for name in COMPUTED} == COMPUTED


def test_the_other_relations_of_the_report_hold(submission, by_rule):
    values = submission.scalars
    assert values["discipline.total.count"] == 25 == 4 + 21
    assert values["classrooms.total.count"] == 612 == 474 + 138
    assert {f.field for f in by_rule("HN22-R38")} == {"workload.media.growth"}  # 343 and 1730 have a whole base
    agreeing = [row["item"] for row in submission.rows("restated") if row["value_1"] == row["value_2"]]
    assert agreeing == ["内设机构", "中小学校", "排查校舍建筑", "茶山坳镇中心学校建设资金"]


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("offices", ["内设10个机构", "24个二级预算单位"]),
        ("staff", ["1225人"]),
        ("basic", ["26833.46万元", "4551.4万元", "全年无“三公”经费支出"]),
        ("project_plan", ["共计640.68万元", "180万元", "167.31万元", "202.58万元"]),
        ("project_use", ["学前教育180万元", "小学教育167.31万元"]),
        ("results_1", ["343件", "131.8%", "1730篇", "79.8%", "398篇", "7.8%", "违规违纪人员25", "4人", "21人"]),
        ("results_2", ["355栋建筑", "总栋数为355栋", "532万元", "27所学校", "47所", "612间", "474间", "138间"]),
        ("results_3", ["47所中小学校", "23个股室整合为10个股室"]),
        ("results_4", ["901万元", "30所学校", "债券资金1000万元"]),
        ("problems_2", ["归集到1000万元"]),
    ],
)
def test_every_figure_taken_over_stands_in_the_reports_own_words(submission, section, words):
    text = submission.scalars[f"report.{section}"]
    assert [word for word in words if word not in text] == []


def test_a_comparison_with_last_year_and_the_years_of_documents_are_not_stale(by_rule, submission, typed, published):
    assert by_rule("HN22-R62") == []
    assert "比2021年同期" in submission.scalars["report.results_4"]
    assert "〔2019〕121号" in submission.scalars["report.management"]
    text = submission.scalars["report.results_4"].replace("比2021年同期相比，", "2021年")
    [finding] = [f for f in validate([typed(published, {"report.results_4": text})]) if f.rule == "HN22-R62"]
    assert (finding.severity, finding.field) == ("提示", "report.results_4")
    assert "2021年（1处）" in finding.message


# ── the workbook ─────────────────────────────────────────────────────────────


def test_all_that_was_published_is_read_back_and_only_the_totals_are_new(submission, published):
    assert submission.scalars == {**published.values, **COMPUTED}
    for section in published.rows:
        assert submission.rows(section) == published.rows[section]
    assert (submission.unit, submission.explanations) == (published.unit, {})


def test_filling_what_was_extracted_gives_the_same_data(form, template, submission):
    document = document_of(submission, form)
    again = document_of(read_workbook(fill(form, template, document_from_json(to_json(document), form))), form)
    assert to_json(again) == to_json(document)


def test_the_longest_chapters_fit_into_their_rows(published_bytes):
    patch = Package.open(published_bytes).patch("绩效报告")
    for name in ("report.duties", "report.results_2", "report.results_4"):
        area = Package.open(published_bytes).area(name)
        assert 200 < patch.row_height(area.first_row) < 409


# ── which figures can be changed unnoticed ───────────────────────────────────

NOT_PRINTED = "合计没有印出，没有别的数可对"
ONLY_LESS = "用得少只是没有说明的更多（提示）"
NO_BUDGET = "“三公”经费只写全年没有支出，没有印预算数"
ONCE = "只写一次的个数"
WHOLE_BASE = "改动后另有整数的上年数能得出这个增长率"

UNNOTICED = {
    **{(f"basic.{row}.amount", 0, sign): NOT_PRINTED for row in ("personnel", "operation") for sign in (1, -1)},
    **{("projects.used", row, -1): ONLY_LESS for row in (1, 2)},
    **{(f"expenses.{row}.final", 0, 1): NO_BUDGET for row in ("reception", "vehicles", "abroad")},
    **{(name, 0, sign): ONCE for name in ("staff.actual", "org.offices", "org.units") for sign in (1, -1)},
    ("workload.posts.count", 0, 1): WHOLE_BASE,
    ("workload.media.count", 0, 1): WHOLE_BASE,
    ("workload.media.growth", 0, 1): WHOLE_BASE,
}
"""Changes by the last digit that no mandatory or to-be-verified finding tells, with the reason."""


def test_every_figure_but_those_listed_is_missed_when_its_last_digit_changes(form, typed, published, found):
    places = [(name, 0) for name, value in published.values.items() if isinstance(value, Decimal)]
    places += [
        (f"{section}.{column}", number)
        for section, rows in published.rows.items()
        for number, row in enumerate(rows, start=1)
        for column, value in row.items()
        if isinstance(value, Decimal)
    ]
    assert len(places) == 38
    submissions = []
    for name, number in places:
        step = Decimal(1).scaleb(-form.expected[name].decimals)
        for sign in (1, -1):
            values, rows = {}, copy.deepcopy(dict(published.rows))
            section, _, column = name.rpartition(".")
            if number:
                rows[section][number - 1][column] += sign * step
            else:
                values[name] = published.values[name] + sign * step
            submissions.append(typed(published, values, rows, f"{name}|{number}|{sign}"))
    usual = serious(found)
    told = {finding.file for finding in validate(submissions) if not serious([finding]) <= usual}
    unnoticed = {submission.file for submission in submissions} - told
    assert unnoticed == {f"{name}|{number}|{sign}" for name, number, sign in UNNOTICED}


# ── a unit's self-evaluation ─────────────────────────────────────────────────

SECTIONS = (
    "duties", "offices", "staff", "scale", "basic", "project_plan", "project_use", "project_control",
    "organisation", "management", "assets", "results", "problems_1", "measures",
)  # fmt: skip


def indicator(level1, level2, level3, target, actual, points, score, reason=""):
    row = {
        "level1": level1, "level2": level2, "level3": level3, "target": target, "actual": actual,
        "points": Decimal(points), "score": Decimal(score),
    }  # fmt: skip
    return {**row, "reason": reason} if reason else row


INDICATORS = [
    indicator("产出指标", "数量指标", "教师培训人次", "≥200人次", "210人次", 15, 15),
    indicator("产出指标", "质量指标", "培训合格率", "100%", "100%", 15, 15),
    indicator("产出指标", "时效指标", "按期完成率", "100%", "100%", 10, 10),
    indicator("产出指标", "成本指标", "人均培训费", "≤500元", "480元", 10, 10),
    indicator("效益指标", "社会效益指标", "巩固率", "≥99%", "99.5%", 20, 20),
    indicator("效益指标", "可持续影响指标", "骨干教师稳定率", "≥95%", "90%", 10, 8, "两名教师调出，已招聘"),
    indicator("满意度指标", "服务对象满意度指标", "家长满意度", "≥90%", "92%", 10, 10),
]

SCHOOL = {
    "funds.general.initial": "1000", "funds.general.budget": "1100", "funds.general.executed": "1045",
    "funds.government_fund.initial": "0", "funds.government_fund.budget": "0", "funds.government_fund.executed": "0",
    "funds.special_account.initial": "50", "funds.special_account.budget": "50", "funds.special_account.executed": "50",
    "funds.other.initial": "0", "funds.other.budget": "0", "funds.other.executed": "0",
    "funds.basic.initial": "800", "funds.basic.budget": "850", "funds.basic.executed": "840",
    "funds.project.initial": "250", "funds.project.budget": "300", "funds.project.executed": "255",
    "execution.points": "10", "basic.personnel.amount": "700.50", "basic.operation.amount": "139.50",
    "project_funds.total": "300", "staff.quota": "60", "staff.actual": "58", "org.offices": "4",
}  # fmt: skip
PROJECTS = [
    {"name": "校舍维修", "planned": Decimal(200), "used": Decimal(180)},
    {"name": "设备购置", "planned": Decimal(100), "used": Decimal(75)},
]


@pytest.fixture(scope="module")
def school(published):
    """A made-up school's self-evaluation, all filled in."""
    return replace(
        published,
        unit=Unit("430405001", "演示一校"),
        values={
            **{name: Decimal(text) for name, text in SCHOOL.items()},
            "goal.expected": "办好学校", "goal.actual": "已完成", "preparer": "张三", "phone": "0734-8330001",
            "fill_date": date(2023, 3, 31), **{f"report.{section}": "按规定执行。" for section in SECTIONS},
        },
        rows={**{section: [] for section in published.rows}, "indicators": INDICATORS, "projects": PROJECTS},
    )  # fmt: skip


def test_a_self_evaluation_that_is_filled_in_has_nothing_to_be_corrected(typed, school):
    assert {(f.rule, f.severity) for f in validate([typed(school)])} == {("HN22-R31", "提示")}


def test_totals_rates_scores_and_grades_are_computed(typed, school):
    values = typed(school).scalars
    expected = {
        "funds.total.initial": "1050", "funds.total.budget": "1150", "funds.total.executed": "1095",
        "execution.rate": "95.22", "execution.score": "9.52", "points.output": "50", "points.benefit": "30",
        "points.satisfaction": "10", "points.total": "100", "score.total": "97.52", "basic.total.amount": "840",
        "project_funds.used": "255", "staff.rate": "96.67",
    }  # fmt: skip
    assert {name: values[name] for name in expected} == {name: Decimal(text) for name, text in expected.items()}
    assert values["grade"] == values["report.grade"] == "优"


def d(**values):
    return {name.replace("__", "."): value and Decimal(value) for name, value in values.items()}


def row(number, **changes):
    rows = copy.deepcopy(INDICATORS)
    rows[number - 1] |= changes
    return {"indicators": rows}


CASES = [
    ("按支出性质分少 0.01 万元", d(funds__basic__initial="799.99"), {}, {"HN22-R02"}),
    ("执行率截去尾数", d(execution__rate="95.21"), {}, {"HN22-R04"}),
    ("执行率改动", d(execution__rate="95.24"), {}, {"HN22-R03"}),
    ("执行率得分改大", d(execution__score="9.53"), {}, {"HN22-R06"}),
    ("全年执行数多写成元", d(funds__basic__executed="8400000", funds__general__executed="8400205"), {},
     {"HN22-R07", "HN22-R09", "HN22-R28"}),
    ("执行数超过预算数", d(funds__project__executed="355", funds__general__executed="1145"), {}, {"HN22-R09"}),
    ("没有填预算执行率的分值", d(execution__points=None), {}, {"HN22-R13", "HN22-R43"}),
    ("分值不是 10、50", d(execution__points="20"), row(1, points=Decimal(5), score=Decimal(5)),
     {"HN22-R14", "HN22-R15"}),
    ("效益、满意度的分值移位", {}, row(7, level1="效益指标"), {"HN22-R16", "HN22-R59"}),
    ("分值合计不是 100", {}, row(1, points=Decimal(14), score=Decimal(14)), {"HN22-R13", "HN22-R15"}),
    ("得分大于分值", {}, row(1, score=Decimal(16)), {"HN22-R18", "HN22-R19"}),
    ("没有完成又没有写原因", {}, row(6, reason=None), {"HN22-R19"}),
    ("总分改动一分", d(score__total="98.52"), {}, {"HN22-R12"}),
    ("等级与总分不符", {"grade": "良"}, {}, {"HN22-R20"}),
    ("报告里的等级与总分不符", {"report.grade": "良"}, {}, {"HN22-R21"}),
    ("在职人员多于编制", d(staff__actual="61"), {}, {"HN22-R26"}),
    ("控制率改动", d(staff__rate="96.66"), {}, {"HN22-R25"}),
    ("基本支出两表不符", d(basic__operation__amount="139.49"), {}, {"HN22-R28"}),
    ("项目资金两表不符", d(funds__project__budget="300.01", funds__basic__budget="849.99"), {}, {"HN22-R34"}),
    ("项目用得比安排的多", {}, {"projects": [{**PROJECTS[0], "used": Decimal("200.01")}, PROJECTS[1]]}, {"HN22-R33"}),
    ("用得比项目资金合计多", {}, {"projects": [{**PROJECTS[0], "used": Decimal("225.01")}, PROJECTS[1]]},
     {"HN22-R32", "HN22-R33"}),
    ("“三公”经费超预算", d(expenses__reception__budget="1", expenses__reception__final="1.01"), {}, {"HN22-R36"}),
    ("增长率与上年数不符",
     d(workload__posts__count="110", workload__posts__growth="11", workload__posts__prior="100"), {}, {"HN22-R38"}),
    ("项目没有写名称", {}, {"projects": [{"planned": Decimal(300)}]}, {"HN22-R52"}),
    ("金额为负", d(expenses__procurement__final="-0.01"), {}, {"HN22-R54"}),
    ("指标没有写完成值、得分", {}, row(7, actual=None, score=None), {"HN22-R46", "HN22-R47"}),
    ("指标名称不合规定", {}, row(7, level2="满意度"), {"HN22-R58"}),
]  # fmt: skip


@pytest.mark.parametrize(("values", "rows", "rules"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_a_fault_in_a_self_evaluation_is_found_and_nothing_else(typed, school, values, rows, rules):
    rows = {s: [{k: v for k, v in row.items() if v is not None} for row in given] for s, given in rows.items()}
    assert {rule for rule, _, _ in serious(validate([typed(school, values, rows)]))} == rules


def test_hints_for_weak_indicators(typed, school):
    rows = row(1, level2="质量指标", target="按计划开展培训", actual="已开展")
    hints = {(f.rule, f.expected) for f in validate([typed(school, rows=rows)]) if f.severity == "提示"}
    assert {rule for rule, _ in hints} == {"HN22-R31", "HN22-R60", "HN22-R61"}
    assert ("HN22-R60", "数量指标") in hints


def test_a_grade_or_a_total_without_what_it_follows_from_is_noted(typed, school):
    bare = {"indicators": []}
    nothing = dict.fromkeys(name for name in SCHOOL if name.startswith(("funds.", "execution.")))
    found = {f.rule for f in validate([typed(school, {**nothing, "grade": "优", "report.grade": "优"}, bare)])}
    assert {"HN22-R23", "HN22-R24", "HN22-R42", "HN22-R45"} <= found
    found = {f.rule for f in validate([typed(school, {**nothing, "score.total": Decimal(92)}, bare)])}
    assert {"HN22-R22", "HN22-R42", "HN22-R45"} <= found


# ── rolled up ────────────────────────────────────────────────────────────────

BUREAU = RosterUnit("430405", "珠晖区教育局", None)
SCHOOLS = [RosterUnit(f"430405{n:03}", f"演示{n}校", BUREAU.code) for n in (1, 2, 3)]
LOSS = (0, 15, 40)
"""Points that the made-up schools lose."""
LITTLE = {
    "funds.general.executed": Decimal(45), "funds.basic.executed": Decimal(20), "funds.project.executed": Decimal(75),
    "basic.personnel.amount": Decimal("15.50"), "basic.operation.amount": Decimal("4.50"),
}  # fmt: skip
"""What the third one spent."""


def losing(points):
    """The indicators, with points taken off from the first ones."""
    rows, left = copy.deepcopy(INDICATORS), Decimal(points)
    for item in rows:
        taken = min(item["score"], left)
        item["score"], left = item["score"] - taken, left - taken
    return rows


@pytest.fixture(scope="module")
def rolled_up(form, template, published, school, tmp_path_factory):
    """Three made-up schools and the bureau's own report rolled up: the result and the summary's path."""
    folder = tmp_path_factory.mktemp("珠晖")
    units = folder / "各单位报表"
    units.mkdir()
    for unit, loss in zip(SCHOOLS, LOSS, strict=True):
        values = {**school.values, **(LITTLE if unit is SCHOOLS[2] else {})}
        rows = {**school.rows, "indicators": losing(loss)}
        document = replace(school, unit=Unit(unit.code, unit.name), values=values, rows=rows)
        (units / f"{unit.code}.xlsx").write_bytes(fill(form, template, document))
    own = replace(
        published,
        values={**published.values, "execution.points": Decimal(10)},
        rows={**published.rows, "indicators": INDICATORS},
    )
    (units / "本级.xlsx").write_bytes(fill(form, template, own))
    output = folder / "汇总表.xlsx"
    return consolidate_folder(units, Roster([BUREAU, *SCHOOLS]), output), output


def test_amounts_and_staff_add_up(rolled_up):
    result, _ = rolled_up
    expected = {
        "funds.total.initial": "3150", "funds.total.budget": "3450", "funds.total.executed": "2285",
        "funds.basic.executed": "1700", "basic.personnel.amount": "1416.50", "basic.total.amount": "1700",
        "project_funds.total": "900", "project_funds.used": "765", "staff.quota": "180", "staff.actual": "174",
    }  # fmt: skip
    assert {name: result.values[name] for name in expected} == {k: Decimal(v) for k, v in expected.items()}


def test_rates_scores_and_grades_of_the_district_are_computed_anew(rolled_up):
    """2285 ÷ 3450 = 66.232 %; 6.62 for it and 88 for the bureau's own indicators."""
    values = rolled_up[0].values
    assert values["execution.rate"] == Decimal("66.23")
    assert values["execution.score"] == Decimal("6.62")
    assert values["score.total"] == Decimal("94.62")
    assert values["grade"] == values["report.grade"] == "优"
    assert values["staff.rate"] == Decimal("96.67")


def test_texts_counts_and_indicators_are_the_bureaus_own(rolled_up, published):
    result, _ = rolled_up
    for name in ("report.duties", "report.results_4", "org.offices", "workload.cases.count", "workload.cases.growth"):
        assert result.values[name] == published.values[name]
    assert result.rows["indicators"] == INDICATORS
    assert result.rows["restated"] == published.rows["restated"]


def test_each_unit_has_a_line_in_the_list_of_scores(rolled_up):
    """The third school spent 95 of 1150: 8.26 %, 0.83 points."""
    lines = [
        tuple(row[key] for key in (names.OWNER, "code", "name", "budget", "executed", "rate", "score", "grade"))
        for row in rolled_up[0].rows["unit_scores"]
    ]
    numbers = [("1095", "95.22", "97.52", "优"), ("1095", "95.22", "82.52", "良"), ("95", "8.26", "48.83", "差")]
    assert lines == [
        (unit.code, unit.code, unit.name, Decimal(1150), Decimal(executed), Decimal(rate), Decimal(score), grade)
        for unit, (executed, rate, score, grade) in zip(SCHOOLS, numbers, strict=True)
    ]


def test_the_districts_mean_is_weighted_by_budget_and_grades_are_counted(rolled_up):
    """(97.52 + 82.52 + 48.83) ÷ 3 = 76.29: the three budgets are equal."""
    values = rolled_up[0].values
    assert values["district.score"] == Decimal("76.29")
    assert [values[f"district.{name}"] for name in ("excellent", "good", "fair", "poor")] == [1, 1, 0, 1]


def test_projects_of_the_same_name_are_one_row_on_the_districts_form(rolled_up):
    _, output = rolled_up
    package = Package.open(output)
    shown = package.cells("基础数据")
    first = next(row for (row, column), raw in shown.items() if column == 1 and raw.text == "校舍维修")
    assert [Decimal(shown[first + i, 3].text) for i in (0, 1)] == [Decimal(600), Decimal(300)]


def test_the_summary_reads_as_a_submission_with_the_same_figures_and_rows(rolled_up):
    result, output = rolled_up
    again = read_file(output)
    assert again.scalars == result.values
    for section in ("indicators", "projects", "restated", "unit_scores"):
        assert again.rows(section) == result.rows[section]
    assert {f.rule for f in validate([again]) if f.severity == "强制"} == set()
