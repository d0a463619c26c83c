"""`--against`: the self-evaluation beside the target form of the year, this year's form beside last year's.

Of the published forms no two are of the same unit and year: a target form of 2024 and a form of 2023 are made of those
of 2022 and 2024, in a folder of an office's own forms.
"""

from __future__ import annotations

import dataclasses
import re
import shutil
from decimal import Decimal

import openpyxl
import pytest

from addin.demo.run import published_document
from workbook_templates.building import build_template
from workbook_templates.catalogue import find_form
from workbook_templates.documents import Document
from workbook_templates.submission import Unit
from workbook_templates.writing import fill

SELFEVAL, TARGET = "guangzhou-selfeval-2024", "guangzhou-target-2024"
THIS_YEAR, LAST_YEAR = "wuhan-target-2024", "wuhan-target-2023"
UNIT = Unit("440103", "广州市荔湾区教育局")
COMPARED = "GZS24-R55"
CARRIED = "WH24-R27"


@pytest.fixture
def own_forms(tmp_path, monkeypatch):
    """Makes a form of another year out of one of the program's, as an office would."""
    monkeypatch.setenv("JIBIAO_FORMS", str(tmp_path / "forms"))

    def make(source, identifier, *replacements):
        folder = tmp_path / "forms" / identifier
        shutil.copytree(find_form(source).path, folder)
        text = (folder / "form.toml").read_text(encoding="utf-8")
        text = text.replace(source, identifier, 1)
        text = re.sub(r"^year = \d+", f"year = {identifier[-4:]}", text, count=1, flags=re.MULTILINE)
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        (folder / "form.toml").write_text(text, encoding="utf-8")
        made = find_form(identifier)
        made.template_path.write_bytes(build_template(made.load(), made.layout()))
        return made

    return make


def put(path, identifier, values=None, rows=None, unit=UNIT):
    """A filled workbook of any form; its path."""
    folder = find_form(identifier)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(fill(folder.load(), folder.template(), Document(identifier, unit, values or {}, rows or {})))
    return path


DECLARED = [
    {"level1": "产出指标", "level2": "数量指标", "level3": "中小学教师参加继续教育的培训率", "target": "≥95%"},
    {"level1": "产出指标", "level2": "时效指标", "level3": "公用经费发放及时率", "target": "100%"},
    {"level1": "效益指标", "level2": "社会效益指标", "level3": "残障适龄儿童入学率", "target": "≥95%"},
    {"level1": "效益指标", "level2": "服务对象满意度指标", "level3": "参与活动群众满意度", "target": "≥90%"},
]


def evaluated(*names_and_targets):
    return [
        {"level1": "产出指标", "level2": "数量指标", "level3": name, "target": target, "actual": target,
         "points": Decimal(10), "score": Decimal(10)}
        for name, target in names_and_targets
    ]  # fmt: skip


AS_DECLARED = [(row["level3"], row["target"]) for row in DECLARED]


@pytest.fixture
def compared(own_forms, jibiao, tmp_path):
    """Findings of the comparing rule for a self-evaluation with these indicators, beside the declared ones."""
    own_forms("guangzhou-target-2022", TARGET)
    target = put(tmp_path / "年初" / "目标表.xlsx", TARGET, rows={"indicators": DECLARED})

    def run(*indicators, rule=COMPARED):
        own = put(tmp_path / "自评表.xlsx", SELFEVAL, rows={"indicators": evaluated(*indicators)})
        done = jibiao("validate", own, "--against", target, "--json")
        return [finding for finding in done.json["findings"] if finding["rule"] == rule]

    return run


# The target form of the same year


def test_a_self_evaluation_of_the_declared_indicators_has_nothing_to_verify(compared):
    assert compared(*AS_DECLARED) == []


