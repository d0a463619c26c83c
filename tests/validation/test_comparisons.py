"""Comparing forms, years and units: how indicators are matched, what is said where nothing can be compared."""

from __future__ import annotations

import dataclasses
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.against import unreadable_findings
from validation.engine import validate_form
from validation.rules.comparisons import _say_the_same
from validation.rules.matching import matched
from workbook_templates.catalogue import find_form, form_folders
from workbook_templates.model import Form
from workbook_templates.others import NO_OTHERS, Kind, Other, Others
from workbook_templates.rules import Comparing, SameIndicators
from workbook_templates.submission import Cell, Rejection, Submission, Unit

HEAD = {
    "id": "own", "version": "1.0", "family": "own", "title": "自评表", "authority": "例", "basis": "例",
    "level": "区县", "year": 2024, "since": "2024-01-01", "until": "2024-12-31", "money_unit": "万元", "sheet": "表",
}  # fmt: skip
COLUMNS = [{"id": "name", "label": "名称", "type": "text"}, {"id": "target", "label": "指标值", "type": "text"}]
LIST = {"id": "indicators", "label": "指标", "columns": COLUMNS}
SAME = {
    "id": "例-01", "kind": "same_indicators", "title": "一致", "severity": "核实", "basis": "例",
    "section": "indicators", "key": "name", "other_family": "target", "other_section": "indicators",
    "columns": {"target": "target"},
}  # fmt: skip
CARRIED = {"id": "last", "label": "上年支出", "type": "money", "carried": True, "carried_from": "spent"}
SPENT = {"id": "spent", "label": "支出", "type": "money"}
LAST_YEAR = {"id": "例-02", "kind": "same_as_last_year", "title": "与上年一致", "severity": "核实", "basis": "例"}


def form_of(head=None, rules=(), fields=(SPENT, CARRIED), lists=(LIST,)):
    return Form.model_validate(
        {"form": {**HEAD, **(head or {})}, "field": list(fields), "list": list(lists), "rule": list(rules)}
    )


TARGET = form_of({"id": "target", "family": "target", "title": "目标表"})
LAST = form_of({"id": "own-2023", "year": 2023})


def submission(*indicators, code="1", name="一小", summary=False, file="一小.xlsx", owner=None, **values):
    cells = [Cell(field, None, "表", "B1", str(value), Decimal(value)) for field, value in values.items()]
    for number, (text, target) in enumerate(indicators, start=1):
        cells += [Cell("indicators.name", number, "表", f"A{number}", text, text),
                  Cell("indicators.target", number, "表", f"B{number}", target, target)]  # fmt: skip
        if owner:
            cells.append(Cell("indicators.unit", number, "表", f"C{number}", owner, owner))
    addresses = {"spent": ("表", "B1"), "last": ("表", "B2")}
    return Submission("own", "1.0", Unit(code, name), file, "", tuple(cells), addresses=addresses, summary=summary)


def judged(form, own, *others):
    (found,) = validate_form(form, [own], Others(others))
    return found


def rules(findings):
    return Counter(finding.rule for finding in findings)


# ── which indicators are the same ────────────────────────────────────────────

TEXTS = st.dictionaries(st.integers(1, 30), st.text("甲乙丙丁戊 。", min_size=1, max_size=8), max_size=12)


@given(TEXTS, TEXTS)
def test_each_name_is_matched_at_most_once_and_equal_ones_first(own, other):
    same, reworded = matched(own, other, 0.6)
    pairs = [*same, *reworded]
    assert len({pair.own for pair in pairs}) == len(pairs) == len({pair.other for pair in pairs})
    assert all(pair.own in own and pair.other in other for pair in pairs)


@given(TEXTS)
def test_a_list_is_the_same_as_itself(own):
    same, reworded = matched(own, own, 0.6)
    assert sorted(pair.own for pair in same) == sorted(own)
    assert reworded == []


def test_the_order_of_the_rows_does_not_matter():
    names = {1: "公办学校数量", 2: "校车安全事故", 3: "参训教师满意度"}
    turned = {1: "参训教师满意度", 2: "公办学校数量", 3: "校车安全事故"}
    assert {(m.own, m.other) for m in matched(names, turned, 0.6)[0]} == {(1, 2), (2, 3), (3, 1)}


