"""What submissions are compared with (比对): the workbooks of another form, or of another year."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from addin.collect import find_workbooks
from addin.validating import is_roster
from workbook_templates.others import NO_OTHERS, Others, others_of
from workbook_templates.submission import Rejection, Submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from addin.collect import Outcome
    from validation import Finding


@dataclass(frozen=True)
class Against:
    """What was read to compare with, and what of it can't be used."""

    others: Others = NO_OTHERS
    rejected: Sequence[Rejection] = field(default_factory=list)

    def has(self, file: str) -> bool:
        """Whether a file is one of those to compare with."""
        return Path(file).resolve() in self._files

    @cached_property
    def _files(self) -> frozenset[Path]:
        return frozenset(Path(other.submission.file).resolve() for other in self.others.others)

    def findings(self) -> list[Finding]:
        """A hint for each file that can't be used."""
        from validation.against import unreadable_findings

        return unreadable_findings(self.rejected)


NOTHING = Against()


def other_files(paths: Iterable[Path] | None) -> list[Path]:
    """The workbooks that `--against` names: files, or folders with all below them.

    Raises:
        NothingFoundError: a path doesn't exist, or there is no workbook.
    """
    given = list(paths or ())
    return find_workbooks(given).files if given else []


def against_of(outcomes: Sequence[Outcome]) -> Against:
    """What was read to compare with; a summary counts for itself and for each of its units."""
    rejected = [outcome for outcome in outcomes if isinstance(outcome, Rejection) and not is_roster(outcome)]
    submissions = []
    for outcome in outcomes:
        if isinstance(outcome, Rejection):
            continue
        if any(note.code == "empty_form" for note in outcome.notes):
            rejected.append(Rejection(outcome.file, "empty_form", sha256=outcome.sha256))
        else:
            submissions += [outcome, *_within(outcome)]
    return Against(others_of(submissions), rejected)


def _within(submission: Submission) -> list[Submission]:
    if not submission.summary:
        return []
    from workbook_templates.reading.details import units_within

    return [unit for unit in units_within(submission) if unit.unit.code != submission.unit.code]
