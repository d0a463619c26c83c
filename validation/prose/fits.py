"""Names that fit a figure in a sentence (能套上的叫法): what stands before it, and what follows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from validation.prose.labels import FILL, MARK
from validation.prose.labels import before as text_before
from validation.prose.labels import stage as last_stage
from validation.prose.name import STAGES
from validation.prose.speaking import bare, with_share
from validation.prose.units import MONEY, PERCENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.prose.figures import Figure
    from validation.prose.name import Name
    from validation.prose.sentences import Sentence

CLAUSE = re.compile(r"[，。；：、\0]")
_PER_HEAD = re.compile(r"生均|人均|每百名|每名|平均")
_MOST_BETWEEN = 4
"""Characters between a figure and what follows it: 10个职能机构."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A name that fits a figure.

    Attributes:
        modifier: What stands right before its last word in the clause, and could make it something else.
        start: Where its first word begins.
        before: The text before the figure in which it was found.
    """

    name: Name
    modifier: str
    start: int
    before: str

    @property
    def ending(self) -> str:
        """How the name ends: of those that end alike, the nearest is meant."""
        return f"{len(self.name.words)} {self.name.words[-1] if self.name.words else ''}#{self.name.after}"


def candidates_of(sentence: Sentence, found: Sequence[Figure], figure: Figure, names: Sequence[Name]) -> list[Fit]:
    """The names that fit; of those that end alike, the ones that begin nearest to the figure."""
    if not figure.exact or (sentence.heading and "达到" in sentence.text):
        return []
    before, after = bare(text_before(sentence.text, found, figure)), sentence.text[figure.end :].lstrip()
    before = with_share(before) if figure.unit == PERCENT else before
    stage = last_stage(before)
    fitting = [
        fit for name in names if comparable(name.place.dimension, figure) and (fit := _fit(name, before, after, stage))
    ]
    nearest: dict[str, int] = {}
    for fit in fitting:
        nearest[fit.ending] = max(fit.start, nearest.get(fit.ending, 0))
    return [fit for fit in fitting if fit.start == nearest[fit.ending]]


def comparable(dimension: str, figure: Figure) -> bool:
    """Whether a figure counts what a field does, as far as both say so."""
    if dimension and figure.unit:
        return dimension == figure.unit
    return not {dimension, figure.unit} & {PERCENT, MONEY, "平方米", "平方公里"}


def _fit(name: Name, before: str, after: str, stage: str) -> Fit | None:
    """How a name's words stand around a figure; None where they do not."""
    clause = CLAUSE.split(before)[-1]
    follows = after.find(name.after)
    if not 0 <= follows <= _MOST_BETWEEN or CLAUSE.search(after[:follows]):
        return None
    if follows:
        name = replace(name, sure=False)  # 10个机构, but 10个职能机构 may be some of them
    if not name.words:
        return Fit(name, clause, len(before) - len(clause), before)
    of_another_stage = any(word in STAGES and word != stage for word in name.words)
    if of_another_stage or (_PER_HEAD.search(clause) and not _PER_HEAD.search("".join(name.words))):
        return None
    return _fit_words(name, before, clause)


def _fit_words(name: Name, before: str, clause: str) -> Fit | None:
    *others, last = name.words
    local = before.rpartition(MARK)[2]
    position = local.rfind(last)
    if name.after and last in STAGES and position < 0:
        return Fit(replace(name, sure=False), clause, before.rfind(last), before)
    if position < 0 or not FILL.fullmatch(local[position + len(last) :]):
        return None
    start = len(before) - len(local) + position
    modifier = CLAUSE.split(before[:start])[-1]
    for word in reversed(others):
        start = before.rfind(word, 0, start)
        if start < 0:
            return None
        modifier = modifier.replace(word, "")
    return Fit(name, modifier, start, before)
