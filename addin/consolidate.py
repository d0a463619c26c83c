"""Consolidation (汇总): unit submissions rolled up by the roster's tree, each figure with its sources."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from udfs import roll_up
from validation import Finding, counts, validate
from validation.messages import rejection
from validation.nodes import Difference, difference_finding, node_finding
from workbook_templates import names
from workbook_templates.catalogue import find_form
from workbook_templates.computing import compute
from workbook_templates.documents import Row, plain_value
from workbook_templates.model import normal
from workbook_templates.submission import Cell, Rejection, Submission, Unit, Unreadable, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.collect import Outcome
    from addin.roster import Roster, RosterUnit
    from workbook_templates.catalogue import FormFolder
    from workbook_templates.model import Form, ListSection


class ConsolidationError(Exception):
    """A consolidation can't be made; the message (Chinese) says why and what to do."""


class Refusal(NamedTuple):
    """A file that counts for nothing: why (`rule` and its wording), and which file it was."""

    file: str
    rule: str
    reason: str
    sha256: str


@dataclass
class Consolidation:
    """The result of a consolidation.

    Attributes:
        received: The submission that stands for each unit, by code.
        contributors: Codes of the units whose figures make the root's, in the roster's order.
        values: Rolled-up scalars.
        rows: Concatenated list rows, each with its unit's code.
    """

    form: Form
    folder: FormFolder
    roster: Roster
    received: dict[str, Submission] = field(default_factory=dict)
    contributors: list[str] = field(default_factory=list)
    missing: list[RosterUnit] = field(default_factory=list)
    duplicate: list[tuple[RosterUnit, list[Submission]]] = field(default_factory=list)
    repeated: list[tuple[RosterUnit, list[Submission]]] = field(default_factory=list)
    unknown: list[Submission] = field(default_factory=list)
    rejected: list[Refusal] = field(default_factory=list)
    passed_over: list[tuple[Path, str]] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def unit(self) -> Unit:
        """The unit for which the summary speaks."""
        root = self.roster.root
        return Unit(root.code, root.name) if root else Unit("", "（多个上级单位）")

    @property
    def own(self) -> Submission | None:
        """What the bureau itself handed in: its words, and where its units came too, figures to compare."""
        return self.received.get(self.unit.code)

    def contributing(self) -> list[tuple[RosterUnit, Submission]]:
        """The contributing units with their submissions."""
        pairs = ((self.roster.find(code), self.received[code]) for code in self.contributors)
        return [(unit, submission) for unit, submission in pairs if unit is not None]

    def represented(self) -> list[RosterUnit]:
        """Units that handed nothing in themselves, but for which a unit above them stands."""
        accounted = {*self.received, *(unit.code for unit in self.missing), *(unit.code for unit, _ in self.duplicate)}
        return [unit for unit in self.roster.leaves() if unit.code not in accounted]

    def counts(self) -> dict[str, int]:
        """Number of findings of each severity."""
        return counts(self.findings)

    def to_json(self, output: Path | None) -> dict[str, Any]:
        """The result as JSON data, in the shape on which others rely."""
        leaves = self.roster.leaves()
        return {
            "form": self.form.id,
            "units": {
                "expected": len(leaves),
                "received": sum(unit.code in self.received for unit in leaves),
                "missing": [_unit_json(unit) for unit in self.missing],
                "duplicate": [
                    {**_unit_json(unit), "files": [s.file for s in submissions], "counted": counted}
                    for group, counted in ((self.duplicate, False), (self.repeated, True))
                    for unit, submissions in group
                ],
                "unknown": [{"code": s.unit.code, "name": s.unit.name, "file": s.file} for s in self.unknown],
                "represented": [_unit_json(unit) for unit in self.represented()],
                "passed_over": [{"file": str(path), "reason": reason} for path, reason in self.passed_over],
                "rejected": [{"file": refusal.file, "reason": refusal.reason} for refusal in self.rejected],
            },
            "values": {name: plain_value(value) for name, value in self.values.items()},
            "rows": {
                name: [{key: plain_value(value) for key, value in row.items()} for row in rows]
                for name, rows in self.rows.items()
            },
            "counts": self.counts(),
            "output": str(output) if output else None,
        }


