"""出错说明: whether what an officer wrote explains a finding, and what is lacking if it does not."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import tomli

from udfs import CalculationError, read_shown
from validation.findings import MANDATORY, Finding
from validation.messages import identifiers
from validation.rules.base import in_words
from workbook_templates.submission import UnitExplanation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from workbook_templates.model import Form
    from workbook_templates.rules import Scope
    from workbook_templates.submission import Submission

PHRASES = Path(__file__).with_name("phrases.toml")
LONGEST_FIGURE = 30
"""Characters of a text that are written down as the figure for which an explanation was given."""
LONGEST_QUOTE = 30

GROUP_SCOPES: Final[Mapping[str, Scope]] = {"JB-N": "节点", "JB-A": "表间"}
"""Scopes of the program's own messages, by how their identifiers begin; the others are about a workbook by itself."""

Fault = Literal["", "empty", "changed"]
_Meant = tuple[Finding, Fault]


@dataclass(frozen=True)
class Phrases:
    """What is no explanation (套话), and how that is said.

    Attributes:
        least: So many letters must be left of an explanation.
        placeholder: What stands where an explanation is wanted.
        phrases: Phrases that give no reason.
        objection: Wordings of what is lacking, by fault.
        state: Words for what has become of an explanation.
    """

    basis: str
    least: int
    placeholder: str
    phrases: Sequence[str]
    objection: Mapping[str, str]
    state: Mapping[str, str]


class Judged(NamedTuple):
    """An explanation that may be meant for a finding: its key, and its fault."""

    key: str
    fault: Fault


@cache
def phrases() -> Phrases:
    """The phrases, from `phrases.toml`."""
    with PHRASES.open("rb") as stream:
        return Phrases(**tomli.load(stream))


def with_explanation(form: Form, submission: Submission, finding: Finding) -> Finding:
    """A finding with the officer's explanation, or with what is lacking in it."""
    judged = _judged(form, submission, finding)
    for key, fault in judged:
        if not fault:
            return replace(finding, explanation=submission.explanations[key])
    return replace(finding, objection=_objection(form, submission, finding, judged[0])) if judged else finding


def unit_explanations(
    form: Form, submission: Submission, findings: Iterable[Finding], judged: Collection[Scope]
) -> list[UnitExplanation]:
    """What a unit explained, each with what has become of it.

    Args:
        form: The unit's form.
        submission: The unit's workbook.
        findings: Its findings.
        judged: The scopes of the rules that were looked at.
    """
    meant: dict[str, list[_Meant]] = {}
    for finding in findings if submission.explanations else ():
        for key, fault in _judged(form, submission, finding):
            meant.setdefault(key, []).append((finding, fault))
    return [_stated(form, submission, key, meant.get(key, []), judged) for key in submission.explanations]


def figure_of(form: Form, finding: Finding) -> str:
    """The figure of a finding as it is written down beside an explanation.

    Of a long text the beginning and the length are enough to see that it was changed.
    """
    text = in_words(form, finding.field, finding.actual)
    if len(text) <= LONGEST_FIGURE:
        return text
    return f"{text[:LONGEST_FIGURE]}…（共 {len(text)} 字）"


def place_of(form: Form, finding: Finding) -> str:
    """How an officer names the place of a finding: its label, in a list with the row; the cell where that is not clear.

    A label stays right when rows are inserted above it.
    """
    several = len(form.sheets) > 1 and finding.cell
    cell = f"{finding.sheet}!{finding.cell}" if several else finding.cell
    if not finding.label:
        return cell
    if form.section_of(finding.field):
        return finding.numbered_label if finding.row else cell
    alike = sum(scalar.label == finding.label for scalar in form.scalars.values())
    return finding.label if alike <= 1 else cell


def is_empty(text: str, finding: Finding, title: str = "") -> bool:
    """Whether a text gives no reason: nothing is left of it without what the finding says itself, and phrases.

    Args:
        text: What the officer wrote.
        finding: What is to be explained.
        title: The requirement of the finding's rule.
    """
    known = phrases()
    left = _letters(text)
    said = _letters(finding.message)
    if left in said:  # a piece of the message
        return True
    for copied in (said, _letters(title), _letters(known.placeholder), *_by_length()):
        left = left.replace(copied, "") if copied else left
    return len(left) < known.least


def _judged(form: Form, submission: Submission, finding: Finding) -> list[Judged]:
    """The explanations that may be meant for a finding, the most particular first."""
    if not submission.explanations or finding.rule == "":
        return []
    cell = f"{finding.sheet}!{finding.cell}" if finding.cell else ""
    places = (cell, finding.cell, finding.numbered_label, finding.field, finding.label)
    title = next((form.text(rule.title) for rule in form.rules if rule.id == finding.rule), "")
    return [
        Judged(key, _fault(form, submission, finding, key, title))
        for key in submission.explained(finding.rule, *places)
    ]


def _fault(form: Form, submission: Submission, finding: Finding, key: str, title: str) -> Fault:
    if is_empty(submission.explanations[key], finding, title):
        return "empty"
    recorded = submission.recorded.get(key, "")
    return "changed" if recorded and not _same_figure(recorded, figure_of(form, finding)) else ""


def _objection(form: Form, submission: Submission, finding: Finding, judged: Judged) -> str:
    text = submission.explanations[judged.key].strip()
    quote = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
    before = submission.recorded.get(judged.key, "")
    return phrases().objection[judged.fault].format(text=quote, before=before, now=figure_of(form, finding))


def _stated(
    form: Form, submission: Submission, key: str, meant: Sequence[_Meant], judged: Collection[Scope]
) -> UnitExplanation:
    rule, _, place = key.partition("@")
    figures = dict.fromkeys(figure_of(form, finding) for finding, _ in meant)
    return UnitExplanation(
        submission.unit.code, submission.unit.name, rule, place, submission.recorded.get(key, ""), "；".join(figures),
        submission.explanations[key], phrases().state[_state(form, rule, meant, judged)],
    )  # fmt: skip


def _state(form: Form, rule: str, meant: Sequence[_Meant], judged: Collection[Scope]) -> str:
    if meant:
        if all(finding.severity == MANDATORY for finding, _ in meant):
            return "mandatory"
        return next((fault for _, fault in meant if fault), "accepted")
    scope = _scopes(form).get(rule.strip().casefold())
    if scope is None:
        return "unknown"
    return "unneeded" if scope in judged else "elsewhere"


def _scopes(form: Form) -> dict[str, Scope]:
    """Scope of each rule and message, by identifier."""
    program = {name.casefold(): GROUP_SCOPES.get(name[:4], "表内") for name in identifiers()}
    return program | {rule.id.casefold(): rule.scope for rule in form.rules}


def _same_figure(one: str, other: str) -> bool:
    """Whether two texts show the same figure, however it is grouped; for texts, the same words."""
    numbers = [_number(text) for text in (one, other)]
    if None not in numbers:
        return numbers[0] == numbers[1]
    texts = ["".join(unicodedata.normalize("NFKC", text).split()) for text in (one, other)]
    return texts[0] == texts[1]


def _number(text: str) -> object:
    try:
        return read_shown(text)
    except CalculationError:
        return None


def _letters(text: str) -> str:
    """Only the letters of a text, Chinese ones and others."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalpha())


@cache
def _by_length() -> list[str]:
    return sorted(map(_letters, phrases().phrases), key=len, reverse=True)
