"""A sheet taken out again, parts that come and go, and the tab that is seen first."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from openxml_audit import OpenXmlValidator

from workbook_templates.ooxml import Package, activate, graft, graft_into, remove_sheet
from workbook_templates.ooxml.parts import add_part, free_name, relate, unrelate

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8ffff"
    "ff7f0009fb03fd0543458a0000000049454e44ae426082"
)


def base():
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        cover, form, codes = (book.add_worksheet(name) for name in ("封面", "申报 表", "代码"))
        bold = book.add_format({"bold": True, "num_format": "0.0"})
        cover.write("A1", "封面", bold)
        form.write("A1", 1, bold)
        form.print_area("A1:B9")
        form.repeat_rows(0)
        form.activate()
        codes.hide()
        book.define_name("own.amount", "='申报 表'!$A$1")
        book.define_name("'申报 表'!local", "='申报 表'!$B$3")
    return buffer.getvalue()


def donor():
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("结果")
        blue = book.add_format({"italic": True, "num_format": '0.00"元"', "bg_color": "#DDEEFF", "border": 1})
        sheet.write("A1", "结果", blue)
        sheet.autofilter("A1:B5")
        sheet.repeat_rows(0)
        sheet.insert_image("D4", "p.png", {"image_data": BytesIO(PIXEL)})
        sheet.write_url("B1", "internal:'申报 表'!A1")
        book.define_name("result.place", "=结果!$A$1")
    return buffer.getvalue()


def grafted(data, position=0):
    return graft(data, Package.open(donor()), ["结果"], position)


def removed(data, sheet="结果"):
    package = Package.open(data)
    remove_sheet(package, sheet)
    return package.to_bytes()


def parts(data):
    package = Package.open(data)
    return {name: package.part(name) for name in package.part_names}


@pytest.mark.parametrize("position", [0, 1, 3])
def test_taking_out_what_was_put_in_leaves_the_workbook_as_it_was(position):
    data = base()
    before, after = parts(data), parts(removed(grafted(data, position)))
    assert after.keys() == before.keys()
    for name in before:
        if name not in {"xl/workbook.xml", "xl/styles.xml"}:
            assert re.sub(rb"<\?xml[^>]*>\s*", b"", after[name]) == re.sub(rb"<\?xml[^>]*>\s*", b"", before[name]), name
    book = openpyxl.load_workbook(BytesIO(removed(grafted(data, position))))
    assert book.sheetnames == ["封面", "申报 表", "代码"]
    assert book.active.title == "申报 表"
    form = book["申报 表"]
    assert (form.print_area, form.print_title_rows) == ("'申报 表'!$A$1:$B$9", "$1:$1")
    assert form.defined_names.keys() == {"local"}
    assert book.defined_names.keys() == {"own.amount"}
    assert book["代码"].sheet_state == "hidden"


@pytest.mark.parametrize("position", [0, 2])
def test_putting_it_in_again_gives_the_same_bytes(position):
    once = grafted(base(), position)
    assert grafted(removed(once), position) == once


def test_a_style_that_is_there_is_not_added_again():
    once = grafted(base())
    styles = Package.open(once).part("xl/styles.xml")
    assert b'0.00"' in styles or b"0.00&quot;" in styles
    again = Package.open(grafted(removed(once))).part("xl/styles.xml")
    assert again == styles
    for name in (b"<xf ", b"<font>", b"<fill>", b"<border>", b"<numFmt "):
        assert again.count(name) == styles.count(name)


def test_any_sheet_can_be_taken_out_and_the_others_keep_their_names():
    book = openpyxl.load_workbook(BytesIO(removed(base(), "封面")))
    assert book.sheetnames == ["申报 表", "代码"]
    assert book["申报 表"].print_area == "'申报 表'!$A$1:$B$9"
    assert book.active.title == "申报 表"
    book = openpyxl.load_workbook(BytesIO(removed(base(), "申报 表")))
    assert (book.sheetnames, dict(book.defined_names)) == (["封面", "代码"], {})


def test_what_can_not_be_taken_out_is_refused():
    package = Package.open(base())
    with pytest.raises(KeyError):
        remove_sheet(package, "没有")
    remove_sheet(package, "封面")
    remove_sheet(package, "代码")
    with pytest.raises(ValueError, match="needs a sheet"):
        remove_sheet(package, "申报 表")


def test_a_picture_that_two_sheets_show_stays_for_the_other():
    data = graft(base(), Package.open(donor()), ["结果"])
    package = Package.open(data)
    sheet = package.workbook.sheets["封面"].part
    image = next(name for name in package.part_names if "media" in name)
    relate(package, sheet, "image", image)
    left = parts(removed(package.to_bytes()))
    assert left[image] == PIXEL
    assert not [name for name in left if "drawing" in name]


def test_the_first_sheet_is_seen_first_and_is_the_only_one_selected():
    package = Package.open(base())
    graft_into(package, Package.open(donor()), ["结果"])
    activate(package, "结果")
    book = openpyxl.load_workbook(BytesIO(package.to_bytes()))
    assert book.active.title == "结果"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["结果"]


def test_an_open_workbook_takes_patches_before_and_after_a_graft():
    package = Package.open(base())
    package.patch("申报 表").set_value(2, 1, "前")
    graft_into(package, Package.open(donor()), ["结果"])
    package.patch("申报 表").set_value(3, 1, "后")
    package.patch("结果").set_value(2, 1, "中")
    book = openpyxl.load_workbook(BytesIO(package.to_bytes()))
    assert [book["申报 表"]["A2"].value, book["申报 表"]["A3"].value, book["结果"]["A2"].value] == ["前", "后", "中"]


@pytest.mark.parametrize("make", [grafted, lambda data: removed(grafted(data)), lambda data: removed(data, "封面")])
def test_it_passes_the_audit(make, tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_bytes(make(base()))
    assert [error.description for error in OpenXmlValidator().validate(path).errors] == []


def test_a_part_goes_with_all_that_only_it_led_to():
    package = Package.open(base())
    sheet = package.workbook.sheets["封面"].part
    first = free_name(package, "xl/things/thing1.xml")
    add_part(package, first, b"<a/>", "application/xml")
    second = free_name(package, "xl/things/thing1.xml")
    add_part(package, second, b"<b/>", "application/xml")
    assert (first, second) == ("xl/things/thing1.xml", "xl/things/thing2.xml")
    relate(package, sheet, "thing", first)
    relate(package, first, "thing", second)
    again = Package.open(package.to_bytes())
    assert again.part(second) == b"<b/>"
    unrelate(again, sheet, first)
    assert parts(again.to_bytes()).keys() == parts(base()).keys()
    assert b"things" not in again.part("[Content_Types].xml")
