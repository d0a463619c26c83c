"""Which calculations are functions for cells, what they are called, and what Excel's wizard says of them."""

from __future__ import annotations

import inspect

import pytest

import udfs
from addin.functions.catalogue import functions
from udfs import excel

NOT_FOR_CELLS = {
    "round_half_up": "Excel 的 ROUND 就是四舍五入",
    "to_decimal": "格里没有精确小数；识别文本型数字用 jb_read_shown",
    "roll_up": "各单位的汇总由“汇总文件夹”做，留有溯源；表内相加用 jb_total",
}
"""Calculations that make no sense in a cell, and why."""

CALCULATIONS = {name for name in udfs.__all__ if inspect.isfunction(getattr(udfs, name))}
EVERY = pytest.mark.parametrize("name", sorted(functions()))


def test_every_calculation_is_a_function_for_cells_or_has_a_reason_not_to_be():
    assert functions().keys() == {f"jb_{name}" for name in CALCULATIONS - NOT_FOR_CELLS.keys()}
    assert NOT_FOR_CELLS.keys() <= CALCULATIONS


def test_everything_that_is_marked_for_excel_is_in_the_catalogue():
    marked = {name for name, _ in inspect.getmembers(excel, inspect.isfunction) if name.startswith("jb_")}
    assert marked == functions().keys()
    assert sorted(excel.__all__) == excel.__all__


@EVERY
def test_the_wizard_shows_chinese_help_for_the_function_and_each_argument(name):
    function = functions()[name]
    assert function.title
    assert not function.title.isascii()
    assert function.help.endswith("。")
    assert len(function.help) <= 255
    assert function.parameters
    for parameter in function.parameters:
        assert parameter.name.isascii()
        assert not parameter.help.isascii(), parameter.name
        assert len(parameter.help) <= 255
    # Excel takes the arguments of a function's help as one text of limited length; xlwings cuts each at 255.
    assert sum(len(parameter.name) + 2 for parameter in function.parameters) < 255


@EVERY
def test_arguments_are_ranges_that_show_their_errors_and_optional_ones_come_last(name):
    declared = inspect.signature(getattr(excel, name), eval_str=True).parameters.values()
    for parameter in declared:
        assert parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
        (options,) = parameter.annotation.__metadata__
        assert (options["ndim"], options["err_to_str"]) == (2, True)
    optional = [parameter.optional for parameter in functions()[name].parameters]
    assert optional == sorted(optional)


def test_the_docstrings_of_programmers_stay_whole():
    assert "Args:" in excel.jb_shares.__doc__


@EVERY
def test_the_server_calls_it_the_same_and_says_the_same(name, server):
    function = functions()[name]
    (found,) = [one for one in server("meta")["functions"] if one["id"] == function.name]
    # No namespace before it, so that it is typed as in the desktop add-in.
    assert found["name"] == function.name
    assert found["description"] == function.help
    assert found["result"]["dimensionality"] == "matrix"
    parameters = [(one["name"], one["description"], one.get("optional", False)) for one in found["parameters"]]
    assert parameters == list(function.parameters)
    assert {one["dimensionality"] for one in found["parameters"]} == {"matrix"}
