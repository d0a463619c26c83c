"""Reading a workbook: every defect by its code, every kind of cell."""

import pickle
import struct
import tracemalloc
import zipfile
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from workbook_templates.ooxml import (
    UNREADABLE_CODES,
    Area,
    Package,
    RawCell,
    UnreadableWorkbookError,
)
from workbook_templates.ooxml import cells as cells_module
from workbook_templates.ooxml.markup import parse

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def workbook(sheet_data, *, main=MAIN, relations=RELATIONS, strings=None, before="", after="", **parts):
    """A minimal workbook around the XML of its cells."""
    related = [("worksheet", "worksheets/sheet1.xml")]
    contents = {
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        '<sheet name="表一" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{main}">'
        f"{before}<sheetData>{sheet_data}</sheetData>{after}</worksheet>",
    }
    if strings is not None:
        contents["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{strings}</sst>'
        related.append(("sharedStrings", "sharedStrings.xml"))
    contents["xl/_rels/workbook.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{relations}/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(related, start=1)
        )
        + "</Relationships>"
    )
    contents.update({name.replace("__", "/"): text for name, text in parts.items()})
    return zipped(contents)


def zipped(contents):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in contents.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def cells(sheet_data, **options):
    return Package.open(workbook(sheet_data, **options)).cells("表一")


def code_of(function, *arguments, **options):
    with pytest.raises(UnreadableWorkbookError) as caught:
        function(*arguments, **options)
    assert caught.value.code in UNREADABLE_CODES
    return caught.value.code


def entered(kind, text, style=0):
    return RawCell(kind, text, formula=False, style=style)


def computed(kind, text, style=0):
    return RawCell(kind, text, formula=True, style=style)


OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)


# What can't be read


def test_an_empty_file(tmp_path):
    path = tmp_path / "空.xlsx"
    path.write_bytes(b"")
    with pytest.raises(UnreadableWorkbookError) as caught:
        Package.open(path)
    assert (caught.value.code, caught.value.slots) == ("empty_file", {"file": "空.xlsx"})


def test_a_file_that_is_not_there(tmp_path):
    assert code_of(Package.open, tmp_path / "none.xlsx") == "unreadable_file"
    assert code_of(Package.open, tmp_path) == "unreadable_file"


@pytest.mark.parametrize("data", [b"hello", b"<html></html>", "姓名,金额".encode("gbk"), zipped({"a.txt": "b"})])
def test_something_else_than_a_workbook(data):
    assert code_of(Package.open, data) == "not_a_workbook"


