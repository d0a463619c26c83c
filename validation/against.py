"""Findings about what submissions are compared with (比对): what can't be read, what is missing, what is not clear."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from validation.explanations import with_explanation
from validation.findings import Finding
from validation.messages import message, rejection
from workbook_templates.catalogue import FormError, form_folders
from workbook_templates.model import normal
from workbook_templates.others import Kind, kind_wanted
from workbook_templates.rules import Comparing, SameIndicators
from workbook_templates.submission import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from workbook_templates.frames import Frames
    from workbook_templates.model import Form
    from workbook_templates.rules import Rule, Scope
    from workbook_templates.submission import Rejection, Submission


class _Comparison(NamedTuple):
    """A form that is wanted, and the scope of the first rule that wants it."""

    scope: Scope
    kind: Kind


def unreadable_findings(rejections: Iterable[Rejection]) -> list[Finding]:
    """A hint for each file that was given to compare with and can't be used."""
    wording = message("against", "unreadable")
    found = []
    for outcome in rejections:
        why = rejection(outcome.code, outcome.slots)
        text = wording.worded(file=outcome.file, id=why.rule, reason=why.text)
        found.append(Finding(wording.rule, wording.severity, "表间", "", Unit("", ""), outcome.file, text))
    return found


def counterpart_findings(frames: Frames) -> list[list[Finding]]:
    """For each submission, what can't be compared though the form has rules for it."""
    form = frames.form
    wanted = _comparisons(frames)
    return [
        [finding for comparison in wanted for finding in _of_one(frames, form, submission, comparison)]
        for submission in frames.submissions
    ]


def _comparisons(frames: Frames) -> list[_Comparison]:
    """The forms that are wanted; only those of which something was given, or all where nothing fits."""
    found: dict[Kind, _Comparison] = {}
    for rule, kind in _comparing(frames.form):
        found.setdefault(kind, _Comparison(rule.scope, kind))
    given = [comparison for kind, comparison in found.items() if kind in frames.others.kinds]
    return given or list(found.values())


def _comparing(form: Form) -> list[tuple[Rule, Kind]]:
    return [
        (rule, kind_wanted(form, wanted))
        for rule in form.rules
        if isinstance(rule, Comparing) and (wanted := rule.wanted()) is not None
    ]


def _of_one(frames: Frames, form: Form, submission: Submission, comparison: _Comparison) -> list[Finding]:
    scope, kind = comparison
    found = frames.others.of(submission.unit, kind)
    slots = {"unit": _named(submission.unit), "wanted": _wanted(form, kind, frames.others.kinds.get(kind))}
    if not found:
        return [_finding(form, submission, scope, "missing", slots)]
    if not frames.others.clear(submission.unit, kind):
        slots |= {"count": str(len(found)), "files": "、".join(other.submission.file for other in found)}
        return [_finding(form, submission, scope, "ambiguous", slots)]
    lacking = [
        {**slots, "id": rule.id, "name": "、".join(names)}
        for rule, of_rule in _comparing(form)
        if of_rule == kind and isinstance(rule, SameIndicators)
        and (names := [name for name in rule.elsewhere() if name not in found[0].form.list_columns])
    ]  # fmt: skip
    return [_finding(form, submission, scope, "unlike", more) for more in lacking]


def _wanted(form: Form, kind: Kind, found: Form | None) -> str:
    """A form by its title, where it is known, else by its family."""
    if found is None and kind.family == form.form.family:
        found = form
    return f"{kind.year} 年的表《{found.form.title if found else _title(kind.family)}》"


@lru_cache(maxsize=16)
def _title(family: str) -> str:
    """The title of a family's newest form that is in the catalogue; the family itself where there is none."""
    known = [form.form for form in _catalogued() if form.form.family == family]
    return max(known, key=lambda head: head.year).title if known else family


def _catalogued() -> Iterator[Form]:
    for folder in form_folders().values():
        with suppress(FormError):  # one form that can't be used does not stop what others say
            yield folder.load()


def _named(unit: Unit) -> str:
    name = unit.name if normal(unit.name) else "这个单位"
    return f"{name}（{unit.code}）" if unit.code else name


def _finding(form: Form, submission: Submission, scope: Scope, key: str, slots: Mapping[str, str]) -> Finding:
    wording = message("against", key)
    finding = Finding(
        wording.rule, wording.severity, scope, form.id, submission.unit, submission.file, wording.worded(**slots)
    )
    return with_explanation(form, submission, finding)
