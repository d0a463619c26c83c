"""Facts that a report states twice (同一事实两处): the same label with figures that contradict each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from validation.prose.figures import figures, is_count
from validation.prose.labels import before, label, stage, year
from validation.prose.remarks import Remark, operand
from validation.prose.units import PERCENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validation.prose.figures import Figure
    from validation.prose.sentences import Sentence

_LEAST_LABEL: Final = 6
"""A shorter label (新增学位) is used for many things."""
_LEAST_COUNT: Final = 50
_NEAR: Final = Fraction(1, 50)
"""Counts of the same things that differ by so little are probably meant to be the same."""
_SCHOOLS = re.compile(r"(?:义务教育(?:阶段)?|各级各类|普通)*(?:中小)?学校|幼儿园|二?级?预算单位")
"""What is counted without saying which of them: all that there are."""
_PART = re.compile(r"新增|新建|新开办|其中|排除|整改|涵盖|帮扶|下降|增加|减少|每|超过|民办|公办")
_SCOPE = re.compile(r"[全本我][局区县市]|本?部门整体")
_OTHER = re.compile(r"^占|其中|上年|去年|同期|计划|预计|力争|目标|标准|由|下降|上升|增加|减少|新增|每")


@dataclass(frozen=True, slots=True)
class _Fact:
    sentence: Sentence
    figure: Figure
    year: str


def restated_remarks(sentences: Sequence[Sentence]) -> Iterator[Remark]:
    """What is said twice and differently."""
    known: dict[tuple[str, str, str], list[_Fact]] = {}
    things: dict[tuple[str, str], list[_Fact]] = {}
    for sentence in sentences:
        found = figures(sentence.text)
        for figure in found:
            if not figure.exact:
                continue
            preceding = before(sentence.text, found, figure)
            fact = _Fact(sentence, figure, year(preceding))
            if key := _key(preceding, figure, brackets="（" in sentence.text[: figure.start]):
                yield from _contradictions("restated", key[1], fact, known.setdefault(key, []))
            if thing := _thing(sentence.text, preceding, figure):
                yield from _contradictions("restated_near", thing, fact, things.setdefault((thing, figure.unit), []))


def _key(preceding: str, figure: Figure, *, brackets: bool) -> tuple[str, str, str] | None:
    """Stage, label and unit, where the label is a name of its own."""
    named, of = label(preceding), stage(preceding)
    bare = named.replace(of, "", 1) if of else named
    # Whose it is must be said in the sentence; what brackets add to it would be lost.
    scoped = of or _SCOPE.search(preceding)
    if not scoped or brackets or len(bare) < _LEAST_LABEL or not figure.unit or _OTHER.search(named):
        return None
    return of, f"{of}{bare}", figure.unit


def _thing(text: str, preceding: str, figure: Figure) -> str:
    """What is counted, where all of them may be meant: 全区 78 所…学校."""
    clause = re.split(r"[，。；\0]", preceding)[-1]
    if (
        not is_count(figure)
        or figure.unit not in {"所", "个", "家"}
        or figure.value < _LEAST_COUNT
        or figure.depth
        or _PART.search(clause)
    ):
        return ""
    following = _SCHOOLS.match(text[figure.end :].lstrip())
    named = following[0] if following else label(preceding)
    return re.sub(r"^.*(?=学校$)", "", named) if _SCHOOLS.fullmatch(named) else ""


def _contradictions(code: str, named: str, fact: _Fact, earlier: list[_Fact]) -> Iterator[Remark]:
    for other in earlier:
        another_year = fact.year and other.year and fact.year != other.year
        if not another_year and _contradict(code, fact.figure, other.figure):
            slots = {
                "label": named,
                "actual": fact.figure.text,
                "other": other.figure.text,
                "where": other.sentence.place,
            }
            operands = (operand(fact.sentence, fact.figure), operand(other.sentence, other.figure))
            yield Remark(
                code, fact.sentence, slots, fact.figure.number, other.figure.number, label=named, operands=operands
            )
            break
    earlier.append(fact)


def _contradict(code: str, one: Figure, other: Figure) -> bool:
    if code == "restated_near":
        return one.value != other.value and abs(one.value - other.value) <= _NEAR * other.value
    low, high = one.bounds
    least, most = other.bounds
    rounded = one.factor != other.factor or one.decimals != other.decimals
    alike = low < most and least < high if rounded else one.value == other.value
    return not alike and (one.unit != PERCENT or one.per == other.per)
