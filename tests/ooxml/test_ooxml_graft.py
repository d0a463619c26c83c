"""Whole sheets put into another workbook."""

import csv
import re
import shutil
import subprocess
import zipfile
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table

from workbook_templates.ooxml import Area, Package, UnreadableWorkbookError
from workbook_templates.ooxml.graft import graft
from workbook_templates.ooxml.style_merge import append_styles

# One white pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8ffff"
    "ff7f0009fb03fd0543458a0000000049454e44ae426082"
)


def make_base():
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        details, notes = book.add_worksheet("单位明细"), book.add_worksheet("差额表")
        red = book.add_format({"bold": True, "font_color": "red", "num_format": "0.000", "bg_color": "#FFFF00"})
        details.write("A1", "单位", red)
        details.write("B2", 3.25, red)
        details.write("C3", "plain")
        details.print_area("A1:B9")
        notes.repeat_rows(0)
        notes.write("A1", "差额")
        notes.write_formula("A2", "='单位明细'!B2", None, 3.25)
        notes.conditional_format("A1:A9", {"type": "cell", "criteria": "<", "value": 0, "format": red})
        notes.insert_image("D4", "p.png", {"image_data": BytesIO(PIXEL)})
        notes.activate()
        book.define_name("shared.name", "='单位明细'!$A$1")
    return buffer.getvalue()


def make_donor():
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        cover, form, codes = (book.add_worksheet(name) for name in ("封面", "申报表 一", "代码"))
        blue = book.add_format(
            {
                "italic": True,
                "num_format": '0.00"万元"',
                "bg_color": "#DDEEFF",
                "border": 1,
                "font_name": "宋体",
            }
        )
        share, green = (
            book.add_format({"num_format": "0.00%"}),
            book.add_format({"bg_color": "#00FF00", "bold": True}),
        )
        date = book.add_format({"num_format": 'yyyy"年"', "align": "center", "text_wrap": True})
        form.write("A1", "单位名称", blue)
        form.write_rich_string("A2", "甲", green, "乙", "丙", blue)
        form.write("B2", 168431.56, blue)
        form.write("B3", 0.9247, share)
        form.write("B4", 45000, date)
        form.write("B5", "无格式")
        form.write_formula("C2", "=own.amount*2+shared.name", blue, 336863.12)
        form.set_row(5, 24, blue)
        form.set_column(7, 7, 20, share)
        form.merge_range("A8:C8", "合并", green)
        form.conditional_format("B2:B9", {"type": "cell", "criteria": ">", "value": 5, "format": green})
        form.data_validation("B5", {"validate": "list", "source": ["是", "否"]})
        form.write_url("D1", "https://example.org/")
        form.write_url("D2", "internal:代码!A1")
        form.write_comment("A1", "批注")
        form.insert_image("F2", "p.png", {"image_data": BytesIO(PIXEL)})
        form.print_area("A1:D20")
        form.repeat_rows(0, 1)
        form.protect()
        form.activate()
        codes.hide()
        codes.write("A1", "代码")
        cover.write("A1", "封面")
        book.define_name("own.amount", "='申报表 一'!$B$2")
        book.define_name("shared.name", "='申报表 一'!$A$1")
        book.define_name("code.first", "='代码'!$A$1")
        book.define_name("cover.first", "='封面'!$A$1")
        book.define_name("both", "='封面'!$A$1,'代码'!$A$1")
        book.define_name("'申报表 一'!local", "='申报表 一'!$B$3")
        book.define_name("封面!local", "='封面'!$B$3")
    return buffer.getvalue()


BASE, DONOR = make_base(), make_donor()
SHEETS = ("申报表 一", "代码")


@pytest.fixture(scope="module", params=[0, 1, 2])
def position(request):
    return request.param


@pytest.fixture(scope="module")
def grafted(position):
    return graft(BASE, Package.open(DONOR), SHEETS, position)


def parts(data):
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return {name: archive.read(name) for name in archive.namelist()}


def looks(cell):
    # openpyxl's style objects equal only themselves; their descriptions tell all.
    styles = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
    return [*map(repr, styles), cell.number_format, cell.value]


def test_the_sheets_stand_where_they_were_asked_for(grafted, position):
    expected = ["单位明细", "差额表"]
    expected[position:position] = SHEETS
    book = openpyxl.load_workbook(BytesIO(grafted))
    assert book.sheetnames == expected
    assert book.active.title == "差额表"
    assert book["代码"].sheet_state == "hidden"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["差额表"]