def test_of_several_that_are_alike_the_most_alike_is_taken():
    _, reworded = matched({1: "参加活动学生满意度"}, {1: "参训教师满意度", 2: "参与活动学生满意度"}, 0.5)
    assert reworded == [(1, 2)]


@pytest.mark.parametrize(("similar", "found"), [(0.6, [(1, 1)]), (0.95, [])])
def test_how_alike_they_have_to_be_is_said_by_the_rule(similar, found):
    assert matched({1: "参加活动群众的满意度"}, {1: "参与活动群众满意度"}, similar)[1] == found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("≥95%", "不低于95%", True),
        ("≥ 95％", "≥95%", True),
        ("按时完成", "按 时完成", True),
        ("≥95%", "95%", True),  # without a sign a target is to be reached at least
        ("≥95%", "≤95%", False),
        ("≥95%", "≥96%", False),
        ("200人", "200个", False),
        ("提高", "稳定", False),
        (Decimal("10.0"), Decimal(10), True),
        (Decimal(10), Decimal(8), False),
        (None, "≥95%", True),
        ("", "≥95%", True),
    ],
)
def test_targets_that_mean_the_same_are_the_same(one, other, same):
    assert _say_the_same(one, other) is same


# ── whose form it is ─────────────────────────────────────────────────────────


def test_the_counterpart_is_found_by_code_whatever_its_width():
    own = submission(("甲", "1个"), code="００１")
    found = judged(form_of(rules=[SAME]), own, Other(TARGET, submission(("甲", "2个"), code="001", name="别名")))
    assert rules(found) == {"例-01": 1}


def test_another_units_form_is_not_compared_though_it_has_the_same_name():
    found = judged(form_of(rules=[SAME]), submission(("甲", "1个")), Other(TARGET, submission(("乙", "2个"), code="2")))
    assert rules(found) == {"JB-A02": 1}


@pytest.mark.parametrize(("own", "other"), [("", "1"), ("1", ""), ("", "")])
def test_where_a_code_is_missing_the_name_says_whose_it_is(own, other):
    found = judged(
        form_of(rules=[SAME]), submission(("甲", "1个"), code=own), Other(TARGET, submission(("甲", "2个"), code=other))
    )
    assert rules(found) == {"例-01": 1}


def test_the_form_of_another_family_or_year_is_not_the_counterpart():
    stale = form_of({"id": "target-2023", "family": "target", "year": 2023})
    found = judged(form_of(rules=[SAME]), submission(("甲", "1个")), Other(stale, submission(("甲", "2个"))),
                   Other(form_of(), submission(("甲", "2个"))))  # fmt: skip
    assert rules(found) == {"JB-A02": 1}


def test_a_workbook_of_the_unit_goes_before_what_a_summary_says_of_it():
    others = Others([Other(TARGET, submission(("乙", "9个"), summary=True)), Other(TARGET, submission(("甲", "1个")))])
    found = others.of(Unit("1", "一小"), Kind("target", 2024))
    assert [other.submission.summary for other in found] == [False]


def test_the_same_form_twice_is_compared_once():
    twice = [Other(TARGET, submission(("甲", "2个"), file=file)) for file in ("a.xlsx", "b.xlsx")]
    assert rules(judged(form_of(rules=[SAME]), submission(("甲", "1个")), *twice)) == {"例-01": 1}


def test_two_different_forms_of_a_unit_are_named_and_not_compared():
    twice = [Other(TARGET, submission(("甲", f"{n}个"), file=f"{n}.xlsx")) for n in (1, 2)]
    (finding,) = judged(form_of(rules=[SAME]), submission(("甲", "3个")), *twice)
    assert (finding.rule, finding.severity) == ("JB-A03", "核实")
    assert "1.xlsx、2.xlsx" in finding.message


# ── what is said where nothing can be compared ───────────────────────────────


def test_nothing_is_said_where_nothing_was_given_to_compare_with():
    own = submission(("甲", "1个"), last=5)
    (found,) = validate_form(form_of(rules=[SAME, LAST_YEAR]), [own])
    assert found == []


def test_a_unit_without_its_counterpart_is_to_be_verified_and_can_be_explained():
    own = submission(("甲", "1个"))
    (finding,) = judged(form_of(rules=[SAME]), own, Other(TARGET, submission(code="2")))
    assert (finding.rule, finding.severity, finding.scope, finding.open) == ("JB-A02", "核实", "表间", True)
    assert "一小（1） 没有可以比对的 2024 年的表《目标表》" in finding.message
    explained = dataclasses.replace(own, explanations={"JB-A02": "本单位今年新设，没有年初的目标表。"})
    (finding,) = judged(form_of(rules=[SAME]), explained, Other(TARGET, submission(code="2")))
    assert not finding.open