def consolidate(outcomes: Sequence[Outcome], roster: Roster, form: str | None = None) -> Consolidation:
    """Rolls submissions up by the roster.

    Args:
        outcomes: What was read, submissions and rejections.
        roster: The tree of units.
        form: Identifier of the form; by default the one that the submissions share.

    Raises:
        ConsolidationError: no submission can be used, or it is not clear which form is meant.
        UnknownFormError: there is no such form.
    """
    submissions = [outcome for outcome in outcomes if isinstance(outcome, Submission)]
    rejected = [_rejected(outcome) for outcome in outcomes if isinstance(outcome, Rejection)]
    if not submissions:
        raise ConsolidationError(_nothing_usable(rejected))
    folder = find_form(form or _prevailing_form(submissions))
    result = Consolidation(folder.load(), folder, roster, rejected=rejected)
    usable = _usable(result, submissions)
    if not usable:
        raise ConsolidationError(_nothing_usable(result.rejected))
    _assign(result, usable)
    _choose_contributors(result)
    _roll_up(result)
    _compare(result)
    result.findings = [*_node_findings(result), *validate(list(result.received.values()))]
    return result


def _rejected(outcome: Rejection) -> Refusal:
    wording = rejection(outcome.code, outcome.slots)
    return Refusal(outcome.file, wording.rule, wording.text, outcome.sha256)


def _nothing_usable(rejected: Sequence[Refusal]) -> str:
    reasons = "".join(f"\n  {refusal.file}：{refusal.reason}" for refusal in rejected[:20])
    return f"没有一份可以汇总的报表：{reasons}"


def _prevailing_form(submissions: Sequence[Submission]) -> str:
    """The form that most submissions have; the others are rejected by name."""
    ranked = Counter(submission.form for submission in submissions).most_common(2)
    if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
        raise ConsolidationError(
            f"文件夹里有几张不同的表（{ranked[0][0]}、{ranked[1][0]} 等）：请用 --form 指明汇总哪一张"
        )
    return ranked[0][0]


def _usable(result: Consolidation, submissions: Sequence[Submission]) -> list[Submission]:
    """Submissions of this form that hold something; the others are rejected."""
    usable = []
    for submission in submissions:
        if submission.form != result.form.id:
            slots = {"form": submission.form, "wanted": result.form.id}
            result.rejected.append(_rejected(Rejection(submission.file, "other_form", slots, submission.sha256)))
        elif any(note.code == "empty_form" for note in submission.notes):
            result.rejected.append(_rejected(Rejection(submission.file, "empty_form", sha256=submission.sha256)))
        else:
            usable.append(submission)
    return usable


# ── 节点检查: who is there ─────────────────────────────────────────────────────


def _assign(result: Consolidation, submissions: Sequence[Submission]) -> None:
    """Gives each unit its submission: by code, or by name where no code was filled in."""
    claims: dict[str, list[Submission]] = {}
    for submission in submissions:
        unit = _claimed(result.roster, submission)
        if unit is None:
            result.unknown.append(submission)
        else:
            claims.setdefault(unit.code, []).append(submission)
    for unit in result.roster.units:
        claim = _without_old_summaries(result, unit, claims.get(unit.code, []))
        if len(claim) == 1 or (claim and all(_same_content(claim[0], other) for other in claim[1:])):
            result.received[unit.code] = claim[0]
        if len(claim) > 1:
            (result.repeated if unit.code in result.received else result.duplicate).append((unit, claim))


def _without_old_summaries(result: Consolidation, unit: RosterUnit, claim: list[Submission]) -> list[Submission]:
    """The root's earlier summary may lie beside what it was made of; beside other workbooks it counts for nothing."""
    if unit.parent is not None or len(claim) < 2:
        return claim
    result.passed_over += [(Path(old.file), "以前的汇总表") for old in claim if old.summary]
    return [submission for submission in claim if not submission.summary]


def _claimed(roster: Roster, submission: Submission) -> RosterUnit | None:
    if submission.unit.code:
        return roster.find(submission.unit.code)
    named = roster.by_name(submission.unit.name) if submission.unit.name else ()
    return named[0] if len(named) == 1 else None


def _same_content(one: Submission, other: Submission) -> bool:
    def content(submission: Submission) -> dict[tuple[str, int | None], Value]:
        return {(cell.field, cell.row): cell.value for cell in submission.cells}

    return content(one) == content(other)


def _choose_contributors(result: Consolidation) -> None:
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


