"""汇总本工作簿各表: copies of the form's sheet side by side come to what their workbooks in a folder come to."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import openpyxl
import pytest

from addin.consolidation import consolidate
from addin.demo.run import published_document
from addin.roster import Roster, RosterUnit
from tests.buttons.payload import RemoteExcel
from tests.buttons.side_by_side import OFFICES, department_workbooks, side_by_side
from tests.workbooks import WUHAN
from workbook_templates.catalogue import find_form
from workbook_templates.reading import read_workbook
from workbook_templates.submission import Unit
from workbook_templates.writing import fill


@pytest.fixture(scope="module")
def departments():
    """The workbooks of three departments."""
    return department_workbooks()


@pytest.fixture
def excel(published, departments):
    return side_by_side(published(), departments, own_names=True)


def of_folder(published, departments):
    """What the same workbooks come to in a folder."""
    own = dataclasses.replace(read_workbook(published()), unit=Unit("局", "局"))
    read = [dataclasses.replace(read_workbook(data, title), unit=Unit(title, title))
            for title, data in zip(OFFICES, departments, strict=True)]  # fmt: skip
    units = [RosterUnit("局", "局", None), *(RosterUnit(title, title, "局") for title in OFFICES)]
    return consolidate([own, *read], Roster(units), WUHAN)


def table(excel):
    """各表汇总 by label, as LibreOffice or Excel would be given it."""
    return {row[0].value: [cell.value for cell in row[1:]] for row in excel.typed["各表汇总"].iter_rows(min_row=4)
            if row[0].value}  # fmt: skip


def test_each_sheet_is_a_submission_of_its_own(excel):
    host = excel.press("consolidate_sheets")
    assert "汇总了 3 张科室表：办公室、科室 A、人事科" in host.said
    assert excel.shown.sheetnames[excel.active] == "各表汇总"
    places = {row[3].value for row in excel.shown["审核结果"].iter_rows(min_row=5) if row[3].value}
    assert any(place.startswith("办公室!") for place in places)
    assert any(place.startswith("'科室 A'!") for place in places)


def test_sheets_without_names_of_their_own_are_read_where_the_form_is(published, departments):
    folder, source = find_form(WUHAN), published_document(WUHAN)
    blank = dataclasses.replace(source, rows={})
    plain = [fill(folder.load(), folder.template(), dataclasses.replace(blank, values={**source.values,
             "income.fiscal.amount": Decimal(number)})) for number in (1, 20, 300)]  # fmt: skip
    excel = side_by_side(plain[0], plain, own_names=False)
    assert "汇总了 3 张科室表" in excel.press("consolidate_sheets").said
    label = folder.load().label_of("income.fiscal.amount")
    sheet, cell = read_workbook(plain[0]).address("income.fiscal.amount")
    assert sheet == "申报表"
    places = ",".join(f"{office}!{cell}" for office in ("办公室", "'科室 A'", "人事科"))
    assert table(excel)[label][0] == f'=IF(COUNT({places})=0,"",ROUND(SUM({places}),2))'


def test_figures_are_formulas_whose_values_are_those_of_a_folder(excel, published, departments, libreoffice, tmp_path):
    excel.press("consolidate_sheets")
    path = tmp_path / "并排.xlsx"
    path.write_bytes(excel.to_bytes())
    sheet = openpyxl.load_workbook(libreoffice.recalculate(path), data_only=True)["各表汇总"]
    shown = {row[0].value: [cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=4) if row[0].value}
    result = of_folder(published, departments)
    form = find_form(WUHAN).load()
    for name in form.summed_ids:
        value = result.values.get(name)
        if value is not None:
            assert Decimal(str(shown[form.label_of(name)][0])) == value.normalize(), name
    for difference in result.differences:
        if difference.difference is not None:
            assert round(Decimal(str(shown[form.label_of(difference.field)][5])), 2) == difference.difference


def test_a_second_press_changes_nothing(excel):
    excel.press("consolidate_sheets")
    once = excel.state()
    excel.press("consolidate_sheets")
    assert excel.state() == once


def test_a_form_of_several_sheets_is_refused_with_what_to_do(published):
    host = RemoteExcel(published("hunan-selfeval-2022")).press("consolidate_sheets")
    assert "不能在一个工作簿里并排汇总" in host.said
    assert "汇总文件夹" in host.said


def test_without_copies_it_says_how_to_make_them(published):
    excel = RemoteExcel(published())
    assert "建立副本" in excel.press("consolidate_sheets").said
    assert not excel.actions