@pytest.mark.parametrize(
    ("family", "title"), [("guangzhou-target", "部门整体预算绩效目标表"), ("unheard-of", "unheard-of")]
)
def test_a_form_of_which_nothing_was_given_is_called_by_its_title_in_the_catalogue(family, title):
    (finding,) = judged(form_of(rules=[{**SAME, "other_family": family}]), submission(("甲", "1个")))
    assert f"《{title}》" in finding.message


def test_forms_without_comparing_rules_want_no_counterpart():
    assert judged(form_of(), submission(("甲", "1个")), Other(TARGET, submission(code="2"))) == []


def test_of_two_kinds_of_counterparts_only_the_kind_that_was_given_is_missed():
    form = form_of(rules=[SAME, LAST_YEAR])
    given_last = judged(form, submission(("甲", "1个")), Other(LAST, submission(code="2")))
    assert [finding.scope for finding in given_last if finding.rule == "JB-A02"] == ["跨年"]
    given_nothing_of_use = judged(form, submission(("甲", "1个")), Other(form_of(), submission()))
    assert [finding.scope for finding in given_nothing_of_use] == ["表间", "跨年"]


def test_nothing_that_could_be_read_is_as_good_as_nothing_found():
    assert rules(judged(form_of(rules=[SAME]), submission(("甲", "1个")))) == {"JB-A02": 1}


def test_another_form_that_lacks_what_is_compared_is_named():
    other = form_of({"id": "target", "family": "target"}, lists=[{**LIST, "id": "others"}])
    (finding,) = judged(form_of(rules=[SAME]), submission(("甲", "1个")), Other(other, submission()))
    assert finding.rule == "JB-A04"
    assert "indicators.name、indicators.target" in finding.message


def test_files_that_can_not_be_read_are_hints_with_the_reason():
    (finding,) = unreadable_findings([Rejection("去年.xls", "legacy_xls")])
    assert (finding.rule, finding.severity, finding.file) == ("JB-A01", "提示", "去年.xls")
    assert "JB-F02" in finding.message
    assert "另存为 .xlsx" in finding.message


def test_a_summary_that_has_no_rows_of_a_unit_does_not_make_its_indicators_new():
    other = submission(summary=True)
    assert judged(form_of(rules=[SAME]), submission(("甲", "1个")), Other(TARGET, other)) == []


def test_a_unit_whose_target_form_has_no_indicators_has_added_all():
    found = judged(form_of(rules=[SAME]), submission(("甲", "1个"), ("乙", "2个")), Other(TARGET, submission(spent=1)))
    assert rules(found) == {"例-01": 2}


def test_in_a_summary_the_rows_of_its_units_are_not_the_bureaus_own():
    own = submission(("甲", "1个"), summary=True, owner="2")
    assert judged(form_of(rules=[SAME]), own, Other(TARGET, submission(("甲", "2个"), spent=1))) != []
    dropped = judged(form_of(rules=[SAME]), own, Other(TARGET, submission(("甲", "2个"), spent=1)))
    assert [finding.expected for finding in dropped] == ["甲"]


# ── last year ────────────────────────────────────────────────────────────────


def test_a_figure_is_compared_at_this_years_decimals():
    finer = form_of({"id": "own-2023", "year": 2023, "decimals": 4})
    last = submission(spent="100.1234")
    assert judged(form_of(rules=[LAST_YEAR]), submission(last="100.12"), Other(finer, last)) == []
    (finding,) = judged(form_of(rules=[LAST_YEAR]), submission(last="100.13"), Other(finer, last))
    assert (finding.expected, finding.difference) == (Decimal("100.12"), Decimal("0.01"))


def test_amounts_in_another_unit_of_money_are_not_compared():
    yuan = form_of({"id": "own-2023", "year": 2023, "money_unit": "元"})
    assert judged(form_of(rules=[LAST_YEAR]), submission(last=1), Other(yuan, submission(spent=10000))) == []


