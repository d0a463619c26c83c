"""Return copies: findings on the cells and in a first sheet, all else as the officer has it, the original untouched."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openxml_audit import OpenXmlValidator

from addin.demo.run import PUBLISHED, published_document
from addin.returning import annotated
from addin.returning.folder import copy_names
from validation import validate
from workbook_templates import marks
from workbook_templates.catalogue import find_form
from workbook_templates.ooxml import Area, Package, cell_position, notes_of
from workbook_templates.reading import read_file, read_workbook
from workbook_templates.submission import Submission, Unit
from workbook_templates.writing import fill

SHEET = "审核结果"
FIRST = 4
"""The first row of findings on that sheet."""
COLOURS = {"强制": "FFFFC7CE", "核实": "FFFFEB9C", "提示": "FFE2EFDA"}
JUDGED = frozenset({"表内"})


@pytest.fixture
def faulty(workbooks, tmp_path):
    """A unit's workbook with findings of every severity: one missing name, a negative amount, text in a number."""
    unit = workbooks.unit(2, values={"income.fiscal.amount": Decimal(-1), "preparer": None})
    path = workbooks.put(tmp_path / "收到", unit)
    return workbooks.type_into(path, income__own__prior_year_1="约三百")


def submission_of(data):
    return read_workbook(data, "报表.xlsx", hashlib.sha256(data).hexdigest())


def findings_of(data):
    return validate([submission_of(data)])


def copy_of(data, form):
    submission = submission_of(data)
    return annotated(data, form, submission, validate([submission]), JUDGED)


@pytest.fixture
def copy(faulty, form):
    return copy_of(faulty.read_bytes(), form)


def opened(data):
    return openpyxl.load_workbook(BytesIO(data))


