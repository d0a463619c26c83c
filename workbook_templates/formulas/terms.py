"""What formulas are made of: sums at their decimals, whole steps, half-up quotients, cells in their own scale."""

from __future__ import annotations

from decimal import Decimal
from math import gcd
from typing import TYPE_CHECKING

from workbook_templates.rules import unsigned

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbook_templates.model import Form


def places(form: Form, identifier: str) -> int:
    """Decimals of the cell's own value: a percentage cell holds the fraction."""
    expected = form.expected[identifier]
    return expected.decimals + (2 if expected.type == "percent" else 0)


def rounded_sum(names: Sequence[str], decimals: int) -> str:
    """A sum at its decimals, blank where nothing is filled in."""
    listed = ",".join(names)
    return f'=IF(COUNT({listed})=0,"",ROUND(SUM({listed}),{decimals}))'


def whole_steps(form: Form, names: Iterable[str], decimals: int) -> str:
    """The sum of operands (those with a minus sign taken off) in whole steps of the last decimal.

    A percentage cell holds the fraction: its steps are those of the number before the %.
    """
    terms = []
    for name in names:
        scale = 10 ** (decimals + (2 if form.expected[unsigned(name)].type == "percent" else 0))
        terms.append(f"{'-' if name.startswith('-') else '+'}ROUND(SUM({unsigned(name)})*{scale},0)")
    return f"({''.join(terms).removeprefix('+')})"


def half_up(numerator: str, denominator: str) -> str:
    """The quotient of two whole positive terms, rounded half-up to a whole number."""
    doubled = f"(2*{numerator}+{denominator})"
    return f"({doubled}-MOD({doubled},2*{denominator}))/(2*{denominator})"


def signed_half_up(numerator: str, denominator: str) -> str:
    """As `half_up`, with a numerator that may be negative: half away from zero, as ROUND does."""
    return f"SIGN({numerator})*{half_up(f'ABS({numerator})', denominator)}"


def factors(above: int, below: int) -> tuple[str, str]:
    """Two multipliers without their common divisor, as they stand in a formula ("" for 1)."""
    shared = gcd(above, below)
    return tuple(f"*{n // shared}" if n != shared else "" for n in (above, below))  # type: ignore[return-value]


def limit_of(form: Form, identifier: str, limit: str) -> str:
    """A limit in the scale of the cell with which it is compared: percentages as fractions."""
    number = Decimal(limit)
    if form.expected[identifier].type == "percent":
        number /= 100
    return f"{number.normalize():f}"