def test_the_operand_says_which_file_which_year_and_which_cell():
    last = submission(spent=7, file="去年/一小.xlsx")
    (finding,) = judged(form_of(rules=[LAST_YEAR]), submission(last=5), Other(LAST, last))
    (operand,) = finding.operands
    assert (operand.label, operand.cell, operand.value) == ("2023年《自评表》（一小.xlsx）支出", "表!B1", Decimal(7))


def test_pairs_say_what_is_compared_where_the_form_carries_nothing():
    form = form_of(rules=[{**LAST_YEAR, "pairs": {"spent": "last"}}])
    (finding,) = judged(form, submission(spent=5), Other(LAST, submission(last=6)))
    assert (finding.field, finding.expected) == ("spent", Decimal(6))


# ── the forms ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({**SAME, "similar": "1.5"}, "similar 应大于 0"),
        ({**SAME, "section": "spent"}, "spent"),
        ({**SAME, "columns": {"weight": "weight"}}, "indicators.weight"),
        ({**LAST_YEAR, "pairs": {"indicators.name": "x"}}, "应是单个指标"),
        ({**LAST_YEAR, "kind": "yearly_change", "field": "spent", "percent": "-1"}, "不能是负数"),
        ({**LAST_YEAR, "kind": "yearly_change", "field": "spent", "reference": "last", "percent": "1"}, "应为表内"),
        ({**LAST_YEAR, "kind": "copied_text", "fields": ["indicators.name"], "least": 0}, "least 至少是 1"),
    ],
)
def test_a_mistake_in_a_rule_is_named(rule, words):
    with pytest.raises(ValueError, match=words):
        form_of(rules=[rule])


def test_a_form_that_carries_nothing_over_has_to_say_what_is_compared():
    with pytest.raises(ValueError, match="没有写 pairs"):
        form_of(rules=[LAST_YEAR], fields=[SPENT])


@pytest.mark.parametrize("identifier", sorted(form_folders()))
def test_what_a_form_compares_with_exists_in_the_forms_of_the_other_family(identifier):
    for rule in find_form(identifier).load().rules:
        if isinstance(rule, SameIndicators):
            others = [form for folder in form_folders().values()
                      if (form := folder.load()).form.family == rule.other_family]  # fmt: skip
            assert others
            assert all(set(rule.elsewhere()) <= set(form.list_columns) for form in others)


def test_the_published_forms_have_the_rules_that_compare():
    having = {
        name for name, folder in form_folders().items() if any(isinstance(r, Comparing) for r in folder.load().rules)
    }
    assert {"guangzhou-selfeval-2024", "wuhan-target-2024", "hunan-selfeval-2022"} <= having


def test_no_others_are_no_others():
    assert NO_OTHERS.of(Unit("1", "一小"), Kind("target", 2024)) == []
    assert NO_OTHERS.clear(Unit("1", "一小"), Kind("target", 2024)) is None


# ── texts of other units ─────────────────────────────────────────────────────


COPIED = {"id": "例-03", "kind": "copied_text", "title": "写自己的", "severity": "提示", "basis": "例",
          "fields": ["indicators.name"], "least": 5}  # fmt: skip
TEXT = "按时发放公用经费"


def copied(*submissions):
    return validate_form(form_of(rules=[COPIED]), list(submissions))


def test_a_unit_alone_has_copied_from_nobody():
    assert copied(submission((TEXT, ""))) == [[]]


def test_the_same_unit_twice_has_not_copied():
    assert copied(submission((TEXT, "")), submission((TEXT, ""), file="另一份.xlsx")) == [[], []]


def test_in_a_summary_a_text_is_that_of_the_unit_whose_row_it_is():
    whole = submission((TEXT, ""), code="9", name="教育局", summary=True, owner="1")
    assert copied(submission((TEXT, "")), whole) == [[], []]
    own, theirs = copied(submission((TEXT, ""), code="2", name="二小"), whole)
    assert (len(own), len(theirs)) == (1, 1)


def test_at_most_five_units_are_named():
    found = copied(*(submission((TEXT, ""), code=str(n), name=f"{n}小") for n in range(1, 9)))
    assert all(len(findings) == 1 for findings in found)
    assert "2小、3小、4小、5小、6小等 7 个单位" in found[0][0].message
    assert "7小" not in found[0][0].message


def test_how_long_a_text_has_to_be_is_counted_without_blanks():
    short = [submission(("四 个 字 啊", ""), code=str(n)) for n in (1, 2)]
    assert copied(*short) == [[], []]
