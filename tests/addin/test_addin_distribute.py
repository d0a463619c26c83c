"""`jibiao distribute`: a workbook for each unit, its cover filled and locked, last year's figures carried over."""

from __future__ import annotations

import dataclasses
import re
import shutil
from decimal import Decimal

import openpyxl
import pytest
import tomli
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from addin.distribute.file_names import FileNameError, file_names, safe_name
from addin.distribute.press import Press
from addin.roster import RosterUnit
from workbook_templates.building import build_template
from workbook_templates.catalogue import FormFolder
from workbook_templates.ooxml import Package, cell_name
from workbook_templates.reading import read_file
from workbook_templates.submission import Unit
from workbook_templates.writing import fill

FORM = "wuhan-target-2024"
LAST = "wuhan-target-2023"
PALE, WHITE, GREY = "FFE9F3FB", "FFFFFFFF", "FFF2F2F2"


def last_years_form(source, target, **head):
    """A form of last year: two kinds of income until then, not three. `head` changes what [form] says."""
    target.mkdir(parents=True)
    data = tomli.loads((source.path / "form.toml").read_text(encoding="utf-8"))
    data = {key: data[key] for key in ("form", "codes", "field", "table", "list", "rule")}
    data["form"] |= {"id": LAST, "year": 2023, **head}
    income = data["table"][0]
    income["rows"] = [row for row in income["rows"] if row["id"] != "special_account"]
    data["rule"] = [rule for rule in data["rule"] if rule["kind"] == "total" and rule.get("computes")]
    data["rule"][0]["of"] = ["income.fiscal", "income.own"]
    (target / "form.toml").write_text(tomli_w.dumps(data), encoding="utf-8")
    layout = (source.path / "layout.toml").read_text(encoding="utf-8").replace("down = 10", "down = 9")
    (target / "layout.toml").write_text(layout, encoding="utf-8")
    folder = FormFolder(target)
    folder.template_path.write_bytes(build_template(folder.load(), folder.layout()))
    return folder


@pytest.fixture(scope="module")
def form_of_2023(workbooks, tmp_path_factory):
    return last_years_form(workbooks.folder, tmp_path_factory.mktemp("forms") / LAST)


class LastYear:
    """Workbooks of last year: the same figures under last year's identifiers, so that each one is known."""

    def __init__(self, workbooks, source):
        self.workbooks, self.source, self.form = workbooks, source, source.load()
        self.template = source.template()

    def document(self, number, **values):
        """A unit's document of last year (from 1), changed where asked; None is left out."""
        this_year = self.workbooks.unit(number)
        held = {**this_year.values, **{name.replace("__", "."): value for name, value in values.items()}}
        kept = {
            name: value
            for name, value in held.items()
            if name in self.form.scalars and name not in self.form.computed_ids and value is not None
        }
        return dataclasses.replace(this_year, form=self.form.id, values=kept)

    def put(self, folder, number, name=None, **values):
        document = self.document(number, **values)
        path = folder / (name or f"{document.unit.code}.xlsx")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(fill(self.form, self.template, document))
        return path

    def expected(self, number, **values):
        """What this year's form carries over."""
        then = self.document(number, **values).values
        sources = self.workbooks.form.carried_sources
        return {name: then[source] for name, source in sources.items() if source in then}


@pytest.fixture
def last_year(workbooks, form_of_2023, monkeypatch):
    monkeypatch.setenv("JIBIAO_FORMS", str(form_of_2023.path.parent))
    return LastYear(workbooks, form_of_2023)


@pytest.fixture
def roster(workbooks, tmp_path):
    return workbooks.put_roster(tmp_path, 1, 2, 3)


@pytest.fixture
def distribute(jibiao, roster, tmp_path):
    """Distribute to the units of the roster; what it says as JSON."""

    def run(*options, output=tmp_path / "发表", names=roster):
        done = jibiao("distribute", FORM, "-r", names, "-o", output, "--json", *options)
        assert done.status == 0, done.err
        return done.json

    return run


def handed_out(tmp_path, number):
    """The workbook of a unit."""
    [path] = (tmp_path / "发表").glob(f"420105{number:04}*.xlsx")
    return path


def cell_of(path, name):
    """A cell by its name, as openpyxl has it."""
    area = Package.open(path).area(name)
    return openpyxl.load_workbook(path)[area.sheet][cell_name(area.first_row, area.first_column)]


