"""图表: the charts that a form asks for, drawn over the numbers of its summary."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import openpyxl
import pytest
import tomli
from lxml import etree
from openxml_audit import OpenXmlValidator

from addin.batch import consolidate_folder
from addin.demo.run import published_document
from addin.demo.schools import school_roster, split_schools
from addin.roster import Roster
from addin.summary import summary_workbook
from workbook_templates.building import build_template
from workbook_templates.catalogue import find_form, form_folders
from workbook_templates.charts import figure_names, limits_on
from workbook_templates.model import Form
from workbook_templates.ooxml import Area, Package
from workbook_templates.reading import read_file
from workbook_templates.writing import fill

if TYPE_CHECKING:
    from pathlib import Path

    from addin.consolidation import Consolidation

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SOME = slice(36, 52)
"""Of the 78 made-up schools: 8 小学, 8 初中."""


@dataclass(frozen=True)
class Drawn:
    """A series as it stands in a chart's part."""

    kind: str
    name: str
    categories: list[str]
    values: list[float | None]
    category_area: Area
    area: Area


@dataclass
class Summary:
    """A summary with its result, and its charts as they are written."""

    path: Path
    result: Consolidation

    @cached_property
    def shown(self):
        return openpyxl.load_workbook(self.path, data_only=True)

    @cached_property
    def formulas(self):
        return openpyxl.load_workbook(self.path)

    @cached_property
    def package(self):
        return Package.open(self.path)

    @cached_property
    def parts(self):
        """The charts' parts by title, in the order in which they were made."""
        names = sorted(
            (n for n in self.package.part_names if n.startswith("xl/charts/chart")), key=lambda n: (len(n), n)
        )
        roots = [etree.fromstring(self.package.part(name)) for name in names]
        return {"".join(root.find(f"{C}chart/{C}title").itertext(f"{A}t")): root for root in roots}

    def series(self, title):
        plot = self.parts[title].find(f"{C}chart/{C}plotArea")
        return [
            drawn(kind, element) for kind in ("barChart", "lineChart") for element in plot.iterfind(f"{C}{kind}/{C}ser")
        ]

    def cells(self, area, book=None):
        """What a range holds, for a reader that does not calculate."""
        rows = (book or self.shown)[area.sheet].iter_rows(
            area.first_row, area.last_row, area.first_column, area.last_column, values_only=True
        )
        return [value for row in rows for value in row]


def drawn(kind, element):
    categories, values = (element.find(f"{C}{tag}") for tag in ("cat", "val"))
    return Drawn(
        kind,
        "".join(element.find(f"{C}tx").itertext(f"{C}v")),
        cached(categories),
        [None if text is None else float(text) for text in cached(values)],
        Area.parse(next(categories.iter(f"{C}f")).text),
        Area.parse(next(values.iter(f"{C}f")).text),
    )


def cached(element):
    """The cached points of a range, None where there is none."""
    points = {int(point.get("idx")): point.findtext(f"{C}v") for point in element.iter(f"{C}pt")}
    return [points.get(number) for number in range(int(next(element.iter(f"{C}ptCount")).get("val")))]


def with_charts(result, *charts):
    """The same result, its form asking for other charts."""
    data = tomli.loads((find_form(result.form.id).path / "form.toml").read_text(encoding="utf-8"))
    return dataclasses.replace(result, form=Form.model_validate({**data, "chart": list(charts)}))


@pytest.fixture(scope="module")
def wuhan(workbooks, all_units, tmp_path_factory):
    output = tmp_path_factory.mktemp("charts") / "汇总表.xlsx"
    return Summary(output, consolidate_folder(all_units, workbooks.roster, output))


