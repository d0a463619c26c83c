"""Validates many workbooks in one pass."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from addin.collect import Outcome, Progress, read_all
from workbook_templates.submission import Rejection, Submission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation import Finding


def validate_files(
    files: Sequence[Path], progress: Progress | None = None, others: Sequence[Path] = ()
) -> list[Finding]:
    """The findings of workbooks, in their order; a file that can't be used is a finding too.

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
    return [*sorted(findings, key=lambda finding: position.get(finding.file, 0)), *against.findings()]


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
