"""How officers speak of the same thing in other words (换一种说法): particles, orders, totals, shares, growth.

Both a report's text and the names of the workbook's figures are brought to one way of speaking, and what a name may be
turned into without becoming another is listed, not guessed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from validation.prose.name import STAGES, TOTALS, Name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.prose.name import Place

SHARE: Final = "占比"
_GROWN = "比上年增长"
_PARTICLES = re.compile(r"的|全年|年内|总(?=[值额])")
_CLOSING = re.compile(r"(?<=..)(?<![人件篇间项个所座总系指分])数$|(?<=....)(?:预算总额|预算|总额)$")
_GROWTH = re.compile(
    r"(?:同比|[比较与](?:上年度?|去年|上一年度?)(?:同期)?(?:相比)?，?)(?:增长|增加|上升|提高)(?:率|幅度)?"
)
_SHARE = re.compile(
    r"占(?:比|(?:总|全部|本年)?(?:收入|支出|预算)?(?:总?[额数量计]|合计|预算)?(?:比例|比重)?)(?:为|达到?)?$"
)
_TABLE = re.compile(r"(?:构成|情况|明细|安排)$")
_OPENING = re.compile(r"^(?:在|接受|受到|给予|已|其中)(?=..)")
_YEAR = re.compile(r"(?:19|20)\d\d")


def bare(text: str) -> str:
    """A text without particles, growth said in one way.

    >>> bare("符合交流条件的教师"), bare("信息网全年审稿、发稿"), bare("同比增长"), bare("与上年相比，增加")
    ('符合交流条件教师', '信息网审稿、发稿', '比上年增长', '比上年增长')
    """
    return _GROWTH.sub(_GROWN, _PARTICLES.sub("", text))


def word(text: str) -> str:
    """A word of a name: bare, and without 数, which may stand before a figure or not.

    >>> word("高于规定学历教师数"), word("在校人数")
    ('高于规定学历教师', '在校人数')
    """
    return _CLOSING.sub("", bare(text))


def with_share(text: str) -> str:
    r"""The text before a percentage, a share of the whole said in one way; a share of something else stays.

    >>> with_share("财政拨款\0，占总收入"), with_share("其中骨干教师\0，占教学班总数")
    ('财政拨款\x00，占比', '其中骨干教师\x00，占教学班总数')
    """
    return _SHARE.sub(SHARE, text)


def spoken(place: Place, words: tuple[str, ...]) -> Iterator[Name]:
    """The names that follow from the labels of a field."""
    words = tuple(map(word, words))
    if not all(words):
        return
    yield Name(place, words)
    yield from (Name(place, (*words[:i], short, *words[i + 1 :])) for i, label in enumerate(words)
                if (short := _OPENING.sub("", label)) != label)  # fmt: skip
    for i in range(len(words) - 1):
        if words[i + 1] in TOTALS:
            base = _TABLE.sub("", words[i])
            for total in (f"{base}合计", f"总{base}", f"{base}总额", f"{base}总计"):
                yield Name(place, (*words[:i], total, *words[i + 2 :]))


def other_orders(name: Name) -> Iterator[Name]:
    """A name, and itself with its stage or year in another place: 小学教职工, 教职工小学; 2023年支出, 支出2023年."""
    yield name
    if len(name.words) != 2 or name.after:
        return
    first, last = name.words
    if last in STAGES:
        yield Name(name.place, (last, first))
    elif first in STAGES:
        yield Name(name.place, (last, first), sure=False)
    elif _YEAR.fullmatch(first):
        yield Name(name.place, (last, f"{first}年"))
