"""出错说明 of all units: what each explained, what has become of it, what came with summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.explanations import unit_explanations

if TYPE_CHECKING:
    from collections.abc import Collection

    from addin.consolidation.result import Consolidation
    from validation import Finding
    from workbook_templates.rules import Scope
    from workbook_templates.submission import UnitExplanation


def explanations_of(result: Consolidation, judged: Collection[Scope]) -> list[UnitExplanation]:
    """The explanations, unit by unit in the order of the roster.

    What a unit says in its own workbook goes before what a summary says that it said.

    Args:
        result: The consolidation with its findings.
        judged: The scopes of the rules that were looked at.
    """
    by_file: dict[str, list[Finding]] = {}
    for finding in result.findings:
        by_file.setdefault(finding.file, []).append(finding)
    received = [(unit, result.received[unit.code]) for unit in result.roster.units if unit.code in result.received]
    own = [
        explanation._replace(code=unit.code, name=unit.name)
        for unit, submission in received
        for explanation in unit_explanations(result.form, submission, by_file.get(submission.file, []), judged)
    ]
    travelled = [explanation for _, submission in received for explanation in submission.unit_explanations]
    found: dict[tuple[str, str, str], UnitExplanation] = {}
    for explanation in (*own, *travelled):
        found.setdefault((explanation.code, explanation.rule, explanation.place), explanation)
    order = {unit.code: number for number, unit in enumerate(result.roster.units)}
    # Units of a summary need not be in this roster: they stand behind those that are.
    return sorted(found.values(), key=lambda explanation: order.get(explanation.code, len(order)))
