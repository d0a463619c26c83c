"""Which of one list's names are those of another: equal, or the same in other words."""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Match(NamedTuple):
    """A row of one list and the row of the other that says the same."""

    own: int
    other: int


def plain_text(text: str) -> str:
    """A text as it is compared: width, blanks, numbering and the mark at the end do not matter.

    >>> plain_text(" 1．公办学校（幼儿园）　数量； ") == plain_text("公办学校(幼儿园)数量")
    True
    """
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return re.sub(r"^\(?\d{1,2}[.、)](?!\d)", "", folded).rstrip(";,。:、.") or folded


def matched(own: Mapping[int, str], other: Mapping[int, str], similar: float) -> tuple[list[Match], list[Match]]:
    """Names that are equal, and of the rest the most alike, from `similar` on; each name is used once.

    >>> matched({1: "公用经费发放及时率", 2: "参训教师满意度"}, {1: "参训教师的满意度", 2: "公用经费发放及时率"}, 0.6)
    ([Match(own=1, other=2)], [Match(own=2, other=1)])
    """
    texts = {number: plain_text(text) for number, text in own.items()}
    left = {number: plain_text(text) for number, text in other.items()}
    same = []
    for number, text in list(texts.items()):
        found = next((other_number for other_number, other_text in left.items() if other_text == text), None)
        if found is not None:
            same.append(Match(number, found))
            del texts[number], left[found]
    return same, _most_alike(texts, left, similar)


def _most_alike(own: Mapping[int, str], other: Mapping[int, str], similar: float) -> list[Match]:
    ranked = sorted(
        ((-_likeness(text, other_text), number, other_number)
         for number, text in own.items() for other_number, other_text in other.items()),
    )  # fmt: skip
    found: list[Match] = []
    for unlike, number, other_number in ranked:
        taken = any(number == match.own or other_number == match.other for match in found)
        if -unlike >= similar and not taken:
            found.append(Match(number, other_number))
    return sorted(found)


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
