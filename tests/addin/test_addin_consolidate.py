"""Consolidation of a folder: how each column rolls up, and what becomes of every file and every unit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from addin.batch import consolidate_folder
from addin.roster import read_roster
from workbook_templates.documents import to_json
from workbook_templates.submission import Unit

BUREAU = ("420105", "武汉市汉阳区教育局", "")
UNIT_KEYS = {"expected", "received", "missing", "duplicate", "unknown", "represented", "passed_over", "rejected"}


@pytest.fixture
def units(tmp_path):
    return tmp_path / "units"


@pytest.fixture
def roll_up(tmp_path):
    """Roll up a folder; the result with its findings."""

    def run(folder, roster):
        return consolidate_folder(folder, roster, tmp_path / "结果.xlsx", force=True)

    return run


def by_rule(result, rule):
    return [finding for finding in result.findings if finding.rule == rule]


def entered(form, document):
    return [name for name in document.values if form.scalars[name].rollup == "sum"]


# The published figures


@pytest.fixture(scope="module")
def published_again(workbooks, all_units, tmp_path_factory):
    """The 24 units rolled up without the bureau's own workbook, as JSON data."""
    output = tmp_path_factory.mktemp("published") / "汇总.xlsx"
    return consolidate_folder(all_units, workbooks.roster, output).to_json(output)


def test_24_units_give_the_published_form_to_the_cent(published_again, workbooks, form):
    published = to_json(workbooks.published)["values"]
    money = [name for name in published if form.scalars[name].type == "money"]
    assert len(money) == 24
    assert {name: published_again["values"][name] for name in money} == {name: published[name] for name in money}


def test_shares_of_the_whole_are_computed_anew_and_not_added(published_again):
    values = published_again["values"]
    assert [values[f"income.{row}.share"] for row in ("fiscal", "special_account", "own")] == [92.47, 0.98, 6.55]
    assert [values[f"expenditure.{row}.share"] for row in ("personnel", "operation", "project")] == [54, 10.04, 35.96]
    assert values["income.total.share"] == values["expenditure.total.share"] == 100


def test_the_row_that_the_bureau_names_takes_the_rounding_difference(workbooks, roll_up, all_units, tmp_path):
    folder = tmp_path / "all"
    shutil.copytree(all_units, folder)
    workbooks.put_bureau(folder)
    values = roll_up(folder, workbooks.roster).values
    shares = [values[f"expenditure.{row}.share"] for row in ("personnel", "operation", "project")]
    assert shares == [Decimal("54.00"), Decimal("10.03"), Decimal("35.97")]


def test_lists_are_concatenated_in_the_rosters_order_each_row_with_its_unit(published_again, workbooks):
    for section in ("projects", "long_term_indicators", "annual_indicators"):
        expected = [
            {"unit": unit.unit.code, **row} for unit in workbooks.units for row in to_json(unit)["rows"][section]
        ]
        assert published_again["rows"][section] == expected
    for section in ("long_term_goals", "annual_goals"):  # here a row may also say which goal of its unit it is
        rows = [(row["unit"], row["description"]) for row in published_again["rows"][section]]
        assert rows == [(unit.unit.code, row["description"]) for unit in workbooks.units for row in unit.rows[section]]


def test_texts_of_the_units_are_not_mixed_into_the_bureaus_form(published_again):
    assert not {"duties", "tasks", "preparer", "phone", "fill_date"} & set(published_again["values"])


def test_texts_of_the_bureau_come_from_its_own_workbook(workbooks, roll_up, units):
    workbooks.put_unit(units, 1)
    workbooks.put_bureau(units)
    values = roll_up(units, workbooks.roster_of(1)).values
    for name in ("duties", "tasks", "preparer", "phone", "fill_date", "annual.summary"):
        assert values[name] == workbooks.published.values[name]


