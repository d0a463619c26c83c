"""Consolidation (汇总): unit submissions rolled up by the roster's tree, each figure with its sources."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from addin.against import NOTHING, Against
from addin.consolidation.explanations import explanations_of
from addin.consolidation.figures import compare, concatenated, contributions, roll_up_figures, subtotals
from addin.consolidation.nodes import assign, choose_contributors, node_findings
from addin.consolidation.result import Consolidation, Refusal
from addin.consolidation.seals import check_seals
from validation import validate
from validation.messages import rejection
from workbook_templates.catalogue import find_form
from workbook_templates.rules import Scope
from workbook_templates.submission import Rejection, Submission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.collect import Outcome
    from addin.roster import Roster


class ConsolidationError(Exception):
    """A consolidation can't be made; the message (Chinese) says why and what to do."""


def consolidate(
    outcomes: Sequence[Outcome], roster: Roster, form: str | None = None, whole: Roster | None = None,
    *, require_seal: bool = False, against: Against = NOTHING,
) -> Consolidation:  # fmt: skip
    """Rolls submissions up by the roster.

    Args:
        outcomes: What was read, submissions and rejections.
        roster: The tree of units.
        form: Identifier of the form; by default the one that the submissions share.
        require_seal: Whether a unit that did not hand up (上报) is a mandatory finding.
        against: Other forms and years of the same units, with which they are compared.
        whole: All units, where `roster` has only those that were chosen: the others' submissions are passed over.

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
    if whole is not None:
        result.partial = frozenset(u.code for u in roster if len(roster.subtree(u.code)) < len(whole.subtree(u.code)))
    usable = _usable(result, submissions, against)
    if not usable:
        raise ConsolidationError(_nothing_usable(result.rejected))
    assign(result, usable, whole)
    choose_contributors(result)
    roll_up_figures(result)
    subtotals(result)
    compare(result)
    seals = check_seals(result, required=require_seal)
    judged = validate(list(result.received.values()), against.others)
    result.findings = [*node_findings(result), *seals, *judged, *against.findings()]
    result.judged = frozenset(get_args(Scope)) if against.others.others else frozenset({"表内", "节点"})
    result.explanations = explanations_of(result, result.judged)
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


def _usable(result: Consolidation, submissions: Sequence[Submission], against: Against) -> list[Submission]:
    """Submissions of this form that hold something; the others are rejected, but for those to compare with."""
    usable = []
    for submission in submissions:
        if submission.form != result.form.id and against.has(submission.file):
            result.passed_over.append((Path(submission.file), "用来比对的表"))
        elif submission.form != result.form.id:
            slots = {"form": submission.form, "wanted": result.form.id}
            result.rejected.append(_rejected(Rejection(submission.file, "other_form", slots, submission.sha256)))
        elif any(note.code == "empty_form" for note in submission.notes):
            result.rejected.append(_rejected(Rejection(submission.file, "empty_form", sha256=submission.sha256)))
        else:
            usable.append(submission)
    return usable


__all__ = ["Consolidation", "ConsolidationError", "Refusal", "concatenated", "consolidate", "contributions"]