def table(data, sheet=SHEET):
    headings, *rows = opened(data)[sheet].iter_rows(min_row=FIRST - 1, values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def colours(data, sheet="申报表"):
    """What the list of marks says of a sheet's cells; that the list colours them, a spreadsheet program shows."""
    package = Package.open(data)
    number = package.sheet_names.index(sheet) + 1
    cells = package.cells(marks.SHEET)
    found = {}
    for row in sorted({row for row, _ in cells if row >= marks.FIRST_ROW}):
        place, _, cell = cells[row, 2].text.partition("!")
        if place == str(number):
            found[cell_position(cell)] = f"FF{marks.COLOURS[cells[row, 1].text]}"
    return found


def complaints(path):
    return [f"{error.part_uri} {error.description}" for error in OpenXmlValidator().validate(path).errors]


# What the copy shows


def test_every_finding_is_in_the_first_sheet_with_a_link_to_its_cell(copy, faulty):
    book = opened(copy)
    assert book.sheetnames[0] == book.active.title == SHEET
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == [SHEET]
    findings = findings_of(faulty.read_bytes())
    rows = table(copy)
    assert {f.severity for f in findings} == {"强制", "核实", "提示"}
    assert [(r["类别"], r["规则"], r["位置"], r["审核信息"]) for r in rows] == [
        (f.severity, f.rule, f"{f.sheet}!{f.cell}", f.message) for f in findings
    ]
    places = [book[SHEET].cell(FIRST + number, 4).hyperlink.location for number in range(len(rows))]
    assert places == [f"{f.sheet}!{f.cell}" for f in findings]


def test_the_first_sheet_counts_by_severity(copy, faulty):
    findings = findings_of(faulty.read_bytes())
    note = opened(copy)[SHEET]["A2"].value
    assert "演示第二小学" in note
    for severity in COLOURS:
        assert f"{severity} {sum(f.severity == severity for f in findings)} 条" in note
    assert f"尚待处理 {sum(f.open for f in findings)} 条" in note


def test_the_cells_are_coloured_by_their_severest_finding(copy, faulty):
    package = Package.open(faulty.read_bytes())
    expected = {}
    for finding in reversed(findings_of(faulty.read_bytes())):  # the mandatory ones come first, and so go last here
        place = cell_position(finding.cell)
        merged = next((a for a in package.merged(finding.sheet) if place in a), Area(finding.sheet, *place, *place))
        expected[merged.first_row, merged.first_column] = COLOURS[finding.severity]
    assert set(expected.values()) == set(COLOURS.values())
    assert colours(copy) == expected


def test_the_cells_keep_their_own_looks_and_locks(copy, faulty):
    before, after = opened(faulty.read_bytes()), opened(copy)
    for sheet in before.sheetnames:
        for row in before[sheet].iter_rows():
            for cell in row:
                other = after[sheet][cell.coordinate]
                for aspect in ("fill", "font", "border", "alignment", "protection", "number_format"):
                    assert repr(getattr(other, aspect)) == repr(getattr(cell, aspect)), (sheet, cell.coordinate)


def test_each_cell_with_findings_has_one_note_that_says_them_all(copy, faulty):
    notes = notes_of(Package.open(copy), "申报表")
    by_cell = {}
    for finding in findings_of(faulty.read_bytes()):
        by_cell.setdefault(finding.cell, []).append(finding)
    assert notes.keys() == {cell_position(cell) for cell in by_cell}
    assert max(map(len, by_cell.values())) > 1
    for cell, findings in by_cell.items():
        text = notes[cell_position(cell)].text
        for finding in findings:
            assert f"【{finding.severity} {finding.rule}】{finding.message}" in text
            for operand in finding.operands:
                assert operand.label in text
                assert operand.cell in text


def test_it_passes_the_audit(copy, tmp_path):
    path = tmp_path / "退回件.xlsx"
    path.write_bytes(copy)
    assert complaints(path) == []


def test_findings_that_want_an_explanation_have_their_row_ready(copy, faulty):
    wanted = [f for f in findings_of(faulty.read_bytes()) if f.severity == "核实"]
    sheet = opened(copy)["出错说明"]
    ready = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=3 + len(wanted))]
    figures = [[f.rule, f.numbered_label, None] for f in wanted]
    assert [row[:3] for row in ready] == [*figures, [None, None, None]]
    assert ready[0] == ["WH24-R13", "填报人", None, "（空）"]
    rows = [row for row in table(copy) if row["类别"] == "核实"]
    assert [row["填写处"] for row in rows] == [f"出错说明!C{number}" for number in range(3, 3 + len(wanted))]
    assert all(row["出错说明"].startswith("待填写") for row in rows)
    assert set(colours(copy, "出错说明")) == {(number, 3) for number in range(3, 3 + len(wanted))}
    link = opened(copy)[SHEET].cell(FIRST + 3, 7).hyperlink
    assert link.location == "出错说明!C3"


# What stays


def test_the_copy_reads_as_the_same_submission(copy, faulty):
    before, after = submission_of(faulty.read_bytes()), submission_of(copy)
    for aspect in ("form", "version", "unit", "cells", "notes", "explanations", "recorded", "addresses", "sheet_rows"):
        assert getattr(after, aspect) == getattr(before, aspect), aspect
    assert [f.message for f in findings_of(copy)] == [f.message for f in findings_of(faulty.read_bytes())]


def test_the_parts_of_the_original_survive(copy, faulty):
    """Validations, formulas, names, protection, merges, print set-up: compared part by part, mark and note apart."""
    before, after = Package.open(faulty.read_bytes()), Package.open(copy)
    assert set(before.part_names) <= set(after.part_names)
    changed = {name for name in before.part_names if before.part(name) != after.part(name)}
    sheets = {before.workbook.sheets[sheet].part for sheet in ("封面", "申报表", "出错说明", marks.SHEET)}
    book = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    assert changed <= sheets | book
    sheet = before.workbook.sheets["申报表"].part
    own = rb"<legacyDrawing[^>]*>"
    left = re.sub(own, b"", after.part(sheet))
    stripped = [
        re.sub(rb"<\?xml[^>]*>\s*|<worksheet[^>]*>| tabSelected=\"1\"", b"", data)
        for data in (before.part(sheet), left)
    ]
    assert stripped[1] == stripped[0]
    for word in (b"<dataValidation ", b"<sheetProtection", b"<f>", b"<pageSetup", b"<mergeCell "):
        assert word in stripped[1], word
    assert {**after.defined_names, "jibiao.returned": ""} == {**before.defined_names, "jibiao.returned": ""}
    form = opened(copy)["申报表"]
    assert (form.print_area, form.print_title_rows) == (
        opened(faulty.read_bytes())["申报表"].print_area, opened(faulty.read_bytes())["申报表"].print_title_rows,
    )  # fmt: skip