def test_an_indicator_that_was_dropped_is_named_with_its_place_in_the_target_form(compared):
    [finding] = compared(*AS_DECLARED[:1], *AS_DECLARED[2:])
    assert (finding["severity"], finding["scope"], finding["field"]) == ("核实", "表间", "indicators")
    assert finding["expected"] == "公用经费发放及时率"
    assert "2024年《部门整体预算绩效目标表》中的指标“公用经费发放及时率”，本表没有" in finding["message"]
    [operand] = finding["operands"]
    assert operand["cell"] == "绩效目标表!D18"
    assert operand["value"] == "公用经费发放及时率"
    assert "2024年" in operand["label"]
    assert "目标表.xlsx" in operand["label"]


def test_an_indicator_that_was_added_is_named_at_its_own_cell(compared):
    [finding] = compared(*AS_DECLARED, ("新增优质学位", "≥4000座"))
    assert finding["actual"] == "新增优质学位"
    assert "新增的指标" in finding["message"]
    assert finding["sheet"] == "自评表"
    assert finding["cell"].startswith("C")


def test_an_indicator_in_other_words_is_named_with_both(compared):
    [finding] = compared(*AS_DECLARED[:3], ("参加活动群众的满意度", "≥90%"))
    assert (finding["actual"], finding["expected"]) == ("参加活动群众的满意度", "参与活动群众满意度")
    assert "说法改了" in finding["message"]


def test_a_target_that_was_lowered_is_named_with_both(compared):
    [finding] = compared(*AS_DECLARED[:3], ("参与活动群众满意度", "≥80%"))
    assert (finding["field"], finding["actual"], finding["expected"]) == ("indicators.target", "≥80%", "≥90%")
    assert finding["operands"][0]["cell"] == "绩效目标表!G20"


def test_a_target_spelt_otherwise_is_the_same_target(compared):
    assert compared(*AS_DECLARED[:3], ("参与活动 群众满意度", "不低于90％")) == []


def test_without_against_nothing_is_compared(own_forms, jibiao, tmp_path):
    own = put(tmp_path / "自评表.xlsx", SELFEVAL, rows={"indicators": evaluated(("新增优质学位", "≥4000座"))})
    found = jibiao("validate", own, "--json").json["findings"]
    assert not [finding for finding in found if finding["rule"].startswith("JB-A") or finding["rule"] == COMPARED]


def test_both_forms_may_lie_in_the_folder_that_is_validated(own_forms, jibiao, tmp_path):
    own_forms("guangzhou-target-2022", TARGET)
    put(tmp_path / "报表" / "目标表.xlsx", TARGET, rows={"indicators": DECLARED})
    put(tmp_path / "报表" / "自评表.xlsx", SELFEVAL, rows={"indicators": evaluated(*AS_DECLARED[1:])})
    data = jibiao("validate", tmp_path / "报表", "--against", tmp_path / "报表", "--json").json
    assert data["files"] == 2
    assert [finding["expected"] for finding in data["findings"] if finding["rule"] == COMPARED] == [AS_DECLARED[0][0]]


def test_a_unit_of_which_no_target_form_was_given_is_to_be_verified(own_forms, jibiao, tmp_path):
    own_forms("guangzhou-target-2022", TARGET)
    other = put(tmp_path / "目标表.xlsx", TARGET, rows={"indicators": DECLARED}, unit=Unit("440199", "别处教育局"))
    own = put(tmp_path / "自评表.xlsx", SELFEVAL, rows={"indicators": evaluated(*AS_DECLARED)})
    found = jibiao("validate", own, "--against", other, "--json").json["findings"]
    [finding] = [finding for finding in found if finding["rule"].startswith("JB-A")]
    assert (finding["rule"], finding["severity"], finding["unit"]["code"]) == ("JB-A02", "核实", UNIT.code)
    assert "2024 年的表《部门整体预算绩效目标表》" in finding["message"]


# Files that can't be used