def figures(path, form):
    """What stands in the cells for last year's figures."""
    return {name: value for name, value in read_file(path).scalars.items() if name in form.carried_sources}


def colour(path, name):
    return cell_of(path, name).fill.fgColor.rgb


# One workbook for each unit


def test_each_unit_gets_a_workbook_with_its_code_and_name(workbooks, distribute, roster, tmp_path):
    data = distribute()
    units = workbooks.roster_of(1, 2, 3).leaves()
    assert [entry["file"] for entry in data["files"]] == [f"{unit.code} {unit.name}.xlsx" for unit in units]
    assert sorted(path.name for path in (tmp_path / "发表").iterdir()) == sorted(e["file"] for e in data["files"])
    for unit in units:
        submission = read_file(tmp_path / "发表" / f"{unit.code} {unit.name}.xlsx")
        assert submission.unit == Unit(unit.code, unit.name)
        assert (submission.form, dict(submission.scalars)) == (FORM, {})
        assert [note.code for note in submission.notes] == ["empty_form"]


def test_the_bureaus_above_get_one_where_asked(distribute, tmp_path):
    assert [entry["code"] for entry in distribute()["files"]] == ["4201050001", "4201050002", "4201050003"]
    data = distribute("--all-levels", output=tmp_path / "各级")
    assert [entry["code"] for entry in data["files"]] == ["420105", "4201050001", "4201050002", "4201050003"]


def test_code_and_name_are_locked_and_nothing_else_is(workbooks, distribute, tmp_path):
    distribute()
    path = handed_out(tmp_path, 1)
    template = openpyxl.load_workbook(workbooks.folder.template_path)
    book = openpyxl.load_workbook(path)
    changed = {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.protection.locked != template[sheet.title][cell.coordinate].protection.locked
    }
    assert "封面!C10" in changed
    assert changed - {f"申报表!{column}4" for column in "BCDEFGH"} == {"封面!C10"}
    assert len(changed) == 8  # the whole merged cell of the name
    assert [sheet.title for sheet in book if not sheet.protection.sheet] == ["审核标记"]
    assert colour(path, "unit.code") == GREY
    assert cell_of(path, "unit.name").fill.fill_type is None
    assert cell_of(path, "unit.name").border.left.style == "thin"


def test_drop_downs_names_formulas_and_protection_are_those_of_the_template(workbooks, distribute, tmp_path):
    distribute()
    ours, template = Package.open(handed_out(tmp_path, 1)), Package.open(workbooks.template)
    assert ours.defined_names == template.defined_names
    assert ours.part_names == template.part_names
    for sheet in template.sheet_names:
        part = template.workbook.sheets[sheet].part
        before, after = template.part(part).decode(), ours.part(part).decode()
        for element in ("dataValidations", "sheetProtection", "mergeCells", "pageSetup", "cols"):
            pattern = rf"<{element}[ >].*?(?:</{element}>|/>)"
            assert re.findall(pattern, after, re.DOTALL) == re.findall(pattern, before, re.DOTALL)
        assert re.findall("<f>(.*?)</f>", after) == re.findall("<f>(.*?)</f>", before)


def test_the_cover_shows_the_name_also_to_a_reader_that_does_not_calculate(distribute, tmp_path):
    distribute()
    book = openpyxl.load_workbook(handed_out(tmp_path, 2), data_only=True)
    assert book["封面"]["C11"].value == "演示第二小学"


def test_a_name_that_looks_like_a_formula_stays_text(distribute, toml_roster, tmp_path):
    distribute(names=toml_roster(("001", "=1+1", None)))
    cell = cell_of(tmp_path / "发表" / "001 =1+1.xlsx", "unit.name")
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert cell_of(tmp_path / "发表" / "001 =1+1.xlsx", "unit.code").value == "001"


def test_a_workbook_handed_out_opens_without_complaint(last_year, distribute, tmp_path):
    last_year.put(tmp_path / "上年", 1)
    distribute("--last-year", tmp_path / "上年")
    assert OpenXmlValidator().validate(handed_out(tmp_path, 1)).errors == []


def test_the_same_units_get_the_same_bytes(distribute, tmp_path):
    distribute()
    first = handed_out(tmp_path, 3).read_bytes()
    distribute("--force")
    assert handed_out(tmp_path, 3).read_bytes() == first


