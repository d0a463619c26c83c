"""Pairs of a report's figure and a workbook's field (报告的数与报表的栏), with a verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from validation.prose.figures import figures
from validation.prose.labels import FILL, MARK
from validation.prose.labels import before as text_before
from validation.prose.labels import stage as last_stage
from validation.prose.labels import year as last_year
from validation.prose.names import STAGES
from validation.prose.remarks import shortest
from validation.prose.units import MONEY, PERCENT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from validation.prose.figures import Figure
    from validation.prose.names import Name
    from validation.prose.sentences import Sentence

EQUAL: Final = "一致"
ROUNDED: Final = "仅舍入可解释"
TRUNCATED: Final = "疑似截断"
SLIPPED: Final = "疑似单位错"
DIFFERENT: Final = "不一致"

_SLIPS = (Fraction(10_000), Fraction(1, 10_000))
"""元 for 万元 and the reverse."""
_NEAR_WEIGHT = 0.6
"""A name that explains so much less than the longest one may still confirm a figure, not contradict it."""
_LEAST_WEIGHT = 4
"""A shorter name (小学) is too common to contradict a figure."""

_NEUTRAL = re.compile(
    r"(?:其中|[我本全]?[局区县市]|本?部门|本?单位|全年|年[末初底]|本年度?|当年|截[至止]至?|(?:19|20)\d\d年?度?|\d{1,2}月底?|"
    r"[共现已]有?|的|学校|安排|完成|拥有|拥|下属|内设|新增|[一-鿿]{1,8}[区县市局]|从?总体|对|在岗|目前|,|，)*"
)
_PER_HEAD = re.compile(r"生均|人均|每百名|每名|平均")
_CLAUSE = re.compile(r"[，。；：、\0]")
_ANOTHER_SIZE = Fraction(1000)
_OTHER_TIME = re.compile(
    r"上年|去年|上一年|同期|计划|预计|力争|争取|目标|拟|未来|将|[比较][上去前\d]|同比|由\0|标准|达标|缺口|每|平均"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure that was judged against a field."""

    sentence: Sentence
    figure: Figure
    name: Name
    verdict: str

    @property
    def workbook(self) -> Decimal:
        """The workbook's figure in the unit in which the report prints its own."""
        return shortest(self.name.place.value / Fraction(self.figure.factor), 8)

    def to_json(self) -> dict[str, Any]:
        """As JSON data."""
        return {
            "place": self.sentence.place,
            "sentence": self.sentence.text,
            "text": self.figure.text,
            "value": float(self.figure.number),
            "unit": self.figure.printed or self.figure.unit,
            "field": self.name.place.field,
            "row": self.name.place.row,
            "label": self.name.place.label,
            "workbook": float(self.name.place.shown),
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True)
class _Fit:
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
        return f"{self.name.words[-1] if self.name.words else ''}#{self.name.after}"


@dataclass(frozen=True, slots=True)
class Pairing:
    """What became of a report's figures."""

    figures: int
    pairs: tuple[Pair, ...]
    ambiguous: int


def pair_up(sentences: Sequence[Sentence], names: Sequence[Name], year: int) -> Pairing:
    """Judges every figure for which the workbook has a field, where there is no doubt which one is meant."""
    number, ambiguous = 0, 0
    pairs: list[Pair] = []
    for sentence in sentences:
        found = figures(sentence.text)
        number += len(found)
        for figure in found:
            candidates = _candidates(sentence, found, figure, names)
            if not candidates:
                continue
            pair = _judged(sentence, figure, candidates, year)
            if pair is None:
                ambiguous += 1
            else:
                pairs.append(pair)
    return Pairing(number, tuple(pairs), ambiguous)


def verdict(figure: Figure, value: Fraction) -> str:
    """What a printed figure is to the workbook's exact one."""
    if figure.value == value:
        return EQUAL
    if figure.covers(value):
        return ROUNDED
    step = Fraction(figure.factor) / 10**figure.decimals
    if 0 < value - figure.value < step:
        return TRUNCATED
    if figure.unit == MONEY and value and any(_covers(figure, value * slip) for slip in _SLIPS):
        return SLIPPED
    return DIFFERENT


