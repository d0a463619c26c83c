"""The summary workbook: the official form with live formulas in front, behind it the tables that prove it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import openpyxl
import pytest

from addin.batch import consolidate_folder
from workbook_templates.formulas import native_formulas
from workbook_templates.ooxml import Package
from workbook_templates.reading import read_file

if TYPE_CHECKING:
    from addin.consolidation import Consolidation


FIRST = 4
"""The first row below the headings of every table."""


@dataclass
class Summary:
    """A summary with its result, opened once for its formulas and once for what a reader sees."""

    path: Path
    result: Consolidation

    @cached_property
    def formulas(self):
        return openpyxl.load_workbook(self.path)

    @cached_property
    def shown(self):
        return openpyxl.load_workbook(self.path, data_only=True)

    @cached_property
    def package(self):
        return Package.open(self.path)

    def cell(self, book, name):
        area = self.package.area(name)
        return book[area.sheet].cell(area.first_row, area.first_column).value

    def table(self, sheet):
        """The rows of a table, each by its headings; the line of totals is left out."""
        headings, *rows = self.shown[sheet].iter_rows(min_row=FIRST - 1, values_only=True)
        return [dict(zip(headings, row, strict=True)) for row in rows if row[0] != "合计"]

    def links(self, sheet, heading):
        """(row, file that the link leads to, place in it) of each link in a column."""
        return [
            (cell.row, self.path.parent / unquote(cell.hyperlink.target).replace("\\", "/"), cell.hyperlink.location)
            for [cell] in self.column(sheet, heading)
            if cell.hyperlink
        ]

    def column(self, sheet, heading):
        cells = self.formulas[sheet]
        number = [cell.value for cell in cells[FIRST - 1]].index(heading) + 1
        return cells.iter_rows(min_row=FIRST, min_col=number, max_col=number)


@pytest.fixture(scope="module")
def summary(workbooks, all_units, tmp_path_factory):
    """The 24 units rolled up, with the bureau's own workbook beside them."""
    folder = tmp_path_factory.mktemp("summary")
    for path in all_units.iterdir():
        (folder / "各单位报表").mkdir(exist_ok=True)
        (folder / "各单位报表" / path.name).write_bytes(path.read_bytes())
    workbooks.put_bureau(folder / "各单位报表")
    output = folder / "汇总表.xlsx"
    return Summary(output, consolidate_folder(folder / "各单位报表", workbooks.roster, output))


@pytest.fixture
def summarise(workbooks, tmp_path):
    """Roll up a folder beside which the summary will lie."""

    def run(folder, *numbers, output=None):
        path = output or tmp_path / "汇总表.xlsx"
        return Summary(path, consolidate_folder(folder, workbooks.roster_of(*numbers), path))

    return run


def summed(form):
    return [name for name, scalar in form.scalars.items() if scalar.rollup == "sum" and not scalar.computed]


def as_shown(form, name, value):
    """A cell's number as a figure of the form."""
    number = Decimal(repr(value)) * (100 if form.scalars[name].type == "percent" else 1)
    return number.quantize(Decimal(1).scaleb(-form.scalars[name].decimals))


def figures(form, values):
    return {name: value for name, value in values.items() if form.scalars[name].type in ("money", "percent")}


# The official form


def test_the_sheets_stand_in_the_order_in_which_they_are_read(summary):
    assert summary.formulas.sheetnames == [
        "封面", "申报表", "出错说明", "枚举字典", "审核标记", "差额表", "图表", "单位明细", "项目支出情况明细",
        "长期目标明细",
        "长期绩效指标明细", "年度目标明细", "年度绩效指标明细", "审核结果", "出错说明汇总", "审核统计", "指标构成",
        "报送情况", "溯源", "图表数据",
    ]  # fmt: skip


def test_every_summed_figure_is_a_live_formula_over_the_unit_details(summary, form):
    names = summed(form)
    assert len(names) == 18
    for name in names:
        formula = summary.cell(summary.formulas, name)
        assert f"SUM(detail.{name})" in formula
        area = summary.package.area(f"detail.{name}")
        assert (area.sheet, area.first_row, area.last_row) == ("单位明细", FIRST, FIRST + 23)


