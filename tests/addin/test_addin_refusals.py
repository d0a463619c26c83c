"""What can't be done is said in Chinese, with what to do, status 2 and nothing left behind."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pytest

from workbook_templates.documents import to_json
from workbook_templates.ooxml import Package

FORM = "wuhan-target-2024"
ROOT = Path(__file__).parents[2]
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
needs_proc = pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that takes no files at all")


def refused(done, *words):
    """The command could not run: status 2, nothing on standard output, a message in Chinese without traceback."""
    assert done.status == 2
    assert done.out == ""
    assert "Traceback" not in done.err
    assert re.search("[一-鿿]", done.err)
    for word in words:
        assert word in done.err
    return True


@pytest.fixture
def unit(workbooks, tmp_path):
    """A good workbook."""
    return workbooks.put_unit(tmp_path / "units", 1)


@pytest.fixture
def roster(workbooks, tmp_path):
    return workbooks.put_roster(tmp_path, 1, 2)


@pytest.fixture
def data_file(tmp_path):
    def write(data, name="数据.json"):
        path = tmp_path / name
        path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        return path

    return write


# Workbooks that can't be used


def without_sheet(path):
    book = openpyxl.load_workbook(path)
    del book["申报表"]
    book.save(path)


def stamped(name, text):
    def change(path):
        package = Package.open(path)
        area = package.area(name)
        package.patch(area.sheet).set_value(area.first_row, area.first_column, text)
        path.write_bytes(package.to_bytes())

    return change


def unmarked(path):
    book = openpyxl.Workbook()
    book.active.append(["部门名称", "某校"])
    book.save(path)


def without_a_part(path):
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist() if "sheet2" not in name}
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)


def with_broken_markup(path):
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"][:-20]
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)


BAD = {
    "a text file": (lambda path: path.write_bytes("不是工作簿".encode()), "JB-F01", "不是 Excel 工作簿"),
    "an old .xls": (lambda path: path.write_bytes(OLE + "Workbook".encode("utf-16-le")), "JB-F02", "另存为 .xlsx"),
    "a password": (
        lambda path: path.write_bytes(OLE + "EncryptedPackage".encode("utf-16-le")),
        "JB-F03",
        "设了打开密码",
    ),
    "a truncated file": (lambda path: path.write_bytes(path.read_bytes()[:9000]), "JB-F04", "不完整或已损坏"),
    "a lost part": (without_a_part, "JB-F04", "不完整或已损坏"),
    "broken markup": (with_broken_markup, "JB-F06", "内部结构已损坏"),
    "an empty file": (lambda path: path.write_bytes(b""), "JB-F07", "0 字节"),
    "a workbook of somebody else": (unmarked, "JB-F09", "没有表的标识"),
    "an unknown form": (stamped("jibiao.form", "changsha-2030"), "JB-F10", "changsha-2030"),
    "another version": (stamped("jibiao.version", "0.9"), "JB-F11", "0.9 版，现行的是 1.0 版"),
    "a deleted sheet": (without_sheet, "JB-F12", "缺少工作表“申报表”"),
}


@pytest.fixture(params=BAD.values(), ids=BAD.keys())
def bad(request, unit):
    """A workbook that can't be used, the id of its message, and words of it."""
    spoil, rule, words = request.param
    spoil(unit)
    return unit, rule, words


def test_extract_and_compute_refuse_a_workbook_and_say_why(jibiao, bad, tmp_path):
    path, _, words = bad
    assert refused(jibiao("extract", path), str(path), words)
    assert refused(jibiao("compute", path, "-o", tmp_path / "算.xlsx"), str(path), words)
    assert not (tmp_path / "算.xlsx").exists()


def test_validate_finds_a_workbook_unusable_and_goes_on(jibiao, workbooks, bad):
    path, rule, words = bad
    good = workbooks.put_unit(path.parent, 2, "好.xlsx")
    done = jibiao("validate", path.parent, "--json")
    assert done.status == 1
    assert done.json["files"] == 2
    [finding] = [finding for finding in done.json["findings"] if finding["file"] == str(path)]
    assert (finding["rule"], finding["severity"]) == (rule, "强制")
    assert words in finding["message"]
    assert any(finding["file"] == str(good) for finding in done.json["findings"])


def test_consolidate_rejects_a_workbook_with_its_reason_and_counts_the_others(workbooks, consolidate, bad, roster):
    path, _, words = bad
    workbooks.put_unit(path.parent, 2)
    data = consolidate(path.parent, roster)
    assert data["status"] == 1
    [rejected] = data["units"]["rejected"]
    assert rejected["file"] == str(path)
    assert words in rejected["reason"]
    assert data["units"]["received"] == 1
    assert data["values"]["income.own.amount"] == 278.59


