"""What is carried over from last year is data of the form: `carried_from`."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest
import tomli
from pydantic import ValidationError

from workbook_templates.catalogue import find_form
from workbook_templates.model import Form


@pytest.fixture(scope="module")
def data(folder):
    """The published form as data, without rules and charts."""
    text = (folder.path / "form.toml").read_text(encoding="utf-8")
    return {
        key: value for key, value in tomli.loads(text).items() if key in ("form", "codes", "field", "table", "list")
    }


def changed(data, change):
    """The form with a change; its faults, in one text."""
    spoilt = copy.deepcopy(data)
    change(spoilt)
    with pytest.raises(ValidationError) as fault:
        Form.model_validate(spoilt)
    return str(fault.value)


def test_a_column_is_carried_row_by_row_from_a_column_of_last_year(form):
    sources = form.carried_sources
    assert sources["income.own.prior_year_1"] == "income.own.amount"
    assert sources["expenditure.project.prior_year_2"] == "expenditure.project.prior_year_1"
    assert len(sources) == 12


def test_what_is_computed_is_not_carried(form):
    assert form.scalars["income.total.prior_year_1"].carried_from == "income.total.amount"
    assert "income.total.prior_year_1" not in form.carried_sources


def test_a_single_field_is_carried_from_an_identifier(data):
    own = copy.deepcopy(data)
    own["field"][1] |= {"carried": True, "carried_from": "office.phone"}
    assert Form.model_validate(own).carried_sources["phone"] == "office.phone"


def test_the_hunan_form_carries_over_last_years_final_accounts():
    sources = find_form("hunan-selfeval-2022").load().carried_sources
    assert sources["expenses.reception.prior"] == "expenses.reception.final"
    assert sources["workload.cases.prior"] == "workload.cases.count"


def test_only_what_is_carried_says_where_from(data):
    fault = changed(data, lambda form: form["table"][0]["columns"][0].update(carried_from="amount"))
    assert "income.amount 写了 carried_from，却没有写 carried = true" in fault
    fault = changed(data, lambda form: form["field"][0].update(carried_from="preparer"))
    assert "preparer 写了 carried_from" in fault


def test_a_column_is_carried_from_a_column_not_from_a_cell(data):
    fault = changed(data, lambda form: form["table"][0]["columns"][2].update(carried_from="income.fiscal.amount"))
    assert "应是上年同一行的一栏" in fault


def test_a_lists_rows_are_not_carried(data):
    fault = changed(data, lambda form: form["list"][0]["columns"][2].update(carried=True, carried_from="budget"))
    assert "列表的栏 projects.total_budget 不能写 carried_from" in fault


def test_a_form_with_nothing_but_last_years_figures_is_empty(book_of, template, form):
    """They were filled in before the officer had it."""

    def codes(values):
        book = book_of(template)
        for name, value in values.items():
            book.into(name, value)
        return [note.code for note in book.handed_up().notes]

    carried = {name: Decimal(1) for name in form.carried_sources}
    assert "empty_form" in codes(carried)
    assert "empty_form" not in codes({**carried, "preparer": "张三"})
