"""Shares (占比): each is the exact one cut or raised at the printed decimals, and together they make 100 %."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from udfs import quota_bounds, share, total
from validation.findings import shown
from validation.rules.base import Check, Evidence, readable
from workbook_templates.computing import numbers_of
from workbook_templates.rules import Shares

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbook_templates.frames import Frames
    from workbook_templates.model import Form
    from workbook_templates.rules import AdjustedShare
    from workbook_templates.submission import Value

    Judgement = Callable[["_Column", int], Evidence | None]

HUNDRED = Decimal(100)


def share_checks(form: Form, rule: Shares) -> list[Check]:
    """占比: the quota rule for each part, and the column's total."""
    parts = [
        Check(rule, "", printed, partial(_judge, _quota_evidence, rule, position))
        for position, printed in enumerate(rule.shares())
    ]
    return [
        *parts,
        Check(rule, "", rule.total_share(), partial(_judge, _total_evidence, rule, -1), "shares_total"),
    ]


def adjusted_share_checks(form: Form, rule: AdjustedShare) -> list[Check]:
    """调整过的占比: right by the quota rule, but not what rounding gives."""
    shares = form.rule(rule.of)
    assert isinstance(shares, Shares)
    return [
        Check(rule, "", printed, partial(_judge, _adjusted_evidence, shares, position))
        for position, printed in enumerate(shares.shares())
    ]


def _judge(evidence: Judgement, rule: Shares, position: int, frames: Frames) -> list[Evidence | None]:
    prepared = _prepared(frames, rule.id)
    decimals = frames.form.scalars[rule.shares()[0]].decimals
    return [
        None if amounts is None else evidence(_Column(rule, amounts, decimals, record), position)
        for amounts, record in zip(prepared, frames.records, strict=True)
    ]


@lru_cache(maxsize=16)
def _prepared(frames: Frames, rule_id: str) -> list[list[Decimal] | None]:
    """For each unit, the amounts of the parts; None where shares can't be told from them."""
    rule = frames.form.rule(rule_id)
    assert isinstance(rule, Shares)
    found: list[list[Decimal] | None] = []
    for record in frames.records:
        values = [record.get(name) for name in rule.amounts()]
        amounts = [value if isinstance(value, Decimal) else Decimal(0) for value in values]
        found.append(amounts if numbers_of(values) and min(amounts) >= 0 and any(amounts) else None)
    return found


@dataclass(frozen=True)
class _Column:
    """The share column of one unit."""

    rule: Shares
    amounts: list[Decimal]
    decimals: int
    record: Mapping[str, Value]

    def printed(self, position: int) -> Value | None:
        """The share as it stands in the form."""
        return self.record.get(self.rule.shares()[position])

    @cached_property
    def whole(self) -> Decimal:
        """Sum of the amounts."""
        return total(self.amounts)


def _quota_evidence(column: _Column, position: int) -> Evidence | None:
    printed = column.printed(position)
    if not readable(printed):
        return None
    part, whole, decimals, rule = column.amounts[position], column.whole, column.decimals, column.rule
    low, high = quota_bounds(part, whole, decimals)
    if isinstance(printed, Decimal) and low <= printed <= high:
        return None
    nearest = share(part, whole, decimals)
    slots = {"low": shown(low), "high": shown(high), "exact": shown(share(part, whole, decimals + 4))}
    places: list[tuple[str, int | None]] = [(name, None) for name in (*rule.amounts(), rule.shares()[position])]
    difference = printed - nearest if isinstance(printed, Decimal) else None
    return Evidence(printed, nearest, difference, places, slots)


def _total_evidence(column: _Column, _: int) -> Evidence | None:
    parts = [column.record.get(name) for name in column.rule.shares()]
    printed = column.record.get(column.rule.total_share())
    if not readable(printed, *parts):
        return None
    summed = total([value for value in parts if isinstance(value, Decimal)])
    if summed == HUNDRED == printed:
        return None
    actual = printed if summed == HUNDRED else summed
    difference = actual - HUNDRED if isinstance(actual, Decimal) else None
    return Evidence(actual, HUNDRED, difference, [(name, None) for name in column.rule.targets()])


def _adjusted_evidence(column: _Column, position: int) -> Evidence | None:
    printed = column.printed(position)
    if not isinstance(printed, Decimal):
        return None
    part, whole, decimals = column.amounts[position], column.whole, column.decimals
    low, high = quota_bounds(part, whole, decimals)
    rounded = share(part, whole, decimals)
    if printed == rounded or not low <= printed <= high:
        return None
    return Evidence(printed, rounded, printed - rounded, [(column.rule.amounts()[position], None)])
