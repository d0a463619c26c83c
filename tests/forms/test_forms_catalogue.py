"""A form is data: a new one needs no Python, and a mistake in one is named."""

from __future__ import annotations

from decimal import Decimal

import pytest

from addin.single import computed_workbook
from validation import validate
from workbook_templates.building import build_template
from workbook_templates.catalogue import FormError, UnknownFormError, find_form, form_folders
from workbook_templates.check import check_template
from workbook_templates.computing import compute
from workbook_templates.documents import document_from_json, document_of, to_json
from workbook_templates.ooxml import Package
from workbook_templates.reading import read_file, read_workbook
from workbook_templates.writing import fill

IDENTIFIER = "made-up-2031"

FORM = """
[form]
id = "made-up-2031"
version = "2.3"
family = "made-up"
title = "学校经费收入表"
authority = "某区教育局"
basis = "某区教育局 2031 年通知"
level = "单位"
year = 2031
since = 2031-01-01
until = 2031-12-31
money_unit = "元"
decimals = 0
percent_decimals = 1
sheet = "经费"

[codes]
kind = ["基建", "设备"]

[[field]]
id = "head"
label = "校长"
type = "text"

[[field]]
id = "pupils"
label = "学生数"
type = "integer"

[[table]]
id = "income"
label = "收入"
rows = [
  { id = "grant", label = "拨款" },
  { id = "fees", label = "学费" },
  { id = "total", label = "总计" },
]
columns = [
  { id = "amount", label = "{year}年", type = "money", rollup = "sum" },
  { id = "share", label = "比重", type = "percent", rollup = "recompute" },
]

[[list]]
id = "purchases"
label = "采购"
columns = [
  { id = "item", label = "物品", type = "text" },
  { id = "kind", label = "种类", type = "code", codes = "kind" },
  { id = "cost", label = "价款", type = "money", rollup = "sum" },
]

[[rule]]
id = "M31-01"
kind = "total"
title = "总计 ＝ 拨款 ＋ 学费"
severity = "强制"
basis = "某区教育局 2031 年通知"
computes = true
target = "income.total"
of = ["income.grant", "income.fees"]
columns = ["amount"]

[[rule]]
id = "M31-02"
kind = "shares"
title = "比重合计 100%"
severity = "强制"
basis = "某区教育局 2031 年通知"
computes = true
table = "income"
parts = ["grant", "fees"]
total = "total"
amount = "amount"
share = "share"

[[rule]]
id = "M31-03"
kind = "at_least"
title = "拨款不小于学费"
severity = "核实"
basis = "某区教育局 2031 年通知"
left = "income.grant.amount"
right = "income.fees.amount"

[[rule]]
id = "M31-04"
kind = "one_of"
title = "种类用规定名称"
severity = "核实"
basis = "某区教育局 2031 年通知"
fields = ["purchases.kind"]
codes = "kind"
message = "{label}写成了“{actual}”，{title}。请改正。"
"""

LAYOUT = """
[page]
orientation = "landscape"
widths = [14, 14, 14, 14]

[[band]]
kind = "rows"
repeat = true
rows = [{ height = 30, cells = [{ at = "A:D", text = "{title}", style = "title" }] }]

[[band]]
kind = "rows"
rows = [
  { cells = [{ at = "A", label = "unit.name" }, { at = "B:D", field = "unit.name" }] },
  { cells = [
    { at = "A", label = "head" }, { at = "B", field = "head" },
    { at = "C", label = "pupils" }, { at = "D", field = "pupils" },
  ] },
  { cells = [{ at = "C", label = "income.grant.amount" }, { at = "D", label = "income.grant.share" }] },
]

[[band]]
kind = "table"
table = "income"
side = "A"
label = "B"
columns = { amount = "C", share = "D" }

[[band]]
kind = "list"
section = "purchases"
side = "A"
header = [{ cells = [
  { at = "B", label = "purchases.item" }, { at = "C", label = "purchases.kind" },
  { at = "D", label = "purchases.cost" },
] }]
columns = { item = "B", kind = "C", cost = "D" }
count = 2
"""