@pytest.fixture(scope="module")
def schools(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schools")
    source = find_form("balanced-education-2024")
    form, template, published = source.load(), source.template(), published_document("balanced-education-2024")
    whole = school_roster(published)
    roster = Roster([whole.root, *whole.leaves()[SOME]])
    (folder / "学校").mkdir()
    for document in split_schools(form, published, roster):
        (folder / "学校" / f"{document.unit.code}.xlsx").write_bytes(fill(form, template, document))
    output = folder / "汇总表.xlsx"
    return Summary(output, consolidate_folder(folder / "学校", roster, output))


@pytest.fixture
def drawn_with(wuhan, tmp_path):
    """The 24 units' summary with other charts."""

    def draw(*charts, result=None):
        path = tmp_path / "另一张.xlsx"
        changed = with_charts(result or wuhan.result, *charts)
        path.write_bytes(summary_workbook(changed, path))
        return Summary(path, changed)

    return draw


INCOME = ["income.fiscal.amount", "income.special_account.amount", "income.own.amount"]
OF_INCOME = {"id": "income", "kind": "composition", "title": "收入", "parts": INCOME}


# By unit


def test_the_sheet_of_charts_shows_those_of_the_form(wuhan):
    assert list(wuhan.parts) == [
        "2024年各单位收入构成",
        "2024年各单位支出构成",
        "收入合计：2022年至2024年（各单位）",
        "收入合计：2022年至2024年（全部 24 个单位）",
    ]
    assert len(wuhan.formulas["图表"]._charts) == 4
    drawing = wuhan.package.part("xl/drawings/drawing1.xml").decode()
    assert 'descr="2024年各单位收入构成"' in drawing


def test_a_composition_is_drawn_over_the_unit_details_themselves(wuhan, workbooks):
    series = wuhan.series("2024年各单位收入构成")
    assert [each.name for each in series] == ["财政拨款", "财政专户管理资金", "单位资金"]
    for each, name in zip(series, INCOME, strict=True):
        detail = wuhan.package.area(f"detail.{name}")
        assert each.area == dataclasses.replace(detail, last_row=detail.last_row + 1)  # with the line of totals
        assert each.category_area.sheet == "单位明细"
        assert (each.category_area.first_row, each.category_area.last_row) == (each.area.first_row, each.area.last_row)
        assert each.categories == [unit.unit.name for unit in workbooks.units] + ["24 个单位"]
        figures = [float(unit.values[name]) for unit in workbooks.units]
        assert each.values == [*figures, float(wuhan.result.values[name])]


def test_a_composition_is_stacked_up_to_100_percent_or_by_amounts(wuhan, drawn_with):
    grouping = f"{C}chart/{C}plotArea/{C}barChart/{C}grouping"
    assert wuhan.parts["2024年各单位收入构成"].find(grouping).get("val") == "percentStacked"
    made = drawn_with(OF_INCOME)
    assert made.parts["收入"].find(grouping).get("val") == "stacked"
    assert len(made.series("收入")[0].values) == 24  # of amounts, all together would dwarf the rest


def test_figures_of_several_years_are_drawn_by_unit_and_for_all(wuhan, workbooks):
    by_unit = wuhan.series("收入合计：2022年至2024年（各单位）")
    columns = ["prior_year_2", "prior_year_1", "amount"]
    assert [each.name for each in by_unit] == ["2022年", "2023年", "2024年"]
    for each, column in zip(by_unit, columns, strict=True):
        expected = [
            sum(unit.values[f"income.{row}.{column}"] for row in ("fiscal", "special_account", "own"))
            for unit in workbooks.units
        ]
        assert each.values == [float(figure) for figure in expected]
        assert each.area.sheet == "图表数据"
        assert wuhan.cells(each.area) == each.values
    [whole] = wuhan.series("收入合计：2022年至2024年（全部 24 个单位）")
    assert whole.categories == ["2022年", "2023年", "2024年"]
    assert whole.values == [float(wuhan.result.values[f"income.total.{column}"]) for column in columns]
    assert wuhan.cells(whole.area, wuhan.formulas) == [f"=income.total.{column}" for column in columns]


def test_more_units_than_fit_are_put_together_as_the_rest(drawn_with, workbooks):
    made = drawn_with({**OF_INCOME, "most": 3, "share": True})
    [largest, *_] = made.series("收入")
    size = {unit.unit.name: sum(unit.values[name] for name in INCOME) for unit in workbooks.units}
    shown = sorted(size, key=size.get)[-3:]
    assert largest.categories == [*(name for name in size if name in shown), "其余 21 个单位", "24 个单位"]
    units = {unit.unit.name: unit.values[INCOME[0]] for unit in workbooks.units}
    rest = sum(figure for name, figure in units.items() if name not in shown)
    assert largest.values[3:] == [float(rest), float(sum(units.values()))]
    assert "其余 21 个单位" in "".join(str(cell.value) for row in made.shown["图表数据"] for cell in row)


def test_over_the_years_only_the_largest_units_are_shown_and_the_title_says_so(drawn_with):
    years = {"id": "y", "kind": "years", "title": "收入", "figures": ["income.own.prior_year_1", "income.own.amount"]}
    made = drawn_with({**years, "most": 5})
    assert list(made.parts) == ["收入（最大的 5 个单位）", "收入（全部 24 个单位）"]
    assert {len(each.values) for each in made.series("收入（最大的 5 个单位）")} == {5}
    assert [each.name for each in made.series("收入（最大的 5 个单位）")] == ["2023年", "当年金额"]


def test_long_names_are_shortened_on_a_sheet_of_their_own(drawn_with, wuhan):
    roster = wuhan.result.roster
    units = [
        dataclasses.replace(unit, name=f"武汉市汉阳区第{number}初级中学经济技术开发区校区")
        for number, unit in enumerate(roster.leaves(), start=1)
    ]
    made = drawn_with(OF_INCOME, result=dataclasses.replace(wuhan.result, roster=Roster([roster.root, *units])))
    [first, *_] = made.series("收入")
    assert first.area.sheet == "图表数据"
    assert (
        first.categories[0] == "第1初级…技术开发区校区"[:5] + "…术开发区校区"[:0]
        or max(map(len, first.categories)) <= 11
    )
    assert len(set(first.categories)) == 24


# Against limits


RESOURCES = [
    "每百名学生拥有高于规定学历教师数", "每百名学生拥有县级以上骨干教师数", "每百名学生拥有体育、艺术专任教师数",
    "生均教学及辅助用房面积", "生均体育运动场馆面积", "生均教学仪器设备值", "每百名学生拥有网络多媒体教室数",
]  # fmt: skip


def test_each_stage_and_resource_has_its_chart_and_each_stage_its_variation(schools):
    expected = []
    for stage in ("小学（部）", "初中（部）"):
        expected += [*(f"{stage}：{resource}" for resource in RESOURCES), f"{stage}校际差异系数"]
    assert list(schools.parts) == expected


@pytest.mark.parametrize(
    ("stage", "resource", "column", "standard", "near_by"),
    [
        ("小学（部）", 3, "primary_schools.teaching_area_value", 4.5, 3.825),
        ("初中（部）", 5, "junior_schools.equipment_value", 2500, 2125),
    ],
)
def test_schools_stand_from_low_to_high_against_the_standard_and_85_percent_of_it(
    schools, stage, resource, column, standard, near_by
):
    bars, line, near = schools.series(f"{stage}：{RESOURCES[resource]}")
    section, _, name = column.rpartition(".")
    rows = schools.result.rows[section]
    assert len(rows) == 8
    assert bars.values == sorted(float(row[name]) for row in rows)
    named = {schools.result.roster.find(row["unit"]).name: float(row[name]) for row in rows}
    assert [named[category] for category in bars.categories] == bars.values
    assert [bars.kind, line.kind, near.kind] == ["barChart", "lineChart", "lineChart"]
    assert (line.name, set(line.values)) == (f"标准：{standard:g}", {standard})
    assert (near.name, set(near.values)) == (f"标准的85%：{near_by:g}", {near_by})
    assert len(line.values) == len(near.values) == len(rows)


def test_each_bar_leads_to_its_schools_line_of_the_details(schools):
    [bars, *_] = schools.series(f"小学（部）：{RESOURCES[0]}")
    formulas = schools.cells(bars.area, schools.formulas)
    assert len(set(formulas)) == 8
    for formula, value in zip(formulas, bars.values, strict=True):
        name, _, number = formula.removeprefix("=INDEX(").removesuffix(")").partition(",")
        area = schools.package.area(name)
        assert schools.shown[area.sheet].cell(area.first_row + int(number) - 1, area.first_column).value == value


@pytest.mark.parametrize(("stage", "key", "limit"), [("小学（部）", "primary", 0.5), ("初中（部）", "junior", 0.45)])
def test_the_coefficients_stand_against_the_limit_of_their_stage(schools, stage, key, limit):
    bars, line = schools.series(f"{stage}校际差异系数")
    values = schools.result.values
    resources = ["qualified", "backbone", "pe_art", "teaching_area", "sport_area", "equipment", "media_rooms"]
    names = [*(f"{key}.{resource}.variation" for resource in resources), f"results.{key}.composite"]
    assert bars.values == [float(values[name]) for name in names]
    assert bars.categories[-1] == "综合"
    assert schools.cells(bars.area, schools.formulas) == [f"={name}" for name in names]
    assert (line.name, set(line.values)) == (f"上限：{limit:.2f}", {limit})


def test_limits_come_from_the_rule_that_a_chart_names(schools, form):
    balanced = schools.result.form
    assert limits_on(balanced, balanced.rule("BE24-R28"), "primary.sport_area.value") == [
        ("标准：7.5", Decimal("7.5")),
        ("标准的85%：6.375", Decimal("6.375")),
    ]
    assert limits_on(balanced, balanced.rule("BE24-R37"), "primary.equipment.value") == [
        ("下限：100", 100),
        ("上限：100000", 100000),
    ]
    assert limits_on(balanced, balanced.rule("BE24-R33"), "results.primary.composite") == [
        ("上限：0.50", Decimal("0.5"))
    ]
    assert limits_on(balanced, balanced.rule("BE24-R33"), "results.junior.composite") == []
    graded = find_form("guangzhou-selfeval-2024").load()
    assert limits_on(graded, graded.rule("GZS24-R29"), "result.total.score") == [
        ("优：90", 90),
        ("良：80", 80),
        ("中：60", 60),
    ]
    assert limits_on(graded, graded.rule("GZS24-R29"), "execution.score") == []
    assert limits_on(form, form.rule("WH24-R01"), "income.total.amount") == []


def test_figures_are_called_what_their_labels_differ_in(form):
    assert figure_names(form, INCOME, []) == ["财政拨款", "财政专户管理资金", "单位资金"]
    assert figure_names(form, INCOME[:1], []) == ["收入构成／财政拨款／当年金额"]
    assert figure_names(form, INCOME[:2], ["{year}年", "其他"]) == ["2024年", "其他"]


# As the form says, and only where there is something to show


def test_a_chart_added_to_the_form_appears(drawn_with):
    made = drawn_with(OF_INCOME, {**OF_INCOME, "id": "again", "title": "{prior_year_1}年的另一张"})
    assert list(made.parts) == ["收入", "2023年的另一张"]
    assert "图表数据" not in made.shown.sheetnames  # both stand on 单位明细


def test_a_form_without_charts_has_no_sheet_of_charts(drawn_with):
    made = drawn_with()
    assert {"图表", "图表数据"}.isdisjoint(made.shown.sheetnames)
    assert made.parts == {}


def test_a_chart_without_a_number_is_left_out(workbooks, tmp_path):
    blank = dict.fromkeys(INCOME)
    workbooks.put(tmp_path / "units", workbooks.unit(1, values=blank))
    workbooks.put(tmp_path / "units", workbooks.unit(2, values=blank))
    output = tmp_path / "汇总表.xlsx"
    made = Summary(output, consolidate_folder(tmp_path / "units", workbooks.roster_of(1, 2), output))
    assert list(made.parts) == [
        "2024年各单位支出构成", "收入合计：2022年至2024年（各单位）", "收入合计：2022年至2024年（全部 2 个单位）",
    ]  # fmt: skip
    [whole] = made.series("收入合计：2022年至2024年（全部 2 个单位）")
    assert [value is None for value in whole.values] == [False, False, True]


def test_a_unit_without_the_figures_has_no_bar(workbooks, tmp_path):
    workbooks.put(tmp_path / "units", workbooks.unit(1, values=dict.fromkeys(INCOME)))
    for number in (2, 3):
        workbooks.put_unit(tmp_path / "units", number)
    output = tmp_path / "汇总表.xlsx"
    made = Summary(output, consolidate_folder(tmp_path / "units", workbooks.roster_of(1, 2, 3), output))
    [first, *_] = made.series("2024年各单位收入构成")
    assert first.categories == ["演示第二小学", "演示第三小学", "3 个单位"]
    assert first.area.sheet == "图表数据"


def test_one_unit_alone_has_its_composition_and_its_years(workbooks, tmp_path):
    workbooks.put_unit(tmp_path / "units", 1)
    output = tmp_path / "汇总表.xlsx"
    made = Summary(output, consolidate_folder(tmp_path / "units", workbooks.roster_of(1), output))
    assert list(made.parts) == [
        "2024年各单位收入构成",
        "2024年各单位支出构成",
        "收入合计：2022年至2024年（全部 1 个单位）",
    ]
    assert [each.categories for each in made.series("2024年各单位收入构成")] == [["演示第一小学"]] * 3
    assert complaints(output) == []


def test_schools_without_a_stage_have_no_chart_of_it(schools, tmp_path):
    rows = {**schools.result.rows, "junior_schools": []}
    values = {name: value for name, value in schools.result.values.items() if "junior" not in name}
    path = tmp_path / "小学.xlsx"
    path.write_bytes(summary_workbook(dataclasses.replace(schools.result, rows=rows, values=values), path))
    assert {title[:2] for title in Summary(path, schools.result).parts} == {"小学"}


# The form's data


FAULTS = {
    "no such figure": (
        {"parts": [*INCOME, "income.gift.amount"]},
        "图表 income 引用了 income.gift.amount，表里没有这个指标",
    ),
    "a text": ({"parts": [*INCOME, "preparer"]}, "图表 income 的 preparer 不是数，画不出来"),
    "one part": ({"parts": INCOME[:1]}, "图表 income 的 parts 至少要 2 项"),
    "not added up": ({"parts": ["income.fiscal.share", "income.own.share"]}, "income.own.share 不逐级相加"),
    "mixed kinds": ({"parts": ["income.fiscal.share", INCOME[0]]}, "图表 income 的各项类型不同（money、percent）"),
    "too few names": ({"names": ["甲"]}, "图表 income 的 names 应与 parts 一样多"),
    "no such year": ({"title": "{last_year}年"}, "“{last_year}年”中的 'last_year' 不是年份"),
    "own figure": (
        {"kind": "years", "parts": None, "figures": ["long_term.until_year", "income.own.amount"]},
        "图表 income 的 long_term.until_year 不汇总（rollup 是 own），没有全体的数",
    ),
    "no such list": (
        {"kind": "distribution", "parts": None, "section": "schools", "panels": [{"column": "a"}]},
        "图表 income 引用了列表 schools，表里没有它",
    ),
    "no such column": (
        {"kind": "distribution", "parts": None, "section": "projects", "panels": [{"column": "cost"}]},
        "图表 income 引用了 projects.cost，列表没有这一栏",
    ),
    "a column of texts": (
        {"kind": "distribution", "parts": None, "section": "projects", "panels": [{"column": "purpose"}]},
        "图表 income 的 projects.purpose 不是数，画不出来",
    ),
    "no panels": (
        {"kind": "distribution", "parts": None, "section": "projects", "panels": []},
        "图表 income 的 panels 至少要 1 项",
    ),
    "no such rule": (
        {"kind": "limits", "parts": None, "figures": INCOME[:1], "limits": "WH24-R99"},
        "图表 income 的 limits 所指的规则 WH24-R99 不存在",
    ),
    "a rule without limits": (
        {"kind": "limits", "parts": None, "figures": INCOME[:1], "limits": "WH24-R01"},
        "图表 income 的 limits 所指的规则 WH24-R01 没有管这些指标的界限（可用 standard_met、grade、range、verdict）",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_in_a_chart_is_named_with_the_chart(wuhan, change, message):
    chart = {key: value for key, value in {**OF_INCOME, **change}.items() if value is not None}
    with pytest.raises(ValueError, match="1 validation error") as raised:
        with_charts(wuhan.result, chart)
    assert message in str(raised.value)


def test_two_charts_of_one_name_are_a_fault(wuhan):
    with pytest.raises(ValueError, match="图表 income 出现了 2 次"):
        with_charts(wuhan.result, OF_INCOME, OF_INCOME)


@pytest.mark.parametrize("identifier", list(form_folders()))
def test_charts_are_in_the_summary_only_the_template_is_the_same_without_them(identifier):
    folder = form_folders()[identifier]
    form = folder.load()
    assert form.charts
    assert build_template(form, folder.layout()) == build_template(
        form.model_copy(update={"charts": []}), folder.layout()
    )


# The workbook


def complaints(path):
    return [f"{error.part_uri} {error.description}" for error in OpenXmlValidator().validate(path).errors]


def test_a_summary_with_sixteen_charts_passes_the_audit(schools):
    assert len(schools.parts) == 16
    assert complaints(schools.path) == []


def test_every_range_of_a_chart_shows_what_its_cells_show(wuhan, schools):
    for summary in (wuhan, schools):
        for title in summary.parts:
            for each in summary.series(title):
                assert summary.cells(each.area) == pytest.approx(each.values)
                assert summary.cells(each.category_area) == each.categories


def test_what_was_prepared_says_where_it_comes_from(schools):
    said = [row[0] for row in schools.shown["图表数据"].iter_rows(values_only=True) if row[0]]
    for title in schools.parts:
        source = said[said.index(title) + 1]
        assert source.startswith("取自")
        assert "BE24-R" in source


def test_chinese_text_has_the_fonts_of_the_tables(wuhan):
    for root in wuhan.parts.values():
        latin = [element.get("typeface") for element in root.iter(f"{A}latin")]
        assert latin == [element.get("typeface") for element in root.iter(f"{A}ea")]
        assert set(latin) == {"宋体", "黑体"}
        assert {e.get("typeface") for e in root.find(f"{C}chart/{C}title").iter(f"{A}ea")} == {"黑体"}


def test_the_charts_print_two_across_on_landscape_pages_that_cut_none(schools):
    sheet = schools.formulas["图表"]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0  # one page wide, by default, and as many high as there are
    anchors = [chart.anchor for chart in sheet._charts]
    assert {anchor._from.col for anchor in anchors} == {0, 8}
    assert max(anchor.to.col for anchor in anchors) < 16
    breaks = [0, *(each.id for each in sheet.row_breaks.brk), 10**6]
    assert len(breaks) == 5
    for anchor in anchors:
        [_] = [1 for start, end in pairwise(breaks) if start <= anchor._from.row and anchor.to.row <= end]
    tops = sorted((anchor._from.col, anchor._from.row, anchor.to.row) for anchor in anchors)
    for above, below in pairwise(tops):
        assert above[0] != below[0] or above[2] <= below[1]


def test_a_summary_with_charts_is_still_read_as_a_submission(wuhan):
    again = read_file(wuhan.path)
    assert again.scalars == wuhan.result.values
    assert [note.code for note in again.notes] == []


@pytest.mark.libreoffice
def test_a_corrected_detail_carries_through_to_the_charts_data(wuhan, tmp_path, libreoffice):
    package = Package.open(wuhan.path)
    area = package.area("detail.income.own.amount")
    [*_, year] = wuhan.series("收入合计：2022年至2024年（各单位）")
    detail = wuhan.shown["单位明细"].cell(area.first_row, area.first_column).value
    package.patch("单位明细").set_value(area.first_row, area.first_column, Decimal(repr(detail)) + 1000)
    changed = tmp_path / "改过.xlsx"
    changed.write_bytes(package.to_bytes())
    again = openpyxl.load_workbook(libreoffice.recalculate(changed), data_only=True)
    assert len(again["图表"]._charts) == 4
    values = wuhan.cells(year.area, again)
    assert values == pytest.approx([year.values[0] + 1000, *year.values[1:]])


@pytest.mark.libreoffice
def test_another_spreadsheet_calculates_the_same_data_for_the_charts(schools, libreoffice):
    again = openpyxl.load_workbook(libreoffice.recalculate(schools.path), data_only=True)
    for title in schools.parts:
        for each in schools.series(title):
            assert schools.cells(each.area, again) == pytest.approx(each.values, abs=1e-9)