def test_computed_figures_keep_the_forms_own_formulas(summary, form):
    for name, formula in native_formulas(form).items():
        assert "=" + summary.cell(summary.formulas, name).removeprefix("=") == "=" + formula.removeprefix("=")


def test_a_reader_that_does_not_calculate_sees_the_same_values(summary, form):
    expected = figures(form, summary.result.values)
    assert len(expected) == 32
    assert {name: as_shown(form, name, summary.cell(summary.shown, name)) for name in expected} == expected


def test_no_formula_is_without_its_value(summary):
    for sheet in summary.formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert summary.shown[sheet.title][cell.coordinate].value is not None, (sheet.title, cell.coordinate)


def test_the_bureau_is_named_on_the_cover_and_on_the_form(summary):
    assert summary.cell(summary.shown, "unit.code") == "420105"
    assert summary.cell(summary.shown, "unit.name") == "武汉市汉阳区教育局"
    assert summary.cell(summary.shown, "jibiao.unit_name") == "武汉市汉阳区教育局"


def test_the_bureaus_own_words_stand_on_its_form(summary, workbooks):
    for name in ("duties", "tasks", "long_term.summary", "preparer"):
        assert summary.cell(summary.shown, name) == workbooks.published.values[name]


def test_projects_of_all_units_stand_on_the_form_by_name_and_category(summary, workbooks):
    area = summary.package.area("projects.shown")
    rows = summary.shown["申报表"].iter_rows(area.first_row, area.last_row, 2, 8, values_only=True)
    shown = [
        {"name": r[0], "category": r[2], "total_budget": r[3], "budget": r[4], "purpose": r[5]} for r in rows if r[0]
    ]
    published = [{**row, "total_budget": float(row["total_budget"]), "budget": float(row["budget"])}
                 for row in workbooks.published.rows["projects"]]  # fmt: skip
    assert shown == published


@pytest.mark.libreoffice
def test_another_spreadsheet_calculates_the_same_values(summary, form, libreoffice):
    again = openpyxl.load_workbook(libreoffice.recalculate(summary.path), data_only=True)
    formulas = 0
    for sheet in summary.formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    formulas += 1
                    place = (sheet.title, cell.coordinate)
                    before = summary.shown[sheet.title][cell.coordinate].value
                    after = again[sheet.title][cell.coordinate].value
                    assert after == (pytest.approx(before, abs=1e-9) if isinstance(before, float) else before), place
    assert formulas > 18 + 14 + 10  # entered, computed, projects; the rest are totals of the details
    expected = figures(form, summary.result.values)
    assert {name: as_shown(form, name, round(summary.cell(again, name), 9)) for name in expected} == expected


@pytest.mark.libreoffice
def test_a_corrected_detail_carries_through_to_the_official_form(summary, tmp_path, libreoffice):
    package = Package.open(summary.path)
    for name in ("income.own.amount", "expenditure.operation.amount"):
        area = package.area(f"detail.{name}")
        before = Decimal(repr(summary.shown["单位明细"].cell(area.first_row, area.first_column).value))
        package.patch("单位明细").set_value(area.first_row, area.first_column, before + 1000)
    changed = tmp_path / "改过.xlsx"
    changed.write_bytes(package.to_bytes())
    again = openpyxl.load_workbook(libreoffice.recalculate(changed), data_only=True)
    assert summary.cell(again, "income.own.amount") == 12919.88
    assert summary.cell(again, "income.total.amount") == 183142.95
    assert summary.cell(again, "expenditure.total.amount") == 183142.95
    assert round(summary.cell(again, "income.own.share"), 6) == 0.0705


def test_the_summary_reads_as_a_submission_with_the_same_figures_and_rows(summary):
    again = read_file(summary.path)
    assert again.scalars == summary.result.values
    assert again.rows("projects") == summary.result.rows["projects"]
    assert [note.code for note in again.notes] == []