def test_a_workbook_does_not_depend_on_those_made_before_it(workbooks, last_year):
    """The template's trees are used again and again: nothing of a unit may stay behind in the next one's workbook."""
    one, two = (last_year.expected(number) for number in (1, 2))
    half = dict(list(two.items())[:5])
    wanted = [(Unit("1", "甲"), one), (Unit("2", "乙"), {}), (Unit("3", "丙"), half), (Unit("1", "甲"), one)]
    press = Press(workbooks.form, workbooks.template, carried=True)
    for unit, found in wanted:
        alone = Press(workbooks.form, workbooks.template, carried=True)
        assert press.workbook(unit, found) == alone.workbook(unit, found)


@pytest.mark.parametrize("identifier", ["balanced-education-2024", "guangzhou-selfeval-2024", "hunan-selfeval-2022"])
def test_the_other_forms_are_handed_out_too(jibiao, roster, tmp_path, identifier):
    done = jibiao("distribute", identifier, "-r", roster, "-o", tmp_path / "发表")
    assert done.status == 0
    assert "已写出 3 份" in done.err
    submission = read_file(handed_out(tmp_path, 2))
    assert (submission.form, submission.unit.code) == (identifier, "4201050002")


# Last year's figures


def test_last_years_figures_come_from_the_units_workbooks(workbooks, last_year, distribute, tmp_path):
    for number in (1, 2, 3):
        last_year.put(tmp_path / "上年", number)
    data = distribute("--last-year", tmp_path / "上年")
    for number in (1, 2, 3):
        found = figures(handed_out(tmp_path, number), workbooks.form)
        assert found == last_year.expected(number)
        then = last_year.document(number).values
        assert found["income.own.prior_year_1"] == then["income.own.amount"]
        assert found["income.own.prior_year_2"] == then["income.own.prior_year_1"]
        assert len(found) == 10
    assert data["last_year"]["figures"] == {"carried": 30, "wanted": 36}
    assert [entry["carried"] for entry in data["files"]] == [10, 10, 10]
    assert data["files"][0]["source"].endswith("4201050001.xlsx")


def test_what_follows_from_the_figures_is_shown_at_once(last_year, distribute, tmp_path):
    last_year.put(tmp_path / "上年", 1)
    distribute("--last-year", tmp_path / "上年")
    then = last_year.expected(1)
    values = read_file(handed_out(tmp_path, 1)).scalars
    assert values["expenditure.total.prior_year_1"] == sum(
        then[f"expenditure.{row}.prior_year_1"] for row in ("personnel", "operation", "project")
    )
    assert "income.total.amount" not in values


def test_libreoffice_calculates_the_same_totals(last_year, distribute, tmp_path, libreoffice):
    last_year.put(tmp_path / "上年", 1)
    distribute("--last-year", tmp_path / "上年")
    path = handed_out(tmp_path, 1)
    calculated = read_file(libreoffice.recalculate(path))
    assert calculated.scalars == read_file(path).scalars
    assert len(calculated.scalars) == 14


def test_a_carried_figure_is_pale_blue_and_one_that_lacks_is_white_and_both_may_be_typed_over(
    last_year, distribute, tmp_path
):
    last_year.put(tmp_path / "上年", 1)
    distribute("--last-year", tmp_path / "上年")
    path = handed_out(tmp_path, 1)
    assert colour(path, "income.fiscal.prior_year_1") == PALE
    assert colour(path, "income.special_account.prior_year_1") == WHITE
    assert cell_of(path, "income.special_account.prior_year_1").value is None
    for row in ("fiscal", "special_account"):
        cell = cell_of(path, f"income.{row}.prior_year_1")
        assert not cell.protection.locked
        assert cell.number_format == "#,##0.00"
    assert colour(handed_out(tmp_path, 2), "income.fiscal.prior_year_1") == WHITE


def test_without_last_year_the_cells_look_as_in_the_template(distribute, tmp_path):
    data = distribute()
    assert data["last_year"] is None
    assert colour(handed_out(tmp_path, 1), "income.fiscal.prior_year_1") == PALE


