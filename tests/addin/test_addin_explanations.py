"""出错说明: what counts as one, what becomes of it when figures change, and how it travels."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from addin.batch import consolidate_folder
from addin.validating import validate_files
from validation import validate
from validation.explanations import figure_of, is_empty, phrases, place_of
from workbook_templates.documents import document_from_json, document_of, to_json
from workbook_templates.ooxml import Package
from workbook_templates.reading import read_file, read_workbook

REASON = "本年起由区里统一采购，不再单列"
RULE = "WH24-R13"
"""填报人、联系电话、填报日期必须填写: to be verified, one finding for each that is blank."""


@pytest.fixture
def judged(workbooks, tmp_path):
    """The findings of a rule in a unit's workbook with explanations, by label."""

    def judge(explanations, recorded=(), values=None, rule=RULE):
        unit = workbooks.unit(2, values={"phone": None, "preparer": None} | (values or {}), explanations=explanations)
        path = workbooks.put(tmp_path, replace(unit, recorded=dict(recorded)), "报表.xlsx")
        return {f.numbered_label: f for f in validate([read_file(path)]) if f.rule == rule}

    return judge


def states(findings):
    return {label: (finding.open, finding.explanation) for label, finding in findings.items()}


# What counts


def test_a_reason_settles_a_finding(judged):
    found = judged({f"{RULE}@填报人": REASON})
    assert states(found) == {"填报人": (False, REASON), "联系电话": (True, "")}
    assert [finding.objection for finding in found.values()] == ["", ""]


@pytest.mark.parametrize("place", ["preparer", "填报人", "B5", "b5", "Ｂ５", "申报表!B5", " 填报人 ", "PREPARER"])
def test_a_place_may_be_named_in_any_way_that_the_finding_shows(judged, place):
    assert states(judged({f"{RULE}@{place}": REASON}))["填报人"] == (False, REASON)


def test_a_rules_identifier_may_be_typed_in_any_case(judged):
    assert states(judged({"wh24-r13": REASON})) == {"填报人": (False, REASON), "联系电话": (False, REASON)}


def test_a_row_of_a_list_is_named_by_its_number(judged):
    rule = "WH24-R18"
    found = judged({f"{rule}@长期绩效指标／二级指标（第 7 行）": REASON}, rule=rule)
    assert states(found) == {"长期绩效指标／二级指标（第 7 行）": (False, REASON)}
    found = judged({f"{rule}@长期绩效指标／二级指标（第 6 行）": REASON}, rule=rule)
    assert states(found) == {"长期绩效指标／二级指标（第 7 行）": (True, "")}


def test_the_reason_of_a_place_goes_before_that_of_the_rule(judged):
    found = judged({RULE: "全部都有原因的", f"{RULE}@填报人": REASON})
    assert states(found) == {"填报人": (False, REASON), "联系电话": (False, "全部都有原因的")}


@pytest.mark.parametrize("said", ["无", "已核实", "已核实。", "已核实，情况属实", "同上", "。。。", "12345", "详见说明",
                                  "经核对无误！", "按实际情况填报", "ok", "————"])  # fmt: skip
def test_words_that_give_no_reason_settle_nothing(judged, said):
    finding = judged({f"{RULE}@填报人": said})["填报人"]
    assert (finding.open, finding.explanation) == (True, "")
    assert said in finding.objection
    assert "请写明具体原因" in finding.objection


@pytest.mark.parametrize("said", ["学校合并", "经核实，因人员增加", "无此项业务收入", "Merged school",
                                  "已核实：系上年结转资金，2023年未支出", "按实际填报，疫情后恢复招生"])  # fmt: skip
def test_words_that_give_a_reason_settle_it_whatever_stands_around_them(judged, said):
    assert states(judged({f"{RULE}@填报人": said}))["填报人"] == (False, said)


def test_what_the_finding_says_itself_is_no_reason(judged, form):
    finding = judged({})["填报人"]
    title = form.rule(RULE).title
    copied = [finding.message, f"【{finding.message}】", title, f"{title}，已核实", finding.label, "没有填写", "请补填"]
    for said in (*copied, phrases().placeholder, "填报人、联系电话"):
        assert is_empty(said, finding, title), said
    assert not is_empty(f"{finding.message}{REASON}", finding, title)