@pytest.fixture
def write_form(own_forms):
    """Writes a form's folder, with texts replaced; gives the folder as the catalogue finds it."""

    def write(*replacements, layout=LAYOUT, form=FORM, name=IDENTIFIER):
        for old, new in replacements:
            assert old in form
            form = form.replace(old, new, 1)
        folder = own_forms / name
        folder.mkdir(exist_ok=True)
        (folder / "form.toml").write_text(form, encoding="utf-8")
        (folder / "layout.toml").write_text(layout, encoding="utf-8")
        return find_form(name)

    return write


@pytest.fixture
def made_up(write_form):
    folder = write_form()
    folder.template_path.write_bytes(build_template(folder.load(), folder.layout()))
    return folder


def document(**values):
    return {
        "form": IDENTIFIER,
        "unit": {"code": "310001", "name": "第一小学"},
        "values": {"head": "张三", "pupils": 1234, "income.grant.amount": 2, "income.fees.amount": 1} | values,
        "rows": {"purchases": [{"item": f"物品{n}", "kind": "设备", "cost": n} for n in range(1, 6)]},
        "explanations": {"M31-03": "学费标准调整。"},
    }


def filled(folder, given):
    form = folder.load()
    return fill(form, folder.template(), document_from_json(given, form))


def test_a_new_form_is_in_the_catalogue_beside_the_others(made_up):
    assert IDENTIFIER in form_folders()
    assert "wuhan-target-2024" in form_folders()


def test_a_new_forms_template_agrees_with_it(made_up):
    assert check_template(made_up) == []


def test_a_new_form_is_filled_and_extracted(made_up):
    form = made_up.load()
    found = to_json(document_of(read_workbook(filled(made_up, document())), form))
    assert found["unit"] == {"code": "310001", "name": "第一小学"}
    assert found["values"] == document()["values"] | {
        "income.total.amount": 3, "income.grant.share": 66.7, "income.fees.share": 33.3, "income.total.share": 100,
    }  # fmt: skip
    assert found["rows"] == document()["rows"]
    assert found["explanations"] == {"M31-03": "学费标准调整。"}


def test_a_new_form_has_its_own_decimals_and_unit(made_up):
    submission = read_workbook(filled(made_up, document()))
    assert submission.scalars["income.grant.share"] == Decimal("66.7")
    package = Package.open(filled(made_up, document()))
    area = package.area("income.grant.share")
    style = package.cells(area.sheet)[area.first_row, area.first_column].style
    assert package.number_formats[style] == "0.0%"
    package.patch(area.sheet).set_value(area.first_row, area.first_column - 1, "1.5万元")
    assert read_workbook(package.to_bytes()).scalars["income.grant.amount"] == Decimal(15000)


def test_a_new_form_is_computed(made_up, tmp_path):
    path = tmp_path / "表.xlsx"
    package = Package.open(filled(made_up, document()))
    area = package.area("income.fees.amount")
    package.patch(area.sheet).set_value(area.first_row, area.first_column, 6)
    path.write_bytes(package.to_bytes())
    submission = read_workbook(computed_workbook(path).data)
    assert submission.scalars["income.total.amount"] == Decimal(8)
    assert submission.scalars["income.fees.share"] == Decimal("75.0")
    assert compute(made_up.load(), submission.scalars, {})["income.grant.share"] == Decimal("25.0")


@pytest.mark.libreoffice
def test_a_new_forms_formulas_calculate_as_the_functions_do(made_up, libreoffice, tmp_path):
    path = tmp_path / "表.xlsx"
    package = Package.open(filled(made_up, document()))
    area = package.area("income.grant.amount")
    package.patch(area.sheet).set_value(area.first_row, area.first_column, 1234567)
    path.write_bytes(package.to_bytes())
    calculated = read_file(libreoffice.recalculate(path))
    expected = compute(made_up.load(), calculated.scalars, {})
    assert expected["income.total.amount"] == Decimal(1234568)
    assert {name: calculated.scalars[name] for name in expected} == expected


