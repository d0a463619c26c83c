"""Files that are handed up: no submission at all, the wrong one, or one that was knocked about."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest

from validation.reading import rejection_findings
from workbook_templates import names
from workbook_templates.ooxml import Package
from workbook_templates.reading import read_file
from workbook_templates.submission import Rejection, Submission

OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def rejected(outcome, code):
    assert isinstance(outcome, Rejection)
    assert outcome.code == code
    (finding,) = rejection_findings([outcome])
    assert finding.severity == "强制"
    assert "请" in finding.message
    return finding


def saved(workbook):
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content", [b"hello", "部门名称,金额\n".encode(), b"%PDF-1.7", b"<html></html>", b"\x00" * 600]
)
def test_what_is_no_workbook(read_back, content):
    rejected(read_back(content), "not_a_workbook")


def test_a_zip_that_is_no_workbook(read_back):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("说明.txt", "附件")
    rejected(read_back(stream.getvalue()), "not_a_workbook")


def test_an_old_xls(read_back):
    finding = rejected(read_back(OLE + b"\x00" * 2000, "报表.xls"), "legacy_xls")
    assert "另存为 .xlsx" in finding.message


def test_a_workbook_with_a_password(read_back):
    content = OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600
    finding = rejected(read_back(content), "password_protected")
    assert "密码" in finding.message


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off(read_back, published_bytes, part):
    rejected(read_back(published_bytes[: int(len(published_bytes) * part)]), "truncated")


def test_a_file_with_a_damaged_part(read_back, published_bytes, form):
    package = Package.open(published_bytes)
    package.set_part(package.patch(form.form.sheet).part, b"<worksheet><sheetData><row>")
    rejected(read_back(package.to_bytes()), "malformed_xml")


def test_an_empty_file(read_back):
    rejected(read_back(b""), "empty_file")


def test_a_file_that_is_not_there(tmp_path):
    rejected(read_file(tmp_path / "没有.xlsx"), "unreadable_file")


def test_a_folder_is_no_file(tmp_path):
    rejected(read_file(tmp_path), "unreadable_file")


def test_a_workbook_without_the_forms_mark(read_back):
    rejected(read_back(saved(openpyxl.Workbook())), "no_form_mark")


def test_a_workbook_whose_mark_was_cleared(read_back, book):
    rejected(read_back(book.into(names.FORM, None).bytes()), "no_form_mark")


def test_an_unknown_form(read_back, book):
    finding = rejected(read_back(book.into(names.FORM, "wuhan-target-1999").bytes()), "unknown_form")
    assert "wuhan-target-1999" in finding.message


@pytest.mark.parametrize(("version", "shown"), [("0.9", "0.9"), (None, "（空）")])
def test_another_version(read_back, book, form, version, shown):
    finding = rejected(read_back(book.into(names.VERSION, version).bytes()), "other_version")
    assert shown in finding.message
    assert form.form.version in finding.message


def test_a_deleted_sheet(read_back, published_bytes, form):
    workbook = openpyxl.load_workbook(io.BytesIO(published_bytes))
    del workbook[form.form.sheet]
    finding = rejected(read_back(saved(workbook)), "missing_sheet")
    assert form.form.sheet in finding.message


def test_a_renamed_sheet(read_back, published_bytes, form):
    workbook = openpyxl.load_workbook(io.BytesIO(published_bytes))
    workbook[form.form.sheet].title = "申报表（改）"
    rejected(read_back(saved(workbook)), "missing_sheet")


def test_the_digest_of_the_file_is_kept_of_good_files_and_of_bad_ones(read_back, published_bytes):
    assert len(read_back(published_bytes).sha256) == 64
    assert len(read_back(b"hello").sha256) == 64
    assert read_back(b"hello").sha256 != read_back(published_bytes).sha256


def test_a_dimension_that_is_out_of_date_hides_nothing(read_back, book, published):
    part = book.part_of(book.sheet)
    data = book.package.part(part).decode()
    changed = re.sub(r'<dimension ref="[^"]*"/>', '<dimension ref="A1:B2"/>', data)
    assert changed != data
    book.package.set_part(part, changed.encode())
    outcome = read_back(book.bytes())
    assert outcome.scalars == published.values
    assert outcome.rows("annual_indicators") == published.rows["annual_indicators"]


def test_formatting_down_to_row_60000_hides_nothing_and_is_no_content(read_back, book, published):
    patch = book.package.patch(book.sheet)
    style = patch.style_of(8, 4)
    for row in range(1000, 60001, 10):
        for column in range(1, 9):
            patch.set_style(row, column, style)
    outcome = read_back(book.bytes())
    assert outcome.scalars == published.values
    assert outcome.notes == ()


def test_content_below_much_formatting_is_noticed(read_back, book):
    outcome = read_back(book.at("D60000", 5).bytes())
    assert [(note.code, note.address) for note in outcome.notes] == [("stray_cell", "D60000")]


def test_an_empty_form_is_only_said_to_be_empty(read_back, filled, form, findings):
    unit = {"code": "1", "name": "甲小学"}
    content = filled({"form": form.id, "unit": unit, "values": {}, "rows": {}, "explanations": {}})
    assert [f.rule for f in findings(read_back(content))] == ["JB-T08"]


def test_the_blank_template_handed_up_is_only_said_to_be_empty(read_back, template, findings):
    assert {f.rule for f in findings(read_back(template))} <= {"JB-T07", "JB-T08"}


def test_a_form_with_one_entry_is_not_empty(read_back, filled, form, findings):
    given = {"form": form.id, "unit": {"code": "1", "name": "甲小学"}, "values": {"preparer": "张三"}}
    found = {f.rule for f in findings(read_back(filled(given)))}
    assert "JB-T08" not in found
    assert {"WH24-R12", "WH24-R13", "WH24-R14", "WH24-R26"} <= found


def test_a_workbook_saved_again_by_a_spreadsheet_program_is_the_same_submission(
    read_back, published_bytes, libreoffice, tmp_path, published
):
    path = tmp_path / "报表.xlsx"
    path.write_bytes(published_bytes)
    outcome = read_file(libreoffice.recalculate(path))
    assert isinstance(outcome, Submission)
    assert {name: value for name, value in outcome.scalars.items() if ".share" not in name} == {
        name: value for name, value in published.values.items() if ".share" not in name
    }
    assert outcome.rows("projects") == published.rows["projects"]
    assert outcome.rows("long_term_indicators") == published.rows["long_term_indicators"]
    assert outcome.notes == ()
