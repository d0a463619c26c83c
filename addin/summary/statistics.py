"""Counts in a summary: 审核统计 by rule and by unit, 指标构成 by unit."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from addin.consolidation.nodes import as_unit
from addin.summary.proof import SEVERITY_COLOURS
from addin.summary.tables import FIRST_ROW, Heading, Tables
from validation.findings import MANDATORY, SEVERITIES, TO_VERIFY
from validation.statistics import by_rule, by_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from addin.consolidation import Consolidation
    from validation.statistics import Line
    from workbook_templates.model import Form
    from workbook_templates.submission import Submission

STATISTICS_SHEET, INDICATORS_SHEET = "审核统计", "指标构成"
CLASSES = "level2"
"""Key of the code list of second-level indicators (二级指标), by which indicators are counted."""
OTHER = "其他"
GAP = 2
"""Rows between two tables of a sheet."""


def statistics_tables(tables: Tables, result: Consolidation) -> Worksheet:
    """审核统计: how many findings of each severity, by rule and by unit."""
    rules = by_rule(result.findings)
    units = by_unit(result.findings, [as_unit(unit) for unit in result.roster.units])
    note = "上面按规则，下面按单位（名录中的每个单位，没有审核结果的为 0）。待处理：强制的，和没有写明原因的核实。"
    title = f"{result.form.form.title}——审核统计"
    headings = _headings("规则编号", "要求", "单位数")
    sheet = tables.table(STATISTICS_SHEET, title, note, headings, _rows(rules), _colours(rules))
    below = FIRST_ROW + len(rules) + GAP
    tables.below(sheet, below, "按单位", _headings("单位代码", "单位名称", "合计"), _rows(units, rules=False),
                 _colours(units))  # fmt: skip
    return sheet


def _headings(code: str, name: str, last: str) -> list[Heading]:
    numbers = [Heading(severity, 8, "0") for severity in SEVERITIES]
    return [Heading(code, 16), Heading(name, 60), *numbers, Heading("待处理", 9, "0"), Heading(last, 9, "0")]


def _rows(lines: Sequence[Line], *, rules: bool = True) -> list[list[object]]:
    return [
        [line.code, line.name, *line.counts.values(), line.open, line.units if rules else line.total] for line in lines
    ]  # fmt: skip


def _colours(lines: Sequence[Line]) -> list[str | None]:
    """The colour of the gravest severity that is still to be dealt with."""
    return [
        None if not line.open else SEVERITY_COLOURS[MANDATORY if line.counts[MANDATORY] else TO_VERIFY]
        for line in lines
    ]


def indicators_table(tables: Tables, result: Consolidation) -> Worksheet | None:
    """指标构成: for each unit, the number of indicators of each second-level class; None where a form has no class."""
    form = result.form
    columns = _class_columns(form)
    if not columns:
        return None
    classes = [*form.codes[CLASSES], OTHER]
    headings = [Heading("单位代码", 16), Heading("单位名称", 30)]
    headings += [Heading(name, 11, "0") for name in (*classes, "合计")]
    rows: list[list[object]] = []
    for unit, submission in result.contributing():
        counted = _counted(submission, columns, form.codes[CLASSES])
        rows.append([unit.code, unit.name, *(counted[name] for name in classes), sum(counted.values())])
    lists = "、".join(form.label_of(section) for section, _ in columns)
    note = f"每行一个单位：{lists}中各类二级指标的个数。类别没有填的、不在规定名称中的，计入“{OTHER}”。"
    sheet = tables.table(INDICATORS_SHEET, f"{form.form.title}——指标构成", note, headings, rows)
    sheet.freeze_panes(FIRST_ROW, 2)
    return sheet


def _class_columns(form: Form) -> list[tuple[str, str]]:
    """Lists that have a column with the second-level class, each with the column."""
    return [(section.id, column.id) for section in form.lists for column in section.columns if column.codes == CLASSES]


def _counted(submission: Submission, columns: Sequence[tuple[str, str]], known: Sequence[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for section, column in columns:
        for row in filter(None, submission.rows(section)):
            name = str(row.get(column, "")).strip()
            found[name if name in known else OTHER] += 1
    return found
