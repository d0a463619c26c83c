"""Each command of `jibiao` on good input: what it writes, what it says, and with which status it ends."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import tomli

from workbook_templates.documents import to_json
from workbook_templates.formulas import native_formulas
from workbook_templates.ooxml import Package
from workbook_templates.reading import read_file

FORM = "wuhan-target-2024"
ROOT = Path(__file__).parents[2]
FINDING_KEYS = [
    "rule", "severity", "scope", "form", "unit", "file", "sheet", "cell", "field", "label", "actual", "expected",
    "difference", "message", "operands", "explanation", "objection",
]  # fmt: skip


@pytest.fixture
def data_file(tmp_path):
    """Write a data document."""

    def write(data, name="数据.json"):
        path = tmp_path / name
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return path

    return write


@pytest.fixture
def published_json(workbooks):
    return to_json(workbooks.published)


def process(*arguments, **environment):
    """The command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "addin", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
    )


# forms


def test_forms_lists_each_form_with_its_number_title_and_year(jibiao):
    done = jibiao("forms")
    assert (done.status, done.err) == (0, "")
    for words in (FORM, "附表4-11", "2024", "万元"):
        assert words in done.out


def test_forms_as_json_gives_what_each_form_says_of_itself(jibiao, form):
    done = jibiao("forms", "--json")
    assert done.status == 0
    forms = {entry["id"]: entry for entry in done.json["forms"]}
    assert set(forms) == {
        FORM, "guangzhou-target-2022", "guangzhou-selfeval-2024", "hunan-selfeval-2022", "balanced-education-2024",
    }  # fmt: skip
    assert forms[FORM]["basis"] == form.form.basis


# new


def test_new_writes_the_blank_form(jibiao, workbooks, tmp_path):
    done = jibiao("new", FORM, "-o", tmp_path / "空白.xlsx")
    assert (done.status, done.out) == (0, "")
    assert "空白.xlsx" in done.err
    assert (tmp_path / "空白.xlsx").read_bytes() == workbooks.template


def test_a_blank_form_is_found_to_be_empty(jibiao, tmp_path):
    jibiao("new", FORM, "-o", tmp_path / "空白.xlsx")
    done = jibiao("validate", tmp_path / "空白.xlsx", "--json")
    assert done.status == 1
    assert "JB-T08" in {finding["rule"] for finding in done.json["findings"]}
    assert done.json["counts"]["强制"] == 1


# fill and extract


def test_what_was_filled_is_extracted_again(jibiao, data_file, published_json, tmp_path):
    filled = jibiao("fill", FORM, data_file(published_json), "-o", tmp_path / "报表.xlsx")
    assert (filled.status, filled.out) == (0, "")
    extracted = jibiao("extract", tmp_path / "报表.xlsx")
    assert extracted.status == 0
    assert extracted.json == published_json


def test_every_demonstration_unit_comes_back_as_it_was(jibiao, workbooks, all_units):
    for number in (1, 4, 24):
        path = sorted(all_units.iterdir())[number - 1]
        data = jibiao("extract", path).json
        expected = to_json(workbooks.units[number - 1])
        computed = {name: data["values"].pop(name) for name in workbooks.form.computed_ids}
        assert data == expected
        assert computed["income.total.amount"] == computed["expenditure.total.amount"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "@SUM(A1)",
        "-5",
        "'引号",
        "第一行\n第二行\n\n第四行",
        "  前后有空格  ",
        "<b>&amp;</b>",
        "_x000D_",
        "😀𠮷",
        "５４６０　",
        "00123",
        "1e5",
        "TRUE",
        "#DIV/0!",
    ],
)
def test_any_text_comes_back_as_it_was(jibiao, data_file, published_json, tmp_path, text):
    published_json["values"]["duties"] = text
    published_json["rows"]["projects"][0]["purpose"] = text
    published_json["rows"]["annual_indicators"][0]["target"] = text
    published_json["explanations"] = {"WH24-R21": text}
    jibiao("fill", FORM, data_file(published_json), "-o", tmp_path / "报表.xlsx")
    assert jibiao("extract", tmp_path / "报表.xlsx").json == published_json


