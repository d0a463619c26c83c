"""The functions called as Excel calls them: through xlwings, on Windows and on a server, in the same digits."""

from __future__ import annotations

import inspect
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import udfs
from addin.functions.catalogue import functions
from addin.functions.examples import groups, results
from udfs import CalculationError, excel
from udfs.cells import MOST_CELLS

EXAMPLES = [example for group in groups() for example in group.example]
PERCENT = ["share", "growth_rate", "execution_rate"]
NUMBERS = ["rate", "truncated_rate", "per_pupil", "per_hundred_pupils", "execution_score"]
ERRORS = ["#REF!", "#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!"]

amount = st.decimals(min_value=Decimal("-99999999.99"), max_value=Decimal("99999999.99"), places=2).map(float)
typed = amount.map("{:,.2f}".format) | st.sampled_from(
    ["１６８４３１．５６", "92.47%", "(1,234.50)", "约5", "—", "5460万元"]
)
error = st.sampled_from(ERRORS).map(lambda name: {"error": name})
cell = amount | typed | error | st.sampled_from([None, "", "　", True, 0])
pairs = st.lists(st.tuples(cell, cell), min_size=1, max_size=8)
columns = st.lists(cell, min_size=1, max_size=8)


def sent(rows):
    """Rows as a function gives them, as they come back from Excel's side: a blank is an empty text."""
    return [["" if value is None else value for value in row] for row in rows]


def plain(value):
    """A cell as the plain function takes it, refused where Excel shows an error."""
    if isinstance(value, dict):
        raise CalculationError(f"引用的单元格是错误值 {value['error']}，应先改正")
    return None if isinstance(value, str) and not value.strip() else value


def expected(function, row, scale):
    """What the plain function says to one row, as a cell shows it."""
    first = row[0]
    if first is None or (isinstance(first, str) and not first.strip()):
        return ""
    try:
        values = [plain(value) for value in row]
        return float(function(*values) * scale)
    except CalculationError as failure:
        return str(failure)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.function)
def test_the_worked_examples_come_out_the_same_in_excel(example, host):
    columns = {column.argument: [list(row) for row in column.rows] for column in example.columns}
    arguments = [
        columns.get(parameter.name, example.constants.get(parameter.name, "missing"))
        for parameter in functions()[example.function].parameters
    ]
    assert host(example.function, *arguments) == sent(results(example))


@pytest.mark.parametrize("name", [*PERCENT, *NUMBERS])
@given(rows=pairs)
@settings(max_examples=25)
def test_a_column_gives_row_by_row_what_the_plain_function_gives(name, rows, windows, server):
    scale = Decimal("0.01") if name in PERCENT else 1
    wanted = [[expected(getattr(udfs, name), row, scale)] for row in rows]
    arguments = [[[value] for value in column] for column in zip(*rows, strict=True)]
    for host in (windows, server):
        assert host(f"jb_{name}", *arguments) == wanted


@pytest.mark.parametrize("name", ["total", "mean"])
@given(values=columns)
@settings(max_examples=25)
def test_a_range_gives_the_one_figure_that_the_plain_function_gives(name, values, windows, server):
    try:
        wanted = float(getattr(udfs, name)([plain(value) for value in values]))
    except CalculationError as failure:
        wanted = str(failure)
    for host in (windows, server):
        assert host(f"jb_{name}", [values]) == [[wanted]]
        assert host(f"jb_{name}", [[value] for value in values]) == [[wanted]]


@given(values=columns, decimals=st.integers(0, 4), upright=st.booleans())
@settings(max_examples=40)
def test_shares_fill_a_range_of_the_shape_of_the_amounts(values, decimals, upright, windows, server):
    rows = [[value] for value in values] if upright else [values]
    try:
        found = [float(share / 100) for share in udfs.shares([plain(value) for value in values], decimals)]
        wanted = [[share] for share in found] if upright else [found]
    except CalculationError as failure:
        wanted = [[str(failure)]]
    for host in (windows, server):
        assert host("jb_shares", rows, decimals, "missing") == wanted


BAD = {
    "nothing": None,
    "a blank cell": [[None]],
    "text": [["约5"]],
    "an error": [[{"error": "#N/A"}]],
    "a logical value": [[True]],
    "a rectangle": [[1, 2], [3, 4]],
    "a row that is too long": [[1, 2, 3, 4, 5]],
    "a column that is too long": [[1], [2], [3], [4], [5]],
    "a number that is too large": [["9E+307"]],
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("name", sorted(functions()))
def test_whatever_an_argument_is_the_cell_gets_a_figure_or_a_message(name, kind, windows, server):
    """On each argument in turn; never a traceback, and the same on both ways as without Excel."""
    count = len(functions()[name].parameters)
    for place in range(count):
        arguments = [BAD[kind] if place == number else [[3]] for number in range(count)]
        direct = [[[one.get("error") if isinstance(one, dict) else one for one in row] for row in rows or [[None]]]
                  for rows in arguments]  # fmt: skip
        wanted = sent(getattr(excel, name)(*direct))
        assert windows(name, *arguments) == wanted, place
        # A cell that is blank is left out, for a server: the default is taken, which is what a blank means.
        assert server(name, *arguments) == wanted, place
        for value in (value for row in wanted for value in row):
            assert isinstance(value, (bool, int, float)) or value == "" or value.isdigit() or not value.isascii()


@pytest.mark.parametrize("name", ["jb_share", "jb_total", "jb_shares"])
def test_a_date_is_no_number_on_windows(name, windows):
    rest = {"jb_share": [[[5]]]}.get(name, [])
    ((message,),) = windows(name, [[{"date": "2024-01-16"}]], *rest)
    assert "不是数字" in message


def test_errors_newer_than_xlwings_are_refused_too(windows, server):
    assert windows("jb_total", [[1], [{"error": "#SPILL!"}]]) == [["引用的单元格是错误值，应先改正"]]
    assert server("jb_total", [[1], [{"error": "#SPILL!"}]]) == [["引用的单元格是错误值 #SPILL!，应先改正"]]


@pytest.mark.parametrize("name", sorted(functions()))
def test_a_whole_column_is_refused_before_anything_is_calculated(name):
    column = [[None]] * (MOST_CELLS + 1)
    required = [one for one in functions()[name].parameters if not one.optional]
    ((message,),) = getattr(excel, name)(*[column for _ in required])
    assert message == "区域有 100001 格，超过 100000 格，请只选有数据的行"


def test_a_whole_column_of_excel_is_refused_on_both_ways(host):
    assert host("jb_total", {"blanks": MOST_CELLS + 1}) == [["区域有 100001 格，超过 100000 格，请只选有数据的行"]]
    assert host("jb_total", {"blanks": MOST_CELLS}) == [[0.0]]


def test_arguments_that_are_left_out_have_their_defaults(host):
    for name, function in functions().items():
        required = [one for one in function.parameters if not one.optional]
        arguments = [[["元"]] if one.name in {"source", "target"} else [[3]] for one in required]
        left_out = ["missing"] * (len(function.parameters) - len(required))
        assert host(name, *arguments, *left_out) == sent(getattr(excel, name)(*arguments)), name


def test_the_functions_do_nothing_but_calculate():
    """One that were asynchronous or a generator would be called another way."""
    assert not any(inspect.iscoroutinefunction(getattr(excel, name)) for name in functions())
    assert not any(inspect.isgeneratorfunction(getattr(excel, name)) for name in functions())
