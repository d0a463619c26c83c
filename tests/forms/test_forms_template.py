"""The templates: made from the form's own files, checked against them, and what an officer meets in them."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from workbook_templates import marks, names
from workbook_templates.building import build_template, number_format
from workbook_templates.catalogue import find_form, form_folders
from workbook_templates.check import check_template
from workbook_templates.model import NUMERIC
from workbook_templates.ooxml import Package, cell_name
from workbook_templates.reading import read_workbook

WORKBOOK_PART = "xl/workbook.xml"
FORMS = list(form_folders())
WHITE, BLUE, PALE_BLUE = "#FFFFFF", "#BDD7EE", "#E9F3FB"


@pytest.fixture(scope="module")
def opened(template):
    return openpyxl.load_workbook(io.BytesIO(template))


@pytest.fixture(scope="module")
def sheet(opened, form):
    return opened[form.form.sheet]


@pytest.fixture(scope="module")
def cell(opened, template):
    package = Package.open(template)

    def cell(name, row=1):
        area = package.area(name)
        return opened[area.sheet].cell(area.first_row + row - 1, area.first_column)

    return cell


def fill_of(cell):
    return f"#{cell.fill.fgColor.rgb[-6:]}"


# ── made from the form ───────────────────────────────────────────────────────


@pytest.mark.parametrize("identifier", FORMS)
def test_the_template_is_what_its_form_and_layout_make(identifier):
    source = find_form(identifier)
    assert source.template() == build_template(source.load(), source.layout())


@pytest.mark.parametrize("identifier", FORMS)
def test_the_template_and_its_form_agree(identifier):
    assert check_template(find_form(identifier)) == []


@pytest.mark.parametrize("identifier", FORMS)
def test_a_blank_template_is_read_without_any_value(identifier):
    submission = read_workbook(find_form(identifier).template())
    assert submission.cells == ()
    assert {note.code for note in submission.notes} == {"empty_form", "blank_unit"}


# ── where a template and its form disagree ───────────────────────────────────


@pytest.fixture
def spoil(copied_form, form):
    """Spoils the copied template and gives the faults that are then found."""

    def spoil(change):
        package = Package.open(copied_form.template())
        change(package, package.patch(form.form.sheet))
        copied_form.template_path.write_bytes(package.to_bytes())
        return check_template(copied_form)

    return spoil


def in_workbook(package, pattern, replacement):
    data = package.part(WORKBOOK_PART).decode()
    changed = re.sub(pattern, replacement, data)
    assert changed != data
    package.set_part(WORKBOOK_PART, changed.encode())


def test_the_copied_form_itself_agrees(spoil):
    assert spoil(lambda *_: None) == []


def test_an_altered_label_is_a_fault(spoil):
    faults = spoil(lambda _, patch: patch.set_value(8, 3, "财政拨款收入"))
    assert any("income.fiscal.amount" in fault and "财政拨款收入" in fault for fault in faults)


def test_an_altered_heading_is_a_fault(spoil):
    faults = spoil(lambda _, patch: patch.set_value(18, 2, "名称"))
    assert any("projects.name" in fault for fault in faults)


def test_a_missing_name_is_a_fault(spoil):
    faults = spoil(
        lambda package, _: in_workbook(package, r'<definedName name="income\.own\.amount">[^<]*</definedName>', "")
    )
    assert any("缺少名称 income.own.amount" in fault for fault in faults)


def test_a_missing_code_list_is_a_fault(spoil):
    faults = spoil(
        lambda package, _: in_workbook(package, r'<definedName name="codes\.level1">[^<]*</definedName>', "")
    )
    assert any("codes.level1" in fault for fault in faults)


def test_a_surplus_name_is_a_fault(spoil):
    faults = spoil(
        lambda package, _: in_workbook(
            package,
            "</definedNames>",
            '<definedName name="income.lottery.amount">申报表!$D$9</definedName></definedNames>',
        )
    )
    assert any("income.lottery.amount" in fault for fault in faults)


def test_a_wrong_formula_is_a_fault(spoil):
    faults = spoil(lambda _, patch: patch.set_formula(11, 4, "SUM(income.fiscal.amount,income.own.amount)", ""))
    assert any(
        "income.total.amount" in fault and "SUM(income.fiscal.amount,income.own.amount)" in fault for fault in faults
    )


def test_a_computed_cell_without_formula_is_a_fault(spoil):
    faults = spoil(lambda _, patch: patch.set_value(11, 4, None))
    assert any("income.total.amount" in fault for fault in faults)


def test_a_formula_with_addresses_is_a_fault(spoil):
    faults = spoil(lambda _, patch: patch.set_formula(11, 4, "SUM(D8:D10)", ""))
    assert any("D11" in fault and "单元格地址" in fault for fault in faults)


def test_another_code_list_is_a_fault(spoil, form):
    def change(package, patch):
        area = package.area("codes.project_category")
        package.patch(area.sheet).set_value(area.first_row, area.first_column, "人员")

    faults = spoil(change)
    assert any("project_category" in fault and "人员、" in fault for fault in faults)


@pytest.mark.parametrize("place", [(8, 4), (19, 2), (30, 4), (40, 10)])
def test_content_in_a_blank_template_is_a_fault(spoil, place):
    (fault,) = spoil(lambda _, patch: patch.set_value(*place, 5))
    assert cell_name(*place) in fault
    assert "“5”" in fault


def test_another_forms_mark_on_the_cover_is_a_fault(spoil):
    def change(package, patch):
        area = package.area(names.VERSION)
        package.patch(area.sheet).set_value(area.first_row, area.first_column, "0.9")

    (fault,) = spoil(change)
    assert "other_version" in fault


def test_a_template_that_can_not_be_read_is_a_fault(copied_form):
    copied_form.template_path.write_bytes(b"PK")
    (fault,) = check_template(copied_form)
    assert "template.xlsx" in fault


# ── what an officer meets ────────────────────────────────────────────────────


def test_the_cover_carries_form_version_and_basis(opened, cell, form):
    assert cell(names.FORM).value == form.id
    assert cell(names.VERSION).value == form.form.version
    texts = [c.value for row in opened[names.COVER_SHEET].iter_rows() for c in row if isinstance(c.value, str)]
    assert form.form.title in texts
    assert form.form.basis in texts
    assert form.form.number in texts


def test_the_forms_mark_is_locked_and_the_unit_is_not(cell):
    assert cell(names.FORM).protection.locked
    assert cell(names.VERSION).protection.locked
    assert not cell(names.UNIT_CODE).protection.locked
    assert not cell(names.UNIT_NAME).protection.locked


def test_every_sheet_is_protected_without_a_password(opened):
    for sheet in opened.worksheets:
        # What is to be coloured is listed on a sheet that programs write to.
        assert sheet.protection.sheet == (sheet.title != "审核标记"), sheet.title
        assert not sheet.protection.password


def test_rows_may_be_inserted_and_resized_on_the_protected_form(sheet):
    # In the file these attributes say what is forbidden.
    assert not sheet.protection.insertRows
    assert not sheet.protection.deleteRows
    assert not sheet.protection.formatRows


def test_entries_are_white_and_unlocked_computed_ones_blue_and_locked_carried_ones_pale(cell, form):
    for name, scalar in form.scalars.items():
        colour = BLUE if scalar.computed else PALE_BLUE if scalar.carried else WHITE
        assert fill_of(cell(name)) == colour, name
        assert bool(cell(name).protection.locked) == scalar.computed, name


def test_the_form_has_fields_of_all_three_colours(form):
    assert {scalar.computed for scalar in form.scalars.values()} == {True, False}
    assert {scalar.carried for scalar in form.scalars.values()} == {True, False}


def test_the_cells_of_lists_are_unlocked(cell, form):
    for name, column in form.list_columns.items():
        # In the blocks the first two rows are the goal and its headings.
        first = 1 if name.startswith("projects.") or name.endswith(".description") else 6
        assert not cell(name, first).protection.locked, name
        assert cell(name, first).number_format == number_format(column, form.decimals_of(column)), name


def test_labels_and_headings_are_locked(sheet):
    for row in sheet.iter_rows():
        for label in row:
            if isinstance(label.value, str) and not label.value.startswith("="):
                assert label.protection.locked, label.coordinate


def test_numbers_are_shown_at_the_forms_decimals(cell, form):
    assert cell("income.fiscal.amount").number_format == "#,##0.00"
    assert cell("income.fiscal.share").number_format == "0.00%"
    assert cell("fill_date").number_format.startswith("yyyy")
    for name, scalar in form.scalars.items():
        if scalar.type in NUMERIC - {"year"}:
            assert "0" in cell(name).number_format


def test_every_coded_cell_offers_its_list_and_questions_anything_else(opened, cell, form):
    offered = {}
    for sheet in opened.worksheets:
        for validation in sheet.data_validations.dataValidation:
            if validation.type == "list":
                assert validation.errorStyle == "warning"
                assert validation.error
                for area in validation.sqref.ranges:
                    offered |= {(sheet.title, *position): validation.formula1 for position in area.cells}
    coded = [(name, scalar.codes, 1) for name, scalar in form.scalars.items() if scalar.codes]
    coded += [
        (name, column.codes, 1 if name.startswith("projects.") else 6)
        for name, column in form.list_columns.items()
        if column.codes
    ]
    assert len(coded) == 7
    for name, codes, row in coded:
        place = cell(name, row)
        assert offered[place.parent.title, place.row, place.column].lstrip("=") == names.code_list(codes), name


def test_the_code_lists_are_hidden_and_as_the_form_has_them(opened, template, form):
    assert opened[names.CODES_SHEET].sheet_state == "hidden"
    package = Package.open(template)
    for key, codes in form.codes.items():
        area = package.area(names.code_list(key))
        cells = package.cells(area.sheet)
        rows = range(area.first_row, area.last_row + 1)
        assert [cells[row, area.first_column].text for row in rows] == codes


def test_help_is_shown_when_a_cell_is_selected(opened, form):
    prompts = {v.prompt for sheet in opened.worksheets for v in sheet.data_validations.dataValidation if v.prompt}
    wanted = {scalar.help for scalar in form.scalars.values() if scalar.help and not scalar.computed}
    assert wanted
    assert wanted <= prompts


def test_it_prints_on_a4_one_page_wide_with_its_title_repeated(sheet):
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.print_area
    assert "&P" in sheet.oddFooter.center.text


def test_the_form_is_the_sheet_that_opens(opened, form):
    assert opened.active.title == form.form.sheet
    kept = [names.EXPLANATION_SHEET, names.CODES_SHEET, marks.SHEET]
    assert opened.sheetnames == [names.COVER_SHEET, form.form.sheet, *kept]


def test_the_explanations_have_room_and_are_open_to_entry(opened, template):
    area = Package.open(template).area(names.EXPLANATIONS)
    assert area.height == 200
    sheet = opened[names.EXPLANATION_SHEET]
    assert not sheet.cell(area.first_row, 1).protection.locked
    assert not sheet.cell(area.last_row, 3).protection.locked


def test_every_field_and_column_has_a_name_that_excel_takes(template, form):
    defined = Package.open(template).defined_names
    for name in [*form.scalars, *form.list_columns, *form.list_sections, names.UNIT_CODE, names.UNIT_NAME]:
        assert name in defined
        assert names.is_valid(name)


def test_no_formula_of_the_template_refers_to_an_address(template, form):
    package = Package.open(template)
    for sheet in package.sheet_names:
        assert package.patch(sheet).address_formulas() == []
        assert package.patch(sheet).address_rules() == []


def test_a_filled_workbook_keeps_what_the_template_offers(published_bytes, form):
    sheet = openpyxl.load_workbook(io.BytesIO(published_bytes))[form.form.sheet]
    assert sheet.protection.sheet
    assert sheet.print_title_rows == "$1:$3"
    assert sheet["D19"].number_format == "@"
    lists = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    covered = {position for v in lists for area in v.sqref.ranges for position in area.cells}
    assert {(row, 4) for row in range(19, 24)} <= covered
    assert {(row, 2) for row in range(29, 36)} <= covered