def test_extract_to_a_file_writes_the_same_document(jibiao, all_units, tmp_path):
    path = min(all_units.iterdir())
    done = jibiao("extract", path, "-o", tmp_path / "数据.json")
    assert (done.status, done.out) == (0, "")
    text = (tmp_path / "数据.json").read_text(encoding="utf-8")
    assert json.loads(text) == jibiao("extract", path).json
    assert "演示第一小学" in text


def test_extract_gives_null_for_what_cannot_be_read_and_says_where(jibiao, workbooks, tmp_path):
    path = workbooks.type_into(workbooks.put_unit(tmp_path, 1), income__own__amount="约三百万")
    done = jibiao("extract", path)
    assert done.status == 1
    assert done.json["values"]["income.own.amount"] is None
    assert "强制：申报表!D10" in done.err
    assert "约三百万" in done.err


def test_extract_reads_a_number_typed_as_text_and_says_so(jibiao, workbooks, tmp_path):
    path = workbooks.type_into(workbooks.put_unit(tmp_path, 1), income__own__amount="3,581,900元")
    done = jibiao("extract", path)
    assert done.status == 0
    assert done.json["values"]["income.own.amount"] == 358.19
    assert "提示：申报表!D10" in done.err


def test_fill_remarks_what_it_read_from_a_text(jibiao, data_file, published_json, tmp_path):
    published_json["values"]["income.own.amount"] = "１１，９１９.88"
    done = jibiao("fill", FORM, data_file(published_json), "-o", tmp_path / "报表.xlsx")
    assert (done.status, done.out) == (0, "")
    assert "income.own.amount：文字“１１，９１９.88”读作 11919.88" in done.err


def test_a_data_file_saved_by_notepad_is_read(jibiao, published_json, tmp_path):
    path = tmp_path / "数据.json"
    path.write_text(json.dumps(published_json), encoding="utf-8-sig")
    assert jibiao("fill", FORM, path, "-o", tmp_path / "报表.xlsx").status == 0


# compute


@pytest.fixture
def uncomputed(workbooks, tmp_path):
    """A workbook with a number typed as text and a total and a share typed over."""
    values = {"income.total.amount": Decimal(1), "income.own.share": Decimal(7)}
    path = workbooks.put(tmp_path, workbooks.unit(1, values=values), "原.xlsx")
    return workbooks.type_into(path, income__own__amount="３５８．１９")


def test_compute_writes_a_copy_and_leaves_the_original_alone(jibiao, uncomputed, tmp_path):
    before = hashlib.sha256(uncomputed.read_bytes()).hexdigest()
    done = jibiao("compute", uncomputed, "-o", tmp_path / "算.xlsx")
    assert (done.status, done.out) == (0, "")
    assert hashlib.sha256(uncomputed.read_bytes()).hexdigest() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["原.xlsx", "算.xlsx"]


def test_compute_repairs_numbers_typed_as_text_and_totals_typed_over(jibiao, uncomputed, workbooks, tmp_path):
    assert jibiao("validate", uncomputed).status == 1
    done = jibiao("compute", uncomputed, "-o", tmp_path / "算.xlsx")
    assert "单位资金／当年金额：“３５８．１９”改成了数字" in done.err
    assert "收入构成／合计／当年金额：1.00 → 5,473.37" in done.err
    checked = jibiao("validate", tmp_path / "算.xlsx", "--json")
    assert checked.status == 0
    assert not {finding["rule"] for finding in checked.json["findings"]} & {"JB-D01", "WH24-R01", "WH24-R05"}
    again = read_file(tmp_path / "算.xlsx").scalars
    clean = read_file(workbooks.put_unit(tmp_path, 1)).scalars
    assert again == clean


