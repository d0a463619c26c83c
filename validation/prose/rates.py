"""Rates within a report (报告里的占比、比例、率): two counts and the percentage between them."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from udfs.numbers import round_fraction
from validation.prose.figures import figures
from validation.prose.labels import before, label
from validation.prose.remarks import Remark, operand, plain_number, shortest
from validation.prose.units import PERCENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validation.prose.figures import Figure
    from validation.prose.sentences import Sentence

_RATE = re.compile(r"(?:占比|比例|比重|比率|[^利税汇效速功频]率|占[^，。；]{2,20})[^，。；]{0,4}$")
_CHANGE = re.compile(r"增长|增加|上升|下降|降低|减少|提高|同比|环比|[比较](?:上年|去年)")
_NEAR: Final = Fraction(1)
"""Percentage points within which a wrong rate of just these two figures is taken for a slip."""


def rate_remarks(sentences: Sequence[Sentence]) -> Iterator[Remark]:
    """Percentages that do not follow from the two figures beside them."""
    for sentence in sentences:
        found = figures(sentence.text)
        earlier = figures(sentence.before)
        for position, printed in enumerate(found):
            if printed.unit == PERCENT and printed.exact and _is_rate(sentence.text, found, position):
                yield from _judged(sentence, printed, found[:position], earlier)


def _is_rate(text: str, found: Sequence[Figure], position: int) -> bool:
    start = found[position - 1].end if position else 0
    before = text[start : found[position].start]
    clause = re.split(r"[，。；]", before)[-1]
    return _RATE.search(clause) is not None and not _CHANGE.search(clause)


_OF_WHOLE = re.compile(r"占(?P<whole>[^，。；\0]{2,12}?)(?:总[数量额])的?(?:比例|比重)?(?:为|达到?)?$")


def _named_whole(sentence: Sentence, printed: Figure, counts: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """The part and the whole where the words say which: 教学班 612 间，其中…474 间，占教学班总数的 74.5%."""
    said = _OF_WHOLE.search(re.sub(r"\s+", "", sentence.text[: printed.start]))
    if said is None or len(counts) < 2:
        return None
    part = counts[-1]
    wholes = [
        f for f in counts[:-1] if said["whole"] in label(before(sentence.text, counts, f)) and f.unit == part.unit
    ]
    return (part, wholes[0]) if len(wholes) == 1 and part.value <= wholes[0].value else None


def _judged(sentence: Sentence, printed: Figure, own: Sequence[Figure], earlier: Sequence[Figure]) -> Iterator[Remark]:
    counts = [f for f in own if f.exact and f.depth == 0 and f.unit not in {PERCENT, ""} and f.value > 0]
    wider = [f for f in earlier if f.exact and f.depth == 0 and f.unit not in {PERCENT, ""} and f.value > 0]
    pairs = _ratios(counts, counts)
    if any(_printed_so(printed, ratio) for ratio, _, _ in [*pairs, *_ratios(counts, wider)]):
        if printed.decimals == 0 and (exact := [p for p in pairs if _printed_so(printed, p[0])]):
            yield from _coarse(sentence, printed, *exact[-1])
        return
    if named := _named_whole(sentence, printed, counts):
        part, whole = named
        yield _remark("rate", sentence, printed, 100 * part.value / whole.value, part, whole)
        return
    recent = _ratios(counts[-2:], counts[-2:]) if len(counts) >= 2 else []
    for ratio, part, whole in recent:
        # Cut, not rounded; with whole percents it could be chance.
        cut = 0 < ratio - printed.value < Fraction(1, 10**printed.decimals)
        if cut and (printed.decimals or len(counts) == 2):
            yield _remark("rate_truncated", sentence, printed, ratio, part, whole)
            return
        if len(counts) == 2 and abs(ratio - printed.value) <= _NEAR:
            yield _remark("rate", sentence, printed, ratio, part, whole)
            return


def _ratios(parts: Sequence[Figure], wholes: Sequence[Figure]) -> list[tuple[Fraction, Figure, Figure]]:
    """The percentage of each figure of each other that is not smaller and counts the same."""
    return [
        (100 * part.value / whole.value, part, whole)
        for part in parts
        for whole in wholes
        if part is not whole and part.unit == whole.unit and part.value <= whole.value
    ]


def _printed_so(printed: Figure, ratio: Fraction) -> bool:
    return Fraction(round_fraction(ratio, printed.decimals)) == printed.value


def _coarse(sentence: Sentence, printed: Figure, ratio: Fraction, part: Figure, whole: Figure) -> Iterator[Remark]:
    if ratio != printed.value:
        yield _remark("rate_coarse", sentence, printed, ratio, part, whole)


def _remark(code: str, sentence: Sentence, printed: Figure, ratio: Fraction, part: Figure, whole: Figure) -> Remark:
    expected = round_fraction(ratio, printed.decimals)
    slots = {
        "actual": printed.text,
        "expected": f"{expected}%",
        "exact": f"{plain_number(ratio, 4)}%",
        "operands": f"{part.text} ÷ {whole.text}",
    }
    operands = tuple(operand(sentence, figure) for figure in (printed, part, whole))
    return Remark(code, sentence, slots, printed.number, shortest(ratio, printed.decimals), operands=operands)
