"""What printed figures say: what holds for any of them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from udfs import (
    CalculationError,
    growth_bases,
    growth_rate,
    implied_denominators,
    printed_bounds,
    printed_decimals,
    rate,
)
from udfs.printed import MOST_BASES

WIDE = Context(prec=60)
printed = st.builds(lambda digits, power: Decimal(digits).scaleb(power), st.integers(-99999, 99999), st.integers(-6, 9))
places = st.integers(0, 3)


def as_printed(number, decimals):
    """Half-up at decimals that may be negative; `round_half_up` knows forms only."""
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, context=WIDE)


@given(printed)
def test_a_figure_is_printed_with_its_decimals_and_not_with_fewer(figure):
    decimals = printed_decimals(figure)
    assert as_printed(figure, decimals) == figure
    assert not figure or as_printed(figure, decimals - 1) != figure


@given(printed, st.sampled_from([str, float, Decimal, lambda figure: f"{figure:,f}", lambda figure: f"{figure:f}%"]))
def test_it_does_not_matter_how_a_figure_is_held(figure, held):
    assert printed_decimals(held(figure)) == printed_decimals(figure)
    assert printed_bounds(held(figure)) == printed_bounds(figure)


@given(printed.filter(bool), st.decimals(min_value=0, max_value=1, places=6))
def test_exactly_the_amounts_between_the_bounds_are_printed_so(figure, part):
    low, high = printed_bounds(figure)
    nearer, farther = sorted([low, high], key=abs)
    decimals, atom = printed_decimals(figure), Decimal("1E-30").copy_sign(figure)
    assert as_printed(nearer, decimals) == figure
    assert as_printed(WIDE.subtract(farther, atom), decimals) == figure
    assert as_printed(farther, decimals) != figure
    assert as_printed(WIDE.subtract(nearer, atom), decimals) != figure
    between = WIDE.add(low, WIDE.multiply(WIDE.subtract(high, low), part))
    assert between == farther or as_printed(between, decimals) == figure


@given(printed)
def test_bounds_print_without_an_exponent(figure):
    assert all("E" not in str(bound) or abs(bound) < Decimal("1E-6") for bound in printed_bounds(figure))


@given(current=st.integers(1, 3000), base=st.integers(1, 3000), decimals=places)
@example(current=1, base=1667, decimals=1)
def test_the_base_that_a_growth_was_calculated_from_is_found(current, base, decimals):
    growth = growth_rate(current, base, decimals)
    assume(growth > -100)
    found = growth_bases(current, growth, decimals)
    assert base in found or (len(found) == MOST_BASES and base > found[-1])


@given(st.integers(0, 400), st.integers(-999, 3000), places)
@example(current=343, tenths=1318, decimals=1)
@example(current=398, tenths=78, decimals=1)
@example(current=199, tenths=0, decimals=0)
@example(current=201, tenths=0, decimals=0)
def test_the_bases_are_those_that_trying_every_one_finds(current, tenths, decimals):
    growth = Decimal(tenths).scaleb(-1)
    enough = int(100 * current / (100 + Fraction(growth) - Fraction(1, 2 * 10**decimals))) + 2 if growth > -99 else None
    assume(enough is not None)
    tried = [base for base in range(1, enough) if growth_rate(current, base, decimals) == growth]
    assert growth_bases(current, growth, decimals) == tried[:MOST_BASES]


def test_bases_of_a_large_figure_are_cut_short_and_found_at_once():
    bases = growth_bases(10**15, 7.8)
    assert len(bases) == MOST_BASES
    assert growth_rate(10**15, bases[0], 1) == Decimal("7.8")
    assert growth_rate(10**15, bases[0] - 1, 1) == Decimal("7.9")


def test_the_decimals_of_a_growth_are_those_it_is_printed_with():
    assert growth_bases(343, "131.8%") == growth_bases(343, 131.8, 1) == [148]
    assert growth_bases(180, 80) == growth_bases(180, 80, 0) == [100]


def test_a_fall_to_nearly_nothing_has_bases_too():
    assert growth_bases(1, -99, 0) == list(range(67, 200))  # of 67, 1.49 % is left; of 200, 0.5 %: -99.5 is -100
    with pytest.raises(CalculationError, match="大于 -100%"):
        growth_bases(1, "-100.0%")


@given(st.integers(1, 100000), st.integers(1, 3000), st.sampled_from([1, 100]), places)
def test_the_denominator_that_a_rate_was_calculated_from_is_implied(numerator, denominator, times, decimals):
    figure = rate(numerator, denominator, times, decimals)
    assume(figure > 0)
    smallest, largest = implied_denominators(numerator, figure, times)
    assert smallest <= denominator <= largest


@given(st.integers(0, 60), st.integers(1, 3000), st.sampled_from([1, 10]))
@example(numerator=5, tenths=1000, times=1)
def test_the_denominators_are_those_that_trying_every_one_finds(numerator, tenths, times):
    figure = Decimal(tenths).scaleb(-1)
    low, high = map(Fraction, printed_bounds(figure))
    enough = int(numerator * times / low) + 2
    tried = [one for one in range(1, enough) if low * one <= numerator * times < high * one]
    assert implied_denominators(numerator, figure, times) == ((tried[0], tried[-1]) if tried else None)


def test_no_denominator_explains_a_rate_above_the_numerator():
    assert implied_denominators(3, 7.5) is None
    assert implied_denominators(0, 7.5) is None