def test_what_is_missing_is_told(last_year, distribute, tmp_path):
    last_year.put(tmp_path / "上年", 1, income__own__amount=None)
    path = last_year.put(tmp_path / "上年", 2)
    last_year.workbooks.type_into(path, income__own__amount="约三百万")
    data = distribute("--last-year", tmp_path / "上年")["last_year"]
    assert data["units"]["missing"] == [{"code": "4201050003", "name": "演示第三小学"}]
    assert data["figures"] == {"carried": 18, "wanted": 24}
    assert data["lacking"] == [
        {"field": "income.special_account.prior_year_2", "label": "收入构成／财政专户管理资金／2022年",
         "from": "income.special_account.prior_year_1", "units": 2},
        {"field": "income.special_account.prior_year_1", "label": "收入构成／财政专户管理资金／2023年",
         "from": "income.special_account.amount", "units": 2},
    ]  # fmt: skip
    assert [(row["field"], row["units"]) for row in data["blank"]] == [("income.own.prior_year_1", 2)]


def test_the_officer_reads_what_is_missing(last_year, jibiao, roster, tmp_path):
    last_year.put(tmp_path / "上年", 1)
    done = jibiao("distribute", FORM, "-r", roster, "-o", tmp_path / "发表", "--last-year", tmp_path / "上年")
    assert (done.status, done.out) == (0, "")
    for words in ("已写出 3 份", "3 个单位中找到 1 个，应带 12 个数，带入 10 个", "演示第三小学（4201050003）",
                  "收入构成／财政专户管理资金／2023年（1 个单位）"):  # fmt: skip
        assert words in done.err


def test_last_years_summary_has_the_figures_of_each_unit(workbooks, last_year, jibiao, distribute, roster, tmp_path):
    for number in (1, 2, 3):
        last_year.put(tmp_path / "上年", number)
    summary = tmp_path / "上年汇总.xlsx"
    assert jibiao("consolidate", tmp_path / "上年", "-r", roster, "-o", summary).status in (0, 1)
    data = distribute("--last-year", summary, "--all-levels")
    for number in (1, 2, 3):
        assert figures(handed_out(tmp_path, number), workbooks.form) == last_year.expected(number)
    [bureau] = (tmp_path / "发表").glob("420105 *.xlsx")
    expected = [last_year.expected(number) for number in (1, 2, 3)]
    assert figures(bureau, workbooks.form) == {name: sum(each[name] for each in expected) for name in expected[0]}
    assert data["last_year"]["units"]["found"] == 4


def test_a_units_own_workbook_goes_before_the_summary(workbooks, last_year, jibiao, distribute, roster, tmp_path):
    for number in (1, 2, 3):
        last_year.put(tmp_path / "上年", number)
    jibiao("consolidate", tmp_path / "上年", "-r", roster, "-o", tmp_path / "上年" / "汇总.xlsx")
    (tmp_path / "上年" / "4201050003.xlsx").unlink()
    last_year.put(tmp_path / "上年", 2, income__own__amount=Decimal("77.77"))
    data = distribute("--last-year", tmp_path / "上年")["last_year"]
    found = {number: figures(handed_out(tmp_path, number), workbooks.form) for number in (1, 2, 3)}
    assert found[2]["income.own.prior_year_1"] == Decimal("77.77")
    assert (found[1], found[3]) == (last_year.expected(1), last_year.expected(3))
    assert [unit["code"] for unit in data["units"]["different"]] == ["4201050002"]
    assert (data["units"]["missing"], data["rejected"]) == ([], [])


def test_of_two_that_say_different_things_none_is_carried(workbooks, last_year, distribute, tmp_path):
    last_year.put(tmp_path / "上年", 1)
    last_year.put(tmp_path / "上年", 1, "又一份.xlsx", income__own__amount=Decimal("1.00"))
    last_year.put(tmp_path / "上年", 2)
    last_year.put(tmp_path / "上年", 2, "相同的.xlsx")
    data = distribute("--last-year", tmp_path / "上年")["last_year"]
    assert [unit["code"] for unit in data["units"]["duplicate"]] == ["4201050001"]
    assert figures(handed_out(tmp_path, 1), workbooks.form) == {}
    assert figures(handed_out(tmp_path, 2), workbooks.form) == last_year.expected(2)


