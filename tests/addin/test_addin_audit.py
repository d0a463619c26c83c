"""Every kind of workbook that the program writes opens in Excel without complaint, as far as an audit can tell."""

from __future__ import annotations

import pytest
from openxml_audit import OpenXmlValidator

from addin.batch import consolidate_folder
from addin.single import computed_workbook
from workbook_templates.catalogue import form_folders
from workbook_templates.ooxml import Package


def complaints(path):
    return [f"{error.part_uri} {error.description}" for error in OpenXmlValidator().validate(path).errors]


@pytest.mark.parametrize("identifier", list(form_folders()))
def test_a_blank_form_passes_the_audit(identifier):
    assert complaints(form_folders()[identifier].template_path) == []


def test_a_filled_form_and_its_computed_copy_pass_the_audit(workbooks, tmp_path):
    filled = workbooks.put_bureau(tmp_path)
    copy = tmp_path / "算好.xlsx"
    copy.write_bytes(computed_workbook(filled).data)
    assert complaints(filled) == []
    assert complaints(copy) == []


def test_a_summary_passes_the_audit(workbooks, tmp_path):
    units = tmp_path / "units"
    workbooks.put_bureau(units)
    for number in (1, 2):
        workbooks.put_unit(units, number)
    summary = tmp_path / "汇总.xlsx"
    consolidate_folder(units, workbooks.roster_of(1, 2), summary)
    assert complaints(summary) == []


def test_the_audit_finds_a_part_that_stands_in_the_wrong_place(workbooks, tmp_path):
    path = workbooks.put_unit(tmp_path, 1)
    package = Package.open(path)
    part = package.workbook.sheets["申报表"].part
    sheet = package.part(part)
    start, end = sheet.index(b"<mergeCells"), sheet.index(b"</mergeCells>") + len(b"</mergeCells>")
    moved = sheet[:start] + sheet[end:].replace(b"</worksheet>", sheet[start:end] + b"</worksheet>")
    package.set_part(part, moved)
    path.write_bytes(package.to_bytes())
    assert complaints(path)
