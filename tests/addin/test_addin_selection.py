"""节点小计, 节点汇总 and 选择汇总: parts of the roster rolled up, and every node's own figures."""

from __future__ import annotations

from decimal import Decimal

import openpyxl
import pytest

from addin.batch import Choice, consolidate_folder
from addin.roster import Roster, RosterError, RosterUnit, read_roster, write_roster
from addin.roster.selection import selected

ROOT = RosterUnit("420105", "武汉市汉阳区教育局", None)
GROUPS = (RosterUnit("E", "东片", "420105"), RosterUnit("W", "西片", "420105"))
TOTAL = "income.total.amount"


@pytest.fixture(scope="module")
def tree(workbooks):
    """The bureau, two groups, twelve schools in each; the first schools of each are primary schools."""
    leaves = workbooks.roster.leaves()
    schools = [
        RosterUnit(leaf.code, leaf.name, GROUPS[i // 12].code, "小学" if i % 12 < 5 else "中学")
        for i, leaf in enumerate(leaves)
    ]
    return Roster([ROOT, GROUPS[0], *schools[:12], GROUPS[1], *schools[12:]])


@pytest.fixture(scope="module")
def whole(all_units, tree, tmp_path_factory):
    output = tmp_path_factory.mktemp("whole") / "汇总.xlsx"
    return consolidate_folder(all_units, tree, output), output


def chosen(all_units, tree, tmp_path, node=None, *units):
    return consolidate_folder(all_units, tree, tmp_path / "部分.xlsx", choice=Choice(node, units))


def expected(workbooks, numbers):
    return sum(
        sum(workbooks.units[n - 1].values[f"income.{row}.amount"] for row in ("fiscal", "special_account", "own"))
        for n in numbers
    )


# 节点小计


def test_every_node_has_a_subtotal(whole, workbooks):
    nodes = {node.unit.code: node for node in whole[0].nodes}
    assert list(nodes) == ["420105", "E", "W"]
    assert [node.units for node in nodes.values()] == [24, 12, 12]
    assert nodes["E"].values[TOTAL] == expected(workbooks, range(1, 13))
    assert nodes["E"].values[TOTAL] + nodes["W"].values[TOTAL] == nodes["420105"].values[TOTAL]
    assert nodes["420105"].values[TOTAL] == whole[0].values[TOTAL]
    assert nodes["E"].values["income.total.share"] == 100


def test_the_summary_lists_the_subtotals(whole, form):
    rows = list(openpyxl.load_workbook(whole[1])["节点小计"].iter_rows(min_row=3, values_only=True))
    column = rows[0].index(form.label_of(TOTAL))
    assert [row[0] for row in rows[1:4]] == ["420105", "E", "W"]
    assert [Decimal(repr(row[column])) for row in rows[1:4]] == [n.values[TOTAL] for n in whole[0].nodes]


def test_an_office_without_groups_has_no_sheet_of_subtotals(workbooks, all_units, tmp_path):
    consolidate_folder(all_units, workbooks.roster, tmp_path / "汇总.xlsx")
    assert "节点小计" not in openpyxl.load_workbook(tmp_path / "汇总.xlsx").sheetnames


# 节点汇总


def test_a_node_alone_is_rolled_up(all_units, tree, workbooks, tmp_path):
    result = chosen(all_units, tree, tmp_path, "W")
    assert result.unit.code == "W"
    assert result.values[TOTAL] == expected(workbooks, range(13, 25))
    assert (result.unknown, result.missing) == ([], [])
    passed = [path.name for path, reason in result.passed_over if "选择" in reason]
    assert len(passed) == 12


# 选择汇总


@pytest.mark.parametrize(("choices", "numbers"), [
    (["4201050003"], [3]),
    (["4201050003", "4201050020"], [3, 20]),
    (["E"], range(1, 13)),
    (["类型=小学"], [*range(1, 6), *range(13, 18)]),
    (["类型=小学", "4201050024"], [*range(1, 6), *range(13, 18), 24]),
])  # fmt: skip
def test_chosen_units_alone_are_rolled_up(all_units, tree, workbooks, tmp_path, choices, numbers):
    result = chosen(all_units, tree, tmp_path, None, *choices)
    assert result.values[TOTAL] == expected(workbooks, numbers)
    assert len(result.contributors) == len(list(numbers))
    assert result.missing == []


def test_units_are_chosen_by_a_list(all_units, tree, workbooks, tmp_path):
    (tmp_path / "清单.txt").write_text("4201050001\n\n４２０１０５０００２\n", encoding="utf-8-sig")
    result = chosen(all_units, tree, tmp_path, None, f"@{tmp_path / '清单.txt'}")
    assert result.values[TOTAL] == expected(workbooks, [1, 2])


def test_a_node_and_a_choice_together(all_units, tree, workbooks, tmp_path):
    result = chosen(all_units, tree, tmp_path, "W", "类型=小学")
    assert result.values[TOTAL] == expected(workbooks, range(13, 18))


def test_a_chosen_unit_that_did_not_come_is_missing(tree, workbooks, tmp_path):
    units = tmp_path / "units"
    workbooks.put_unit(units, 1)
    result = chosen(units, tree, tmp_path, None, "4201050001", "4201050002")
    assert [unit.code for unit in result.missing] == ["4201050002"]


def test_a_node_of_which_only_some_units_were_chosen_is_not_compared(workbooks, tree, tmp_path):
    units = tmp_path / "units"
    workbooks.put_unit(units, 1)
    workbooks.put_unit(units, 13)
    workbooks.put(units, workbooks.unit(2, code="E", name="东片"))
    assert {row.unit.code for row in consolidate_folder(units, tree, tmp_path / "全.xlsx").differences} == {"E"}
    assert chosen(units, tree, tmp_path, None, "4201050001").differences == []


@pytest.mark.parametrize(("node", "choices", "words"), [
    ("X", [], "--node X"),
    (None, ["999"], "名录中没有代码 999"),
    (None, ["类型=幼儿园"], "没有类型是“幼儿园”的单位（小学、中学）"),
    (None, ["@没有的.txt"], "清单 没有的.txt"),
    ("W", ["4201050001"], "都不在节点 西片（W）之下"),
])  # fmt: skip
def test_a_choice_that_names_nothing_is_refused(tree, node, choices, words):
    with pytest.raises(RosterError) as error:
        selected(tree, node, choices)
    assert words in str(error.value)


def test_the_command_line_takes_node_and_choices(all_units, tree, workbooks, jibiao, tmp_path):
    write_roster(tree, tmp_path / "名录.xlsx")
    assert [unit.kind for unit in read_roster(tmp_path / "名录.xlsx")] == [unit.kind for unit in tree]
    done = jibiao("consolidate", all_units, "-r", tmp_path / "名录.xlsx", "-o", tmp_path / "汇总.xlsx", "--json",
                  "--node", "E", "--select", "类型=小学", "--select", "4201050012")  # fmt: skip
    assert done.status == 0
    assert done.json["values"][TOTAL] == float(expected(workbooks, [*range(1, 6), 12]))
    assert [node["code"] for node in done.json["nodes"]] == ["E"]
    refused = jibiao("consolidate", all_units, "-r", tmp_path / "名录.xlsx", "-o", tmp_path / "另.xlsx", "--node", "X")
    assert (refused.status, (tmp_path / "另.xlsx").exists()) == (2, False)
    assert "名录中没有这个代码" in refused.err
