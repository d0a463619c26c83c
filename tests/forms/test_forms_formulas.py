"""Every kind of rule that computes: its native formulas give the digits of the functions, with LibreOffice as witness.

One form with all of them, in some hundred sets of values, each on a sheet of one workbook: those at the edges by
hand, the others drawn. Names are local to their sheet, so that each sheet is a form of its own.
"""

from __future__ import annotations

import random
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter

from udfs import to_decimal
from validation.engine import validate_form
from workbook_templates.computing import COMPUTED_BY, compute
from workbook_templates.formulas import native_formulas
from workbook_templates.model import Form
from workbook_templates.submission import Cell, Submission, Unit

HEAD = {
    "id": "example", "version": "1.0", "family": "example", "title": "例表", "authority": "例", "basis": "例",
    "level": "区县", "year": 2024, "since": "2024-01-01", "until": "2024-12-31", "money_unit": "万元", "sheet": "表",
}  # fmt: skip


def number(name, decimals=2, kind="number"):
    return {"id": name, "label": name, "type": kind, "decimals": decimals}


def rule(kind, **data):
    return {"kind": kind, "title": "例", "severity": "强制", "basis": "例", "computes": True, **data}


STAGES = ["primary", "junior", "senior"]
PERCENT = {"kind": "percent"}
FIELDS = [
    *(number(name, kind="money") for name in ("a", "b", "budget", "executed")),
    *(number(name, kind="money") for name in ("sum.primary", "sum.junior", "part.primary", "part.junior", "total")),
    *(number(f"pupils.{stage}", 0, "integer") for stage in STAGES),
    *(number(f"{name}.{stage}", 2) for name in ("area", "value") for stage in STAGES),
    *(number(f"rooms.{stage}", 0, "integer") for stage in STAGES),
    *(number(name, **PERCENT) for name in ("share", "growth", "left", "p.x", "p.y", "p.mean", "p.of", "p.weighted")),
    number("p.coarse", 1, "percent"),
    *(number(name, 2) for name in ("points", "score", "yuan", "shared.area", "shared.value", "weighted", "summed")),
    number("funds", kind="money"),
    *(number(name, 3) for name in ("v.area", "v.funds", "v.mean", "mean")),
    *(number(name, 0, "integer") for name in ("n.primary", "n.junior", "n.all", "met", "shared.rooms", "heads")),
    *({"id": name, "label": name, "type": "text"} for name in ("grade", "ok", "ok.area", "ok.value", "standard")),
    *(number(name, 2) for name in ("s.area", "s.rooms", "s.value")),
]
TABLE = {
    "id": "income", "label": "收入",
    "rows": [{"id": row, "label": row} for row in ("x", "y", "z", "total")],
    "columns": [number("amount", kind="money"), number("rate", kind="percent")],
}  # fmt: skip
SCHOOLS = {
    "id": "schools", "label": "学校",
    "columns": [
        {"id": "name", "label": "学校", "type": "text"}, {"id": "kind", "label": "类别", "type": "text"},
        number("pupils", 0, "integer"), number("area"), number("funds", kind="money"), number("rate", **PERCENT),
    ],
}  # fmt: skip
RULES = [
    rule("total", target="income.total", of=["income.x", "income.y", "income.z"], columns=["amount"]),
    rule("total", each=["primary", "junior"], target="sum.{each}", of=["part.{each}", "a"]),
    rule("total", target="total", of=["schools.funds", "a"]),
    rule("shares", table="income", parts=["x", "y", "z"], total="total", amount="amount", share="rate"),
    rule("rate", target="share", numerator=["a"], denominator=["b"]),
    rule("rate", target="p.coarse", numerator=["a", "income.x.amount"], denominator=["b"]),
    rule("rate", target="growth", numerator=["a", "-b"], denominator=["b"]),
    rule("rate", target="left", numerator=["budget"], denominator=["budget", "a", "-executed"]),
    rule("rate", target="yuan", numerator=["schools.funds"], denominator=["schools.pupils"], times="10000"),
    rule("rate", target="p.of", numerator=["p.x"], denominator=["p.y", "p.x"]),
    rule("mean", target="mean", of=["points", "a", "heads"]),
    rule("mean", target="p.mean", of=["p.x", "p.y"]),
    rule("weighted_mean", target="weighted", section="schools", value="area", weight="pupils"),
    rule("weighted_mean", target="p.weighted", section="schools", value="rate", weight="pupils"),
    rule("execution_score", target="score", executed="executed", budget="budget", points="points"),
    rule("grade", score="score", grade="grade", steps=[
        {"grade": "优", "min": "90"}, {"grade": "良", "min": "80"}, {"grade": "中", "min": "60"},
        {"grade": "差", "min": "0"},
    ]),
    rule("split", each=["area", "value"], quantity="shared.{each}", pupils=[f"pupils.{stage}" for stage in STAGES],
         weights=["1", "1.1", "1.32"], parts=["{each}.primary", "{each}.junior", "{each}.senior"]),
    rule("split", quantity="shared.rooms", pupils=[f"pupils.{stage}" for stage in STAGES],
         weights=["1", "1", "1"], parts=["rooms.primary", "rooms.junior", ""]),
    rule("tally", target="n.{each}", section="schools", by="kind", cases={"primary": "小学", "junior": "初中"}),
    rule("tally", target="n.all", section="schools"),
    rule("tally", target="summed", section="schools", where={"kind": "小学"}, column="area"),
    rule("tally", target="funds", section="schools", column="funds"),
    rule("variation", each=["area", "funds"], target="v.{each}", section="schools", quantity="{each}",
         pupils="pupils"),
    rule("mean", target="v.mean", of=["v.area", "v.funds"]),
    rule("verdict", target="ok", conditions=[
        {"value": "p.x", "op": ">=", "limit": "5"}, {"value": "p.y", "op": "<", "limit": "95.5"},
        {"value": "share", "op": ">", "limit": "33.33"}, {"value": "points", "op": "<=", "limit": "10"},
    ]),
    rule("verdict", each=["area", "value"], target="ok.{each}", reached="是", missed="否", conditions=[
        {"value": "shared.{each}", "op": "=", "limit": "100.1"},
    ]),
    rule("standard_met", target="standard", count="met", need=2, floor="85", standards=[
        {"value": "s.area", "min": "5.3"}, {"value": "s.rooms", "min": "2.3"}, {"value": "s.value", "min": "0.9"},
    ]),
]  # fmt: skip
FORM = Form.model_validate(
    {
        "form": HEAD, "field": FIELDS, "table": [TABLE], "list": [SCHOOLS],
        "rule": [{"id": f"R{number}", **data} for number, data in enumerate(RULES, start=1)],
    }
)  # fmt: skip
ENTERED = [name for name in FORM.scalars if name not in FORM.computed_ids]
COLUMNS = [column.id for column in SCHOOLS and FORM.lists[0].columns]
ROWS = 9
"""Rows of the list on each sheet, blank ones among them."""