def test_files_that_say_nothing_of_last_year_are_told_and_do_not_stop_the_others(
    workbooks, last_year, distribute, roster, tmp_path
):
    folder = tmp_path / "上年"
    last_year.put(folder, 1)
    (folder / "坏的.xlsx").write_bytes(b"nothing")
    workbooks.put_unit(folder, 2, "今年的.xlsx")
    (folder / "空的.xlsx").write_bytes(last_year.template)
    (folder / "说明.txt").write_text("…", encoding="utf-8")
    shutil.copy(roster, folder / "去年的名录.xlsx")
    last_year.put(folder, 9)
    data = distribute("--last-year", folder)["last_year"]
    reasons = {entry["file"].rpartition("/")[2]: entry["reason"] for entry in data["rejected"]}
    assert set(reasons) == {"坏的.xlsx", "今年的.xlsx", "空的.xlsx"}
    assert "不是 Excel 工作簿" in reasons["坏的.xlsx"]
    assert "是 2024 年的表，上年应是 2023 年" in reasons["今年的.xlsx"]
    assert {entry["file"].rpartition("/")[2] for entry in data["passed_over"]} == {"说明.txt", "去年的名录.xlsx"}
    assert [unit["code"] for unit in data["units"]["unknown"]] == ["4201050009"]
    assert data["units"]["found"] == 1


def test_a_form_of_another_family_says_nothing(workbooks, distribute, tmp_path, monkeypatch):
    source = last_years_form(workbooks.folder, tmp_path / "forms" / LAST, family="changsha-target")
    monkeypatch.setenv("JIBIAO_FORMS", str(tmp_path / "forms"))
    LastYear(workbooks, source).put(tmp_path / "上年", 1)
    [rejected] = distribute("--last-year", tmp_path / "上年")["last_year"]["rejected"]
    assert "是另一张表 wuhan-target-2023" in rejected["reason"]


def test_figures_in_yuan_are_carried_into_a_form_in_ten_thousands(workbooks, distribute, tmp_path, monkeypatch):
    source = last_years_form(workbooks.folder, tmp_path / "forms" / LAST, money_unit="元")
    monkeypatch.setenv("JIBIAO_FORMS", str(tmp_path / "forms"))
    LastYear(workbooks, source).put(tmp_path / "上年", 1, income__own__amount=Decimal("3061350.00"))
    distribute("--last-year", tmp_path / "上年")
    assert figures(handed_out(tmp_path, 1), workbooks.form)["income.own.prior_year_1"] == Decimal("306.14")


def test_a_unit_without_code_is_known_by_its_name(workbooks, last_year, distribute, tmp_path):
    path = last_year.put(tmp_path / "上年", 1)
    workbooks.type_into(path, unit__code=None)
    assert distribute("--last-year", tmp_path / "上年")["last_year"]["units"]["found"] == 1


def test_a_workbook_that_comes_back_with_last_years_figures_only_is_empty(
    workbooks, last_year, distribute, consolidate, roster, tmp_path
):
    last_year.put(tmp_path / "上年", 1)
    last_year.put(tmp_path / "上年", 2)
    distribute("--last-year", tmp_path / "上年")
    workbooks.type_into(handed_out(tmp_path, 2), income__fiscal__amount=Decimal(100))
    data = consolidate(tmp_path / "发表", roster)
    assert data["units"]["received"] == 1
    assert {entry["file"].rpartition("/")[2][:10] for entry in data["units"]["rejected"]} == {
        "4201050001",
        "4201050003",
    }
    assert all("一项也没有填" in entry["reason"] for entry in data["units"]["rejected"])


# File names


UNITS = [RosterUnit("001", "甲校", None), RosterUnit("002", "乙校", None)]


def test_a_pattern_names_the_files(distribute, tmp_path):
    distribute("--pattern", "{year}年{name}（{code}）{form}.xlsx")
    assert (tmp_path / "发表" / f"2024年演示第一小学（4201050001）{FORM}.xlsx").is_file()