def test_annotating_a_copy_again_gives_the_same_copy(copy, form):
    assert copy_of(copy, form) == copy


def test_corrected_cells_lose_their_colour_and_their_note(copy, form, tmp_path, workbooks):
    path = tmp_path / "改过.xlsx"
    path.write_bytes(copy)
    workbooks.type_into(path, preparer="张三", income__own__prior_year_1=Decimal("90.95"))
    again = copy_of(path.read_bytes(), form)
    gone = {cell_position("B5"), cell_position("G10")}
    assert gone <= notes_of(Package.open(copy), "申报表").keys()
    assert not gone & notes_of(Package.open(again), "申报表").keys()
    assert not gone & colours(again).keys()
    assert {row["规则"] for row in table(copy)} - {row["规则"] for row in table(again)} == {"WH24-R13", "JB-D03"}
    assert opened(again).sheetnames.count(SHEET) == 1
    assert [row[0].value for row in opened(again)["出错说明"].iter_rows(min_row=3, max_row=5)] == [
        "WH24-R21", "WH24-R18", None,
    ]  # fmt: skip


def test_the_officers_own_notes_and_colours_are_kept(faulty, form):
    book = opened(faulty.read_bytes())
    sheet = book["申报表"]
    sheet["B5"].comment = Comment("张三休假", "王会计")
    sheet["F8"].comment = Comment("去年的数", "王会计")
    sheet["B5"].fill = sheet["F8"].fill = PatternFill("solid", fgColor="FF00FF00")
    stream = BytesIO()
    book.save(stream)
    copy = copy_of(stream.getvalue(), form)
    for data in (copy, copy_of(copy, form)):
        notes = notes_of(Package.open(data), "申报表")
        assert [(notes[cell_position(c)].author, notes[cell_position(c)].text) for c in ("B5", "F8")] == [
            ("王会计", "张三休假"), ("王会计", "去年的数"),
        ]  # fmt: skip
        assert colours(data)[cell_position("B5")] == COLOURS["核实"]
        assert opened(data)["申报表"]["B5"].fill.fgColor.rgb == "FF00FF00"
        assert [n.text for n in notes.values() if n.author == "绩表审核"]


def test_a_copy_saved_by_another_program_is_cleared_all_the_same(workbooks, form, libreoffice, tmp_path):
    unit = workbooks.unit(2, values={"income.fiscal.amount": Decimal(-1), "preparer": None})
    copy = copy_of(workbooks.filled(unit), form)
    path = tmp_path / "退回件.xlsx"
    path.write_bytes(copy)
    saved = libreoffice.recalculate(path).read_bytes()
    before, after = submission_of(copy), submission_of(saved)
    assert [(c.field, c.row, c.value) for c in after.cells] == [(c.field, c.row, c.value) for c in before.cells]
    assert after.notes == before.notes
    again = copy_of(saved, form)
    assert opened(again).sheetnames == opened(copy).sheetnames
    assert table(again) == table(copy)
    assert colours(again) == colours(copy)
    notes = [{place: note.text for place, note in notes_of(Package.open(d), "申报表").items()} for d in (copy, again)]
    assert notes[0] == notes[1]
    assert {note.author for note in notes_of(Package.open(again), "申报表").values()} == {"绩表审核"}


def test_a_workbook_that_has_a_sheet_of_that_name_keeps_it(workbooks, form, tmp_path):
    from addin.batch import consolidate_folder

    for number in (1, 2):
        workbooks.put_unit(tmp_path / "units", number)
    summary = tmp_path / "汇总.xlsx"
    consolidate_folder(tmp_path / "units", workbooks.roster_of(1, 2), summary)
    copy = copy_of(summary.read_bytes(), form)
    names = opened(summary.read_bytes()).sheetnames
    assert opened(copy).sheetnames == ["审核结果（退回）", *names]
    assert copy_of(copy, form) == copy
    path = tmp_path / "退回件.xlsx"
    path.write_bytes(copy)
    assert complaints(path) == []


