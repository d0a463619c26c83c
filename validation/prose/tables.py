"""Tables of a report (报告里的表格): which row and which column a figure in a cell belongs to, and its unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from validation.prose.figures import Figure, figures
from validation.prose.sentences import Sentence, plain
from validation.prose.units import PERCENT, SPELLINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_UNITS = "|".join(map(re.escape, SPELLINGS))
_NUMBER = re.compile(rf"-?\d[\d,]*(?:\.\d+)?\s*[万亿]?(?:{_UNITS})?")
_BARE = re.compile(r"-?[\d,.]+")
_IN_BRACKETS = re.compile(rf"[（(](?:单位[:：])?(?:\d[\d.]*)?\s*([万亿千百]?(?:{_UNITS}))(?:以上|[/／].{{1,4}})?[）)]")
_SAID_ABOVE = re.compile(rf"单位[:：]\s*([万亿]?(?:{_UNITS}))")
_YEAR = re.compile(r"(?:19|20)\d\d")
_RATE = re.compile(r"占比|比例|比重|率")
_NUMBERING = re.compile(r"序号|编号|代码|行次|电话|年份|日期")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands in a report, merged cells repeated in each place that they cover.

    Attributes:
        places: What the rows are called: 第 12 段.
        above: The lines right above it: its caption, the unit of its amounts.
    """

    rows: tuple[tuple[str, ...], ...]
    places: tuple[str, ...]
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableCell:
    """A figure in a table with what says of it what it is.

    Attributes:
        row: The label of its row.
        heading: The heading of its column, the upper ones first.
        caption: What stands above the table.
        sentence: The row, to be quoted.
    """

    row: str
    heading: str
    caption: str
    figure: Figure
    sentence: Sentence


def is_number(text: str) -> bool:
    """Whether a cell holds a figure and nothing else.

    >>> [is_number(text) for text in ("168,431.56", "92.47%", "180万元", "≥95%", "2024年", "")]
    [True, True, True, False, False, False]
    """
    return _NUMBER.fullmatch(plain(text).strip()) is not None


def table_cells(table: Table) -> Iterator[TableCell]:
    """The figures of a table, row by row; those that only number the rows are left out."""
    rows = [tuple(plain(text).strip() for text in row) for row in table.rows]
    first = next(
        (i for i, row in enumerate(rows) if any(is_number(text) and not _YEAR.fullmatch(text) for text in row)), 0
    )
    headings, caption = _headings(rows[:first]), "".join(table.above)
    for number in range(first, len(rows)):
        row = rows[number]
        label_column = _label_column(rows, number, headings)
        if label_column is None:
            continue
        quote = "｜".join(dict.fromkeys(text for text in row if text))
        sentence = Sentence(quote, -1, table.places[number])
        for column in range(label_column + 1, len(row)):
            heading = headings[column] if column < len(headings) else ""
            if is_number(row[column]) and not _NUMBERING.search(heading):
                # 收入合计 | 100 | 支出合计 | 200: without a heading, what stands right before it.
                beside = row[column - 1] if not heading and not is_number(row[column - 1]) else ""
                label = beside or row[label_column]
                figure = _figure(row[column], heading, label, table.above)
                if figure is not None:
                    yield TableCell(label, heading, caption, figure, sentence)


def _headings(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Each column's heading, of several lines one text; a title across the whole table is none."""
    lines = [row for row in rows if len(set(row)) > 1]
    width = max((len(row) for row in lines), default=0)
    return ["".join(dict.fromkeys(row[i] for row in lines if i < len(row))) for i in range(width)]


def _label_column(rows: Sequence[tuple[str, ...]], number: int, headings: Sequence[str]) -> int | None:
    """The first text of a row that is its own: not the number of the row, nor a group that goes on from above."""
    row = rows[number]
    texts = [
        i for i, text in enumerate(row)
        if text and not is_number(text) and not _NUMBERING.search(headings[i] if i < len(headings) else "")
    ]  # fmt: skip
    around = [rows[i] for i in (number - 1, number + 1) if 0 <= i < len(rows)]
    own = [i for i in texts if not any(i < len(other) and other[i] == row[i] for other in around)]
    return next(iter(own or texts), None)


def _figure(text: str, heading: str, label: str, above: Sequence[str]) -> Figure | None:
    """The figure of a cell with its unit: its own, that of its heading, its row or the line above the table."""
    said = _BARE.fullmatch(text.strip()) is None
    around = [found[1] for found in map(_IN_BRACKETS.search, (heading, label)) if found]
    around += [found[1] for line in reversed(above) if (found := _SAID_ABOVE.search(line))]
    if said:
        spelling = ""
    elif _RATE.search(heading or label):
        spelling = PERCENT
    else:
        spelling = next(iter(around), "")
    printed = figures(f"，{text}{spelling}，")
    return replace(printed[0], start=0, end=len(printed[0].text)) if len(printed) == 1 else None
