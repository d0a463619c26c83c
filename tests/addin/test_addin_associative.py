"""Level by level or all at once: every way of rolling up gives the same, for any tree and any figures."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addin.batch import consolidate_folder
from addin.roster import Roster, RosterUnit
from workbook_templates.building import build_template
from workbook_templates.catalogue import find_form
from workbook_templates.documents import document_from_json
from workbook_templates.writing import fill

IDENTIFIER = "all-rollups-2030"

FORM = """
[form]
id = "all-rollups-2030"
version = "1"
family = "all-rollups"
title = "各种汇总方式"
authority = "测试"
basis = "测试"
level = "单位"
year = 2030
since = 2030-01-01
until = 2030-12-31
money_unit = "元"
sheet = "表"

[[field]]
id = "kind"
label = "类别"
type = "text"

[[field]]
id = "words"
label = "文字"
type = "text"

[[field]]
id = "shared"
label = "共用"
type = "number"
decimals = 2
rollup = "sum"

[[table]]
id = "stage"
label = "学段"
rows = [{ id = "lower", label = "低" }, { id = "upper", label = "高" }, { id = "all", label = "合计" }]
columns = [
  { id = "pupils", label = "学生", type = "integer", rollup = "sum" },
  { id = "own", label = "自有", type = "money", rollup = "sum" },
  { id = "part", label = "分摊", type = "number", decimals = 2, rollup = "sum" },
  { id = "quantity", label = "合计", type = "number", decimals = 2, rollup = "sum" },
  { id = "value", label = "生均", type = "number", decimals = 2, rollup = "recompute" },
  { id = "share", label = "占比", type = "percent", rollup = "recompute" },
]

[[table]]
id = "over"
label = "全体"
rows = [{ id = "units", label = "单位" }]
columns = [
  { id = "count", label = "个数", type = "integer", rollup = "recompute" },
  { id = "of_kind", label = "甲类", type = "integer", rollup = "recompute" },
  { id = "sum", label = "求和", type = "number", decimals = 2, rollup = "recompute" },
  { id = "mean", label = "加权平均", type = "number", decimals = 2, rollup = "recompute" },
  { id = "variation", label = "差异系数", type = "number", decimals = 3, rollup = "recompute" },
  { id = "bought", label = "采购", type = "money", rollup = "recompute" },
  { id = "verdict", label = "结论", type = "code", rollup = "recompute" },
]

[[list]]
id = "purchases"
label = "采购"
group_by = ["item"]
columns = [
  { id = "item", label = "品名", type = "text" },
  { id = "cost", label = "金额", type = "money", rollup = "sum" },
]

[[list]]
id = "notes"
label = "说明"
rollup = "own"
columns = [{ id = "text", label = "内容", type = "text" }]

[[list]]
id = "collected"
label = "各单位"
when = ["stage.lower.pupils"]
columns = [
  { id = "unit_name", label = "单位", type = "text", carried = true, source = "unit.name" },
  { id = "kind", label = "类别", type = "text", carried = true, source = "kind" },
  { id = "pupils", label = "学生", type = "integer", carried = true, source = "stage.lower.pupils" },
  { id = "quantity", label = "资源", type = "number", decimals = 2, carried = true, source = "stage.lower.quantity" },
  { id = "value", label = "生均", type = "number", decimals = 2, carried = true, source = "stage.lower.value" },
]

[[rule]]
id = "A-01"
kind = "split"
title = "分摊"
severity = "强制"
basis = "测试"
computes = true
quantity = "shared"
pupils = ["stage.lower.pupils", "stage.upper.pupils"]
weights = ["1", "1.1"]
parts = ["stage.lower.part", "stage.upper.part"]

[[rule]]
id = "A-02"
kind = "total"
title = "合计"
severity = "强制"
basis = "测试"
computes = true
each = ["lower", "upper"]
target = "stage.{each}.quantity"
of = ["stage.{each}.own", "stage.{each}.part"]

