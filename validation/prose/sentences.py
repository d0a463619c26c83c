"""The paragraphs and sentences (段落、句子) of a report, each with its place in the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HEADING = re.compile(r"（?[一二三四五六七八九十]{1,3}[）、]|（\d{1,2}）|\d{1,2}(?:[）、]|\.(?!\d))|[①-⑳]")
"""What numbers a heading or an item: 一、（一）1. 1） ①."""

_ENDS = "。！？；：.!?…"
_WRAPPED = 18
"""A line of at least as many characters that ends in no mark goes on in the next one."""
_PAGE_NUMBER = re.compile(r"[—–-]?\s*\d{1,4}\s*[—–-]?")
_SENTENCE = re.compile(r"[^。！？\n]+[。！？\n]?")
# One character for one: places stay what they are.
_PLAIN = str.maketrans("０１２３４５６７８９％．;()", "0123456789%.；（）")
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))")
_COLON = re.compile(r"(?<!\d):|:(?!\d)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, put together from the lines of a file where a file has only lines.

    Attributes:
        starts: Where in the text each line begins.
        places: What the lines are called: 第 12 行.
        numbered: Whether the word processor numbers it, so that no number is in its text.
    """

    text: str
    starts: tuple[int, ...]
    places: tuple[str, ...]
    numbered: bool = False

    @classmethod
    def whole(cls, text: str, place: str, *, numbered: bool = False) -> Paragraph:
        """A paragraph that is one in its file.

        >>> Paragraph.whole("１２人", "第 3 段").text
        '12人'
        """
        return cls(plain(text), (0,), (place,), numbered)

    def place(self, offset: int) -> str:
        """The place of a character."""
        return self.places[bisect_right(self.starts, offset) - 1]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a report.

    Attributes:
        paragraph: The number of its paragraph, from 0.
        place: Where it begins.
        before: The sentence before it in its paragraph, which may hold what it refers to.
    """

    text: str
    paragraph: int
    place: str
    before: str = ""
    heading: bool = False
    """Whether it opens a paragraph with a number: an item, or the requirement that is answered below it."""


def plain(text: str) -> str:
    """A text with half-width digits and full-width punctuation, whatever was typed.

    >>> plain("共１,048.2万元,其中:小学(部)5人;比例3:1")
    '共1,048.2万元，其中：小学（部）5人；比例3:1'
    """
    return _COLON.sub("：", _COMMA.sub("，", text.translate(_PLAIN)))


def joined(lines: Iterable[tuple[str, str]]) -> list[Paragraph]:
    """Paragraphs from the lines of a text, which a converter has broken at the page's width.

    Args:
        lines: Place and text of each line.

    >>> lines = [("1", "一、概况"), ("2", "截至9月，全区共有义务教育阶段学校 78"), ("3", "所。")]
    >>> [paragraph.text for paragraph in joined(lines)]
    ['一、概况', '截至9月，全区共有义务教育阶段学校 78所。']
    """
    found: list[Paragraph] = []
    text, starts, places = "", [0], [""]
    for place, raw in lines:
        line = plain(raw).strip()
        if not line or _PAGE_NUMBER.fullmatch(line):
            continue
        if text and (text[-1] in _ENDS or HEADING.match(line) or len(text) - starts[-1] < _WRAPPED):
            found.append(Paragraph(text, tuple(starts), tuple(places)))
            text = ""
        if not text:
            starts, places = [0], [place]
        else:
            # Two lines that meet at Latin letters or digits are two words, or two numbers.
            text += " " if text[-1].isascii() and line[0].isascii() and text[-1].isalnum() == line[0].isalnum() else ""
            starts.append(len(text))
            places.append(place)
        text += line
    if text:
        found.append(Paragraph(text, tuple(starts), tuple(places)))
    return found


def sentences(paragraphs: Sequence[Paragraph]) -> Iterator[Sentence]:
    """The sentences of a report, in order."""
    for number, paragraph in enumerate(paragraphs):
        before = ""
        for found in _SENTENCE.finditer(paragraph.text):
            text = found[0].strip()
            if not text:
                continue
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            heading = start == 0 and (paragraph.numbered or HEADING.match(text) is not None)
            yield Sentence(text, number, paragraph.place(start), before, heading)
            before = text