def test_a_file_that_can_not_be_read_is_a_hint_and_a_note_and_stops_nothing(own_forms, jibiao, tmp_path):
    own_forms("guangzhou-target-2022", TARGET)
    put(tmp_path / "年初" / "目标表.xlsx", TARGET, rows={"indicators": DECLARED})
    (tmp_path / "年初" / "坏的.xlsx").write_bytes(b"PK broken")
    put(tmp_path / "年初" / "空的.xlsx", TARGET)
    own = put(tmp_path / "自评表.xlsx", SELFEVAL, rows={"indicators": evaluated(*AS_DECLARED[1:])})
    done = jibiao("validate", own, "--against", tmp_path / "年初", "--json")
    unusable = {finding["file"]: finding for finding in done.json["findings"] if finding["rule"] == "JB-A01"}
    assert {path.rpartition("/")[2].rpartition("\\")[2] for path in unusable} == {"坏的.xlsx", "空的.xlsx"}
    assert {finding["severity"] for finding in unusable.values()} == {"提示"}
    assert "比对用的文件有 2 份不能用" in done.err
    assert [finding["rule"] for finding in done.json["findings"]].count(COMPARED) == 1
    assert done.json["files"] == 1


def test_a_path_that_does_not_exist_is_said_before_the_work(own_forms, jibiao, tmp_path):
    own = put(tmp_path / "自评表.xlsx", SELFEVAL, rows={"indicators": evaluated(*AS_DECLARED)})
    done = jibiao("validate", own, "--against", tmp_path / "没有")
    assert (done.status, done.out) == (2, "")
    assert "没有" in done.err


# Last year's form


@pytest.fixture
def last_year(own_forms):
    return own_forms(THIS_YEAR, LAST_YEAR)


def last_years(workbooks, number, **changed):
    """A unit's form of 2023 that says what its form of 2024 carries over, changed where asked."""
    document = workbooks.units[number - 1]
    sources = {name: scalar.carried_from for name, scalar in workbooks.form.scalars.items() if scalar.carried_from}
    # What this year calls the year before last, last year called the year before.
    values = {source: document.values[name] for name, source in sources.items() if name in document.values}
    return dataclasses.replace(
        document, form=LAST_YEAR, rows={}, explanations={},
        values={**values, **{name.replace("__", "."): value for name, value in changed.items()}},
    )  # fmt: skip


def put_last(path, document):
    return put(path, LAST_YEAR, document.values, unit=document.unit)


def found_in(done, *rules):
    return [finding for finding in done.json["findings"] if finding["rule"] in rules]


def test_figures_that_were_carried_over_as_they_were_are_in_order(workbooks, last_year, jibiao, tmp_path):
    own = workbooks.put_unit(tmp_path, 1)
    last = put_last(tmp_path / "去年" / "一.xlsx", last_years(workbooks, 1))
    done = jibiao("validate", own, "--against", last, "--json")
    assert found_in(done, CARRIED, "JB-A02", "JB-A03") == []


def test_a_figure_that_is_not_last_years_is_named_with_both_cells(workbooks, last_year, jibiao, tmp_path):
    own = workbooks.put_unit(tmp_path, 1)
    old = last_years(workbooks, 1)
    was = old.values["expenditure.project.amount"]
    last = put_last(tmp_path / "去年" / "一.xlsx", last_years(workbooks, 1, expenditure__project__amount=was + 1))
    [finding] = found_in(jibiao("validate", own, "--against", last, "--json"), CARRIED)
    assert (finding["severity"], finding["scope"]) == ("核实", "跨年")
    assert finding["field"] == "expenditure.project.prior_year_1"
    assert (finding["actual"], finding["expected"], finding["difference"]) == (float(was), float(was + 1), -1)
    [operand] = finding["operands"]
    assert operand["cell"] == "申报表!" + finding["cell"].replace(finding["cell"][0], "D")
    assert "2023年" in operand["label"]


