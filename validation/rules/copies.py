"""Texts that stand word for word in another unit's form: copied_text (文字雷同)."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from validation.rules.base import Check, Evidence
from workbook_templates import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook_templates.frames import Frames
    from workbook_templates.model import Form
    from workbook_templates.rules import CopiedText
    from workbook_templates.submission import Submission, Value

MOST_NAMED = 5
"""Units that a message names."""
QUOTED = 40
"""Characters of a paragraph that a message quotes."""


def copied_text_checks(form: Form, rule: CopiedText) -> list[Check]:
    """One check for each text; all units of the frames are looked at in one pass."""
    return [
        Check(rule, form.section_of(name), name, partial(_judge, rule.id, name)) for name in form.matching(rule.fields)
    ]


def _judge(rule_id: str, name: str, frames: Frames) -> list[Evidence | None]:
    rule: CopiedText = frames.form.rule(rule_id)  # type: ignore[assignment]
    holders, known = _holders(frames, rule_id), _names(frames)
    return [
        _evidence(rule, holder, value, holders, known)
        for holder, value in zip(_owners(frames, frames.form.section_of(name)), frames.column(name), strict=True)
    ]


def _evidence(
    rule: CopiedText, holder: str, value: Value | None, holders: dict[str, dict[str, None]], known: dict[str, str]
) -> Evidence | None:
    copied = {
        text: [other for other in holders[folded] if other != holder]
        for text, folded in _paragraphs(rule, value)
        if len(holders[folded]) > 1
    }
    if not copied:
        return None
    others = list(dict.fromkeys(other for found in copied.values() for other in found))
    units = "、".join(known.get(other, other) for other in others[:MOST_NAMED])
    more = f"等 {len(others)} 个单位" if len(others) > MOST_NAMED else ""
    first = next(iter(copied))
    quote = first if len(first) <= QUOTED else f"{first[:QUOTED]}…"
    return Evidence(value, slots={"units": f"{units}{more}", "quote": quote, "count": str(len(copied))})


@lru_cache(maxsize=4)
def _holders(frames: Frames, rule_id: str) -> dict[str, dict[str, None]]:
    """In whose forms each paragraph stands."""
    rule: CopiedText = frames.form.rule(rule_id)  # type: ignore[assignment]
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for name in frames.form.matching(rule.fields):
        owners = _owners(frames, frames.form.section_of(name))
        for holder, value in zip(owners, frames.column(name), strict=True):
            for _, folded in _paragraphs(rule, value):
                found[folded][holder] = None
    return found


def _owners(frames: Frames, section: str) -> Iterator[str]:
    """Whose each row of a frame is; in a summary, a list's row is that of the unit that it names."""
    if not section:
        yield from map(_holder, frames.submissions)
        return
    for position, number in frames.places[section]:
        owner = frames.rows[position][section][number - 1].get(names.OWNER)
        yield owner if isinstance(owner, str) else _holder(frames.submissions[position])


def _holder(submission: Submission) -> str:
    """A unit by its code; by its name, or at last by its file, where it has none."""
    return submission.unit.code or submission.unit.name or submission.file


@lru_cache(maxsize=4)
def _names(frames: Frames) -> dict[str, str]:
    return {_holder(submission): submission.unit.name or submission.file for submission in frames.submissions}


def _paragraphs(rule: CopiedText, value: Value | None) -> Iterator[tuple[str, str]]:
    """The paragraphs that are long enough to be compared, each as written and as compared."""
    if not isinstance(value, str):
        return
    exempt = _exempt(tuple(rule.exempt))
    for line in value.splitlines():
        folded = _folded(line)
        if len(folded) >= rule.least and folded not in exempt:
            yield line.strip(), folded


@lru_cache(maxsize=16)
def _exempt(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_folded(line) for text in texts for line in text.splitlines())


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
