"""Scores, grades and deductions: what holds for any figures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from udfs import (
    GRADES,
    CalculationError,
    execution_rate,
    execution_score,
    grade,
    indicator_score,
    round_half_up,
    step_deduction,
)

figure = st.decimals(min_value=-100000, max_value=100000, places=2)
positive = st.decimals(min_value=Decimal("0.01"), max_value=100000, places=2)
points = st.decimals(min_value=0, max_value=100, places=1)
sign = st.sampled_from(["≥", ">=", "＞", ">", "≤", "<=", "＜", "<", "＝", "="])
places = st.integers(0, 4)
AT_LEAST, AT_MOST = ("≥", ">=", ">", "＞"), ("≤", "<=", "<", "＜")


@given(figure, figure, points, sign, places)
def test_a_score_is_from_nothing_to_the_points(target, actual, full, direction, decimals):
    score = indicator_score(target, actual, full, direction, decimals)
    assert 0 <= score <= round_half_up(full, decimals)
    assert score.as_tuple().exponent == -decimals


@given(figure, points, places)
def test_who_does_exactly_what_was_planned_gets_all_points(target, full, decimals):
    for direction in ("≥", "≤", "="):
        assert indicator_score(target, target, full, direction, decimals) == round_half_up(full, decimals)


@given(figure, figure, figure, points)
def test_more_of_what_is_wanted_never_scores_less(target, one, other, full):
    low, high = sorted([one, other])
    for direction in AT_LEAST:
        assert indicator_score(target, low, full, direction) <= indicator_score(target, high, full, direction)
    for direction in AT_MOST:
        assert indicator_score(target, low, full, direction) >= indicator_score(target, high, full, direction)


@given(positive, figure, points)
def test_who_misses_does_not_get_more_for_a_harder_target(target, actual, full):
    assert indicator_score(2 * target, actual, full, "≥") <= indicator_score(target, actual, full, "≥")
    assert indicator_score(target / 2, actual, full, "≤") <= indicator_score(target, actual, full, "≤")


@given(positive, st.decimals(min_value=0, max_value=1, places=3), points)
def test_the_points_are_in_proportion_to_what_was_reached(target, part, full):
    expected = round_half_up(part * full)
    assert indicator_score(target, target * part, full, ">=") == expected
    assert indicator_score(target, target * part, full, "=") == expected
    assert indicator_score(target, target * (2 - part), full, "=") == expected
    assert indicator_score(target * part, target, full, "<=") == expected


@given(figure, figure, points)
def test_all_ways_to_type_a_direction_mean_the_same(target, actual, full):
    for same in (("≥", ">=", "≧", "＞＝", " >= "), ("≤", "<=", "≦", "＜＝"), ("＞", ">"), ("＜", "<"), ("＝", "=")):
        assert len({indicator_score(target, actual, full, direction) for direction in same}) == 1


@given(positive, positive, points, places)
def test_the_score_of_execution_is_the_rate_of_the_points_at_most_all(executed, budget, full, decimals):
    score = execution_score(executed, budget, full, decimals)
    assert score == indicator_score(budget, executed, full, "≥", decimals)
    assert (score == round_half_up(full, decimals)) or execution_rate(executed, budget) <= 100
    assert execution_score(executed, budget, 100) == min(execution_rate(executed, budget), Decimal(100))


@given(figure, figure, points, st.decimals(min_value=0, max_value=10, places=1), positive)
def test_what_is_left_is_from_nothing_to_the_points(value, limit, full, each, step):
    left = step_deduction(value, limit, full, each, step)
    assert 0 <= left <= full
    assert value > limit or left == full


@given(figure, points, st.decimals(min_value=0, max_value=10, places=1), positive, st.integers(0, 30))
def test_a_point_is_taken_off_when_a_step_is_full_and_not_before(limit, full, each, step, count):
    left = max(Decimal(0), full - count * each)
    assert step_deduction(limit + count * step, limit, full, each, step) == left
    assert step_deduction(limit + count * step + step - Decimal("0.001"), limit, full, each, step) == left


def test_a_deduction_prints_like_the_points():
    assert [str(step_deduction(over, 0, 1000, 0.5)) for over in (0, 1, 2, 3000)] == ["1000", "999.5", "999", "0"]


@given(st.decimals(min_value=0, max_value=100, places=2))
def test_every_score_has_one_grade(score):
    lowest = dict(GRADES)[grade(score)]
    assert score >= lowest
    assert all(score < other for _, other in GRADES if other > lowest)


@pytest.mark.parametrize("steps", [[], [("优", 90), ("良", 90)], [("优", 90), ("良", 95)]])
def test_grades_that_do_not_fall_or_are_missing_are_refused(steps):
    with pytest.raises(CalculationError, match=r"由高到低|没有等级的划分"):
        grade(80, steps)


@pytest.mark.parametrize("direction", [None, "", "　", "≈", "=>", "约", 1])
def test_a_direction_that_is_not_one_is_refused(direction):
    with pytest.raises(CalculationError, match=r"方向.*应为 ≥、＞、≤、＜ 或 ＝"):
        indicator_score(1, 1, 1, direction)