@pytest.mark.parametrize(("source", "names"), [(DONOR, SHEETS), (BASE, ("单位明细", "差额表"))])
def test_every_cell_looks_and_reads_as_before(grafted, source, names):
    before, after = openpyxl.load_workbook(BytesIO(source)), openpyxl.load_workbook(BytesIO(grafted))
    for name in names:
        cells = [cell for row in before[name].iter_rows() for cell in row]
        assert cells
        for cell in cells:
            assert looks(after[name][cell.coordinate]) == looks(cell), cell
        assert after[name].merged_cells.ranges == before[name].merged_cells.ranges
        assert after[name].column_dimensions["H"].width == before[name].column_dimensions["H"].width
        assert after[name].row_dimensions[6].height == before[name].row_dimensions[6].height


def test_cells_are_read_the_same_by_this_package(grafted):
    donor, package = Package.open(DONOR), Package.open(grafted)
    for name in SHEETS:
        before, after = donor.cells(name), package.cells(name)
        assert {place: cell[:3] for place, cell in after.items()} == {place: cell[:3] for place, cell in before.items()}
        formats = [package.number_formats[cell.style] for cell in after.values()]
        assert formats == [donor.number_formats[cell.style] for cell in before.values()]


def test_rows_and_columns_keep_their_formats(grafted):
    sheet = openpyxl.load_workbook(BytesIO(grafted))["申报表 一"]
    assert sheet.row_dimensions[6].number_format == '0.00"万元"'
    assert sheet.column_dimensions["H"].number_format == "0.00%"


def test_the_parts_of_the_base_are_not_touched(grafted):
    before, after = parts(BASE), parts(grafted)
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
    }


def test_names_print_areas_and_titles(grafted):
    package = Package.open(grafted)
    assert package.area("own.amount") == Area("申报表 一", 2, 2, 2, 2)
    assert package.area("code.first") == Area("代码", 1, 1, 1, 1)
    assert package.area("shared.name") == Area("单位明细", 1, 1, 1, 1)  # the base's own
    assert package.defined_names.keys() == {"own.amount", "code.first", "shared.name"}
    book = openpyxl.load_workbook(BytesIO(grafted))
    form = book["申报表 一"]
    assert (form.print_area, form.print_title_rows) == ("'申报表 一'!$A$1:$D$20", "$1:$2")
    assert form.defined_names.keys() == {"local"}
    assert book["单位明细"].print_area == "'单位明细'!$A$1:$B$9"
    assert book["差额表"].print_title_rows == "$1:$1"


def test_conditional_formats_keep_their_looks(grafted):
    book = openpyxl.load_workbook(BytesIO(grafted))
    found = {
        name: [rule.dxf.fill.bgColor.rgb for area in book[name].conditional_formatting for rule in area.rules]
        for name in ("申报表 一", "差额表")
    }
    assert found == {"申报表 一": ["FF00FF00"], "差额表": ["FFFFFF00"]}


def pictures(data, sheet):
    package = Package.open(data)
    sheet_part = package.workbook.sheets[sheet].part
    assert b"<drawing " in package.part(sheet_part)
    drawings = [link.target for link in package.relations(sheet_part).values() if link.kind == "drawing"]
    return [package.part(link.target) for drawing in drawings for link in package.relations(drawing).values()]


def test_links_and_pictures_come_along_and_notes_do_not(grafted):
    book = openpyxl.load_workbook(BytesIO(grafted))
    form = book["申报表 一"]
    assert form["D1"].hyperlink.target == "https://example.org/"
    assert form["D2"].hyperlink.location == "代码!A1"
    assert pictures(grafted, "申报表 一") == pictures(grafted, "差额表") == [PIXEL]
    assert form["A1"].comment is None
    after = parts(grafted)
    assert not [name for name in after if "comments" in name or "vml" in name]
    assert not any(b"legacyDrawing" in data for name, data in after.items() if name.startswith("xl/worksheets/"))


def test_every_relationship_leads_somewhere_and_every_part_has_a_type(grafted):
    package = Package.open(grafted)
    for name in package.part_names:
        if not name.endswith(".rels"):
            for relation in package.relations(name).values():
                assert relation.kind == "hyperlink" or package.has_part(relation.target)
    types = package.part("[Content_Types].xml").decode()
    extensions = set(re.findall('Extension="([^"]+)"', types))
    for name in package.part_names:
        typed = f'PartName="/{name}"' in types or name.rpartition(".")[2] in extensions
        assert typed or name == "[Content_Types].xml"
    assert len(set(re.findall('sheetId="([0-9]+)"', package.part("xl/workbook.xml").decode()))) == 4


def test_rich_text_keeps_its_runs(grafted):
    book = openpyxl.load_workbook(BytesIO(grafted), rich_text=True)
    assert [str(run) for run in book["申报表 一"]["A2"].value] == ["甲", "乙", "丙"]


