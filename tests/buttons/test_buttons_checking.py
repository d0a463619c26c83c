"""校验本表、下一处、填写说明、清除标记: against the command line, twice, and back to where it was."""

from __future__ import annotations

import dataclasses

import pytest

from addin.book.reading import OpenBook
from addin.buttons import checking, findings_list, marking
from addin.buttons.checked import findings_of
from addin.validating import validate_files
from tests.buttons.conftest import FORMS
from tests.buttons.payload import RemoteExcel
from validation.findings import SEVERITIES
from workbook_templates import marks
from workbook_templates.marks import place_formula
from workbook_templates.ooxml import Area, Package, cell_position


@pytest.fixture
def faulty(published, typed_into):
    """A workbook with findings of every severity, one of them in a merged cell."""
    return typed_into(published(), income__fiscal__amount=1, preparer=None, income__fiscal__prior_year_1="一千")


def of_command_line(data, tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_bytes(data)
    return [dataclasses.replace(finding, file="") for finding in validate_files([path]).findings]


@pytest.mark.parametrize("identifier", FORMS)
def test_findings_are_those_of_the_command_line(published, tmp_path, identifier):
    data = published(identifier)
    found = findings_of(RemoteExcel(data).book)[1]
    assert [dataclasses.replace(finding, file="") for finding in found] == of_command_line(data, tmp_path)


def test_findings_of_a_faulty_one_too(faulty, tmp_path):
    found = findings_of(RemoteExcel(faulty).book)[1]
    assert {finding.severity for finding in found} == set(SEVERITIES)
    assert [dataclasses.replace(finding, file="") for finding in found] == of_command_line(faulty, tmp_path)


def test_each_cell_in_question_is_listed_once_with_its_worst_severity(faulty):
    excel = RemoteExcel(faulty, sheet="申报表")
    host = excel.press("validate_form")
    assert "强制" in host.said
    findings = findings_of(RemoteExcel(faulty).book)[1]
    worst = {}
    for finding in sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)):
        if finding.cell[-1:].isdigit():
            worst.setdefault((finding.sheet, *cell_position(finding.cell)), finding.severity)
    listed = [(line[0].value, line[1].value) for line in excel.typed[marks.SHEET]["A2:B501"] if line[0].value]
    assert sorted(listed) == sorted((severity, place_formula(*cell)) for cell, severity in worst.items())


@pytest.mark.parametrize("identifier", FORMS)
def test_a_second_press_changes_nothing_and_clearing_restores_everything(published, identifier):
    excel = RemoteExcel(published(identifier))
    before = excel.state()
    excel.press("validate_form")
    once = excel.state()
    excel.press("validate_form")
    assert once != before
    assert excel.state() == once
    excel.press("clear_marks")
    assert excel.state() == before


def test_a_forgotten_clear_would_be_noticed(published, monkeypatch):
    monkeypatch.setattr(checking, "clear_list", lambda *_: None)
    excel = RemoteExcel(published())
    before = excel.state()
    excel.press("validate_form")
    excel.press("clear_marks")
    assert excel.state() != before


def calls(data):
    excel = RemoteExcel(data, sheet="申报表")
    excel.press("validate_form")
    return len(excel.actions)


@pytest.fixture
def many_findings(published):
    """A workbook in which every figure of a table is wrong."""
    package = Package.open(published())
    for name, text in package.defined_names.items():
        if name.startswith(("income.", "expenditure.")):
            area = Area.parse(text)
            package.patch(area.sheet).set_value(area.first_row, area.first_column, f"约{area.first_row}")
    return package.to_bytes()


def test_the_number_of_calls_does_not_grow_with_the_findings(published, many_findings):
    few, many = (len(findings_of(RemoteExcel(data).book)[1]) for data in (published(), many_findings))
    assert many > few + 20
    assert calls(many_findings) <= calls(published()) + 2 <= 25


