"""Replacing rows by clones, and everything that follows them."""

import time
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook_templates.ooxml import Area, Package

HEIGHT = 14
MERGES = ((3, 5), (6, 6), (7, 8), (10, 12), (13, 13))


def form():
    """Rows that tell their own number, with one of everything that refers to rows."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet, other = book.add_worksheet("申报表"), book.add_worksheet("其他 表")
        bold = book.add_format({"bold": True})
        for row in range(1, HEIGHT + 1):
            sheet.set_row(row - 1, 30 + row * 1.5)
            sheet.write(row - 1, 0, f"行{row}")
            sheet.write(row - 1, 1, row, bold)
            sheet.write_formula(row - 1, 2, "=SUM(all.values)", None, row * 10)
            other.write(row - 1, 0, row)
            sheet.data_validation(row - 1, 1, row - 1, 1, {"validate": "whole", "criteria": ">", "value": row})
        for first, last in MERGES:
            sheet.merge_range(first - 1, 4, last - 1, 5, f"并{first}")
        sheet.conditional_format("A6:A9", {"type": "text", "criteria": "containing", "value": "x", "format": bold})
        sheet.write_url("H7", "https://example.org/", None, "链")
        sheet.set_h_pagebreaks([7, 10])
        sheet.autofilter("A6:C9")
        sheet.ignore_errors({"number_stored_as_text": "A5:A8"})
        sheet.print_area(0, 0, HEIGHT - 1, 6)
        sheet.repeat_rows(1, 3)
        book.define_name("all.values", "='申报表'!$B$6:$B$9")
        for row in range(1, HEIGHT + 1):
            book.define_name(f"row.n{row}", f"='申报表'!$B${row}")
            book.define_name(f"other.n{row}", f"='其他 表'!$B${row}")
    return buffer.getvalue()


FORM = form()


def replaced(first, last, pattern):
    package = Package.open(FORM)
    package.patch("申报表").replace_rows(first, last, pattern)
    return package


def origins(first, last, pattern):
    """The origin of each new row, by the plainest of means."""
    return [*range(1, first), *pattern, *range(last + 1, HEIGHT + 1)]


def runs(numbers):
    found = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


blocks = (
    st.tuples(st.integers(1, HEIGHT), st.integers(1, HEIGHT))
    .map(sorted)
    .flatmap(
        lambda block: st.tuples(
            st.just(block[0]), st.just(block[1]), st.lists(st.integers(block[0], block[1]), max_size=12)
        )
    )
)


@given(blocks)
@settings(max_examples=25, deadline=None)
def test_each_new_row_is_its_origin(block):
    expected = origins(*block)
    package = replaced(*block)
    sheet = openpyxl.load_workbook(BytesIO(package.to_bytes()))["申报表"]
    for number, origin in enumerate(expected, start=1):
        assert sheet.cell(number, 1).value == f"行{origin}"
        assert sheet.cell(number, 2).value == origin
        assert sheet.cell(number, 2).font.bold
        assert sheet.cell(number, 3).value == "=SUM(all.values)"
        assert sheet.row_dimensions[number].height == 30 + origin * 1.5
    assert package.cells("申报表").keys() >= {(n, 1) for n in range(1, len(expected) + 1)}
    assert max((row for row, _ in package.cells("申报表")), default=0) == len(expected)


@given(blocks)
@settings(max_examples=30, deadline=None)
def test_names_merges_and_validations_follow_the_stated_mapping(block):
    expected = origins(*block)
    package = replaced(*block)

    def new(first, last):
        return [number for number, origin in enumerate(expected, start=1) if first <= origin <= last]

    for row in range(1, HEIGHT + 1):
        rows = new(row, row)
        area = Area("申报表", rows[0], 2, rows[-1], 2) if rows else None
        assert package.area(f"row.n{row}") == area
        assert package.area(f"other.n{row}") == Area("其他 表", row, 2, row, 2)
        if not rows:
            assert package.defined_names[f"row.n{row}"] == "#REF!"

    merges = []
    for first, last in MERGES:
        rows = new(first, last)
        merges += [(row, row) for row in rows] if first == last else runs(rows)
    assert sorted((area.first_row, area.last_row) for area in package.merged("申报表")) == sorted(merges)

    sheet = openpyxl.load_workbook(BytesIO(package.to_bytes()))["申报表"]
    found = {
        int(rule.formula1): sorted(row for area in rule.sqref.ranges for row in range(area.min_row, area.max_row + 1))
        for rule in sheet.data_validations.dataValidation
    }
    assert found == {row: new(row, row) for row in range(1, HEIGHT + 1) if new(row, row)}
    coloured = [(area.min_row, area.max_row) for rule in sheet.conditional_formatting for area in rule.sqref.ranges]
    assert sorted(coloured) == runs(new(6, 9))
    titles = new(2, 4)
    assert sheet.print_title_rows == (f"${titles[0]}:${titles[-1]}" if titles else None)


@given(blocks, st.data())
@settings(max_examples=40, deadline=None)
def test_several_replacements_in_a_row_compose(block, data):
    package = replaced(*block)
    rows = origins(*block)
    if not rows:
        return
    first = data.draw(st.integers(1, len(rows)))
    last = data.draw(st.integers(first, len(rows)))
    pattern = data.draw(st.lists(st.integers(first, last), max_size=5))
    package.patch("申报表").replace_rows(first, last, pattern)
    expected = rows[: first - 1] + [rows[number - 1] for number in pattern] + rows[last:]
    found = package.cells("申报表")
    assert [found[number, 2].text for number in range(1, len(expected) + 1)] == [str(row) for row in expected]


def test_a_list_that_grows_takes_everything_along():
    package = replaced(6, 9, [6, 7, 7, 7, 8, 9])
    book = openpyxl.load_workbook(BytesIO(package.to_bytes()))
    sheet = book["申报表"]
    assert package.area("all.values") == Area("申报表", 6, 2, 11, 2)
    assert sheet.print_area == "'申报表'!$A$1:$G$16"
    assert sheet.auto_filter.ref == "A6:C11"
    assert [brk.id for brk in sheet.row_breaks.brk] == [9, 12]
    assert [sheet.cell(row, 8).hyperlink is not None for row in range(6, 11)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["E12:F14", "E15:F15", "E3:F5", "E6:F6", "E7:F10"]
    data = package.part("xl/worksheets/sheet1.xml")
    assert b'<ignoredError sqref="A5:A10"' in data
    assert b'<dimension ref="A1:H16"/>' in data
    assert b'<conditionalFormatting sqref="A6:A11"' in data
    assert openpyxl.load_workbook(BytesIO(package.to_bytes()))["其他 表"]["A7"].value == 7


def test_what_has_lost_all_its_rows_goes():
    package = replaced(3, 13, [])
    data = package.part("xl/worksheets/sheet1.xml")
    for gone in (
        b"mergeCells",
        b"conditionalFormatting",
        b"rowBreaks",
        b"autoFilter",
        b"ignoredErrors",
        b"hyperlinks",
    ):
        assert gone not in data
    assert package.defined_names["all.values"] == "#REF!"
    openpyxl.load_workbook(BytesIO(package.to_bytes()))


def test_a_single_cell_left_of_a_merge_is_no_merge():
    package = Package.open(FORM)
    patch = package.patch("申报表")
    patch.unmerge(Area("申报表", 1, 1, 99, 9))
    patch.merge(Area("申报表", 5, 1, 6, 1))
    patch.replace_rows(6, 6, [])
    assert package.merged("申报表") == []


def test_names_over_several_areas_and_whole_columns():
    package = Package.open(FORM)
    part = package.part("xl/workbook.xml").replace(
        b"</definedNames>",
        "<definedName name=\"multi\">'申报表'!$A$6,'其他 表'!$A$6,申报表!$B$9:$C$9</definedName>"
        "<definedName name=\"wide\">'申报表'!$A:$B,'申报表'!$6:$6</definedName>"
        '<definedName name="text">"申报表!$A$6"</definedName></definedNames>'.encode(),
    )
    package.set_part("xl/workbook.xml", part)
    package.patch("申报表").replace_rows(6, 6, [6, 6])
    names = package.defined_names
    assert names["multi"] == "申报表!$A$6:$A$7,'其他 表'!$A$6,申报表!$B$10:$C$10"
    assert names["wide"] == "'申报表'!$A:$B,申报表!$6:$7"
    assert names["text"] == '"申报表!$A$6"'


def test_ranges_of_later_excel_versions_follow():
    package = Package.open(FORM)
    name = "xl/worksheets/sheet1.xml"
    extension = (
        b'<extLst><ext xmlns:x14="urn:x14" uri="{x}"><x14:dataValidations count="2">'
        b'<x14:dataValidation><xm:sqref xmlns:xm="urn:xm">A6 A9:B10</xm:sqref></x14:dataValidation>'
        b'<x14:dataValidation><xm:sqref xmlns:xm="urn:xm">A7</xm:sqref></x14:dataValidation>'
        b"</x14:dataValidations></ext></extLst></worksheet>"
    )
    package.set_part(name, package.part(name).replace(b"</worksheet>", extension))
    package.patch("申报表").replace_rows(6, 7, [6, 6, 6])
    data = package.part(name)
    assert b">A6:A8 A10:B11</xm:sqref>" in data
    assert data.count(b"<x14:dataValidation>") == 1
    assert b'<x14:dataValidations count="1">' in data


def test_array_and_shared_formulas_are_moved_whole():
    package = Package.open(FORM)
    name = "xl/worksheets/sheet1.xml"
    rows = (
        b'<row r="20"><c r="A20"><f t="array" ref="A20">SUM(x)</f><v>1</v></c>'
        b'<c r="B20"><f t="shared" ref="B20:B21" si="0">rate*2</f><v>1</v></c></row>'
        b'<row r="21"><c r="B21"><f t="shared" si="0"/><v>1</v></c></row></sheetData>'
    )
    package.set_part(name, package.part(name).replace(b"</sheetData>", rows))
    package.patch("申报表").replace_rows(20, 20, [20, 20])
    sheet = openpyxl.load_workbook(BytesIO(package.to_bytes()))["申报表"]
    assert [sheet[cell].value.ref for cell in ("A20", "A21")] == ["A20", "A21"]
    assert [sheet[cell].value for cell in ("B20", "B21", "B22")] == ["=rate*2"] * 3


@pytest.mark.parametrize(
    ("first", "last", "pattern"),
    [(0, 3, []), (5, 4, []), (5, 6, [4]), (5, 6, [7]), (1_048_576, 1_048_577, [])],
)
def test_a_pattern_outside_the_block_is_refused(first, last, pattern):
    patch = Package.open(FORM).patch("申报表")
    with pytest.raises(ValueError, match="row"):
        patch.replace_rows(first, last, pattern)
    assert not patch.altered


def test_rows_are_not_pushed_off_the_sheet():
    package = Package.open(FORM)
    patch = package.patch("申报表")
    patch.set_value(1_048_576, 1, "底")
    with pytest.raises(ValueError, match="off the sheet"):
        patch.replace_rows(6, 6, [6, 6])
    assert package.cells("申报表")[1_048_576, 1].text == "底"


def test_a_list_of_a_thousand_rows_grows_in_well_under_a_second():
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("列表")
        for row in range(30):
            sheet.write_row(row, 0, [f"{row}-{column}" for column in range(8)])
            book.define_name(f"row.n{row}", f"='列表'!$A${row + 1}")
        sheet.merge_range("J6:K6", "并")
    package = Package.open(buffer.getvalue())
    start = time.perf_counter()
    patch = package.patch("列表")
    patch.replace_rows(5, 7, [5, *[6] * 1000, 7])
    for row in range(6, 1006):
        for column in range(1, 9):
            patch.set_value(row, column, row * column)
    data = package.to_bytes()
    assert time.perf_counter() - start < 1
    assert len(Package.open(data).merged("列表")) == 1000
