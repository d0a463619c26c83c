"""荔湾区教育局's self-evaluation for 2024: what is found in its published 说明, and how the scored table works.

Published was only the 说明, with the grade 优 and counts in its text; the scored table was not. So there are two sets
of data here: the published document, and a made-up one (`MADE_UP`: funds, points, scores, indicators are invented) by
which computing, scoring and consolidation are exercised.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from addin.batch import consolidate_folder
from addin.roster import Roster, RosterUnit
from validation import counts, validate
from workbook_templates import names
from workbook_templates.documents import document_from_json, document_of, parse_json, to_json
from workbook_templates.ooxml import Package
from workbook_templates.reading import read_file, read_workbook
from workbook_templates.submission import Unit
from workbook_templates.writing import LINE_HEIGHT, MAX_HEIGHT, fill, lines

PUBLISHED_FORM = "guangzhou-selfeval-2024"

FUNDS_CELLS = {
    f"funds.{row}.{column}": f"{letter}{line}"
    for line, row in ((9, "fiscal"), (10, "other"))
    for letter, column in (("C", "initial"), ("D", "budget"), ("E", "executed"))
}
FOUND = [
    *[("GZS24-R10", "强制", "自评表", cell, name) for name, cell in FUNDS_CELLS.items()],
    ("GZS24-R25", "强制", "自评表", "A12", "scored"),
    ("GZS24-R11", "核实", "自评表", "F8", "execution.points"),
    ("GZS24-R30", "核实", "自评表", "E24", "grade"),
    ("GZS24-R40", "核实", "自评表", "A31", "indicators"),
    ("GZS24-R43", "核实", "自评表", "B6", "preparer"),
    ("GZS24-R43", "核实", "自评表", "F6", "phone"),
    ("GZS24-R43", "核实", "自评表", "B4", "fill_date"),
    ("GZS24-R31", "提示", "自评表", "E24", "grade"),
    ("GZS24-R46", "提示", "自评说明", "A10", "performance.text"),
]

CADRES = {"cadres.promoted.count": 31, "cadres.confirmed.count": 87, "cadres.exchanged.count": 29}
PRESCHOOL = {"preschool.met.count": 33, "preschool.rectifying.count": 4, "preschool.unpublished.count": 1}
TIED = {
    **dict.fromkeys([*CADRES, "cadres.total.count"], "GZS24-R47"),
    **dict.fromkeys([*PRESCHOOL, "preschool.total.count"], "GZS24-R48"),
}
"""Counts of which one more or less is missed, and the rule that misses it."""
UNTIED = {
    "places.schools": "新开办学校数：说明里没有分项，也没有写第二处",
    "places.new": "新增优质学位：说明没有分学校列出",
    "places.senior": "新增高中学位：只写一所学校，没有第二处",
    "recruited.total": "招录人数：没有分批次列出，只知道不少于其中的紧缺学科教师",
    "recruited.scarce": "紧缺学科教师：其中数，只知道不多于招录人数",
    "investment_rate": "投资完成率：没有写投资额，无法重算",
    "private_share": "民办学校在校生占比：没有写学生数，无法重算，只知道在 0 至 100% 之间",
}
"""Published figures that nothing else in the document repeats, with the reason."""

SCORED = [
    ("履职效能", "履职效能", "50", "48.5", "培训人次未达到指标值"),
    ("管理效率", "预算编制", "5", "5", None),
    ("管理效率", "预算执行", "15", "14.5", "年末支付较集中"),
    ("管理效率", "信息公开", "5", "5", None),
    ("管理效率", "绩效管理", "10", "9", "绩效指标申报不够规范"),
    ("管理效率", "采购管理", "5", "5", None),
    ("管理效率", "资产管理", "5", "5", None),
    ("管理效率", "运行成本", "5", "4.5", "水电费超过上年"),
]
INDICATORS = [
    ("产出指标", "数量指标", "新增优质学位", "≥4000座", "4110座", "15", "15", None),
    ("产出指标", "数量指标", "培训教师", "≥3500人次", "3000人次", "5", "3.5", "两期培训改在次年，已列入计划"),
    ("产出指标", "质量指标", "普及普惠三级指标达标率", "≥85%", "86.84%", "10", "10", None),
    ("产出指标", "时效指标", "年度投资完成率", "不低于100%", "105%", "10", "10", None),
    ("产出指标", "成本指标", "超预算项目", "0个", "0个", "5", "5", None),
    ("满意度指标", "服务对象满意度指标", "家长满意度", "≥90%", "93%", "5", "5", None),
]
MADE_UP = {
    "preparer": "演示填报人", "phone": "020-81234567", "fill_date": "2025-03-20",
    "funds.fiscal.initial": 1200, "funds.fiscal.budget": 1260.5, "funds.fiscal.executed": 1251.3,
    "funds.other.initial": 80, "funds.other.budget": 75.25, "funds.other.executed": 70.05,
    "execution.points": 10, "goal": "演示目标。", "conclusion": "自评等级为优。", "stated.grade": "优",
}  # fmt: skip
COMPUTED = {
    "funds.total.initial": "1280.00", "funds.total.budget": "1335.75", "funds.total.executed": "1321.35",
    "execution.rate": "98.92", "execution.score": "9.89",
    "result.service.points": "50.0", "result.service.score": "48.50",
    "result.management.points": "50.0", "result.management.score": "48.00",
    "result.execution.points": "15.0", "result.execution.score": "14.50",
    "result.total.points": "100.0", "result.total.score": "96.50",
}  # fmt: skip


def scored_rows(rows=SCORED, **changes):
    """Rows of the scored table as data; `changes` by name of the second level: {column: value}."""
    keys = ("level1", "level2", "points", "score", "note")
    found = [dict(zip(keys, row, strict=True)) for row in rows]
    return [row | changes.get(row["level2"], {}) for row in found]


def indicator_rows(rows=INDICATORS, **changes):
    """Rows of the indicators as data; `changes` by name of the third level."""
    keys = ("level1", "level2", "level3", "target", "actual", "points", "score", "reason")
    found = [dict(zip(keys, row, strict=True)) for row in rows]
    return [row | changes.get(row["level3"], {}) for row in found]


def made_up(values=None, scored=None, indicators=None, unit=("440103001", "演示1校")):
    """The made-up document as JSON data, changed where asked."""
    text = [{"text": "1. 演示文字。"}]
    return {
        "form": PUBLISHED_FORM,
        "unit": dict(zip(("code", "name"), unit, strict=True)),
        "values": {**MADE_UP, **(values or {})},
        "rows": {
            "scored": scored_rows() if scored is None else scored,
            "indicators": indicator_rows() if indicators is None else indicators,
            "performance": text,
            "problems": text,
            "measures": text,
        },
    }


@pytest.fixture(scope="module")
def changed(form, template, published):
    """The findings of the published document with some values typed otherwise."""

    def changed(**values):
        document = replace(published, values={**published.values, **values})
        return validate([read_workbook(fill(form, template, document))])

    return changed


@pytest.fixture(scope="module")
def handed_up(form, template):
    """The made-up document, changed where asked, as a workbook that was read."""

    def handed_up(*args, **changes):
        return read_workbook(fill(form, template, document_from_json(made_up(*args, **changes), form)))

    return handed_up


@pytest.fixture(scope="module")
def judged(handed_up):
    """The findings of the made-up document, changed where asked."""
    return lambda *args, **changes: validate([handed_up(*args, **changes)])


def places(findings):
    return Counter((finding.rule, finding.severity, finding.field) for finding in findings)


# ── what is found in the published document ──────────────────────────────────


def test_exactly_these_findings_stand_in_the_published_document(found):
    assert Counter((f.rule, f.severity, f.sheet, f.cell, f.field) for f in found) == Counter(FOUND)
    assert counts(found) == {"强制": 7, "核实": 6, "提示": 2}


def test_nothing_mandatory_but_the_funds_and_the_scored_table_that_were_not_published(found):
    assert {finding.rule for finding in found if finding.severity == "强制"} == {"GZS24-R10", "GZS24-R25"}


def test_nothing_odd_is_noticed_while_the_published_document_is_read(submission):
    assert submission.notes == ()


def test_every_finding_names_the_unit_and_what_to_do(found):
    for finding in found:
        assert finding.unit.name == "广州市荔湾区教育局"
        assert finding.message.endswith("。")
        assert "{" not in finding.message


def test_the_grade_is_not_proved_by_a_score_of_at_least_90(by_rule):
    [finding] = by_rule("GZS24-R30")
    assert finding.actual == "优"
    assert "不低于 90 分" in finding.message
    assert [operand.field for operand in finding.operands] == ["result.total.score"]


def test_the_grade_is_taken_as_stated_since_the_scored_table_is_blank(by_rule):
    [finding] = by_rule("GZS24-R31")
    assert finding.actual == "优"
    assert "评分表" in finding.message


def test_the_comparison_with_2021_is_named_and_nothing_of_the_year_itself(by_rule):
    [finding] = by_rule("GZS24-R46")
    assert "2021年（1处）" in finding.message
    assert "较2021年同期" in finding.message
    assert "2024" not in finding.message


def test_the_sums_of_the_text_hold(submission):
    values = submission.scalars
    assert sum(values[name] for name in CADRES) == values["cadres.total.count"] == 147
    assert sum(values[name] for name in PRESCHOOL) == values["preschool.total.count"] == 38


def test_every_published_count_stands_in_the_text(published):
    text = "".join(row["text"] for section in ("performance",) for row in published.rows[section])
    plain = text.replace(" ", "")
    for name, value in published.values.items():
        if isinstance(value, Decimal):
            assert f"{value:f}".removesuffix(".00") in plain, name


# ── the workbook ─────────────────────────────────────────────────────────────


def test_what_was_published_is_read_back_to_the_letter(submission, form, published, data):
    again = document_of(submission, form)
    assert again == published
    read = to_json(again)
    assert parse_json(json.dumps(read["values"])) == data["values"]
    assert {name: rows for name, rows in read["rows"].items() if rows} == data["rows"]


def test_the_made_up_document_is_read_back_with_what_is_computed(handed_up, form):
    document = document_from_json(made_up(), form)
    submission = handed_up()
    computed = {name: Decimal(text) for name, text in COMPUTED.items()} | {"grade": "优"}
    assert submission.scalars == {**document.values, **computed}
    assert {section.id: submission.rows(section.id) for section in form.lists} == document.rows
    assert submission.notes == ()


def test_every_text_of_the_published_document_is_shown_in_full(published_bytes):
    sheet = openpyxl.load_workbook(io.BytesIO(published_bytes))["自评说明"]
    width = sum(sheet.column_dimensions[letter].width for letter in "ABCDEF")
    for row in sheet.iter_rows(max_col=1):
        for cell in row:
            if isinstance(cell.value, str) and len(cell.value) > 100:
                height = sheet.row_dimensions[cell.row].height
                assert lines(cell.value, width) * LINE_HEIGHT < height < MAX_HEIGHT


def test_the_sections_stand_in_the_documents_own_order(published_bytes):
    cells = Package.open(published_bytes).cells("自评说明")
    texts = [raw.text.split("\n")[0] for (_, column), raw in sorted(cells.items()) if column == 1]
    headings = [text[:12] for text in texts if text[0] in "一二三（123" and text[1] != "0" and len(text) < 25]
    assert headings == [
        "一、绩效自评情况", "（一）部门整体支出绩效目", "（二）自评结论", "（三）履职效能分析",
        "1. 加强谋篇布局，优化", "2. 持续靶向发力，确保", "3. 坚持引育并重，做强",
        "二、存在的主要问题", "1. 财政预算绩效管理意", "2. 绩效目标设定质量不",
        "三、下一步改进措施", "1. 提高部门预算绩效管", "2. 提高绩效目标申报和",
    ]  # fmt: skip


# ── no published figure can be changed unnoticed, but for those that nothing repeats ──


def test_every_published_figure_is_either_tied_or_said_to_be_untied(published):
    figures = {name for name, value in published.values.items() if isinstance(value, Decimal)}
    assert figures == {*TIED, *UNTIED}


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("name", TIED)
def test_a_count_off_by_one_breaks_its_sum(changed, published, name, sign):
    [finding] = [f for f in changed(**{name: published.values[name] + sign}) if f.rule in ("GZS24-R47", "GZS24-R48")]
    assert (finding.rule, finding.severity) == (TIED[name], "强制")
    assert finding.field.endswith(".total.count")
    assert finding.difference == (sign if name == finding.field else -sign)
    assert {o.field for o in finding.operands} >= {*(CADRES if name.startswith("cadres") else PRESCHOOL)}


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("name", UNTIED)
def test_a_figure_that_nothing_repeats_can_be_off_by_its_last_digit(changed, found, published, name, sign):
    step = Decimal("0.01") if name in ("investment_rate", "private_share") else 1
    assert places(changed(**{name: published.values[name] + sign * step})) == places(found)


def test_another_grade_in_the_table_than_in_the_conclusion_is_mandatory(changed):
    [finding] = [f for f in changed(grade="良") if f.rule == "GZS24-R32"]
    assert (finding.severity, finding.field, finding.sheet) == ("强制", "stated.grade", "自评说明")
    assert (finding.actual, finding.expected) == ("优", "良")


def test_more_teachers_of_scarce_subjects_than_teachers_are_mandatory(changed):
    [finding] = [f for f in changed(**{"recruited.scarce": Decimal(406)}) if f.rule == "GZS24-R49"]
    assert (finding.severity, finding.difference) == ("强制", -1)


@pytest.mark.parametrize("value", ["-0.01", "100.01"])
def test_a_share_beyond_0_to_100_is_mandatory(changed, value):
    [finding] = [f for f in changed(private_share=Decimal(value)) if f.rule == "GZS24-R50"]
    assert finding.severity == "强制"


# ── funds and the rate of execution (made up) ────────────────────────────────


def test_the_made_up_document_is_in_order(judged):
    assert judged() == []


def test_more_executed_than_budgeted_wants_a_reason_and_scores_no_more_than_the_points(handed_up):
    submission = handed_up({"funds.fiscal.executed": 1300})
    assert submission.scalars["execution.rate"] == Decimal("102.57")
    assert submission.scalars["execution.score"] == Decimal("10.00")
    findings = validate([submission])
    assert places(findings) == Counter(
        [("GZS24-R07", "核实", "funds.total.budget"), ("GZS24-R07", "核实", "funds.fiscal.budget")]
    )
    whole = findings[0]
    assert (whole.actual, whole.expected, whole.difference) == tuple(
        map(Decimal, ("1370.05", "1335.75", "34.30"))
    )  # fmt: skip
    assert "102.57" in whole.message


def test_exactly_all_executed_is_full_points_and_needs_no_reason(handed_up):
    submission = handed_up({"funds.fiscal.executed": 1260.5, "funds.other.executed": 75.25})
    assert submission.scalars["execution.rate"] == 100
    assert submission.scalars["execution.score"] == 10
    assert validate([submission]) == []


@pytest.mark.parametrize(
    ("value", "rule", "severity"),
    [("98.91", "GZS24-R02", "强制"), ("98.9", "GZS24-R04", "提示"), ("98.93", "GZS24-R02", "强制")],
)
def test_a_rate_typed_over_the_formula_is_compared_with_the_exact_one(judged, value, rule, severity):
    [finding] = judged({"execution.rate": value})
    assert (finding.rule, finding.severity, finding.expected) == (rule, severity, Decimal("98.92"))


def test_a_rate_that_was_cut_is_told_apart_from_a_wrong_one(judged):
    # 1321.45 ÷ 1335.75 = 98.9294…%, 1321.42 ÷ 1335.75 = 98.9272…%
    assert places(judged({"funds.other.executed": 70.12, "execution.rate": 98.92})) == Counter(
        [("GZS24-R03", "核实", "execution.rate")]
    )
    assert judged({"funds.other.executed": 70.12}) == []


def test_a_total_of_the_funds_typed_otherwise_is_mandatory(judged):
    found = judged({"funds.total.initial": 1280.01})
    [finding] = [f for f in found if f.rule == "GZS24-R01"]
    assert (finding.severity, finding.difference) == ("强制", Decimal("0.01"))


def test_yuan_written_for_ten_thousands_are_noticed(judged):
    found = judged({"funds.other.executed": 700500})
    assert {("GZS24-R08", "funds.other.executed"), ("GZS24-R07", "funds.other.budget")} <= {
        (f.rule, f.field) for f in found
    }


def test_a_budget_in_another_unit_than_at_the_beginning_of_the_year_is_noticed(judged):
    found = judged({"funds.other.initial": 7525})
    assert ("GZS24-R09", "funds.other.budget") in {(f.rule, f.field) for f in found}


def test_other_points_for_the_rate_want_a_reason(judged):
    [finding] = judged({"execution.points": 8})
    assert (finding.rule, finding.severity, finding.expected) == ("GZS24-R06", "核实", 10)


def test_what_no_program_computes_is_asked_for(judged):
    found = judged(dict.fromkeys(MADE_UP))
    blank = {(f.rule, f.field) for f in found if f.rule in ("GZS24-R10", "GZS24-R11", "GZS24-R43", "GZS24-R44")}
    assert blank == {
        *[("GZS24-R10", name) for name in FUNDS_CELLS], ("GZS24-R11", "execution.points"),
        ("GZS24-R43", "preparer"), ("GZS24-R43", "phone"), ("GZS24-R43", "fill_date"),
        ("GZS24-R44", "goal"), ("GZS24-R44", "conclusion"),
    }  # fmt: skip


# ── the scored table (made up) ───────────────────────────────────────────────


def test_points_that_total_99_are_mandatory_and_their_heading_wants_a_reason(judged):
    found = judged(scored=scored_rows(运行成本={"points": "4"}, 资产管理={"points": "5", "score": "5"}))
    assert {("GZS24-R19", "强制", "result.total.points"), ("GZS24-R20", "核实", "result.management.points")} <= {
        *places(found)
    }
    [finding] = [f for f in found if f.rule == "GZS24-R19"]
    assert (finding.actual, finding.expected, finding.difference) == (99, 100, -1)


def test_other_points_of_the_headings_that_total_100_want_a_reason_only(judged):
    found = judged(
        scored=scored_rows(履职效能={"points": "60", "score": "58.5"}, 绩效管理={"points": "0", "score": "0"}),
        indicators=indicator_rows(新增优质学位={"points": "25", "score": "25"}),
    )
    assert places(found) == Counter(
        [("GZS24-R20", "核实", "result.service.points"), ("GZS24-R20", "核实", "result.management.points")]
    )


def test_a_score_above_its_points_is_mandatory(judged):
    found = judged(scored=scored_rows(采购管理={"score": "5.01"}))
    [finding] = [f for f in found if f.rule == "GZS24-R23"]
    assert (finding.severity, finding.field, finding.difference) == ("强制", "scored.points", Decimal("-0.01"))
    assert "（第 6 行）" in finding.message


def test_points_taken_off_without_a_reason_want_one(judged):
    [finding] = judged(scored=scored_rows(运行成本={"note": None}))
    assert (finding.rule, finding.severity, finding.field) == ("GZS24-R24", "核实", "scored.note")
    assert "（第 8 行）" in finding.message
    assert "扣分" in finding.message


def test_a_row_below_no_heading_is_missing_from_the_headings_sums(judged):
    found = judged(scored=scored_rows(资产管理={"level1": "其他"}))
    assert {("GZS24-R18", "强制", "result.total.points"), ("GZS24-R18", "强制", "result.total.score"),
            ("GZS24-R27", "核实", "scored.level1")} <= {*places(found)}  # fmt: skip
    assert {f.difference for f in found if f.rule == "GZS24-R18"} == {5}


def test_a_missing_part_of_the_management_is_named(judged):
    rows = [row for row in scored_rows(绩效管理={"points": "15", "score": "14"}) if row["level2"] != "采购管理"]
    assert [(f.rule, f.expected) for f in judged(scored=rows)] == [("GZS24-R28", "采购管理")]


def test_the_score_for_budget_execution_contains_that_of_the_rate(judged):
    found = judged(
        {"stated.grade": "优"},
        scored=scored_rows(预算执行={"score": "9.88"}),
    )
    [finding] = found
    assert (finding.rule, finding.severity, finding.difference) == ("GZS24-R22", "核实", Decimal("-0.01"))


def test_a_sum_typed_over_the_formula_is_mandatory(judged):
    for name, rule in (("result.service.score", "GZS24-R13"), ("result.management.points", "GZS24-R12")):
        value = Decimal(COMPUTED[name]) + 1
        found = judged({name: str(value)})
        [finding] = [f for f in found if f.rule == rule]
        assert (finding.severity, finding.difference) == ("强制", 1)


@pytest.mark.parametrize(
    ("lost", "grade"),
    [("6.50", "优"), ("6.51", "良"), ("16.50", "良"), ("16.51", "中"), ("36.50", "中"), ("36.51", "差")],
)
def test_the_grade_follows_from_the_score_at_its_limits(handed_up, lost, grade):
    score = Decimal("48.5") - Decimal(lost)
    submission = handed_up({"stated.grade": grade}, scored=scored_rows(履职效能={"score": str(score)}))
    assert submission.scalars["result.total.score"] == Decimal("96.50") - Decimal(lost)
    assert submission.scalars["grade"] == grade


def test_a_grade_that_contradicts_the_score_is_mandatory(judged):
    rows = scored_rows(履职效能={"score": "37"})
    shown = indicator_rows(新增优质学位={"score": "3.5", "reason": "演示"})
    [finding] = judged({"grade": "优"}, scored=rows, indicators=shown)
    assert (finding.rule, finding.severity, finding.field) == ("GZS24-R29", "强制", "grade")
    assert (finding.actual, finding.expected) == ("优", "良")
    assert [(o.field, o.value) for o in finding.operands] == [("result.total.score", Decimal("85.00"))]


def test_a_number_where_a_grade_belongs_is_mandatory(judged):
    found = judged({"grade": "96.5分"})
    assert ("GZS24-R29", "强制", "grade") in places(found)


# ── indicators (made up) ─────────────────────────────────────────────────────


def test_the_indicators_break_down_the_points_and_the_score_of_the_performance(judged):
    found = judged(indicators=indicator_rows(家长满意度={"points": "6", "score": "6"}))
    assert places(found) == Counter(
        [("GZS24-R33", "强制", "result.service.points"), ("GZS24-R33", "强制", "result.service.score")]
    )
    assert {f.difference for f in found} == {-1}


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("培训教师", {"reason": None}, ("GZS24-R35", "核实", "indicators.reason")),
        ("新增优质学位", {"target": "4000座"}, ("GZS24-R36", "核实", "indicators.target")),
        ("新增优质学位", {"target": "大幅提高"}, ("GZS24-R36", "核实", "indicators.target")),
        ("新增优质学位", {"level1": "投入指标"}, ("GZS24-R38", "核实", "indicators.level1")),
        ("新增优质学位", {"level2": "数量"}, ("GZS24-R39", "核实", "indicators.level2")),
        ("新增优质学位", {"actual": None}, ("GZS24-R41", "核实", "indicators.actual")),
        ("超预算项目", {"level2": "数量指标"}, ("GZS24-R37", "提示", "indicators.level2")),
    ],
)
def test_what_is_wrong_in_an_indicator_is_named(judged, name, change, expected):
    assert expected in places(judged(indicators=indicator_rows(**{name: change})))


def test_an_indicator_scored_above_its_points_is_mandatory(judged):
    found = judged(indicators=indicator_rows(家长满意度={"score": "5.01"}))
    assert ("GZS24-R34", "强制", "indicators.points") in places(found)


def test_full_points_for_a_missed_target_want_a_reason(judged):
    found = judged(
        scored=scored_rows(履职效能={"score": "50", "note": None}), indicators=indicator_rows(培训教师={"score": "5"})
    )
    assert places(found) == Counter([("GZS24-R35", "核实", "indicators.score")])


def test_empty_lists_are_asked_for(judged):
    found = judged(scored=[], indicators=[])
    assert {("GZS24-R25", "强制", "scored"), ("GZS24-R40", "核实", "indicators")} <= {*places(found)}


# ── the spreadsheet itself ───────────────────────────────────────────────────


@pytest.mark.libreoffice
def test_a_spreadsheet_calculates_the_same(form, template, libreoffice, tmp_path):
    data = fill(form, template, document_from_json(made_up({"funds.fiscal.executed": 1300}), form))
    expected = read_workbook(data).scalars
    package = Package.open(data)
    for name in form.computed_ids:
        area = package.area(name)
        package.patch(area.sheet).set_cached(area.first_row, area.first_column, 77)
    path = tmp_path / "表.xlsx"
    path.write_bytes(package.to_bytes())
    calculated = read_file(libreoffice.recalculate(path)).scalars
    assert {name: calculated.get(name) for name in form.computed_ids} == {
        name: expected.get(name) for name in form.computed_ids
    }


# ── rolled up ────────────────────────────────────────────────────────────────

BUREAU = RosterUnit("440103", "广州市荔湾区教育局", None)
SCHOOLS = [RosterUnit(f"440103{n:03}", f"演示{n}校", BUREAU.code) for n in (1, 2, 3)]
UNITS = [
    ({}, {}),
    ({"funds.fiscal.budget": 400, "funds.fiscal.executed": 300, "funds.other.budget": 0, "funds.other.executed": 0},
     {"履职效能": {"score": "36.55"}}),
    ({"funds.fiscal.budget": 99.99, "funds.fiscal.executed": 99.99, "funds.other.budget": 0.01,
      "funds.other.executed": 0.01}, {"履职效能": {"score": "20"}}),
]  # fmt: skip
"""Figures of the made-up schools that differ from `MADE_UP`, and rows of their scored tables."""
SCORES = [("1335.75", "1321.35", "98.92", "96.50", "优"), ("400.00", "300.00", "75.00", "84.55", "良"),
          ("100.00", "100.00", "100.00", "68.00", "中")]  # fmt: skip


@pytest.fixture(scope="module")
def rolled_up(form, template, tmp_path_factory):
    """Three made-up schools and the bureau's own workbook rolled up: the result and the summary's path."""
    folder = tmp_path_factory.mktemp("荔湾")
    units = folder / "各单位报表"
    units.mkdir()
    for unit, (values, rows) in zip(SCHOOLS, UNITS, strict=True):
        document = document_from_json(made_up(values, scored_rows(**rows), unit=(unit.code, unit.name)), form)
        (units / f"{unit.code}.xlsx").write_bytes(fill(form, template, document))
    own = document_from_json(
        made_up(dict.fromkeys(FUNDS_CELLS), scored_rows(绩效管理={"score": "8"}), unit=(BUREAU.code, BUREAU.name)), form
    )
    (units / "本级.xlsx").write_bytes(fill(form, template, own))
    output = folder / "汇总表.xlsx"
    return consolidate_folder(units, Roster([BUREAU, *SCHOOLS]), output), output


def test_the_funds_add_up_and_the_rate_is_computed_anew(rolled_up):
    values = rolled_up[0].values
    assert values["funds.total.budget"] == Decimal("1835.75")
    assert values["funds.total.executed"] == Decimal("1721.35")
    assert values["funds.fiscal.initial"] == 3600
    assert values["execution.rate"] == Decimal("93.77")
    assert values["execution.score"] == Decimal("9.38")


def test_the_scored_table_and_the_grade_are_the_bureaus_own(rolled_up, form):
    result, _ = rolled_up
    assert [row["score"] for row in result.rows["scored"] if row["level2"] == "绩效管理"] == [8]
    assert len(result.rows["scored"]) == len(SCORED)
    assert len(result.rows["indicators"]) == len(INDICATORS)
    assert result.values["result.total.score"] == Decimal("95.50")
    assert result.values["grade"] == "优"


def test_the_texts_are_the_bureaus_own(rolled_up):
    result, _ = rolled_up
    assert result.values["conclusion"] == MADE_UP["conclusion"]
    assert result.rows["performance"] == [{"text": "1. 演示文字。"}]


def test_every_school_has_a_row_with_its_score_grade_and_rate(rolled_up):
    keys = ("budget", "executed", "rate", "score", "grade")
    expected = [
        {names.OWNER: unit.code, "code": unit.code, "name": unit.name}
        | {key: text if key == "grade" else Decimal(text) for key, text in zip(keys, scores, strict=True)}
        for unit, scores in zip(SCHOOLS, SCORES, strict=True)
    ]
    assert rolled_up[0].rows["unit_scores"] == expected


def test_the_mean_score_is_weighted_by_the_budgets(rolled_up):
    # (1335.75 × 96.5 + 400 × 84.55 + 100 × 68) ÷ 1835.75 = 92.3436…
    assert rolled_up[0].values["mean_score"] == Decimal("92.34")


def test_the_grades_are_counted(rolled_up):
    values = rolled_up[0].values
    counted = {name: values[f"grades.count.{name}"] for name in ("excellent", "good", "fair", "poor", "total")}
    assert counted == {"excellent": 1, "good": 1, "fair": 1, "poor": 0, "total": 3}


def test_the_scores_stand_on_their_own_sheet_of_the_summary(rolled_up):
    cells = Package.open(rolled_up[1]).cells("各单位得分")
    rows = [tuple(cells[row, column].text for column in (2, 6, 7)) for row in (4, 5, 6)]
    assert [(name, Decimal(score), grade) for name, score, grade in rows] == [
        (unit.name, Decimal(scores[3]), scores[4]) for unit, scores in zip(SCHOOLS, SCORES, strict=True)
    ]


def test_a_school_with_a_grade_but_no_score_has_a_row_and_no_weight(form, template, published, tmp_path):
    units = tmp_path / "各单位报表"
    units.mkdir()
    school = document_from_json(made_up(unit=(SCHOOLS[0].code, SCHOOLS[0].name)), form)
    (units / "一.xlsx").write_bytes(fill(form, template, school))
    other = replace(published, unit=Unit(SCHOOLS[1].code, SCHOOLS[1].name))
    (units / "二.xlsx").write_bytes(fill(form, template, other))
    result = consolidate_folder(units, Roster([BUREAU, *SCHOOLS[:2]]), tmp_path / "汇总表.xlsx")
    assert [(row["name"], row.get("score"), row["grade"]) for row in result.rows["unit_scores"]] == [
        ("演示1校", Decimal("96.50"), "优"), ("演示2校", None, "优"),
    ]  # fmt: skip
    assert result.values["mean_score"] == Decimal("96.50")
    assert result.values["grades.count.excellent"] == 2


def test_the_summary_reads_as_a_submission_with_the_same_figures_and_rows(rolled_up, form):
    result, output = rolled_up
    again = read_file(output)
    assert again.summary
    assert again.scalars == result.values
    for section in form.lists:
        assert again.rows(section.id) == result.rows[section.id], section.id
    assert [f for f in validate([again]) if f.severity == "强制"] == []


@pytest.mark.libreoffice
def test_a_spreadsheet_calculates_the_summary_to_the_same_figures(rolled_up, libreoffice):
    result, output = rolled_up
    assert read_file(libreoffice.recalculate(output)).scalars == result.values