def test_the_year_before_last_is_compared_with_what_last_year_carried(workbooks, last_year, jibiao, tmp_path):
    own = workbooks.put_unit(tmp_path, 1)
    last = put_last(tmp_path / "一.xlsx", last_years(workbooks, 1, income__fiscal__prior_year_1=Decimal(1)))
    [finding] = found_in(jibiao("validate", own, "--against", last, "--json"), CARRIED)
    assert finding["field"] == "income.fiscal.prior_year_2"
    assert finding["expected"] == 1


def test_a_row_that_last_years_form_did_not_have_is_compared_in_the_total(workbooks, own_forms, jibiao, tmp_path):
    """Until 2023 there were two kinds of income: of the three of 2024 only the total can be told from last year."""
    uses = ('id = "{}", label', '"income.{}"', '"{}"', '"income.{}.amount"')
    own_forms(THIS_YEAR, LAST_YEAR, *((use.format("special_account"), use.format("other_account")) for use in uses))
    document = last_years(workbooks, 1)
    values = {name.replace("special_account", "other_account"): value for name, value in document.values.items()}
    values["income.other_account.amount"] += 5
    values.pop("income.total.amount", None)
    last = put_last(tmp_path / "一.xlsx", dataclasses.replace(document, values=values))
    [finding] = found_in(jibiao("validate", workbooks.put_unit(tmp_path, 1), "--against", last, "--json"), CARRIED)
    assert (finding["field"], finding["difference"]) == ("income.total.prior_year_1", -5)


def test_last_years_summary_says_what_each_unit_reported(workbooks, last_year, jibiao, tmp_path):
    roster = workbooks.put_roster(tmp_path, 1, 2)
    for number in (1, 2):
        old = last_years(workbooks, number)
        put_last(tmp_path / "去年" / f"{number}.xlsx", old)
    summary = tmp_path / "去年汇总.xlsx"
    assert jibiao("consolidate", tmp_path / "去年", "--roster", roster, "-o", summary).status in (0, 1)
    right = workbooks.put_unit(tmp_path / "今年", 1)
    wrong = workbooks.put(
        tmp_path / "今年", workbooks.unit(2, values={"expenditure.project.prior_year_1": Decimal("0.01")})
    )
    done = jibiao("validate", right, wrong, "--against", summary, "--json")
    assert found_in(done, "JB-A01", "JB-A02", "JB-A03") == []
    [finding] = found_in(done, CARRIED)
    assert (finding["file"], finding["field"]) == (str(wrong), "expenditure.project.prior_year_1")
    assert finding["operands"][0]["cell"].startswith("单位明细!")
    sheet, _, cell = finding["operands"][0]["cell"].partition("!")
    assert openpyxl.load_workbook(summary, data_only=True)[sheet][cell].value == finding["expected"]


def test_a_summary_of_target_forms_says_which_indicators_each_unit_declared(own_forms, jibiao, tmp_path, toml_roster):
    own_forms("guangzhou-target-2022", TARGET)
    schools = [Unit("1001", "一小"), Unit("1002", "二小")]
    for school, rows in zip(schools, (DECLARED[:2], DECLARED[2:]), strict=True):
        put(
            tmp_path / "年初" / f"{school.name}.xlsx",
            TARGET,
            {"overall_goal": "办好学校。"},
            {"indicators": rows},
            school,
        )
    roster = toml_roster(("440103", "教育局", ""), *((school.code, school.name, "440103") for school in schools))
    summary = tmp_path / "汇总.xlsx"
    assert jibiao("consolidate", tmp_path / "年初", "--roster", roster, "-o", summary).status in (0, 1)
    own = put(tmp_path / "二小.xlsx", SELFEVAL, rows={"indicators": evaluated(AS_DECLARED[2])}, unit=schools[1])
    found = found_in(jibiao("validate", own, "--against", summary, "--json"), COMPARED, "JB-A02")
    assert [finding["expected"] for finding in found] == ["参与活动群众满意度"]
    [operand] = found[0]["operands"]
    sheet, _, cell = operand["cell"].partition("!")
    assert openpyxl.load_workbook(summary)[sheet][cell].value == "参与活动群众满意度"