def test_a_blank_explanation_is_none(judged):
    finding = judged({f"{RULE}@填报人": "   "})["填报人"]
    assert (finding.open, finding.explanation, finding.objection) == (True, "", "")


def test_the_phrases_say_where_they_come_from():
    known = phrases()
    assert known.basis == "惯例"
    assert known.least == 4
    assert len(known.phrases) == len(set(known.phrases))
    assert all(len(phrase) > 1 or phrase == "略" for phrase in known.phrases)


def test_what_is_mandatory_stays_open(judged):
    finding = judged({"WH24-R12": REASON}, values={"income.own.amount": None}, rule="WH24-R12")
    assert {(f.open, f.explanation) for f in finding.values()} == {(True, REASON)}


# The figure for which it was written


@pytest.mark.parametrize(
    ("recorded", "counts"),
    [("（空）", True), ("", True), ("张三", False), ("1.00", False)],
)
def test_an_explanation_counts_for_the_figure_for_which_it_was_written(judged, recorded, counts):
    finding = judged({f"{RULE}@填报人": REASON}, {f"{RULE}@填报人": recorded})["填报人"]
    assert finding.open is not counts
    assert finding.objection == (
        "" if counts else f"说明已填，但此后数已由 {recorded} 改为 （空），请重新说明，并改填或清空“填写说明时的数”。"
    )


@pytest.mark.parametrize(("recorded", "counts"), [("1200.5", True), ("1,200.50", True), ("１２００．５", True),
                                                  ("1200.51", False), ("1200.5万元", False),
                                                  ("（空）", False)])  # fmt: skip
def test_figures_are_compared_as_numbers(judged, workbooks, recorded, counts):
    label = "项目支出情况／项目本年度预算（第 1 行）"
    unit = workbooks.unit(2, rows={"projects": [project("1200.50")]}, explanations={f"WH24-R10@{label}": REASON})
    data = workbooks.filled(replace(unit, recorded={f"WH24-R10@{label}": recorded}))
    (finding,) = [f for f in validate([read_workbook(data)]) if f.rule == "WH24-R10"]
    assert finding.numbered_label == label
    assert finding.open is not counts


def test_of_several_explanations_the_one_that_still_counts_is_taken(judged):
    keys = [f"{RULE}@B5", f"{RULE}@填报人"]
    found = judged({keys[0]: "旧的原因已经过时", keys[1]: REASON}, {keys[0]: "李四"})
    assert states(found)["填报人"] == (False, REASON)


def test_the_later_row_of_one_place_counts(workbooks, tmp_path):
    path = workbooks.put(tmp_path, workbooks.unit(2, values={"preparer": None}))
    package = Package.open(path)
    patch = package.patch("出错说明")
    for row, texts in enumerate(
        [(RULE, "填报人", "旧的原因已经过时", "李四"), (RULE, "填报人", REASON, "（空）")], start=3
    ):
        for column, text in enumerate(texts, start=1):
            patch.set_value(row, column, text)
    path.write_bytes(package.to_bytes())
    submission = read_file(path)
    assert submission.explanations[f"{RULE}@填报人"] == REASON
    assert submission.recorded == {f"{RULE}@填报人": "（空）"}


# From return to return


def project(budget):
    """A project of several years: its budget of the year is a finding as long as it is not the whole one."""
    return {
        "name": "甲",
        "category": "特定目标",
        "total_budget": Decimal(5000),
        "budget": Decimal(budget),
        "purpose": "用",
    }


def typed(path, sheet, row, column, value):
    package = Package.open(path)
    package.patch(sheet).set_value(row, column, value)
    path.write_bytes(package.to_bytes())
    return path


def ready(path, label):
    """The rows of 出错说明 about a place: row, words, figure."""
    rows = openpyxl.load_workbook(path)["出错说明"].iter_rows(min_row=3)
    return [(row[0].row, row[2].value, row[3].value) for row in rows if row[1].value == label]


