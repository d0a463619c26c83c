"""The Excel layer, called with rows of cells as xlwings hands them over."""

from __future__ import annotations

import importlib.util
import inspect
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlwings as xw

from udfs import excel

FUNCTIONS = {
    name: function for name, function in inspect.getmembers(excel, inspect.isfunction) if name.startswith("jb_")
}
INCOME = [[168431.56], ["1,791.51"], ["11,919.88　"]]
ERRORS = ["#REF!", "#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#GETTING_DATA"]


def test_there_is_a_function_for_every_calculation_of_a_cell():
    assert sorted(FUNCTIONS) == [
        "jb_convert_unit",
        "jb_execution_rate",
        "jb_growth_rate",
        "jb_share",
        "jb_shares",
        "jb_total",
    ]


def test_a_total_counts_numbers_typed_as_text_and_skips_blanks():
    assert excel.jb_total([*INCOME, [None], ["　"]]) == [[182142.95]]
    assert excel.jb_total([[0.1, 0.2]]) == [[0.3]]
    assert excel.jb_total(None) == [[0.0]]


def test_shares_of_a_column_are_a_column_of_fractions():
    assert excel.jb_shares(INCOME) == [[0.9247], [0.0098], [0.0655]]


def test_shares_of_a_row_are_a_row():
    assert excel.jb_shares([[168431.56, 1791.51, 11919.88]]) == [[0.9247, 0.0098, 0.0655]]


def test_the_row_that_takes_the_difference_is_counted_from_one():
    spending = [[98352.28], [18280.89], [65509.78]]
    assert excel.jb_shares(spending) == [[0.54], [0.1004], [0.3596]]
    assert excel.jb_shares(spending, [[2.0]], [[2.0]]) == [[0.54], [0.1003], [0.3597]]
    assert excel.jb_shares(spending, None, 2) == [[0.54], [0.1003], [0.3597]]


@pytest.mark.parametrize("absorb", [0, 4, -1])
def test_a_row_that_does_not_exist_cannot_take_the_difference(absorb):
    assert excel.jb_shares(INCOME, 2, absorb) == [["承担尾差的行超出范围，共有 3 行"]]


def test_shares_need_one_row_or_one_column():
    assert excel.jb_shares([[1, 2], [3, 4]]) == [["区域应为一列或一行"]]


def test_each_share_of_one_whole():
    assert excel.jb_share(INCOME, [[182142.95]]) == [[0.9247], [0.0098], [0.0654]]
    assert excel.jb_share(INCOME, 182142.95, 1) == [[0.925], [0.01], [0.065]]


def test_rates_of_two_columns():
    assert excel.jb_growth_rate([[343], [1730]], [[148], [962]]) == [[1.3176], [0.7983]]
    assert excel.jb_execution_rate([["549.89"], [10]], [["640.68"], [20]], [[0]]) == [[0.86], [0.5]]


def test_units_are_converted_cell_by_cell():
    assert excel.jb_convert_unit([[1684315600, "5460元"]], [["元"]], [["万元"]]) == [[168431.56, 0.546]]
    assert excel.jb_convert_unit([[1]], [["元"]], [["万"]])[0][0].startswith("不认识的金额单位“万”")
    assert excel.jb_convert_unit([[1]], None, "元")[0][0].startswith("不认识的金额单位“”")


@pytest.mark.parametrize("name", ["jb_share", "jb_growth_rate", "jb_execution_rate"])
def test_a_blank_stays_blank_and_a_bad_cell_spoils_only_itself(name):
    first, blank, dash, error, boolean, last = (
        row[0] for row in FUNCTIONS[name]([[150], [None], ["—"], ["#REF!"], [True], [Decimal(150)]], [[100]])
    )
    assert first == last == (0.5 if name == "jb_growth_rate" else 1.5)
    assert blank is None
    assert dash.startswith("“—”不是能识别的数字")
    assert error == "引用的单元格是错误值 #REF!，应先改正"
    assert boolean.startswith("逻辑值 TRUE")


@pytest.mark.parametrize("name", ["jb_share", "jb_growth_rate", "jb_execution_rate"])
def test_a_figure_without_its_base_says_so(name):
    assert FUNCTIONS[name]([[5], [6]], [[None], [3]])[0] == ["空白不是数字，应填一个数"]
    assert "为 0，无法计算" in FUNCTIONS[name]([[5]], [[0]])[0][0]
    assert FUNCTIONS[name]([[5], [6]], [[1, 2]]) == [["两个区域的大小应一致"]]


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_value_is_named_and_never_zero(error):
    message = f"引用的单元格是错误值 {error}，应先改正"
    assert excel.jb_total([[1], [error]]) == [[message]]
    assert excel.jb_shares([[1], [error]]) == [[message]]
    assert excel.jb_shares([[1], [1]], [[error]]) == [[message]]
    assert excel.jb_share([[1]], [[error]]) == [[message]]
    assert excel.jb_convert_unit([[error]], "元", "万元") == [[message]]
    assert excel.jb_convert_unit([[1]], [[error]], "万元") == [[message]]