@pytest.mark.parametrize("identifier", sorted(path.stem for path in PUBLISHED.glob("*.json")))
def test_a_copy_of_every_published_form_reads_the_same_and_passes_the_audit(identifier, tmp_path):
    folder = find_form(identifier)
    data = fill(folder.load(), folder.template(), published_document(identifier))
    assert findings_of(data)
    copy = copy_of(data, folder.load())
    before, after = submission_of(data), submission_of(copy)
    assert (after.cells, after.notes, after.explanations) == (before.cells, before.notes, before.explanations)
    assert copy_of(copy, folder.load()) == copy
    path = tmp_path / "退回件.xlsx"
    path.write_bytes(copy)
    assert complaints(path) == []


# The commands


def test_validate_writes_a_copy_of_each_workbook_with_findings(jibiao, faulty, workbooks, tmp_path):
    workbooks.put_unit(faulty.parent, 1)
    before = {path: path.read_bytes() for path in faulty.parent.iterdir()}
    folder = tmp_path / "退回"
    done = jibiao("validate", faulty.parent, "--annotate", folder, "--json")
    assert done.status == 1
    assert {path: path.read_bytes() for path in faulty.parent.iterdir()} == before
    assert {path.name for path in folder.iterdir()} == {*(path.name for path in before), "退回清单.xlsx"}
    copies = done.json["returned"]["copies"]
    assert {(Path(c["file"]), Path(c["copy"])) for c in copies} == {(path, folder / path.name) for path in before}
    assert table((folder / faulty.name).read_bytes())[0]["规则"] == "JB-D03"
    assert "退回件：2 份" in jibiao("validate", faulty.parent, "--annotate", folder, "--force").out


def test_nothing_is_written_where_nothing_was_found(jibiao, workbooks, tmp_path, monkeypatch):
    path = workbooks.put_unit(tmp_path / "units", 1)
    monkeypatch.setattr("validation.validate", lambda *_: [])
    done = jibiao("validate", path, "--annotate", tmp_path / "退回")
    assert "没有写退回件" in done.out
    assert not (tmp_path / "退回").exists()


def test_files_that_can_not_be_used_are_listed_with_what_to_do(jibiao, faulty, tmp_path):
    (faulty.parent / "坏.xlsx").write_bytes(b"PK\x03\x04")
    (faulty.parent / "旧.xls").write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504))
    folder = tmp_path / "退回"
    done = jibiao("validate", faulty.parent, "--annotate", folder, "--json")
    assert {Path(r["file"]).name for r in done.json["returned"]["refused"]} == {"坏.xlsx", "旧.xls"}
    rows = table((folder / "退回清单.xlsx").read_bytes(), "退回清单")
    shown = {Path(row["文件"]).name: row for row in rows}
    assert "重新传送" in shown["坏.xlsx"]["原因和办法"]
    assert "另存为 .xlsx" in shown["旧.xls"]["原因和办法"]
    assert shown["坏.xlsx"]["退回件"] is None
    own = shown[faulty.name]
    assert (own["单位代码"], own["退回件"], own["强制"] > 0, own["核实"] > 0) == ("4201050002", faulty.name, True, True)
    assert complaints(folder / "退回清单.xlsx") == []


def test_the_list_is_not_read_as_a_report(jibiao, faulty, tmp_path):
    folder = tmp_path / "退回"
    jibiao("validate", faulty.parent, "--annotate", folder)
    again = jibiao("validate", folder, "--json").json
    assert again["files"] == 1
    assert {Path(f["file"]).name for f in again["findings"]} == {faulty.name}


@pytest.mark.parametrize("inside", [".", "退回", "退回/更深"])
def test_a_folder_that_is_read_takes_no_copies(jibiao, faulty, inside):
    folder = faulty.parent / inside
    for done in (
        jibiao("validate", faulty.parent, "--annotate", folder),
        jibiao("consolidate", faulty.parent, "-r", "名录.xlsx", "-o", "汇总.xlsx", "--return", folder),
    ):
        assert done.status == 2
        assert "退回件不能写进所读的文件夹" in done.err
    assert [path.name for path in faulty.parent.rglob("*")] == [faulty.name]


