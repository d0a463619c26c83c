"""The buttons in a live spreadsheet program: it calculates the marks, moves rows, and refuses locked cells."""

from __future__ import annotations

import re
from contextlib import contextmanager

import openpyxl
import pytest
import xlwings as xw

from addin.book.reading import OpenBook
from addin.buttons import BUTTONS, findings_list
from addin.buttons.checked import findings_of
from addin.single import computed_workbook
from tests.buttons.libreoffice_engine import Engine
from tests.buttons.payload import Host, state_of
from workbook_templates import marks
from workbook_templates.ooxml import Area, Package, cell_position
from workbook_templates.reading import read_file, read_source


class LiveHost(Host):
    """The host of a press in LibreOffice: takes the protection off a sheet, and puts it on again."""

    @contextmanager
    def unprotected(self, sheet):
        uno = sheet.impl.uno
        protected = uno.isProtected()
        uno.unprotect("")
        try:
            yield
        finally:
            if protected:
                uno.protect("")


class Live:
    """A workbook that is open in LibreOffice."""

    def __init__(self, calc, data):
        self.calc, self.book = calc, calc.open(data)
        self.impl = self.book.impl

    def press(self, button):
        host = LiveHost()
        self.impl.calls.clear()
        BUTTONS[button](self.book, host)
        return host

    def state(self):
        path = self.calc.stored(self.book)
        book = openpyxl.load_workbook(path)
        names = {name: entry.attr_text for name, entry in book.defined_names.items()}
        sheets = state_of(book)
        for sheet in sheets.values():
            del sheet["heights"]  # LibreOffice fits rows anew to what is in them, and stores that
        return {"names": names, "active": book.active.title, **sheets}

    def listed(self):
        """What the list of marks says, calculated."""
        lines = self.book.sheets[marks.SHEET].range((2, 1), (60, 2)).value
        return [(severity, place) for severity, place in lines if severity]

    def coloured(self):
        """The texts of the cells that are filled with a severity's colour, as LibreOffice shows them."""
        page = self.calc.stored(self.book, "HTML (StarCalc)", "html").read_text(encoding="utf-8", errors="replace")
        colours = "|".join(marks.COLOURS.values())
        cells = re.findall(rf'<td[^>]*bgcolor="#(?:{colours})"[^>]*>(.*?)</td>', page, re.DOTALL | re.IGNORECASE)
        return [re.sub(r"<[^>]*>|\s+", "", cell) for cell in cells]


@pytest.fixture
def live(calc, published, monkeypatch):
    opened = []
    monkeypatch.setattr(xw.engines, "active", xw.main.Engine(impl=Engine()))

    def of(data=None):
        opened.append(Live(calc, data or published()))
        return opened[-1]

    yield of
    for one in opened:
        one.impl.document.dispose()


def test_marks_are_calculated_and_shown(live):
    workbook = live()
    assert workbook.coloured() == []
    workbook.press("validate_form")
    findings = [finding for finding in findings_of(workbook.book)[1] if finding.cell[-1:].isdigit()]
    sheets = [sheet.name for sheet in workbook.book.sheets]
    wanted = {f"{sheets.index(finding.sheet) + 1}!{finding.cell}" for finding in findings}
    assert {place for _, place in workbook.listed()} == wanted
    assert len(workbook.coloured()) >= len(wanted)


def test_marks_move_with_the_rows(live):
    workbook = live()
    workbook.press("validate_form")
    before = workbook.listed()
    uno = workbook.book.sheets["申报表"].impl.uno
    uno.unprotect("")
    uno.Rows.insertByIndex(21, 2)
    uno.protect("")
    workbook.impl.document.calculateAll()

    def moved(place):
        sheet, _, cell = place.partition("!")
        row, _ = cell_position(cell)
        letters = cell.rstrip("0123456789")
        return f"{sheet}!{letters}{row + 2 if row > 21 else row}"

    assert workbook.listed() == [(severity, moved(place)) for severity, place in before]
    entries = findings_list.read_list(OpenBook(workbook.book))
    findings = findings_of(workbook.book)[1]
    assert {(e.place.sheet, e.place.range) for e in entries if e.place} == {
        (finding.sheet, finding.cell) for finding in findings if finding.cell[-1:].isdigit()
    }


def test_a_second_press_changes_nothing_and_clearing_restores_the_document(live):
    workbook = live()
    workbook.book.sheets["申报表"].activate()
    workbook.book.sheets["申报表"].impl.uno.Annotations.insertNew(
        workbook.book.sheets["申报表"].impl.uno.getCellByPosition(3, 24).CellAddress, "请王老师再看一下"
    )
    before = workbook.state()
    assert before["申报表"]["notes"]
    workbook.press("validate_form")
    once = workbook.state()
    workbook.press("validate_form")
    assert workbook.state() == once != before
    workbook.press("clear_marks")
    assert workbook.state() == before


def test_everything_is_read_and_written_in_blocks(live):
    workbook = live()
    workbook.press("validate_form")
    calls = workbook.impl.calls
    assert sum(call.startswith("write") for call in calls) == 3
    assert sum(call.startswith("look") for call in calls) < 20
    assert sum(call.startswith("read") for call in calls) <= len(workbook.book.sheets)


def test_next_and_explain_select_cells(live):
    workbook = live()
    workbook.press("validate_form")
    workbook.press("next_finding")
    first = workbook.book.app.selection
    entries = findings_list.read_list(OpenBook(workbook.book))
    places = [entry.place for entry in entries if entry.place]
    assert Area.of(first.sheet.name, first.address) in places
    workbook.press("explain")
    assert workbook.book.app.selection.sheet.name == "出错说明"


@pytest.fixture
def spoilt(published, typed_into):
    return typed_into(published(), income__total__amount=1, income__fiscal__amount="１６８，４３１.56")


def test_a_lost_formula_comes_back_on_a_protected_sheet(live, spoilt, tmp_path):
    workbook = live(spoilt)
    sheet = workbook.book.sheets["申报表"]
    host = workbook.press("compute")
    assert "1 格的公式已恢复" in host.said
    assert "1 格的数" in host.said
    assert sheet.impl.uno.isProtected()
    path = tmp_path / "表.xlsx"
    path.write_bytes(spoilt)
    target = tmp_path / "算好.xlsx"
    target.write_bytes(computed_workbook(path).data)
    assert read_source(OpenBook(workbook.book)).scalars == read_file(target).scalars
    assert "没有要改的" in workbook.press("compute").said


def test_a_locked_cell_is_refused_without_the_host(live, spoilt):
    workbook = live(spoilt)
    area = Package.open(spoilt).area("income.total.amount")
    with pytest.raises(PermissionError):
        workbook.book.sheets[area.sheet].range((area.first_row, area.first_column)).value = 2