def test_a_text_that_looks_like_a_formula_or_a_link_stays_a_text(workbooks, summarise, tmp_path):
    odd = {"name": "=1+1", "category": "特定目标", "total_budget": Decimal(1), "budget": Decimal(1),
           "purpose": "https://example.org/a"}  # fmt: skip
    workbooks.put(tmp_path / "units", workbooks.unit(1, name="+演示 <一小> & @", rows={"projects": [odd]}))
    made = summarise(tmp_path / "units", 1)
    [row] = made.formulas["项目支出情况明细"].iter_rows(min_row=FIRST, max_row=FIRST)
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in (row[2], row[6])] == [
        ("=1+1", "s", None),
        ("https://example.org/a", "s", None),
    ]
    position = made.package.area("projects.shown").first_row
    assert made.shown["申报表"].cell(position, 2).value == "=1+1"


# The tables behind it


def test_the_unit_details_have_each_units_figures_from_its_own_file(summary, workbooks, form):
    rows = summary.table("单位明细")
    assert [(row["单位代码"], row["单位名称"]) for row in rows] == [(u.code, u.name) for u in workbooks.roster.leaves()]
    for row, unit in zip(rows, workbooks.units, strict=True):
        for name in summed(form):
            assert as_shown(form, name, row[form.label_of(name)]) == unit.values[name]


def test_the_unit_details_end_with_the_totals(summary, form):
    last = summary.shown["单位明细"].max_row
    assert summary.shown["单位明细"].cell(last, 1).value == "合计"
    assert summary.shown["单位明细"].cell(last, 2).value == "24 个单位"
    assert summary.shown["单位明细"].cell(last, 3).value == 168431.56
    assert summary.formulas["单位明细"].cell(last, 3).value.startswith("=ROUND(SUM(")


def test_the_list_details_have_every_row_of_every_unit_as_it_was(summary, workbooks, form):
    for section in form.lists:
        rows = summary.table(f"{section.label}明细")
        expected = [
            [unit.unit.code, unit.unit.name, *(row.get(column.id) for column in section.columns)]
            for unit in workbooks.units
            for row in unit.rows[section.id]
        ]
        labels = [form.text(column.label) for column in section.columns]
        found = [[row["单位代码"], row["单位名称"], *(row[label] for label in labels)] for row in rows]
        assert [[Decimal(repr(v)) if isinstance(v, float | int) else v for v in row] for row in found] == expected


def test_indicators_say_to_which_goal_of_their_unit_they_belong(summary):
    assert {row["目标序号"] for row in summary.table("年度绩效指标明细")} == {1}


def test_the_differences_of_the_published_figures_are_all_nil(summary, form):
    rows = summary.table("差额表")
    assert len(rows) == sum(scalar.rollup == "sum" for scalar in form.scalars.values())
    assert {(row["单位代码"], row["差额"], row["结论"]) for row in rows} == {("420105", 0, "一致")}


def test_a_difference_is_shown_with_both_figures(workbooks, summarise, tmp_path):
    workbooks.put_unit(tmp_path / "units", 1)
    own = workbooks.units[0].values["income.own.prior_year_1"]
    workbooks.put_bureau(tmp_path / "units", {"income.own.prior_year_1": own + Decimal("0.01")})
    [row] = [
        row for row in summarise(tmp_path / "units", 1).table("差额表") if row["指标"].endswith("单位资金／2023年")
    ]
    assert (row["本级上报数"], row["下属单位合计"], row["差额"]) == (float(own + Decimal("0.01")), float(own), 0.01)
    assert row["结论"] == "不一致"


def test_without_a_workbook_of_the_bureau_the_table_of_differences_says_why_it_is_empty(workbooks, summarise, tmp_path):
    workbooks.put_unit(tmp_path / "units", 1)
    made = summarise(tmp_path / "units", 1)
    assert made.table("差额表") == []
    assert "没有可以比较的数" in made.shown["差额表"]["A2"].value


def test_every_finding_is_listed_the_mandatory_ones_first(workbooks, summarise, tmp_path):
    workbooks.put(tmp_path / "units", workbooks.unit(1, values={"income.fiscal.amount": Decimal(-1)}))
    workbooks.put_unit(tmp_path / "units", 2)
    made = summarise(tmp_path / "units", 1, 2)
    rows = made.table("审核结果")
    assert [row["序号"] for row in rows] == list(range(1, len(rows) + 1))
    assert sorted((r["类别"], r["规则编号"], r["审核信息"]) for r in rows) == sorted(
        (f.severity, f.rule, f.message) for f in made.result.findings
    )
    order = [["强制", "核实", "提示"].index(row["类别"]) for row in rows]
    assert order == sorted(order)
    assert order[0] == 0