def test_a_link_to_a_folder_that_is_read_is_that_folder(jibiao, faulty, tmp_path):
    (tmp_path / "别名").symlink_to(faulty.parent, target_is_directory=True)
    assert jibiao("validate", faulty.parent, "--annotate", tmp_path / "别名" / "退回").status == 2


def test_a_copy_is_never_written_over_its_original(jibiao, faulty):
    before = faulty.read_bytes()
    done = jibiao("validate", faulty, "--annotate", faulty.parent, "--force")
    assert done.status == 2
    assert "原文件" in done.err
    assert faulty.read_bytes() == before


def test_an_original_to_which_only_a_link_leads_is_not_written_over_either(jibiao, faulty, tmp_path):
    (tmp_path / "链接").mkdir()
    (tmp_path / "链接" / faulty.name).symlink_to(faulty)
    before = faulty.read_bytes()
    done = jibiao("validate", tmp_path / "链接", "--annotate", faulty.parent, "--force")
    assert done.status == 2
    assert "会覆盖原文件" in done.err
    assert faulty.read_bytes() == before


def test_copies_are_replaced_only_when_asked(jibiao, faulty, tmp_path):
    folder = tmp_path / "退回"
    folder.mkdir()
    (folder / faulty.name).write_bytes(b"mine")
    done = jibiao("validate", faulty.parent, "--annotate", folder)
    assert done.status == 2
    assert "--force" in done.err
    assert [path.read_bytes() for path in folder.iterdir()] == [b"mine"]
    assert jibiao("validate", faulty.parent, "--annotate", folder, "--force").status == 1
    assert (folder / faulty.name).read_bytes() != b"mine"


def submission(file, code):
    return Submission("f", "1", Unit(code, ""), file, "", ())


def test_files_of_the_same_name_are_told_apart_by_the_units_code():
    given = {
        "a/报表.xlsx": ("01", "报表（01）.xlsx"),
        "b/报表.XLSX": ("02", "报表（1）.XLSX"),  # there is another 报表（02）.xlsx
        "c/报表.xlsx": ("", "报表（2）.xlsx"),
        "d/报表.xlsx": ("01", "报表（3）.xlsx"),
        "e/另.xlsx": ("05", "另.xlsx"),
        "f/退回清单.xlsx": ("06", "退回清单（06）.xlsx"),
        "g/报表（02）.xlsx": ("07", "报表（02）.xlsx"),
    }
    submissions = [submission(file, code) for file, (code, _) in given.items()]
    assert copy_names(submissions) == [name for _, name in given.values()]


def test_a_file_that_was_changed_since_it_was_read_is_listed_not_copied(faulty, tmp_path):
    from addin.returning import Case, write_returns

    read = read_file(faulty)
    faulty.write_bytes(faulty.read_bytes() + b"\0")
    result = write_returns(tmp_path / "退回", [Case(read, validate([read]))], [], JUDGED, force=False)
    assert result.copies == []
    assert "又改过" in result.refused[0].reason


def test_one_workbook_that_resists_does_not_stop_the_rest(jibiao, faulty, workbooks, tmp_path):
    other = workbooks.put_unit(faulty.parent, 1)
    package = Package.open(other)
    package.set_part("xl/styles.xml", package.part("xl/styles.xml").replace(b"<cellXfs", b"<broken"))
    other.write_bytes(package.to_bytes())
    done = jibiao("validate", faulty.parent, "--annotate", tmp_path / "退回", "--json")
    returned = done.json["returned"]
    assert {Path(c["file"]).name for c in returned["copies"]} | {Path(r["file"]).name for r in returned["refused"]} == {
        faulty.name, other.name,
    }  # fmt: skip
    assert (tmp_path / "退回" / faulty.name).is_file()


