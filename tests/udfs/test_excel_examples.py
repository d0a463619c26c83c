"""函数示例.xlsx and the manual's page of the functions: complete, current, and right when Excel calculates them."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

import addin
from addin.functions.catalogue import functions
from addin.functions.examples import groups, results
from addin.functions.workbook import FORMULA, RESULT, SHIPPED, examples_workbook
from addin.manual.functions import entries

PUBLISHED = Path(addin.__file__).parent / "demo" / "published"
EXAMPLES = {example.function: example for group in groups() for example in group.example}
CALL = re.compile(r"=(JB_\w+)\((.*)\)")


@pytest.fixture(scope="module")
def sheet():
    return openpyxl.load_workbook(io.BytesIO(SHIPPED.read_bytes()))["函数示例"]


@pytest.fixture(scope="module")
def formulas(sheet):
    """The cells with a formula as text, by the function's name."""
    cells = [row[0] for row in sheet.iter_rows(min_col=FORMULA + 1, max_col=FORMULA + 1)]
    return {CALL.match(cell.value)[1]: cell for cell in cells if CALL.match(str(cell.value))}


def result_of(sheet, cell):
    """The shipped result of a formula: the bordered cells that stand before it."""
    rows = []
    for row in sheet.iter_rows(min_row=cell.row, min_col=RESULT + 1, max_col=FORMULA):
        values = [one.value for one in row if one.border.left.style]
        if not values:
            return rows
        rows.append(values)
    return rows


def argument_of(sheet, text):
    """An argument as Excel takes it from the formula."""
    if not text:
        return "missing"
    if text.startswith('"'):
        return text.strip('"')
    if text[0].isalpha():
        cells = sheet[text]
        rows = cells if isinstance(cells, tuple) else ((cells,),)
        return [[cell.value for cell in row] for row in rows]
    return float(text)


def test_every_function_has_one_example():
    assert sorted(example.function for group in groups() for example in group.example) == sorted(functions())


@pytest.mark.parametrize("name", sorted(functions()))
def test_the_formula_gives_what_stands_beside_it(name, sheet, formulas, host):
    cell = formulas[functions()[name].name]
    written = CALL.match(cell.value)[2].split(",")
    optional = len(functions()[name].parameters) - len(written)
    arguments = [argument_of(sheet, text) for text in written] + ["missing"] * optional
    shipped = result_of(sheet, cell)
    assert shipped
    assert host(name, *arguments) == [["" if value is None else value for value in row] for row in shipped]


@pytest.mark.parametrize("name", sorted(functions()))
def test_a_formula_that_is_made_live_has_room_to_spill(name, sheet, formulas):
    cell = formulas[functions()[name].name]
    shape = result_of(sheet, cell)
    room = sheet.iter_rows(
        min_row=cell.row,
        max_row=cell.row + len(shape) - 1,
        min_col=cell.column,
        max_col=cell.column + len(shape[0]) - 1,
    )
    taken = [one for row in room for one in row if one.value is not None or isinstance(one, openpyxl.cell.MergedCell)]
    assert [one.coordinate for one in taken] == [cell.coordinate]
    assert cell.number_format == EXAMPLES[name].format
    assert cell.quotePrefix is False


def test_the_shares_are_the_published_ones():
    values = json.loads((PUBLISHED / "wuhan-target-2024.json").read_text(encoding="utf-8"))["values"]
    rows = ["personnel", "operation", "project"]
    example = EXAMPLES["jb_shares"]
    assert list(example.columns[0].values) == [values[f"expenditure.{row}.amount"] for row in rows]
    assert results(example) == [[round(values[f"expenditure.{row}.share"] / 100, 4)] for row in rows]


def test_nothing_in_the_workbook_shows_an_error_without_the_add_in(libreoffice):
    with zipfile.ZipFile(SHIPPED) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 2
        assert not any(b"<f>" in package.read(name) or b"<f " in package.read(name) for name in sheets)
    recalculated = openpyxl.load_workbook(libreoffice.recalculate(SHIPPED), data_only=True)["函数示例"]
    shown = [cell.value for row in recalculated.iter_rows() for cell in row]
    assert not [value for value in shown if str(value).startswith("#")]
    assert "=JB_TOTAL(B8:B10)" in shown


def test_the_shipped_workbook_is_the_present_one():
    assert examples_workbook() == examples_workbook()
    assert SHIPPED.read_bytes() == examples_workbook(), "run python -m addin.functions.workbook"


@pytest.mark.parametrize("name", sorted(functions()))
def test_the_page_has_an_entry_with_every_argument(name):
    function = functions()[name]
    entry = entries().split(f"### {function.name} ")[1].split("\n### ")[0]
    assert function.help in entry
    assert all(f"| `{one.name}` | {one.help} |" in entry for one in function.parameters)
    assert f"`={function.name}(" in entry
