"""Rates: rate (比率) with what explains a near miss (疑似截断、位数较少、总量经过舍入)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from itertools import product
from typing import TYPE_CHECKING

from udfs import CalculationError, printed_bounds, printed_decimals, rate, truncated_rate
from validation.rules.base import Check, Entry, Evidence, blank, difference, entries, in_words, readable
from validation.rules.computed import OFFERED
from workbook_templates.interpret import plain_digits
from workbook_templates.rules import Rate, RateCompanion, unsigned

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbook_templates.frames import Frames
    from workbook_templates.model import Form
    from workbook_templates.submission import Value

    Bounds = tuple[Decimal, Decimal]
    Explanation = Callable[["_Quotient", Decimal], Mapping[str, str] | None]

RATE, TRUNCATED, COARSE, ROUNDED = "rate", "truncated_rate", "coarse_rate", "rounded_total"
ESTIMATED = frozenset({"money", "number"})
"""Types of operands that may have been rounded before they were printed; a count is exact."""


def rate_checks(form: Form, rule: Rate) -> list[Check]:
    """比率: not blank where it can be computed, and what the operands give, unless a companion explains it."""
    return [
        check
        for number, target in enumerate(rule.targets())
        for check in (
            _check(form, rule, rule.id, number, target, OFFERED),
            _check(form, rule, rule.id, number, target, rule.kind),
        )
    ]


def companion_checks(form: Form, rule: RateCompanion) -> list[Check]:
    """疑似截断、位数较少、总量经过舍入: rates that the companion explains."""
    of = form.rule(rule.of)
    assert isinstance(of, Rate)
    return [_check(form, rule, of.id, number, target, rule.kind) for number, target in enumerate(of.targets())]


def _check(form: Form, rule: Rate | RateCompanion, rate_id: str, number: int, target: str, verdict: str) -> Check:
    judge = partial(_judge, rate_id, number, verdict)
    return Check(rule, form.section_of(target), target, judge, OFFERED if verdict == OFFERED else "")


def _judge(rate_id: str, number: int, verdict: str, frames: Frames) -> list[Evidence | None]:
    misses = _misses(frames, rate_id)[number]
    return [miss.evidence if miss and miss.verdict == verdict else None for miss in misses]


@dataclass(frozen=True, slots=True)
class _Miss:
    """A rate that is not what its operands give, and what is to be said of it: a kind, or `OFFERED`."""

    evidence: Evidence
    verdict: str


@lru_cache(maxsize=16)
def _misses(frames: Frames, rate_id: str) -> list[list[_Miss | None]]:
    """For each rate of a rule, the miss of each row: looked at once, told by the rule or by one companion."""
    form = frames.form
    rule = form.rule(rate_id)
    assert isinstance(rule, Rate)
    companions = {other.kind for other in form.rules if isinstance(other, RateCompanion) and other.of == rate_id}
    explanations = [(kind, explains) for kind, explains in EXPLANATIONS.items() if kind in companions]
    found = []
    for target, numerator, denominator in rule.instances():
        rows = entries(frames, form.section_of(target))
        quotients = [_quotient(entry, target, numerator, denominator, rule) for entry in rows]
        found.append([quotient.miss(explanations) if quotient else None for quotient in quotients])
    return found


def _quotient(
    entry: Entry, target: str, numerator: Sequence[str], denominator: Sequence[str], rule: Rate
) -> _Quotient | None:
    above, below = entry.summed(numerator), entry.summed(denominator)
    actual = entry.value(target)
    if above is None or below is None or not readable(actual):
        return None
    decimals = entry.form.expected[target].decimals
    try:
        rounded = rate(above, below, Decimal(rule.times), decimals)
    except CalculationError:
        return None
    return _Quotient(entry, target, numerator, denominator, Decimal(rule.times), above, below, rounded)


@dataclass(frozen=True, slots=True)
class _Quotient:
    """One rate: where it stands, what it is a quotient of, and what it should be."""

    entry: Entry
    target: str
    numerator: Sequence[str]
    denominator: Sequence[str]
    times: Decimal
    above: Decimal
    below: Decimal
    rounded: Decimal

    @property
    def actual(self) -> Value | None:
        """The rate as it stands in the form."""
        return self.entry.value(self.target)

    @property
    def decimals(self) -> int:
        """Decimals at which the form shows it."""
        return self.entry.form.expected[self.target].decimals

    def worded(self, value: Decimal) -> str:
        """A rate as it stands in a message."""
        return in_words(self.entry.form, self.target, value)

    def miss(self, explanations: Sequence[tuple[str, Explanation]]) -> _Miss | None:
        """What is to be said of the rate; None where it is right."""
        actual = self.actual
        if actual == self.rounded:
            return None
        exact = rate(self.above, self.below, self.times, self.decimals + 4)
        names = [unsigned(name) for name in (*self.numerator, *self.denominator)]
        evidence = Evidence(
            actual,
            self.rounded,
            difference(actual, self.rounded),
            self.entry.places(names),
            {"exact": self.worded(exact)},
        )
        if blank(actual):
            return _Miss(evidence, OFFERED)
        if isinstance(actual, Decimal):
            for kind, explains in explanations:
                slots = explains(self, actual)
                if slots is not None:
                    return _Miss(replace(evidence, slots={**evidence.slots, **slots}), kind)
        return _Miss(evidence, RATE)


def _cut(quotient: _Quotient, actual: Decimal) -> Mapping[str, str] | None:
    """疑似截断: what cutting gives."""
    cut = truncated_rate(quotient.above, quotient.below, quotient.times, quotient.decimals)
    return {} if actual == cut else None


def _coarse(quotient: _Quotient, actual: Decimal) -> Mapping[str, str] | None:
    """位数较少: right with the decimals that it has."""
    decimals = max(0, printed_decimals(actual))
    right = rate(quotient.above, quotient.below, quotient.times, decimals)
    if decimals >= quotient.decimals or actual != right:
        return None
    return {"printed": quotient.worded(Decimal(plain_digits(actual)))}


def _rounded_totals(quotient: _Quotient, actual: Decimal) -> Mapping[str, str] | None:
    """总量经过舍入: the rates that are possible, and those that are printed so, have some in common."""
    above, below = (_bounds(quotient.entry, names) for names in (quotient.numerator, quotient.denominator))
    if below[0] <= 0:
        return None
    half = Decimal(5).scaleb(-quotient.decimals - 1)
    ends = list(product(above, below))
    exact = [Fraction(n) * Fraction(quotient.times) / Fraction(d) for n, d in ends]
    if not (min(exact) < Fraction(actual + half) and Fraction(actual - half) < max(exact)):
        return None
    possible = [rate(n, d, quotient.times, quotient.decimals) for n, d in ends]
    return {"low": quotient.worded(min(possible)), "high": quotient.worded(max(possible))}


def _bounds(entry: Entry, names: Sequence[str]) -> Bounds:
    """Between which sums the exact one lies, if each operand is known to its printed digits only."""
    low = high = Decimal(0)
    for name in names:
        kind = entry.form.expected[unsigned(name)].type
        for value in entry.values([unsigned(name)]):
            if isinstance(value, Decimal):
                least, most = printed_bounds(value) if kind in ESTIMATED and value else (value, value)
                low, high = (low - most, high - least) if name.startswith("-") else (low + least, high + most)
    return low, high


EXPLANATIONS: dict[str, Explanation] = {TRUNCATED: _cut, COARSE: _coarse, ROUNDED: _rounded_totals}
"""Kind of companion → what it says of a miss, or None; the first that explains it counts."""
