"""The task pane in a browser: what it shows, what its parts do, who may read it; and pictures of it for the manual."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

DARK = "#1f1f1f"
EVIL = '<img src=x onerror="document.title=1">'


def test_the_form_and_its_findings(excel, hanyang, picture, accessible):
    office = excel(hanyang, token=None)
    page = office.page
    page.get_by_label("令牌").wait_for()
    picture(office, "sign-in")
    accessible(office)
    office.sign_in()
    page.get_by_role("heading", name="部门整体支出绩效目标申报表").wait_for()
    assert "武汉市汉阳区教育局" in page.locator("jibiao-form").inner_text()
    picture(office, "findings")
    accessible(office)
    counted = page.locator("jibiao-findings summary").filter(has_text="核实").inner_text()
    assert counted.split() == ["核实", str(page.locator("details.check > ul > li").count())]
    page.get_by_label("规则").select_option("WH24-R21")
    assert set(page.locator("jibiao-findings li .quiet").all_inner_texts()) == {"WH24-R21"}
    picture(office, "filter")
    page.get_by_role("button", name="转到 申报表!B36").click()
    office.rest()
    assert office.book.selected == ("申报表", "B36")


def test_an_explanation_is_written_and_read_again(excel, hanyang, picture):
    office = excel(hanyang)
    page = office.page
    page.get_by_label("规则").select_option("WH24-R20")
    page.get_by_text("写说明", exact=True).click()
    page.get_by_role("button", name="写入出错说明").click()
    page.get_by_text("请先写明原因。").wait_for()
    box = page.get_by_label("说明（写明数据为什么正确）")
    box.fill("长期目标沿用上一轮规划，规划期到 2023 年。")
    picture(office, "explanation")
    page.get_by_role("button", name="写入出错说明").click()
    page.get_by_text("已写说明：长期目标沿用上一轮规划").wait_for()
    written = [cell.value for row in office.book.formulas["出错说明"].iter_rows() for cell in row]
    assert "长期目标沿用上一轮规划，规划期到 2023 年。" in written


def test_text_of_a_workbook_is_never_markup(excel, hanyang):
    office = excel(hanyang)
    name = next(
        cell for row in office.book.values["申报表"].iter_rows() for cell in row if cell.value == "武汉市汉阳区教育局"
    )
    office.book.formulas["申报表"][name.coordinate] = EVIL
    name.value = EVIL
    office.page.get_by_role("button", name="重新读取").click()
    office.page.locator("jibiao-form").get_by_text(EVIL).wait_for()
    assert office.page.locator("main img").count() == 0
    assert office.page.title() == "绩表"


def test_the_keyboard_reaches_everything(excel, hanyang):
    office = excel(hanyang)
    page = office.page
    page.locator("#tab-form").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#panel-rollup").is_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.button") == "validate_form"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    page.keyboard.press("Enter")
    page.locator(".messages > li").first.wait_for()
    office.rest()
    assert "审核结果" in office.book.formulas.sheetnames


@pytest.mark.parametrize("theme", [DARK, None], ids=["office", "system"])
def test_dark(excel, hanyang, picture, accessible, theme):
    office = excel(hanyang, theme=theme, color_scheme="light" if theme else "dark")
    assert office.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(30, 31, 33)"
    picture(office, "dark")
    accessible(office)


def test_nothing_is_wider_than_the_pane(excel, hanyang):
    office = excel(hanyang, width=320)
    assert office.page.evaluate("document.documentElement.scrollWidth") <= 320
    office.page.locator("#tab-rollup").click()
    assert office.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_another_workbook_is_named_as_none_of_ours(excel, picture):
    from io import BytesIO

    from openpyxl import Workbook

    target = BytesIO()
    Workbook().save(target)
    office = excel(target.getvalue())
    assert office.page.locator("jibiao-form p").first.inner_text()
    picture(office, "empty")
    assert office.page.locator("jibiao-findings").inner_text() == ""


def test_signing_out_takes_the_figures_off_the_screen(excel, hanyang):
    office = excel(hanyang)
    office.page.get_by_role("button", name="退出").click()
    assert office.page.locator("jibiao-findings li").count() == 0
    assert office.page.evaluate("sessionStorage.getItem('jibiao-token')") is None
    assert "登录" in office.page.locator("header").inner_text()


def test_a_wrong_token_is_refused_in_words(excel, hanyang):
    office = excel(hanyang, token=None)
    office.page.get_by_label("令牌").fill("jb_wrong")
    office.page.get_by_role("button", name="登录", exact=True).click()
    office.page.get_by_role("alert").filter(has_text="令牌").wait_for()
