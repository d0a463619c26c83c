"""Addresses, escapes and formulas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook_templates.ooxml import (
    MAX_COLUMN,
    MAX_ROW,
    Area,
    cell_name,
    cell_position,
    column_letters,
    column_number,
    has_addresses,
)
from workbook_templates.ooxml.escapes import escape, unescape
from workbook_templates.ooxml.formulas import translate

rows = st.integers(1, MAX_ROW)
columns = st.integers(1, MAX_COLUMN)
sheet_names = st.text(
    st.characters(blacklist_characters="[]:*?/\\", blacklist_categories=("Cs", "Cc")), min_size=1, max_size=31
).filter(lambda name: not name.startswith("'") and not name.endswith("'") and name == name.strip())


@given(rows, columns)
def test_a_cell_name_leads_back_to_its_position(row, column):
    assert cell_position(cell_name(row, column)) == (row, column)
    assert column_number(column_letters(column)) == column


@given(sheet_names, rows, columns, rows, columns)
def test_an_area_written_is_the_area_read(sheet, row, column, other_row, other_column):
    area = Area(
        sheet,
        min(row, other_row),
        min(column, other_column),
        max(row, other_row),
        max(column, other_column),
    )
    assert Area.parse(str(area)) == area


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'申报表'!$B$5:$D$7", Area("申报表", 5, 2, 7, 4)),
        ("申报表!$B$5", Area("申报表", 5, 2, 5, 2)),
        ("'O''Neil 表'!B5", Area("O'Neil 表", 5, 2, 5, 2)),
        ("=Sheet1!$D$7:$B$5", Area("Sheet1", 5, 2, 7, 4)),
        ("Sheet1!$A:$B", Area("Sheet1", 1, 1, MAX_ROW, 2)),
        ("#REF!", None),
        ("Sheet1!#REF!", None),
        ("#REF!$A$1", None),
        ("'A'!$A$1,'A'!$B$2", None),
        ("A!$A$1,A!$B$2", None),
        ("'[1]A'!$A$1", None),
        ("[1]A!$A$1", None),
        ("A:C!$A$1", None),
        ("3.14", None),
        ('"text"', None),
        ("OFFSET(A!$A$1,1,1)", None),
        ("A!$XFE$1", None),
        ("A!$A$1048577", None),
        ("$A$1", None),
        ("", None),
    ],
)
def test_only_a_single_area_is_an_area(text, expected):
    assert Area.parse(text) == expected


@given(st.text())
def test_parsing_any_text_never_fails(text):
    Area.parse(text)
    has_addresses(text)


@pytest.mark.parametrize("sheet", ["A1", "R1C1", "RC", "2024", "年 度", "a-b", "AB12"])
def test_a_sheet_name_that_could_be_misread_is_quoted(sheet):
    assert str(Area(sheet, 1, 1, 1, 1)) == f"'{sheet}'!$A$1"


@given(st.text())
def test_escaping_is_undone(text):
    assert unescape(escape(text)) == text


@pytest.mark.parametrize("text", ["_x000D_", "_x0041_x0042_", "_x0041\x01", "__x0041__", "_x005F_x0041_", "\r\n"])
def test_escaping_protects_what_looks_escaped(text):
    assert unescape(escape(text)) == text


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1+1", True),
        ("SUM($B$5:$B$9)", True),
        ("SUM(B:B)", True),
        ("SUM(5:5)", True),
        ("'a b'!C3", True),
        ("表一!C3*2", True),
        ("IF(x>1,B5,0)", True),
        ("LOG10(income.fiscal.amount)", False),
        ("income.fiscal.a1+A1.b", False),
        ('"A1"&name', False),
        ('"say ""A1"""', False),
        ("SUM(项目.B5x)", False),
        ("ATAN2(x,y)", False),
        ("Table1[A1]", False),
        ("_A1+A1_", False),
        ("ZZZ1", False),
    ],
)
def test_addresses_in_a_formula_are_told_from_names(formula, expected):
    assert has_addresses(formula) is expected


def test_a_copied_formula_keeps_what_is_fixed():
    assert translate("A1+$A1+A$1+'x y'!B2+\"A1\"+LOG10(a.b)", 2, 1) == "B3+$A3+B$1+'x y'!C4+\"A1\"+LOG10(a.b)"
    assert translate("SUM(3:4)+SUM($B:C)", 1, 1) == "SUM(4:5)+SUM($B:D)"
