"""What officers do to the workbook: rows inserted, cells unmerged, labels altered, names and headings deleted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from workbook_templates import names
from workbook_templates.ooxml import Area

PROJECT_ROW, INDICATOR_ROW = 20, 30


# ── rows inserted ────────────────────────────────────────────────────────────


def test_a_row_inserted_among_the_projects_is_read(book):
    row = book.insert_below(PROJECT_ROW)
    book.at(f"B{row}", "新增项目").at(f"D{row}", "特定目标").at(f"E{row}", Decimal("1.5")).at(f"F{row}", Decimal("1.5"))
    submission = book.handed_up()
    projects = submission.rows("projects")
    assert [project["name"] for project in projects] == [
        "机构运转类项目", "民生政策类项目", "新增项目", "编外用工类项目", "发展建设类项目", "专项业务类项目",
    ]  # fmt: skip
    assert projects[2] == {
        "name": "新增项目", "category": "特定目标", "total_budget": Decimal("1.50"), "budget": Decimal("1.50"),
    }  # fmt: skip
    assert submission.notes == ()


def test_a_row_inserted_above_the_closing_row_belongs_to_the_list(book):
    row = book.insert_below(23)
    book.at(f"B{row}", "末行项目")
    assert book.handed_up().rows("projects")[-1] == {"name": "末行项目"}


def test_what_stands_below_an_inserted_row_is_read_where_it_now_stands(book, published):
    book.insert_below(PROJECT_ROW)
    submission = book.handed_up()
    assert submission.scalars == published.values
    assert submission.address("long_term.until_year") == ("申报表", "D26")
    assert submission.rows("annual_indicators") == published.rows["annual_indicators"]


def test_the_projects_of_an_inserted_row_count_in_the_total(book, named):
    row = book.insert_below(PROJECT_ROW)
    book.at(f"B{row}", "新增项目").at(f"F{row}", Decimal("0.01"))
    (finding,) = named(book.handed_up(), "WH24-R04")
    assert finding.difference == Decimal("-0.01")
    assert f"F{row}" in [operand.cell for operand in finding.operands]


def test_an_inserted_row_left_blank_is_no_row(book, published):
    book.insert_below(PROJECT_ROW)
    assert book.handed_up().rows("projects") == published.rows["projects"]


def test_a_row_inserted_in_an_indicator_table_takes_the_merged_levels(book):
    row = book.insert_below(INDICATOR_ROW)
    book.at(f"D{row}", "新增指标").at(f"F{row}", "完成").at(f"H{row}", "工作目标")
    indicators = book.handed_up().rows("long_term_indicators")
    assert indicators[2] == {
        "level1": "产出指标", "level2": "数量指标", "level3": "新增指标", "target": "完成", "basis": "工作目标",
        names.ITEM: Decimal(1),
    }  # fmt: skip


def test_a_row_inserted_in_an_annual_table_belongs_to_its_goal(book):
    row = book.insert_below(72)
    book.at(f"C{row}", "经济效益指标").at(f"D{row}", "新增指标").at(f"G{row}", "5460　")
    (indicator,) = [r for r in book.handed_up().rows("annual_indicators") if r.get("level3") == "新增指标"]
    assert indicator[names.ITEM] == Decimal(2)
    assert indicator["target"] == "5460　"


def test_a_value_typed_into_the_second_cell_of_an_unmerged_row_is_read(book):
    row = book.insert_below(PROJECT_ROW)
    book.at(f"C{row}", "写在右边的项目").at(f"H{row}", "写在右边的用途").at(f"F{row}", 1)
    submission = book.handed_up()
    assert submission.rows("projects")[2] == {
        "name": "写在右边的项目", "purpose": "写在右边的用途", "budget": Decimal("1.00"),
    }  # fmt: skip
    (cell,) = [cell for cell in submission.cells if cell.value == "写在右边的项目"]
    assert cell.address == f"C{row}"


def test_values_in_both_cells_of_an_unmerged_row_are_noticed(book, named):
    row = book.insert_below(PROJECT_ROW)
    book.at(f"B{row}", "左").at(f"C{row}", "右")
    submission = book.handed_up()
    assert submission.rows("projects")[2]["name"] == "左"
    (finding,) = named(submission, "JB-T05")
    assert (finding.severity, finding.cell, finding.field) == ("核实", f"B{row}", "projects.name")
    assert f"C{row}" in finding.message


def test_a_deleted_project_row_is_gone_and_breaks_the_total(book, named):
    book.package.patch(book.sheet).replace_rows(PROJECT_ROW, PROJECT_ROW, [])
    submission = book.handed_up()
    assert len(submission.rows("projects")) == 4
    (finding,) = named(submission, "WH24-R04")
    assert finding.difference == Decimal("370.99")


def test_the_levels_of_a_table_that_was_unmerged_are_only_where_they_are_typed(book):
    book.package.patch(book.sheet).unmerge(Area(book.sheet, 29, 2, 33, 3))
    indicators = book.handed_up().rows("long_term_indicators")
    assert indicators[0]["level1"] == "产出指标"
    assert "level1" not in indicators[1]


# ── labels altered ───────────────────────────────────────────────────────────


def test_an_altered_row_label_is_named_with_what_it_should_be(book, named):
    book.at("C8", "财政拨款收入")
    found = named(book.handed_up(), "JB-T01")
    assert {f.field for f in found} == {
        "income.fiscal.amount", "income.fiscal.share", "income.fiscal.prior_year_2", "income.fiscal.prior_year_1",
    }  # fmt: skip
    assert {f.severity for f in found} == {"强制"}
    assert all("财政拨款收入" in f.message and f.expected == "财政拨款" for f in found)


def test_swapped_row_labels_are_found_on_both_rows(book, named):
    book.at("C8", "单位资金").at("C10", "财政拨款")
    rows = {f.field.split(".")[1] for f in named(book.handed_up(), "JB-T01")}
    assert rows == {"fiscal", "own"}


def test_a_deleted_label_is_found(book, named):
    book.at("C13", None)
    assert "expenditure.operation.amount" in {f.field for f in named(book.handed_up(), "JB-T01")}


def test_labels_that_differ_in_widths_and_blanks_alone_are_as_before(book):
    book.at("A4", "部门（单位） 名称：").at("C11", "合计").at("B18", "项 目\n名 称")
    assert book.handed_up().notes == ()


def test_an_altered_column_heading_is_found_at_every_row_below_it(book, named):
    book.at("F7", "2021年")
    found = named(book.handed_up(), "JB-T01")
    assert {f.field.rpartition(".")[2] for f in found} == {"prior_year_2"}
    assert len(found) == 8


def test_an_altered_heading_of_the_projects_is_found(book, named):
    book.at("E18", "项目本年度预算").at("F18", "项目总预算")
    found = named(book.handed_up(), "JB-T01")
    assert {f.field for f in found} == {"projects.total_budget", "projects.budget"}


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("D28", "long_term_indicators.level3"),
        ("F37", "long_term_indicators.target"),
        ("E56", "annual_indicators.prior_year_2"),
        ("G66", "annual_indicators.target"),
    ],
)
def test_an_altered_indicator_heading_is_found_in_any_block(book, named, form, address, field):
    book.at(address, "改过的栏目")
    found = [f for f in named(book.handed_up(), "JB-T01") if f.field == field]
    assert {(f.severity, f.expected) for f in found} == {("强制", form.list_columns[field].label)}


@pytest.mark.parametrize(("one", "other"), [("B28", "D28"), ("E56", "F56"), ("F28", "H28")])
def test_swapped_indicator_headings_are_found(book, named, one, other):
    first, second = book.text(one), book.text(other)
    book.at(one, second).at(other, first)
    assert named(book.handed_up(), "JB-T01")


def test_a_label_of_a_single_field_is_checked(book, named):
    book.at("E5", "手机号码")
    assert [f.field for f in named(book.handed_up(), "JB-T01")] == ["phone"]


# ── what stands elsewhere ────────────────────────────────────────────────────


@pytest.mark.parametrize("address", ["J5", "B200", "H5000", "C3", "H25"])
def test_content_outside_every_field_is_noticed(book, named, address):
    book.at(address, "附注：另有 20 万元")
    (finding,) = named(book.handed_up(), "JB-T06")
    assert (finding.severity, finding.cell) == ("核实", address)
    assert "附注：另有 20 万元" in finding.message


def test_a_number_outside_every_field_is_noticed(book, named):
    book.at("J8", Decimal("168431.56"))
    (finding,) = named(book.handed_up(), "JB-T06")
    assert "168431.56" in finding.message


@pytest.mark.parametrize("address", ["J20", "K30", "J27"])
def test_content_beside_a_list_is_noticed(book, named, address):
    book.at(address, "附注")
    assert [f.cell for f in named(book.handed_up(), "JB-T06")] == [address]


@pytest.mark.parametrize("address", ["A20", "A30", "D27", "G28"])
def test_content_in_a_cell_of_a_list_that_belongs_to_no_column_is_not_lost(book, findings, address):
    published = {(f.rule, f.cell) for f in findings(book.handed_up())}
    book.at(address, "附注：另有 20 万元")
    submission = book.handed_up()
    held = {cell.shown for cell in submission.cells}
    new = [f for f in findings(submission) if (f.rule, f.cell) not in published]
    assert "附注：另有 20 万元" in held or any("附注：另有 20 万元" in f.message or address in f.message for f in new)


def test_content_on_another_sheet_is_nobodys_business(book):
    book.at("E20", "草稿", sheet=names.COVER_SHEET)
    assert book.handed_up().notes == ()


# ── names and headings deleted ───────────────────────────────────────────────


@pytest.mark.parametrize("name", ["income.fiscal.amount", "preparer", "projects.budget", "projects", "unit.name"])
def test_a_deleted_name_is_mandatory(book, named, name):
    book.delete_name(name)
    (finding,) = [f for f in named(book.handed_up(), "JB-T02") if f.field == name]
    assert finding.severity == "强制"
    assert name in finding.message


def test_a_name_whose_row_was_deleted_is_mandatory(book, named):
    book.package.patch(book.sheet).replace_rows(9, 9, [])
    missing = {f.field for f in named(book.handed_up(), "JB-T02")}
    assert missing == {
        "income.special_account.amount", "income.special_account.share", "income.special_account.prior_year_2",
        "income.special_account.prior_year_1",
    }  # fmt: skip


def test_the_first_goals_heading_removed_leaves_its_indicators_outside_every_goal(book, named):
    book.at("A27", None)
    found = named(book.handed_up(), "JB-T03")
    assert found
    assert {f.severity for f in found} == {"强制"}


@pytest.mark.parametrize("text", [None, "目标二", "长期目标"])
def test_a_later_goals_heading_removed_is_mandatory(book, findings, text):
    book.at("A36", text)
    assert [f for f in findings(book.handed_up()) if f.severity == "强制" and f.rule in ("JB-T03", "JB-T04")]


def test_all_goals_headings_removed_are_asked_back(book, named):
    for address in ("A27", "A36", "A44"):
        book.at(address, None)
    submission = book.handed_up()
    (finding,) = named(submission, "JB-T04")
    assert "长期目标1：" in finding.message
    assert named(submission, "JB-T03")


def test_a_goal_added_below_is_read_with_its_indicators(book):
    # The whole of goal 3 copied below it, as an officer adds a fourth goal.
    rows = list(range(44, 52))
    book.package.patch(book.sheet).replace_rows(44, 51, [*rows, *rows])
    book.at("A52", "长期目标4：").at("B52", "第四个目标")
    submission = book.handed_up()
    assert submission.rows("long_term_goals")[3] == {"description": "第四个目标"}
    assert sum(row[names.ITEM] == 4 for row in submission.rows("long_term_indicators")) == 6
    assert len(submission.rows("annual_goals")) == 3


def test_a_unit_without_name_or_code_is_asked_for_it(book, named):
    book.into("unit.name", None).into("unit.code", None)
    assert {f.field for f in named(book.handed_up(), "JB-T07")} == {"unit.name", "unit.code"}
