"""Reading and rounding numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Context, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from udfs import CalculationError, ShownNumber, UnreadableNumberError, read_shown, round_half_up, to_decimal
from udfs.numbers import MONEY_UNITS, is_blank

money = st.decimals(min_value=Decimal(-9999999999999), max_value=Decimal(9999999999999), places=2)
short_money = st.decimals(min_value=Decimal(-99999999999), max_value=Decimal(99999999999), places=2)
blanks = st.text(alphabet=" \u3000\u00a0\t\n\u200b\ufeff", max_size=3)
units = st.sampled_from(["", "%", "‰", *MONEY_UNITS])
full_width = {ord(half): ord(half) + 0xFEE0 for half in "0123456789,.%-()"}


@given(number=money, unit=units, grouped=st.booleans(), wide=st.booleans(), before=blanks, after=blanks)
def test_a_number_typed_as_an_officer_types_it_is_read_back(number, unit, grouped, wide, before, after):
    text = f"{number:,f}" if grouped else f"{number:f}"
    text = f"{before}{text}{unit}{after}"
    shown = read_shown(text.translate(full_width) if wide else text)
    assert shown == ShownNumber(number, unit, as_text=True)


@given(number=money.filter(lambda number: number > 0), outside=units)
def test_brackets_are_a_minus_sign(number, outside):
    assert read_shown(f"({number:,f}){outside}") == ShownNumber(-number, outside, as_text=True)


@given(short_money)
def test_money_survives_the_float_of_a_cell(number):
    assert to_decimal(float(number)) == number


@given(st.floats(min_value=-9.99e307, max_value=9.99e307, allow_subnormal=False))
def test_a_float_is_taken_as_excel_shows_it(number):
    assert float(to_decimal(number)) == pytest.approx(number, rel=1e-14, abs=0)
    assert len(to_decimal(number).normalize().as_tuple().digits) <= 15


@given(st.integers(min_value=-(10**300), max_value=10**300))
def test_an_integer_stays_exact(number):
    assert to_decimal(number) == number


@given(money | st.decimals(allow_nan=False, allow_infinity=False, places=9), st.integers(0, 9))
def test_rounding_agrees_with_the_decimal_module_and_never_gives_minus_zero(number, decimals):
    rounded = round_half_up(number, decimals)
    expected = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, context=Context(prec=400))
    assert str(rounded) == str(expected or expected.copy_abs())


@pytest.mark.parametrize(
    "text",
    [
        *(">300", "≥95", "约5", "—", "-", "1＋1", "1+1", "", "　", "第11稿", "2024年", "1.2.3", "--5", "5-"),
        *("1,5", "1,68,431", "1,2345", "0,123", ",123", "1234,567", "１，５", "1 000", "5.", "."),
        *("①", "5²", "½", "٣", "百分之五", "万元", "%", "92.47%%", "5%元", "532万", "12人", "5㎡", "0x10"),
        *("(5", "5)", "()", "(-5)", "(+5)", "(5%)%", "1e", "e5", "1E+1234", "nan", "Infinity", "1_000"),
        *("#REF!", "#DIV/0!", "TRUE"),
    ],
)
def test_what_does_not_show_a_number_is_unreadable_and_never_zero(text):
    with pytest.raises(UnreadableNumberError, match="不是能识别的数字，应填一个数"):
        read_shown(text)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "空白不是数字"),
        (False, "逻辑值 FALSE不是数字"),
        (np.bool_(True), "逻辑值 TRUE不是数字"),  # noqa: FBT003
        (datetime(2024, 1, 16, tzinfo=UTC), "“2024-01-16"),
        (float("nan"), "数值无效"),
        (float("inf"), "数值无效"),
        (Decimal("NaN"), "数值无效"),
        (np.float64("nan"), "数值无效"),
        ([1], "不是数字"),
    ],
)
def test_what_is_not_a_number_is_unreadable(value, message):
    with pytest.raises(UnreadableNumberError, match=message):
        to_decimal(value)


@pytest.mark.parametrize("value", ["1E+308", 10**308, 1e308, Decimal("1E+400"), "1" * 400, "1E-400"])
def test_what_excel_cannot_hold_is_refused(value):
    with pytest.raises(CalculationError, match="超出 Excel 能表示的范围"):
        to_decimal(value)


@pytest.mark.parametrize("text", ["9.99999999999999E+307", "2.2251E-308"])
def test_the_largest_and_the_smallest_number_of_excel_are_read(text):
    assert to_decimal(text) == Decimal(text)


@pytest.mark.parametrize("unit", MONEY_UNITS)
def test_a_money_unit_is_kept_apart_but_refused_where_a_bare_number_is_due(unit):
    assert read_shown(f"5460 {unit}") == ShownNumber(Decimal(5460), unit, as_text=True)
    with pytest.raises(CalculationError, match=f"带有单位“{unit}”.*convert_unit"):
        to_decimal(f"5460{unit}")


@pytest.mark.parametrize("number", [np.int64(7), np.float64(7), np.float32(7), np.int8(7), 7.0, Decimal(7), 7])
def test_numbers_of_every_kind_are_read_and_are_not_text(number):
    assert read_shown(number) == ShownNumber(Decimal(7), "", as_text=False)


def test_a_long_text_is_shortened_in_the_message():
    with pytest.raises(UnreadableNumberError) as caught:
        to_decimal("为" * 500)
    assert len(str(caught.value)) < 60


@pytest.mark.parametrize("zero", [-0.0, Decimal("-0.00"), "-0", "(0.00)"])
def test_zero_has_no_sign(zero):
    assert not to_decimal(zero).is_signed()


@pytest.mark.parametrize("decimals", [-1, 16, 2.0, True, None, "2"])
def test_decimals_must_be_a_small_whole_number(decimals):
    with pytest.raises(CalculationError, match="小数位数应为 0 至 15 的整数"):
        round_half_up(1, decimals)


@pytest.mark.parametrize("value", [None, "", " ", "\u3000", "\u00a0\t", "\u200b\ufeff"])
def test_what_shows_nothing_is_blank(value):
    assert is_blank(value)


@pytest.mark.parametrize("value", [0, "0", "—", False, float("nan")])
def test_zero_a_dash_and_nan_are_not_blank(value):
    assert not is_blank(value)