def test_a_figure_that_one_unit_leaves_blank_is_the_sum_of_the_others(workbooks, consolidate, units, tmp_path):
    workbooks.put_unit(units, 1)
    workbooks.put(units, workbooks.unit(2, values={"income.own.amount": None}))
    data = consolidate(units, workbooks.put_roster(tmp_path, 1, 2))
    assert data["values"]["income.own.amount"] == 358.19


def test_a_figure_that_all_leave_blank_stays_blank_and_does_not_become_nil(workbooks, consolidate, units, tmp_path):
    for number in (1, 2):
        workbooks.put(units, workbooks.unit(number, values={"income.own.prior_year_1": None}))
    data = consolidate(units, workbooks.put_roster(tmp_path, 1, 2))
    assert "income.own.prior_year_1" not in data["values"]


def test_many_cents_add_up_without_drift(workbooks, consolidate, units, tmp_path):
    for number in range(1, 11):
        workbooks.put(units, workbooks.unit(number, values={"income.own.amount": Decimal("0.10")}))
    data = consolidate(units, workbooks.put_roster(tmp_path, *range(1, 11)))
    assert data["values"]["income.own.amount"] == 1


def test_a_number_typed_as_text_counts_and_is_noted(workbooks, roll_up, units):
    workbooks.type_into(workbooks.put_unit(units, 1), income__own__amount="３５８．１９万元 ")
    result = roll_up(units, workbooks.roster_of(1))
    assert result.values["income.own.amount"] == Decimal("358.19")
    assert len(by_rule(result, "JB-D01")) == 1


def test_a_total_that_was_typed_over_does_not_reach_the_summary(workbooks, consolidate, units, tmp_path):
    workbooks.put(units, workbooks.unit(1, values={"income.total.amount": Decimal(1)}))
    data = consolidate(units, workbooks.put_roster(tmp_path, 1))
    assert data["values"]["income.total.amount"] == pytest.approx(5061.35 + 53.83 + 358.19)
    assert data["status"] == 1


# What the command says


def test_the_json_document_has_the_keys_on_which_others_rely(workbooks, consolidate, units, tmp_path):
    workbooks.put_unit(units, 1)
    data = consolidate(units, workbooks.put_roster(tmp_path, 1))
    assert {"units", "values", "rows", "counts", "output"} <= set(data)
    assert set(data["units"]) >= UNIT_KEYS
    assert list(data["counts"]) == ["强制", "核实", "提示"]
    assert data["output"] == str(tmp_path / "汇总.xlsx")
    assert Path(data["output"]).is_file()


def test_status_0_when_all_came_and_nothing_mandatory_was_found(workbooks, consolidate, units, tmp_path):
    workbooks.put_unit(units, 1)
    data = consolidate(units, workbooks.put_roster(tmp_path, 1))
    assert data["status"] == 0
    assert data["counts"]["强制"] == 0
    assert data["units"] == {"expected": 1, "received": 1, "missing": [], "duplicate": [], "unknown": [],
                             "seals": {"sealed": 0, "unsealed": 1, "changed": []},
                             "represented": [], "passed_over": [], "rejected": []}  # fmt: skip


def test_a_person_is_told_who_is_missing_and_where_the_summary_lies(workbooks, jibiao, units, tmp_path):
    workbooks.put_unit(units, 1)
    roster = workbooks.put_roster(tmp_path, 1, 2)
    done = jibiao("consolidate", units, "-r", roster, "-o", tmp_path / "汇总.xlsx")
    assert done.status == 1
    assert "应报 2 个单位，已报 1 个，计入汇总 1 份" in done.out
    assert "演示第二小学（4201050002）" in done.out
    assert str(tmp_path / "汇总.xlsx") in done.out


def test_a_person_is_told_of_every_file_that_did_not_count(workbooks, jibiao, units, tmp_path):
    workbooks.put_unit(units, 1)
    workbooks.put(units, workbooks.unit(2), "二小.xlsx")
    workbooks.put(units, workbooks.unit(2, values={"phone": "1"}), "二小（改）.xlsx")
    workbooks.put(units, workbooks.unit(3, code="999"), "外.xlsx")
    (units / "坏.xlsx").write_bytes(b"")
    (units / "~$锁.xlsx").write_bytes(b"")
    said = jibiao("consolidate", units, "-r", workbooks.put_roster(tmp_path, 1, 2), "-o", tmp_path / "汇总.xlsx").out
    for words in ("二小（改）.xlsx", "外.xlsx（999 演示第三小学）", "坏.xlsx：是空文件", "~$锁.xlsx：Excel"):
        assert words in said


