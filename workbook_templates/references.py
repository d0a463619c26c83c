"""Whether the names that a rule uses exist, and stand where the rule can look at them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook_templates.rules import BlankWhen, Growth, ImpliedDenominator, UnitSlip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbook_templates.model import Form
    from workbook_templates.rules import Rule

PATTERNS = frozenset(
    {
        *("range", "equals", "required", "one_of", "blank_when", "taken_as_stated"),
        *("measurable", "stale_year", "copied_text"),
    }
)
"""Kinds that look at each field alone, so that a pattern ("income.*.amount") may stand for several."""
SINGLE = frozenset(
    {
        *("mean", "execution_score", "grade", "split", "verdict", "standard_met"),
        *("same_as_last_year", "yearly_change"),
    }
)
"""Kinds that look at single fields only, not at lists."""


def reference_faults(form: Form, rule: Rule) -> Iterator[str]:
    """Names that the form does not have, or not in the place where the rule would look."""
    named = [*rule.references(), *(name for name in (rule.if_filled, rule.if_blank) if name)]
    for name in dict.fromkeys(named):
        if not _exists(form, name, patterns=rule.kind in PATTERNS):
            yield f"规则 {rule.id} 引用了 {name}，表里没有它"
        elif rule.kind in SINGLE and name not in form.scalars:
            yield f"规则 {rule.id} 的 {name} 应是单个指标"
    for first, others in _side_by_side(form, rule):
        for name in others:
            if form.section_of(name) not in ("", form.section_of(first)):
                yield f"规则 {rule.id} 比较的 {first} 和 {name} 不在同一个列表中"


def _exists(form: Form, name: str, *, patterns: bool) -> bool:
    if name in form.expected or name in form.list_sections:
        return True
    return patterns and bool(form.matching([name]))


def _side_by_side(form: Form, rule: Rule) -> Iterator[tuple[str, Sequence[str]]]:
    """A field, and those that are looked at in its row."""
    match rule:
        case Growth():
            yield from ((target, [name for name in others if name]) for target, *others in rule.instances())
        case ImpliedDenominator():
            yield from ((stated, others) for *others, stated in rule.instances())
        case UnitSlip():
            yield from ((name, [reference]) for name, reference in rule.instances())
        case BlankWhen():
            yield from ((name, [rule.field]) for name in form.matching(rule.fields))