def test_a_consolidation_compares_too_and_its_summary_tells(workbooks, last_year, consolidate, tmp_path):
    for number in (1, 2):
        workbooks.put_unit(tmp_path / "今年", number)
    put_last(tmp_path / "去年" / "1.xlsx", last_years(workbooks, 1, expenditure__project__amount=Decimal(3)))
    roster = workbooks.put_roster(tmp_path, 1, 2)
    plain = consolidate(tmp_path / "今年", roster, output=tmp_path / "甲.xlsx")
    data = consolidate(tmp_path / "今年", roster, "--against", tmp_path / "去年", output=tmp_path / "乙.xlsx")
    assert data["counts"]["核实"] == plain["counts"]["核实"] + 2
    rows = list(openpyxl.load_workbook(tmp_path / "乙.xlsx")["审核结果"].iter_rows(values_only=True))
    assert [row[2] for row in rows if row[2] in (CARRIED, "JB-A02")] == [CARRIED, "JB-A02"]


def test_last_years_forms_in_the_folder_are_passed_over_where_they_are_what_is_compared_with(
    workbooks, last_year, consolidate, tmp_path
):
    folder = tmp_path / "报表"
    for number in (1, 2):
        workbooks.put_unit(folder, number)
    put_last(folder / "去年" / "1.xlsx", last_years(workbooks, 1))
    roster = workbooks.put_roster(tmp_path, 1, 2)
    data = consolidate(folder, roster, output=tmp_path / "甲.xlsx")
    assert len(data["units"]["rejected"]) == 1
    data = consolidate(folder, roster, "--against", folder / "去年", output=tmp_path / "乙.xlsx")
    assert data["units"]["rejected"] == []
    assert [entry["reason"] for entry in data["units"]["passed_over"]] == ["用来比对的表"]


def test_many_files_of_both_years_are_read_by_several_processes(workbooks, last_year, all_units, jibiao, tmp_path):
    for number in range(1, 25):
        put_last(tmp_path / "去年" / f"{number}.xlsx", last_years(workbooks, number))
    done = jibiao("validate", all_units, "--against", tmp_path / "去年", "--json")
    assert done.json["files"] == 24
    assert found_in(done, CARRIED, "JB-A01", "JB-A02", "JB-A03") == []


# A change beyond a limit, which needs no other file


def test_a_big_change_since_last_year_wants_an_explanation(workbooks, jibiao, tmp_path):
    document = workbooks.unit(1)
    last = document.values["expenditure.project.prior_year_1"]
    own = workbooks.put(tmp_path, workbooks.unit(1, values={"expenditure.project.amount": last * 2 + 200}))
    found = found_in(jibiao("validate", own, "--json"), "WH24-R28")
    assert "expenditure.project.amount" in [finding["field"] for finding in found]
    assert {finding["severity"] for finding in found} == {"核实"}


def test_the_published_figures_changed_too_little_to_be_asked_about(workbooks, jibiao, tmp_path):
    own = workbooks.put_bureau(tmp_path)
    assert found_in(jibiao("validate", own, "--json"), "WH24-R28", CARRIED) == []


# Texts of other units


def test_a_text_copied_from_another_unit_is_hinted_at_in_both(jibiao, tmp_path):
    published = published_document("guangzhou-target-2022")
    files = [
        put(tmp_path / f"{code}.xlsx", published.form, published.values, published.rows, Unit(code, f"第{code}小学"))
        for code in ("1", "2")
    ]
    found = found_in(jibiao("validate", *files, "--json"), "GZ22-R25")
    assert {finding["file"] for finding in found} == set(map(str, files))
    assert {finding["severity"] for finding in found} == {"提示"}
    assert all("第2小学" in finding["message"] for finding in found if finding["file"] == str(files[0]))
    assert found_in(jibiao("validate", files[0], "--json"), "GZ22-R25") == []


# Counts by unit and by rule


