"""Rates and their companions: whatever is printed, it is reported once at most, and what is right never."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import rate, truncated_rate
from validation.engine import validate_form
from workbook_templates.model import Form
from workbook_templates.submission import Cell, Submission, Unit

HEAD = {
    "id": "example", "version": "1.0", "family": "example", "title": "例表", "authority": "例", "basis": "例",
    "level": "区县", "year": 2024, "since": "2024-01-01", "until": "2024-12-31", "money_unit": "万元", "sheet": "表",
}  # fmt: skip
COMPANIONS = ("truncated_rate", "coarse_rate", "rounded_total")


def form_of(*companions, computes=False):
    """A form with a rate of two amounts, a number of decimals and the companions of the rate."""
    common = {"title": "例", "severity": "强制", "basis": "例"}
    own = {"target": "rate", "numerator": ["above"], "denominator": ["below"], "computes": computes}
    return Form.model_validate({
        "form": HEAD,
        "field": [
            {"id": "above", "label": "分子", "type": "money"}, {"id": "below", "label": "分母", "type": "money"},
            {"id": "rate", "label": "比率", "type": "percent"},
        ],
        "rule": [
            {"id": "rate", "kind": "rate", **common, **own},
            *({"id": kind, "kind": kind, **common, "of": "rate"} for kind in companions),
        ],
    })  # fmt: skip


ALONE, WITH_ALL = form_of(), form_of(*reversed(COMPANIONS))


def found(form, above, below, printed):
    values = {"above": above, "below": below, "rate": printed}
    cells = tuple(Cell(name, None, "表", "", "", value) for name, value in values.items() if value is not None)
    (findings,) = validate_form(form, [Submission("example", "1.0", Unit("1", "甲"), "", "", cells)])
    return findings


amounts = st.decimals(min_value=0, max_value=10**7, places=2)
bases = st.decimals(min_value=Decimal("0.01"), max_value=10**7, places=2)
rates = st.decimals(min_value=0, max_value=200, places=2)


@settings(deadline=None)
@given(amounts, bases)
def test_a_rate_as_it_is_rounded_is_right(above, below):
    assert found(WITH_ALL, above, below, rate(above, below)) == []


@settings(deadline=None)
@given(amounts, bases, rates)
def test_a_rate_is_reported_once_at_most_and_by_someone_if_it_is_not_right(above, below, printed):
    reports = found(WITH_ALL, above, below, printed)
    assert len(reports) == (printed != rate(above, below))


@settings(deadline=None)
@given(amounts, bases, rates)
def test_companions_take_from_the_rule_what_they_explain_and_add_nothing(above, below, printed):
    alone = found(ALONE, above, below, printed)
    together = found(WITH_ALL, above, below, printed)
    assert [(f.actual, f.expected, f.difference) for f in alone] == [
        (f.actual, f.expected, f.difference) for f in together
    ]


@settings(deadline=None)
@given(amounts, bases)
def test_a_rate_that_is_cut_is_the_business_of_the_first_companion(above, below):
    cut = truncated_rate(above, below)
    kinds = [finding.rule for finding in found(WITH_ALL, above, below, cut)]
    assert kinds == ([] if cut == rate(above, below) else ["truncated_rate"])


@settings(deadline=None)
@given(amounts, bases)
def test_a_blank_rate_is_offered_by_the_rule_itself(above, below):
    (finding,) = found(WITH_ALL, above, below, None)
    assert (finding.rule, finding.actual, finding.expected) == ("rate", None, rate(above, below))


@pytest.mark.parametrize(
    ("above", "below", "printed", "rule"),
    [
        ("1048.2", "20247.95", "5.17", "truncated_rate"),
        ("1715", "3428", "50", "coarse_rate"),
        ("280", "7593.5", "3.72", "rounded_total"),
        ("295", "7593.5", "3.83", "rate"),
        ("0", "7593.5", "0.01", "rate"),
    ],
)
def test_the_first_that_explains_a_rate_reports_it(above, below, printed, rule):
    (finding,) = found(WITH_ALL, Decimal(above), Decimal(below), Decimal(printed))
    assert finding.rule == rule


@pytest.mark.parametrize("kind", COMPANIONS)
def test_a_companion_that_the_form_has_not_is_not_asked(kind):
    """50.03 cut is not 50, and the totals are known well enough: only one companion can explain it."""
    (finding,) = found(form_of(kind), Decimal(1715), Decimal(3428), Decimal(50))
    assert finding.rule == ("coarse_rate" if kind == "coarse_rate" else "rate")


def test_a_computed_rate_is_judged_as_any_other():
    (finding,) = found(form_of(computes=True), Decimal(1), Decimal(3), Decimal("33.34"))
    assert finding.expected == Decimal("33.33")
