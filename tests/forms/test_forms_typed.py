"""Numbers and dates as officers type them: read as shown, with a note; what can't be read is never blank or zero."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from workbook_templates.reading import read_workbook
from workbook_templates.submission import Unreadable

AMOUNT, SHARE = "income.fiscal.amount", "income.fiscal.share"


def codes(submission, field):
    return [note.code for note in submission.notes if note.field == field]


@pytest.mark.parametrize(
    ("field", "typed", "read"),
    [
        ("income.fiscal.prior_year_2", "152,186.4　", "152186.40"),
        (AMOUNT, "168,431.56", "168431.56"),
        (AMOUNT, "１６８，４３１．５６", "168431.56"),
        (AMOUNT, "　168431.56 ", "168431.56"),
        (AMOUNT, "168431.56万元", "168431.56"),
        (AMOUNT, "1,684,315,600元", "168431.56"),
        (AMOUNT, "+168431.56", "168431.56"),
        (AMOUNT, "(5.5)", "-5.50"),
        (SHARE, "92.47%", "92.47"),
        (SHARE, "９２．４７％", "92.47"),
        (SHARE, "92.47", "92.47"),
    ],
)
def test_a_number_typed_as_text_is_read_as_the_number_shown(book, named, form, field, typed, read):
    submission = book.into(field, typed).handed_up()
    assert submission.scalars[field] == Decimal(read)
    (finding,) = named(submission, "JB-D01")
    assert (finding.severity, finding.field, finding.actual) == ("提示", field, typed)
    assert finding.cell == submission.address(field)[1]
    assert typed in finding.message
    assert form.label_of(field) in finding.message


def test_numbers_typed_as_text_change_no_other_finding(book, findings):
    before = [(f.rule, f.cell) for f in findings(book.handed_up())]
    book.into("income.fiscal.prior_year_2", "152,186.4　").into(AMOUNT, "１６８，４３１．５６").into(SHARE, "92.47%")
    after = [(f.rule, f.cell) for f in findings(book.handed_up()) if f.rule != "JB-D01"]
    assert after == before


def test_a_number_in_a_text_column_stays_the_text_that_was_typed(book):
    book.at("E58", "5460　")
    submission = book.handed_up()
    assert submission.rows("annual_indicators")[1]["prior_year_2"] == "5460　"
    assert submission.notes == ()


@pytest.mark.parametrize(("held", "read"), [(5460, "5460"), (Decimal("0.5"), "0.5"), (Decimal("1E+3"), "1000")])
def test_a_number_cell_in_a_text_column_is_read_as_text(book, held, read):
    assert book.at("E58", held).handed_up().rows("annual_indicators")[1]["prior_year_2"] == read


@pytest.mark.parametrize(
    "typed", ["约100", "—", ">300", "1＋1", "1,5", "16 8431", "无", "168431.56%", "100/3", "一百", "?", "-"]
)
def test_what_shows_no_number_is_mandatory_and_neither_blank_nor_zero(book, findings, typed):
    submission = book.into(AMOUNT, typed).handed_up()
    assert submission.scalars[AMOUNT] == Unreadable(typed)
    found = [f for f in findings(submission) if f.severity == "强制"]
    assert [(f.rule, f.field) for f in found] == [("JB-D03", AMOUNT)]
    assert typed in found[0].message


@pytest.mark.parametrize(("held", "shown"), [(True, "TRUE"), (False, "FALSE")])
def test_a_logical_value_is_no_number(book, rules, held, shown):
    submission = book.into(AMOUNT, held).handed_up()
    assert submission.scalars[AMOUNT] == Unreadable(shown)
    assert "JB-D03" in rules(submission)


def test_a_blank_amount_is_asked_for_and_its_total_judged_without_it(book, findings):
    submission = book.into(AMOUNT, " ").handed_up()
    assert AMOUNT not in submission.scalars
    assert {"WH24-R12", "WH24-R01"} <= {f.rule for f in findings(submission) if f.severity == "强制"}


def test_an_error_in_a_cell_is_mandatory_and_not_judged_twice(book, findings):
    submission = book.error(AMOUNT, "#REF!").handed_up()
    assert submission.scalars[AMOUNT] == Unreadable("#REF!")
    found = [f for f in findings(submission) if f.severity == "强制"]
    assert [(f.rule, f.field) for f in found] == [("JB-D06", AMOUNT)]
    assert "#REF!" in found[0].message


@pytest.mark.parametrize("literal", ["#DIV/0!", "#N/A", "#VALUE!", "#NAME?"])
def test_every_excel_error_is_named(book, named, literal):
    (finding,) = named(book.error("income.total.amount", literal).handed_up(), "JB-D06")
    assert literal in finding.message


def test_a_formula_without_result_is_mandatory_and_not_blank(book, findings):
    submission = book.formula(AMOUNT, "100+200").handed_up()
    assert submission.scalars[AMOUNT] == Unreadable("")
    found = [f for f in findings(submission) if f.severity == "强制"]
    assert [(f.rule, f.field) for f in found] == [("JB-D07", AMOUNT)]


def test_a_formula_of_the_officers_own_with_a_result_is_its_result(book):
    submission = book.formula(AMOUNT, "168431.5+0.06", Decimal("168431.56")).handed_up()
    assert submission.scalars[AMOUNT] == Decimal("168431.56")
    assert submission.notes == ()


def test_a_workbook_saved_by_a_program_that_does_not_calculate_has_every_computed_field_reported(
    published_bytes, book_of, form, findings
):
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(published_bytes)).save(saved)
    submission = book_of(saved.getvalue()).handed_up()
    reported = {f.field for f in findings(submission) if f.rule == "JB-D07"}
    assert reported == form.computed_ids
    assert all(isinstance(submission.scalars[name], Unreadable) for name in form.computed_ids)
    assert not {f.rule for f in findings(submission) if f.severity == "强制"} - {"JB-D07"}


def test_decimals_that_the_sheet_hides_are_cut_off_with_a_note(book, named):
    field = "income.fiscal.prior_year_2"
    submission = book.into(field, Decimal("152186.404")).handed_up()
    assert submission.scalars[field] == Decimal("152186.40")
    (finding,) = named(submission, "JB-D02")
    assert finding.severity == "提示"
    assert "152186.404" in finding.message
    assert "152186.40；" in finding.message


def test_hidden_decimals_are_rounded_half_up(book):
    field = "income.fiscal.prior_year_2"
    assert book.into(field, Decimal("152186.405")).handed_up().scalars[field] == Decimal("152186.41")


def test_the_noise_of_a_double_is_no_hidden_decimal(book):
    field = "income.fiscal.prior_year_2"
    submission = book.into(field, 152186.39999999999).handed_up()
    assert submission.scalars[field] == Decimal("152186.40")
    assert submission.notes == ()


def test_a_percentage_cell_holds_the_fraction(book):
    submission = book.into(SHARE, Decimal("0.9247")).handed_up()
    assert submission.scalars[SHARE] == Decimal("92.47")
    (cell,) = [cell for cell in submission.cells if cell.field == SHARE]
    assert cell.shown == "92.47%"
    assert submission.notes == ()


def test_a_percentage_in_a_cell_that_shows_none_is_the_number_itself(book):
    sheet, row, column = book.place(SHARE)
    book.package.patch(sheet).set_style(row, column, book.package.patch(sheet).style_of(row, column - 1))
    assert book.into(SHARE, Decimal("92.47")).handed_up().scalars[SHARE] == Decimal("92.47")


@pytest.mark.parametrize("typed", ["长期目标(截止2023年)", "2023年", "２０２３", "截止2023年底"])
def test_a_year_within_a_text_is_read(book, typed):
    submission = book.into("long_term.until_year", typed).handed_up()
    assert submission.scalars["long_term.until_year"] == Decimal(2023)
    assert codes(submission, "long_term.until_year") == ["number_as_text"]


def test_two_years_in_a_text_are_no_year(book, named):
    submission = book.into("long_term.until_year", "2023至2025年").handed_up()
    assert isinstance(submission.scalars["long_term.until_year"], Unreadable)
    assert named(submission, "JB-D03")


@pytest.mark.parametrize(
    "typed", ["2024年1月16日", "2024-1-16", "2024/01/16", "２０２４．１．１６", "2024 年 1 月 16 日"]
)
def test_a_date_typed_as_text_is_read_with_a_note(book, named, typed):
    submission = book.into("fill_date", typed).handed_up()
    assert submission.scalars["fill_date"] == date(2024, 1, 16)
    (finding,) = named(submission, "JB-D05")
    assert finding.severity == "提示"
    assert typed in finding.message


@pytest.mark.parametrize("typed", ["1月16日", "2024年2月30日", "今天", "20240116"])
def test_what_shows_no_date_is_mandatory(book, named, typed):
    submission = book.into("fill_date", typed).handed_up()
    assert submission.scalars["fill_date"] == Unreadable(typed)
    (finding,) = named(submission, "JB-D04")
    assert finding.severity == "强制"


@pytest.mark.parametrize("serial", [-1, Decimal("1E+9")])
def test_a_number_that_is_no_day_is_mandatory(book, rules, serial):
    assert "JB-D04" in rules(book.into("fill_date", serial).handed_up(), "强制")


def test_a_date_with_a_time_is_its_day(book):
    assert book.into("fill_date", Decimal("45307.75")).handed_up().scalars["fill_date"] == date(2024, 1, 16)


def test_dates_of_a_workbook_that_counts_from_1904(book):
    part = "xl/workbook.xml"
    data = book.package.part(part).decode()
    changed = re.sub(r"<workbookPr\b", '<workbookPr date1904="1"', data)
    assert changed != data
    book.package.set_part(part, changed.encode())
    book.into("fill_date", 45307 - 1462)
    assert book.handed_up().scalars["fill_date"] == date(2024, 1, 16)


def test_a_date_in_a_text_field_is_shown_as_a_day(book):
    sheet, row, column = book.place("fill_date")
    style = book.package.patch(sheet).style_of(row, column)
    book.package.patch(sheet).set_style(58, 5, style)
    assert book.at("E58", 45307).handed_up().rows("annual_indicators")[1]["prior_year_2"] == "2024-01-16"


def test_relations_are_judged_although_another_program_dropped_the_results(published_bytes, findings):
    """An amount changed by a program that does not calculate: the totals are unknown, the contradiction is not."""
    workbook = openpyxl.load_workbook(io.BytesIO(published_bytes))
    workbook["申报表"]["D8"] = 168431.57
    saved = io.BytesIO()
    workbook.save(saved)
    found = {finding.rule: finding for finding in findings(read_workbook(saved.getvalue()))}
    assert found["JB-D07"].severity == "强制"
    assert found["WH24-R03"].difference == Decimal("-0.01")
    assert "182,142.96" in found["WH24-R03"].message
