"""Totals, shares, rates and roll-up: what holds for any figures."""

from __future__ import annotations

import random
import subprocess
import sys
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import udfs
from udfs import (
    CalculationError,
    convert_unit,
    execution_rate,
    growth_rate,
    quota_bounds,
    roll_up,
    round_half_up,
    share,
    shares,
    total,
    totals_hundred,
    within_quota,
)
from udfs.numbers import MONEY_UNITS

ROOT = Path(udfs.__file__).parents[1]

amount = st.decimals(min_value=0, max_value=Decimal(9999999999), places=2)
signed = st.decimals(min_value=Decimal(-9999999999), max_value=Decimal(9999999999), places=2)
cell = st.none() | st.just("") | signed | signed.map(lambda number: f"{number:,f}")
column = st.lists(amount, min_size=1, max_size=30).filter(lambda amounts: sum(amounts) > 0)
places = st.integers(0, 6)


@given(column, places)
def test_shares_total_exactly_100_each_within_quota(amounts, decimals):
    printed = shares(amounts, decimals)
    assert sum(printed) == 100
    assert totals_hundred(printed)
    assert all(within_quota(printed, amounts, decimals))
    assert all(percentage.as_tuple().exponent == -decimals for percentage in printed)


@given(st.lists(signed, min_size=1, max_size=10), places)
def test_shares_total_100_with_reductions_among_them_too(amounts, decimals):
    assume(sum(amounts) > 0)
    printed = shares(amounts, decimals)
    assert sum(printed) == 100
    assert all(within_quota(printed, amounts, decimals))


@given(column, st.randoms(use_true_random=False), places)
def test_shares_go_with_their_rows_when_rows_without_ties_are_reordered(amounts, shuffle, decimals):
    whole, hundred = sum(map(Fraction, amounts)), 10 ** (decimals + 2)
    remainders = [Fraction(amount) * hundred / whole % 1 for amount in amounts]
    assume(len(set(remainders)) == len(remainders))
    order = list(range(len(amounts)))
    shuffle.shuffle(order)
    straight = shares(amounts, decimals)
    assert shares([amounts[row] for row in order], decimals) == [straight[row] for row in order]


@given(column, st.randoms(use_true_random=False), places)
def test_the_same_shares_are_given_out_in_any_order(amounts, shuffle, decimals):
    # Rows of different amounts may lose just as much by the cut; then the earlier one gets the step.
    distinct = set(amounts)
    whole = sum(Fraction(amount) for amount in amounts)
    assume(len({Fraction(amount) * 10 ** (decimals + 2) / whole % 1 for amount in distinct}) == len(distinct))
    shuffled = random.Random(shuffle.random()).sample(amounts, len(amounts))
    given_out = sorted(zip(amounts, shares(amounts, decimals), strict=True))
    assert sorted(zip(shuffled, shares(shuffled, decimals), strict=True)) == given_out


@given(st.integers(1, 12), st.integers(2, 12), places)
def test_of_equal_rows_the_earlier_ones_are_rounded_up(value, rows, decimals):
    printed = shares([value] * rows, decimals)
    assert printed == sorted(printed, reverse=True)


@given(column, st.data(), places)
def test_only_the_absorbing_row_departs_from_plain_rounding(amounts, data, decimals):
    absorb = data.draw(st.integers(0, len(amounts) - 1))
    printed = shares(amounts, decimals, absorb)
    plain = [share(amount, total(amounts), decimals) for amount in amounts]
    assert sum(printed) == 100
    assert printed[:absorb] + printed[absorb + 1 :] == plain[:absorb] + plain[absorb + 1 :]
    assert printed[absorb].as_tuple().exponent == -decimals