@pytest.mark.parametrize("code", [-2146826288, -2146826259, -2146826245, -2146826238])
def test_an_error_code_that_windows_hands_over_is_not_a_number(code):
    assert excel.jb_total([[1], [code]]) == [["引用的单元格是错误值，应先改正"]]
    assert excel.jb_total([[float(code)]]) == [[float(code)]]  # a number in a cell is a float


@pytest.mark.parametrize(
    ("decimals", "message"),
    [
        (1.5, "小数位数应为整数"),
        (99, "小数位数应为 0 至 15 的整数"),
        ("1E+300", "小数位数应为 0 至 15 的整数"),
        ("两位", "“两位”不是能识别的数字，应填一个数，如 168,431.56"),
        ([[1, 2]], "小数位数、行号和单位应各为一个单元格"),
    ],
)
def test_an_option_that_cannot_be_used_says_so(decimals, message):
    assert excel.jb_shares([[1], [2]], decimals) == [[message]]
    assert excel.jb_share([[1]], [[2]], decimals) == [[message]]


@pytest.mark.parametrize("cell", [datetime(2024, 1, 16, tzinfo=UTC), True, "约5", "5460万元", object()])
def test_whatever_a_cell_holds_gives_a_message_and_never_a_traceback(cell):
    for name, function in FUNCTIONS.items():
        others = {"jb_total": [], "jb_shares": [], "jb_convert_unit": ["元", "元"]}.get(name, [[[2]]])
        [[message]] = function([[cell]], *others)
        assert isinstance(message, str), name


def test_a_result_that_no_cell_can_hold_is_a_message():
    assert excel.jb_total([["9E+307"]] * 2000) == [["结果超出 Excel 能表示的范围"]]


def test_every_argument_is_declared_as_a_range_that_shows_its_errors(monkeypatch):
    declared = {}

    def arg(name, **options):
        def remember(function):
            declared.setdefault(function.__name__, {})[name] = options
            return function

        return remember

    monkeypatch.setattr(xw, "arg", arg)
    spec = importlib.util.spec_from_file_location("excel_with_recorded_options", excel.__file__)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))

    assert declared.keys() == FUNCTIONS.keys()
    for name, function in FUNCTIONS.items():
        assert declared[name].keys() == inspect.signature(function).parameters.keys(), name
        for options in declared[name].values():
            assert options["ndim"] == 2
            assert options["err_to_str"] is True
            assert options["doc"]


def test_names_are_ascii_and_the_wizard_shows_chinese_help():
    for name, function in FUNCTIONS.items():
        assert name.isascii()
        assert all(parameter.isascii() for parameter in inspect.signature(function).parameters)
        assert not function.__doc__.splitlines()[0].isascii()
        assert len(function.__doc__.splitlines()[0]) < 80


def test_the_functions_make_the_trip_through_the_server_converters():
    """The decorators of xlwings Server, in a process of their own: they are chosen when xlwings is imported."""
    calls = [
        ["jb_total", [[[168431.56], ["1,791.51"], [""], [11919.88]]]],
        ["jb_total", [[["#REF!"], [1]]]],
        ["jb_shares", [[[98352.28], [18280.89], [65509.78]], [[2]], [[2]]]],
        ["jb_shares", [[[98352.28, 18280.89, 65509.78]], None, None]],
        ["jb_share", [[[1], [""]], [["#N/A"]], None]],
        ["jb_convert_unit", [[[15000]], [["元"]], [["万元"]]]],
    ]
    program = """
import asyncio, json, sys
import xlwings
from udfs import excel
from xlwings.pro.udfs_officejs import custom_functions_call
call = lambda name, args: custom_functions_call(
    {"func_name": name, "args": args, "version": xlwings.__version__, "client": "Office.js", "runtime": "1.4",
     "date_format": "", "culture_info_name": "zh-CN", "content_language": "zh-CN"}, excel)
print(json.dumps([asyncio.run(call(*one)) for one in json.loads(sys.argv[1])]))
"""
    environment = os.environ | {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}
    result = subprocess.run(
        [sys.executable, "-c", program, json.dumps(calls)],
        env=environment,
        cwd=Path(excel.__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == [
        [[182142.95]],
        [["引用的单元格是错误值 #REF!，应先改正"]],
        [[0.54], [0.1003], [0.3597]],
        [[0.54, 0.1004, 0.3596]],
        [["引用的单元格是错误值 #N/A，应先改正"], [""]],
        [[1.5]],
    ]