@pytest.mark.parametrize(
    ("by", "headings", "row"),
    [
        ("unit", ["单位代码", "单位名称", "强制", "核实", "提示", "待处理"], ["4201050001", "演示第一小学"]),
        (
            "rule",
            ["规则编号", "要求", "强制", "核实", "提示", "待处理", "单位数"],
            ["WH24-R21", "每个长期目标都有满意度指标"],
        ),
    ],
)
def test_findings_are_counted_by_unit_or_by_rule(all_units, jibiao, by, headings, row):
    done = jibiao("validate", all_units, "--by", by)
    for word in (*headings, *row):
        assert word in done.out
    data = jibiao("validate", all_units, "--json").json
    assert f"核实 {data['counts']['核实']} 条" in done.out
    line = next(line for line in done.out.splitlines() if row[0] in line)
    own = [f for f in data["findings"] if row[0] in (f["unit"]["code"], f["rule"])]
    numbers = list(map(int, re.findall(r"(?<=│)\s*(\d+)\s*(?=│)", line)))
    assert [number for number in numbers if number < 10**6][:4] == [
        *(sum(finding["severity"] == severity for finding in own) for severity in ("强制", "核实", "提示")),
        sum(finding["severity"] == "核实" and not finding["explanation"] for finding in own),
    ]
    assert any(finding["explanation"] for finding in own)


def test_the_json_is_the_same_however_findings_are_counted(all_units, jibiao):
    assert jibiao("validate", all_units, "--by", "unit", "--json").json == jibiao("validate", all_units, "--json").json


def test_another_way_of_counting_is_refused(all_units, jibiao):
    done = jibiao("validate", all_units, "--by", "学校")
    assert (done.status, done.out) == (2, "")
    assert "--by 应为 unit（按单位）或rule（按规则）" in done.err


def test_the_summary_counts_findings_by_rule_and_by_unit_and_indicators_by_class(workbooks, consolidate, tmp_path):
    for number in (1, 2):
        workbooks.put_unit(tmp_path / "报表", number)
    summary = tmp_path / "汇总.xlsx"
    data = consolidate(tmp_path / "报表", workbooks.put_roster(tmp_path, 1, 2, 3), output=summary)
    book = openpyxl.load_workbook(summary)
    rows = [list(row) for row in book["审核统计"].iter_rows(values_only=True)]
    middle = next(number for number, row in enumerate(rows) if row[0] == "按单位")
    rules = [row for row in rows[3:middle] if row[0]]
    units = rows[middle + 2 :]
    for column, severity in enumerate(("强制", "核实", "提示"), start=2):
        assert sum(row[column] for row in rules) == sum(row[column] for row in units) == data["counts"][severity]
    assert [row[0] for row in units] == [unit.code for unit in workbooks.roster_of(1, 2, 3)]
    assert "JB-N01" in [row[0] for row in rules]
    headings, *indicators = [list(row) for row in book["指标构成"].iter_rows(min_row=3, values_only=True)]
    assert headings[2:4] == ["数量指标", "质量指标"]
    assert headings[-2:] == ["其他", "合计"]
    listed = sum(len(workbooks.units[0].rows[name]) for name in ("long_term_indicators", "annual_indicators"))
    assert indicators[0][-1] == listed == sum(indicators[0][2:-1])
    assert [row[0] for row in indicators] == [workbooks.units[n].unit.code for n in (0, 1)]


def test_a_form_without_classes_of_indicators_has_no_sheet_for_them(workbooks, own_forms, consolidate, tmp_path):
    folder = own_forms(THIS_YEAR, "plain-2025", ('codes = "level2"', 'codes = "level1"'))
    document = workbooks.units[0]
    put(tmp_path / "报表" / "一.xlsx", folder.id, document.values, document.rows, document.unit)
    summary = tmp_path / "汇总.xlsx"
    consolidate(tmp_path / "报表", workbooks.put_roster(tmp_path, 1), output=summary)
    assert "指标构成" not in openpyxl.load_workbook(summary).sheetnames
