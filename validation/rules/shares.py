"""Shares (占比): each is the exact one cut or raised at the printed decimals, and together they make 100 %."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from udfs import quota_bounds, share, total
from validation.findings import shown
from validation.rules.base import Check, Evidence, readable
from workbook_templates.computing import shares_of
from workbook_templates.rules import Shares

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbook_templates.frames import Frames
    from workbook_templates.model import Form
    from workbook_templates.rules import AdjustedShare
    from workbook_templates.submission import Value

    Judgement = Callable[[Form, Shares, int, dict[str, Value]], Evidence | None]

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
    found: list[Evidence | None] = []
    for record in frames.records:
        amounts = [record.get(name) for name in rule.amounts()]
        judged = readable(*amounts) and shares_of(frames.form, rule, record) is not None
        found.append(evidence(frames.form, rule, position, record) if judged else None)
    return found


def _exact(form: Form, rule: Shares, position: int, record: dict[str, Value]) -> tuple[Decimal, Decimal, int]:
    """The part, the whole, and the decimals of its share."""
    amounts = [value if isinstance(value := record.get(name), Decimal) else Decimal(0) for name in rule.amounts()]
    return amounts[position], total(amounts), form.scalars[rule.shares()[0]].decimals


def _quota_evidence(form: Form, rule: Shares, position: int, record: dict[str, Value]) -> Evidence | None:
    printed = record.get(rule.shares()[position])
    if not readable(printed):
        return None
    part, whole, decimals = _exact(form, rule, position, record)
    low, high = quota_bounds(part, whole, decimals)
    if isinstance(printed, Decimal) and low <= printed <= high:
        return None
    nearest = share(part, whole, decimals)
    slots = {"low": shown(low), "high": shown(high), "exact": shown(share(part, whole, decimals + 4))}
    places: list[tuple[str, int | None]] = [(name, None) for name in (*rule.amounts(), rule.shares()[position])]
    difference = printed - nearest if isinstance(printed, Decimal) else None
    return Evidence(printed, nearest, difference, places, slots)


def _total_evidence(form: Form, rule: Shares, _: int, record: dict[str, Value]) -> Evidence | None:
    parts = [record.get(name) for name in rule.shares()]
    printed = record.get(rule.total_share())
    if not readable(printed, *parts):
        return None
    summed = total([value for value in parts if isinstance(value, Decimal)])
    if summed == HUNDRED == printed:
        return None
    actual = printed if summed == HUNDRED else summed
    difference = actual - HUNDRED if isinstance(actual, Decimal) else None
    return Evidence(actual, HUNDRED, difference, [(name, None) for name in rule.targets()])


def _adjusted_evidence(form: Form, rule: Shares, position: int, record: dict[str, Value]) -> Evidence | None:
    printed = record.get(rule.shares()[position])
    if not isinstance(printed, Decimal) or _quota_evidence(form, rule, position, record) is not None:
        return None
    part, whole, decimals = _exact(form, rule, position, record)
    rounded = share(part, whole, decimals)
    if printed == rounded:
        return None
    return Evidence(printed, rounded, printed - rounded, [(rule.amounts()[position], None)])
