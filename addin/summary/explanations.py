"""出错说明汇总: what the units explained, unit by unit; it travels when the summary is rolled up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.summary.proof import SEVERITY_COLOURS
from addin.summary.tables import FIRST_ROW, Heading, Tables
from validation.explanations import phrases
from validation.findings import TO_VERIFY
from workbook_templates import names
from workbook_templates.ooxml import Area

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from addin.consolidation import Consolidation

SHEET = "出错说明汇总"
COLUMNS = {
    "code": Heading("单位代码", 14),
    "name": Heading("单位名称", 28),
    "rule": Heading("规则编号", 13),
    "place": Heading("单元格或指标", 34),
    "recorded": Heading("填写说明时的数", 20),
    "figure": Heading("现在的数", 20),
    "text": Heading("说明", 60),
    "state": Heading("情况", 24),
}


def explanations_table(tables: Tables, result: Consolidation) -> Worksheet:
    """Each explanation with its unit, and whether its finding is still there and it counts."""
    known = phrases().state
    settled = {known["accepted"], known["unneeded"], known["elsewhere"]}
    rows = [[getattr(explanation, column) for column in COLUMNS] for explanation in result.explanations]
    colours = [None if e.state in settled else SEVERITY_COLOURS[TO_VERIFY] for e in result.explanations]
    counted = {state: sum(e.state == state for e in result.explanations) for state in known.values()}
    note = "，".join(f"{state} {count} 条" for state, count in counted.items() if count) or "没有单位写出错说明"
    note += "。“现在的数”空着的，审核结果里已经没有这一条。"
    sheet = tables.table(SHEET, f"{result.form.form.title}——{SHEET}", note, list(COLUMNS.values()), rows, colours)
    first, last = FIRST_ROW + 1, FIRST_ROW + max(len(rows), 1)
    tables.book.define_name(names.UNIT_EXPLANATIONS, f"={Area(SHEET, first, 1, last, len(COLUMNS))}")
    for number, column in enumerate(COLUMNS, start=1):
        tables.book.define_name(f"{names.UNIT_EXPLANATIONS}.{column}", f"={Area(SHEET, first, number, last, number)}")
    return sheet
