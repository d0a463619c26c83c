"""The result of a consolidation (汇总): who is there, the figures, the differences, the findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from validation import Finding, counts
from workbook_templates.documents import Row, plain_value
from workbook_templates.submission import Submission, Unit, Value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from addin.roster import Roster, RosterUnit
    from validation.nodes import Difference
    from workbook_templates.catalogue import FormFolder
    from workbook_templates.model import Form
    from workbook_templates.rules import Scope
    from workbook_templates.sealing import SealState
    from workbook_templates.submission import UnitExplanation


class Refusal(NamedTuple):
    """A file that counts for nothing: why (`rule` and its wording), and which file it was."""

    file: str
    rule: str
    reason: str
    sha256: str


class NodeFigures(NamedTuple):
    """What the units below a node come to: how many of them count, and the figures."""

    unit: RosterUnit
    units: int
    values: Mapping[str, Value]


@dataclass
class Consolidation:
    """The result of a consolidation.

    Attributes:
        received: The submission that stands for each unit, by code.
        contributors: Codes of the units whose figures make the root's, in the roster's order.
        nodes: The figures of each node with units below it (节点小计).
        seals: Whether each submission received was handed up, by code (上报).
        partial: Codes of nodes of whose units only some were chosen (选择汇总).
        values: Rolled-up scalars.
        rows: Concatenated list rows, each with its unit's code.
        explanations: What the units explained (出错说明), with what has become of it.
        judged: The scopes of the rules that were looked at.
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
    nodes: list[NodeFigures] = field(default_factory=list)
    seals: dict[str, SealState] = field(default_factory=dict)
    partial: frozenset[str] = frozenset()
    values: dict[str, Value] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    explanations: list[UnitExplanation] = field(default_factory=list)
    judged: frozenset[Scope] = frozenset()

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

    def contributing_below(self, code: str) -> list[tuple[RosterUnit, Submission]]:
        """Those of the contributing units that stand below a node."""
        below = {unit.code for unit in self.roster.subtree(code)[1:]}
        return [(unit, submission) for unit, submission in self.contributing() if unit.code in below]

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
                "seals": self._seals_json(),
                "represented": [_unit_json(unit) for unit in self.represented()],
                "passed_over": [{"file": str(path), "reason": reason} for path, reason in self.passed_over],
                "rejected": [{"file": refusal.file, "reason": refusal.reason} for refusal in self.rejected],
            },
            "values": {name: plain_value(value) for name, value in self.values.items()},
            "rows": {
                name: [{key: plain_value(value) for key, value in row.items()} for row in rows]
                for name, rows in self.rows.items()
            },
            "nodes": [
                {
                    **_unit_json(node.unit),
                    "units": node.units,
                    "values": {name: plain_value(value) for name, value in node.values.items()},
                }
                for node in self.nodes
            ],
            "counts": self.counts(),
            "explanations": [explanation._asdict() for explanation in self.explanations],
            "output": str(output) if output else None,
        }

    def _seals_json(self) -> dict[str, Any]:
        states = Counter(self.seals.values())
        changed = [
            {**_unit_json(unit), "file": self.received[unit.code].file}
            for unit in self.roster
            if self.seals.get(unit.code) == "changed"
        ]
        return {"sealed": states["sealed"], "unsealed": states["unsealed"], "changed": changed}


def _unit_json(unit: RosterUnit) -> dict[str, str]:
    return {"code": unit.code, "name": unit.name}