FIRST = ["甲", "小学", "1000", "5000", "1", "50"]
SECOND = ["乙", "初中", "500", "900", "2", "51"]


def schools(*rows):
    return {}, list(rows)


def shared(primary, junior, senior, **quantities):
    pupils = zip(STAGES, (primary, junior, senior), strict=True)
    values = {f"pupils.{stage}": count for stage, count in pupils if count is not None}
    return values | {f"shared.{name}": amount for name, amount in quantities.items()}, []


def figures(**values):
    return {name.replace("_", "."): value for name, value in values.items()}, []


EDGES = {
    "nothing": ({}, []),
    "ties of a split": shared("7", "7", "7", area="100.01", rooms="5"),
    "a stage without pupils": shared("600", "300", None, area="1000", value="0.01", rooms="3"),
    "nothing to share": shared("0", "0", "0", area="0", value="100.1"),
    "no pupils": shared(None, None, None, area="100.1"),
    "negative pupils": shared("-1", "5", None, area="100"),
    "something negative to share": shared("1", "5", None, area="-100"),
    "a negative amount": ({"income.x.amount": "-1", "income.y.amount": "3"}, []),
    "executed beyond the budget": figures(executed="110", budget="100", points="10"),
    "score at the limit of a grade": figures(executed="90", budget="100", points="100"),
    "score just below it": figures(executed="89.99", budget="100", points="100"),
    "score rounded up to it": figures(executed="899.95", budget="1000", points="100"),
    "score of eighty": figures(executed="80", budget="100", points="100"),
    "score just below sixty": figures(executed="59.99", budget="100", points="100"),
    "score of nothing": figures(executed="0", budget="100", points="100"),
    "score beyond a hundred": figures(executed="150", budget="100", points="120"),
    "no budget": figures(executed="10", budget="0", points="10"),
    "a negative execution": figures(executed="-10", budget="100", points="10"),
    "negative points": figures(executed="0", budget="100", points="-10"),
    "a rate at a tie": figures(a="0.01", b="8"),
    "a negative rate at a tie": figures(a="7.99", b="8"),
    "a negative rate at a tie above one": figures(a="3.99", b="8"),
    "a rate of nothing": figures(a="0", b="3"),
    "a negative base": figures(a="5", b="-3"),
    "a third": figures(a="1", b="3", p_x="5", p_y="95.49", points="10"),
    "above a third": figures(a="33.34", b="100", p_x="5", p_y="95.49", points="10"),
    "a percentage below its limit": figures(a="1", b="2", p_x="4.99", p_y="95.49", points="10"),
    "a percentage that is not to be reached": figures(a="1", b="2", p_x="5", p_y="95.5", points="10"),
    "a mean at a tie": figures(points="0.01", a="0.01", heads="1", p_x="5.01", p_y="5.02"),
    "a negative mean at a tie": figures(p_x="-5.01", p_y="-5.02"),
    "exactly at the floor": figures(s_area="4.51", s_rooms="2.3", s_value="0.9"),
    "below the floor": figures(s_area="4.5", s_rooms="2.3", s_value="0.9"),
    "only one standard": figures(s_area="4.51", s_rooms="1.96", s_value="0.9"),
    "one figure missing": figures(s_area="4.51", s_rooms="2.3"),
    "one row": schools(["甲", "小学", "100", "500.5", "3.33", "50"]),
    "a weighted mean at a tie": schools(
        ["甲", "小学", "1", "0.01", "1", "0.01"], ["乙", "小学", "1", "0.02", "1", "0.02"]
    ),
    "equal schools": schools(FIRST, ["乙", "初中", "3000", "15000", "3", None]),
    "a school without pupils": schools(FIRST, ["乙", "初中", None, "15000", None, "60"]),
    "a school with nothing": schools(FIRST, ["乙", "初中", "0", "0", None, "60"]),
    "a school that is short of everything": schools(FIRST, ["乙", "初中", "500", None, "0", None]),
    "a negative figure": schools(["甲", "小学", "1000", "-5000", "1", "50"], SECOND),
    "blank rows between": schools(FIRST, [None] * 6, SECOND),
    "kinds that are not filled in": schools(["甲", None, "1000", "5000", "1", "50"]),
    "a school without a name": schools([None, *FIRST[1:]], SECOND),
    "kinds that only begin alike": schools(["甲", "小学部", *FIRST[2:]], ["乙", "小学", *SECOND[2:]]),
}