# The roster


def test_a_roster_in_toml_does_the_same_as_one_in_excel(workbooks, consolidate, toml_roster, units, tmp_path):
    for number in (1, 2):
        workbooks.put_unit(units, number)
    toml = toml_roster(BUREAU, ("4201050001", "演示第一小学", "420105"), ("4201050002", "演示第二小学", "420105"))
    one = consolidate(units, workbooks.put_roster(tmp_path, 1, 2), output=tmp_path / "甲.xlsx")
    other = consolidate(units, toml, output=tmp_path / "乙.xlsx")
    for key in ("units", "values", "rows", "counts"):
        assert one[key] == other[key]


def test_the_roster_and_the_summary_may_lie_among_the_workbooks(workbooks, consolidate, units):
    workbooks.put_unit(units, 1)
    roster = workbooks.put_roster(units, 1)
    first = consolidate(units, roster, output=units / "汇总.xlsx")
    again = consolidate(units, roster, "--force", output=units / "汇总.xlsx")
    assert first == again
    assert again["units"]["rejected"] == []


def test_a_missing_unit_is_named_and_is_mandatory(workbooks, roll_up, units):
    workbooks.put_unit(units, 1)
    result = roll_up(units, workbooks.roster_of(1, 2))
    assert [unit.code for unit in result.missing] == ["4201050002"]
    [finding] = by_rule(result, "JB-N01")
    assert (finding.severity, finding.unit) == ("强制", Unit("4201050002", "演示第二小学"))
    assert "演示第二小学（4201050002） 没有报送" in finding.message


def test_two_different_workbooks_of_a_unit_count_for_nothing(workbooks, consolidate, units, tmp_path):
    workbooks.put_unit(units, 1)
    workbooks.put(units, workbooks.unit(2), "二小.xlsx")
    workbooks.put(units, workbooks.unit(2, values={"income.own.amount": Decimal(1)}), "二小 改.xlsx")
    data = consolidate(units, workbooks.put_roster(tmp_path, 1, 2))
    [twice] = data["units"]["duplicate"]
    assert (twice["code"], twice["name"], twice["counted"]) == ("4201050002", "演示第二小学", False)
    assert sorted(Path(file).name for file in twice["files"]) == ["二小 改.xlsx", "二小.xlsx"]
    assert data["values"]["income.own.amount"] == 358.19
    assert {row["unit"] for row in data["rows"]["projects"]} == {"4201050001"}
    assert data["status"] == 1


def test_a_unit_that_came_twice_is_not_also_reminded_that_it_did_not_come(workbooks, roll_up, units):
    workbooks.put_unit(units, 1)
    workbooks.put(units, workbooks.unit(2), "二小.xlsx")
    workbooks.put(units, workbooks.unit(2, values={"phone": "1"}), "二小 改.xlsx")
    result = roll_up(units, workbooks.roster_of(1, 2))
    assert len(by_rule(result, "JB-N02")) == 1
    assert by_rule(result, "JB-N01") == []
    assert result.missing == []


def test_the_same_workbook_twice_counts_once(workbooks, roll_up, units):
    workbooks.put_unit(units, 1)
    workbooks.put_unit(units, 1, "副本.xlsx")
    result = roll_up(units, workbooks.roster_of(1))
    [twice] = result.to_json(None)["units"]["duplicate"]
    assert twice["counted"]
    assert len(twice["files"]) == 2
    assert result.values["income.own.amount"] == Decimal("358.19")
    assert len(result.rows["projects"]) == 5
    [finding] = by_rule(result, "JB-N03")
    assert finding.severity == "提示"


