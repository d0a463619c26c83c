"""40 workbooks through the pane; tokens that expire and servers that stop in mid-work; two officers at once."""

from __future__ import annotations

import zipfile

import pytest
from openpyxl import load_workbook

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser

BAD = 2


def chosen(office, units):
    roster, files = units
    office.page.locator("#tab-rollup").click()
    office.page.get_by_label("单位名录（.xlsx）").set_input_files(roster)
    office.page.get_by_label("各单位的报表（.xlsx）").set_input_files(files)


def consolidated(office):
    office.page.locator("[data-button=consolidate]").click()


def test_forty_workbooks_two_of_them_bad(excel, hanyang, units, picture, tmp_path):
    office = excel(hanyang)
    page = office.page
    chosen(office, units)
    picture(office, "upload")
    page.evaluate("""() => { window.seen = new Set(); new MutationObserver(() => {
        for (const each of document.querySelectorAll(".uploads li")) window.seen.add(each.className);
    }).observe(document.querySelector(".uploads"), { subtree: true, attributes: true }); }""")
    consolidated(office)
    page.get_by_role("heading", name="汇总结果").wait_for(timeout=180_000)
    office.rest()
    assert page.locator(".uploads li.read").count() == len(units[1]) - BAD
    rejected = page.locator(".uploads li.rejected")
    assert rejected.count() == BAD
    assert all(rejected.locator(".reason").all_inner_texts())
    assert page.evaluate("window.seen.has('sent')")
    picture(office, "done")
    saved = {}
    for link in page.locator("a.file").all():
        with page.expect_download() as download:
            link.click()
        saved[download.value.suggested_filename] = tmp_path / download.value.suggested_filename
        download.value.save_as(saved[download.value.suggested_filename])
    summary = next(path for name, path in saved.items() if name.endswith(".xlsx"))
    assert {"单位明细", "溯源"} <= set(load_workbook(summary).sheetnames)
    returns = next(path for name, path in saved.items() if name.endswith(".zip"))
    assert zipfile.ZipFile(returns).testzip() is None
    assert "各单位汇总" in office.book.formulas.sheetnames


def test_files_are_dropped_and_what_is_no_workbook_is_named(excel, hanyang, units, accessible):
    office = excel(hanyang)
    page = office.page
    page.locator("#tab-rollup").click()
    files = [{"name": path.name, "data": list(path.read_bytes()[:100])} for path in units[1][:2]]
    dropped = page.evaluate_handle(
        """(files) => {
            const carried = new DataTransfer();
            for (const { name, data } of files) carried.items.add(new File([new Uint8Array(data)], name));
            return carried;
        }""",
        [*files, {"name": "通知.docx", "data": []}],
    )
    page.locator(".zone").dispatch_event("drop", {"dataTransfer": dropped})
    assert page.locator(".uploads li").count() == len(files)
    assert "通知.docx" in page.locator("jibiao-rollup").inner_text()
    accessible(office)


def test_what_is_missing_is_said_and_nothing_is_sent(excel, hanyang):
    office = excel(hanyang)
    office.page.locator("#tab-rollup").click()
    consolidated(office)
    office.page.get_by_text("请先选择单位名录。").wait_for()


def test_a_revoked_token_asks_again_and_loses_nothing(excel, hanyang, units, picture, tmp_path):
    own = Server(tmp_path)
    own.start()
    try:
        office = excel(hanyang, on=own)
        page = office.page
        page.get_by_text("写说明", exact=True).first.click()
        page.get_by_label("说明（写明数据为什么正确）").first.fill("写了一半")
        chosen(office, units)
        own.revoke("张三")
        consolidated(office)
        page.get_by_text("登录已失效").wait_for()
        picture(office, "expired")
        assert page.locator(".uploads li").count() == len(units[1])
        page.get_by_label("令牌").fill(own.tokens["李四"])
        page.get_by_role("button", name="登录", exact=True).click()
        page.get_by_role("heading", name="汇总结果").wait_for(timeout=180_000)
        office.rest()
        page.locator("#tab-form").click()
        assert page.get_by_label("说明（写明数据为什么正确）").first.input_value() == "写了一半"
    finally:
        own.stop()


def test_a_server_that_restarts_is_said_and_work_goes_on(excel, hanyang, picture, tmp_path):
    own = Server(tmp_path)
    own.start()
    office = excel(hanyang, on=own)
    own.stop()
    try:
        office.page.locator("[data-button=validate_form]").click()
        office.page.get_by_text("连不上绩表的服务器").wait_for()
        picture(office, "error")
        assert "审核结果" not in office.book.formulas.sheetnames
    finally:
        own.start()
    try:
        office.page.get_by_text("服务器已恢复").wait_for()
        assert "核实" in office.press("validate_form")[0]
    finally:
        own.stop()


def test_two_officers_at_once_read_only_their_own(excel, hanyang):
    one, other = excel(hanyang, token="张三"), excel(hanyang, token="李四")
    one.page.evaluate("() => { excel.ended = excel.press('about'); }")
    other.page.evaluate("() => { excel.ended = excel.press('validate_form'); }")
    assert one.page.evaluate("() => excel.ended") == other.page.evaluate("() => excel.ended") == 0
    assert [text for text in one.said() if "核实" in text] == []
    assert [text for text in other.said() if "MIT" in text] == []
    assert "审核结果" not in one.book.formulas.sheetnames
    assert "审核结果" in other.book.formulas.sheetnames
