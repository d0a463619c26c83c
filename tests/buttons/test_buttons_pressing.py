"""Every other button, and what becomes of what goes wrong."""

from __future__ import annotations

import io
from base64 import b64decode
from contextlib import contextmanager
from types import SimpleNamespace

import openpyxl
import pytest

import addin.buttons as package
from addin.buttons import BUTTONS, checking
from addin.buttons.words import words
from addin.demo.run import published_document
from addin.demo.split import made_up_roster, split
from addin.ribbon import load_ribbon
from addin.roster import Roster, write_roster
from tests.buttons.conftest import FORMS
from tests.buttons.payload import Host, RemoteExcel
from tests.workbooks import WUHAN
from workbook_templates.catalogue import find_form
from workbook_templates.reading import read_workbook
from workbook_templates.writing import fill


def test_every_button_of_the_ribbon_does_something():
    assert set(BUTTONS) == {button.id for button in load_ribbon().buttons()}


def test_an_unforeseen_error_is_no_traceback(published, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(checking, "read", lambda _: 1 / 0)
    host = RemoteExcel(published()).press("validate_form")
    assert host.level == "error"
    assert "Traceback" not in host.said
    assert "ZeroDivisionError" in (tmp_path / "jibiao-error.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("identifier", FORMS)
def test_a_new_form_is_its_template(published, identifier):
    host = RemoteExcel(published()).press("new_form", choice=identifier)
    opened = host.reply()["open"][0]
    assert b64decode(opened["data"]) == find_form(identifier).template()
    assert opened["name"] == f"{find_form(identifier).load().form.title}.xlsx"


def test_a_new_form_has_to_be_chosen(published):
    assert "请先" in RemoteExcel(published()).press("new_form").said


def test_the_report_is_a_word_document(published):
    excel = RemoteExcel(published())
    host = excel.press("report", workbook=published())
    file = host.reply()["files"][0]
    assert file["name"] == "表 报告.docx"
    assert b64decode(file["data"])[:2] == b"PK"


def test_what_is_open_is_not_handed_up(published):
    host = RemoteExcel(published()).press("seal", workbook=published())
    assert "还有 6 条没有处理" in host.said
    assert not host.reply()["files"]


def test_what_is_settled_is_handed_up_as_a_copy(published):
    excel = RemoteExcel(published())
    excel.press("validate_form")
    for row in excel.typed["出错说明"].iter_rows(min_row=3, max_row=8):
        row[2].value = "规划期与考核方式由区政府统一规定，上级已书面同意"
    # Its formulas get their values again by being filled anew.
    document = published_document(WUHAN)
    folder = find_form(WUHAN)
    rows = [[cell.value for cell in row] for row in excel.typed["出错说明"].iter_rows(min_row=3, max_row=8)]
    texts = {f"{rule}@{place}" if place else rule: text for rule, place, text, *_ in rows}
    data = fill(folder.load(), folder.template(), SimpleNamespace(**{**vars(document), "explanations": texts}))
    host = excel.press("seal", workbook=data)
    assert "已写出上报的副本" in host.said
    assert read_workbook(b64decode(host.reply()["files"][0]["data"])).seal


def test_about_names_the_forms_and_what_they_are_based_on(published):
    said = RemoteExcel(published()).press("about").said
    for identifier in FORMS:
        assert find_form(identifier).load().form.basis in said


class Desktop(Host):
    """A host that has files, as the desktop add-in's."""

    def __init__(self, folder=None, roster=None, checks=()):
        super().__init__()
        self.folder, self.file, self.known, self.found = folder, roster, None, checks
        self.opened, self.steps = [], []

    @property
    def roster(self):
        return self.known

    def ask_folder(self, _title):
        return self.folder

    def ask_file(self, _title, _endings):
        return self.file

    def remember_roster(self, path):
        self.known = path

    def open_file(self, path):
        self.opened.append(path)

    @contextmanager
    def progress(self, _label):
        yield lambda done, total: self.steps.append((done, total))

    def checks(self):
        return self.found


@pytest.fixture
def folder(tmp_path):
    """Workbooks of three units of five, one file that is none, and the roster beside them."""
    form, source = find_form(WUHAN), published_document(WUHAN)
    roster = made_up_roster(source.unit)
    place = tmp_path / "各单位报表"
    place.mkdir()
    for document in split(form.load(), source, roster)[:3]:
        (place / f"{document.unit.code}.xlsx").write_bytes(fill(form.load(), form.template(), document))
    (place / "坏.xlsx").write_bytes(b"nothing")
    write_roster(Roster([roster.root, *roster.leaves()[:5]]), tmp_path / "名录.xlsx")
    return place


def pressed(button, host, data):
    BUTTONS[button](RemoteExcel(data).book, host)
    return host


def test_a_folder_is_consolidated_beside_it_and_never_over_a_file(folder, published):
    host = Desktop(folder, folder.parent / "名录.xlsx")
    for expected in ("各单位报表 汇总表.xlsx", "各单位报表 汇总表（2）.xlsx"):
        pressed("consolidate_folder", host, published())
        assert host.opened[-1] == folder.parent / expected
    assert host.known == folder.parent / "名录.xlsx"
    assert host.steps
    assert "应报 5 个单位，已报 3 个" in host.said
    assert "未报 2 个" in host.said
    assert "不能用 1 份：坏.xlsx" in host.said
    assert sorted(path.name for path in folder.iterdir()) == sorted([*(p.name for p in folder.glob("4*")), "坏.xlsx"])
    data = host.opened[0].read_bytes()
    excel = RemoteExcel(data)
    assert "差额表" in excel.press("show_differences").said
    assert excel.shown.sheetnames[excel.active] == "差额表"


def test_nothing_is_done_where_nothing_is_chosen(published, folder):
    assert not pressed("consolidate_folder", Desktop(), published()).opened
    assert not pressed("consolidate_folder", Desktop(folder), published()).opened


def test_differences_are_counted(published, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(published()))
    sheet = book.create_sheet(words("show_differences", "sheet"))
    for row, verdict in enumerate(("结论", "一致", "不一致", "无法比较"), start=3):
        sheet.cell(row, 7).value = verdict
    stream = io.BytesIO()
    book.save(stream)
    assert "共 3 项，2 项不一致" in RemoteExcel(stream.getvalue()).press("show_differences").said


def test_without_a_summary_it_says_where_the_differences_are(published):
    assert "汇总文件夹" in RemoteExcel(published()).press("show_differences").said


def test_only_a_roster_is_remembered(folder, published, monkeypatch):
    host = pressed("open_roster", Desktop(roster=folder.parent / "名录.xlsx"), published())
    assert host.opened == [folder.parent / "名录.xlsx"] == [host.known]
    wrong = Desktop(roster=folder / "坏.xlsx")
    package.press("open_roster", RemoteExcel(published()).book, wrong)
    assert wrong.level == "error"
    assert not wrong.opened
    assert wrong.known is None


def test_what_is_missing_is_said_with_what_to_do(published):
    good = SimpleNamespace(name="Python", ok=True, words="3.11", remedy="")
    bad = SimpleNamespace(name="宏", ok=False, words="被禁用", remedy="请在信任中心启用")
    host = pressed("diagnose", Desktop(checks=[good, bad]), published())
    assert "好　Python：3.11" in host.said
    assert "怎么办：请在信任中心启用" in host.said
    assert host.level == "warning"
