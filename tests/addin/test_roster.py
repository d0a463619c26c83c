"""A roster is read as the tree that it is, and all that is wrong with it is said at once."""

from __future__ import annotations

import pickle

import pytest
import xlsxwriter

from addin.output import OutputError
from addin.roster import Roster, RosterError, RosterUnit, read_roster, write_roster

DISTRICT = RosterUnit("420105", "汉阳区教育局", None)
CENTRE = RosterUnit("4201051", "钟家村学区", "420105")
FIRST = RosterUnit("4201051001", "第一小学（南校区）", "4201051")
SECOND = RosterUnit("4201051002", "第二小学", "4201051")
KINDERGARTEN = RosterUnit("001", "机关幼儿园", "420105")
UNITS = (DISTRICT, KINDERGARTEN, SECOND, CENTRE, FIRST)
HEADINGS = ("单位代码", "单位名称", "上级代码")


@pytest.fixture
def roster():
    return Roster(UNITS)


@pytest.fixture
def workbook(tmp_path):
    """Write rows of cells to a workbook; a tuple in a cell is a value and its number format."""

    def write(*rows, sheets=("名录",), hidden=()):
        path = tmp_path / "名录.xlsx"
        with xlsxwriter.Workbook(path) as book:
            for name in sheets:
                sheet = book.add_worksheet(name)
                if name in hidden:
                    sheet.hide()
                else:
                    sheet.activate()
                    sheet.set_first_sheet()
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    if isinstance(value, tuple):
                        sheet.write_number(row, column, value[0], book.add_format({"num_format": value[1]}))
                    elif callable(value):
                        value(sheet, row, column)
                    elif value is not None:
                        sheet.write(row, column, value)
        return path

    return write


