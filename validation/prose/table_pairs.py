"""Pairs of a table's figure and a workbook's field (表格里的数与报表的栏), by the labels of row and column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from validation.prose.fits import comparable
from validation.prose.labels import year as last_year
from validation.prose.pairs import EQUAL, ROUNDED, Pair, Pairing, of_one_size, verdict
from validation.prose.tables import table_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validation.prose.labelled import Labelled
    from validation.prose.tables import Table, TableCell

_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_LEADING = re.compile(r"^(?:\d+[.．、]|[一二三四五六七八九十]+、|[（(]\d+[）)]|其中[:：]?)")
_GENERIC = re.compile(r"(?:\d{4}年|当年|本年|全年|[本该]期)?(?:度)?(?:金额|数值|数量|数额|数|人数|指标值|数据|情况)?")
_TOTALS = frozenset({"合计", "总计", "共计"})


@dataclass(frozen=True, slots=True)
class _Fit:
    labelled: Labelled
    exact: bool
    """Whether row and column both say which figure it is: only then may it contradict."""


def pair_up_tables(tables: Sequence[Table], labelled: Sequence[Labelled], year: int) -> Pairing:
    """Judges the figures of tables for which the workbook has a field, where there is no doubt which one is meant."""
    cells = [cell for table in tables for cell in table_cells(table)]
    pairs: list[Pair] = []
    ambiguous = 0
    for cell in cells:
        fits = list(_fits(cell, labelled, year))
        pair = _judged(cell, fits)
        if pair is not None:
            pairs.append(pair)
        elif fits:
            ambiguous += 1
    return Pairing(len(cells), tuple(pairs), ambiguous)


def _fits(cell: TableCell, labelled: Sequence[Labelled], year: int) -> Iterator[_Fit]:
    row, heading, caption = _core(cell.row), _core(cell.heading), _core(cell.caption)
    said = last_year(cell.heading + "年" * cell.heading.endswith(tuple("0123456789")))
    generic = _GENERIC.fullmatch(heading) is not None and said in {"", str(year)}
    for one in labelled:
        if not comparable(one.place.dimension, cell.figure):
            continue
        own, column = _core(one.row), _core(one.column)
        if own in _TOTALS and _core(one.table).removesuffix("构成") not in caption:
            continue
        if own and column and {row, heading} == {own, column}:
            yield _Fit(one, exact=True)
        elif own in {row, row.rpartition("：")[2]} and generic and not (one.place.years - {str(year)}):
            yield _Fit(one, exact=one.only)


def _judged(cell: TableCell, fits: Sequence[_Fit]) -> Pair | None:
    caption = _core(cell.caption)
    of_caption = [fit for fit in fits if fit.labelled.table and _core(fit.labelled.table) in caption]
    fits = of_caption or fits  # two tables of a form may have the same rows: 小学, 初中
    exact = [fit for fit in fits if fit.exact]
    for fit in [*exact, *fits]:
        found = verdict(cell.figure, fit.labelled.place.value)
        if found == EQUAL or (found == ROUNDED and len(fits) == 1):
            return Pair(cell.sentence, cell.figure, fit.labelled.name, found)
    if len({fit.labelled.place.value for fit in exact}) != 1 or not cell.figure.exact:
        return None
    place = exact[0].labelled.place
    found = verdict(cell.figure, place.value)
    return (
        Pair(cell.sentence, cell.figure, exact[0].labelled.name, found)
        if of_one_size(found, cell.figure, place)
        else None
    )


def _core(label: str) -> str:
    """A label as two tables may both write it: without its number, brackets, blanks and a closing 数 or 合计."""
    text = _LEADING.sub("", re.sub(r"\s+", "", label))
    while (shorter := _BRACKETS.sub("", text)) != text:
        text = shorter
    return re.sub(r"(?<=..)(?:数|合计)$", "", text.replace("／", ""))