def test_a_patched_donor_gives_what_was_patched():
    donor = Package.open(DONOR)
    donor.patch("申报表 一").set_value(2, 2, 7)
    donor.patch("申报表 一").replace_rows(5, 5, [5, 5, 5])
    sheet = openpyxl.load_workbook(BytesIO(graft(BASE, donor, SHEETS)))["申报表 一"]
    assert [sheet[name].value for name in ("B2", "B5", "B7", "A10")] == [7, "无格式", "无格式", "合并"]
    assert sheet.print_area == "'申报表 一'!$A$1:$D$22"


def test_a_cell_without_a_format_keeps_the_default_of_its_workbook():
    buffer = BytesIO()
    options = {"in_memory": True, "default_format_properties": {"font_name": "宋体", "font_size": 10}}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.add_worksheet("素").write("A1", "无格式")
    assert openpyxl.load_workbook(buffer)["素"]["A1"].font.name == "宋体"
    book = openpyxl.load_workbook(BytesIO(graft(BASE, Package.open(buffer.getvalue()), ["素"])))
    assert (book["素"]["A1"].font.name, book["素"]["A1"].font.sz) == ("宋体", 10)
    assert book["单位明细"]["C3"].font.name == "Calibri"


def test_grafting_twice_and_from_the_same_template():
    once = graft(BASE, Package.open(DONOR), ["申报表 一"])
    twice = graft(once, Package.open(DONOR), ["代码", "封面"], 3)
    book = openpyxl.load_workbook(BytesIO(twice))
    assert book.sheetnames == ["申报表 一", "单位明细", "差额表", "代码", "封面"]
    assert Package.open(twice).defined_names["both"] == "'封面'!$A$1,'代码'!$A$1"


def test_tables_and_notes_of_openpyxl_are_dropped_cleanly():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["甲", "乙"])
    sheet.append([1, 2])
    sheet.title = "清单"
    sheet.add_table(Table(displayName="t", ref="A1:B2"))
    sheet["A1"].comment = Comment("x", "y")
    buffer = BytesIO()
    book.save(buffer)
    result = graft(BASE, Package.open(buffer.getvalue()), ["清单"])
    found = openpyxl.load_workbook(BytesIO(result))["清单"]
    assert ([[cell.value for cell in row] for row in found], dict(found.tables)) == (
        [["甲", "乙"], [1, 2]],
        {},
    )
    assert not [name for name in parts(result) if "table" in name]


def test_what_can_not_be_grafted_is_refused():
    donor = Package.open(DONOR)
    with pytest.raises(KeyError):
        graft(BASE, donor, ["没有"])
    with pytest.raises(ValueError, match="already"):
        graft(BASE, Package.open(BASE), ["差额表"])
    with pytest.raises(ValueError, match="already"):
        graft(BASE, donor, ["代码", "代码"])
    with pytest.raises(ValueError, match="position"):
        graft(BASE, donor, ["代码"], 3)
    with pytest.raises(UnreadableWorkbookError):
        graft(BASE[:-40], donor, ["代码"])


def test_styles_missing_from_the_base_are_made_in_the_order_of_the_schema():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    base = f'<styleSheet xmlns="{main}"><cellXfs count="1"><xf/></cellXfs><colors/></styleSheet>'.encode()
    added = (
        f'<styleSheet xmlns="{main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0"/></numFmts>'
        '<fonts count="1"><font/></fonts><cellXfs count="2"><xf/><xf numFmtId="164"/></cellXfs>'
        '<dxfs count="1"><dxf><numFmt numFmtId="164" formatCode="0.0"/></dxf></dxfs></styleSheet>'
    ).encode()
    merged, styles = append_styles(base, added, "xl/styles.xml")
    assert (styles.cells, styles.differences) == ((1, 2), (0,))
    order = re.findall(r"<(numFmts|fonts|fills|borders|cellXfs|dxfs|colors)\b", merged.decode())
    assert order == ["numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs", "colors"]


@pytest.mark.libreoffice
def test_libreoffice_opens_it_and_shows_the_same(tmp_path):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is not on the path")
    contents = {"all": graft(BASE, Package.open(DONOR), SHEETS, 1), "donor": DONOR, "base": BASE}
    for name, data in contents.items():
        (tmp_path / f"{name}.xlsx").write_bytes(data)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            # comma, quote, UTF-8, from the first row, every sheet in a file of its own
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
            "--outdir",
            str(tmp_path),
            *(str(tmp_path / f"{name}.xlsx") for name in contents),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )

    def shown(name, sheet):
        with (tmp_path / f"{name}-{sheet}.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.reader(stream))

    form = shown("all", "申报表 一")
    assert form == shown("donor", "申报表 一")
    assert form[1][:2] == ["甲乙丙", "168431.56"]
    assert form[2][1] == "92.47%"
    assert shown("all", "差额表") == shown("base", "差额表")
    assert shown("all", "差额表")[1][0] == "3.25"
    assert shown("all", "代码") == [["代码"]]