@pytest.fixture
def toml(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "名录.toml"
        path.write_text(text, encoding=encoding)
        return path

    return write


def faults_of(path):
    with pytest.raises(RosterError) as caught:
        read_roster(path)
    assert path.name in str(caught.value)
    assert all(fault in str(caught.value) for fault in caught.value.faults)
    return list(caught.value.faults)


# The tree


def test_units_keep_the_order_of_the_file(roster):
    assert roster.units == UNITS
    assert list(roster) == list(UNITS)
    assert len(roster) == 5


def test_the_unit_at_the_top_is_the_root(roster):
    assert roster.root == DISTRICT
    assert roster.roots == (DISTRICT,)


def test_several_units_may_stand_at_the_top():
    other = RosterUnit("420104", "硚口区教育局", None)
    roster = Roster([DISTRICT, other])
    assert roster.root is None
    assert roster.roots == (DISTRICT, other)


def test_a_unit_is_found_by_its_code(roster):
    assert roster.find("001") == KINDERGARTEN
    assert roster.find("1") is None


def test_a_unit_is_found_by_a_code_typed_in_full_width_or_with_blanks(roster):
    assert roster.find("４２０１０５ １００２\u3000") == SECOND
    assert roster.find("") is None


def test_a_unit_is_found_by_its_name_whatever_the_width_of_brackets(roster):
    assert roster.by_name("第一小学(南校区) ") == (FIRST,)
    assert roster.by_name("第三小学") == ()


def test_units_of_the_same_name_are_all_found():
    twins = (RosterUnit("1", "中心小学", None), RosterUnit("2", "中心小学", None))
    assert Roster(twins).by_name("中心小学") == twins


def test_children_are_those_directly_below(roster):
    assert roster.children("420105") == (KINDERGARTEN, CENTRE)
    assert roster.children("001") == ()


def test_leaves_have_no_units_below_them(roster):
    assert roster.leaves() == (KINDERGARTEN, SECOND, FIRST)


def test_ancestors_start_with_the_parent(roster):
    assert roster.ancestors("4201051001") == (CENTRE, DISTRICT)
    assert roster.ancestors("420105") == ()


def test_a_subtree_has_each_unit_before_those_below_it(roster):
    assert roster.subtree("420105") == (DISTRICT, KINDERGARTEN, CENTRE, SECOND, FIRST)
    assert roster.subtree("001") == (KINDERGARTEN,)


def test_an_unknown_code_is_not_passed_over(roster):
    for ask in (roster.children, roster.ancestors, roster.subtree):
        with pytest.raises(KeyError):
            ask("999")


def test_a_deep_roster_is_no_problem():
    chain = [RosterUnit(str(n), f"单位{n}", str(n - 1) if n else None) for n in range(5000)]
    roster = Roster(chain)
    assert len(roster.subtree("0")) == 5000
    assert len(roster.ancestors("4999")) == 4999


def test_a_roster_made_in_memory_is_checked_too():
    with pytest.raises(RosterError, match="第 2 个单位：上级代码 9 不在名录中"):
        Roster([RosterUnit("1", "甲", None), RosterUnit("2", "乙", "9")])


# Files


def test_a_written_roster_reads_back_the_same(roster, tmp_path):
    write_roster(roster, tmp_path / "名录.xlsx")
    assert read_roster(tmp_path / "名录.xlsx").units == UNITS


def test_a_written_roster_does_not_replace_a_file_unasked(roster, tmp_path):
    path = tmp_path / "名录.xlsx"
    path.write_bytes(b"")
    with pytest.raises(OutputError, match="--force"):
        write_roster(roster, path)
    write_roster(roster, path, force=True)
    assert read_roster(path).units == UNITS


def test_a_name_that_looks_like_a_formula_stays_a_name(tmp_path):
    unit = RosterUnit("1", "=1+1", None)
    write_roster(Roster([unit]), tmp_path / "名录.xlsx")
    assert read_roster(tmp_path / "名录.xlsx").units == (unit,)


def test_columns_stand_in_any_order_below_a_title_in_chinese_or_english(workbook):
    path = workbook(
        ["2024 年预算单位名录"],
        [],
        ["序号", "Parent", "名 称", " CODE"],
        [1, None, "区教育局", "01"],
        [],
        [2, "01", "一小", "0101"],
    )
    assert read_roster(path).units == (
        RosterUnit("01", "区教育局", None),
        RosterUnit("0101", "一小", "01"),
    )


def test_a_code_typed_as_a_number_is_read_as_it_is_shown(workbook):
    path = workbook(HEADINGS, [(1, "000"), "区教育局"], [420105, "一小", (1, "000")], [2.0, "二小", (1, "000")])
    assert [(unit.code, unit.parent) for unit in read_roster(path)] == [
        ("001", None),
        ("420105", "001"),
        ("2", "001"),
    ]


def test_differences_that_cannot_be_seen_do_not_matter(workbook):
    path = workbook(HEADINGS, ["４２０１０５\u3000", "\u3000区教育局 "], ["1", "一小", "420105\u00a0"])
    assert read_roster(path).units == (
        RosterUnit("420105", "区教育局", None),
        RosterUnit("1", "一小", "420105"),
    )


def test_the_first_sheet_that_is_shown_is_read(workbook):
    path = workbook(HEADINGS, ["1", "区教育局"], sheets=("旧", "名录"), hidden=("旧",))
    assert read_roster(path).find("1")


def test_a_toml_file_reads_the_same(toml):
    path = toml(
        """
        [[unit]]
        code = "420105"
        name = "汉阳区教育局"

        [[unit]]
        code = "001"
        name = "机关幼儿园"
        parent = "420105"
        """,
        encoding="utf-8-sig",
    )
    assert read_roster(path).units == (DISTRICT, KINDERGARTEN)


# What can be wrong with a file


def test_a_missing_file_is_named(tmp_path):
    [fault] = faults_of(tmp_path / "名录.xlsx")
    assert fault.startswith("文件不存在")


@pytest.mark.parametrize("name", ["名录.csv", "名录.xls", "名录"])
def test_another_kind_of_file_is_to_be_saved_as_xlsx(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    [fault] = faults_of(tmp_path / name)
    assert "请在 Excel 中另存为 .xlsx" in fault


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "是空文件"),
        (b"code,name,parent", "不是 Excel 工作簿"),
        (b"PK\x03\x04broken", "不完整"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512), "旧的 .xls"),
    ],
)
def test_an_unreadable_workbook_is_said_to_be_so(tmp_path, data, said):
    path = tmp_path / "名录.xlsx"
    path.write_bytes(data)
    [fault] = faults_of(path)
    assert said in fault


def test_toml_may_say_units(tmp_path):
    path = tmp_path / "名录.toml"
    path.write_text('[[units]]\ncode = "1"\nname = "区教育局"\n', encoding="utf-8")
    assert read_roster(path).units == (RosterUnit("1", "区教育局", None),)


