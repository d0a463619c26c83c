"""`jibiao seal` (上报): only what has nothing open is marked, and a later change shows when it is consolidated."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from validation import validate
from workbook_templates.ooxml import Package, read_properties
from workbook_templates.reading import read_file
from workbook_templates.sealing import canonical_text, seal_state

REASON = "按市局统一的口径填报，已与主管科室核对。"
SEALED, CHANGED, UNSEALED = "sealed", "changed", "unsealed"


@pytest.fixture
def finished(workbooks, tmp_path):
    """A unit's workbook (from 1) with nothing open: what is to be verified is explained."""

    def make(number, name=None, **changes):
        draft = read_file(workbooks.put(tmp_path / "草稿", workbooks.unit(number, **changes)))
        reasons = {finding.rule: REASON for finding in validate([draft]) if finding.open}
        document = workbooks.unit(number, **{**changes, "explanations": reasons})
        return workbooks.put(tmp_path / "填好", document, name)

    return make


@pytest.fixture
def sealed(jibiao, finished, tmp_path):
    """A unit's workbook, handed up; the path of the marked copy."""

    def make(number, folder=tmp_path / "上报", **changes):
        path = finished(number, **changes)
        folder.mkdir(exist_ok=True)
        done = jibiao("seal", path, "-o", folder / path.name)
        assert done.status == 0, done.err
        return folder / path.name

    return make


def state(path, form):
    return seal_state(form, read_file(path))


def patched(path, change):
    """Changes a workbook as an officer could."""
    package = Package.open(path)
    change(package)
    path.write_bytes(package.to_bytes())
    return path


# Handing up


def test_a_finished_workbook_is_marked_in_a_copy(jibiao, finished, form, tmp_path):
    path = finished(1)
    before = path.read_bytes()
    done = jibiao("seal", path, "-o", tmp_path / "上报.xlsx", "--json")
    assert done.status == 0
    assert path.read_bytes() == before
    assert state(path, form) == UNSEALED
    assert state(tmp_path / "上报.xlsx", form) == SEALED
    data = done.json
    assert (data["sealed"], data["open"], data["unit"]["name"]) == (True, [], "演示第一小学")
    assert data["output"] == str(tmp_path / "上报.xlsx")
    properties = read_properties(Package.open(tmp_path / "上报.xlsx"))
    assert properties["jibiao.sealed_sha256"] == data["sha256"]
    assert re.fullmatch("[0-9a-f]{64}", data["sha256"])
    assert properties["jibiao.sealed_at"] == data["sealed_at"]
    assert properties["jibiao.sealed_by_version"]


def test_the_time_has_its_zone(sealed):
    at = datetime.fromisoformat(read_file(sealed(1)).seal.at)
    assert at.tzinfo is not None
    assert abs(datetime.now().astimezone() - at) < timedelta(minutes=5)


def test_no_sheet_is_touched_and_the_copy_opens_without_complaint(finished, sealed):
    copy = sealed(1)
    before, after = Package.open(finished(1)), Package.open(copy)
    differing = {name for name in before.part_names if before.part(name) != after.part(name)}
    assert differing == {"[Content_Types].xml", "_rels/.rels"}
    assert set(after.part_names) - set(before.part_names) == {"docProps/custom.xml"}
    assert OpenXmlValidator().validate(copy).errors == []


def test_what_is_open_is_listed_and_nothing_is_written(jibiao, workbooks, tmp_path):
    path = workbooks.put(tmp_path, workbooks.unit(1, values={"income.own.amount": None}))
    done = jibiao("seal", path, "-o", tmp_path / "上报.xlsx")
    assert done.status == 1
    assert "强制 WH24-R12" in done.out
    assert "核实 WH24-R18" in done.out
    assert "提示" not in done.out.rpartition("份文件")[0]
    assert "没有上报" in done.err
    assert not (tmp_path / "上报.xlsx").exists()


def test_what_is_open_is_in_the_json(jibiao, workbooks, tmp_path):
    path = workbooks.put(tmp_path, workbooks.unit(1, explanations={"WH24-R21": REASON}))
    done = jibiao("seal", path, "-o", tmp_path / "上报.xlsx", "--json")
    assert done.status == 1
    assert (done.json["sealed"], done.json["sha256"], done.json["output"]) == (False, None, None)
    assert {entry["rule"] for entry in done.json["open"]} == {"WH24-R18"}


def test_a_mandatory_finding_can_not_be_explained_away(jibiao, workbooks, finished):
    path = finished(1, values={"income.own.amount": None})
    done = jibiao("seal", path, "--in-place", "--json")
    assert done.status == 1
    assert {entry["severity"] for entry in done.json["open"]} == {"强制"}


def test_a_blank_form_is_not_handed_up(jibiao, workbooks, tmp_path):
    path = tmp_path / "空.xlsx"
    path.write_bytes(workbooks.template)
    assert jibiao("seal", path, "--in-place").status == 1
    assert path.read_bytes() == workbooks.template


