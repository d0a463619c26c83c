"""Variation, figures for each pupil, means and shared resources: what holds for any figures."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from udfs import (
    CalculationError,
    coefficient_of_variation,
    mean,
    per_hundred_pupils,
    per_pupil,
    rate,
    retention_rate,
    round_half_up,
    split_by_weight,
    total,
    truncated_rate,
    weighted_mean,
)

quantity = st.decimals(min_value=0, max_value=Decimal(9999999), places=2)
heads = st.integers(1, 5000)
school = st.tuples(quantity, heads)
schools = st.lists(school, min_size=1, max_size=40).filter(lambda rows: any(amount for amount, _ in rows))
places = st.integers(0, 6)
weight = st.sampled_from([Decimal(1), Decimal("1.1"), Decimal("1.2"), Decimal("1.32"), Decimal("0.07")])
stage = st.tuples(st.integers(0, 3000), weight)
stages = st.lists(stage, min_size=1, max_size=8).filter(lambda rows: any(pupils for pupils, _ in rows))


def columns(rows):
    return [list(column) for column in zip(*rows, strict=True)]


def squared_variation(rows):
    """The published formula, term by term, in fractions."""
    pupils = sum(heads for _, heads in rows)
    average = sum(Fraction(amount) for amount, _ in rows) / pupils
    variance = sum(Fraction(heads, pupils) * (Fraction(amount) / heads - average) ** 2 for amount, heads in rows)
    return variance / average**2


@given(schools, st.integers(0, 12))
def test_variation_is_the_published_formula_rounded_half_up(rows, decimals):
    result = Fraction(coefficient_of_variation(*columns(rows), decimals))
    half = Fraction(1, 2 * 10**decimals)
    squared = squared_variation(rows)
    assert max(Fraction(0), result - half) ** 2 <= squared < (result + half) ** 2


@given(schools)
def test_variation_agrees_with_a_calculation_in_floats(rows):
    pupils = sum(heads for _, heads in rows)
    average = float(sum(amount for amount, _ in rows)) / pupils
    spread = sqrt(sum(heads / pupils * (float(amount) / heads - average) ** 2 for amount, heads in rows))
    assert float(coefficient_of_variation(*columns(rows), 12)) == pytest.approx(spread / average, rel=1e-9, abs=1e-9)


@given(schools)
def test_variation_agrees_with_the_square_root_of_the_decimal_module(rows):
    with localcontext(prec=60):
        squared = squared_variation(rows)
        root = (Decimal(squared.numerator) / Decimal(squared.denominator)).sqrt()
    assert abs(coefficient_of_variation(*columns(rows), 15) - root) <= Decimal("0.5E-15") + Decimal("1E-40")


@given(schools, st.integers(-4, 6), st.integers(1, 50), places)
def test_variation_does_not_depend_on_the_units(rows, power, factor, decimals):
    amounts, pupils = columns(rows)
    scaled = [amount.scaleb(power) for amount in amounts], [heads * factor for heads in pupils]
    assert coefficient_of_variation(*scaled, decimals) == coefficient_of_variation(amounts, pupils, decimals)


@given(st.lists(heads, min_size=1, max_size=30), quantity.filter(bool), places)
def test_schools_with_the_same_for_each_pupil_do_not_vary(pupils, each, decimals):
    assert coefficient_of_variation([each * one for one in pupils], pupils, decimals) == 0


@given(schools, st.randoms(use_true_random=False))
def test_variation_does_not_depend_on_the_order_and_schools_without_anything_do_not_count(rows, shuffle):
    straight = coefficient_of_variation(*columns(rows))
    rows = [*rows, (None, 0), ("", ""), (0, None), ("0.00", "　")]
    shuffle.shuffle(rows)
    assert coefficient_of_variation(*columns(rows)) == straight


@given(schools, st.integers(0, 39))
def test_a_school_may_be_cut_in_proportion_without_changing_the_variation(rows, place):
    amount, pupils = rows[place % len(rows)]
    rows[place % len(rows)] = (amount, 2 * pupils)
    halves = [row for at, row in enumerate(rows) if at != place % len(rows)] + 2 * [(amount / 2, pupils)]
    assert coefficient_of_variation(*columns(halves)) == coefficient_of_variation(*columns(rows))


@given(schools)
def test_a_blank_quantity_beside_pupils_is_none(rows):
    amounts, pupils = columns(rows)
    assert coefficient_of_variation([*amounts, None], [*pupils, 77]) == coefficient_of_variation(
        [*amounts, 0], [*pupils, 77]
    )


def test_a_root_that_is_exactly_a_half_rounds_up_and_just_below_it_does_not():
    # Two equal schools with 1 + v and 1 - v vary by v.
    assert coefficient_of_variation(["1.0005", "0.9995"], [1, 1]) == Decimal("0.001")
    with localcontext(prec=60):
        below = Decimal("0.0005") - Decimal("1E-40")
        pair = [1 + below, 1 - below]
    assert coefficient_of_variation(pair, [1, 1]) == Decimal("0.000")
    assert coefficient_of_variation(["1.2345", "0.7655"], [1, 1]) == Decimal("0.235")  # as a float 0.23449999…


def test_a_whole_province_is_calculated_in_a_moment():
    pupils = [100 + 7 * number % 4999 for number in range(10_000)]
    amounts = [Decimal(number % 977) / 100 + 1 for number in range(10_000)]
    assert coefficient_of_variation(amounts, pupils) > 0


@given(quantity, heads, places)
def test_for_each_pupil_and_for_each_hundred_are_rates(amount, pupils, decimals):
    assert per_pupil(amount, pupils, decimals) == rate(amount, pupils, 1, decimals)
    assert per_hundred_pupils(amount, pupils, decimals) == rate(amount, pupils, 100, decimals)


@given(quantity, quantity.filter(bool), st.sampled_from([1, 100, 1000]), places)
def test_a_cut_rate_is_the_rounded_one_or_a_step_less(numerator, denominator, times, decimals):
    exact = Fraction(numerator) * times / Fraction(denominator)
    cut, step = Fraction(truncated_rate(numerator, denominator, times, decimals)), Fraction(1, 10**decimals)
    assert cut <= exact < cut + step
    assert Fraction(rate(numerator, denominator, times, decimals)) - cut in (0, step)


@given(quantity, quantity.filter(bool), st.sampled_from([1, 100]), places)
def test_a_negative_rate_mirrors_the_positive_one(numerator, denominator, times, decimals):
    for function in (rate, truncated_rate):
        assert function(-numerator, denominator, times, decimals) == -function(numerator, denominator, times, decimals)


def test_a_rate_that_nothing_can_hold_is_a_calculation_error():
    for function in (rate, truncated_rate):
        with pytest.raises(CalculationError, match="超出 Excel 能表示的范围"):
            function("9E+307", "1E-330", "9E+307")


@given(st.integers(0, 9999), st.integers(1, 9999), st.integers(0, 500), st.integers(0, 500), st.integers(0, 20))
def test_who_is_neither_gone_nor_dead_stayed(graduates, enrolled, came, went, died):
    expected = enrolled + came - went - died
    assume(expected > 0)
    assert retention_rate(expected, enrolled, came, went, died) == 100
    assert retention_rate(graduates, enrolled, came, went, died, 4) == rate(graduates, expected, decimals=4)


@given(quantity, stages, places)
def test_parts_total_what_is_shared(amount, rows, decimals):
    parts = split_by_weight(amount, *columns(rows), decimals)
    assert total(parts) == round_half_up(amount, decimals)
    assert all(part.as_tuple().exponent == -decimals and part >= 0 for part in parts)


@given(quantity, stages, places)
def test_each_part_is_within_a_step_of_its_share_and_nobody_gets_nothing(amount, rows, decimals):
    parts = split_by_weight(amount, *columns(rows), decimals)
    shared = Fraction(round_half_up(amount, decimals))
    whole = sum(pupils * Fraction(weight) for pupils, weight in rows)
    for part, (pupils, weight) in zip(parts, rows, strict=True):
        assert abs(Fraction(part) - shared * pupils * Fraction(weight) / whole) < Fraction(1, 10**decimals)
        assert pupils or part == 0


@given(quantity, stages, places, st.integers(1, 9))
def test_parts_do_not_depend_on_the_scale_of_the_weights(amount, rows, decimals, factor):
    pupils, weights = columns(rows)
    assert split_by_weight(amount, pupils, [factor * one for one in weights], decimals) == split_by_weight(
        amount, pupils, weights, decimals
    )


@given(st.lists(quantity, min_size=1, max_size=20), places)
def test_a_mean_with_equal_weights_is_the_plain_mean(values, decimals):
    assert weighted_mean(values, [3] * len(values), decimals) == mean(values, decimals)
    assert mean([*values, None, ""], decimals) == mean(values, decimals)


@given(st.lists(st.tuples(quantity, st.integers(0, 9)), min_size=1, max_size=20), places)
def test_a_weighted_mean_counts_each_value_as_often_as_its_weight(rows, decimals):
    spread = [value for value, count in rows for _ in range(count)]
    assume(spread)
    assert weighted_mean(*columns(rows), decimals) == mean(spread, decimals)


def test_rows_of_cells_are_taken_like_one_list():
    assert coefficient_of_variation([[60], [20]], [[1000, 1000]]) == Decimal("0.500")
    assert split_by_weight(1000, [[600], [300]], [[1], [1.1]]) == split_by_weight(1000, [600, 300], [1, 1.1])
    assert weighted_mean([[5], [7]], [[1, 3]]) == Decimal("6.50")


def test_nothing_depends_on_the_decimal_context_of_the_caller():
    with localcontext(prec=3):
        assert coefficient_of_variation(["12345.678", 2], ["3000", 1000], 9) == Decimal("0.576976207")
        assert split_by_weight("123456.785", [1, 1], [1, 1]) == [Decimal("61728.40"), Decimal("61728.39")]
        assert mean(["123456.7895", None]) == Decimal("123456.790")
