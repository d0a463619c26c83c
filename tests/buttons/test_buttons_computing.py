"""合计与占比、清除: what changes is what the command line changes, and nothing else."""

from __future__ import annotations

import pytest

from addin.single import computed_workbook
from tests.buttons.payload import RemoteExcel
from tests.workbooks import WUHAN
from workbook_templates.catalogue import find_form
from workbook_templates.formulas import native_formulas
from workbook_templates.ooxml import Package
from workbook_templates.reading import read_workbook


@pytest.fixture
def spoilt(published, typed_into):
    """A workbook with a total typed over, a number as text and one with hidden decimals."""
    return typed_into(published(), income__total__amount=1, income__fiscal__amount="１６８，４３１.56",
                      income__own__amount=13711.3904)  # fmt: skip


def changed(before, after):
    return {
        (sheet, cell)
        for sheet in before
        if isinstance(before[sheet], dict) and "cells" in before[sheet]
        for cell in before[sheet]["cells"]
        if before[sheet]["cells"][cell] != after[sheet]["cells"].get(cell)
    }


def place(data, name):
    area = Package.open(data).area(name)
    return area.sheet, area.range


def test_only_what_was_spoilt_is_mended(spoilt, tmp_path):
    names = ("income.total.amount", "income.fiscal.amount", "income.own.amount")
    excel = RemoteExcel(spoilt, sheet="申报表")
    before = excel.state()
    host = excel.press("compute")
    after = excel.state()
    assert changed(before, after) == {place(spoilt, name) for name in names}
    assert after["申报表"]["protected"]
    assert "2 格的数" in host.said
    assert "1 格的公式" in host.said
    path = tmp_path / "表.xlsx"
    path.write_bytes(spoilt)
    of_command_line = Package.open(computed_workbook(path).data)
    for name in names[1:]:
        area = of_command_line.area(name)
        raw = of_command_line.cells(area.sheet)[area.first_row, area.first_column]
        assert excel.typed[area.sheet][area.range].value == float(raw.text)
    sheet, cell = place(spoilt, names[0])
    assert excel.typed[sheet][cell].value == native_formulas(find_form(WUHAN).load())[names[0]]


def test_a_second_press_and_a_sound_workbook_change_nothing(published, spoilt):
    excel = RemoteExcel(spoilt)
    excel.press("compute")
    once = excel.state()
    excel.shown = RemoteExcel(published()).shown  # as Excel would calculate it
    assert "没有要改的" in excel.press("compute").said
    assert excel.state() == once
    assert [action["func"] for action in excel.actions] == ["calculate"]


def test_text_cells_become_number_cells(spoilt):
    excel = RemoteExcel(spoilt)
    sheet, cell = place(spoilt, "income.fiscal.amount")
    for book in (excel.typed, excel.shown):
        book[sheet][cell].number_format = "@"
    excel.press("compute")
    assert excel.typed[sheet][cell].number_format == "#,##0.00"


def test_where_formulas_are_unknown_all_come_back(spoilt):
    excel = RemoteExcel(spoilt, extra=False)
    excel.press("compute")
    formulas = native_formulas(find_form(WUHAN).load())
    for name, formula in formulas.items():
        sheet, cell = place(spoilt, name)
        assert excel.typed[sheet][cell].value == formula


def test_clearing_leaves_what_was_not_entered(published):
    excel = RemoteExcel(published(), sheet="申报表")
    form = find_form(WUHAN).load()
    before = {
        name: cell
        for name in form.scalars
        if (cell := excel.typed[place(published(), name)[0]][place(published(), name)[1]]).value is not None
    }
    kept = {
        name: cell.value for name, cell in before.items() if form.scalars[name].computed or form.scalars[name].carried
    }
    looks = {key: value for key, value in excel.state()["申报表"].items() if key != "cells"}
    labels = excel.typed["申报表"]["A5"].value
    assert "清除" in excel.press("clear_entries").said
    read = read_workbook(excel.to_bytes())
    assert read.unit == read_workbook(published()).unit
    assert {name: cell.value for name, cell in before.items() if cell.value is not None} == kept
    assert not any(cell.row for cell in read.cells if not cell.field.endswith(".goal"))
    assert {key: value for key, value in excel.state()["申报表"].items() if key != "cells"} == looks
    assert excel.typed["申报表"]["A5"].value == labels
    assert len(excel.actions) < 60


def test_clearing_is_asked_first(published):
    excel = RemoteExcel(published())
    before = excel.state()
    excel.press("clear_entries", agrees=False)
    assert excel.state() == before
