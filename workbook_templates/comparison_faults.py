"""Whether the rules that compare forms, years and units hang together."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook_templates.model import Form
    from workbook_templates.rules import CopiedText, SameAsLastYear, SameIndicators, YearlyChange


def same_indicators_faults(form: Form, rule: SameIndicators) -> Iterator[str]:
    """Columns of a list, and a likeness between 0 and 1."""
    if rule.section not in form.list_sections:
        yield f"规则 {rule.id} 所指的 {rule.section} 不是列表"
    if not 0 < Decimal(rule.similar) <= 1:
        yield f"规则 {rule.id} 的 similar 应大于 0、不大于 1，现为 {rule.similar}"


def same_as_last_year_faults(form: Form, rule: SameAsLastYear) -> Iterator[str]:
    """Without pairs, something must be carried over."""
    if not rule.pairs and not any(scalar.carried_from for scalar in form.scalars.values()):
        yield f"规则 {rule.id} 没有写 pairs，表里也没有写明 carried_from 的指标"


def yearly_change_faults(_: Form, rule: YearlyChange) -> Iterator[str]:
    """Limits are not negative; without another file it is a rule within the form, and is judged as such."""
    if (rule.reference is not None) != (rule.scope == "表内"):
        yield f"规则 {rule.id} 的 scope：有 reference（上年的数在本表）应为表内，没有应为跨年"
    for limit in (rule.percent, rule.least):
        if Decimal(limit) < 0:
            yield f"规则 {rule.id} 的 percent、least 不能是负数，现为 {limit}"


def copied_text_faults(_: Form, rule: CopiedText) -> Iterator[str]:
    """A length from 1 on."""
    if rule.least < 1:
        yield f"规则 {rule.id} 的 least 至少是 1，现为 {rule.least}"