def test_every_finding_with_a_cell_has_a_link_to_just_that_cell(summary):
    rows = summary.table("审核结果")
    links = {row: (file, place) for row, file, place in summary.links("审核结果", "位置")}
    assert len(links) == sum(bool(row["位置"]) for row in rows) > 100
    books = {}
    for number, row in enumerate(rows, start=FIRST):
        if row["位置"]:
            file, place = links[number]
            assert (summary.path.parent / row["文件"]).samefile(file)
            sheet, cell = row["位置"].split("!")
            assert place == f"'{sheet}'!{cell}"
            if file not in books:
                assert file.is_file()
                books[file] = Package.open(file).sheet_names
            assert sheet in books[file]


def test_an_explanation_stays_with_its_finding(summary):
    explained = {row["单位"] for row in summary.table("审核结果") if row["规则编号"] == "WH24-R21" and row["出错说明"]}
    assert len(explained) == 8
    assert "演示第一小学（4201050001）" in explained


@pytest.mark.parametrize("name", ["一小 #1.xlsx", "一小 100%.xlsx", "一小 %20 [定稿] (2)'.xlsx", "一小&二小.xlsx"])
def test_a_link_finds_a_file_whatever_its_name(workbooks, summarise, tmp_path, name):
    path = workbooks.put_unit(tmp_path / "units", 1, name)
    made = summarise(tmp_path / "units", 1)
    for heading, sheet in (("位置", "审核结果"), ("文件", "报送情况")):
        links = made.links(sheet, heading)
        assert links
        assert {file for _, file, _ in links} == {path}


def test_links_lead_up_to_files_outside_the_summarys_folder(workbooks, summarise, tmp_path):
    path = workbooks.put_unit(tmp_path / "收到" / "学校", 1)
    (tmp_path / "结果").mkdir()
    made = summarise(tmp_path / "收到", 1, output=tmp_path / "结果" / "汇总.xlsx")
    assert {file.resolve() for _, file, _ in made.links("审核结果", "位置")} == {path}
    assert all(str(file).startswith(str(tmp_path / "结果" / "..")) for _, file, _ in made.links("审核结果", "位置"))


def test_each_unit_of_the_roster_has_its_line_with_its_file_and_its_findings(summary, workbooks):
    rows = summary.table("报送情况")
    assert [row["单位代码"] for row in rows] == [unit.code for unit in workbooks.roster]
    assert {row["报送情况"] for row in rows} == {"已报"}
    for row, (_, file, _) in zip(rows, summary.links("报送情况", "文件"), strict=True):
        assert (summary.path.parent / row["文件"]).samefile(file)
        assert hashlib.sha256(file.read_bytes()).hexdigest() == row["文件的 SHA-256"]
        own = [finding for finding in summary.result.findings if finding.file == str(file)]
        for severity in ("强制", "核实", "提示"):
            assert row[severity] == sum(finding.severity == severity for finding in own)


# 溯源


@pytest.fixture(scope="module")
def sources(summary):
    return summary.table("溯源")


def test_the_sources_of_each_summed_figure_add_up_to_it_exactly(summary, sources, form):
    totals, units = defaultdict(Decimal), defaultdict(set)
    for row in sources:
        if row["数值"] is not None and not isinstance(row["数值"], str):
            totals[row["汇总指标"]] += Decimal(repr(row["数值"]))
            units[row["汇总指标"]].add(row["单位代码"])
    for name in summed(form):
        label = form.label_of(name)
        assert totals[label] == summary.result.values[name], label
        assert len(units[label]) == 24


def test_each_source_is_found_in_the_cell_that_it_names(summary, sources):
    folder, books = summary.path.parent, {}
    looked = 0
    for row in sources:
        if row["数值"] is None or isinstance(row["数值"], str) or int(row["单位代码"]) % 3:
            continue  # a third of the units will do: opening a workbook takes long
        if row["文件"] not in books:
            books[row["文件"]] = openpyxl.load_workbook(folder / row["文件"], data_only=True)
        assert books[row["文件"]][row["工作表"]][row["单元格"]].value == row["数值"], row
        looked += 1
    assert looked >= 18 * 8