def test_a_new_form_is_validated_by_its_own_rules(made_up):
    given = document(**{"income.total.amount": 4, "income.fees.amount": 3})
    given["rows"]["purchases"][1]["kind"] = "图书"
    given["explanations"] = {}
    found = {f.rule: f for f in validate([read_workbook(filled(made_up, given))])}
    assert set(found) == {"M31-01", "M31-03", "M31-04"}
    assert found["M31-01"].difference == Decimal(-1)
    assert found["M31-01"].message == (
        "“收入／总计／2031年”现为 4，应为 5，相差 -1。总计 ＝ 拨款 ＋ 学费；现场数据："
        "收入／总计／2031年（C7）4；收入／拨款／2031年（C5）2；收入／学费／2031年（C6）3。请核对各项并改正。"
    )
    assert found["M31-03"].severity == "核实"
    assert found["M31-04"].message == "采购／种类（第 2 行）写成了“图书”，种类用规定名称。请改正。"
    assert (found["M31-04"].sheet, found["M31-04"].cell) == ("经费", "C10")


def test_a_new_form_and_an_old_one_are_validated_together(made_up, published_bytes):
    found = validate([read_workbook(filled(made_up, document())), read_workbook(published_bytes)])
    assert {f.form for f in found} == {"wuhan-target-2024"}


def test_an_offices_own_folder_goes_before_the_programs(copied_form, own_forms):
    assert copied_form.path == own_forms / "wuhan-target-2024"


# ── mistakes in a form's files ───────────────────────────────────────────────