def test_a_summary_is_handed_up_in_its_turn(jibiao, sealed, workbooks, tmp_path, form):
    for number in (1, 2):
        sealed(number)
    summary = tmp_path / "汇总.xlsx"
    jibiao("consolidate", tmp_path / "上报", "-r", workbooks.put_roster(tmp_path, 1, 2), "-o", summary)
    asked = jibiao("seal", summary, "--in-place", "--json").json["open"]
    assert {entry["severity"] for entry in asked} == {"核实"}

    def explain(package):
        columns = {key: package.area(f"jibiao.explanations.{key}") for key in ("rule", "text")}
        for row, rule in enumerate(sorted({entry["rule"] for entry in asked}), start=columns["rule"].first_row):
            for key, value in (("rule", rule), ("text", REASON)):
                package.patch(columns[key].sheet).set_value(row, columns[key].first_column, value)

    assert jibiao("seal", patched(summary, explain), "--in-place").status == 0
    assert state(summary, form) == SEALED
    assert state(workbooks.type_into(summary, preparer="李四"), form) == CHANGED


# Never the officer's own file without being asked


def test_without_an_output_nothing_happens(jibiao, finished):
    path = finished(1)
    before = path.read_bytes()
    done = jibiao("seal", path)
    assert done.status == 2
    assert "-o" in done.err
    assert "--in-place" in done.err
    assert path.read_bytes() == before


def test_the_workbook_itself_is_marked_only_where_asked(jibiao, finished, form):
    path = finished(1)
    assert jibiao("seal", path, "-o", path, "--force").status == 2
    assert state(path, form) == UNSEALED
    assert jibiao("seal", path, "--in-place").status == 0
    assert state(path, form) == SEALED
    assert jibiao("seal", path, "--in-place", "-o", path.with_name("另.xlsx")).status == 2


def test_an_existing_output_is_replaced_only_with_force(jibiao, finished, tmp_path):
    path = finished(1)
    (tmp_path / "上报.xlsx").write_bytes(b"x")
    assert jibiao("seal", path, "-o", tmp_path / "上报.xlsx").status == 2
    assert (tmp_path / "上报.xlsx").read_bytes() == b"x"
    assert jibiao("seal", path, "-o", tmp_path / "上报.xlsx", "--force").status == 0


def test_a_workbook_can_be_handed_up_again_after_a_change(jibiao, workbooks, sealed, form):
    path = workbooks.type_into(sealed(1), preparer="李四")
    assert state(path, form) == CHANGED
    assert jibiao("seal", path, "--in-place").status == 0
    assert state(path, form) == SEALED
    assert len(read_properties(Package.open(path))) == 3


# What counts as a change


def formatted(package):
    patch = package.patch("申报表")
    patch.set_style(8, 4, 1)
    patch.set_row_height(8, 60)


def blank_row(package):
    area = package.area("projects")
    patch = package.patch(area.sheet)
    patch.replace_rows(area.first_row, area.first_row, [area.first_row] * 2)
    for column in range(1, 9):
        patch.set_value(area.first_row, column, None)


def retyped(package):
    """The same figure as a text with other digits behind the point."""
    area = package.area("income.own.prior_year_1")
    held = package.cells(area.sheet)[area.first_row, area.first_column].text
    package.patch(area.sheet).set_value(area.first_row, area.first_column, f"{Decimal(held):,.4f}")


@pytest.mark.parametrize("change", [formatted, blank_row, retyped])
def test_looks_and_places_are_no_change(sealed, form, change):
    path = sealed(1)
    before = path.read_bytes()
    patched(path, change)
    assert path.read_bytes() != before
    assert state(path, form) == SEALED


def test_saving_in_another_program_is_no_change(sealed, form, libreoffice):
    assert state(libreoffice.recalculate(sealed(1)), form) == SEALED


def typed(name, value):
    def change(package):
        area = package.area(name)
        package.patch(area.sheet).set_value(area.first_row, area.first_column, value)

    return change


def swapped(package):
    """Two rows of a list in the other order."""
    area = package.area("projects")
    package.patch(area.sheet).replace_rows(area.first_row, area.first_row + 1, [area.first_row + 1, area.first_row])


def explained_otherwise(package):
    area = package.area("jibiao.explanations.text")
    package.patch(area.sheet).set_value(area.first_row, area.first_column, "另一个理由，写得更清楚一些。")


@pytest.mark.parametrize(
    "change",
    [
        typed("income.own.amount", Decimal("358.20")),
        typed("income.own.amount", None),
        typed("duties", "改过的职能"),
        typed("unit.name", "别的学校"),
        typed("projects.purpose", "改过的用途"),
        swapped,
        explained_otherwise,
    ],
)
def test_a_figure_a_text_an_order_a_name_a_reason_is_a_change(sealed, form, change):
    assert state(patched(sealed(1), change), form) == CHANGED