def drawn(seed):
    """Random values of any size; blanks and zeros among them, rows blank and filled in."""
    rng = random.Random(seed)

    def figure(decimals, most):
        kind = rng.random()
        if kind < 0.08:
            return None
        if kind < 0.14:
            return "0"
        digits = rng.randrange(10 ** rng.randint(1, most)) + (1 if rng.random() < 0.5 else 0)
        return str(Decimal(digits).scaleb(-decimals))

    values = {}
    for name in ENTERED:
        scalar = FORM.scalars[name]
        most = {"money": 9, "percent": 4, "integer": 4}.get(scalar.type, 5 if name.startswith("s") else 3)
        values[name] = figure(scalar.decimals, most)
    rows = []
    for row in range(rng.randint(0, ROWS)):
        kinds = [None, f"第{row}小学", rng.choice(["小学", "初中", "完全中学", None])]
        figures = [figure(0, 4), figure(2, 7), figure(2, 7), figure(2, 4)]
        rows.append([*kinds[1:], *figures] if rng.random() < 0.85 else [None] * len(COLUMNS))
    return {name: value for name, value in values.items() if value is not None}, rows


SETS = EDGES | {f"drawn {seed}": drawn(seed) for seed in range(60)}


def meant(name, text):
    """A value as the reader takes it from a cell."""
    kind = FORM.expected[name].type
    return text if kind == "text" else round(Decimal(text), FORM.expected[name].decimals)