def test_the_round_of_return_explanation_change_and_correction(jibiao, workbooks, tmp_path):
    label = "项目支出情况／项目本年度预算（第 1 行）"
    path = workbooks.put(tmp_path / "收到", workbooks.unit(2, rows={"projects": [project(1300)]}))
    area = Package.open(path).area("projects.budget")
    place = (area.sheet, area.first_row, area.first_column)

    def returned(source, name):
        jibiao("validate", source, "--annotate", tmp_path / name)
        return tmp_path / name / source.name

    def finding(source):
        return next((f for f in validate([read_file(source)]) if f.rule == "WH24-R10"), None)

    first = returned(path, "一")
    ((row, words, figure),) = ready(first, label)
    assert (words, figure) == (None, "1,300.00")
    typed(first, "出错说明", row, 3, "已核实")
    assert finding(first).open
    typed(first, "出错说明", row, 3, REASON)
    assert not finding(first).open

    typed(first, *place, Decimal(2000))  # the figure is changed after it was explained
    assert finding(first).open
    assert "此后数已由 1,300.00 改为 2,000.00" in finding(first).objection

    second = returned(first, "二")  # it wants a new explanation, and the old one is still there
    assert ready(second, label) == [(row, REASON, "1,300.00"), (row + 1, None, "2,000.00")]
    typed(second, "出错说明", row + 1, 3, "追加了第二期工程")
    assert (finding(second).open, finding(second).explanation) == (False, "追加了第二期工程")

    typed(second, *place, Decimal(5000))  # and corrected at last
    assert finding(second) is None
    (kept,) = [e for e in validate_files([second]).explanations() if e.rule == "WH24-R10"]
    assert (kept.text, kept.state, kept.figure) == ("追加了第二期工程", "已不需要", "")
    assert "出错说明已不需要：演示第二小学 WH24-R10" in jibiao("validate", second).out
    third = returned(second, "三")
    assert "已不需要的出错说明：WH24-R10" in openpyxl.load_workbook(third)["审核结果"]["A2"].value
    assert [words for _, words, _ in ready(third, label)] == [REASON, "追加了第二期工程"]


def test_a_prepared_row_names_what_is_found_again(workbooks, form, tmp_path):
    """Whatever the finding, an explanation in the place that is made ready for it settles it."""
    unit = workbooks.unit(2, values={"preparer": None, "income.total.share": Decimal("99.99")})
    path = workbooks.put(tmp_path, unit)
    package = Package.open(path)
    package.patch("申报表").set_value(60, 1, "备注：表外的字")
    path.write_bytes(package.to_bytes())
    wanted = [f for f in validate([read_file(path)]) if f.severity == "核实"]
    assert {f.rule for f in wanted} >= {RULE, "WH24-R18", "JB-T06"}
    for finding in wanted:
        key = f"{finding.rule}@{place_of(form, finding)}"
        submission = replace(read_file(path), explanations={key: REASON}, recorded={key: figure_of(form, finding)})
        settled = [f for f in validate([submission]) if f.severity == "核实" and not f.open]
        assert [(f.rule, f.cell) for f in settled] == [(finding.rule, finding.cell)]


# What has become of them


def state_of(submission_path, key):
    rule, _, place = key.partition("@")
    return {(e.rule, e.place): e.state for e in validate_files([submission_path]).explanations()}[rule, place]


@pytest.mark.parametrize(
    ("key", "said", "recorded", "state"),
    [
        (f"{RULE}@填报人", REASON, "", "有效"),
        (f"{RULE}@填报人", "已核实", "", "没有写出原因"),
        (f"{RULE}@填报人", REASON, "李四", "此后数已改"),
        (f"{RULE}@填报日期", REASON, "", "已不需要"),
        ("WH24-R11", REASON, "", "已不需要"),
        ("WH24-R12", REASON, "", "强制的须改正，说明不能代替"),
        ("WH24-R99", REASON, "", "没有这条规则"),
        ("JB-N07", REASON, "", "这次没有核对"),
        ("JB-D03", REASON, "", "已不需要"),
    ],
)
def test_each_explanation_is_told_what_has_become_of_it(workbooks, tmp_path, key, said, recorded, state):
    unit = workbooks.unit(2, values={"preparer": None, "income.own.amount": None}, explanations={key: said})
    path = workbooks.put(tmp_path, replace(unit, recorded={key: recorded} if recorded else {}))
    assert state_of(path, key) == state


