"""The demonstration: the published figures, split among made-up units, come back to the cent."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from addin.demo.split import apportioned, made_up_roster, split
from addin.roster import read_roster
from workbook_templates.catalogue import form_folders
from workbook_templates.submission import Unit

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """A demonstration in a real process: where, and what it said."""
    folder = tmp_path_factory.mktemp("demo") / "演示"
    done = subprocess.run(
        [sys.executable, "-m", "addin", "demo", "-o", str(folder)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    return folder, done


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# The command


def test_the_demonstration_agrees_with_what_was_published(shown):
    _, done = shown
    assert (done.returncode, done.stderr) == (0, "")
    assert "32 个数中 32 个一致：全部一致，一分不差" in done.stdout
    assert "应报 24 个单位，已报 24 个，缺 0 个" in done.stdout
    assert "182,142.95" in done.stdout
    assert "64 个数中 60 个一致：其余 4 个公开数本身有误或无法复算，见校验" in done.stdout
    assert "应报 78 个单位，已报 78 个，缺 0 个" in done.stdout
    assert "不一致" not in done.stdout


def test_the_demonstration_covers_every_form(shown):
    for folder in form_folders().values():
        assert folder.load().form.title in shown[1].stdout


def test_the_demonstration_says_that_the_units_are_made_up(shown):
    assert shown[1].stdout.count("虚构拆分") == 2


def test_the_demonstration_leaves_forms_roster_blank_and_summary_to_look_at(shown):
    folder, _ = shown
    assert {path.name for path in folder.iterdir()} == set(form_folders())
    assert sorted(path.name for path in (folder / "wuhan-target-2024").iterdir()) == [
        "各单位报表", "名录.xlsx", "武汉市汉阳区教育局（公开文本）.xlsx",
        "汇总表 武汉市汉阳区教育局.xlsx", "空白表.xlsx",
    ]  # fmt: skip
    assert len(list((folder / "wuhan-target-2024" / "各单位报表").iterdir())) == 25
    assert len(list((folder / "balanced-education-2024" / "各单位报表").iterdir())) == 79
    assert len(read_roster(folder / "wuhan-target-2024" / "名录.xlsx")) == 25


def test_a_second_demonstration_in_the_folder_is_refused_and_changes_nothing(shown, jibiao):
    folder, _ = shown
    before = contents(folder)
    done = jibiao("demo", "-o", folder, "--json")
    assert (done.status, done.out) == (2, "")
    assert "请用 -o 另给一个空文件夹" in done.err
    assert contents(folder) == before


def test_a_folder_with_files_of_ones_own_is_left_as_it_is(jibiao, tmp_path):
    (tmp_path / "空白表.xlsx").write_bytes(b"mine")
    assert jibiao("demo", "-o", tmp_path).status == 2
    assert contents(tmp_path) == {tmp_path / "空白表.xlsx": b"mine"}
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_in_the_folders_place_is_refused(jibiao, tmp_path):
    (tmp_path / "演示").write_bytes(b"mine")
    done = jibiao("demo", "-o", tmp_path / "演示")
    assert (done.status, done.out) == (2, "")
    assert "是文件" in done.err


def test_without_a_folder_a_temporary_one_is_used(jibiao, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    done = jibiao("demo", "--json")
    assert (done.status, done.err) == (0, "")
    [folder] = tmp_path.iterdir()
    assert done.json["folder"] == str(folder)
    assert done.json["agrees"] is True
    forms = {form["form"]: form for form in done.json["forms"]}
    assert all(Path(form["published"]).is_file() for form in forms.values())
    wuhan = forms["wuhan-target-2024"]
    assert Path(wuhan["summary"]).is_file()
    assert wuhan["units"] == 24
    assert all(comparison["equal"] for comparison in wuhan["comparisons"])
    assert {"units", "values", "rows", "counts", "output"} <= set(wuhan["consolidation"])
    schools = forms["balanced-education-2024"]
    differing = [c["field"] for c in schools["comparisons"] if not c["equal"]]
    assert differing == [c["field"] for c in schools["comparisons"] if c["questioned"]]
    assert forms["hunan-selfeval-2022"]["consolidation"] is None


# The split


@pytest.mark.parametrize("amount", ["0", "0.01", "0.23", "182142.95", "100000000.00"])
def test_the_parts_of_an_amount_add_up_to_it_and_are_whole_cents(amount):
    weights = [7, 11, 3, 29, 1]
    parts = apportioned(Decimal(amount), weights)
    assert sum(parts) == Decimal(amount)
    assert all(part >= 0 and part == part.quantize(Decimal("0.01")) for part in parts)
    assert all(abs(part - Decimal(amount) * w / 51) < Decimal("0.01") for part, w in zip(parts, weights, strict=True))


@pytest.mark.parametrize("count", [1, 2, 24, 100])
def test_any_number_of_units_adds_up_to_the_published_form(workbooks, form, count):
    documents = split(form, workbooks.published, made_up_roster(workbooks.published.unit, count))
    assert len({document.unit for document in documents}) == count
    for name, scalar in form.scalars.items():
        if scalar.rollup == "sum" and not scalar.computed:
            assert sum(document.values[name] for document in documents) == workbooks.published.values[name], name


def test_each_made_up_unit_is_consistent_in_itself(workbooks):
    for document in workbooks.units:
        values = document.values
        for period in ("amount", "prior_year_2", "prior_year_1"):
            earned = sum(values[f"income.{row}.{period}"] for row in ("fiscal", "special_account", "own"))
            spent = sum(values[f"expenditure.{row}.{period}"] for row in ("personnel", "operation", "project"))
            assert earned == spent
        projects = sum(row["budget"] for row in document.rows["projects"])
        assert projects == values["expenditure.project.amount"]


def test_the_split_is_the_same_on_every_machine(workbooks, form):
    again = split(form, workbooks.published, workbooks.roster)
    assert again == workbooks.units
    assert again[0].values["income.fiscal.amount"] == Decimal("5061.35")


def test_names_of_made_up_units_say_that_they_are_made_up():
    names = [unit.name for unit in made_up_roster(Unit("1", "局"), 60).leaves()]
    assert all(name.startswith("演示") for name in names)
    assert len(set(names)) == 60