[[rule]]
id = "A-03"
kind = "total"
title = "各学段"
severity = "强制"
basis = "测试"
computes = true
target = "stage.all"
of = ["stage.lower", "stage.upper"]
columns = ["pupils", "own", "part", "quantity"]

[[rule]]
id = "A-04"
kind = "rate"
title = "生均"
severity = "强制"
basis = "测试"
computes = true
each = ["lower", "upper", "all"]
target = "stage.{each}.value"
numerator = ["stage.{each}.quantity"]
denominator = ["stage.{each}.pupils"]
times = "1"

[[rule]]
id = "A-05"
kind = "shares"
title = "占比"
severity = "强制"
basis = "测试"
computes = true
table = "stage"
parts = ["lower", "upper"]
total = "all"
amount = "own"
share = "share"

[[rule]]
id = "A-06"
kind = "tally"
title = "个数"
severity = "强制"
basis = "测试"
computes = true
target = "over.units.count"
section = "collected"

[[rule]]
id = "A-07"
kind = "tally"
title = "甲类"
severity = "强制"
basis = "测试"
computes = true
target = "over.units.of_kind"
section = "collected"
where = { kind = "甲" }

[[rule]]
id = "A-08"
kind = "tally"
title = "求和"
severity = "强制"
basis = "测试"
computes = true
target = "over.units.sum"
section = "collected"
column = "quantity"

[[rule]]
id = "A-09"
kind = "weighted_mean"
title = "加权平均"
severity = "强制"
basis = "测试"
computes = true
target = "over.units.mean"
section = "collected"
value = "value"
weight = "pupils"

[[rule]]
id = "A-10"
kind = "variation"
title = "差异系数"
severity = "强制"
basis = "测试"
computes = true
target = "over.units.variation"
section = "collected"
quantity = "quantity"
pupils = "pupils"

[[rule]]
id = "A-11"
kind = "total"
title = "采购"
severity = "强制"
basis = "测试"
computes = true
target = "over.units.bought"
of = ["purchases.cost"]

[[rule]]
id = "A-12"
kind = "verdict"
title = "结论"
severity = "强制"
basis = "测试"
computes = true
target = "over.units.verdict"
conditions = [{ value = "stage.all.value", op = ">=", limit = "100" }]
"""

LAYOUT = """
[page]
widths = [14, 14, 14, 14, 14, 14, 14, 14]

[[band]]
kind = "rows"
rows = [
  { cells = [{ at = "A", label = "unit.name" }, { at = "B:D", field = "unit.name" }] },
  { cells = [{ at = "A", label = "kind" }, { at = "B", field = "kind" }, { at = "C", label = "words" },
             { at = "D", field = "words" }, { at = "E", label = "shared" }, { at = "F", field = "shared" }] },
  { cells = [{ at = "B", label = "stage.lower.pupils" }, { at = "C", label = "stage.lower.own" },
             { at = "D", label = "stage.lower.part" }, { at = "E", label = "stage.lower.quantity" },
             { at = "F", label = "stage.lower.value" }, { at = "G", label = "stage.lower.share" }] },
]

[[band]]
kind = "table"
table = "stage"
label = "A"
columns = { pupils = "B", own = "C", part = "D", quantity = "E", value = "F", share = "G" }

[[band]]
kind = "rows"
rows = [{ cells = [{ at = "B", label = "over.units.count" }, { at = "C", label = "over.units.of_kind" },
                   { at = "D", label = "over.units.sum" }, { at = "E", label = "over.units.mean" },
                   { at = "F", label = "over.units.variation" }, { at = "G", label = "over.units.bought" },
                   { at = "H", label = "over.units.verdict" }] }]

[[band]]
kind = "table"
table = "over"
label = "A"
columns = { count = "B", of_kind = "C", sum = "D", mean = "E", variation = "F", bought = "G", verdict = "H" }

[[band]]
kind = "list"
section = "purchases"
header = [{ cells = [{ at = "A", label = "purchases.item" }, { at = "B", label = "purchases.cost" }] }]
columns = { item = "A", cost = "B" }
count = 2

