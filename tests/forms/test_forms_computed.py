"""Computed fields: native formulas, functions and batch agree to the last digit, with LibreOffice as witness."""

from __future__ import annotations

import io
import random
from decimal import Decimal

import openpyxl
import pytest

from addin.single import computed_workbook
from udfs import shares
from workbook_templates.computing import compute
from workbook_templates.formulas import native_formulas
from workbook_templates.ooxml import Package
from workbook_templates.reading import read_file, read_workbook

INCOME = ["income.fiscal", "income.special_account", "income.own"]
EXPENDITURE = ["expenditure.personnel", "expenditure.operation", "expenditure.project"]
ROWS = [*INCOME, *EXPENDITURE]
LABELS = {
    "income.absorb": ["财政拨款", "财政专户管理资金", "单位资金"],
    "expenditure.absorb": ["人员类项目支出", "运转类项目支出", "特定目标类项目支出"],
}


def case(income, expenditure, absorb=(None, None), prior=("1", "2")):
    """The values of a form with these amounts; a None is a blank row."""
    values = dict(zip([f"{row}.amount" for row in ROWS], [*income, *expenditure], strict=True))
    for row in ROWS:
        values |= {f"{row}.prior_year_{n}": amount for n, amount in enumerate(prior, start=1)}
    values |= {name: LABELS[name][n] for name, n in zip(LABELS, absorb, strict=True) if n is not None}
    return {name: str(value) if isinstance(value, int) else value for name, value in values.items()}


def drawn(seed):
    """Random amounts of any size, rows blank and zero among them, the absorbing row chosen or not."""
    rng = random.Random(seed)

    def amount():
        kind = rng.random()
        if kind < 0.1:
            return None
        if kind < 0.2:
            return "0"
        return str(Decimal(rng.randrange(10 ** rng.randint(1, 12))).scaleb(-2))

    absorb = rng.choice([None, 0, 1, 2]), rng.choice([None, 0, 1, 2])
    return case([amount() for _ in range(3)], [amount() for _ in range(3)], absorb, (amount(), amount()))


CASES = {
    "ties, and a row chosen": case([1, 1, 1], [1, 1, 1], (None, 1)),
    "zeros, and a blank row": case([0, 5, None], [0, 0, 7], (2, None)),
    "nothing but zeros": case([0, 0, 0], [None, None, None], (0, 0), (None, None)),
    "very large beside very small": case(["9999999999.99", "0.01", "0.01"], ["0.01", "0.02", "0.03"], (None, 0)),
    "drawn 1": drawn(1),
    "drawn 2": drawn(2),
}


def given_json(form, values):
    given = {name: value for name, value in values.items() if value is not None}
    return {"form": form.id, "unit": {"code": "1", "name": "甲"}, "values": given, "rows": {}, "explanations": {}}


@pytest.fixture(scope="module")
def workbooks(form, filled, tmp_path_factory):
    """A filled workbook of each case."""
    folder = tmp_path_factory.mktemp("computed")
    paths = {}
    for number, (name, values) in enumerate(CASES.items()):
        paths[name] = folder / f"{number}.xlsx"
        paths[name].write_bytes(filled(given_json(form, values)))
    return paths


def spoilt(data, form):
    """The workbook with a false value behind every formula: only calculation can give the right one."""
    package = Package.open(data)
    for name in form.computed_ids:
        area = package.area(name)
        package.patch(area.sheet).set_cached(area.first_row, area.first_column, 77)
    return package.to_bytes()


def computed_of(submission, form):
    return {name: submission.scalars.get(name) for name in form.computed_ids}


def expected_of(submission, form):
    return compute(form, submission.scalars, {section.id: submission.rows(section.id) for section in form.lists})


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", CASES)
def test_a_spreadsheet_calculates_what_the_functions_do(workbooks, libreoffice, form, tmp_path, name):
    path = tmp_path / "表.xlsx"
    path.write_bytes(spoilt(workbooks[name].read_bytes(), form))
    assert set(computed_of(read_file(path), form).values()) & {Decimal(77), Decimal(7700)}
    calculated = read_file(libreoffice.recalculate(path))
    assert computed_of(calculated, form) == expected_of(calculated, form)


