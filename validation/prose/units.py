"""The units in which a report's prose counts (计量单位), and what can be compared with what."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple


class Unit(NamedTuple):
    """A unit: figures of one dimension (量纲) can be compared, after multiplication by the factor."""

    dimension: str
    factor: Decimal


_ONE = Decimal(1)
PERCENT: Final = "%"
MONEY: Final = "元"
MULTIPLES: Final = {"": _ONE, "万": Decimal(10_000), "亿": Decimal(100_000_000)}
"""What a figure is multiplied by that is printed as 39.03万 (平方米)."""

_SPELLINGS: Final = {
    PERCENT: "%",
    MONEY: "元",
    "平方米": "平方米 ㎡ m² 平米 平方",
    "平方公里": "平方公里",
    "人": "人 名 位",
    "人次": "人次",
    **{unit: unit for unit in "所个件篇间家项处节场次座台套册支栋条份辆户门亩分"},
}

UNITS: Final = {
    spelling: Unit(dimension, _ONE) for dimension, spellings in _SPELLINGS.items() for spelling in spellings.split()
}
"""Every spelling of a unit, without 万 and 亿."""

SPELLINGS: Final = sorted(UNITS, key=len, reverse=True)
"""Longest first, so that 平方公里 is not read as 平方."""


def unit_of(spelling: str) -> Unit | None:
    """The unit that a spelling such as 万元, 元 or ㎡ stands for; None where it is not known.

    >>> unit_of("万元")
    Unit(dimension='元', factor=Decimal('10000'))
    >>> unit_of("名").dimension, unit_of("光年")
    ('人', None)
    """
    for multiple in ("万", "亿"):
        rest = spelling.removeprefix(multiple)
        if rest != spelling and rest in UNITS:
            return Unit(UNITS[rest].dimension, MULTIPLES[multiple])
    return UNITS.get(spelling)