def test_a_unit_that_the_roster_does_not_have_is_listed_and_not_added(workbooks, roll_up, units):
    workbooks.put_unit(units, 1)
    path = workbooks.put(units, workbooks.unit(2, code="999"), "外.xlsx")
    result = roll_up(units, workbooks.roster_of(1))
    assert result.to_json(None)["units"]["unknown"] == [{"code": "999", "name": "演示第二小学", "file": str(path)}]
    assert result.values["income.own.amount"] == Decimal("358.19")
    [finding] = by_rule(result, "JB-N04")
    assert finding.severity == "强制"
    assert "代码 999" in finding.message


def test_a_file_that_cannot_be_used_is_listed_with_the_reason_and_does_not_stop_the_others(
    workbooks, consolidate, units, tmp_path
):
    workbooks.put_unit(units, 1)
    (units / "坏.xlsx").write_bytes(b"not a workbook")
    data = consolidate(units, workbooks.put_roster(tmp_path, 1))
    [rejected] = data["units"]["rejected"]
    assert rejected == {"file": str(units / "坏.xlsx"), "reason": rejected["reason"]}
    assert "不是 Excel 工作簿" in rejected["reason"]
    assert data["values"]["income.own.amount"] == 358.19
    assert data["status"] == 1


def test_an_empty_form_is_rejected_and_its_unit_is_missing(workbooks, consolidate, jibiao, units, tmp_path):
    workbooks.put_unit(units, 1)
    jibiao("new", "wuhan-target-2024", "-o", units / "空.xlsx")
    workbooks.type_into(units / "空.xlsx", unit__code="4201050002", unit__name="演示第二小学")
    data = consolidate(units, workbooks.put_roster(tmp_path, 1, 2))
    [rejected] = data["units"]["rejected"]
    assert "一项也没有填" in rejected["reason"]
    assert data["units"]["missing"] == [{"code": "4201050002", "name": "演示第二小学"}]


def test_nothing_is_dropped_in_silence(workbooks, roll_up, units):
    """Every file is received, twice there, unknown, rejected or passed over; every unit is there or missing."""
    workbooks.put_unit(units, 1)
    workbooks.put_unit(units / "一片", 2)
    for name in ("甲.xlsx", "乙.xlsx"):
        workbooks.put(units / "二片" / "三小", workbooks.unit(3, values={"phone": name}), name)
    workbooks.put(units, workbooks.unit(4, code="999"), "外.xlsx")
    (units / "旧.xls").write_bytes(b"old")
    (units / "~$旧.xlsx").write_bytes(b"")
    (units / "读我.txt").write_text("", encoding="utf-8")
    data = (result := roll_up(units, workbooks.roster_of(1, 2, 3, 4))).to_json(None)["units"]
    files = [
        *(submission.file for submission in result.received.values()),
        *(file for twice in data["duplicate"] if not twice["counted"] for file in twice["files"]),
        *(unknown["file"] for unknown in data["unknown"]),
        *(rejected["file"] for rejected in data["rejected"]),
        *(str(path) for path, _ in result.passed_over),
    ]
    assert sorted(files) == sorted(str(path) for path in units.rglob("*") if path.is_file())
    told = {*result.received, *(u["code"] for u in data["missing"]), *(u["code"] for u in data["duplicate"])}
    assert told == {f"420105000{number}" for number in range(1, 5)}


def test_a_name_other_than_the_rosters_is_to_be_verified_and_counts(workbooks, roll_up, units):
    path = workbooks.put(units, workbooks.unit(1, name="演示第一小学（本部）"))
    result = roll_up(units, workbooks.roster_of(1))
    [finding] = by_rule(result, "JB-N06")
    assert (finding.severity, finding.file) == ("核实", str(path))
    assert "“演示第一小学（本部）”" in finding.message
    assert "“演示第一小学”" in finding.message
    assert result.values["income.own.amount"] == Decimal("358.19")