def test_validate_as_json_tells_it_too(jibiao, workbooks, tmp_path):
    unit = workbooks.unit(2, values={"preparer": None}, explanations={f"{RULE}@填报人": REASON})
    path = workbooks.put(tmp_path, unit)
    assert jibiao("validate", path, "--json").json["explanations"] == [
        {"code": "4201050002", "name": "演示第二小学", "rule": RULE, "place": "填报人", "recorded": "",
         "figure": "（空）", "text": REASON, "state": "有效"}
    ]  # fmt: skip


def test_a_unit_may_explain_why_it_is_called_otherwise(workbooks, tmp_path):
    folder = tmp_path / "units"
    name = "第二小学（原名）"
    explained = {"JB-N06": "年底刚刚更名，公章未换"}
    workbooks.put(folder, workbooks.unit(2, name=name, explanations=explained), "二.xlsx")
    result = consolidate_folder(folder, workbooks.roster_of(2), tmp_path / "汇总.xlsx")
    (finding,) = [f for f in result.findings if f.rule == "JB-N06"]
    assert (finding.open, finding.actual, finding.cell) == (False, name, "B4")
    assert {e.state for e in result.explanations if e.rule == "JB-N06"} == {"有效"}


# The document


@pytest.mark.parametrize(
    "given",
    [{"WH24-R20": REASON}, {"WH24-R20@B5": {"text": REASON, "value": "1,200.50"}}, {"WH24-R20": {"text": REASON}}],
)
def test_a_document_gives_an_explanation_with_its_figure_or_without(workbooks, given):
    data = {**to_json(workbooks.units[1]), "explanations": given}
    document = document_from_json(data, workbooks.form)
    again = document_of(read_workbook(workbooks.filled(document)), workbooks.form)
    assert to_json(again)["explanations"] == to_json(document)["explanations"]
    expected = {key: REASON if entry == {"text": REASON} else entry for key, entry in given.items()}
    assert to_json(document)["explanations"] == expected


def test_an_explanation_with_an_unknown_part_is_refused(jibiao, workbooks, tmp_path):
    data = {**to_json(workbooks.units[1]), "explanations": {"WH24-R20": {"txt": REASON}}}
    path = tmp_path / "数据.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    done = jibiao("fill", "wuhan-target-2024", path, "-o", tmp_path / "报表.xlsx")
    assert done.status == 2
    assert "WH24-R20" in done.err


def test_a_template_made_before_there_was_a_column_for_the_figure_is_still_filled(workbooks):
    import re

    from workbook_templates.writing import fill

    package = Package.open(workbooks.template)
    book = package.part("xl/workbook.xml")
    name = rb'<definedName name="jibiao\.explanations\.value">[^<]*</definedName>'
    assert re.search(name, book)
    package.set_part("xl/workbook.xml", re.sub(name, b"", book))
    document = replace(workbooks.unit(2, explanations={RULE: REASON}), recorded={RULE: "1"})
    submission = read_workbook(fill(workbooks.form, package.to_bytes(), document))
    assert (submission.explanations, submission.recorded) == ({RULE: REASON}, {})


# The summary


@pytest.fixture
def units(workbooks, tmp_path):
    folder = tmp_path / "units"
    workbooks.put_unit(folder, 1)
    explained = {f"{RULE}@填报人": REASON, "WH24-R11": REASON}
    unit = workbooks.unit(2, values={"preparer": None}, explanations=explained)
    workbooks.put(folder, replace(unit, recorded={f"{RULE}@填报人": "（空）"}))
    workbooks.put(folder, workbooks.unit(3, values={"preparer": None}, explanations={RULE: "=1+1 已核实"}))
    return folder


def listed(path):
    headings, *rows = openpyxl.load_workbook(path)["出错说明汇总"].iter_rows(min_row=3, values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows if row[0]]