def test_each_source_names_its_file_by_its_sha256(summary, sources):
    folder = summary.path.parent / "各单位报表"
    digests = {f"各单位报表/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    assert {row["文件"] for row in sources} == set(digests)
    assert all(row["文件的 SHA-256"] == digests[row["文件"]] for row in sources)


def test_every_row_of_a_list_has_its_place_in_the_sources(summary, sources, form):
    folder = summary.path.parent
    places = defaultdict(list)
    for row in sources:
        if "（第 " in row["汇总指标"]:
            places[row["汇总指标"].partition("（第 ")[0], row["单位代码"]].append(row)
    for section in form.lists:
        assert len({unit for label, unit in places if label == section.label}) == 24
    [*rows] = places["项目支出情况", "4201050003"]
    book = openpyxl.load_workbook(folder / rows[0]["文件"], data_only=True)
    read = [[cell.value for line in book[r["工作表"]][r["单元格"]] for cell in line if cell.value] for r in rows]
    detail = [row for row in summary.table("项目支出情况明细") if row["单位代码"] == "4201050003"]
    assert read == [list(row.values())[2:] for row in detail]


def test_the_bureaus_own_words_have_their_source_too(sources):
    own = [row for row in sources if row["单位代码"] == "420105"]
    assert {row["汇总指标"] for row in own} >= {"部门职能概述", "年度工作任务", "填报人"}


def test_units_whose_files_have_the_same_name_can_be_told_apart(workbooks, summarise, tmp_path):
    for number in (1, 2):
        workbooks.put_unit(tmp_path / "units" / str(number), number, "报表.xlsx")
    made = summarise(tmp_path / "units", 1, 2)
    digests = {row["文件的 SHA-256"]: row["单位代码"] for row in made.table("溯源")}
    assert digests == {
        hashlib.sha256((tmp_path / "units" / str(n) / "报表.xlsx").read_bytes()).hexdigest(): f"420105000{n}"
        for n in (1, 2)
    }


def test_a_figure_that_cannot_be_read_is_shown_as_it_stands_and_not_as_nothing(workbooks, summarise, tmp_path):
    workbooks.put_unit(tmp_path / "units", 1)
    path = workbooks.put_unit(tmp_path / "units", 2)
    workbooks.type_into(path, income__own__amount="约二百万")
    made = summarise(tmp_path / "units", 1, 2)
    label = made.result.form.label_of("income.own.amount")
    assert [row[label] for row in made.table("单位明细")] == [358.19, "约二百万"]
    assert made.cell(made.shown, "income.own.amount") == 358.19
    assert [row["数值"] for row in made.table("溯源") if row["汇总指标"] == label] == [358.19, "约二百万"]
    assert any(row["规则编号"] == "JB-D03" and row["类别"] == "强制" for row in made.table("审核结果"))


def test_all_files_that_did_not_count_are_listed_with_the_reason(workbooks, summarise, tmp_path):
    folder = tmp_path / "units"
    workbooks.put_unit(folder, 1)
    workbooks.put(folder, replace(workbooks.units[2], unit=replace(workbooks.units[2].unit, code="999")), "外.xlsx")
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "~$4201050001 演示第一小学.xlsx").write_bytes(b"lock")
    (folder / ".隐藏.xlsx").write_bytes(b"hidden")
    (folder / "说明.docx").write_bytes(b"words")
    made = summarise(folder, 1, 2)
    states = {(row["文件"] and Path(row["文件"]).name, row["报送情况"]) for row in made.table("报送情况")}
    assert states == {
        (None, "下属单位汇总"),
        ("4201050001 演示第一小学.xlsx", "已报"),
        (None, "未报"),
        ("外.xlsx", "不在名录，未计入"),
        ("坏.xlsx", "不能用，未计入"),
        ("~$4201050001 演示第一小学.xlsx", "不是报表，略过"),
        (".隐藏.xlsx", "不是报表，略过"),
        ("说明.docx", "不是报表，略过"),
    }