@pytest.mark.libreoffice
def test_a_real_xls_is_to_be_saved_as_xlsx(jibiao, unit, libreoffice):
    old = libreoffice._convert(unit, "xls")
    done = jibiao("validate", old, "--json")
    assert done.status == 1
    assert [finding["rule"] for finding in done.json["findings"]] == ["JB-F02"]


def test_a_folder_where_no_workbook_can_be_used_is_refused_with_every_reason(jibiao, roster, tmp_path):
    folder = tmp_path / "units"
    folder.mkdir()
    (folder / "甲.xlsx").write_bytes(b"")
    (folder / "乙.xlsx").write_bytes(b"text")
    done = jibiao("consolidate", folder, "-r", roster, "-o", tmp_path / "汇总.xlsx")
    assert refused(done, "甲.xlsx", "0 字节", "乙.xlsx", "不是 Excel 工作簿")
    assert not (tmp_path / "汇总.xlsx").exists()


# Files and folders that are not there


@pytest.mark.parametrize("command", ["extract", "compute", "validate"])
def test_a_missing_workbook_is_named(jibiao, tmp_path, command):
    more = ["-o", tmp_path / "算.xlsx"] if command == "compute" else []
    assert refused(jibiao(command, tmp_path / "没有.xlsx", *more), "没有.xlsx")


def test_a_missing_folder_is_named(jibiao, roster, tmp_path):
    done = jibiao("consolidate", tmp_path / "没有", "-r", roster, "-o", tmp_path / "汇总.xlsx")
    assert refused(done, "没有", "请检查路径")


@pytest.mark.parametrize("kept", [[], ["~$报表.xlsx", ".隐藏.xlsx", "说明.docx"]])
def test_a_folder_without_workbooks_is_refused(jibiao, roster, tmp_path, kept):
    folder = tmp_path / "空"
    folder.mkdir()
    for name in kept:
        (folder / name).write_bytes(b"")
    done = jibiao("consolidate", folder, "-r", roster, "-o", tmp_path / "汇总.xlsx")
    assert refused(done, "没有工作簿", "请检查是否选错文件夹")
    assert refused(jibiao("validate", folder), "没有工作簿")


def test_a_folder_with_nothing_but_the_roster_is_refused(jibiao, roster):
    done = jibiao("consolidate", roster.parent, "-r", roster, "-o", roster.parent / "汇总.xlsx")
    assert refused(done, "没有单位的报表")


def test_a_folder_that_cannot_be_searched_is_a_message_too(jibiao, tmp_path):
    assert refused(jibiao("extract", tmp_path), str(tmp_path))


# Rosters


ROSTERS = {
    "two units of one code": ([("1", "局", ""), ("2", "甲", "1"), ("2", "乙", "1")], "单位代码 2 与"),
    "an unknown parent": ([("1", "局", ""), ("2", "甲", "9")], "上级代码 9 不在名录中"),
    "a circle": ([("1", "甲", "2"), ("2", "乙", "1")], "上级循环"),
    "no unit": ([], "一个单位也没有"),
}


@pytest.mark.parametrize(("units", "words"), ROSTERS.values(), ids=ROSTERS.keys())
def test_a_roster_that_makes_no_tree_is_refused(jibiao, unit, toml_roster, tmp_path, units, words):
    done = jibiao("consolidate", unit.parent, "-r", toml_roster(*units), "-o", tmp_path / "汇总.xlsx")
    assert refused(done, "名录.toml", words)
    assert not (tmp_path / "汇总.xlsx").exists()


def test_a_missing_roster_is_named(jibiao, unit, tmp_path):
    done = jibiao("consolidate", unit.parent, "-r", tmp_path / "无.xlsx", "-o", tmp_path / "汇总.xlsx")
    assert refused(done, "无.xlsx", "文件不存在")


def test_a_form_in_the_rosters_place_is_refused(jibiao, unit, tmp_path):
    done = jibiao("consolidate", unit.parent, "-r", unit, "-o", tmp_path / "汇总.xlsx")
    assert refused(done, "名录", "标题", "单位名称、上级代码")


# Data documents


def test_a_data_file_that_is_no_json_is_refused_with_the_place(jibiao, data_file, tmp_path):
    done = jibiao("fill", FORM, data_file('{"form": '), "-o", tmp_path / "报表.xlsx")
    assert refused(done, "数据.json", "不是有效的 JSON", "line 1")
    assert not (tmp_path / "报表.xlsx").exists()


