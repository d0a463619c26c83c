"""From submissions to findings: what was noticed while reading, and what the form's rules say."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from udfs import total
from validation.against import counterpart_findings
from validation.explanations import with_explanation
from validation.findings import HINT, MANDATORY, SEVERITIES, TO_VERIFY, Finding, Operand, numbered, shown
from validation.messages import Message, message
from validation.rules.base import in_words
from workbook_templates.catalogue import find_form
from workbook_templates.frames import Frames
from workbook_templates.others import NO_OTHERS, Others

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from validation.schema import Failure
    from workbook_templates.model import Form
    from workbook_templates.submission import Note, Submission, Value

REMEDIES = {MANDATORY: "请改正。", TO_VERIFY: "请改正，或在“出错说明”中写明原因。", HINT: "请留意。"}
LONGEST_QUOTE = 80
"""Characters of a text that a message quotes."""


def validate(submissions: Sequence[Submission], others: Others = NO_OTHERS) -> list[Finding]:
    """The findings of submissions of any forms: all units of a form in one pass.

    Args:
        submissions: What is judged.
        others: Other forms and other years of the same units, with which it is compared.

    Returns:
        Findings in the order of the submissions, for each the mandatory ones first.
    """
    found: list[list[Finding]] = [[] for _ in submissions]
    for identifier in dict.fromkeys(submission.form for submission in submissions):
        positions = [i for i, submission in enumerate(submissions) if submission.form == identifier]
        own = [submissions[i] for i in positions]
        judged = validate_form(find_form(identifier).load(), own, others)
        for position, findings in zip(positions, judged, strict=True):
            found[position] = findings
    return [finding for findings in found for finding in sorted(findings, key=_rank)]


def _rank(finding: Finding) -> int:
    return SEVERITIES.index(finding.severity)


def validate_form(form: Form, submissions: Sequence[Submission], others: Others = NO_OTHERS) -> list[list[Finding]]:
    """The findings of submissions of one form, for each in the order of the rules."""
    from validation.schema import FrameSchemas  # pandera takes a second to import

    found = [[note_finding(form, s, note) for note in s.notes] for s in submissions]
    # Of an empty form it is enough to say that it is empty.
    filled = [i for i, s in enumerate(submissions) if not any(note.code == "empty_form" for note in s.notes)]
    if filled:
        frames = Frames(form, [submissions[i] for i in filled], others)
        if others is not NO_OTHERS:
            for position, findings in zip(filled, counterpart_findings(frames), strict=True):
                found[position] += findings
        for failure in FrameSchemas(form).failures(frames):
            position, finding = _rule_finding(frames, failure)
            found[filled[position]].append(finding)
    return found


def note_finding(form: Form, submission: Submission, note: Note) -> Finding:
    """The finding for something noticed while reading."""
    wording = message("note", note.code)
    label = form.label_of(note.field) if note.field else ""
    slots = {"label": numbered(label, note.row), "row": str(note.row or ""), **note.slots}
    value: Value | None = note.slots.get("shown") or None
    finding = Finding(
        rule=wording.rule, severity=wording.severity, scope="表内", form=form.id, unit=submission.unit,
        file=submission.file, sheet=note.sheet, cell=note.address, field=note.field, label=label, actual=value,
        expected=note.slots.get("expected") or note.slots.get("value"),
        message=wording.worded(**slots), row=note.row,
    )  # fmt: skip
    return with_explanation(form, submission, finding)


def _rule_finding(frames: Frames, failure: Failure) -> tuple[int, Finding]:
    check, evidence, form = failure.check, failure.evidence, frames.form
    position, row = failure.position, None
    if check.section:
        position, row = frames.places[check.section][failure.position]
    submission = frames.submissions[position]
    sheet, cell = submission.address(check.field, row)
    rule = check.rule
    own = [_operand(frames, position, name, number) for name, number in evidence.operands]
    operands = (*own, *evidence.beside)
    finding = Finding(
        rule=rule.id, severity=rule.severity, scope=rule.scope, form=form.id, unit=submission.unit,
        file=submission.file, sheet=sheet, cell=cell, field=check.field, label=form.label_of(check.field),
        actual=evidence.actual, expected=evidence.expected, difference=evidence.difference,
        message=_worded(form, failure, row, operands), operands=operands, row=row,
    )  # fmt: skip
    return position, with_explanation(form, submission, finding)


def _worded(form: Form, failure: Failure, row: int | None, operands: Iterable[Operand]) -> str:
    check, evidence = failure.check, failure.evidence
    own = check.rule.message
    wording = Message(own) if own else message("rule", check.message or check.rule.kind)
    slots = {
        "label": numbered(form.label_of(check.field), row),
        "title": check.rule.title,
        "remedy": REMEDIES[check.rule.severity],
        "actual": _brief(form, check.field, evidence.actual),
        "expected": _brief(form, check.field, evidence.expected),
        "difference": shown(evidence.difference) if evidence.difference is not None else "（无法计算）",
        "operands": "；".join(f"{o.label}（{o.cell}）{_brief(form, o.field, o.value)}" for o in operands),
        **evidence.slots,
    }
    if "other" in evidence.slots:
        slots["other"] = f"“{form.label_of(evidence.slots['other'])}”"
    return wording.worded(**slots)


def _brief(form: Form, field: str, value: Value | None) -> str:
    """A value as it stands in a sentence, long texts cut."""
    text = in_words(form, field, value)
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


def _operand(frames: Frames, position: int, name: str, row: int | None) -> Operand:
    submission, form = frames.submissions[position], frames.form
    section = name if name in form.list_sections else form.section_of(name)
    if row is not None:
        value: Value | None = frames.rows[position][section][row - 1].get(name.rpartition(".")[2])
    elif section:
        value = _column_in_short(frames.rows[position][section], name.rpartition(".")[2])
    else:
        value = frames.records[position].get(name)
    return Operand(name, numbered(form.label_of(name), row), submission.address(name, row)[1], value)


def _column_in_short(rows: Sequence[Mapping[str, Value]], column: str) -> str:
    """A list's column as one operand: how many rows, and the sum of its figures."""
    numbers = [value for row in rows if isinstance(value := row.get(column), Decimal)]
    summed = f"，合计 {shown(total(numbers))}" if numbers else ""
    return f"共 {sum(map(bool, rows))} 行{summed}"


__all__ = ["note_finding", "validate", "validate_form"]
