"""Figures in a report's tables: found by the labels of row and column, with the unit that something says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from validation.prose.check import check_prose
from validation.prose.tables import Table, table_cells
from workbook_templates.catalogue import find_form
from workbook_templates.submission import Cell, Submission, Unit

FORM = find_form("wuhan-target-2024").load()
VALUES = {
    "income.fiscal.amount": "168431.56", "income.fiscal.share": "92.47", "income.fiscal.prior_year_1": "157426.72",
    "income.total.amount": "182142.95", "expenditure.total.amount": "182142.95",
    "expenditure.total.prior_year_1": "164246.39", "expenditure.personnel.amount": "98352.28",
}  # fmt: skip


def checked(*rows, above=("收入构成", "单位：万元")):
    cells = tuple(
        Cell(name, None, "表", f"B{number}", value, Decimal(value))
        for number, (name, value) in enumerate(VALUES.items())
    )
    workbook = Submission(FORM.id, FORM.form.version, Unit("1", "例"), "例.xlsx", "", cells)
    lines = tuple(tuple(row.split("|")) for row in rows)
    places = tuple(f"第 {number} 段" for number in range(1, len(rows) + 1))
    return check_prose("报告.docx", [], FORM, workbook, [Table(lines, places, above)])


def verdicts(*rows, **options):
    return [f"{pair.figure.text} {pair.verdict}" for pair in checked(*rows, **options).pairs]


def test_row_and_column_say_which_figure_it_is():
    rows = ("项目|当年金额|占比（%）|2023年", "财政拨款|168,431.56|92.47|157,426.72")
    assert verdicts(*rows) == ["168,431.56万元 一致", "92.47% 一致", "157,426.72万元 一致"]


def test_a_figure_that_disagrees_is_found_with_its_row():
    result = checked("项目|当年金额|占比", "财政拨款|168,413.56|92.47%")
    (finding,) = result.findings
    assert (finding.rule, finding.severity, finding.cell) == ("JB-P01", "强制", "第 2 段")
    assert "“财政拨款｜168,413.56｜92.47%”" in finding.message
    assert (result.figures, len(result.pairs)) == (2, 2)


def test_columns_and_rows_may_be_changed_about():
    assert verdicts("项目|财政拨款|单位资金", "当年金额|168,431.57|1") == ["168,431.57万元 不一致"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("项目|当年金额（元）", "财政拨款|168431.56"), ["168431.56元 疑似单位错"]),
        (("项目|当年金额（亿元）", "财政拨款|16.84"), ["16.84亿元 仅舍入可解释"]),
        (("项目|当年金额", "财政拨款|168431.56元"), ["168431.56元 疑似单位错"]),
        (("项目|当年金额", "财政拨款|168,431.5万元"), ["168,431.5万元 疑似截断"]),
    ],
)
def test_the_unit_is_the_cells_own_the_headings_or_the_one_above(rows, expected):
    assert verdicts(*rows) == expected


def test_without_a_unit_an_amount_is_not_judged():
    assert verdicts("项目|当年金额", "财政拨款|168,413.56", above=()) == []


def test_a_total_is_that_of_the_table_that_the_caption_names():
    rows = ("项目|当年金额|2023年", "合计|182,142.95|164,264.39")
    assert verdicts(*rows, above=("支出构成", "单位：万元")) == ["182,142.95万元 一致", "164,264.39万元 不一致"]
    assert verdicts(*rows, above=("人员情况", "单位：万元")) == []


@pytest.mark.parametrize(
    "rows",
    [
        ("单位|财政拨款|单位资金", "第一小学|5,473.37|12.00"),  # a unit's, not the whole's
        ("项目|2021年|2020年", "财政拨款|130,000.00|120,000.00"),  # years that the workbook does not have
        ("项目|上年决算|增减", "财政拨款|160,000.00|8,431.56"),
        ("项目名称|资金来源|项目总预算", "校园维修|财政拨款|20.50"),  # a project's
        ("项目|当年金额", "其他拨款|168,413.56"),
        ("序号|代码|项目", "1|205|财政拨款"),
    ],
)
def test_what_is_another_figure_is_left_alone(rows):
    assert verdicts(*rows) == []


def test_a_table_of_labels_and_figures_side_by_side_needs_no_heading():
    found = verdicts("财政拨款|168,431.56|人员类项目支出|98,353.28", above=("单位：万元",))
    assert found == ["168,431.56万元 一致", "98,353.28万元 不一致"]
    table = Table((("在职人员（人）", "12", "退休人员（人）", "34"),), ("第 1 段",))
    assert [(cell.row, cell.figure.text) for cell in table_cells(table)] == [
        ("在职人员（人）", "12人"), ("退休人员（人）", "34人"),
    ]  # fmt: skip


def test_a_group_that_goes_on_from_above_is_no_label():
    table = Table((("类别", "项目", "人数（人）"), ("教师", "小学", "1"), ("教师", "初中", "2")), ("一", "二", "三"))
    assert [cell.row for cell in table_cells(table)] == ["小学", "初中"]


def test_headings_of_two_lines_are_one():
    table = Table(
        (("项目", "2024年", "2024年"), ("项目", "金额（万元）", "占比"), ("拨款", "5", "6%")), ("一", "二", "三")
    )
    assert [cell.heading for cell in table_cells(table)] == ["2024年金额（万元）", "2024年占比"]
