"""What a figure of a sentence is called there (数字前的说法): its clause, its stage, its year."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from validation.prose.name import STAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.prose.figures import Figure

MARK = "\0"
"""Stands for a figure in the text before another one."""
FILL = re.compile(
    r"(?:总?[人件篇间项个所座]?数|总量|总额|金额|资金|经费|收入|支出|预算|安排|实际|执行|投入|拨付|为|是|共计|合计|总计|共有?|达到?|建成|有|均|各|仅|就|的|累计|完成|等|计|[:：])*"
)
"""Words between a label and its figure that say nothing of their own."""

_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_LINKS = re.compile(r"(?:为|是|达到?|共计|合计|总计|共有?|均|就|仅|累计|分别|[:：])+$")
_LEAD = re.compile(
    r"^(?:其中|[我本全][局区县市]|本?部门|本?单位|全年|年[末初底]|本年度?|截[至止]至?|(?:19|20)\d\d年?度?|\d{1,2}月底?|[共现已]有?|"
    r"[一-鿿]{2,4}[区县市]|实现|安排|的)+"
)
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")


def before(text: str, found: Sequence[Figure], figure: Figure) -> str:
    """The text before a figure: other figures as marks, without blanks and closed brackets."""
    parts, start = [], 0
    for other in found:
        if other.start >= figure.start:
            break
        parts += [text[start : other.start], MARK]
        start = other.end
    joined = re.sub(r"\s+", "", "".join([*parts, text[start : figure.start]]))
    while (shorter := _BRACKETS.sub("", joined)) != joined:
        joined = shorter
    return joined


def label(preceding: str) -> str:
    """What a figure is called, from the text before it: the last clause, without what only links.

    >>> label("其中小学 教职工总人数".replace(" ", "")), label("荔湾区小学教学仪器设备值为")
    ('小学教职工总人数', '小学教学仪器设备值')
    """
    clause = re.split(r"[，。；：\0]", _LINKS.sub("", preceding))[-1]
    return _LEAD.sub("", clause)


def stage(preceding: str) -> str:
    """The stage (学段) that was named last; "" if none was.

    >>> stage("义务教育阶段学校，其中小学")
    '小学'
    """
    return max(STAGES, key=preceding.rfind) if any(name in preceding for name in STAGES) else ""


def year(preceding: str) -> str:
    """The year that was named last; "" if none was.

    >>> year("2023年至2024年6月，全区")
    '2024'
    """
    return next(iter(_YEAR.findall(preceding)[::-1]), "")