def values_of(values, rows):
    scalars = {name: meant(name, text) for name, text in values.items()}
    listed = [
        {
            column: meant(f"schools.{column}", text)
            for column, text in zip(COLUMNS, row, strict=True)
            if text is not None
        }
        for row in rows
    ]
    while listed and not listed[-1]:
        listed.pop()
    return scalars, {"schools": listed}


def in_cell(name, value):
    """A value as its cell holds it: a percentage as its fraction."""
    if isinstance(value, str):
        return value
    return float(value / 100 if FORM.expected[name].type == "percent" else value)


@pytest.fixture(scope="module")
def calculated(libreoffice, tmp_path_factory):
    """The computed cells of each set, as LibreOffice calculates them."""
    path = tmp_path_factory.mktemp("formulas") / "表.xlsx"
    formulas = native_formulas(FORM)
    places = {name: number for number, name in enumerate(FORM.scalars)}
    with xlsxwriter.Workbook(path) as workbook:
        for number, (values, rows) in enumerate(SETS.values()):
            sheet = workbook.add_worksheet(f"S{number}")
            for name, place in places.items():
                workbook.define_name(f"S{number}!{name}", f"=S{number}!$A${place + 1}")
            for place, column in enumerate(COLUMNS):
                letter = "DEFGHIJ"[place]
                workbook.define_name(f"S{number}!schools.{column}", f"=S{number}!${letter}$1:${letter}${ROWS}")
            scalars, lists = values_of(values, rows)
            for name, value in scalars.items():
                sheet.write(places[name], 0, in_cell(name, value))
            for line, row in enumerate(lists["schools"]):
                for place, column in enumerate(COLUMNS):
                    if column in row:
                        sheet.write(line, 3 + place, in_cell(f"schools.{column}", row[column]))
            for name, formula in formulas.items():
                sheet.write_formula(places[name], 0, formula, None, 77)
    workbook = openpyxl.load_workbook(libreoffice.recalculate(path), data_only=True)
    return {
        title: {name: workbook[f"S{number}"].cell(places[name] + 1, 1).value for name in formulas}
        for number, title in enumerate(SETS)
    }


def test_the_form_has_every_kind_that_computes():
    assert {rule.kind for rule in FORM.computations} == set(COMPUTED_BY)


@pytest.mark.libreoffice
@pytest.mark.parametrize("title", SETS)
def test_a_spreadsheet_calculates_what_the_functions_do(calculated, title):
    expected = compute(FORM, *values_of(*SETS[title]))
    found = calculated[title]
    differing = {name: (_read(name, value), expected[name]) for name, value in found.items()}
    assert {name: pair for name, pair in differing.items() if pair[0] != pair[1]} == {}


def _read(name, value):
    """A cell's own digits, not rounded again: what the formula has left unrounded is not hidden."""
    if value in (None, ""):
        return None
    if isinstance(value, str):
        return value
    number = to_decimal(value)
    return number * 100 if FORM.expected[name].type == "percent" else number


@pytest.mark.libreoffice
def test_the_sets_reach_what_they_are_for(calculated):
    """Among the drawn ones too, each field is sometimes computed."""
    for name in FORM.computed_ids:
        assert sum(calculated[title][name] not in (None, "") for title in SETS) >= 5, name


@pytest.mark.parametrize("title", SETS)
def test_what_is_computed_is_not_objected_to(title):
    scalars, lists = values_of(*SETS[title])
    filled = scalars | {name: value for name, value in compute(FORM, scalars, lists).items() if value is not None}
    cells = [Cell(name, None, "表", "", "", value) for name, value in filled.items()]
    for number, row in enumerate(lists["schools"], start=1):
        cells += [Cell(f"schools.{column}", number, "表", "", "", value) for column, value in row.items()]
    (findings,) = validate_form(FORM, [Submission("example", "1.0", Unit("1", "甲"), "", "", tuple(cells))])
    beyond = "得分应在 0 至 100 之间"  # is said of a score, not of how it was computed
    assert [finding.message for finding in findings if beyond not in finding.message] == []