def test_a_missing_data_file_is_named(jibiao, tmp_path):
    assert refused(jibiao("fill", FORM, tmp_path / "无.json", "-o", tmp_path / "报表.xlsx"), "无.json")


def test_a_data_file_in_another_encoding_is_refused(jibiao, tmp_path):
    (tmp_path / "数据.json").write_bytes('{"form": "汉阳"}'.encode("gbk"))
    assert refused(jibiao("fill", FORM, tmp_path / "数据.json", "-o", tmp_path / "报表.xlsx"), "UTF-8")


WRONG = {
    "a list": ([], "应是一个 JSON 对象"),
    "another form": ({"form": "hunan-2022"}, "hunan-2022"),
    "an unknown figure": ({"form": FORM, "values": {"income.fiscal.amout": 1}}, "（是否 income.fiscal.amount？）"),
    "an unknown list": ({"form": FORM, "rows": {"project": []}}, "（是否 projects？）"),
    "an unknown column": ({"form": FORM, "rows": {"projects": [{"nmae": "甲"}]}}, "没有名为 nmae 的栏"),
    "a part that should be an object": ({"form": FORM, "values": [1]}, "values 应是一个对象"),
    "a surplus part": ({"form": FORM, "valeus": {}}, "多出的项 valeus"),
    "words for a number": ({"form": FORM, "values": {"income.own.amount": "若干"}}, "“若干”读不成数字"),
    "a truth value for a number": ({"form": FORM, "values": {"income.own.amount": True}}, "income.own.amount"),
    "a number for words": ({"form": FORM, "values": {"duties": 1}}, "应为文字"),
    "an impossible day": ({"form": FORM, "values": {"fill_date": "2024-02-30"}}, "2024-02-30"),
    "an indicator without its goal": (
        {"form": FORM, "rows": {"annual_indicators": [{"level3": "甲"}]}},
        "所属目标的序号",
    ),
    "an indicator of a goal that is not there": (
        {"form": FORM, "rows": {"annual_indicators": [{"level3": "甲", "goal": 3}]}},
        "第 3 个目标",
    ),
}


@pytest.mark.parametrize(("data", "words"), WRONG.values(), ids=WRONG.keys())
def test_data_that_do_not_fit_the_form_are_refused(jibiao, data_file, tmp_path, data, words):
    assert refused(jibiao("fill", FORM, data_file(data), "-o", tmp_path / "报表.xlsx"), words)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["数据.json"]


def test_all_that_is_wrong_with_a_data_file_is_said_at_once(jibiao, data_file, tmp_path):
    data = {"form": FORM, "values": {"a": 1, "income.own.amount": "若干"}, "rows": {"b": []}}
    assert refused(jibiao("fill", FORM, data_file(data), "-o", tmp_path / "报表.xlsx"), " a", "若干", " b")


@pytest.mark.parametrize("command", ["new", "fill", "template build", "template check"])
def test_an_unknown_form_is_refused_and_those_that_exist_are_listed(jibiao, workbooks, data_file, tmp_path, command):
    data = [data_file(to_json(workbooks.published))] if command == "fill" else []
    output = ["-o", tmp_path / "报表.xlsx"] if command in ("new", "fill") else []
    assert refused(jibiao(*command.split(), "hunan-2022", *data, *output), "没有名为 hunan-2022 的表", FORM)


def test_an_unknown_form_to_consolidate_is_refused(jibiao, unit, roster, tmp_path):
    done = jibiao("consolidate", unit.parent, "-r", roster, "-o", tmp_path / "汇总.xlsx", "--form", "hunan-2022")
    assert refused(done, "hunan-2022", FORM)


# Outputs


@pytest.fixture(params=["new", "fill", "extract", "compute", "consolidate"])
def writing(request, workbooks, unit, roster, data_file):
    """Each command that writes a file, without its output."""
    return {
        "new": ["new", FORM],
        "fill": ["fill", FORM, data_file(to_json(workbooks.published))],
        "extract": ["extract", unit],
        "compute": ["compute", unit],
        "consolidate": ["consolidate", unit.parent, "-r", roster],
    }[request.param]


def test_an_existing_output_is_refused_and_left_alone(jibiao, writing, tmp_path):
    output = tmp_path / "out" / "输出.xlsx"
    output.parent.mkdir()
    output.write_bytes(b"precious")
    assert refused(jibiao(*writing, "-o", output), "输出.xlsx", "--force")
    assert output.read_bytes() == b"precious"
    assert list(output.parent.iterdir()) == [output]


