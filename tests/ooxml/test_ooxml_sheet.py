"""Patching a sheet: values, formulas, formats, merges, and nothing else touched."""

import re
import zipfile
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from workbook_templates.ooxml import MAX_TEXT, Area, Package, RawCell

# openpyxl would drop the extensions on saving, which it says; here it only reads.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


def entered(kind, text):
    return RawCell(kind, text, formula=False, style=0)


def build(fill):
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        fill(book)
    return buffer.getvalue()


def fill_form(book):
    sheet = book.add_worksheet("申报表")
    other = book.add_worksheet("其他")
    other.write(0, 0, "别动")
    locked = book.add_format({"bold": True, "num_format": "0.00", "bg_color": "#DDEEFF"})
    sheet.set_row(2, 30, book.add_format({"italic": True}))
    sheet.set_column(5, 5, 12, book.add_format({"num_format": "0%"}))
    sheet.write("A1", "标题", locked)
    sheet.write("B2", 12.5, locked)
    sheet.write_formula("C2", "=B2*2", locked, 25)
    sheet.write_formula("D2", '=IF(B2>1,"大","小")', locked, "大")
    sheet.merge_range("A5:C5", "合并", locked)
    sheet.data_validation("B2:B9", {"validate": "list", "source": ["是", "否", 'a"b']})
    sheet.data_validation("C2", {"validate": "custom", "value": '=AND(C2>0,C2<"z")', "error_message": "<错>&误"})
    sheet.conditional_format("B2:D9", {"type": "cell", "criteria": ">", "value": 3, "format": locked})
    sheet.conditional_format("E2:E9", {"type": "data_bar", "data_bar_2010": True})
    sheet.protect("pw", {"format_cells": True})
    sheet.unprotect_range("B2:B9", "录入区")
    sheet.set_landscape()
    sheet.set_header("&C绩效 & 目标")
    sheet.freeze_panes(1, 1)
    sheet.print_area("A1:F20")


FORM = build(fill_form)
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def package():
    return Package.open(FORM)


@pytest.fixture
def patch(package):
    return package.patch("申报表")


def reopened(package):
    return openpyxl.load_workbook(BytesIO(package.to_bytes()))["申报表"]


def sections(data):
    """The parts of a sheet that a patch of values must leave alone, byte for byte."""
    names = (
        "sheetPr|sheetViews|cols|sheetProtection|protectedRanges|mergeCells|conditionalFormatting|dataValidations|"
        "pageMargins|pageSetup|headerFooter|extLst"
    )
    return [match[0] for match in re.finditer(rf"<({names})\b(?:[^>]*/>|.*?</\1>)".encode(), data, re.DOTALL)]


# Values


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("文字", entered("text", "文字")),
        ("=1+1", entered("text", "=1+1")),
        ("", entered("text", "")),
        ("001", entered("text", "001")),
        (True, entered("boolean", "1")),
        (False, entered("boolean", "0")),
        (7, entered("number", "7")),
        (-0.1, entered("number", "-0.1")),
        (Decimal("168431.560"), entered("number", "168431.560")),
        (Decimal("1E+3"), entered("number", "1000")),
        (Decimal("1E-7"), entered("number", "0.0000001")),
        (None, None),
    ],
)
@pytest.mark.parametrize("position", [(1, 1), (2, 2), (2, 3), (2, 4)])
def test_a_value_replaces_constant_or_formula_and_keeps_the_style(package, patch, position, value, expected):
    style = package.cells("申报表")[position].style
    patch.set_value(*position, value)
    found = Package.open(package.to_bytes()).cells("申报表").get(position)
    assert found == (expected and expected._replace(style=style))
    assert patch.style_of(*position) == style
    assert package.cells("申报表").get(position) == found


@given(st.text())
def test_any_text_comes_back_as_it_went_in(text):
    package = Package.open(FORM)
    package.patch("申报表").set_value(2, 2, text)
    assert Package.open(package.to_bytes()).cells("申报表")[2, 2].text == text


@pytest.mark.parametrize(
    "text",
    [
        "  两边 ",
        "\n",
        "a\r\nb",
        "\t",
        "_x000D_",
        "_x0041",
        "😀𠮷",
        "\x00\x01\x0b\x1f",
        "￾￿",
        "]]><c/>&amp;",
        "\ud800",
    ],
)
def test_awkward_text_comes_back_as_it_went_in(text):
    package = Package.open(FORM)
    package.patch("申报表").set_value(9, 9, text)
    assert Package.open(package.to_bytes()).cells("申报表")[9, 9].text == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15))
def test_any_amount_comes_back_digit_for_digit(value):
    package = Package.open(FORM)
    package.patch("申报表").set_value(2, 2, value)
    found = Package.open(package.to_bytes()).cells("申报表")[2, 2]
    assert found.kind == "number"
    assert Decimal(found.text) == value
    assert "E" not in found.text.upper()


