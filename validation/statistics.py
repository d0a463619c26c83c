"""Findings counted (审核统计): by unit, or by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.findings import SEVERITIES, Finding, counts
from validation.messages import meaning_of
from workbook_templates.catalogue import UnknownFormError, find_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbook_templates.submission import Unit


class Line(NamedTuple):
    """The findings of a unit or of a rule.

    Attributes:
        code: Code of the unit, or identifier of the rule.
        name: Name of the unit, or what the rule asks.
        counts: How many there are of each severity.
        open: How many are still to be dealt with.
        units: Of how many units they are.
    """

    code: str
    name: str
    counts: Mapping[str, int]
    open: int
    units: int

    @property
    def total(self) -> int:
        """All findings."""
        return sum(self.counts.values())


def by_unit(findings: Iterable[Finding], units: Iterable[Unit] = ()) -> list[Line]:
    """A line for each unit: the given ones, with findings or not, then others as they are met.

    A file that is nobody's stands for itself.
    """
    groups: dict[str, list[Finding]] = {}
    names = {unit.code: unit.name for unit in units}
    for code in names:
        groups[code] = []
    for finding in findings:
        key = _holder(finding)
        groups.setdefault(key, []).append(finding)
        names.setdefault(key, finding.unit.name or finding.file)
    return [_line(key if _is_code(key, found) else "", names[key], found) for key, found in groups.items()]


def by_rule(findings: Iterable[Finding]) -> list[Line]:
    """A line for each rule that found something: mandatory ones first, of these those that found most."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.rule, []).append(finding)
    ranked = sorted(groups.items(), key=lambda group: (_rank(group[1]), -len(group[1]), group[0]))
    return [_line(rule, _title(rule, found[0].form), found) for rule, found in ranked]


def _line(code: str, name: str, findings: Sequence[Finding]) -> Line:
    holders = {_holder(finding) for finding in findings}
    return Line(code, name, counts(findings), sum(finding.open for finding in findings), len(holders))


def _holder(finding: Finding) -> str:
    return finding.unit.code or finding.unit.name or finding.file


def _is_code(key: str, findings: Sequence[Finding]) -> bool:
    return not findings or any(finding.unit.code == key for finding in findings)


def _rank(findings: Iterable[Finding]) -> int:
    return min(SEVERITIES.index(finding.severity) for finding in findings)


def _title(rule: str, form: str) -> str:
    """What a rule of a form asks, or what a message of the program says."""
    try:
        known = {own.id: own.title for own in find_form(form).load().rules}
    except UnknownFormError:
        known = {}
    return known.get(rule) or meaning_of(rule)
