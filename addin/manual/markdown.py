"""Markdown as the manual's generated parts need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table.

    >>> print(table(["栏", "值"], [["甲|乙", "1"]]))
    | 栏 | 值 |
    | --- | --- |
    | 甲｜乙 | 1 |
    """
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '｜') for cell in line)} |" for line in lines)
