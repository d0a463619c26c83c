"""The open workbook reads as its file does, whatever engine it is open in."""

from __future__ import annotations

from decimal import Decimal

import pytest
import xlwings as xw
from hypothesis import example, given, settings
from hypothesis import strategies as st

from addin.book import cells
from addin.book.reading import OpenBook
from addin.consolidation import consolidate
from addin.demo.run import published_document
from addin.demo.split import made_up_roster, split
from addin.roster import Roster
from addin.summary import summary_workbook
from tests.buttons.conftest import FORMS
from tests.buttons.payload import RemoteExcel
from tests.workbooks import WUHAN
from workbook_templates.catalogue import find_form
from workbook_templates.interpret import plain_digits
from workbook_templates.ooxml import Package, cell_name
from workbook_templates.reading import read_source, read_workbook
from workbook_templates.submission import RejectedError
from workbook_templates.writing import fill

GUANGZHOU = "guangzhou-target-2022"


def read(book):
    return read_source(OpenBook(book))


@pytest.mark.parametrize("identifier", FORMS)
def test_a_published_workbook_reads_as_its_file(published, identifier):
    data = published(identifier)
    assert read(RemoteExcel(data).book) == read_workbook(data)


@pytest.mark.parametrize("identifier", FORMS)
def test_without_what_our_page_adds_only_merged_repeats_are_unknown(published, identifier):
    data = published(identifier)
    form = find_form(identifier).load()
    known = read_workbook(data)
    repeated = {name for name, column in form.list_columns.items() if column.merge_repeats}
    below = {
        (sheet, cell_name(row, area.first_column))
        for sheet in form.sheets
        for area in Package.open(data).merged(sheet)
        for row in range(area.first_row + 1, area.last_row + 1)
    }
    untold = {cell for cell in known.cells if cell.field in repeated and (cell.sheet, cell.address) in below}
    opened = read(RemoteExcel(data, extra=False).book)
    assert opened.cells == tuple(cell for cell in known.cells if cell not in untold)
    assert opened.notes == known.notes


@pytest.mark.parametrize("identifier", FORMS)
def test_a_live_program_reads_it_as_its_file(published, calc, identifier):
    data = published(identifier)
    book = calc.open(data)
    assert read(book) == read_workbook(data)
    sheets = [call for call in book.impl.calls if call.startswith("read")]
    assert len(sheets) == len(set(sheets)), "a sheet was read more than once"
    book.impl.document.dispose()


def test_a_school_reads_as_its_file():
    from addin.demo.schools import school_roster, split_schools

    folder = find_form("balanced-education-2024")
    source = published_document(folder.id)
    for document in split_schools(folder.load(), source, school_roster(source))[:2]:
        data = fill(folder.load(), folder.template(), document)
        assert read(RemoteExcel(data).book) == read_workbook(data)


def test_a_summary_reads_as_its_file(tmp_path):
    folder = find_form(WUHAN)
    form, source = folder.load(), published_document(WUHAN)
    roster = made_up_roster(source.unit)
    documents = split(form, source, roster)[:3]
    units = [roster.root, *roster.leaves()[:3]]
    outcomes = [
        read_workbook(fill(form, folder.template(), document), f"{n}.xlsx") for n, document in enumerate(documents)
    ]
    data = summary_workbook(consolidate(outcomes, Roster(units)), tmp_path / "汇总.xlsx")
    known = read_workbook(data)
    assert known.summary
    assert read(RemoteExcel(data).book) == known


TYPED = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
    .filter(lambda text: text.strip() and not text.startswith(("=", "'"))),
    st.sampled_from(["１，２３４．５", "12.5%", "3万元", " ", "#N/A 见附件", "2024-01-10", "TRUE"]),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.decimals(-(10**7), 10**7, places=3, allow_nan=False).map(lambda number: Decimal(plain_digits(number))),
    st.none(),
)  # fmt: skip


@settings(max_examples=12)
@given(typed=st.lists(st.tuples(st.integers(0, 400), TYPED), max_size=12))
@example(typed=[(124, None)])
def test_whatever_is_typed_reads_as_in_the_file(published, typed):
    form = find_form(GUANGZHOU).load()
    package = Package.open(published(GUANGZHOU))
    filled = sorted(package.cells(form.form.sheet))
    for number, value in typed:
        row, column = filled[number % len(filled)]
        package.patch(form.form.sheet).set_value(row, column, value)
    data = package.to_bytes()
    opened, known = read(RemoteExcel(data).book), read_workbook(data)
    assert opened.cells == known.cells
    assert opened.notes == known.notes


@pytest.fixture
def begins_lower(published):
    """A workbook whose form begins below A1, as when its first row is blank."""
    package = Package.open(published())
    for column in range(1, 9):
        for row in (1, 2):
            package.patch("申报表").set_value(row, column, None)
    return package.to_bytes()


def test_a_used_range_may_begin_anywhere(begins_lower):
    book = RemoteExcel(begins_lower).book
    assert book.sheets["申报表"].used_range.row == 3
    assert read(book) == read_workbook(begins_lower)


def test_a_wrong_offset_would_be_noticed(begins_lower, monkeypatch):
    monkeypatch.setattr(xw.Range, "row", 1)
    with pytest.raises(RejectedError):
        read(RemoteExcel(begins_lower).book)


def test_a_sheet_formatted_to_its_end_is_not_read_to_its_end(published, monkeypatch):
    monkeypatch.setattr(cells, "ROWS_AT_ONCE", 100)
    excel = RemoteExcel(published())
    excel.shown["申报表"].cell(1000, 1).value = " "
    source = OpenBook(excel.book)
    assert max(row for row, _ in source.cells("申报表")) < 200


def test_percentages_are_read_by_the_form_where_formats_are_unknown(published):
    source = OpenBook(RemoteExcel(published(), extra=False).book)
    submission = read_workbook(published())
    sheet, address = submission.address("income.fiscal.share")
    area = source.area("income.fiscal.share")
    raw = source.cells(sheet)[area.first_row, area.first_column]
    assert cell_name(area.first_row, area.first_column) == address
    assert source.number_formats[raw.style] == "0.00%"
    assert read_source(source).scalars["income.fiscal.share"] == Decimal("92.47")
