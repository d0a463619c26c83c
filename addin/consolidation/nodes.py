"""节点检查: which unit of the roster each submission is, whose figures count, and what is to be said of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from validation.nodes import at_unit, difference_finding, node_finding
from workbook_templates import names
from workbook_templates.model import normal
from workbook_templates.submission import Submission, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.consolidation.result import Consolidation
    from addin.roster import Roster, RosterUnit
    from validation import Finding


def assign(result: Consolidation, submissions: Sequence[Submission], whole: Roster | None = None) -> None:
    """Gives each unit its submission: by code, or by name where no code was filled in."""
    claims: dict[str, list[Submission]] = {}
    for submission in submissions:
        unit = _claimed(result.roster, submission)
        if unit is None and whole is not None and _claimed(whole, submission) is not None:
            result.passed_over.append((Path(submission.file), "不在这次选择的单位之内"))
        elif unit is None:
            result.unknown.append(submission)
        else:
            claims.setdefault(unit.code, []).append(submission)
    for unit in result.roster.units:
        claim = _without_old_summaries(result, unit, claims.get(unit.code, []))
        if len(claim) == 1 or (claim and all(claim[0].says_the_same(other) for other in claim[1:])):
            # The copy that was handed up often lies beside the workbook of which it was made.
            result.received[unit.code] = next((copy for copy in claim if copy.seal), claim[0])
        if len(claim) > 1:
            (result.repeated if unit.code in result.received else result.duplicate).append((unit, claim))


def _without_old_summaries(result: Consolidation, unit: RosterUnit, claim: list[Submission]) -> list[Submission]:
    """The root's earlier summary may lie beside what it was made of; beside other workbooks it counts for nothing."""
    if unit.parent is not None or len(claim) < 2:
        return claim
    result.passed_over += [(Path(old.file), "以前的汇总表") for old in claim if old.summary]
    return [submission for submission in claim if not submission.summary]


def _claimed(roster: Roster, submission: Submission) -> RosterUnit | None:
    return roster.unit_of(submission.unit.code, submission.unit.name)


def choose_contributors(result: Consolidation) -> None:
    """A node's figures are those of the units below it; where none of them came, its own submission."""

    def below(unit: RosterUnit) -> list[str]:
        codes = [code for child in result.roster.children(unit.code) for code in below(child)]
        return codes or ([unit.code] if unit.code in result.received else [])

    chosen = {code for root in result.roster.roots for code in below(root)}
    result.contributors = [unit.code for unit in result.roster.units if unit.code in chosen]
    twice = {unit.code for unit, _ in result.duplicate}
    for unit in result.roster.leaves():
        line = [unit, *result.roster.ancestors(unit.code)]
        if unit.code not in twice and not any(node.code in chosen for node in line):
            result.missing.append(unit)


def node_findings(result: Consolidation) -> list[Finding]:
    """What is wrong with who handed in what, and with what a bureau reported itself."""
    form = result.form
    found = [node_finding(form, "missing", as_unit(unit)) for unit in result.missing]
    for key, group in (("duplicate", result.duplicate), ("repeated", result.repeated)):
        for unit, claim in group:
            slots = {"count": str(len(claim)), "files": "、".join(submission.file for submission in claim)}
            found.append(node_finding(form, key, as_unit(unit), slots))
    for submission in result.unknown:
        slots = {"code": submission.unit.code or "（空）", "name": submission.unit.name or "（空）"}
        finding = node_finding(form, "unknown", submission.unit, slots, submission.file)
        found.append(at_unit(form, finding, submission, names.UNIT_CODE))
    for refusal in result.rejected:
        slots = {"reason": refusal.reason, "id": refusal.rule}
        found.append(node_finding(form, "rejected", Unit("", ""), slots, refusal.file))
    found += _renamed(result)
    return found + [
        difference_finding(form, row, result.received[row.unit.code]) for row in result.differences if row.difference
    ]


def _renamed(result: Consolidation) -> list[Finding]:
    found = []
    for code, submission in result.received.items():
        unit = result.roster.find(code)
        if unit is not None and submission.unit.name and normal(submission.unit.name) != normal(unit.name):
            slots = {"code": code, "name": submission.unit.name, "expected": unit.name}
            finding = node_finding(result.form, "renamed", as_unit(unit), slots, submission.file)
            found.append(at_unit(result.form, finding, submission, names.UNIT_NAME))
    return found


def as_unit(unit: RosterUnit) -> Unit:
    """A unit of the roster as a submission names it."""
    return Unit(unit.code, unit.name)