def _covers(figure: Figure, value: Fraction) -> bool:
    return figure.value == value or figure.covers(value)


def _candidates(sentence: Sentence, found: Sequence[Figure], figure: Figure, names: Sequence[Name]) -> list[_Fit]:
    """The names that fit; of those that end alike, the ones that begin nearest to the figure."""
    if not figure.exact or (sentence.heading and "达到" in sentence.text):
        return []
    before, after = text_before(sentence.text, found, figure), sentence.text[figure.end :].lstrip()
    stage = last_stage(before)
    fitting = [
        fit
        for name in names
        if _comparable(name, figure) and after.startswith(name.after) and (fit := _fit(name, before, stage))
    ]
    nearest: dict[str, int] = {}
    for fit in fitting:
        nearest[fit.ending] = max(fit.start, nearest.get(fit.ending, 0))
    return [fit for fit in fitting if fit.start == nearest[fit.ending]]


def _comparable(name: Name, figure: Figure) -> bool:
    if name.place.dimension and figure.unit:
        return name.place.dimension == figure.unit
    return not {name.place.dimension, figure.unit} & {PERCENT, MONEY, "平方米", "平方公里"}


def _fit(name: Name, before: str, stage: str) -> _Fit | None:
    """How a name's words stand before a figure; None where they do not."""
    clause = _CLAUSE.split(before)[-1]
    if not name.words:
        return _Fit(name, clause, len(before) - len(clause), before)
    if any(word in STAGES and word != stage for word in name.words):
        return None
    if _PER_HEAD.search(clause) and not _PER_HEAD.search("".join(name.words)):
        return None
    *others, last = name.words
    local = before.rpartition(MARK)[2]
    position = local.rfind(last)
    if position < 0 or not FILL.fullmatch(local[position + len(last) :]):
        return None
    start = len(before) - len(local) + position
    modifier = _CLAUSE.split(before[:start])[-1]
    for word in reversed(others):
        start = before.rfind(word, 0, start)
        if start < 0:
            return None
        modifier = modifier.replace(word, "")
    return _Fit(name, modifier, start, before)


def _judged(sentence: Sentence, figure: Figure, candidates: Sequence[_Fit], year: int) -> Pair | None:
    heaviest = max(fit.name.weight for fit in candidates)
    likely = [fit.name for fit in candidates if fit.name.weight >= _NEAR_WEIGHT * heaviest]
    for name in sorted(likely, key=lambda name: -name.weight):
        if figure.value == name.place.value:
            return Pair(sentence, figure, name, EQUAL)
    best = [fit for fit in candidates if fit.name.weight == heaviest]
    name = best[0].name
    if len({fit.name.place.value for fit in best}) > 1 or not name.place.dimension or not figure.unit:
        return None
    found = verdict(figure, name.place.value)
    if found == ROUNDED:
        return Pair(sentence, figure, name, found)
    sure = heaviest >= _LEAST_WEIGHT and _NEUTRAL.fullmatch(best[0].modifier) and figure.depth == 0
    if not sure or _of_another_time(best[0].before, name, year) or not _likely(found, figure, name):
        return None
    return Pair(sentence, figure, name, found)


def _likely(found: str, figure: Figure, name: Name) -> bool:
    """Whether two figures are of one size: what is a thousand times as large is another quantity."""
    if found != DIFFERENT:
        return True
    if not figure.value or not name.place.value:
        return False
    return 1 / _ANOTHER_SIZE < figure.value / name.place.value < _ANOTHER_SIZE


def _of_another_time(before: str, name: Name, year: int) -> bool:
    """Whether the figure is of another year, planned or compared, which the workbook does not say."""
    clause = re.split(r"[。；]", before)[-1]
    said = last_year(before)
    if said and not name.place.years and said != str(year):
        return True
    return _OTHER_TIME.search("".join(clause.split(name.words[-1])) if name.words else clause) is not None
