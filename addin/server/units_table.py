"""各单位汇总: the units of a consolidation side by side, as a sheet of the open workbook."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from validation import counts
from workbook_templates.ooxml import column_letters

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xlwings as xw

    from addin.consolidation import Consolidation
    from workbook_templates.model import Form, Scalar

SHEET: Final = "各单位汇总"
_TITLE: Final = "——各单位汇总"
"""By which a sheet that was written before is known."""
_HEAD_ROWS: Final = 3
_TOTAL_ROW: Final = _HEAD_ROWS + 1
_STATES: Final = {"sealed": "已上报", "unsealed": "未上报", "changed": "上报后改动过"}


def units_table(result: Consolidation) -> dict[str, Any]:
    """The sheet as data: a title, a note, headings, and a row for all and for each unit that counts.

    Amounts that are summed are totalled by live formulas.
    """
    form = result.form
    fields = [form.scalars[name] for name in form.summed_ids]
    by_file: dict[str, list[Any]] = {}
    for finding in result.findings:
        by_file.setdefault(finding.file, []).append(finding)
    contributing = result.contributing()
    rows = [
        [
            unit.code, unit.name, _STATES.get(result.seals.get(unit.code, ""), ""),
            *counts(by_file.get(submission.file, [])).values(),
            *(_plain(submission.scalars.get(scalar.id)) for scalar in fields),
        ]
        for unit, submission in contributing
    ]  # fmt: skip
    headings = ["单位代码", "单位名称", "上报", *counts([]), *(scalar.label for scalar in fields)]
    first, last = _TOTAL_ROW + 1, _TOTAL_ROW + max(len(rows), 1)
    totals = [
        f"=SUM({column_letters(n)}{first}:{column_letters(n)}{last})"
        if n < 7
        else _total(n, first, last, fields[n - 7])
        for n in range(4, len(headings) + 1)
    ]
    return {
        "title": f"{form.form.title}{_TITLE}",
        "note": _note(form, result),
        "headings": headings,
        "rows": [["合计", f"{len(rows)} 个单位", "", *totals], *rows],
    }


def write_units_table(book: xw.Book, table: Mapping[str, Any]) -> None:
    """Writes the sheet into the open workbook, over the one that was written before."""
    sheet = _own_sheet(book)
    width = len(table["headings"])
    block = [_line([table["title"]], width), _line([table["note"]], width), table["headings"], *table["rows"]]
    # Codes keep their zeros, and no unit's name is taken for a formula.
    sheet.range((_TOTAL_ROW, 1), (len(block), 2)).number_format = "@"
    sheet.range((1, 1), (len(block), width)).value = block
    sheet.range((1, 1)).font.bold = True
    sheet.range((_HEAD_ROWS, 1), (_TOTAL_ROW, width)).font.bold = True
    sheet.range((_HEAD_ROWS, 1), (len(block), width)).columns.autofit()
    sheet.activate()


def _own_sheet(book: xw.Book) -> xw.Sheet:
    """The sheet to write on: ours from before, emptied, or a new one; an officer's own is left alone."""
    taken = {sheet.name for sheet in book.sheets}
    name, number = SHEET, 1
    while name in taken:
        title = book.sheets[name].range("A1").value
        if isinstance(title, str) and title.endswith(_TITLE):
            book.sheets[name].clear()
            return book.sheets[name]
        number += 1
        name = f"{SHEET}（{number}）"
    return book.sheets.add(name, after=book.sheets[-1])


def _line(cells: list[Any], width: int) -> list[Any]:
    return cells + [None] * (width - len(cells))


def _plain(value: object) -> float | None:
    """A figure; what can't be read as one counts for nothing in the total either."""
    return float(value) if isinstance(value, Decimal) else None


def _total(number: int, first: int, last: int, scalar: Scalar) -> str:
    column = column_letters(number)
    return f"=ROUND(SUM({column}{first}:{column}{last}),{scalar.decimals})"


def _note(form: Form, result: Consolidation) -> str:
    missing = "、".join(unit.name for unit in result.missing[:20])
    return f"金额单位：{form.form.money_unit}。未报 {len(result.missing)} 个单位{'：' if missing else ''}{missing}"
