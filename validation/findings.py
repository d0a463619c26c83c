"""A finding (审核结果): what is wrong, where, what was expected, with the figures found on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbook_templates.documents import plain_value
from workbook_templates.submission import Unit, Unreadable, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbook_templates.rules import Scope, Severity

MANDATORY: Severity = "强制"
"""Must be corrected."""
TO_VERIFY: Severity = "核实"
"""Passes with a written explanation (说明)."""
HINT: Severity = "提示"
"""For information."""
SEVERITIES: tuple[Severity, ...] = (MANDATORY, TO_VERIFY, HINT)


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure that took part (现场数据)."""

    field: str
    label: str
    cell: str
    value: Value | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Attributes:
        difference: Actual minus expected, where both are numbers.
        row: For a list's column, the number of the row in its list.
        explanation: The officer's 出错说明, if it counts.
        objection: Why the 出错说明 that was written does not count.
    """

    rule: str
    severity: Severity
    scope: Scope
    form: str
    unit: Unit
    file: str
    message: str
    sheet: str = ""
    cell: str = ""
    field: str = ""
    label: str = ""
    actual: Value | None = None
    expected: Value | None = None
    difference: Decimal | None = None
    operands: tuple[Operand, ...] = ()
    explanation: str = ""
    objection: str = ""
    row: int | None = None

    @property
    def numbered_label(self) -> str:
        """The label, in a list with the number of the row: 项目支出情况／项目名称（第 2 行）."""
        return numbered(self.label, self.row)

    @property
    def open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.severity == MANDATORY or (self.severity == TO_VERIFY and not self.explanation)

    def to_json(self) -> dict[str, Any]:
        """The finding as JSON data, in the shape on which others rely."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "scope": self.scope,
            "form": self.form,
            "unit": {"code": self.unit.code, "name": self.unit.name},
            "file": self.file,
            "sheet": self.sheet,
            "cell": self.cell,
            "field": self.field,
            "label": self.label,
            "actual": _plain(self.actual),
            "expected": _plain(self.expected),
            "difference": _plain(self.difference),
            "message": self.message,
            "operands": [
                {"field": o.field, "label": o.label, "cell": o.cell, "value": _plain(o.value)} for o in self.operands
            ],
            "explanation": self.explanation,
            "objection": self.objection,
        }


def numbered(label: str, row: int | None) -> str:
    """A label with the number of a list's row.

    >>> numbered("项目名称", 2), numbered("填报人", None)
    ('项目名称（第 2 行）', '填报人')
    """
    return f"{label}（第 {row} 行）" if row else label


def counts(findings: Iterable[Finding]) -> dict[str, int]:
    """Number of findings of each severity, also of those that have none.

    >>> counts([])
    {'强制': 0, '核实': 0, '提示': 0}
    """
    found: dict[str, int] = dict.fromkeys(SEVERITIES, 0)
    for finding in findings:
        found[finding.severity] += 1
    return found


def shown(value: Value | None, decimals: int | None = None, *, grouped: bool = True) -> str:
    """A value as an officer reads it: 182,142.95; 2024年1月16日; （空）.

    >>> shown(Decimal("182142.95")), shown(Decimal(2024), grouped=False), shown(None)
    ('182,142.95', '2024', '（空）')
    """
    if isinstance(value, Decimal) and not grouped:
        return f"{value:f}"
    if isinstance(value, Decimal):
        return f"{value:,f}" if decimals is None else f"{value:,.{decimals}f}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Unreadable):
        return value.shown or "（未计算）"
    return value or "（空）"


def _plain(value: Value | None) -> str | int | float | None:
    return value.shown if isinstance(value, Unreadable) else plain_value(value)
