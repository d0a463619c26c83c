"""What is found in a report's prose: the excerpts of `prose_cases.toml`, with a small form beside them."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from validation.messages import CATALOGUE
from validation.prose.check import check_prose
from validation.prose.sentences import Paragraph
from workbook_templates.model import Form
from workbook_templates.submission import Cell, Submission, Unit

DATA = tomllib.loads(Path(__file__).with_name("prose_cases.toml").read_text(encoding="utf-8"))
CASES = {case["title"]: case for case in DATA["case"]}
HEAD = {
    "id": "example", "version": "1.0", "family": "example", "title": "例表", "authority": "例", "basis": "例",
    "level": "区县", "year": 2022, "since": "2022-01-01", "until": "2022-12-31", "money_unit": "万元", "sheet": "表",
}  # fmt: skip
FORM = Form.model_validate({"form": HEAD, **{key: value for key, value in DATA.items() if key != "case"}})


def checked(case):
    values = case.get("workbook", {})
    cells = tuple(
        Cell(name, None, "表", f"B{row}", str(value), Decimal(str(value)))
        for row, (name, value) in enumerate(values.items(), start=1)
    )
    workbook = Submission("example", "1.0", Unit("1", "例"), "例.xlsx", "", cells)
    paragraphs = [Paragraph.whole(text, f"第 {number} 段") for number, text in enumerate(case["text"], start=1)]
    return check_prose("报告.docx", paragraphs, FORM, workbook)


@pytest.mark.parametrize("title", CASES)
def test_just_these_findings(title):
    case = CASES[title]
    found = checked(case).findings
    assert [f"{f.rule} {f.severity}" for f in found] == [" ".join(line.split()[:2]) for line in case["findings"]]
    for finding, line in zip(found, case["findings"], strict=True):
        assert line.split(maxsplit=2)[2] in finding.message


@pytest.mark.parametrize("title", [title for title, case in CASES.items() if "pairs" in case])
def test_just_these_pairs(title):
    pairs = checked(CASES[title]).pairs
    assert [f"{pair.figure.text} {pair.verdict}" for pair in pairs] == CASES[title]["pairs"]


@pytest.mark.parametrize("title", CASES)
def test_every_message_is_complete(title):
    for finding in checked(CASES[title]).findings:
        assert "{" not in finding.message
        assert "None" not in finding.message
        assert finding.message.endswith("。")
        assert finding.cell.startswith("第 ")
        assert finding.operands or "等级" in finding.message


def test_every_message_has_a_case():
    rules = {entry["rule"] for entry in tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["prose"].values()}
    assert {line.split()[0] for case in DATA["case"] for line in case["findings"]} == rules


def test_only_the_workbook_makes_a_finding_mandatory():
    findings = [finding for case in DATA["case"] for finding in checked(case).findings]
    assert {f.rule for f in findings if f.severity == "强制"} == {"JB-P01", "JB-P02"}


def test_the_json_has_every_pair_with_its_sentence():
    result = checked(CASES["差一万倍"]).to_json()
    assert (result["figures"], result["judged"], result["ambiguous"]) == (1, 1, 0)
    (pair,) = result["pairs"]
    assert pair == {
        "place": "第 1 段", "sentence": "我局项目资金共计640.68元。", "text": "640.68元", "value": 640.68, "unit": "元",
        "field": "funds", "row": None, "label": "项目资金合计", "workbook": 640.68, "verdict": "疑似单位错",
    }  # fmt: skip
    assert result["counts"] == {"强制": 1, "核实": 0, "提示": 0}


def test_a_name_for_a_field_that_there_is_not_is_a_fault():
    with pytest.raises(ValueError, match="没有的单项“nothing”"):
        Form.model_validate({"form": HEAD, "field": DATA["field"], "prose": {"nothing": ["什么"]}})


def test_a_blank_name_is_a_fault():
    with pytest.raises(ValueError, match="“staff”的叫法是空的"):
        Form.model_validate({"form": HEAD, "field": DATA["field"], "prose": {"staff": ["#"]}})