def test_force_replaces_an_existing_output(jibiao, writing, tmp_path):
    output = tmp_path / "out" / "输出.xlsx"
    output.parent.mkdir()
    output.write_bytes(b"old")
    assert jibiao(*writing, "-o", output, "--force").status in (0, 1)
    assert output.read_bytes() != b"old"
    assert list(output.parent.iterdir()) == [output]


def test_an_output_folder_that_is_missing_is_named_and_not_made(jibiao, writing, tmp_path):
    assert refused(jibiao(*writing, "-o", tmp_path / "没有" / "输出.xlsx"), "没有", "不存在", "请先建立")
    assert not (tmp_path / "没有").exists()


@needs_proc
def test_an_output_folder_that_takes_no_files_is_named(jibiao, writing):
    assert refused(jibiao(*writing, "-o", "/proc/self/输出.xlsx"), "/proc/self", "不能写入")


def test_a_folder_in_the_outputs_place_is_refused(jibiao, writing, tmp_path):
    (tmp_path / "out").mkdir()
    assert refused(jibiao(*writing, "-o", tmp_path / "out"))
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("command", ["extract", "compute"])
def test_a_workbook_is_never_its_own_output_not_even_with_force(jibiao, unit, command):
    before = unit.read_bytes()
    assert refused(jibiao(command, unit, "-o", unit, "--force"), "不能覆盖原文件")
    assert unit.read_bytes() == before


def test_a_data_file_is_never_its_own_output(jibiao, workbooks, data_file):
    path = data_file(to_json(workbooks.published))
    before = path.read_bytes()
    assert refused(jibiao("fill", FORM, path, "-o", path, "--force"), "不能覆盖原文件")
    assert path.read_bytes() == before


@pytest.mark.parametrize("which", ["roster", "unit"])
def test_a_summary_never_replaces_the_roster_or_a_units_workbook(jibiao, workbooks, unit, roster, which):
    workbooks.put_unit(unit.parent, 2)
    target = {"roster": roster, "unit": unit}[which]
    before = target.read_bytes()
    done = jibiao("consolidate", unit.parent, "-r", roster, "-o", target, "--force")
    assert refused(done, "不能覆盖", target.name)
    assert target.read_bytes() == before


def test_a_disk_that_is_full_leaves_the_old_summary_and_nothing_else(unit, roster, tmp_path):
    output = tmp_path / "out" / "汇总.xlsx"
    output.parent.mkdir()
    output.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-m", "addin", "consolidate", unit.parent, "-r", roster, "-o", output, "--force", "--json"],
        cwd=ROOT, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)),
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"")
    assert "磁盘空间不足" in done.stderr.decode()
    assert output.read_bytes() == b"old"
    assert list(output.parent.iterdir()) == [output]


# What nobody foresaw


@pytest.fixture
def unforeseen(monkeypatch, tmp_path):
    """A mistake in the program."""

    def fail(identifier):
        raise ZeroDivisionError("mistake")

    monkeypatch.setattr("addin.single.blank_workbook", fail)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_an_error_that_nobody_foresaw_prints_no_traceback(jibiao, unforeseen, tmp_path):
    done = jibiao("new", FORM, "-o", tmp_path / "空.xlsx")
    assert refused(done, "没有料到的错误（ZeroDivisionError）", "管理员")
    assert not (tmp_path / "空.xlsx").exists()


def test_the_details_of_an_unforeseen_error_are_kept_for_the_administrator(jibiao, unforeseen, tmp_path):
    [details] = re.findall(r"请把 (\S+) 和", jibiao("new", FORM, "-o", tmp_path / "空.xlsx").err)
    assert "ZeroDivisionError: mistake" in Path(details).read_text(encoding="utf-8")


@needs_proc
def test_an_unforeseen_error_is_told_even_where_its_details_cannot_be_kept(jibiao, unforeseen, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", "/proc/self")
    assert refused(jibiao("new", FORM, "-o", tmp_path / "空.xlsx"), "没有料到的错误（ZeroDivisionError）")


def test_a_developer_can_ask_for_the_traceback(jibiao, unforeseen, monkeypatch, tmp_path):
    monkeypatch.setenv("JIBIAO_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        jibiao("new", FORM, "-o", tmp_path / "空.xlsx")


@pytest.mark.parametrize("arguments", [["new", FORM], ["nonsense"], ["validate"], ["fill", FORM, "--nonsense"]])
def test_a_command_line_that_is_not_understood_has_status_2(jibiao, arguments):
    done = jibiao(*arguments)
    assert (done.status, done.out) == (2, "")
    assert "Traceback" not in done.err