@pytest.mark.libreoffice
def test_the_published_form_calculates_to_what_was_published(published_bytes, published, libreoffice, form, tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_bytes(spoilt(published_bytes, form))
    calculated = read_file(libreoffice.recalculate(path))
    assert computed_of(calculated, form) == {name: published.values[name] for name in form.computed_ids}


@pytest.mark.libreoffice
def test_a_changed_amount_changes_the_total_that_the_spreadsheet_shows(book, libreoffice, tmp_path):
    path = book.into("income.fiscal.amount", Decimal("168432.56")).saved(tmp_path / "表.xlsx")
    assert read_file(path).scalars["income.total.amount"] == Decimal("182142.95")
    assert read_file(libreoffice.recalculate(path)).scalars["income.total.amount"] == Decimal("182143.95")


@pytest.mark.libreoffice
def test_formulas_stay_right_below_inserted_rows(book, libreoffice, form, tmp_path):
    book.package.patch(book.sheet).replace_rows(5, 5, [5, 5, 5])
    path = tmp_path / "表.xlsx"
    path.write_bytes(spoilt(book.bytes(), form))
    calculated = read_file(libreoffice.recalculate(path))
    assert calculated.scalars["income.total.amount"] == Decimal("182142.95")


@pytest.mark.parametrize("name", CASES)
def test_filling_caches_what_the_functions_give(workbooks, form, name):
    submission = read_file(workbooks[name])
    assert computed_of(submission, form) == expected_of(submission, form)


@pytest.mark.parametrize("name", CASES)
def test_computing_a_workbook_corrects_every_computed_field(workbooks, form, tmp_path, name):
    path = tmp_path / "表.xlsx"
    path.write_bytes(spoilt(workbooks[name].read_bytes(), form))
    submission = read_workbook(computed_workbook(path).data)
    expected = expected_of(submission, form)
    found = computed_of(submission, form)
    assert {n: v for n, v in found.items() if expected[n] is not None} == {
        n: v for n, v in expected.items() if v is not None
    }


def test_computing_a_workbook_clears_what_can_not_be_computed(workbooks, form, tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_bytes(spoilt(workbooks["nothing but zeros"].read_bytes(), form))
    submission = read_workbook(computed_workbook(path).data)
    assert submission.scalars.get("income.fiscal.share") is None


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("rows", [INCOME, EXPENDITURE], ids=["income", "expenditure"])
def test_the_shares_in_a_workbook_are_those_of_the_function(workbooks, rows, name):
    values = read_file(workbooks[name]).scalars
    amounts = [values.get(f"{row}.amount") for row in rows]
    table = rows[0].partition(".")[0]
    chosen = values.get(f"{table}.absorb")
    absorb = None if chosen is None else LABELS[f"{table}.absorb"].index(chosen)
    found = [values.get(f"{row}.share") for row in rows]
    if not any(amounts):
        assert found == [None] * 3
        return
    assert found == shares(amounts, 2, absorb)
    assert values[f"{table}.total.share"] == Decimal(100)


def test_computing_reports_each_field_that_changed(book, form, tmp_path):
    book.into("income.fiscal.amount", Decimal("168432.56"))
    changes = computed_workbook(book.saved(tmp_path / "表.xlsx")).changes
    label = form.label_of("income.total.amount")
    assert (label, Decimal("182142.95"), Decimal("182143.95")) in changes
    assert len({name for name, _, _ in changes}) == len(changes)


def test_computing_writes_text_amounts_as_the_numbers_they_show(book, tmp_path):
    book.into("income.fiscal.amount", "168,431.56　").into("income.own.prior_year_2", Decimal("3891.394"))
    result = computed_workbook(book.saved(tmp_path / "表.xlsx"))
    submission = read_workbook(result.data)
    assert submission.scalars["income.fiscal.amount"] == Decimal("168431.56")
    assert submission.notes == ()
    assert len(result.corrected) == 2


def test_the_absorbing_row_must_be_one_of_the_tables(form):
    scalars = {f"{row}.amount": Decimal(1) for row in INCOME} | {"income.absorb": "别的资金"}
    assert compute(form, scalars, {})["income.fiscal.share"] == Decimal("33.34")


# ── what the file holds ──────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def with_values(published_bytes):
    return openpyxl.load_workbook(io.BytesIO(published_bytes), data_only=True)


@pytest.fixture(scope="module")
def with_formulas(published_bytes):
    return openpyxl.load_workbook(io.BytesIO(published_bytes))


def cell_of(workbook, published_bytes, name):
    area = Package.open(published_bytes).area(name)
    return workbook[area.sheet].cell(area.first_row, area.first_column)


def test_a_reader_that_does_not_calculate_sees_every_computed_value(with_values, published_bytes, published, form):
    for name in form.computed_ids:
        value = cell_of(with_values, published_bytes, name).value
        scale = 100 if form.scalars[name].type == "percent" else 1
        assert Decimal(str(value)) * scale == published.values[name], name


def test_every_computed_cell_holds_its_formula(with_formulas, published_bytes, form):
    for name, formula in native_formulas(form).items():
        assert cell_of(with_formulas, published_bytes, name).value == formula


def test_every_computed_field_has_a_formula_that_names_no_address(form):
    from workbook_templates.ooxml import has_addresses

    formulas = native_formulas(form)
    assert set(formulas) == form.computed_ids
    assert not [name for name, formula in formulas.items() if has_addresses(formula)]


def test_a_computed_value_given_otherwise_stands_in_the_cell_without_formula(data, filled, named):
    data["values"]["income.total.amount"] = Decimal("182142.96")
    content = filled(data)
    cell = cell_of(openpyxl.load_workbook(io.BytesIO(content)), content, "income.total.amount")
    assert Decimal(str(cell.value)) == Decimal("182142.96")
    assert named(read_workbook(content), "WH24-R01")