def test_a_name_of_other_widths_is_the_same_name(workbooks, roll_up, units, toml_roster):
    workbooks.put(units, workbooks.unit(1, name="演示第一小学 （北）"))
    roster = read_roster(toml_roster(BUREAU, ("4201050001", "演示第一小学(北)", "420105")))
    assert by_rule(roll_up(units, roster), "JB-N06") == []


def test_a_unit_without_code_is_known_by_its_name(workbooks, roll_up, units):
    workbooks.put(units, workbooks.unit(1, code=""))
    result = roll_up(units, workbooks.roster_of(1))
    assert list(result.received) == ["4201050001"]
    assert result.missing == []


def test_a_name_that_two_units_have_decides_nothing(workbooks, roll_up, units, toml_roster):
    workbooks.put_unit(units, 2)
    workbooks.put(units, workbooks.unit(1, code="", name="中心小学"), "中心.xlsx")
    roster = read_roster(
        toml_roster(BUREAU, ("1", "中心小学", "420105"), ("2", "中心小学", "420105"),
                    ("4201050002", "演示第二小学", "420105"))
    )  # fmt: skip
    result = roll_up(units, roster)
    assert [Path(submission.file).name for submission in result.unknown] == ["中心.xlsx"]
    assert [unit.code for unit in result.missing] == ["1", "2"]


def test_a_code_typed_as_a_number_or_in_full_width_is_the_code(workbooks, roll_up, units):
    workbooks.type_into(workbooks.put_unit(units, 1), unit__code=Decimal(4201050001))
    workbooks.type_into(workbooks.put_unit(units, 2), unit__code="４２０１０５ ０００２　")
    result = roll_up(units, workbooks.roster_of(1, 2))
    assert list(result.received) == ["4201050001", "4201050002"]


# What the bureau itself reported


def test_the_bureaus_own_workbook_is_compared_and_not_added(workbooks, consolidate, all_units, tmp_path):
    folder = tmp_path / "all"
    shutil.copytree(all_units, folder)
    workbooks.put_bureau(folder)
    data = consolidate(folder, workbooks.put_roster(tmp_path, *range(1, 25)))
    assert data["values"]["income.total.amount"] == 182142.95
    assert data["units"]["expected"] == data["units"]["received"] == 24
    assert len(data["rows"]["projects"]) == 24 * 5
    assert data["status"] == 0


def test_a_cent_of_difference_is_to_be_verified_at_its_cell(workbooks, roll_up, units):
    workbooks.put_unit(units, 1)
    own = workbooks.units[0].values
    same = {name: own[name] for name in own if name.startswith(("income", "expenditure"))}
    more = {"income.fiscal.amount": same["income.fiscal.amount"] + Decimal("0.01")}
    workbooks.put_bureau(units, {**dict.fromkeys(workbooks.form.computed_ids), **same, **more})
    result = roll_up(units, workbooks.roster_of(1))
    findings = {finding.field: finding for finding in by_rule(result, "JB-N07")}
    assert set(findings) == {"income.fiscal.amount", "income.total.amount"}
    finding = findings["income.fiscal.amount"]
    assert (finding.severity, finding.sheet, finding.cell) == ("核实", "申报表", "D8")
    assert finding.difference == Decimal("0.01")
    assert finding.actual == own["income.fiscal.amount"] + Decimal("0.01")
    assert finding.expected == own["income.fiscal.amount"]
    assert "相差 0.01" in finding.message
    assert result.values["income.fiscal.amount"] == own["income.fiscal.amount"]


def test_a_difference_that_the_bureau_explained_is_no_longer_open(workbooks, roll_up, units):
    workbooks.put_unit(units, 1)
    explained = replace(workbooks.published, explanations={"JB-N07": "含局机关代管资金。"})
    workbooks.put(units, explained, "本级.xlsx")
    found = by_rule(roll_up(units, workbooks.roster_of(1)), "JB-N07")
    assert found
    assert {(finding.explanation, finding.open) for finding in found} == {("含局机关代管资金。", False)}


# Several forms in a folder