def test_writing_cell_after_cell_would_be_noticed(published, many_findings, monkeypatch):
    def one_by_one(sheet, row, column, lines):
        for down, line in enumerate(lines):
            for across, content in enumerate(line):
                sheet.range((row + down, column + across)).value = content

    monkeypatch.setattr(findings_list, "put_block", one_by_one)
    monkeypatch.setattr(marking, "put_block", one_by_one)
    assert calls(many_findings) > calls(published()) + 25


def test_what_the_officer_explained_counts_and_stays(published):
    excel = RemoteExcel(published(), sheet="申报表")
    excel.press("validate_form")
    open_before = excel.host.said
    for book in (excel.typed, excel.shown):
        book["出错说明"]["C3"].value = "规划期在上年已经结束，新规划尚待区政府批准"
    excel.press("validate_form")
    assert excel.host.said != open_before
    assert "尚待处理 5 条" in excel.host.said
    assert excel.typed["出错说明"]["A3"].value == "WH24-R20"
    excel.press("clear_marks")
    assert excel.typed["出错说明"]["C3"].value == "规划期在上年已经结束，新规划尚待区政府批准"
    assert excel.typed["出错说明"]["A3"].value == "WH24-R20"
    assert excel.typed["出错说明"]["A4"].value is None


def test_a_sheet_of_that_name_that_is_not_ours_is_left_alone(published):
    excel = RemoteExcel(published())
    for book in (excel.typed, excel.shown):
        book.create_sheet("审核结果")["A1"].value = "主任的意见"
    before = excel.state()
    excel.press("validate_form")
    assert excel.typed["审核结果"]["A1"].value == "主任的意见"
    assert findings_list.OTHER_SHEET in excel.typed.sheetnames
    excel.press("clear_marks")
    assert excel.state() == before


def test_next_goes_through_all_cells_in_order_and_begins_again(faulty):
    excel = RemoteExcel(faulty, sheet="封面")
    assert "请先按“校验本表”" in excel.press("next_finding").said
    excel.press("validate_form")
    entries = findings_list.read_list(OpenBook(excel.book))
    cells = {(entry.place.sheet, entry.place.first_row, entry.place.first_column) for entry in entries if entry.place}
    seen = []
    for _ in range(len(cells) + 1):
        host = excel.press("next_finding")
        sheet = excel.shown.sheetnames[excel.active]
        seen.append((sheet, *cell_position(excel.selection)))
        assert any(entry.message in host.said for entry in entries)
    order = excel.shown.sheetnames.index
    assert seen[:-1] == sorted(cells, key=lambda cell: (order(cell[0]), *cell[1:]))
    assert seen[-1] == seen[0]


def test_explain_goes_to_the_row_of_the_selected_cell(published):
    excel = RemoteExcel(published(), sheet="申报表")
    assert "没有要写说明的" in excel.press("explain").said
    excel.press("validate_form")
    entries = [entry for entry in findings_list.read_list(OpenBook(excel.book)) if entry.wanted]
    entry = entries[2]
    excel.active, excel.selection = excel.shown.sheetnames.index("申报表"), entry.place.range
    host = excel.press("explain")
    assert excel.shown.sheetnames[excel.active] == "出错说明"
    assert excel.selection == entry.wanted.range
    assert entry.message in host.said
    excel.press("explain")
    assert excel.selection != entry.wanted.range


def test_links_lead_to_the_cells(faulty):
    excel = RemoteExcel(faulty)
    excel.press("validate_form")
    findings = findings_of(RemoteExcel(faulty).book)[1]
    entries = findings_list.read_list(OpenBook(excel.book))
    assert len(entries) == len(findings)
    shown = {(entry.place.sheet, entry.place.range) for entry in entries if entry.place}
    assert shown == {(finding.sheet, finding.cell) for finding in findings if finding.cell[-1:].isdigit()}


def test_a_workbook_that_is_no_form_is_said_so(published):
    excel = RemoteExcel(published())
    del excel.typed.defined_names["jibiao.form"]
    host = excel.press("validate_form")
    assert host.level == "error"
    assert "Traceback" not in host.said
    assert not excel.actions