def test_the_canonical_text_says_each_thing_in_the_order_of_the_form(sealed, form):
    submission = read_file(sealed(1))
    lines = canonical_text(form, submission).splitlines()
    assert lines[:3] == ['["jibiao-1"]', '["form","wuhan-target-2024","1.0"]', '["unit","4201050001","演示第一小学"]']
    named = [line.split('"')[3] for line in lines if line.startswith('["value"')]
    assert named == [name for name in form.scalars if name in submission.scalars]
    assert '["value","income.own.amount","number","358.19"]' in lines
    assert sum(line.startswith('["row","projects"') for line in lines) == len(submission.rows("projects"))
    assert sum(line.startswith('["explanation"') for line in lines) == len(submission.explanations)


def test_a_damaged_mark_is_no_mark(sealed, form):
    def break_it(package):
        package.set_part("docProps/custom.xml", b"<Properties")

    assert state(patched(sealed(1), break_it), form) == UNSEALED


# At the consolidation


@pytest.fixture
def four(workbooks, sealed, finished, tmp_path):
    """Of four units two handed up, one changed its workbook since, one did not hand up."""
    for number in (1, 2):
        sealed(number)
    workbooks.type_into(sealed(3), preparer="李四")
    (tmp_path / "上报" / "4.xlsx").write_bytes(finished(4).read_bytes())
    return tmp_path / "上报"


def rules_of(path):
    rows = openpyxl.load_workbook(path)["审核结果"].iter_rows(min_row=4, values_only=True)
    return {(row[2], row[1], row[3]) for row in rows if row[2] in ("JB-N08", "JB-N09")}


def test_the_consolidation_says_of_each_whether_it_was_handed_up(workbooks, consolidate, four, tmp_path):
    data = consolidate(four, workbooks.put_roster(tmp_path, 1, 2, 3, 4))
    seals = data["units"]["seals"]
    assert (seals["sealed"], seals["unsealed"]) == (2, 1)
    assert [(unit["code"], unit["name"]) for unit in seals["changed"]] == [("4201050003", "演示第三小学")]
    sheet = openpyxl.load_workbook(tmp_path / "汇总.xlsx")["报送情况"]
    rows = {row[0]: row for row in sheet.iter_rows(min_row=3, values_only=True)}
    column = rows["单位代码"].index("上报")
    said = {code: row[column] for code, row in rows.items() if code and code.startswith("42010500")}
    assert said == {
        "4201050001": "已上报",
        "4201050002": "已上报",
        "4201050003": "上报后改动过",
        "4201050004": "未上报",
    }
    assert rules_of(tmp_path / "汇总.xlsx") == {("JB-N08", "核实", "演示第三小学（4201050003）")}
    assert data["status"] == 0


def test_those_that_did_not_hand_up_are_mandatory_findings_where_that_is_required(
    workbooks, consolidate, four, tmp_path
):
    workbooks.put_bureau(four)
    data = consolidate(four, workbooks.put_roster(tmp_path, 1, 2, 3, 4), "--require-seal")
    assert data["status"] == 1
    assert rules_of(tmp_path / "汇总.xlsx") == {
        ("JB-N08", "核实", "演示第三小学（4201050003）"),
        ("JB-N09", "强制", "演示第四小学（4201050004）"),
    }


def test_the_officer_at_the_terminal_sees_it_too(workbooks, jibiao, four, tmp_path):
    roster = workbooks.put_roster(tmp_path, 1, 2, 3, 4)
    done = jibiao("consolidate", four, "-r", roster, "-o", tmp_path / "汇总.xlsx")
    assert "上报：2 份，未上报 1 份，上报后改动过 1 份" in done.out
    assert "演示第三小学：" in done.out


def test_a_change_after_handing_up_can_be_explained(workbooks, consolidate, sealed, tmp_path):
    def explain(package):
        columns = {key: package.area(f"jibiao.explanations.{key}") for key in ("rule", "text")}
        row = columns["rule"].first_row + 10
        for key, value in (("rule", "JB-N08"), ("text", "上报后更正了填报人，数字没有变。")):
            package.patch(columns[key].sheet).set_value(row, columns[key].first_column, value)

    path = patched(workbooks.type_into(sealed(1), preparer="李四"), explain)
    consolidate(path.parent, workbooks.put_roster(tmp_path, 1))
    rows = openpyxl.load_workbook(tmp_path / "汇总.xlsx")["审核结果"].iter_rows(min_row=4, values_only=True)
    [found] = [row for row in rows if row[2] == "JB-N08"]
    assert "上报后更正了填报人" in " ".join(map(str, found))


def test_the_marked_copy_counts_where_it_lies_beside_the_original(workbooks, consolidate, finished, sealed, tmp_path):
    copy = sealed(1)
    (copy.parent / "0 原件.xlsx").write_bytes(finished(1).read_bytes())
    data = consolidate(copy.parent, workbooks.put_roster(tmp_path, 1), "--require-seal")
    assert (data["units"]["seals"]["sealed"], data["units"]["seals"]["unsealed"]) == (1, 0)
    assert data["status"] == 0