RIGHT = 'right = "income.fees.amount"'
AT_LEAST = 'kind = "at_least"\ntitle = "拨款不小于学费"'
MISTAKES = {
    "an unknown key": (("[form]\n", '[form]\ncolour = "红"\n'), "colour"),
    "an unknown key of a rule": (('left = "income', 'lefft = "x"\nleft = "income'), "lefft"),
    "an unknown kind of rule": (('kind = "at_least"', 'kind = "about"'), "about"),
    "an unknown severity": (('severity = "核实"', 'severity = "警告"'), "rule.2.at_least.severity"),
    "an unknown type": (('type = "integer"', 'type = "whole"'), "field.1.type"),
    "an unknown field in a rule": ((RIGHT, 'right = "income.fee.amount"'), "规则 M31-03 引用了 income.fee.amount"),
    "an unknown target": (('target = "income.total"', 'target = "income.all"'), "income.all"),
    "an unknown pattern": (('fields = ["purchases.kind"]', 'fields = ["purchase.*"]'), "purchase"),
    "an unknown row of a table": (('parts = ["grant", "fees"]', 'parts = ["grant", "gifts"]'), "gifts"),
    "a rule id twice": (('id = "M31-04"', 'id = "M31-03"'), "M31-03"),
    "a field twice": (('id = "pupils"', 'id = "head"'), "head"),
    "a percentage that is added up": (
        ('type = "percent", rollup = "recompute"', 'type = "percent", rollup = "sum"'),
        "income.grant.share 是百分比，汇总时不能相加",
    ),
    "a column twice": (('id = "cost"', 'id = "item"'), "item"),
    "a column called as the program calls its own": (('id = "cost"', 'id = "goal"'), "purchases 的栏不能叫 goal"),
    "an unknown code list of a column": (('codes = "kind" },', 'codes = "kinds" },'), "kinds"),
    "an unknown code list of a rule": (('codes = "kind"\nmessage', 'codes = "kinds"\nmessage'), "kinds"),
    "an unknown table of a rule": (('table = "income"', 'table = "incomes"'), "incomes"),
    "a list within a list without item_label": (
        ("[[list]]", '[[list]]\nid = "inner"\nlabel = "内"\nwithin = "purchases"\ncolumns = []\n[[list]]'),
        "item_label",
    ),
    "a rule that each item of no list has something": (
        ('kind = "one_of"', 'kind = "each_has"\nsection = "purchases"\ncolumn = "kind"\nvalues = []'),
        "purchases",
    ),
    "a comparison of a list with a single figure": ((RIGHT, 'right = "purchases.cost"'), "M31-03"),
    "a total in a list": (('target = "income.total"', 'target = "purchases.cost"'), "purchases.cost"),
    "a list within none": (('label = "采购"', 'label = "采购"\nwithin = "goals"'), "goals"),
    "an adjusted share of no rule": (
        (AT_LEAST, 'kind = "adjusted_share"\nof = "M31-99"\ntitle = "调整"'),
        "M31-99",
    ),
    "an adjusted share of another kind of rule": (
        (AT_LEAST, 'kind = "adjusted_share"\nof = "M31-01"\ntitle = "调整"'),
        "M31-01",
    ),
    "an identifier with capitals": (('id = "pupils"', 'id = "Pupils"'), "id"),
    "a label with an unknown year": (('label = "{year}年"', 'label = "{yeer}年"'), "yeer"),
    "a group_by of no column": (('label = "采购"', 'label = "采购"\ngroup_by = ["price"]'), "price"),
    "a limit that is no number": (
        (AT_LEAST, 'kind = "range"\nfields = ["pupils"]\nmin = "一"\ntitle = "范围"'),
        "M31-03",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_form_is_named(write_form, mistake):
    (replacement, named) = MISTAKES[mistake]
    extra = []
    if "each_has" in replacement[1]:
        extra = [('fields = ["purchases.kind"]\ncodes = "kind"\n', "")]
    if "purchases.cost" in named and "target" in replacement[0]:
        extra = [
            ('columns = ["amount"]\n\n[[rule]]', "\n[[rule]]"),
            ('of = ["income.grant", "income.fees"]', 'of = ["purchases.cost"]'),
        ]
    if "adjusted_share" in replacement[1] or 'kind = "range"' in replacement[1]:
        extra = [('left = "income.grant.amount"\nright = "income.fees.amount"\n', "")]
    with pytest.raises(FormError, match=r"form\.toml 有 \d+ 处错误") as error:
        write_form(replacement, *extra).load()
    assert named in str(error.value)


def test_a_form_that_is_no_toml_is_named(write_form):
    with pytest.raises(FormError, match=r"form\.toml 不是有效的 TOML"):
        write_form(("[form]", "[form")).load()


def test_a_form_in_a_folder_of_another_name_is_named(write_form):
    with pytest.raises(FormError, match="id 为 made-up-2031，应与文件夹名 other-2031 相同"):
        write_form(name="other-2031").load()


def test_a_form_without_template_says_how_to_make_it(write_form):
    with pytest.raises(FormError, match=f"jibiao template build {IDENTIFIER}"):
        write_form().template()


def test_an_unknown_form_lists_those_that_exist():
    with pytest.raises(UnknownFormError, match="wuhan-target-2024"):
        find_form("wuhan-target-1999")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('field = "head"', 'field = "heads"', "heads"),
        ('label = "pupils"', 'label = "pupil"', "pupil"),
        ('table = "income"', 'table = "incomes"', "incomes"),
    ],
)
def test_a_layout_that_names_what_the_form_has_not_is_refused(write_form, old, new, named):
    folder = write_form(layout=LAYOUT.replace(old, new, 1))
    with pytest.raises(FormError, match=named):
        build_template(folder.load(), folder.layout())


def test_a_layout_with_an_unknown_key_is_named(write_form):
    folder = write_form(layout=LAYOUT.replace("[page]", '[page]\ncolour = "红"'))
    with pytest.raises(FormError, match="colour"):
        folder.layout()
