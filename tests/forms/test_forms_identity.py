"""`fill` then `extract` is the identity: what an officer's data say, the workbook says again."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbook_templates.catalogue import find_form
from workbook_templates.computing import compute
from workbook_templates.documents import DocumentError, document_from_json, document_of, parse_json, to_json
from workbook_templates.reading import read_workbook
from workbook_templates.writing import fill

FORM = find_form("wuhan-target-2024").load()
TEMPLATE = find_form("wuhan-target-2024").template()

AWKWARD = [
    "=1+1", "＝合计", "+86", "-5", "@公式", "'引号", "_x000D_", "_x0041_x", "第一行\n第二行", "回车\r\n换行", "制\t表",
    " 首尾有空格 ", "　全角　", "１２３", "5460　", "100%", ">300", "1＋1", "约100", "#REF!", "TRUE", "2024-01-16",
    "<b>&amp;]]></b>", "😀教育👩‍🏫", "𠮷野家", "\x01控制\x1f字符\x7f", "\ufeff标记\ufffe", "e\u0301", "0027", "1e5",
]  # fmt: skip

# A text of blanks alone counts as blank, as a cell with a space in it does, and is not generated.
texts = st.one_of(st.sampled_from(AWKWARD), st.text(st.characters(exclude_categories=["Cs"]), max_size=40)).filter(
    lambda text: text.strip()
)
cents = st.integers(-(10**12), 10**12).map(lambda n: Decimal(n).scaleb(-2))
percentages = st.integers(-(10**6), 10**6).map(lambda n: Decimal(n).scaleb(-2))
days = st.dates(date(1900, 3, 1), date(9999, 12, 31)).map(date.isoformat)
years = st.integers(1000, 9999)
# Names and codes of units are compared by machines: blanks around them are dropped.
unit_texts = st.one_of(st.just(""), texts.map(str.strip))


def values_of(kind):
    """What may stand in a place of this type, as JSON data have it."""
    kinds = {"money": cents, "percent": percentages, "year": years, "date": days}
    return kinds.get(kind, texts)


def optional(places):
    """Some of the places, filled."""
    return st.fixed_dictionaries({}, optional={name: values_of(kind) for name, kind in places.items()})


def rows_of(section, extra=None):
    columns = optional({column.id: column.type for column in FORM.list_sections[section].columns})
    # A row of which nothing is filled in is not a row.
    filled = columns.filter(bool)
    return filled if extra is None else filled.map(lambda row: {**row, "goal": extra})


@st.composite
def goals(draw, section, inner):
    """0 to 4 goals with 0 to 5 indicators each; neighbours are often equal, and shown merged."""
    description = {column.id: values_of(column.type) for column in FORM.list_sections[section].columns}
    blocks = draw(st.lists(st.fixed_dictionaries(description), max_size=4))
    indicators = []
    for number in range(1, len(blocks) + 1):
        rows = draw(st.lists(rows_of(inner, number), max_size=5))
        for row, repeated in zip(rows[1:], draw(st.lists(st.booleans(), max_size=4)), strict=False):
            row.update({key: rows[0][key] for key in ("level1", "level2") if repeated and key in rows[0]})
        indicators += rows
    return blocks, indicators


with_figures = st.fixed_dictionaries({"text": texts, "value": st.one_of(st.none(), texts)})
"""An explanation with the figure for which it was written."""


@st.composite
def documents(draw):
    long_term, long_term_indicators = draw(goals("long_term_goals", "long_term_indicators"))
    annual, annual_indicators = draw(goals("annual_goals", "annual_indicators"))
    rules = st.sampled_from([rule.id for rule in FORM.rules])
    keys = st.one_of(rules, st.tuples(rules, st.sampled_from([*FORM.scalars, *FORM.list_columns])).map("@".join))
    return {
        "form": FORM.id,
        "unit": {"code": draw(unit_texts), "name": draw(unit_texts)},
        "values": draw(optional({name: scalar.type for name, scalar in FORM.scalars.items()})),
        "rows": {
            "projects": draw(st.lists(rows_of("projects"), max_size=8)),
            "long_term_goals": long_term,
            "long_term_indicators": long_term_indicators,
            "annual_goals": annual,
            "annual_indicators": annual_indicators,
        },
        "explanations": draw(st.dictionaries(keys, st.one_of(texts, with_figures), max_size=4)),
    }


def round_trip(given_data):
    """The data given, as the form understands them, and the data read from the workbook filled with them."""
    document = document_from_json(given_data, FORM)
    submission = read_workbook(fill(FORM, TEMPLATE, document))
    return document, document_of(submission, FORM)


def assert_identical(given_data):
    document, extracted = round_trip(given_data)
    expected, found = to_json(document), to_json(extracted)
    added = {name: found["values"].pop(name) for name in set(found["values"]) - set(expected["values"])}
    computed = compute(FORM, document.values, document.rows)
    assert found == expected
    assert added == {
        name: to_json_value(value)
        for name, value in computed.items()
        if value is not None and name not in expected["values"]
    }


def to_json_value(value):
    return int(value) if value == value.to_integral_value() else float(value)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents())
def test_what_is_filled_in_is_what_is_extracted(given_data):
    assert_identical(given_data)


def test_the_published_form_comes_back_as_it_was_published(data, as_text):
    document, extracted = round_trip(data)
    assert as_text(to_json(extracted)) == as_text(to_json(document))


def test_extracted_data_fill_the_same_workbook_again(published_bytes):
    extracted = to_json(document_of(read_workbook(published_bytes), FORM))
    again = document_from_json(parse_json(json.dumps(extracted)), FORM)
    assert fill(FORM, TEMPLATE, again) == published_bytes


def empty(**rows):
    return {"form": FORM.id, "unit": {"code": "1", "name": "甲"}, "values": {}, "rows": rows, "explanations": {}}


@pytest.mark.parametrize("text", AWKWARD)
def test_an_awkward_text_comes_back_letter_by_letter(text):
    given_data = empty(projects=[{"name": text}])
    given_data["values"] = {"duties": text}
    given_data["explanations"] = {"WH24-R20": text}
    assert_identical(given_data)


@pytest.mark.parametrize("blank", [" ", "\u3000", "\n\t ", "\u00a0"])
def test_a_text_of_blanks_alone_counts_as_blank(blank):
    given_data = empty(projects=[{"name": blank, "category": "人员类"}])
    given_data["values"] = {"duties": blank, "income.fiscal.amount": blank}
    given_data["explanations"] = {"WH24-R20": blank}
    document, extracted = round_trip(given_data)
    assert to_json(document)["values"] == {}
    assert to_json(document)["rows"]["projects"] == [{"category": "人员类"}]
    assert to_json(extracted) == to_json(document)


def test_blanks_around_a_units_name_and_code_are_dropped():
    given_data = empty()
    given_data["unit"] = {"code": " 420105 ", "name": "汉阳区教育局　"}
    document, extracted = round_trip(given_data)
    assert to_json(document)["unit"] == {"code": "420105", "name": "汉阳区教育局"}
    assert extracted.unit == document.unit


def test_a_row_of_which_nothing_is_filled_in_is_no_row():
    document, extracted = round_trip(empty(projects=[{}, {"name": "甲"}, {"name": " "}, {"name": "乙"}, {}]))
    assert document.rows["projects"] == [{"name": "甲"}, {"name": "乙"}]
    assert extracted.rows == document.rows


def test_rows_that_only_repeat_their_neighbours_levels_are_kept():
    rows = [{"goal": 1, "level1": "产出指标", "level2": "数量指标"}] * 3
    assert_identical(empty(long_term_goals=[{"description": "目标"}], long_term_indicators=rows))


def test_a_row_without_levels_below_one_with_levels_stays_without():
    rows = [{"goal": 1, "level1": "产出指标", "level3": "甲"}, {"goal": 1, "level3": "乙"}]
    assert_identical(empty(long_term_goals=[{"description": "目标"}], long_term_indicators=rows))


def test_a_row_that_is_worded_like_a_heading_is_kept():
    rows = [{"goal": 1, "level3": "甲"}, {"goal": 1, "target": "指标值"}]
    assert_identical(empty(long_term_goals=[{"description": "目标"}], long_term_indicators=rows))


def test_a_goal_without_text_keeps_its_indicators():
    rows = [{"goal": 1, "level3": "甲"}, {"goal": 2, "level3": "乙"}]
    assert_identical(empty(long_term_goals=[{"description": "目标"}, {}], long_term_indicators=rows))


def test_goals_at_the_end_without_text_and_indicators_are_no_goals():
    document, extracted = round_trip(empty(annual_goals=[{}, {"description": "目标"}, {}]))
    assert document.rows["annual_goals"] == [{}, {"description": "目标"}]
    assert extracted.rows["annual_goals"] == document.rows["annual_goals"]


def test_goals_without_indicators_between_others_keep_their_places():
    rows = [{"goal": 1, "level3": "甲"}, {"goal": 1, "level3": "乙"}, {"goal": 4, "level3": "丙"}]
    goals_given = [{"description": f"目标之{n}"} for n in range(1, 5)]
    assert_identical(empty(annual_goals=goals_given, annual_indicators=rows))


def test_indicators_given_in_any_order_stand_below_their_goals():
    rows = [{"goal": 2, "level3": "丙"}, {"goal": 1, "level3": "甲"}, {"goal": 2, "level3": "丁"}]
    goals_given = [{"description": "目标"}, {"description": "目标"}]
    _, extracted = round_trip(empty(long_term_goals=goals_given, long_term_indicators=rows))
    assert [row["level3"] for row in extracted.rows["long_term_indicators"]] == ["甲", "丙", "丁"]


def test_many_rows_push_down_what_stands_below_them():
    projects = [{"name": f"项目{n}", "budget": n} for n in range(1, 41)]
    given_data = empty(projects=projects, annual_goals=[{"description": "目标"}])
    given_data["values"] = {"annual.summary": "末尾"}
    assert_identical(given_data)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"values": {"income.fisc.amount": 1}}, "income.fiscal.amount"),
        ({"values": {"income.fiscal.amount": "约100"}}, "约100"),
        ({"values": {"preparer": 5}}, "加上引号"),
        ({"values": {"income.fiscal.amount": True}}, "True"),
        ({"values": {"duties": "长" * 32768}}, "32767"),
        ({"rows": {"project": []}}, "projects"),
        ({"rows": {"projects": [{"nome": "甲"}]}}, "nome"),
        ({"rows": {"long_term_indicators": [{"level3": "甲"}]}}, "goal"),
        ({"rows": {"projects": "甲"}}, "projects 应是若干行的数组"),
        ({"unit": []}, None),
        ({"unit": "甲"}, "unit"),
        ({"more": 1}, "more"),
        ({"form": "wuhan-target-2099"}, "wuhan-target-2099"),
    ],
)
def test_data_that_do_not_fit_are_refused_with_what_to_mend(change, fault):
    given_data = empty() | change
    if fault is None:
        assert document_from_json(given_data, FORM).unit.code == ""
        return
    with pytest.raises(DocumentError, match=fault):
        document_from_json(given_data, FORM)


def test_indicators_of_a_goal_that_is_not_there_are_refused():
    given_data = empty(long_term_indicators=[{"goal": 1, "level3": "甲"}])
    with pytest.raises(DocumentError, match="long_term_goals 只有 0 个"):
        fill(FORM, TEMPLATE, document_from_json(given_data, FORM))