# ── 汇总: the figures ──────────────────────────────────────────────────────────


def _roll_up(result: Consolidation) -> None:
    form = result.form
    contributing = [submission for _, submission in result.contributing()]
    result.rows = {section.id: concatenated(section, result.contributing()) for section in form.lists}
    summed = _sums(form, contributing)
    own = result.own.scalars if result.own else {}
    entered: dict[str, Value] = {
        **own,
        **{name: value for name, value in summed.items() if value is not None},
    }
    entered = {name: v for name, v in entered.items() if name in summed or form.scalars[name].rollup == "own"}
    computed = compute(form, entered, result.rows)
    every = {**entered, **{name: value for name, value in computed.items() if value is not None}}
    result.values = {name: every[name] for name in form.scalars if name in every and _kept(every[name])}


def _kept(value: Value) -> bool:
    return not isinstance(value, Unreadable)


def _sums(form: Form, submissions: Sequence[Submission]) -> dict[str, Decimal | None]:
    """Sums of the scalars that roll up so; computed ones follow from their parts."""
    records = [submission.scalars for submission in submissions]
    return {
        name: roll_up("sum", [v for r in records if isinstance(v := r.get(name), Decimal)])
        for name, scalar in form.scalars.items()
        if scalar.rollup == "sum" and not scalar.computed
    }


def concatenated(section: ListSection, contributing: Sequence[tuple[RosterUnit, Submission]]) -> list[Row]:
    """The rows of a list section of all units, each with the code of its unit; a row that has one keeps it.

    Goals get their number within their unit, which their indicators refer to.
    """
    found: list[Row] = []
    for unit, submission in contributing:
        for number, row in enumerate(submission.rows(section.id), start=1):
            if row:
                item: Row = {names.ITEM: Decimal(number)} if section.item_label else {}
                found.append({names.OWNER: unit.code, **item, **row})
    return found


def _compare(result: Consolidation) -> None:
    """差额表: for each node that reported itself and has units below it, reported against summed."""
    form = result.form
    for unit in result.roster.units:
        below = {node.code for node in result.roster.subtree(unit.code)[1:]} & set(result.contributors)
        if not below or unit.code not in result.received:
            continue
        parts = [submission for node, submission in result.contributing() if node.code in below]
        sums = {name: value for name, value in _sums(form, parts).items() if value is not None}
        sums |= {name: value for name, value in compute(form, sums, {}).items() if value is not None}
        reported = result.received[unit.code].scalars
        for name, scalar in form.scalars.items():
            if scalar.rollup == "sum":
                result.differences.append(Difference(_unit(unit), name, reported.get(name), sums.get(name)))


# ── findings about units ─────────────────────────────────────────────────────


def _node_findings(result: Consolidation) -> list[Finding]:
    form = result.form
    found = [node_finding(form, "missing", _unit(unit)) for unit in result.missing]
    for key, group in (("duplicate", result.duplicate), ("repeated", result.repeated)):
        for unit, claim in group:
            slots = {"count": str(len(claim)), "files": "、".join(submission.file for submission in claim)}
            found.append(node_finding(form, key, _unit(unit), slots))
    for submission in result.unknown:
        slots = {"code": submission.unit.code or "（空）", "name": submission.unit.name or "（空）"}
        found.append(node_finding(form, "unknown", submission.unit, slots, submission.file))
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
            found.append(node_finding(result.form, "renamed", _unit(unit), slots, submission.file))
    return found


def _unit(unit: RosterUnit) -> Unit:
    return Unit(unit.code, unit.name)


def _unit_json(unit: RosterUnit) -> dict[str, str]:
    return {"code": unit.code, "name": unit.name}


def contributions(result: Consolidation) -> list[tuple[RosterUnit, Submission, Cell]]:
    """溯源: each cell of a unit that went into a figure or a list of the summary."""
    form = result.form
    summed = {name for name, scalar in form.scalars.items() if scalar.rollup == "sum" and not scalar.computed}
    own = {name for name, scalar in form.scalars.items() if scalar.rollup == "own"}
    found = []
    for unit, submission in result.contributing():
        found += [(unit, submission, cell) for cell in submission.cells if cell.row is None and cell.field in summed]
    root = result.roster.root
    if root is not None and result.own is not None:
        found += [(root, result.own, cell) for cell in result.own.cells if cell.row is None and cell.field in own]
    return found