def test_consolidation_returns_what_counted_and_what_did_not(jibiao, workbooks, faulty, tmp_path):
    folder = faulty.parent
    workbooks.put_unit(folder, 1)
    workbooks.put(folder, workbooks.unit(3), "三（一）.xlsx")
    workbooks.put(folder, workbooks.unit(3, values={"income.own.amount": Decimal(1)}), "三（二）.xlsx")
    workbooks.put(folder, workbooks.unit(4, code="999"), "外.xlsx")
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04")
    roster = workbooks.put_roster(tmp_path, 1, 2, 3)
    target = tmp_path / "退回"
    done = jibiao("consolidate", folder, "-r", roster, "-o", tmp_path / "汇总.xlsx", "--return", target, "--json")
    returned = done.json["returned"]
    assert {Path(c["file"]).name for c in returned["copies"]} == {p.name for p in folder.iterdir()} - {"坏.xlsx"}
    assert [Path(r["file"]).name for r in returned["refused"]] == ["坏.xlsx"]
    for name, rule in (("三（一）.xlsx", "JB-N02"), ("三（二）.xlsx", "JB-N02"), ("外.xlsx", "JB-N04")):
        assert table((target / name).read_bytes())[0]["规则"] == rule
    twice = table((target / "三（二）.xlsx").read_bytes())
    assert "WH24-R03" in {row["规则"] for row in twice}
    unknown = notes_of(Package.open(target / "外.xlsx"), "封面")
    assert "JB-N04" in next(iter(unknown.values())).text


def test_a_difference_goes_back_to_the_bureau_on_its_cell(jibiao, workbooks, tmp_path):
    folder = tmp_path / "units"
    for number in range(1, 25):
        workbooks.put_unit(folder, number)
    own = workbooks.put_bureau(folder, {"income.own.amount": Decimal("1.00")})
    roster = workbooks.put_roster(tmp_path, *range(1, 25))
    target = tmp_path / "退回"
    jibiao("consolidate", folder, "-r", roster, "-o", tmp_path / "汇总.xlsx", "--return", target)
    package = Package.open(target / own.name)
    area = package.area("income.own.amount")
    assert "JB-N07" in notes_of(package, "申报表")[area.first_row, area.first_column].text
    ready = [
        [cell.value for cell in row[:4]] for row in opened((target / own.name).read_bytes())["出错说明"].iter_rows(3)
    ]
    assert ["JB-N07", "收入构成／单位资金／当年金额", None, "1.00"] in ready


def test_a_form_that_was_handed_out_earlier_gets_its_rows_without_a_figure(workbooks, form):
    package = Package.open(workbooks.filled(workbooks.unit(1, values={"phone": None})))
    book = package.part("xl/workbook.xml")
    lost = re.sub(rb'<definedName name="jibiao\.explanations\.value">[^<]*</definedName>', b"", book)
    assert lost != book
    package.set_part("xl/workbook.xml", lost)
    copy = copy_of(package.to_bytes(), form)
    row = [cell.value for cell in opened(copy)["出错说明"][4]]  # the unit has explained something on the first one
    assert row == ["WH24-R13", "联系电话", None, None]
    assert copy_of(copy, form) == copy


def test_rows_are_made_ready_below_what_the_officer_wrote_though_rows_above_are_blank(workbooks, form):
    package = Package.open(workbooks.filled(workbooks.unit(2, values={"preparer": None})))
    for column, text in enumerate(["WH24-R13", "填报人", "已核实"], start=1):
        package.patch("出错说明").set_value(9, column, text)
    copy = copy_of(package.to_bytes(), form)
    filled = [row[0].row for row in opened(copy)["出错说明"].iter_rows(min_row=3) if row[0].value]
    assert filled == [9, 10, 11, 12]  # the later of two explanations of a place counts


def test_where_no_row_is_left_the_list_says_so(workbooks, form):
    texts = {f"WH24-R{number}@处{number}": "这里写着真正的原因" for number in range(199)}
    data = workbooks.filled(workbooks.unit(2, values={"phone": None, "preparer": None}, explanations=texts))
    copy = copy_of(data, form)
    rows = [row["填写处"] for row in table(copy) if row["规则"] == "WH24-R13"]
    assert rows == ["出错说明!C202", "（出错说明已写满）"]
    assert copy_of(copy, form) == copy
