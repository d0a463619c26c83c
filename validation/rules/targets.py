"""Targets as officers write them (指标值): ≥95%, 不低于95%, 100%, 0次, 200人 — a sign, a number, a unit."""

from __future__ import annotations

import operator
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

BEFORE: Final = {
    **dict.fromkeys((">=", "不低于", "不少于", "不小于", "不短于", "至少", "最少", "达到", "达"), ">="),
    **dict.fromkeys(("<=", "不超过", "不高于", "不大于", "不多于", "不长于", "至多", "最多", "控制在"), "<="),
    **dict.fromkeys((">", "超过", "高于", "大于", "多于"), ">"),
    **dict.fromkeys(("<", "低于", "小于", "少于", "不足", "不满"), "<"),
    **dict.fromkeys(("=", "等于"), "="),
}
"""Signs that stand before a number."""
AFTER: Final = {
    **dict.fromkeys(("以上", "及以上", "或以上"), ">="),
    **dict.fromkeys(("以下", "及以下", "或以下", "以内", "之内"), "<="),
}
"""Signs that stand behind a number and its unit."""
TRENDS: Final = ("提高", "提升", "增长", "增加", "上升", "下降", "降低", "减少", "压减", "缩小")
"""With these a number has a direction of its own; 提高 5% can only be compared with 提高 6%."""

_COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq}
_SAME = {
    **dict.fromkeys("≥≧≮", ">="),
    **dict.fromkeys("≤≦≯", "<="),
    "㎡": "平方米",
    "㎥": "立方米",
    **dict.fromkeys("²³", ""),  # NFKC would make figures of them, and of ①
    **{chr(code): " " for code in (*range(0x2460, 0x2500), *range(0x2776, 0x2794))},
}


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})"


_DIGITS = r"(?:(?<!\d)-)?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_CHINESE = "[零〇一二两三四五六七八九十百千万]+"
_COUNTED = "[个名人次所校项场件套批份天年月日季周期类轮门台间座栋家户宗起节篇本册处条种支队班元亿成倍]|平方米"
_SPELT = rf"百分之{_CHINESE}|{_CHINESE}(?:{_COUNTED})"
_NUMBER = rf"(?:{_DIGITS}|{_SPELT})"
_PLAIN = re.compile(rf"({_DIGITS})(%?)")
_HAS_NUMBER = re.compile(rf"\d|{_SPELT}")
_DIRECTED = re.compile(
    rf"{_any((*BEFORE, *TRENDS))}[^\d]{{0,4}}{_NUMBER}"
    rf"|{_NUMBER}[^\d，；。]{{0,6}}?(?:{_any(AFTER)}|前)"
    rf"|{_NUMBER}[^\d，；。]{{0,3}}[-—–~至到]+{_NUMBER}"
)
_TARGET = re.compile(
    rf"(?P<trend>{_any(TRENDS)})?(?P<before>{_any(BEFORE)})?(?P<number>{_DIGITS})"
    rf"(?P<unit>[^\d<>=,.]*?)(?P<after>{_any(AFTER)})?"
)


class Target(NamedTuple):
    """A target or a result: what it is compared by, its number, its unit with the direction of a change."""

    sign: str
    number: Decimal
    unit: str


def normalised(text: str) -> str:
    """A target with one spelling for signs and figures, without blanks.

    >>> normalised(" ≧ ９５％ "), normalised("①完成500㎡")
    ('>=95%', '完成500平方米')
    """
    same = "".join(_SAME.get(character, character) for character in text)
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", same))


def has_number(text: str) -> bool:
    """Whether a target can be measured: it has figures, or a number of something in characters.

    >>> has_number("提高"), has_number("三个教育中心"), has_number("95%")
    (False, True, True)
    """
    return bool(_HAS_NUMBER.search(normalised(text)))


def has_sign(text: str) -> bool:
    """Whether a target says in which direction its number is reached.

    >>> [has_sign(text) for text in ("≥95%", "比上年增长 5%", "2024年12月底前", "95%", "200人")]
    [True, True, True, False, False]
    """
    return bool(_DIRECTED.search(normalised(text)))


def is_plain(text: str, ends: Iterable[str]) -> bool:
    """Whether all numbers of a target are ends of a scale, at which a sign adds nothing.

    >>> [is_plain(text, ["0", "100%"]) for text in ("0次", "合格率100%", "100人", "95%")]
    [True, True, False, False]
    """
    allowed = [_plain_numbers(normalised(end)) for end in ends]
    numbers = _plain_numbers(normalised(text))
    return bool(numbers) and all(
        any(number == end and (not sign or sign == own) for ((end, sign),) in allowed) for number, own in numbers
    )


def _plain_numbers(text: str) -> list[tuple[Decimal, str]]:
    return [(Decimal(digits.replace(",", "")), sign) for digits, sign in _PLAIN.findall(text)]


@lru_cache(maxsize=4096)
def target_of(text: str) -> Target | None:
    """What a target says; None where it is not just a number with its sign and unit.

    Without a sign it is to be reached at least; a 0 is the most.

    >>> target_of("不低于95%")
    Target(sign='>=', number=Decimal('95'), unit='%')
    >>> target_of("0宗").sign, target_of("1,200人以上").number, target_of("95%—100%")
    ('<=', Decimal('1200'), None)
    """
    found = _TARGET.fullmatch(normalised(text))
    if found is None:
        return None
    number = Decimal(found["number"].replace(",", ""))
    sign = BEFORE.get(found["before"] or "") or AFTER.get(found["after"] or "")
    return Target(sign or (">=" if number else "<="), number, f"{found['trend'] or ''}{found['unit']}")


def reached(target: str, actual: str) -> bool | None:
    """Whether a result reaches a target; None where one has no number, or they have different units.

    >>> reached("≥95%", "96.5%"), reached("0次", "1次"), reached("200人", "31个"), reached("提高", "提高")
    (True, False, None, None)
    """
    wanted, done = target_of(target), target_of(actual)
    if wanted is None or done is None or wanted.unit != done.unit:
        return None
    return bool(_COMPARE[wanted.sign](done.number, wanted.number))
