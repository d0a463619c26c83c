"""Figures per head within a report (报告里的生均、人均、每百名): a total, the pupils, and what each of them has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from udfs.numbers import round_fraction
from validation.prose.figures import figures, is_count
from validation.prose.labels import before, label, stage
from validation.prose.remarks import Remark, operand, plain_number, shortest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from validation.prose.figures import Figure
    from validation.prose.sentences import Sentence

_PER_HEAD = re.compile(r"(生均|人均|每百名学生(?:拥有|有)?)(.{2,})$")
_PUPILS = re.compile(r"(?:在校生|学生|就读)(?:总?人?数)?$")
_OTHER_PUPILS = re.compile(r"前|毕业|转|死亡|符合|申请|新增|超|不足")
_PEOPLE: Final = "常住人口"
_SAME: Final = 4
"""Characters at the end of two labels that make them the same quantity: 地区生产总值, 国内生产总值."""


@dataclass(frozen=True, slots=True)
class _Heads:
    """A number of pupils or inhabitants that the report gives."""

    sentence: Sentence
    figure: Figure


def per_head_remarks(sentences: Sequence[Sentence]) -> Iterator[Remark]:
    """Figures per head that do not follow from their total and the pupils that the report itself gives."""
    known = _heads(sentences)
    for sentence in sentences:
        found = figures(sentence.text)
        for position, printed in enumerate(found):
            preceding = before(sentence.text, found, printed)
            per = _PER_HEAD.search(_filled_off(label(preceding)))
            if per is None or not printed.exact or not printed.number:
                continue
            whole = _total(sentence.text, found[:position], printed, per[2])
            heads = known.get(_PEOPLE if per[1] == "人均" else stage(preceding), [])
            if whole is not None and heads:
                times = 100 if per[1].startswith("每百名") else 1
                yield from _judged(sentence, whole, printed, heads, times, per[0])


def _heads(sentences: Sequence[Sentence]) -> Mapping[str, list[_Heads]]:
    """The numbers of pupils by stage, and of inhabitants."""
    known: dict[str, list[_Heads]] = {}
    for sentence in sentences:
        found = figures(sentence.text)
        for figure in found:
            if not is_count(figure) or figure.unit != "人":
                continue
            preceding = before(sentence.text, found, figure)
            named = label(preceding)
            if named.endswith(_PEOPLE):
                known.setdefault(_PEOPLE, []).append(_Heads(sentence, figure))
            elif _PUPILS.search(named) and not _OTHER_PUPILS.search(named) and (of := stage(preceding)):
                known.setdefault(of, []).append(_Heads(sentence, figure))
    return known


def _total(text: str, earlier: Sequence[Figure], printed: Figure, quantity: str) -> Figure | None:
    """The total that a figure per head belongs to: the nearest before it that is called the same."""
    for figure in reversed(earlier):
        named = _filled_off(label(before(text, earlier, figure)))
        alike = named.endswith(quantity) or named[-_SAME:] == quantity[-_SAME:]
        if figure.unit == printed.unit and figure.exact and alike and not _PER_HEAD.search(named):
            return figure
    return None


def _filled_off(named: str) -> str:
    """A label without the words at its end that only lead to the figure: 公用经费预算 → 公用经费."""
    for length in range(len(named) - 2, 1, -1):
        if named[length:] in {"数", "人数", "总数", "预算", "总额", "总量"}:
            return named[:length]
    return named


def _judged(
    sentence: Sentence, whole: Figure, printed: Figure, heads: Sequence[_Heads], times: int, named: str
) -> Iterator[Remark]:
    if any(_exact(whole, printed, times, head) for head in heads):
        return
    low, high = printed.bounds
    least, most = whole.bounds if whole.factor > 1 else (whole.value, whole.value)
    implied = times * least / high, times * most / low
    possible = [head for head in heads if implied[0] <= head.figure.value <= implied[1]]
    head = possible[0] if possible else heads[0]
    ratio = times * whole.value / head.figure.value
    code = "per_head_rounded" if possible else "per_head"
    slots = {
        "label": named,
        "actual": printed.text,
        "expected": f"{plain_number(ratio / Fraction(printed.factor), max(2, printed.decimals))}{printed.printed}",
        "implied": _range(*implied),
        "operands": f"{whole.text} ÷ {head.figure.text}（{head.sentence.place}）",
    }
    operands = (operand(sentence, printed), operand(sentence, whole), operand(head.sentence, head.figure))
    expected = shortest(ratio / Fraction(printed.factor), max(2, printed.decimals))
    yield Remark(code, sentence, slots, printed.number, expected, operands=operands)


def _exact(whole: Figure, printed: Figure, times: int, head: _Heads) -> bool:
    ratio = times * whole.value / head.figure.value / Fraction(printed.factor)
    return round_fraction(ratio, printed.decimals) == printed.number


def _range(low: Fraction, high: Fraction) -> str:
    first, last = ceil(low), floor(high)
    return f"{first:,}" if first >= last else f"{first:,} 至 {last:,}"