def test_compute_makes_the_totals_live_again(jibiao, uncomputed, form, tmp_path):
    jibiao("compute", uncomputed, "-o", tmp_path / "算.xlsx")
    package = Package.open(tmp_path / "算.xlsx")
    for name, formula in native_formulas(form).items():
        area = package.area(name)
        held = package.patch(area.sheet).formula_of(area.first_row, area.first_column)
        assert held == formula.removeprefix("="), name


@pytest.mark.libreoffice
def test_a_spreadsheet_agrees_with_what_was_computed(jibiao, uncomputed, form, libreoffice, tmp_path):
    jibiao("compute", uncomputed, "-o", tmp_path / "算.xlsx")
    package = Package.open(tmp_path / "算.xlsx")
    again = openpyxl.load_workbook(libreoffice.recalculate(tmp_path / "算.xlsx"), data_only=True)
    values = read_file(tmp_path / "算.xlsx").scalars
    for name in form.computed_ids:
        area = package.area(name)
        shown = Decimal(repr(round(again[area.sheet].cell(area.first_row, area.first_column).value, 9)))
        assert shown * (100 if form.scalars[name].type == "percent" else 1) == values[name]


def test_compute_changes_nothing_where_all_is_right(jibiao, all_units, tmp_path):
    path = min(all_units.iterdir())
    done = jibiao("compute", path, "-o", tmp_path / "算.xlsx")
    assert "改动 0 处" in done.err
    assert read_file(tmp_path / "算.xlsx").scalars == read_file(path).scalars


# validate


def test_validate_as_json_has_the_keys_on_which_others_rely(jibiao, all_units):
    done = jibiao("validate", all_units, "--json")
    assert (done.status, done.err) == (0, "")
    assert list(done.json) == ["files", "counts", "findings", "explanations", "returned"]
    assert done.json["files"] == 24
    assert list(done.json["counts"]) == ["强制", "核实", "提示"]
    assert sum(done.json["counts"].values()) == len(done.json["findings"]) > 100
    assert all(list(finding) == FINDING_KEYS for finding in done.json["findings"])


def test_validate_says_where_what_and_what_was_expected(jibiao, workbooks, tmp_path):
    path = workbooks.put(tmp_path, workbooks.unit(1, values={"income.total.amount": Decimal(5473)}))
    done = jibiao("validate", path, "--json")
    assert done.status == 1
    [found] = [finding for finding in done.json["findings"] if finding["rule"] == "WH24-R01"]
    assert (found["severity"], found["file"], found["sheet"], found["cell"]) == ("强制", str(path), "申报表", "D11")
    assert (found["actual"], found["expected"], found["difference"]) == (5473, 5473.37, -0.37)
    assert found["unit"] == {"code": "4201050001", "name": "演示第一小学"}
    operands = {operand["cell"]: operand["value"] for operand in found["operands"]}
    assert operands.items() >= {"D8": 5061.35, "D9": 53.83, "D10": 358.19}.items()


def test_findings_stand_in_the_order_of_the_files(jibiao, all_units):
    files = sorted(all_units.iterdir())[5:2:-1]
    found = [finding["file"] for finding in jibiao("validate", *files, "--json").json["findings"]]
    assert list(dict.fromkeys(found)) == [str(path) for path in files]


def test_an_explanation_travels_from_the_workbook_to_the_finding(jibiao, workbooks, tmp_path):
    path = workbooks.put(tmp_path, workbooks.unit(2, explanations={"WH24-R18": "沿用上级文件的名称。"}))
    found = [f for f in jibiao("validate", path, "--json").json["findings"] if f["rule"] == "WH24-R18"]
    assert found
    assert {finding["explanation"] for finding in found} == {"沿用上级文件的名称。"}
    assert "说明：沿用上级文件的名称。" in jibiao("validate", path).out


def test_a_person_reads_findings_by_file_and_their_counts(jibiao, all_units):
    path = min(all_units.iterdir())
    done = jibiao("validate", path)
    assert (done.status, done.err) == (0, "")
    assert str(path) in done.out
    assert "核实 WH24-R18 申报表!C35" in done.out
    assert "1 份文件：强制 0 条，核实 2 条，提示 4 条" in done.out


