"""Return copies (退回件): each workbook with findings goes back with them on its cells, never the original."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.returning.annotating import annotated
from addin.returning.folder import Case, Refused, Returned, refuse_folder, write_returns
from validation.messages import message, rejection

if TYPE_CHECKING:
    from pathlib import Path

    from addin.collect import Progress
    from addin.consolidation import Consolidation
    from addin.validating import Validation
    from validation import Finding


def return_validated(result: Validation, folder: Path, *, force: bool, progress: Progress | None = None) -> Returned:
    """Return copies of what was validated.

    Raises:
        OutputError: A file exists and `force` is not set, or the folder can't be written.
    """
    cases = [Case(submission, result.findings_of(submission)) for submission in result.submissions]
    refused = [Refused(o.file, rejection(o.code, o.slots).text) for o in result.rejections]
    return write_returns(folder, cases, refused, result.judged, force=force, progress=progress)


def return_consolidated(
    result: Consolidation, folder: Path, *, force: bool, progress: Progress | None = None
) -> Returned:
    """Return copies of what was handed in for a consolidation, also of what did not count.

    Raises:
        OutputError: A file exists and `force` is not set, or the folder can't be written.
    """
    from validation import validate

    by_file: dict[str, list[Finding]] = {}
    for finding in result.findings:
        by_file.setdefault(finding.file, []).append(finding)
    uncounted = [*result.unknown, *(submission for _, claim in result.duplicate for submission in claim)]
    for finding in validate(uncounted):
        by_file.setdefault(finding.file, []).append(finding)
    twice = message("node", "duplicate").rule
    for unit, claim in result.duplicate:
        said = [finding for finding in result.findings if finding.rule == twice and finding.unit.code == unit.code]
        for submission in claim:
            by_file[submission.file] = [*said, *by_file.get(submission.file, [])]
    submissions = [*result.received.values(), *uncounted]
    cases = [Case(submission, by_file.get(submission.file, [])) for submission in submissions]
    refused = [Refused(refusal.file, refusal.reason) for refusal in result.rejected]
    return write_returns(folder, cases, refused, result.judged, force=force, progress=progress)


__all__ = [
    "Case",
    "Refused",
    "Returned",
    "annotated",
    "refuse_folder",
    "return_consolidated",
    "return_validated",
    "write_returns",
]
