"""Sums within a report (报告里的合计): 其中 and its parts, 共计 after them, a total and the list below it."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from validation.prose.figures import figures
from validation.prose.remarks import Remark, operand, plain_number, shortest
from validation.prose.sentences import HEADING
from validation.prose.units import PERCENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validation.prose.figures import Figure
    from validation.prose.sentences import Sentence

SURE: Final = "sum"
MAYBE: Final = "sum_maybe"

_OF_WHICH = re.compile(r"其中|包括|分别[为是]")
_TOGETHER = re.compile(r"共计|合计|总计|总共|共(?![同享建产])")
_STRONG = frozenset({"共计", "合计", "总计", "总共"})
_REST = re.compile(r"其余|其他|剩余|余下|另有")
_NEAR: Final = Fraction(1, 20)
"""Parts that miss a total by so little were probably meant to make it up."""
_TOTAL_BEFORE_LIST = re.compile(r"共计|合计|总计|总额|共|安排如下|分配如下")


def sum_remarks(sentences: Sequence[Sentence]) -> Iterator[Remark]:
    """Totals that are not the sum of the parts given with them."""
    for number, sentence in enumerate(sentences):
        found = [figure for figure in figures(sentence.text) if figure.unit != PERCENT]
        yield from _of_which(sentence, found)
        yield from _bracketed(sentence, found)
        yield from _together(sentence, found)
        yield from _listed(sentence, found, sentences[number + 1 :])


def _of_which(sentence: Sentence, found: Sequence[Figure]) -> Iterator[Remark]:
    """A … 其中 B、C."""
    level = [figure for figure in found if figure.depth == 0]
    for mark in _OF_WHICH.finditer(sentence.text):
        before = [figure for figure in level if figure.end <= mark.start()]
        if not before or not before[-1].exact or _depth(sentence.text[: mark.start()]):
            continue
        total = before[-1]
        between = re.sub(r"[（(].*?[）)]", "", sentence.text[total.end : mark.start()])
        if len(between) > 20 or "；" in between:
            continue
        end = next((m.start() for m in _OF_WHICH.finditer(sentence.text, mark.end())), len(sentence.text))
        parts = _alike([f for f in level if mark.end() <= f.start and f.end <= end], total)
        tail = sentence.text[mark.end() : end]
        whole = _REST.search(tail) is not None or _complete(sentence.text, parts)
        yield from _compared(sentence, total, parts, sure=whole)


def _bracketed(sentence: Sentence, found: Sequence[Figure]) -> Iterator[Remark]:
    """A（B，C）."""
    for position, total in enumerate(found):
        opening = sentence.text[total.end :].lstrip()[:1]
        if total.depth or not total.exact or opening not in {"（", "("}:
            continue
        parts = []
        for figure in found[position + 1 :]:
            if figure.depth != 1:
                break
            parts.append(figure)
        if parts and "其中" not in sentence.text[total.end : parts[0].start]:
            # 学位 1048 个（北片 481 人，…): the brackets may count in another word.
            yield from _compared(sentence, total, _alike(parts, parts[0]), sure=False)


def _together(sentence: Sentence, found: Sequence[Figure]) -> Iterator[Remark]:
    """B，C，共计 A."""
    level = [figure for figure in found if figure.depth == 0]
    for mark in _TOGETHER.finditer(sentence.text):
        total = next((f for f in level if f.start >= mark.end()), None)
        if total is None or not total.exact or _far(sentence.text[mark.end() : total.start]):
            continue
        parts = [f for f in level if f.end <= mark.start() and f.unit == total.unit]
        if len(parts) < 2 or not all(f.exact for f in parts) or _OF_WHICH.search(sentence.text[total.end :]):
            continue
        if any(sum(f.value for f in parts[start:]) == total.value for start in range(len(parts) - 1)):
            continue
        if _one_list(sentence.text, parts):
            summed = sum((f.value for f in parts), Fraction(0))
            near = abs(summed - total.value) <= _NEAR * total.value
            if mark[0] in _STRONG or near:
                yield _remark(sentence, total, parts, SURE if mark[0] in _STRONG else MAYBE)


def _listed(sentence: Sentence, found: Sequence[Figure], following: Sequence[Sentence]) -> Iterator[Remark]:
    """共计 A，安排如下： and a numbered list of which every item has a figure."""
    exact = [figure for figure in found if figure.exact and figure.depth == 0]
    if not sentence.text.endswith(("：", ":")) or len(exact) != 1 or not _TOTAL_BEFORE_LIST.search(sentence.text):
        return
    total = exact[0]
    parts: list[Figure] = []
    places: list[Sentence] = []
    paragraph = sentence.paragraph
    for item in following:
        if item.paragraph == paragraph:
            continue  # what else an item says
        if item.paragraph != paragraph + 1 or not item.heading or not _same_numbering(item, places):
            break
        first = next((f for f in figures(item.text) if f.unit == total.unit), None)
        if first is None or not first.exact:
            return
        paragraph = item.paragraph
        parts.append(first)
        places.append(item)
    if len(parts) >= 2 and sum(f.value for f in parts) != total.value:
        yield _remark(sentence, total, parts, SURE, places)


def _same_numbering(item: Sentence, before: Sequence[Sentence]) -> bool:
    """Whether an item is numbered as those before it: 1）2）3）, then 2、 is another list."""
    marks = [HEADING.match(sentence.text) for sentence in (*before[:1], item)]
    shapes = [re.sub(r"[\d一二三四五六七八九十]+", "", mark[0]) if mark else "" for mark in marks]
    return len(set(shapes)) == 1


def _compared(sentence: Sentence, total: Figure, parts: Sequence[Figure], *, sure: bool) -> Iterator[Remark]:
    if len(parts) < 2 or not all(figure.exact for figure in parts):
        return
    running, sums = Fraction(0), []
    for figure in parts:
        running += figure.value
        sums.append(running)
    if total.value in sums[1:]:
        return
    near = abs(running - total.value) <= _NEAR * total.value
    if sure or near:
        yield _remark(sentence, total, parts, SURE if sure else MAYBE)


def _alike(figures_: Sequence[Figure], total: Figure) -> list[Figure]:
    """The figures of a total's dimension; where it has none, of the first one's."""
    dimension = total.unit or (figures_[0].unit if figures_ else "")
    return [figure for figure in figures_ if figure.unit == dimension]


def _complete(text: str, parts: Sequence[Figure]) -> bool:
    """Whether two parts are surely all: 小学 and 初中, 公办 and 民办."""
    if len(parts) != 2:
        return False
    first, second = text[max(0, parts[0].start - 12) : parts[0].start], text[parts[0].end : parts[1].start]
    return any(a in first and b in second for a, b in (("小学", "初中"), ("公办", "民办"), ("男", "女")))


def _one_list(text: str, parts: Sequence[Figure]) -> bool:
    """Whether figures stand in one list: between two of them only a short phrase."""
    return all(
        len(between := text[a.end : b.start]) <= 16 and not re.search(r"[。；]|其中", between)
        for a, b in pairwise(parts)
    )


def _far(between: str) -> bool:
    return len(between) > 10 or re.search(r"[，。；、]", between) is not None


def _depth(before: str) -> int:
    return sum(before.count(m) for m in "（(") - sum(before.count(m) for m in "）)")


def _remark(
    sentence: Sentence, total: Figure, parts: Sequence[Figure], code: str, places: Sequence[Sentence] = ()
) -> Remark:
    factor = Fraction(total.factor)
    summed = sum((figure.value for figure in parts), Fraction(0)) / factor
    sources = places or [sentence] * len(parts)
    slots = {
        "actual": total.text,
        "expected": f"{plain_number(summed)}{total.printed}",
        "difference": f"{plain_number(total.value / factor - summed)}{total.printed}",
        "operands": " + ".join(figure.text for figure in parts),
    }
    operands = (operand(sentence, total), *(operand(s, f) for s, f in zip(sources, parts, strict=True)))
    return Remark(code, sentence, slots, total.number, shortest(summed), operands=operands)
