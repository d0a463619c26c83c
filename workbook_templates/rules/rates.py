"""Rates between figures: rate with its near misses, growth, implied_denominator."""

from __future__ import annotations

from typing import Literal

from workbook_templates.rules.base import Computing, Number, Repeated, RuleBase, expand, unsigned


class Rate(Computing):
    """比率: a field is a quotient of sums, half-up at the decimals that it shows.

    An operand with a minus sign ("-died") is taken off. Columns of one list are compared row by row. What
    `truncated_rate`, `coarse_rate` and `rounded_total` rules of the form explain is theirs to report.
    """

    kind: Literal["rate"]
    target: str
    numerator: list[str]
    denominator: list[str]
    times: Number = "100"
    """Factor: 100 for percentages and figures per hundred, 10000 for 元 from 万元, 1 per head."""

    def instances(self) -> list[tuple[str, list[str], list[str]]]:
        """Target, numerator and denominator for each entry of `each`."""
        return [
            (expand(self.target, key), [expand(n, key) for n in self.numerator],
             [expand(n, key) for n in self.denominator])
            for key in self.keys()
        ]  # fmt: skip

    def targets(self) -> list[str]:
        """The fields that it computes."""
        return [target for target, _, _ in self.instances()]

    def references(self) -> list[str]:
        """Targets and operands."""
        return [unsigned(name) for target, above, below in self.instances() for name in (target, *above, *below)]


class RateCompanion(RuleBase):
    """A near miss of a `rate` rule, reported on its own and with its own severity."""

    of: str
    """The rule whose rates are looked at."""


class TruncatedRate(RateCompanion):
    """疑似截断: the rate is what cutting gives, not what rounding gives."""

    kind: Literal["truncated_rate"]


class CoarseRate(RateCompanion):
    """位数较少: the rate is right, but printed with fewer decimals than the form has."""

    kind: Literal["coarse_rate"]


class RoundedTotal(RateCompanion):
    """总量经过舍入: the rate does not follow from the totals as printed, but from totals that round to them.

    The totals' own printed digits say how much they may have been rounded (区间检验): 2.8 亿 stands for
    anything from 2.75 to 2.85 亿.
    """

    kind: Literal["rounded_total"]


class Growth(Repeated):
    """增长率: with an earlier figure, the rate follows from it; without, a whole one must exist."""

    kind: Literal["growth"]
    target: str
    current: str
    base: str | None = None

    def instances(self) -> list[tuple[str, str, str | None]]:
        """Rate, current and earlier figure, for each entry of `each`."""
        return [
            (expand(self.target, key), expand(self.current, key), expand(self.base, key) if self.base else None)
            for key in self.keys()
        ]

    def references(self) -> list[str]:
        """Rate, current and earlier figure."""
        return [name for instance in self.instances() for name in instance if name]


class ImpliedDenominator(Repeated):
    """隐含分母: a total divided by its printed rate gives the count that was used; it is the one stated."""

    kind: Literal["implied_denominator"]
    numerator: str
    rate: str
    stated: str
    times: Number = "1"

    def instances(self) -> list[tuple[str, str, str]]:
        """Total, rate and stated count, for each entry of `each`."""
        return [(expand(self.numerator, k), expand(self.rate, k), expand(self.stated, k)) for k in self.keys()]

    def references(self) -> list[str]:
        """Total, rate and stated count."""
        return [name for instance in self.instances() for name in instance]
