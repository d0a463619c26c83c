"""Findings that need no rule: how a workbook could be read, or why it could not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.engine import note_finding
from validation.findings import MANDATORY, Finding
from validation.messages import rejection
from workbook_templates.catalogue import find_form
from workbook_templates.submission import Rejection, Submission, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable


def reading_findings(submission: Submission) -> list[Finding]:
    """What was noticed while a workbook was read."""
    form = find_form(submission.form).load()
    return [note_finding(form, submission, note) for note in submission.notes]


def rejection_findings(rejections: Iterable[Rejection]) -> list[Finding]:
    """A mandatory finding for each file that is no submission."""
    found = []
    for outcome in rejections:
        wording = rejection(outcome.code, outcome.slots)
        form, nobody = outcome.slots.get("form", ""), Unit("", "")
        found.append(Finding(wording.rule, MANDATORY, "表内", form, nobody, outcome.file, wording.text))
    return found