def test_a_binary_workbook_or_a_document_is_not_a_workbook():
    assert code_of(Package.open, zipped({"xl/workbook.bin": "x"})) == "not_a_workbook"
    assert code_of(Package.open, zipped({"xl/workbook.xml": "<document/>"})) == "not_a_workbook"
    assert code_of(Package.open, zipped({"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'})) == "not_a_workbook"


def test_an_old_xls():
    assert code_of(Package.open, OLE + "Workbook".encode("utf-16-le")) == "legacy_xls"


def test_a_password():
    assert code_of(Package.open, OLE + "EncryptedPackage".encode("utf-16-le")) == "password_protected"


def test_an_encrypted_zip():
    data = bytearray(workbook("<row/>"))
    at = data.index(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    assert code_of(Package.open, bytes(data)) == "password_protected"


@pytest.mark.parametrize("share", [0.3, 0.9, 0.99])
def test_a_file_cut_off(share):
    data = workbook("<row><c><v>1</v></c></row>" * 500)
    assert code_of(Package.open, data[: int(len(data) * share)]) == "truncated"


def test_a_damaged_part_shows_when_it_is_read():
    marker = "9876543210" * 3
    buffer = BytesIO()
    deflated = BytesIO(workbook(f'<row r="1"><c r="A1"><v>{marker}</v></c></row>'))
    with zipfile.ZipFile(deflated) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    package = Package.open(buffer.getvalue().replace(marker.encode(), b"0" * 30))
    assert package.sheet_names == ["表一"]
    assert code_of(package.cells, "表一") == "truncated"


def test_a_part_that_the_workbook_names_is_missing():
    data = workbook("", strings="<si><t>a</t></si>")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    sheet = contents.pop("xl/worksheets/sheet1.xml")
    assert code_of(Package.open, zipped(contents)) == "truncated"
    contents["xl/worksheets/sheet1.xml"] = sheet.replace(
        b"<sheetData>", b'<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    )
    assert code_of(Package.open, zipped({**contents, "xl/_rels/workbook.xml.rels": "<a/>"})) == "truncated"
    del contents["xl/sharedStrings.xml"]
    assert code_of(Package.open(zipped(contents)).cells, "表一") == "truncated"


def test_a_workbook_beyond_the_limit(tmp_path):
    data = workbook("<row/>" * 1000)
    assert code_of(Package.open, data, limit=3000) == "too_large"
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert code_of(Package.open, path, limit=100) == "too_large"
    assert Package.open(path, limit=20_000).sheet_names == ["表一"]


def test_a_compression_bomb():
    assert code_of(Package.open, workbook("", xl__bomb="0" * (32 * 1024 * 1024))) == "too_large"


def test_a_directory_that_lies_about_sizes_does_not_inflate_more_than_it_admits():
    data = bytearray(workbook("", xl__comments="0" * 12_000_000))
    name = data.index(b"xl/comments", data.index(b"PK\x01\x02"))
    struct.pack_into("<L", data, name - 22, 1000)
    package = Package.open(bytes(data))
    tracemalloc.start()
    assert code_of(package.part, "xl/comments") == "truncated"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def one_row(text):
    return f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{text}</row></sheetData></worksheet>'


ENTITY = '<!DOCTYPE a [<!ENTITY b "bbbb">]>'


@pytest.mark.parametrize(
    "sheet",
    [
        "<worksheet",
        "",
        f'<worksheet xmlns="{MAIN}"><sheetData><row></sheetData></worksheet>',
        f'{ENTITY}<worksheet xmlns="{MAIN}"/>',
        f'<?xml version="1.0" encoding="UTF-16"?>{ENTITY}<worksheet xmlns="{MAIN}"/>'.encode("utf-16"),
        one_row('<c r="A0"><v>1</v></c>'),
        one_row('<c r="A1" t="s"><v>7</v></c>'),
        one_row('<c r="A1" t="s"><v>-1</v></c>'),
    ],
)
def test_xml_that_is_not_well_formed_or_makes_no_sense(sheet):
    package = Package.open(workbook("", strings="<si><t>a</t></si>"))
    package.set_part("xl/worksheets/sheet1.xml", sheet if isinstance(sheet, bytes) else sheet.encode())
    with pytest.raises(UnreadableWorkbookError) as caught:
        package.cells("表一")
    assert caught.value.code == "malformed_xml"
    assert caught.value.slots["part"] == "xl/worksheets/sheet1.xml"


def test_a_doctype_in_the_workbook_part_is_refused():
    data = zipped({"xl/workbook.xml": f'{ENTITY}<workbook xmlns="{MAIN}">&b;</workbook>'})
    assert code_of(Package.open, data) == "malformed_xml"


def test_an_error_survives_the_way_between_processes():
    error = UnreadableWorkbookError("truncated", file="甲.xlsx", part="xl/workbook.xml")
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.code, copy.slots, str(copy)) == (error.code, error.slots, str(error))


# Cells


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A1"><v>1.50</v></c>', entered("number", "1.50")),
        ('<c r="A1" s="3"><v>1E-2</v></c>', entered("number", "1E-2", 3)),
        ('<c r="A1" t="n"><v> 7 </v></c>', entered("number", "7")),
        ('<c r="A1"><v>1,000</v></c>', entered("text", "1,000")),
        ('<c r="A1" t="s"><v>0</v></c>', entered("text", "甲")),
        ('<c r="A1" t="s"><v>1</v></c>', entered("text", "乙丙")),
        ('<c r="A1" t="s"><v>2</v></c>', entered("text", "a\rb_x0041_")),
        ('<c r="A1" t="inlineStr"><is><t> x </t></is></c>', entered("text", " x ")),
        (
            '<c r="A1" t="inlineStr"><is><r><t>x</t></r><r><t>y</t></r></is></c>',
            entered("text", "xy"),
        ),
        ('<c r="A1" t="str"><f>a&amp;b</f><v>a&amp;b</v></c>', computed("text", "a&b")),
        ('<c r="A1" t="str"><f>x</f><v></v></c>', computed("text", "")),
        ('<c r="A1" t="str"><f>x</f><v/></c>', computed("text", "")),
        ('<c r="A1" t="str"><v/></c>', entered("text", "")),
        ('<c r="A1" t="str"><f>x</f></c>', computed("uncached", "")),
        ('<c r="A1"><f>x</f></c>', computed("uncached", "")),
        ('<c r="A1"><f>x</f><v/></c>', computed("uncached", "")),
        ('<c r="A1" s="2"><f>x</f><v></v></c>', computed("uncached", "", 2)),
        ('<c r="A1"><f>x</f><v>5</v></c>', computed("number", "5")),
        ('<c r="A1"><f t="shared" si="0"/><v>5</v></c>', computed("number", "5")),
        ('<c r="A1"><f t="array" ref="A1">x</f><v>5</v></c>', computed("number", "5")),
        ('<c r="A1" t="b"><v>1</v></c>', entered("boolean", "1")),
        ('<c r="A1" t="b"><v>0</v></c>', entered("boolean", "0")),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', entered("error", "#DIV/0!")),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', computed("error", "#DIV/0!")),
        ('<c r="A1" t="d"><v>2024-01-31</v></c>', entered("text", "2024-01-31")),
        ('<c r="A1" s="4"/>', None),
        ('<c r="A1" s="4"></c>', None),
        ('<c r="A1"><v></v></c>', None),
        ('<c r="A1"><!-- nothing --></c>', None),
        ('<c r="A1" t="str"><v><![CDATA[<c r="B1"/>]]></v></c>', entered("text", '<c r="B1"/>')),
    ],
)
def test_every_kind_of_cell(cell, expected):
    strings = (
        "<si><t>甲</t></si>"
        '<si><r><t>乙</t></r><r><rPr><b/></rPr><t>丙</t></r><rPh sb="0" eb="1"><t>yi</t></rPh></si>'
        "<si><t>a_x000D_b_x005F_x0041_</t></si>"
    )
    found = cells(f'<row r="1">{cell}</row>', strings=strings)
    assert found == ({} if expected is None else {(1, 1): expected})


def test_all_cells_of_an_array_formula_are_formulas():
    found = cells(
        '<row r="1"><c r="A1"><f t="array" ref="A1:A2">x</f><v>1</v></c><c r="B1"><v>3</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c></row>'
    )
    assert {position: cell.formula for position, cell in found.items()} == {
        (1, 1): True,
        (1, 2): False,
        (2, 1): True,
    }


def test_rows_and_cells_without_a_position_are_counted():
    found = cells(
        '<row><c><v>1</v></c><c r="D1"><v>4</v></c><c><v>5</v></c></row><row r="5"/>'
        '<row><c s="1"/><c r="B6" s="1"/><c><v>3</v></c></row>'
    )
    assert {position: cell.text for position, cell in found.items()} == {
        (1, 1): "1",
        (1, 4): "4",
        (1, 5): "5",
        (6, 3): "3",
    }


def test_a_stale_dimension_is_not_believed():
    data = '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="C9"><v>2</v></c></row>'
    assert set(cells(data, before='<dimension ref="A1"/>')) == {(1, 1), (9, 3)}


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_strict_workbook_and_one_with_prefixes(prefix):
    found = Package.open(workbook("", main=STRICT_MAIN, relations=STRICT_RELATIONS))
    colon = f":{prefix[:-1]}" if prefix else ""
    found.set_part(
        "xl/worksheets/sheet1.xml",
        f'<{prefix}worksheet xmlns{colon}="{STRICT_MAIN}"><{prefix}sheetData><{prefix}row r="2">'
        f'<{prefix}c r="B2"><{prefix}v>3</{prefix}v></{prefix}c></{prefix}row>'
        f"</{prefix}sheetData></{prefix}worksheet>".encode(),
    )
    assert found.cells("表一") == {(2, 2): entered("number", "3")}


def test_a_part_in_another_encoding_is_read_in_it():
    package = Package.open(workbook(""))
    package.set_part(
        "xl/worksheets/sheet1.xml",
        f'<?xml version="1.0" encoding="GBK"?><worksheet xmlns="{MAIN}"><sheetData><row r="1">'
        '<c r="A1" t="str"><v>金额</v></c></row></sheetData></worksheet>'.encode("gbk"),
    )
    assert package.cells("表一")[1, 1].text == "金额"


def test_formatting_down_to_row_60000_is_skipped(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        border = book.add_format({"border": 1})
        sheet.write(0, 0, "项目")
        sheet.write(3, 1, 2.5, border)
        for row in range(4, 60_000):
            sheet.write_blank(row, 2, None, border)
        sheet.write(60_000, 2, "末")
    found = Package.open(path).cells("Sheet1")
    assert {position: cell.text for position, cell in found.items()} == {
        (1, 1): "项目",
        (4, 2): "2.5",
        (60_001, 3): "末",
    }


values = st.one_of(
    st.integers(-1000, 1000).map(lambda n: f"<v>{n}</v>"),
    st.sampled_from(
        [
            "",
            "<v/>",
            "<v></v>",
            "<f>x</f>",
            "<f>x</f><v>1</v>",
            '<f t="shared" si="0"/><v>2</v>',
            "<v>abc</v>",
        ]
    ),
    st.sampled_from(["<v>a&amp;b</v>", "<v>\r\n</v>", "<v> </v>", "<v>0</v>", "<is><t>t</t></is>"]),
)
kinds = st.sampled_from(["", ' t="str"', ' t="b"', ' t="e"', ' t="n"', ' s="3"', ' s="3" t="str"'])


@given(st.lists(st.tuples(kinds, values), max_size=8))
def test_the_short_cut_reads_what_the_walk_reads(drawn):
    row = "".join(f'<c r="{"ABCDEFGH"[n]}1"{kind}>{value}</c>' for n, (kind, value) in enumerate(drawn))
    data = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{row}</row></sheetData></worksheet>'.encode()
    walked = cells_module._SheetReader(parse(data, ""), (), implicit=True).read()
    quick = cells_module._quick_cells(cells_module._without_empty(data), ())
    assert quick is None or quick == walked
    assert cells_module.read_cells(data, "", list) == walked


def test_the_short_cut_is_taken_for_a_common_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", 1, None, True])
        sheet.write_formula(1, 0, '=IF(B1>0,"x"&"y",1)', None, "xy")
    package = Package.open(path)
    data = cells_module._without_empty(package.part("xl/worksheets/sheet1.xml"))
    assert cells_module._quick_cells(data, package.shared_strings) == package.cells("Sheet1")


# The rest of the workbook


@pytest.fixture
def form(tmp_path):
    path = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("申报表")
        hidden = book.add_worksheet("代码")
        hidden.hide()
        book.add_worksheet("密").very_hidden()
        sheet.write(4, 1, 0.5, book.add_format({"num_format": 10}))
        sheet.write(5, 1, 1.5, book.add_format({"num_format": "#,##0.000"}))
        sheet.write(6, 1, 1, book.add_format({"num_format": 57}))
        sheet.merge_range("B10:D11", "合并")
        sheet.print_area("A1:D20")
        book.define_name("Income.Amount", "='申报表'!$B$5:$D$7")
        book.define_name("申报表!local", "='申报表'!$A$1")
        book.define_name("rate", "=0.17")
    return Package.open(path)


def test_sheets_with_their_states(form):
    assert form.sheet_names == ["申报表", "代码", "密"]
    assert [form.sheet_state(name) for name in form.sheet_names] == ["visible", "hidden", "veryHidden"]
    with pytest.raises(KeyError):
        form.cells("没有")


def test_names_of_the_workbook_keep_their_spelling_and_are_found_in_any_case(form):
    assert form.defined_names == {"Income.Amount": "'申报表'!$B$5:$D$7", "rate": "0.17"}
    assert form.area("income.amount") == Area("申报表", 5, 2, 7, 4)
    assert form.area("rate") is None
    assert form.area("none") is None


def test_number_formats_by_style(form):
    formats = form.number_formats
    found = [formats[form.cells("申报表")[row, 2].style] for row in (5, 6, 7)]
    assert found == ["0.00%", "#,##0.000", 'yyyy"年"m"月"']


def test_merged_areas(form):
    assert form.merged("申报表") == [Area("申报表", 10, 2, 11, 4)]
    assert form.merged("代码") == []


def test_dates_from_1904():
    assert not Package.open(workbook("")).date1904
    text = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr date1904="1"/><sheets>'
        '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    assert Package.open(workbook("", **{"xl__workbook.xml": text})).date1904


def test_reading_agrees_with_openpyxl(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    for row in range(1, 30):
        book.active.append([f"行{row}", row * 1.25, None, row % 2 == 0, "=A1", "#N/A"])
    book.save(path)
    found = Package.open(path).cells("Sheet")
    assert len(found) == 29 * 5
    assert found[3, 2] == entered("number", "3.75")
    assert found[3, 5].kind == "uncached"
    assert found[4, 4] == entered("boolean", "1")


def test_an_untouched_workbook_is_written_part_for_part_as_it_was(form):
    written = form.to_bytes()
    with zipfile.ZipFile(BytesIO(written)) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {name: archive.read(name) for name in archive.namelist()} == {
            name: form.part(name) for name in form.part_names
        }
    assert written == form.to_bytes()


def test_parts_with_other_case_or_backslashes_are_found():
    with zipfile.ZipFile(BytesIO(workbook('<row r="1"><c r="A1"><v>1</v></c></row>'))) as archive:
        contents = {name.replace("/", "\\").upper(): archive.read(name) for name in archive.namelist()}
    assert (1, 1) in Package.open(zipped(contents)).cells("表一")
