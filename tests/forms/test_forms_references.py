"""A rule that names what a form has not, or what stands elsewhere, is refused before anyone fills the form in."""

from __future__ import annotations

import pytest

from workbook_templates.model import Form

HEAD = {
    "id": "example", "version": "1.0", "family": "example", "title": "例表", "authority": "例", "basis": "例",
    "level": "区县", "year": 2024, "since": "2024-01-01", "until": "2024-12-31", "money_unit": "万元", "sheet": "表",
}  # fmt: skip
COLUMNS = [
    {"id": "name", "label": "名称", "type": "text"}, {"id": "kind", "label": "类别", "type": "text"},
    {"id": "count", "label": "数", "type": "integer"}, {"id": "rate", "label": "率", "type": "percent"},
]  # fmt: skip
BODY = {
    "field": [
        *({"id": name, "label": name, "type": "money"} for name in ("a", "b", "c")),
        {"id": "grade", "label": "等级", "type": "text"},
    ],
    "list": [
        {"id": "items", "label": "项目", "columns": COLUMNS},
        {"id": "others", "label": "其他", "columns": COLUMNS},
    ],
}  # fmt: skip
STEPS = [{"grade": "优", "min": "90"}, {"grade": "差", "min": "0"}]


def form_with(kind, **data):
    rule = {"id": "例-01", "kind": kind, "title": "例", "severity": "强制", "basis": "例", **data}
    return Form.model_validate({"form": HEAD, **BODY, "rule": [rule]})


ACCEPTED = {
    "fields of the form": ("total", {"target": "a", "of": ["b", "c"]}),
    "a list's column summed": ("total", {"target": "a", "of": ["items.count"]}),
    "a pattern where each is looked at alone": ("range", {"fields": ["items.*"], "min": "0"}),
    "a rate row by row": ("rate", {"target": "items.rate", "numerator": ["items.count"], "denominator": ["a"]}),
    "a growth row by row": ("growth", {"target": "items.rate", "current": "items.count"}),
    "a reference beside the list": ("unit_slip", {"field": "items.count", "reference": "a"}),
    "a list that is needed": ("taken_as_stated", {"fields": ["a"], "needs": ["items", "items.count"]}),
    "a field that decides": ("blank_when", {"field": "grade", "values": ["差"], "fields": ["a", "items.count"]}),
    "texts counted": ("tally", {"target": "a", "section": "items", "where": {"kind": "小学"}}),
    "a target beside its kind": (
        "measurable",
        {"fields": ["items.name", "others.name"], "unless": "kind", "qualitative": ["定性"]},
    ),
}
REFUSED = {
    "an unknown field": ("total", {"target": "a", "of": ["d"]}, "引用了 d"),
    "a pattern that is not expanded": ("total", {"target": "a", "of": ["items.*"]}, "引用了 items.*"),
    "an unknown base": ("growth", {"target": "a", "current": "b", "base": "d"}, "引用了 d"),
    "a minus sign on what there is not": ("rate", {"target": "a", "numerator": ["b"], "denominator": ["c", "-d"]}, "d"),
    "a list in a mean": ("mean", {"target": "a", "of": ["items.count"]}, "应是单个指标"),
    "a list's score": ("grade", {"score": "items.count", "grade": "grade", "steps": STEPS}, "应是单个指标"),
    "a condition on a list": (
        "verdict",
        {"target": "grade", "conditions": [{"value": "items.rate", "op": ">", "limit": "1"}]},
        "应是单个指标",
    ),
    "a rate of another list": ("growth", {"target": "items.rate", "current": "others.count"}, "不在同一个列表中"),
    "a single rate of a list's rows": ("growth", {"target": "a", "current": "items.count"}, "不在同一个列表中"),
    "a reference in another list": ("unit_slip", {"field": "a", "reference": "items.count"}, "不在同一个列表中"),
    "a count in another list": (
        "implied_denominator",
        {"numerator": "a", "rate": "items.rate", "stated": "b"},
        "不在同一个列表中",
    ),
    "a row that decides about the form": (
        "blank_when",
        {"field": "items.kind", "values": ["小学"], "fields": ["a"]},
        "不在同一个列表中",
    ),
    "no kind beside a target": ("measurable", {"fields": ["items.name"], "unless": "nature"}, "items.nature"),
    "figures counted as texts": ("tally", {"target": "a", "section": "items", "where": {"count": "1"}}, "应是文字"),
    "what a formula takes for a comparison": (
        "tally",
        {"target": "a", "section": "items", "where": {"kind": ">1"}},
        "公式会另作解释",
    ),
    "a grade that is of no rule": ("grade_unproved", {"of": "例-02"}, "不是等级规则"),
    "a companion of no rate": ("coarse_rate", {"of": "例-02"}, "不是比率规则"),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_a_rule_that_names_what_there_is_is_accepted(case):
    kind, data = ACCEPTED[case]
    assert form_with(kind, **data).rules


@pytest.mark.parametrize("case", REFUSED)
def test_a_rule_that_can_not_be_looked_at_is_refused(case):
    kind, data, words = REFUSED[case]
    with pytest.raises(ValueError, match="规则 例-01") as caught:
        form_with(kind, **data)
    assert words in str(caught.value)