def test_missing_columns_are_named(workbook):
    [fault] = faults_of(workbook(["代码", "单位"], ["1", "区教育局"]))
    assert fault.startswith("第 1 行的标题中缺少 单位名称、上级代码；")


def test_a_sheet_without_headings_is_said_to_have_none(workbook):
    [fault] = faults_of(workbook(["1", "区教育局"]))
    assert fault == "没有找到标题行；请在第一行写上 单位代码、单位名称、上级代码"


def test_a_roster_without_units_is_no_roster(workbook, toml):
    for path in (workbook(HEADINGS), toml("")):
        assert faults_of(path) == ["一个单位也没有；请至少填一个单位"]


def test_all_faults_are_listed_at_once(workbook):
    path = workbook(
        HEADINGS,
        ["1", "区教育局"],
        [None, "没有代码的", "1"],
        ["3", None, "1"],
        ["4", "重复的", "1"],
        ["4", "重复的又一个", "1"],
        ["5", "上级不明的", "99"],
        ["6", "自己的上级", "6"],
        ["7", "循环", "8"],
        ["8", "循环", "9"],
        ["9", "循环", "7"],
        ["10", "循环之下", "9"],
        [None, None, "1"],
    )
    assert faults_of(path) == [
        "第 3 行：单位代码空着；请补填",
        "第 4 行：单位名称空着；请补填",
        "第 6 行：单位代码 4 与第 5 行重复；请改正其中一个",
        "第 13 行：单位代码、单位名称空着；请补填",
        "第 7 行：上级代码 99 不在名录中；请改正，或补上这个单位（最上级单位留空）",
        "第 8 行：单位 6 的上级是它自己；请改正上级代码",
        "第 9 行：上级循环（7 → 8 → 9 → 7）；请改正其中一个单位的上级代码",
    ]


def test_cells_that_cannot_be_read_are_named_and_bring_no_other_faults(workbook):
    path = workbook(
        HEADINGS,
        ["1", "区教育局"],
        ["2", lambda sheet, *at: sheet.write_formula(*at, "=1/0", None, "#DIV/0!"), "1"],
        [lambda sheet, *at: sheet.write_formula(*at, "=A1", None, ""), "三小", "1"],
        [1.5, "四小", "1"],
        [-1, "五小", "1"],
        [123456789012345678, "六小", "1"],
        ["7", "七小", True],
        ["8", "八小", "2"],
    )
    faults = faults_of(path)
    assert [fault.split("：")[0] for fault in faults] == ["B3", "A4", "A5", "A6", "A7", "C8"]
    assert "#DIV/0!" in faults[0]
    assert "没有计算结果" in faults[1]
    assert "超过 15 位" in faults[4]


def test_the_message_names_file_and_sheet_and_counts_the_faults(workbook):
    path = workbook(HEADINGS, ["1", None], ["1", "一小"])
    with pytest.raises(RosterError) as caught:
        read_roster(path)
    assert str(caught.value).splitlines()[0] == "名录 名录.xlsx（工作表“名录”）有 2 处问题："
    assert str(caught.value).splitlines()[2].startswith("  2. 第 3 行：单位代码 1 与第 2 行重复")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[unit]\n", "不合 TOML 的写法"),
        ("unit = 3", r"unit 应写成若干个 [[unit]]"),
        ("members = 3", "多出的项 members"),
        ('[[unit]]\ncode = 1\nname = "甲"', "第 1 个 [[unit]] 的 code 应是文字；请加上引号"),
        ('[[unit]]\ncode = "1"\nname = "甲"\nlevel = 1', "第 1 个 [[unit]]：多出的项 level"),
        ('[[unit]]\nname = "甲"', "第 1 个 [[unit]]：单位代码空着"),
    ],
)
def test_a_faulty_toml_file_is_said_to_be_so(toml, text, said):
    [fault] = faults_of(toml(text))
    assert said in fault


def test_a_toml_file_in_another_encoding_is_said_to_be_so(toml):
    [fault] = faults_of(toml('[[unit]]\nname = "甲"', encoding="gbk"))
    assert fault == "不是 UTF-8 编码；请用 UTF-8 另存"


def test_an_error_survives_the_way_from_a_worker_process():
    error = RosterError("名录 a.xlsx", ["一处", "又一处"])
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
