"""Rosters of several levels: any depth rolls up to the same figures, and a summary is itself a submission."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from addin.batch import consolidate_folder
from addin.roster import Roster, RosterUnit, read_roster, write_roster
from workbook_templates.reading import read_file

ROOT = RosterUnit("420105", "武汉市汉阳区教育局", None)
EAST, WEST = RosterUnit("E", "东片", "420105"), RosterUnit("W", "西片", "420105")


def group_roster(workbooks, group, numbers, *, top=False):
    """The units of a group below it; with `top` the group is the root."""
    leaves = workbooks.roster.leaves()
    head = RosterUnit(group.code, group.name, None) if top else group
    return [head, *(RosterUnit(leaves[n - 1].code, leaves[n - 1].name, group.code) for n in numbers)]


@pytest.fixture(scope="module")
def three_levels(workbooks):
    """The bureau, two groups, twelve schools in each."""
    east, west = group_roster(workbooks, EAST, range(1, 13)), group_roster(workbooks, WEST, range(13, 25))
    return Roster([ROOT, *east, *west])


@pytest.fixture(scope="module")
def at_once(workbooks, all_units, tmp_path_factory):
    """All 24 units rolled up at once, by a roster of two levels."""
    return consolidate_folder(all_units, workbooks.roster, tmp_path_factory.mktemp("once") / "汇总.xlsx")


@pytest.fixture
def units(tmp_path):
    return tmp_path / "units"


@pytest.fixture
def roll_up(tmp_path):
    def run(folder, roster, output=None):
        return consolidate_folder(folder, roster, output or tmp_path / "结果.xlsx", force=True)

    return run


def states(path):
    """报送情况: what is said of each unit."""
    rows = openpyxl.load_workbook(path)["报送情况"].iter_rows(min_row=4, max_col=4, values_only=True)
    return {code: state for code, _, _, state in rows}


# Depth


def test_three_levels_give_the_same_as_two(three_levels, all_units, at_once, roll_up):
    deep = roll_up(all_units, three_levels)
    assert deep.values == at_once.values
    assert deep.rows == at_once.rows
    assert len(deep.contributors) == 24
    assert deep.findings == at_once.findings


def test_units_count_in_the_rosters_order_whatever_the_folders(workbooks, units, roll_up):
    for number in (3, 1, 2):
        workbooks.put_unit(units / f"{9 - number}", number)
    result = roll_up(units, workbooks.roster_of(2, 3, 1))
    assert [row["unit"][-1] for row in result.rows["long_term_goals"]] == ["2", "3", "1"]


def test_a_chain_of_nodes_with_one_unit_is_that_unit(workbooks, units, roll_up):
    workbooks.put_unit(units, 1)
    chain = [ROOT, EAST, RosterUnit("EE", "东东片", "E"), RosterUnit("4201050001", "演示第一小学", "EE")]
    result = roll_up(units, Roster(chain))
    entered = {key: value for key, value in workbooks.units[0].values.items() if key.startswith(("income", "exp"))}
    assert {key: result.values[key] for key in entered} == entered


def test_several_units_at_the_top_are_all_rolled_up(workbooks, consolidate, toml_roster, units):
    for number in (1, 2):
        workbooks.put_unit(units, number)
    data = consolidate(units, toml_roster(("4201050001", "演示第一小学", ""), ("4201050002", "演示第二小学", "")))
    assert data["units"]["expected"] == data["units"]["received"] == 2
    assert data["values"]["income.own.amount"] == 636.78


# A node's own workbook


def test_a_nodes_own_workbook_stands_in_where_none_below_it_came(workbooks, units, roll_up, tmp_path):
    workbooks.put(units, workbooks.unit(1, code="E", name="东片"))
    workbooks.put_unit(units, 3)
    east, west = group_roster(workbooks, EAST, (1, 2)), group_roster(workbooks, WEST, (3,))
    result = roll_up(units, Roster([ROOT, *east, *west]))
    assert result.contributors == ["E", "4201050003"]
    assert result.values["income.own.amount"] == Decimal("358.19") + Decimal("199.00")
    assert {row["unit"] for row in result.rows["projects"]} == {"E", "4201050003"}
    assert result.missing == []
    said = states(tmp_path / "结果.xlsx")
    assert said["4201050001"] == said["4201050002"] == "由上级代报"
    assert said["E"] == "已报"


def test_a_nodes_own_workbook_is_compared_where_one_below_it_came(workbooks, units, roll_up):
    workbooks.put(units, workbooks.unit(1, code="E", name="东片"))
    workbooks.put_unit(units, 2)
    result = roll_up(units, Roster([ROOT, *group_roster(workbooks, EAST, (1, 2))]))
    assert result.contributors == ["4201050002"]
    assert result.values["income.own.amount"] == Decimal("278.59")
    assert [unit.code for unit in result.missing] == ["4201050001"]
    [row] = [row for row in result.differences if row.field == "income.own.amount"]
    assert (row.unit.code, row.difference) == ("E", Decimal("358.19") - Decimal("278.59"))


def test_each_node_that_reported_is_compared_with_the_units_below_it_only(workbooks, units, roll_up):
    for number in (1, 2):
        workbooks.put_unit(units, number)
    workbooks.put(units, workbooks.unit(1, code="E", name="东片"))
    workbooks.put(units, workbooks.unit(2, code="W", name="西片"))
    east, west = group_roster(workbooks, EAST, (1,)), group_roster(workbooks, WEST, (2,))
    result = roll_up(units, Roster([ROOT, *east, *west]))
    assert {row.unit.code for row in result.differences} == {"E", "W"}
    assert {row.difference for row in result.differences if row.difference is not None} == {Decimal("0.00")}


def test_a_bureau_that_alone_came_speaks_for_all(workbooks, units, roll_up):
    workbooks.put_bureau(units)
    result = roll_up(units, workbooks.roster_of(1, 2))
    assert result.missing == []
    assert result.values == workbooks.published.values


# A summary is a submission


@pytest.fixture(scope="module")
def halves(workbooks, all_units, tmp_path_factory):
    """A folder with the summaries of the two groups, each made from its own folder and roster."""
    folder = tmp_path_factory.mktemp("halves")
    files = sorted(all_units.iterdir())
    (folder / "汇总").mkdir()
    for group, numbers in ((EAST, range(1, 13)), (WEST, range(13, 25))):
        (folder / group.name).mkdir()
        for number in numbers:
            (folder / group.name / files[number - 1].name).write_bytes(files[number - 1].read_bytes())
        write_roster(Roster(group_roster(workbooks, group, numbers, top=True)), folder / f"{group.name}名录.xlsx")
        roster = read_roster(folder / f"{group.name}名录.xlsx")
        consolidate_folder(folder / group.name, roster, folder / "汇总" / f"{group.name}.xlsx")
    return folder / "汇总"


@pytest.fixture(scope="module")
def twice(halves, tmp_path_factory):
    """The two summaries rolled up again."""
    output = tmp_path_factory.mktemp("twice") / "汇总.xlsx"
    return consolidate_folder(halves, Roster([ROOT, EAST, WEST]), output), output


def test_rolling_up_two_summaries_gives_the_values_of_all_units_at_once(twice, at_once):
    assert twice[0].values == at_once.values


def test_rolling_up_two_summaries_gives_the_rows_of_all_units_at_once(twice, at_once):
    for section, rows in at_once.rows.items():
        assert twice[0].rows[section] == rows, section


def test_rows_keep_the_unit_that_they_came_from(twice):
    owners = dict.fromkeys(row["unit"] for row in twice[0].rows["projects"])
    assert list(owners) == [f"42010500{number:02}" for number in range(1, 25)]


def test_the_details_of_a_second_summary_name_the_units_of_origin(twice):
    rows = openpyxl.load_workbook(twice[1])["项目支出情况明细"].iter_rows(min_row=4, max_col=1, values_only=True)
    assert len({code for (code,) in rows}) == 24


def test_a_second_summary_reads_as_a_submission_again(twice):
    again = read_file(twice[1])
    assert again.scalars == twice[0].values
    assert again.rows("projects") == twice[0].rows["projects"]


def test_the_sources_of_a_second_summary_lead_back_to_the_units_cells(twice, form):
    rows = list(openpyxl.load_workbook(twice[1])["溯源"].iter_rows(min_row=4, values_only=True))
    label = form.label_of("income.fiscal.amount")
    sources = [row for row in rows if row[0] == label]
    assert sorted(row[1] for row in sources) == [f"42010500{number:02}" for number in range(1, 25)]
    for _, _, _, file, sheet, cell, value, digest in sources:
        assert openpyxl.load_workbook(twice[1].parent / file, data_only=True)[sheet][cell].value == value
        assert hashlib.sha256((twice[1].parent / file).read_bytes()).hexdigest() == digest
    assert sum(Decimal(repr(row[6])) for row in sources) == Decimal("168431.56")


def test_a_summary_has_nothing_mandatory_against_it(halves, jibiao):
    done = jibiao("validate", halves, "--json")
    assert done.status == 0, [f["message"] for f in done.json["findings"] if f["severity"] == "强制"]
    assert done.json["files"] == 2


def test_one_summary_and_the_other_halfs_units_give_the_same_too(halves, three_levels, at_once, roll_up, tmp_path):
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "东片.xlsx").write_bytes((halves / "东片.xlsx").read_bytes())
    for path in (halves.parent / "西片").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    mixed = roll_up(folder, three_levels)
    assert mixed.values == at_once.values
    assert mixed.rows["projects"] == at_once.rows["projects"]
    assert mixed.missing == []


def test_the_command_line_does_all_this_with_files_alone(halves, at_once, consolidate, toml_roster):
    roster = toml_roster(("420105", "武汉市汉阳区教育局", ""), ("E", "东片", "420105"), ("W", "西片", "420105"))
    data = consolidate(halves, roster)
    once = at_once.to_json(None)
    assert data["values"] == once["values"]
    assert data["rows"]["projects"] == once["rows"]["projects"]
    assert data["units"]["received"] == 2
    assert Path(data["output"]).is_file()
