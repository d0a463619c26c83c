"""The figures (数字) in a sentence: value, unit and place. Years, numbers of documents and ordinals are none."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from validation.prose.units import MULTIPLES, PERCENT, SPELLINGS, UNITS

_FIGURE = re.compile(
    r"(?P<number>[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<more>[多余几]?)(?P<multiple>[万亿]?)(?P<more2>[多余几]?)\s*"
    rf"(?P<unit>{'|'.join(map(re.escape, SPELLINGS))})?(?P<per>/(?:生|人|年)(?:/年)?)?"
)
_TITLE = re.compile(r"《[^》]*》|[〔【\[（(]\d{4}[〕】\]）)]")
_NO_FIGURE_BEFORE = re.compile(r"(?:第|[A-Za-z0-9.+＋×/]|\d\s*[-—–~～至到]+|[A-Za-z]\s*-)\s*$")
_NO_FIGURE_AFTER = re.compile(r"\s*(?:[年月日号稿届期轮岁时点周天版级类]|学[年时]|课时|批次|[A-Za-z+＋×])")
_RANGE_AFTER = re.compile(r"\s*[-—–~～至到]+\s*\d")
_OTHER_UNIT = re.compile(r"个(?:[百千]分点|月|学年|工作日|小时)|分[钟之]|次会")
_ENDS_AFTER = re.compile(r"\s*[，。；、,;]")
_APPROXIMATE_BEFORE = re.compile(r"(?:约|近|超过?|逾|不足|不到|至少|最多|[高低大小]于|[≥≤><＞＜]|每|不少于)\s*$")
_LIMIT = re.compile(r"不[低少高大小]于|不超过|不得?超|达到.{0,12}以上|控制在")
_APPROXIMATE_AFTER = re.compile(r"\s*(?:及?以[上下内]|左右|上下|[多余])")
_CLAUSE = re.compile(r"[，。；：]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed.

    Attributes:
        text: As it stands in the sentence, with its unit.
        number: The number before the unit.
        factor: What 万 and 亿 make of it.
        unit: Its dimension (量纲); "" where there is no unit.
        exact: False for 约, 以上, 余 and limits, which no sum can be made of.
        depth: How many brackets stand around it.
        per: /生 and the like behind the unit.
    """

    text: str
    number: Decimal
    factor: Decimal
    unit: str
    start: int
    end: int
    exact: bool = True
    depth: int = 0
    per: str = ""

    @property
    def value(self) -> Fraction:
        """The value in its dimension's own unit (元, 人, 平方米)."""
        return Fraction(self.number) * Fraction(self.factor)

    @property
    def decimals(self) -> int:
        """Decimals that are printed."""
        return -int(self.number.as_tuple().exponent)

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """Half a step of the last printed place below and above: what is printed so, half-up."""
        half = Fraction(self.factor) / (2 * 10**self.decimals)
        return self.value - half, self.value + half

    @property
    def printed(self) -> str:
        """The unit with 万 or 亿 as printed, as a reader would repeat it."""
        return self.text.lstrip("0123456789,. ")

    def covers(self, value: Fraction) -> bool:
        """Whether an exact value would be printed as this figure."""
        low, high = self.bounds
        return low <= value < high


def figures(text: str) -> list[Figure]:
    """The figures of a sentence, in order.

    >>> [f.text for f in figures("（财教〔2019〕39号）2024年共投入 1,048.2万元，维修第11稿、3-5年、校舍39.03万平方米")]
    ['1,048.2万元', '39.03万平方米']
    >>> [f.exact for f in figures("达到 4.2人以上、5.3人以上，400余名，25人")]
    [False, False, False, True]
    """
    masked = _TITLE.sub(lambda found: "□" * len(found[0]), text)
    found: list[Figure] = []
    for match in _FIGURE.finditer(masked):
        before, after = masked[: match.start()], masked[match.end() :]
        if _NO_FIGURE_BEFORE.search(before) or _no_figure(match, before, after):
            continue
        marks = (match["more"], match["more2"], _APPROXIMATE_BEFORE.search(before), _APPROXIMATE_AFTER.match(after))
        approximate = any(marks) or _limited(before)
        chained = bool(found) and text[found[-1].end : match.start()].strip() in {"、", "和"}
        if chained and (approximate or not found[-1].exact):
            approximate = True
            found[-1] = _approximate(found[-1])
        dimension = UNITS[match["unit"]].dimension if match["unit"] else ""
        found.append(
            Figure(
                text=text[match.start() : match.end()].strip(), number=Decimal(match["number"].replace(",", "")),
                factor=MULTIPLES[match["multiple"]], unit=dimension, start=match.start(), end=match.end(),
                exact=not approximate, depth=_depth(before), per=match["per"] or "",
            )
        )  # fmt: skip
    return found


def is_count(figure: Figure) -> bool:
    """Whether it is an exact whole number of things."""
    return figure.exact and figure.unit not in {PERCENT, ""} and figure.value.denominator == 1


def _no_figure(match: re.Match[str], before: str, after: str) -> bool:
    """Whether what follows shows that it is a range, a time, an ordinal or a number without meaning of its own."""
    if _RANGE_AFTER.match(after):
        return True
    if match["unit"]:
        return _OTHER_UNIT.match(match["unit"] + after) is not None
    return _NO_FIGURE_AFTER.match(after) is not None or not _bare(before, after, match["number"])


def _bare(before: str, after: str, number: str) -> bool:
    """Whether a number without unit is a figure: 查处人员25，其中; not the number of an item or a phone's."""
    if after.lstrip().startswith("、") and "." not in number:
        return False
    return _ENDS_AFTER.match(after) is not None and before[-1:] not in {"", "（", "("}


def _limited(before: str) -> bool:
    clause = _CLAUSE.split(before)[-1]
    return _LIMIT.search(clause) is not None


def _approximate(figure: Figure) -> Figure:
    return replace(figure, exact=False)


def _depth(before: str) -> int:
    opened = sum(before.count(mark) for mark in "（(")
    return max(0, opened - sum(before.count(mark) for mark in "）)"))
