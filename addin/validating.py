"""Validates many workbooks in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from addin.collect import Outcome, Progress, read_all
from workbook_templates.submission import Rejection, Submission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation import Finding
    from workbook_templates.rules import Scope
    from workbook_templates.submission import UnitExplanation


@dataclass(frozen=True)
class Validation:
    """What was read and found.

    Attributes:
        findings: In the order of the files; a file that can't be used is a finding too.
        judged: The scopes of the rules that were looked at.
    """

    submissions: Sequence[Submission]
    rejections: Sequence[Rejection]
    findings: list[Finding]
    judged: frozenset[Scope]

    def findings_of(self, submission: Submission) -> list[Finding]:
        """The findings of one workbook."""
        return [finding for finding in self.findings if finding.file == submission.file]

    def explanations(self) -> list[UnitExplanation]:
        """出错说明 of all workbooks, each with what has become of it."""
        from validation.explanations import unit_explanations
        from workbook_templates.catalogue import find_form

        return [
            explanation
            for submission in self.submissions
            if submission.explanations
            for explanation in unit_explanations(
                find_form(submission.form).load(), submission, self.findings_of(submission), self.judged
            )
        ]


def validate_files(files: Sequence[Path], progress: Progress | None = None, others: Sequence[Path] = ()) -> Validation:
    """Reads and judges workbooks; a roster that lies beside them is left out.

    Args:
        files: What is judged.
        progress: Told of each batch of files read.
        others: Workbooks of other forms and years with which it is compared.
    """
    from addin.against import NOTHING, against_of
    from validation import validate
    from validation.reading import rejection_findings

    read = read_all([*files, *others], progress, meanwhile=import_frames)
    outcomes = [outcome for outcome in read[: len(files)] if not is_roster(outcome)]
    against = against_of(read[len(files) :]) if others else NOTHING
    submissions = [outcome for outcome in outcomes if isinstance(outcome, Submission)]
    rejections = [outcome for outcome in outcomes if isinstance(outcome, Rejection)]
    findings = [*rejection_findings(rejections), *validate(submissions, against.others)]
    position = {str(path): number for number, path in enumerate(files)}
    ordered = [*sorted(findings, key=lambda finding: position.get(finding.file, 0)), *against.findings()]
    scopes: tuple[Scope, ...] = ("表内", "表间", "跨年") if others else ("表内",)
    return Validation(submissions, rejections, ordered, frozenset(scopes))


def is_roster(outcome: Outcome) -> bool:
    """Whether a file that is no form is the roster, which often lies beside the forms."""
    from addin.roster import RosterError, read_roster

    if not isinstance(outcome, Rejection) or outcome.code != "no_form_mark":
        return False
    try:
        read_roster(Path(outcome.file))
    except RosterError:
        return False
    return True


def import_frames() -> None:
    """Imports pandas and pandera, which takes a second: worth doing while workers read."""
    import validation.schema  # noqa: F401
