"""The ribbon's buttons in a browser: each makes the whole trip, changes the real workbook or says its message."""

from __future__ import annotations

import re
from io import BytesIO
from urllib.request import urlopen
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.browser.batch import Batch, UnknownToHostError
from tests.browser.workbook import Book
from tests.buttons.side_by_side import OFFICES, department_workbooks, side_by_side
from workbook_templates.ooxml import Package
from workbook_templates.reading import read_workbook

pytestmark = pytest.mark.browser

ENTRY, SHARE = "D8", "E8"
SAYING = {
    "consolidate_sheets": "科室",
    "show_differences": "差额表",
    "diagnose": "xlwings",
    "about": "MIT",
}
"""Buttons that change nothing in this workbook, and a word of what they say."""


def test_every_command_of_the_manifest_is_known_to_the_page(excel, hanyang, server):
    manifest = urlopen(f"{server.url}/manifest.xml").read().decode()
    names = re.findall(r"<FunctionName>(.+?)</FunctionName>", manifest)
    assert len(names) > 12
    office = excel(hanyang, token=None)
    office.page.get_by_label("令牌").wait_for()
    known = set(office.page.evaluate("Object.keys(Office.actions._association.mappings)"))
    assert {name.upper() for name in names} <= known


def test_a_command_that_nobody_knows_fails(excel, hanyang):
    office = excel(hanyang, token=None)
    office.page.get_by_label("令牌").wait_for()
    assert office.page.evaluate("() => excel.press('no_such_button')") != 0


def test_what_the_stand_in_does_not_know_is_an_error(hanyang):
    book = Book("x.xlsx", hanyang, None)
    unknown = (
        '{"Actions":[{"Id":1,"ActionType":3,"Name":"Explode","ObjectPathId":1}],'
        '"ObjectPaths":{"1":{"ObjectPathType":1,"Name":""}}}'
    )
    with pytest.raises(UnknownToHostError, match="explode"):
        Batch(unknown, book, {}).reply()


def test_checking_marks_lists_jumps_and_clears(excel, hanyang):
    office = excel(hanyang)
    before = load_workbook(BytesIO(office.book.file()))
    assert "核实" in office.press("validate_form")[0]
    assert "审核结果" in office.book.formulas.sheetnames
    assert office.cell("审核标记", "A2") in {"强制", "核实", "提示"}
    once = state(office)
    office.press("validate_form")
    assert state(office) == once
    office.press("next_finding")
    first = office.book.selected
    office.press("next_finding")
    assert office.book.selected != first
    assert office.book.selected[0] == "申报表"
    office.press("explain")
    assert office.book.selected[0] == "出错说明"
    office.press("clear_marks")
    after = load_workbook(BytesIO(office.book.file()))
    assert after.sheetnames == before.sheetnames
    assert values(after) == values(before)
    assert load_workbook(BytesIO(office.book.file()))["申报表"].protection.sheet


def state(office):
    return values(office.book.formulas), office.book.formulas.sheetnames


def values(book):
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def test_computing_restores_a_formula_on_a_protected_sheet(excel, hanyang):
    office = excel(overtyped(hanyang))
    assert "公式已恢复" in office.press("compute")[0]
    assert str(office.cell("申报表", SHARE)).startswith("=")
    assert office.book.formulas["申报表"].protection.sheet


def overtyped(data):
    package = Package.open(data)
    package.patch("申报表").set_value(8, 5, 12.5)
    return package.to_bytes()


def test_clearing_asks_first(excel, hanyang):
    office = excel(hanyang)
    before = state(office)
    office.press("clear_entries", answer="否")
    assert state(office) == before
    assert "已清除" in office.press("clear_entries", answer="是")[0]
    assert office.cell("申报表", ENTRY) is None
    assert office.services["Microsoft.AppRuntime.AppRuntimeService"].state[-1] == "Visible"


def test_a_new_form_opens_from_the_menu_and_from_the_choice(excel, hanyang):
    office = excel(hanyang)
    office.press("new_form--balanced-education-2024")
    office.press("new_form", answer="部门整体支出绩效目标申报表（2024）")
    opened = [load_workbook(BytesIO(data)) for data in office.book.opened]
    assert len(opened) == 2
    assert "申报表" in opened[1].sheetnames


def test_report_and_sealed_copy_are_made_of_the_open_workbook(excel, hanyang):
    office = excel(hanyang)
    office.press("report")
    with office.page.expect_download() as download:
        office.page.get_by_role("link", name=re.compile("保存.*docx")).click()
    text = "\n".join(paragraph.text for paragraph in Document(download.value.path()).paragraphs)
    assert "汉阳区教育局" in text
    said = office.press("seal")
    assert "核实" in said[0]
    assert read_workbook(office.book.file()).unit.name == "武汉市汉阳区教育局"


def test_buttons_that_only_say_something(excel, hanyang):
    office = excel(hanyang)
    before = state(office)
    for button, words in SAYING.items():
        assert words in office.press(button)[0]
    assert state(office) == before


def test_departments_side_by_side_are_rolled_up(excel, hanyang):
    data = BytesIO()
    side_by_side(hanyang, department_workbooks(), own_names=True).typed.save(data)
    office = excel(data.getvalue())
    assert "3" in office.press("consolidate_sheets")[0]
    table = office.book.formulas["各表汇总"]
    headings = [cell.value for row in table.iter_rows(max_row=5) for cell in row]
    assert set(OFFICES) <= set(headings)
    assert any("SUM(" in str(cell.value) for row in table.iter_rows() for cell in row)


def test_the_differences_of_a_summary_are_shown(excel, summary):
    office = excel(summary)
    assert "差额表" in office.press("show_differences")[0]
    assert office.book.selected[0] == "差额表" or office.book.formulas.active.title == "差额表"


def test_a_function_of_a_cell_runs_through_the_page(excel, hanyang):
    office = excel(hanyang)
    office.page.evaluate("() => excel.call(7, 'JB_RATE', [[[50]], [[200]]], '申报表!H1')")
    for _ in range(300):
        if 7 in office.results:
            break
        office.page.wait_for_timeout(100)
    assert office.results[7]["value"] == [[25]]


def test_a_workbook_of_more_than_a_mebibyte(excel, hanyang):
    office = excel(hanyang)
    for book in (office.book.formulas, office.book.values):
        sheet = book.create_sheet("附表")
        for row in range(4000):
            sheet.append([f"很长的文字，占地方用，第{row}行"] * 8)
    office.page.evaluate("""() => {
        const send = XMLHttpRequest.prototype.send;
        XMLHttpRequest.prototype.send = function (body) {
            window.sentBytes = body?.get?.("book")?.size ?? window.sentBytes;
            return send.call(this, body);
        };
    }""")
    assert "核实" in office.press("validate_form")[0]
    assert office.page.evaluate("window.sentBytes") > 1024 * 1024
    assert ZipFile(BytesIO(office.book.file())).testzip() is None
