"""How a value of a workbook is printed in running text."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbook_templates.submission import Value

_MYRIADS = ((Decimal(10**8), "亿"), (Decimal(10**4), "万"))


def printed(value: Value, kind: str, decimals: int) -> str:
    """A value with the form's decimals, thousands separators, the % sign.

    No digit is dropped: a figure with more decimals than the form has is printed with all of them.

    >>> printed(Decimal("182142.9"), "money", 2), printed(Decimal("6.55"), "percent", 2)
    ('182,142.90', '6.55%')
    """
    if isinstance(value, Decimal):
        if kind == "year":
            return f"{value.normalize():f}"
        return f"{value:,.{max(decimals, _decimals(value))}f}{'%' if kind == 'percent' else ''}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


def short(value: Value, kind: str, decimals: int) -> str:
    """A figure without closing zeros, in 万 or 亿 where at most two decimals then say it exactly.

    >>> [short(Decimal(n), "number", 2) for n in ("390300", "280000000", "4397", "280000001", "5.10")]
    ['39.03万', '2.8亿', '4,397', '280,000,001', '5.1']
    """
    if not isinstance(value, Decimal) or kind == "year":
        return printed(value, kind, decimals)
    for size, name in _MYRIADS:
        if abs(value) >= 10 * size or (abs(value) >= size and name == "亿"):
            scaled = (value / size).normalize()
            if _decimals(scaled) <= 2:
                return f"{scaled:,f}{name}"
    return trimmed(value, kind, decimals)


def trimmed(value: Value, kind: str, decimals: int) -> str:
    """A figure without closing zeros.

    >>> trimmed(Decimal("4397.00"), "number", 2), trimmed(Decimal("76.40"), "percent", 2)
    ('4,397', '76.4%')
    """
    return printed(value, kind, 0)


def unit_of(label: str, kind: str, money_unit: str) -> str:
    """The unit of a figure: the form's for money, otherwise what closes its label in brackets.

    >>> unit_of("常住人口（万人）", "number", "元"), unit_of("收入合计", "money", "万元")
    ('万人', '万元')
    """
    if kind == "money":
        return money_unit
    found = re.search(r"（([^（）]{1,8})）$", label) if kind in ("number", "integer") else None
    return found[1] if found else ""


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