[[band]]
kind = "list"
section = "notes"
header = [{ cells = [{ at = "A:H", label = "notes.text" }] }]
columns = { text = "A:H" }
count = 2

[[band]]
kind = "list"
section = "collected"
header = [{ cells = [{ at = "A", label = "collected.unit_name" }, { at = "B", label = "collected.kind" },
                     { at = "C", label = "collected.pupils" }, { at = "D", label = "collected.quantity" },
                     { at = "E", label = "collected.value" }] }]
columns = { unit_name = "A", kind = "B", pupils = "C", quantity = "D", value = "E" }
count = 2
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("forms") / IDENTIFIER
    root.mkdir()
    (root / "form.toml").write_text(FORM, encoding="utf-8")
    (root / "layout.toml").write_text(LAYOUT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIBIAO_FORMS", str(root.parent))
        found = find_form(IDENTIFIER)
        found.template_path.write_bytes(build_template(found.load(), found.layout()))
        yield found


AMOUNTS = st.one_of(st.none(), st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100))
PUPILS = st.one_of(st.none(), st.integers(0, 3000))
UNITS = st.lists(
    st.fixed_dictionaries({
        "kind": st.sampled_from(["甲", "乙", None]), "words": st.sampled_from(["字", None]), "shared": AMOUNTS,
        "stage.lower.pupils": PUPILS, "stage.upper.pupils": PUPILS,
        "stage.lower.own": AMOUNTS, "stage.upper.own": AMOUNTS,
        "purchases": st.lists(st.tuples(st.sampled_from(["桌", "椅"]), AMOUNTS), max_size=2),
    }),
    min_size=2, max_size=6,
)  # fmt: skip


def workbook(found, code, entries):
    form = found.load()
    values = {name: value for name, value in entries.items() if name != "purchases" and value is not None}
    rows = [{"item": item, **({} if cost is None else {"cost": cost})} for item, cost in entries["purchases"]]
    data = {"form": IDENTIFIER, "unit": {"code": code, "name": f"单位{code}"}, "values": {"words": "有", **values},
            "rows": {"purchases": rows, "notes": [{"text": f"{code} 的说明"}]}}  # fmt: skip
    return fill(form, found.template(), document_from_json(data, form))


def gathered(result):
    rows = {
        name: sorted(sorted((k, str(v)) for k, v in row.items()) for row in rows) for name, rows in result.rows.items()
    }
    return dict(result.values), rows


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=UNITS, data=st.data())
def test_any_tree_gives_what_all_units_give_at_once(folder, entries, data):
    top = RosterUnit("0", "局", None)
    units = [RosterUnit(f"1{n}", f"单位1{n}", "0") for n in range(len(entries))]
    group = data.draw(st.lists(st.integers(0, 2), min_size=len(units), max_size=len(units)))
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "units").mkdir()
        for unit, own in zip(units, entries, strict=True):
            (root / "units" / f"{unit.code}.xlsx").write_bytes(workbook(folder, unit.code, own))
        whole = consolidate_folder(root / "units", Roster([top, *units]), root / "whole.xlsx")
        (root / "groups").mkdir()
        heads = []
        for number in sorted(set(group)):
            head = RosterUnit(f"G{number}", f"片{number}", None)
            below = [RosterUnit(u.code, u.name, head.code) for u, g in zip(units, group, strict=True) if g == number]
            own = root / f"part{number}"
            own.mkdir()
            for unit in below:
                (own / f"{unit.code}.xlsx").write_bytes((root / "units" / f"{unit.code}.xlsx").read_bytes())
            consolidate_folder(own, Roster([head, *below]), root / "groups" / f"{head.code}.xlsx")
            heads.append(RosterUnit(head.code, head.name, "0"))
        again = consolidate_folder(root / "groups", Roster([top, *heads]), root / "again.xlsx")
    assert gathered(again) == gathered(whole)
