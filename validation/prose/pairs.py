"""Pairs of a report's figure and a workbook's field (报告的数与报表的栏), with a verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from validation.prose.figures import figures
from validation.prose.fits import CLAUSE, candidates_of
from validation.prose.labels import MARK
from validation.prose.labels import year as last_year
from validation.prose.name import STAGES
from validation.prose.remarks import shortest
from validation.prose.units import MONEY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from validation.prose.figures import Figure
    from validation.prose.fits import Fit
    from validation.prose.name import Name, Place
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

_SURE_WEIGHT = 8
"""A name of one word must be so long to contradict where the form does not say what it counts."""
_NEUTRAL = re.compile(
    r"(?:其中|[我本全]?[局区县市]|本?部门|本?单位|全年|年[末初底]|本年度?|当年|截[至止]至?|(?:19|20)\d\d年?度?|\d{1,2}月底?|"
    r"[共现已]有?|的|学校|安排|完成|拥有|拥|下属|内设|新增|[一-鿿]{1,8}[区县市局]|从?总体|对|在岗|目前|当地|全系统|给予|受到|接受|共有|设有|配有|,|，)*"
)
_ANOTHER_SIZE = Fraction(1000)
_OTHER_TIME = re.compile(r"上年|去年|上一年|同期|计划|预计|力争|争取|目标|拟|未来|将|[比较][上去前\d]|同比|由\0")
_OTHER_KIND = re.compile(r"标准|达标|缺口|每|平均")


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
            candidates = candidates_of(sentence, found, figure, names)
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


def _judged(sentence: Sentence, figure: Figure, candidates: Sequence[Fit], year: int) -> Pair | None:
    heaviest = max(fit.name.weight for fit in candidates)
    likely = [fit.name for fit in candidates if fit.name.weight >= _NEAR_WEIGHT * heaviest]
    for name in sorted(likely, key=lambda name: -name.weight):
        if figure.value == name.place.value:
            return Pair(sentence, figure, name, EQUAL)
    best = [fit for fit in candidates if fit.name.weight == heaviest]
    name = best[0].name
    if len({fit.name.place.value for fit in best}) > 1 or not figure.unit:
        return None
    found = verdict(figure, name.place.value)
    if not any(fit.name.sure for fit in best):
        return None
    if found == ROUNDED:
        return Pair(sentence, figure, name, found)
    # Where the form does not say what it counts, only a name of several words is proof enough.
    least = _LEAST_WEIGHT if name.place.dimension or len(name.words) > 1 else _SURE_WEIGHT
    # 小学 481 个，初中 706 个，共安排学位 …: what all come to, whatever was named last.
    of_all = "共" in best[0].modifier and any(word in STAGES for word in name.words)
    sure = heaviest >= least and not of_all and _NEUTRAL.fullmatch(best[0].modifier) and figure.depth == 0
    if not sure or _of_another_time(best[0].before, name, year) or not of_one_size(found, figure, name.place):
        return None
    return Pair(sentence, figure, name, found)


def of_one_size(found: str, figure: Figure, place: Place) -> bool:
    """Whether two figures are of one size: what is a thousand times as large is another quantity."""
    if found != DIFFERENT:
        return True
    if not figure.value or not place.value:
        return False
    return 1 / _ANOTHER_SIZE < figure.value / place.value < _ANOTHER_SIZE


def _of_another_time(before: str, name: Name, year: int) -> bool:
    """Whether the figure is of another year, planned or compared, which the workbook does not say."""
    clause = re.split(r"[。；]", before)[-1]
    said = last_year(before)
    if said and said not in (name.place.years or {str(year)}):
        return True
    last = name.words[-1] if name.words else MARK
    near = CLAUSE.split(before.rpartition(last)[0])[-1]
    return _OTHER_TIME.search("".join(clause.split(last))) is not None or _OTHER_KIND.search(near) is not None