def test_what_is_to_be_verified_does_not_fail_but_what_is_mandatory_does(jibiao, workbooks, tmp_path):
    fine = workbooks.put(tmp_path, workbooks.unit(1, values={"phone": None}), "核实.xlsx")
    wrong = workbooks.put(tmp_path, workbooks.unit(1, values={"income.own.amount": None}), "强制.xlsx")
    assert jibiao("validate", fine).status == 0
    assert jibiao("validate", wrong).status == 1
    assert jibiao("validate", fine, wrong).status == 1


# template


@pytest.fixture
def own_form(workbooks, tmp_path, monkeypatch):
    """An office's own form, in a folder that JIBIAO_FORMS names."""
    folder = tmp_path / "forms" / "own-2025"
    shutil.copytree(workbooks.folder.path, folder)
    text = (folder / "form.toml").read_text(encoding="utf-8").replace(FORM, "own-2025", 1)
    (folder / "form.toml").write_text(text, encoding="utf-8")
    (folder / "template.xlsx").unlink()
    monkeypatch.setenv("JIBIAO_FORMS", str(tmp_path / "forms"))
    return folder


def test_the_template_of_the_form_agrees_with_it(jibiao):
    done = jibiao("template", "check", FORM)
    assert (done.status, done.out) == (0, "")
    assert "一致" in done.err


def test_a_forms_template_is_built_from_its_data_alone(jibiao, own_form, tmp_path):
    assert jibiao("new", "own-2025", "-o", tmp_path / "空.xlsx").status == 2
    assert jibiao("template", "build", "own-2025").status == 0
    assert jibiao("template", "check", "own-2025").status == 0
    assert jibiao("new", "own-2025", "-o", tmp_path / "空.xlsx").status == 0
    assert openpyxl.load_workbook(tmp_path / "空.xlsx").sheetnames == [
        "封面",
        "申报表",
        "出错说明",
        "枚举字典",
        "审核标记",
    ]


def test_a_template_that_differs_from_its_form_is_reported(jibiao, own_form):
    jibiao("template", "build", "own-2025")
    text = (own_form / "form.toml").read_text(encoding="utf-8")
    assert tomli.loads(text)["field"][1]["label"] == "联系电话"
    (own_form / "form.toml").write_text(text.replace('label = "联系电话"', 'label = "电话号码"'), encoding="utf-8")
    done = process("template", "check", "own-2025", PYTHONIOENCODING="utf-8")
    assert done.returncode == 1
    assert "电话号码" in done.stdout.decode()
    assert "有 1 处不一致" in done.stderr.decode()


# Data on standard output, words for people on standard error


def test_data_and_words_do_not_mix_in_a_real_process(workbooks, tmp_path):
    path = workbooks.type_into(workbooks.put_unit(tmp_path, 1), income__own__amount="约三百万")
    done = process("extract", path, PYTHONIOENCODING="utf-8")
    assert done.returncode == 1
    assert json.loads(done.stdout)["unit"]["name"] == "演示第一小学"
    assert "约三百万" in done.stderr.decode()


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_the_json_is_whole_whatever_the_consoles_code_page(workbooks, tmp_path, encoding):
    """`extract FILE > DATA.json` has to give what `fill` reads, on a Chinese Windows too."""
    path = workbooks.put(tmp_path, workbooks.unit(1, values={"duties": "㎡与𠮷"}))
    done = process("extract", path, PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    data = json.loads(done.stdout.decode("utf-8"))
    assert data["unit"]["name"] == "演示第一小学"
    assert data["values"]["duties"] == "㎡与𠮷"


def test_a_console_that_lacks_a_character_does_not_stop_a_command(all_units):
    done = process("validate", min(all_units.iterdir()), PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert b"WH24-R18" in done.stdout