def test_the_summary_lists_what_the_units_explained(workbooks, units, tmp_path):
    path = tmp_path / "汇总.xlsx"
    result = consolidate_folder(units, workbooks.roster_of(1, 2, 3), path)
    rows = [row for row in listed(path) if row["规则编号"] in {RULE, "WH24-R11"}]
    columns = ("单位代码", "规则编号", "单元格或指标", "填写说明时的数", "现在的数", "说明", "情况")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("4201050002", RULE, "填报人", "（空）", "（空）", REASON, "有效"),
        ("4201050002", "WH24-R11", None, None, None, REASON, "已不需要"),
        ("4201050003", RULE, None, None, "（空）", "=1+1 已核实", "没有写出原因"),
    ]
    assert [row["单位名称"] for row in rows] == ["演示第二小学", "演示第二小学", "演示第三小学"]
    note = openpyxl.load_workbook(path)["出错说明汇总"]["A2"].value
    for state, count in (("有效", 2), ("没有写出原因", 1), ("已不需要", 1)):
        assert f"{state} {count} 条" in note
    assert [e.text for e in result.explanations if e.rule == RULE] == [REASON, "=1+1 已核实"]
    found = {row["审核信息"]: row["出错说明"] for row in table(path, "审核结果") if row["规则编号"] == RULE}
    assert len(found) == 1
    shown = [row["出错说明"] for row in table(path, "审核结果") if row["规则编号"] == RULE]
    assert sorted(shown) == sorted(
        [REASON, "说明已填“=1+1 已核实”，但没有写出原因（照抄审核信息或只有套话），请写明具体原因。"]
    )


def table(path, sheet):
    headings, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(min_row=3, values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_explanations_travel_when_a_summary_is_rolled_up_again(workbooks, units, tmp_path):
    first = tmp_path / "区" / "420105.xlsx"
    first.parent.mkdir()
    below = consolidate_folder(units, workbooks.roster_of(1, 2, 3), first)
    again = consolidate_folder(first.parent, workbooks.roster_of(1, 2, 3), tmp_path / "市.xlsx")
    mine = [e for e in again.explanations if e.code != "420105"]
    assert mine == [e for e in below.explanations if e.code != "420105"]
    assert [row for row in listed(tmp_path / "市.xlsx") if row["单位代码"] != "420105"] == [
        row for row in listed(first) if row["单位代码"] != "420105"
    ]


def test_a_units_own_workbook_goes_before_what_a_summary_says_of_it(workbooks, units, tmp_path):
    first = tmp_path / "二" / "420105.xlsx"
    first.parent.mkdir()
    consolidate_folder(units, workbooks.roster_of(1, 2, 3), first)
    workbooks.put(first.parent, workbooks.unit(3, values={"preparer": None}, explanations={RULE: "改由教务处填报"}))
    result = consolidate_folder(first.parent, workbooks.roster_of(1, 2, 3), tmp_path / "市.xlsx")
    # Beside other workbooks an older summary of the root counts for nothing.
    found = {(e.code, e.rule): (e.text, e.state) for e in result.explanations}
    assert found["4201050003", RULE] == ("改由教务处填报", "有效")


def test_the_bureaus_own_explanations_stand_on_its_form_with_their_figures(workbooks, units, tmp_path):
    own = replace(workbooks.published, explanations={"JB-N07": "含局机关代管资金"}, recorded={"JB-N07": "1.00"})
    workbooks.put(units, own, "本级.xlsx")
    path = tmp_path / "汇总.xlsx"
    consolidate_folder(units, workbooks.roster_of(1, 2, 3), path)
    submission = read_file(path)
    assert submission.explanations["JB-N07"] == "含局机关代管资金"
    assert submission.recorded["JB-N07"] == "1.00"


def test_a_unit_that_explains_nothing_has_no_line(workbooks, tmp_path):
    workbooks.put(tmp_path / "units", replace(workbooks.units[1], explanations={}))
    path = tmp_path / "汇总.xlsx"
    consolidate_folder(tmp_path / "units", workbooks.roster_of(2), path)
    assert listed(path) == []
    assert "没有单位写出错说明" in openpyxl.load_workbook(path)["出错说明汇总"]["A2"].value
    assert read_file(path).unit_explanations == ()