@given(column, places)
def test_shares_follow_the_published_rule_in_whole_numbers(amounts, decimals):
    counts = [int(amount * 100) for amount in amounts]
    hundred = 10 ** (decimals + 2)
    floors = [count * hundred // sum(counts) for count in counts]
    ranked = sorted(range(len(counts)), key=lambda row: (-(counts[row] * hundred % sum(counts)), row))
    for row in ranked[: hundred - sum(floors)]:
        floors[row] += 1
    assert [percentage * 10**decimals for percentage in shares(amounts, decimals)] == floors


@given(column, places, st.integers(-3, 8))
def test_shares_do_not_depend_on_the_unit(amounts, decimals, power):
    assert shares([number.scaleb(power) for number in amounts], decimals) == shares(amounts, decimals)


@given(amount, amount.filter(bool), places)
def test_the_bounds_enclose_the_share_by_less_than_a_step(part, whole, decimals):
    low, high = quota_bounds(part, whole, decimals)
    exact = 100 * Fraction(part) / Fraction(whole)
    assert Fraction(low) <= exact <= Fraction(high)
    assert high - low == (0 if Fraction(low) == exact else Decimal(1).scaleb(-decimals))
    assert share(part, whole, decimals) in (low, high)


def test_a_share_is_not_rounded_twice():
    # 33.335 less a little: a quotient of 28 digits would read 33.335 and round up
    part, whole = 66_670_000_000_000_000_000_000_000_000_000_000 - 1, 200_000_000_000_000_000_000_000_000_000_000_000
    assert share(part, whole) == Decimal("33.33")
    assert growth_rate(part + whole, whole) == Decimal("33.33")
    assert execution_rate(part, whole) == Decimal("33.33")


@given(st.lists(cell), st.lists(cell))
def test_a_total_of_totals_is_the_total(one, other):
    assert total([total(one), total(other)]) == total(one + other)


@given(st.lists(cell), st.randoms(use_true_random=False))
def test_a_total_does_not_depend_on_the_order(cells, shuffle):
    shuffled = list(cells)
    shuffle.shuffle(shuffled)
    assert total(shuffled) == total(cells)


@given(st.lists(signed))
def test_a_total_of_floats_does_not_drift(amounts):
    assert total([float(number) for number in amounts]) == sum(amounts)


@given(st.lists(st.lists(cell, min_size=2, max_size=2)))
def test_rows_are_totalled_like_one_list(rows):
    assert total(rows) == total([one for row in rows for one in row])


def test_a_total_is_exact_whatever_decimal_context_the_caller_has():
    with localcontext(prec=3):
        assert total(["123456789012345678901234567890.12", 0.01]) == Decimal("123456789012345678901234567890.13")
        assert shares([98352.28, 18280.89, 65509.78], 6, 0)[1] == Decimal("10.036562")
        assert round_half_up("12345.675") == Decimal("12345.68")
        assert convert_unit("12345.678", "万元", "元") == 123456780


def test_a_total_of_the_largest_and_the_smallest_number_is_exact():
    assert total(["9E+307", "1E-307", "-9E+307"]) == Decimal("1E-307")


@given(signed, st.sampled_from([*MONEY_UNITS]), st.sampled_from([*MONEY_UNITS]))
def test_a_conversion_comes_back_unchanged(number, source, target):
    assert convert_unit(convert_unit(number, source, target), target, source) == number
    assert convert_unit(number, source, target).as_tuple().exponent <= 0  # prints without an exponent


@given(st.lists(st.lists(cell)))
def test_a_roll_up_level_by_level_is_the_roll_up_at_once(units):
    at_once = [value for unit in units for value in unit]
    assert roll_up("sum", [roll_up("sum", unit) for unit in units]) == roll_up("sum", at_once)
    assert roll_up("first", [roll_up("first", unit) for unit in units]) == roll_up("first", at_once)
    counts = [roll_up("count", unit) for unit in units]
    assert (roll_up("sum", counts) or 0) == roll_up("count", at_once)


def test_what_nobody_reported_stays_blank_and_a_reported_zero_does_not():
    assert roll_up("sum", [None, "", "　"]) is None
    assert roll_up("sum", [None, 0]) == 0
    assert roll_up("first", [None, 0, 5]) == 0
    assert roll_up("count", [None, 0, ""]) == 1


def test_a_value_that_cannot_be_read_stops_the_sum():
    with pytest.raises(CalculationError, match="“约5”不是能识别的数字"):
        roll_up("sum", [1, "约5"])


def test_importing_the_room_stays_light():
    program = "import sys, udfs; print(sorted({'pandas', 'numpy', 'xlwings', 'openpyxl'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