def test_a_pattern_without_ending_gets_one(form):
    assert file_names(UNITS, form, "{code}") == ["001.xlsx", "002.xlsx"]
    assert file_names(UNITS, form, "{code}.XLSX") == ["001.XLSX", "002.XLSX"]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{kode}.xlsx", "{kode} 不能用"),
        ("{code.x}.xlsx", "{code.x} 不能用"),
        ("{code:>9}.xlsx", "{code:>9} 不能用"),
        ("{code!r}.xlsx", "{code!r} 不能用"),
        ("{}.xlsx", "不能用"),
        ("{code.xlsx", "花括号"),
        ("学校/{code}.xlsx", "里有 /"),
        ("{name:.xlsx", "花括号"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused_in_words(jibiao, roster, tmp_path, pattern, words):
    done = jibiao("distribute", FORM, "-r", roster, "-o", tmp_path / "发表", "--pattern", pattern)
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert "{code}（单位代码）" in done.err or "请去掉" in done.err
    assert not (tmp_path / "发表").exists()


def test_two_units_with_the_same_file_name_are_named_and_nothing_is_written(jibiao, toml_roster, tmp_path):
    names = toml_roster(("1", "School", None), ("2", "SCHOOL", None), ("3", "Another", None))
    done = jibiao("distribute", FORM, "-r", names, "-o", tmp_path / "发表", "--pattern", "{name}")
    assert done.status == 2
    assert "School（1）和SCHOOL（2）都是 SCHOOL.xlsx" in done.err
    assert not (tmp_path / "发表").exists()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ('a\\b/c:d*e?f"g<h>i|j.xlsx', "a_b_c_d_e_f_g_h_i_j.xlsx"),
        ("换\n行\t.xlsx", "换_行_.xlsx"),
        ("末尾. . .xlsx", "末尾.xlsx"),
        ("con.xlsx", "_con.xlsx"),
        ("Com7.备份.xlsx", "_Com7.备份.xlsx"),
        ("console.xlsx", "console.xlsx"),
        ("~$锁.xlsx", "_~$锁.xlsx"),
        ("...xlsx", "_.xlsx"),
    ],
)
def test_names_are_made_safe_for_windows(name, safe):
    assert safe_name(name) == safe


@given(st.text(max_size=30))
def test_whatever_a_unit_is_called_its_file_can_be_written_and_will_be_found(name):
    safe = safe_name(f"{name}.xlsx")
    stem = safe.removesuffix(".xlsx")
    assert not set(safe) & set('\\/:*?"<>|\n\t\0')
    assert stem
    assert stem == stem.strip(". ")
    assert not safe.startswith(("~$", "."))
    assert safe_name(safe) == safe


def test_faults_of_many_names_are_told_in_short(form):
    units = [RosterUnit(str(number), "同名", None) for number in range(30)]
    with pytest.raises(FileNameError, match="共 29 处，列出前 10 处"):
        file_names(units, form, "{name}")


# Outputs whole or not at all


def test_what_is_there_is_replaced_only_with_force(distribute, jibiao, roster, tmp_path):
    distribute()
    path = handed_out(tmp_path, 2)
    path.write_bytes(b"filled in")
    handed_out(tmp_path, 1).unlink()
    done = jibiao("distribute", FORM, "-r", roster, "-o", tmp_path / "发表")
    assert (done.status, path.read_bytes()) == (2, b"filled in")
    assert "已有 2 份" in done.err
    assert "已填的内容会丢失" in done.err
    assert len(list((tmp_path / "发表").iterdir())) == 2
    distribute("--force")
    assert read_file(path).unit.code == "4201050002"


def test_a_failure_half_way_leaves_nothing_behind(jibiao, roster, tmp_path, monkeypatch):
    made = Press.workbook

    def failing(self, unit, found):
        if unit.code == "4201050003":
            raise OSError(28, "No space left on device")
        return made(self, unit, found)

    monkeypatch.setattr(Press, "workbook", failing)
    done = jibiao("distribute", FORM, "-r", roster, "-o", tmp_path / "发表")
    assert done.status == 2
    assert list((tmp_path / "发表").iterdir()) == []


def test_last_years_workbooks_are_never_written_over(last_year, jibiao, roster, tmp_path):
    folder = tmp_path / "上年"
    path = last_year.put(folder, 1)
    before = path.read_bytes()
    done = jibiao(
        "distribute", FORM, "-r", roster, "-o", folder, "--last-year", folder, "--pattern", "{code}", "--force"
    )
    assert done.status == 2
    assert "不能覆盖" in done.err
    assert (path.read_bytes(), len(list(folder.iterdir()))) == (before, 1)


def test_the_roster_is_never_written_over(jibiao, toml_roster, workbooks, tmp_path):
    roster = workbooks.put_roster(tmp_path, 1)
    before = roster.read_bytes()
    done = jibiao("distribute", FORM, "-r", roster, "-o", tmp_path, "--pattern", "名录", "--force")
    assert (done.status, roster.read_bytes()) == (2, before)


def test_a_folder_without_workbooks_of_last_year_is_told_before_anything_is_written(jibiao, roster, tmp_path):
    (tmp_path / "上年").mkdir()
    done = jibiao("distribute", FORM, "-r", roster, "-o", tmp_path / "发表", "--last-year", tmp_path / "上年")
    assert done.status == 2
    assert "没有工作簿" in done.err
    assert not (tmp_path / "发表").exists()
