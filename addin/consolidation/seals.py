"""上报: which submissions were handed up, and which were changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.consolidation.nodes import as_unit
from validation.explanations import with_explanation
from validation.nodes import node_finding
from workbook_templates.sealing import seal_state

if TYPE_CHECKING:
    from addin.consolidation.result import Consolidation
    from validation import Finding
    from workbook_templates.submission import Submission


def check_seals(result: Consolidation, *, required: bool) -> list[Finding]:
    """Looks at the mark of each submission received.

    Args:
        result: The consolidation, whose `seals` are set.
        required: Whether a unit that did not hand up is a finding; the consolidating office itself need not.
    """
    result.seals = {code: seal_state(result.form, submission) for code, submission in result.received.items()}
    found = []
    for code, submission in result.received.items():
        if result.seals[code] == "changed":
            found.append(_finding(result, code, "changed", submission))
        elif result.seals[code] == "unsealed" and required and submission is not result.own:
            found.append(_finding(result, code, "unsealed", submission))
    return found


def _finding(result: Consolidation, code: str, key: str, submission: Submission) -> Finding:
    unit = result.roster.find(code)
    slots = {"time": _in_short(submission.seal.at)} if submission.seal else {}
    finding = node_finding(result.form, key, as_unit(unit) if unit else submission.unit, slots, submission.file)
    return with_explanation(result.form, submission, finding)


def _in_short(time: str) -> str:
    """A time as an officer reads it.

    >>> _in_short("2024-01-16T09:30:15+08:00")
    '2024-01-16 09:30'
    """
    return time[:16].replace("T", " ")
