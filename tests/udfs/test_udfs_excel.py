"""The Excel layer, called with rows of cells as xlwings hands them over."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from udfs import excel

FUNCTIONS = {
    name: function for name, function in inspect.getmembers(excel, inspect.isfunction) if name.startswith("jb_")
}
INCOME = [[168431.56], ["1,791.51"], ["11,919.88　"]]
# The wrapper that xlwings writes has these arguments in its Sub: a reserved word would not compile.
WORDS_OF_VBA = """
    and as base boolean byref byte byval call case const currency date debug decimal declare dim do double
    each else end enum eqv erase error event exit false for friend function get global gosub goto if imp
    implements in integer is let like line lock long loop lset me mod name new next not nothing null object
    on open option optional or paramarray preserve print private property public put raise redim rem resume
    return rset seek select set single static step stop string sub then time to true type until variant wend
    while width with write xor
"""
ERRORS = ["#REF!", "#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#GETTING_DATA"]


def required_arguments(function):
    parameters = inspect.signature(function).parameters.values()
    return sum(parameter.default is inspect.Parameter.empty for parameter in parameters)


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


def test_figures_for_pupils_are_numbers_and_the_retention_rate_is_a_fraction():
    assert excel.jb_per_pupil([[390300], [581700]], [[75935]]) == [[5.14], [7.66]]
    assert excel.jb_per_hundred_pupils([[4397], [2423]], [[75935], [28713]], [[1]]) == [[5.8], [8.4]]
    assert excel.jb_retention_rate([[9540], [99]], [[9850], [100]], [[170], [None]], [[479], [None]], [[1], [1]]) == [
        [1.0],
        [1.0],
    ]
    assert excel.jb_retention_rate([[95]], [[100]]) == [[0.95]]
    assert excel.jb_per_pupil([[5], [5], [None]], [[0], [None], [3]]) == [
        ["学生数为 0，无法计算，应核对填报的数字"],
        ["没有填学生数，应先填写"],
        [None],
    ]


def test_variation_and_means_are_one_cell():
    assert excel.jb_coefficient_of_variation([[60], [20], [None]], [[1000], [1000], [None]]) == [[0.5]]
    assert excel.jb_coefficient_of_variation([[12], [2]], [[3000], [1000]], [[4]]) == [[0.2474]]
    assert excel.jb_coefficient_of_variation([[12], [2]], [[3000], [1000]], None) == [[0.247]]
    assert excel.jb_coefficient_of_variation([[60], [20]], [[1000], [None]]) == [
        ["第 2 行有数量而没有学生数，应核对填报的数字"]
    ]
    assert excel.jb_coefficient_of_variation([[60], ["#N/A"]], [[1000], [5]])[0][0].startswith("引用的单元格是错误值")
    assert excel.jb_mean([[0.25], [0.31], [None], [0.2]]) == [[0.253]]
    assert excel.jb_mean([[None]]) == [["没有可平均的数，应先填写"]]
    assert excel.jb_weighted_mean([[5.79, 8.44]], [[75935, 28713]]) == [[6.52]]


def test_what_is_shared_is_split_in_the_shape_of_the_stages():
    assert excel.jb_split_by_weight([[1000]], [[600], [300]], [[1], [1.1]]) == [[645.16], [354.84]]
    assert excel.jb_split_by_weight(50, [[600, 300, 200]], [[1, 1.1, 1.32]], 0) == [[25.0, 14.0, 11.0]]
    assert excel.jb_split_by_weight(None, [[600]], [[1]]) == [["没有填共用的数量，应先填写"]]
    assert excel.jb_split_by_weight(9, [[1, 2], [3, 4]], [[1, 2], [3, 4]]) == [["区域应为一列或一行"]]


def test_grades_are_words_and_may_be_given_in_two_columns():
    assert excel.jb_grade([[95, 88], [60, None]]) == [["优", "良"], ["中", None]]
    own = [["合格 ", 60.0], [None, None], ["不合格", 0.0]]
    assert excel.jb_grade([[88], [50], [101]], own) == [
        ["合格"],
        ["不合格"],
        ["得分“101”不在 0 至 100 之间，应核对得分"],
    ]
    assert excel.jb_grade([[88]], [["合格"]]) == [["等级应为两列：等级、分数线"]]
    assert excel.jb_grade([[88]], [["合格", "#REF!"]]) == [["引用的单元格是错误值 #REF!，应先改正"]]
    assert excel.jb_grade([[88]], [[None, None]]) == [["没有等级的划分，应先填写"]]


def test_each_row_of_a_scored_table_has_its_own_direction_and_points():
    scores = excel.jb_indicator_score(
        [[95], [5], [None], [20], [20]],
        [[90], [8], [3], [25], [None]],
        [[10], [10], [5], [4], [4]],
        [["≥"], ["≤"], ["≥"], ["＝"], ["≥"]],
    )
    assert scores == [[9.47], [6.25], [None], [3.0], ["没有填完成值，应先填写"]]
    assert excel.jb_indicator_score([[95]], [[90]], 10, None, 0) == [[9.0]]
    assert excel.jb_indicator_score([[95], [95]], [[90], [90]], 10, [["≥"], [None]])[1][0].startswith("没有填方向")


def test_scores_of_execution_have_ten_points_unless_told():
    assert excel.jb_execution_score([[549.89], [110]], [[640.68], [100]]) == [[8.58], [10.0]]
    assert excel.jb_execution_score([[50]], [[100]], [[20]], [[0]]) == [[10.0]]
    assert excel.jb_execution_score([[50]], [[100]], [[None]]) == [[5.0]]


def test_steps_over_the_limit_are_of_the_size_that_the_cells_need():
    assert excel.jb_step_deduction([[0.125], [0.09], [0.3]], [[0.1]], 5, 2, 0.01) == [[1.0], [5.0], [0.0]]
    assert excel.jb_step_deduction([["12.5%"]], [[10]], 5, 2, 1) == [[1.0]]
    assert excel.jb_step_deduction([[12.5]], [[10]], 5, 2, None) == [["没有填步长，应先填写"]]


def test_ratios_are_numbers_times_what_was_asked():
    assert excel.jb_rate([[1715], [1048.2]], [[3428], [20247.95]]) == [[50.03], [5.18]]
    assert excel.jb_truncated_rate([[1715], [1048.2]], [[3428], [20247.95]]) == [[50.02], [5.17]]
    assert excel.jb_rate([[1]], [[3]], 1, 4) == [[0.3333]]
    assert excel.jb_rate([[1]], [[3]], [[None]], [[None]]) == [[33.33]]
    assert excel.jb_rate([[1]], [[0]]) == [["分母为 0，无法计算比率，应核对填报的数字"]]


def test_what_printed_figures_say_is_shown_beside_them():
    assert excel.jb_printed_decimals([[39.03, "131.8%", 280000000.0, None]]) == [[2, 1, -7, None]]
    assert excel.jb_printed_bounds([[2.8], [None], ["约5"], [280000000.0]]) == [
        [2.75, 2.85],
        [None, None],
        ["“约5”不是能识别的数字，应填一个数，如 168,431.56", None],
        [275000000.0, 285000000.0],
    ]
    assert excel.jb_printed_bounds([[1, 2]]) == [["区域应为一列"]]
    assert excel.jb_printed_bounds(None) == [[None, None]]


def test_what_may_stand_behind_a_printed_figure_is_a_text():
    assert excel.jb_growth_bases(
        [[343], [398], [1000], [10**9], [None]], [[131.8], [7.8], [-50], [7.8], [5]], None
    ) == [
        ["148"],
        ["无"],
        ["1981～2020"],
        ["927213723 起，1000 个以上"],
        [None],
    ]
    assert excel.jb_growth_bases([[1000]], [[-50]], [[1]]) == [["1999～2002"]]
    assert excel.jb_implied_denominators([[5398500], [3]], [[9887.4], [7.5]]) == [["546"], ["无"]]
    assert excel.jb_implied_denominators([[4397]], [[5.79]], [[100]]) == [["75876～76006"]]
    assert excel.jb_implied_denominators([[4397]], [[0]]) == [["比率为 0，无法计算，应核对填报的数字"]]


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
        others = {"jb_convert_unit": ["元", "元"]}.get(name, [[[2]]] * (required_arguments(function) - 1))
        [[message, *rest]] = function([[cell]], *others)
        assert isinstance(message, str), name
        assert not any(rest), name


def test_a_result_that_no_cell_can_hold_is_a_message():
    assert excel.jb_total([["9E+307"]] * 2000) == [["结果超出 Excel 能表示的范围"]]


def test_names_are_ascii_and_the_wizard_shows_chinese_help():
    for name, function in FUNCTIONS.items():
        assert name.isascii()
        assert all(parameter.isascii() for parameter in inspect.signature(function).parameters)
        assert not inspect.signature(function).parameters.keys() & set(WORDS_OF_VBA.split())
        assert not function.__doc__.splitlines()[0].isascii()
        assert len(function.__doc__.splitlines()[0]) < 80