@pytest.fixture
def second_form(workbooks, tmp_path, monkeypatch):
    """A form of another name, added beside the program's own as an office would."""
    folder = tmp_path / "forms" / "other-2025"
    shutil.copytree(workbooks.folder.path, folder)
    text = (folder / "form.toml").read_text(encoding="utf-8")
    (folder / "form.toml").write_text(text.replace("wuhan-target-2024", "other-2025", 1), encoding="utf-8")
    monkeypatch.setenv("JIBIAO_FORMS", str(tmp_path / "forms"))
    return "other-2025"


def test_a_workbook_of_another_form_is_rejected_by_name(workbooks, second_form, jibiao, consolidate, units, tmp_path):
    workbooks.put_unit(units, 1)
    workbooks.put_unit(units, 2)
    assert jibiao("template", "build", second_form).status == 0
    assert jibiao("new", second_form, "-o", units / "另一张.xlsx").status == 0
    data = consolidate(units, workbooks.put_roster(tmp_path, 1, 2))
    assert data["form"] == "wuhan-target-2024"
    [rejected] = data["units"]["rejected"]
    assert "另一张表 other-2025" in rejected["reason"]
    assert "wuhan-target-2024" in rejected["reason"]


def test_where_two_forms_are_as_many_the_officer_is_asked_which(
    workbooks, second_form, jibiao, consolidate, units, tmp_path
):
    workbooks.put_unit(units, 1)
    jibiao("template", "build", second_form)
    jibiao("new", second_form, "-o", units / "另一张.xlsx")
    roster = workbooks.put_roster(tmp_path, 1)
    done = jibiao("consolidate", units, "-r", roster, "-o", tmp_path / "汇总.xlsx", "--json")
    assert (done.status, done.out) == (2, "")
    assert "--form" in done.err
    assert consolidate(units, roster, "--form", "wuhan-target-2024")["units"]["received"] == 1


# Many files


@pytest.fixture(scope="module")
def forty(workbooks, tmp_path_factory):
    """Forty workbooks of forty units, and their roster."""
    folder = tmp_path_factory.mktemp("forty")
    lines = ['[[unit]]\ncode = "420105"\nname = "武汉市汉阳区教育局"\n']
    for number in range(1, 41):
        path = workbooks.put_unit(folder / "报表", (number - 1) % 24 + 1, f"{number:02}.xlsx")
        workbooks.type_into(path, unit__code=f"u{number:02}", unit__name=f"单位{number:02}")
        lines.append(f'[[unit]]\ncode = "u{number:02}"\nname = "单位{number:02}"\nparent = "420105"\n')
    (folder / "名录.toml").write_text("".join(lines), encoding="utf-8")
    return folder


def test_one_bad_workbook_among_forty_does_not_stop_the_others(workbooks, consolidate, forty, tmp_path):
    folder = tmp_path / "报表"
    shutil.copytree(forty / "报表", folder)
    bad = folder / "17.xlsx"
    bad.write_bytes(bad.read_bytes()[:5000])
    data = consolidate(folder, forty / "名录.toml")
    assert data["status"] == 1
    assert (data["units"]["expected"], data["units"]["received"]) == (40, 39)
    [rejected] = data["units"]["rejected"]
    assert Path(rejected["file"]) == bad
    assert "不完整或已损坏" in rejected["reason"]
    assert [unit["code"] for unit in data["units"]["missing"]] == ["u17"]
    sources = [workbooks.units[(number - 1) % 24] for number in range(1, 41) if number != 17]
    assert data["values"]["income.own.amount"] == float(sum(unit.values["income.own.amount"] for unit in sources))


def test_a_large_folder_is_rolled_up_by_a_real_process_too(forty, tmp_path):
    command = [sys.executable, "-m", "addin", "consolidate", forty / "报表", "-r", forty / "名录.toml",
               "-o", tmp_path / "汇总.xlsx", "--json"]  # fmt: skip
    root = Path(__file__).parents[2]
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert '"received": 40' in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["汇总.xlsx"]