def test_openpyxl_reads_what_was_written(package, patch):
    patch.set_value(2, 2, " =A1 ")
    assert b'<t xml:space="preserve"> =A1 </t>' in patch.to_bytes()
    patch.set_value(3, 1, Decimal("0.10"))
    patch.set_value(30, 28, value=True)
    sheet = reopened(package)
    assert (sheet["B2"].value, sheet["B2"].data_type) == (" =A1 ", "s")
    assert sheet["B2"].font.bold
    assert sheet["A3"].value == 0.1
    assert sheet["AB30"].value is True
    assert sheet.dimensions == "A1:AB30"


@pytest.mark.parametrize(
    "value", ["字" * (MAX_TEXT + 1), "😀" * (MAX_TEXT // 2 + 1), float("nan"), float("inf"), Decimal("NaN")]
)
def test_a_value_that_no_cell_can_hold_is_refused_and_changes_nothing(package, patch, value):
    with pytest.raises(ValueError, match=r".+"):
        patch.set_value(2, 3, value)
    assert not patch.altered
    assert package.to_bytes() == Package.open(FORM).to_bytes()


def test_text_of_the_greatest_length_is_written(package, patch):
    patch.set_value(2, 2, "字" * MAX_TEXT)
    assert len(Package.open(package.to_bytes()).cells("申报表")[2, 2].text) == MAX_TEXT


def test_a_cell_beyond_the_sheet_is_refused(patch):
    for row, column in ((0, 1), (1, 0), (1_048_577, 1), (1, 16_385)):
        with pytest.raises(ValueError, match="no such"):
            patch.set_value(row, column, 1)


def test_new_cells_stand_in_order_and_take_the_style_of_row_or_column(package, patch):
    for row, column in ((8, 4), (8, 2), (8, 3), (7, 1), (2, 1)):
        patch.set_value(row, column, row * column)
    patch.set_value(3, 4, "斜体")
    patch.set_value(9, 6, 0.5)
    sheet = reopened(package)
    assert [cell.value for cell in sheet[8]][:4] == [None, 16, 24, 32]
    assert sheet["D3"].font.italic
    assert sheet["F9"].number_format == "0%"
    names = re.findall(rb'<c r="([A-Z]+[0-9]+)"', patch.to_bytes())
    positions = [openpyxl.utils.cell.coordinate_to_tuple(name.decode()) for name in names]
    assert positions == sorted(positions)


# Formulas


def test_a_cached_value_is_replaced_under_the_formula(package, patch):
    patch.set_cached(2, 3, Decimal("77.5"))
    patch.set_cached(2, 4, "小_x0041_")
    found = package.cells("申报表")
    assert found[2, 3][:3] == ("number", "77.5", True)
    assert found[2, 4][:3] == ("text", "小_x0041_", True)
    assert reopened(package)["C2"].value == "=B2*2"
    patch.set_cached(2, 3, "改")
    patch.set_cached(2, 4, None)
    found = package.cells("申报表")
    assert (found[2, 3][:3], found[2, 4].kind) == (("text", "改", True), "uncached")


def test_a_cached_value_needs_a_formula(patch):
    for row, column in ((2, 2), (20, 20)):
        with pytest.raises(ValueError, match="no formula"):
            patch.set_cached(row, column, 1)


def test_a_formula_is_put_in(package, patch):
    patch.set_formula(2, 2, '=IF(a<1,"<","&")', "<")
    patch.set_formula(9, 1, "SUM(x)", 3)
    assert package.cells("申报表")[2, 2] == RawCell("text", "<", formula=True, style=patch.style_of(2, 2))
    sheet = reopened(package)
    assert (sheet["B2"].value, sheet["A9"].value) == ('=IF(a<1,"<","&")', "=SUM(x)")


def test_the_program_is_asked_to_calculate_and_the_calculation_chain_goes():
    package = Package.open(with_calculation_chain(FORM))
    package.patch("申报表").set_value(2, 2, 3)
    assert "xl/calcChain.xml" in names_of(package.to_bytes())
    package.patch("申报表").set_value(2, 3, 3)
    data = package.to_bytes()
    assert "xl/calcChain.xml" not in names_of(data)
    assert b"calcChain" not in b"".join(parts_of(data).values())
    assert b'fullCalcOnLoad="1"' in parts_of(data)["xl/workbook.xml"]
    openpyxl.load_workbook(BytesIO(data))


@pytest.mark.parametrize("present", [b"", b'<calcPr calcId="191029"/>'])
def test_a_patched_workbook_is_calculated_when_it_is_opened(package, present):
    book = package.part("xl/workbook.xml")
    package.set_part("xl/workbook.xml", re.sub(rb"<calcPr[^>]*/>", present, book))
    assert b"fullCalcOnLoad" not in parts_of(package.to_bytes())["xl/workbook.xml"]
    package.patch("申报表").set_value(2, 2, 3)
    written = parts_of(package.to_bytes())["xl/workbook.xml"]
    assert re.search(rb'</definedNames><calcPr( calcId="191029")? fullCalcOnLoad="1"/>', written)


def names_of(data):
    return list(parts_of(data))


def parts_of(data):
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_calculation_chain(data):
    package = Package.open(data)
    package.set_part("xl/calcChain.xml", b"<calcChain/>")
    relations, types = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
    package.set_part(
        relations,
        package.part(relations).replace(
            b"</Relationships>",
            b'<Relationship Id="rId99" Type="http://x/relationships/calcChain" Target="calcChain.xml"/>'
            b"</Relationships>",
        ),
    )
    package.set_part(
        types,
        package.part(types).replace(
            b"</Types>",
            b'<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-'
            b'officedocument.spreadsheetml.calcChain+xml"/></Types>',
        ),
    )
    return package.to_bytes()


def test_cells_that_lean_on_a_shared_formula_keep_theirs_when_it_goes(package):
    data = package.part(SHEET).replace(
        b"</sheetData>",
        b'<row r="40"><c r="A40"><f t="shared" ref="A40:A41" si="0">B40*2</f><v>1</v></c></row>'
        b'<row r="41"><c r="A41"><f t="shared" si="0"/><v>2</v></c></row></sheetData>',
    )
    package.set_part(SHEET, data)
    patch = package.patch("申报表")
    assert patch.address_formulas() == ["C2", "D2", "A40", "A41"]
    patch.set_value(40, 1, None)
    assert reopened(package)["A41"].value == "=B41*2"


def test_formulas_and_rules_with_addresses_are_listed(patch):
    patch.set_formula(2, 3, "a.b*2", 1)
    assert patch.address_formulas() == ["D2"]
    assert patch.address_rules() == ["C2"]


# What must not change


def test_what_a_patch_does_not_name_stays_byte_for_byte(package, patch):
    before = {name: package.part(name) for name in package.part_names}
    patch.set_value(2, 2, "改")
    patch.set_value(20, 3, 5)
    patch.set_cached(2, 4, "小")
    after = parts_of(package.to_bytes())
    assert sections(after[SHEET]) == sections(before[SHEET])
    assert len(sections(before[SHEET])) == 12
    assert {name for name, data in after.items() if data != before[name]} <= {SHEET, "xl/workbook.xml"}


def test_the_patched_form_opens_with_validation_protection_and_print_set_up(package, patch):
    patch.set_value(2, 2, 1)
    sheet = reopened(package)
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["B2:B9", "C2"]
    assert sheet.protection.sheet
    assert sheet.print_area == "'申报表'!$A$1:$F$20"
    assert sheet.page_setup.orientation == "landscape"


def test_the_same_patch_gives_the_same_bytes():
    def patched():
        package = Package.open(FORM)
        package.patch("申报表").set_value(2, 2, "同")
        return package.to_bytes()

    assert patched() == patched()


def test_a_replaced_part_starts_a_new_patch(package, patch):
    patch.set_value(2, 2, 1)
    package.set_part(SHEET, Package.open(FORM).part(SHEET))
    assert package.patch("申报表") is not patch
    assert package.cells("申报表")[2, 2].text == "12.5"


# Formats and merges


def test_style_height_and_hiding(package, patch):
    patch.set_style(2, 1, patch.style_of(2, 2))
    patch.set_row_height(2, 42.5)
    patch.set_hidden(4)
    sheet = reopened(package)
    assert sheet["A2"].font.bold
    assert sheet.row_dimensions[2].height == 42.5 == patch.row_height(2)
    assert sheet.row_dimensions[4].hidden
    patch.set_hidden(4, hidden=False)
    patch.set_row_height(2, None)
    assert not reopened(package).row_dimensions[4].hidden
    assert (patch.row_height(2), patch.row_height(3), patch.row_height(99)) == (None, 30, None)


def test_merging_and_undoing_it(package, patch):
    patch.merge(Area("申报表", 10, 1, 11, 2))
    assert sorted(map(str, reopened(package).merged_cells.ranges)) == ["A10:B11", "A5:C5"]
    with pytest.raises(ValueError, match="overlaps"):
        patch.merge(Area("申报表", 11, 2, 12, 3))
    with pytest.raises(ValueError, match="single"):
        patch.merge(Area("申报表", 30, 1, 30, 1))
    patch.unmerge(Area("申报表", 5, 1, 5, 2))
    assert len(package.merged("申报表")) == 2
    patch.unmerge(Area("申报表", 1, 1, 20, 5))
    assert package.merged("申报表") == []
    assert b"mergeCells" not in patch.to_bytes()
    patch.merge(Area("申报表", 5, 1, 5, 3))
    assert list(map(str, reopened(package).merged_cells.ranges)) == ["A5:C5"]
