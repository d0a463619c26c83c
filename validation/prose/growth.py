"""Growth within a report (报告里的增长率): a count and the percentage by which it has grown since last year."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from udfs import growth_bases, growth_rate
from validation.prose.figures import figures, is_count
from validation.prose.remarks import Remark, operand
from validation.prose.units import PERCENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validation.prose.figures import Figure
    from validation.prose.sentences import Sentence

_GROWN = re.compile(
    r"[比较](?:上年|去年|上一?年度?|20\d\d年)(?:同期)?[^，。；]{0,6}?(增长|增加|上升|提高|减少|下降|降低)了?$"
)
_DOWN: Final = frozenset({"减少", "下降", "降低"})
_COUNTED: Final = frozenset({"人", "人次", "所", "个", "件", "篇", "家", "项", "场", "次", "份", "台", "间"})


def growth_remarks(sentences: Sequence[Sentence]) -> Iterator[Remark]:
    """Growth rates that no whole number of last year explains."""
    for sentence in sentences:
        found = figures(sentence.text)
        for before, printed in pairwise(found):
            between = sentence.text[before.end : printed.start].strip()
            grown = _GROWN.search(between)
            if printed.unit != PERCENT or not grown or "；" in between or len(between) > 24:
                continue
            if is_count(before) and before.unit in _COUNTED and printed.exact:
                yield from _judged(sentence, before, printed, down=grown[1] in _DOWN)


def _judged(sentence: Sentence, current: Figure, printed: Figure, *, down: bool) -> Iterator[Remark]:
    now = int(current.value)
    percent = -printed.number if down else printed.number
    if percent <= -100 or growth_bases(now, percent, printed.decimals):
        return
    near = int(100 * Fraction(now) / (100 + Fraction(percent)))
    nearest = "；".join(
        f"上年 {base} 时应为 {abs(growth_rate(now, base, printed.decimals))}%" for base in (near, near + 1) if base
    )
    slots = {"actual": printed.text, "label": current.text, "nearest": nearest}
    operands = tuple(operand(sentence, figure) for figure in (printed, current))
    yield Remark("growth", sentence, slots, printed.number, operands=operands)
