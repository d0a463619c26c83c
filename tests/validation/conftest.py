"""Cases of the rules (`cases/<kind>.toml`): a small form, what is filled in, what is found, as officers read it.

The form is written as in a `form.toml`, without its head. In a case, places are called by their labels: 填报 are
single fields, 明细 the rows of lists. 结果 lists what is found, each with its 栏 and, in a list, its 行; whatever
else it says (规则, 现为, 应为, 相差, 类别, 信息含) must be so. Nothing more may be found; [] is nothing at all.

A file may have another form, [other], which differs from its own in what is written there; 另一张表 is what a case's
unit has filled in on it. Each case is a unit of its own, called by its title.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from validation.engine import validate_form
from workbook_templates import names
from workbook_templates.interpret import interpret
from workbook_templates.model import Form, plain
from workbook_templates.ooxml import RawCell
from workbook_templates.others import Other, Others
from workbook_templates.submission import Cell, Submission, Unit

CASES = Path(__file__).with_name("cases")
HEAD = {
    "id": "example", "version": "1.0", "family": "example", "title": "例表", "authority": "例", "basis": "例",
    "level": "区县", "year": 2024, "since": "2024-01-01", "until": "2024-12-31", "money_unit": "万元", "sheet": "表",
}  # fmt: skip
SAME_BLOCK = "第几个"
"""In a row of a nested list: the block in which it stands."""


@dataclass(frozen=True)
class Case:
    """One case of a file."""

    title: str
    values: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    found: list[dict[str, Any]] = field(default_factory=list)
    other: dict[str, Any] | None = None


class CaseFile:
    """The cases of one kind of rule, with their form."""

    def __init__(self, path):
        data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        self.kind = path.stem
        self.cases = [
            Case(case["情形"], case.get("填报", {}), case.get("明细", {}), case["结果"], case.get("另一张表"))
            for case in data.pop("case")
        ]
        head = {**HEAD, **data.pop("form", {})}
        other = data.pop("other", {})
        self.form = Form.model_validate({"form": head, **data})
        self.other_form = Form.model_validate(
            {**{key: value for key, value in data.items() if key != "rule"}, **other,
             "form": {**head, "id": "other", **other.get("form", {})}}
        )  # fmt: skip

    @cached_property
    def findings(self):
        """What is found in each case: all are judged at once, as the units of a district are."""
        return dict(zip((case.title for case in self.cases), self.judge(self.submissions), strict=True))

    def judge(self, submissions):
        """What the rules find; that there is nothing to compare with is no matter of theirs."""
        judged = validate_form(self.form, submissions, self.others)
        return [[finding for finding in findings if not finding.rule.startswith("JB-A")] for findings in judged]

    @cached_property
    def submissions(self):
        return [self._submission(self.form, case.title, case.values, case.rows) for case in self.cases]

    @cached_property
    def others(self):
        """The other form of each case that has one."""
        filled = [(case.title, case.other) for case in self.cases if case.other is not None]
        return Others([Other(self.other_form, self._other(title, other)) for title, other in filled])

    def _other(self, title, other):
        return self._submission(self.other_form, title, other.get("填报", {}), other.get("明细", {}))

    def submission(self, case):
        return self.submissions[self.cases.index(case)]

    def place(self, label, section=None, form=None):
        """The identifier behind a label."""
        form = form or self.form
        if section:
            columns = form.list_sections[section].columns
            labels = {plain(form.text(column.label)): f"{section}.{column.id}" for column in columns}
        else:
            labels = {form.label_of(n): n for n in (*form.scalars, *form.list_columns)}
            labels |= {form.label_of(n): n for n in form.list_sections}
        return labels[label]

    def _submission(self, form, title, values, lists):
        cells = [self._cell(form, self.place(label, None, form), None, value) for label, value in values.items()]
        sections = {section.label: section.id for section in form.lists}
        for label, rows in lists.items():
            section = sections[label]
            for number, row in enumerate(rows, start=1):
                for column, value in row.items():
                    if column == SAME_BLOCK:
                        block = Decimal(value)
                        cells.append(Cell(f"{section}.{names.ITEM}", number, "表", "", str(value), block))
                    else:
                        cells.append(self._cell(form, self.place(column, section, form), number, value))
        addresses = {name: ("表", f"B{number}") for number, name in enumerate(form.scalars, start=1)}
        addresses |= dict.fromkeys(form.list_columns, ("表", "C"))
        sheet_rows = {sections[label]: tuple(range(101, 101 + len(rows))) for label, rows in lists.items()}
        filled = tuple(cell for cell in cells if cell.value is not None)
        unit = Unit(str([case.title for case in self.cases].index(title) + 1), title)
        return Submission(form.id, "1.0", unit, "", "", filled, (), {}, addresses, sheet_rows)

    def _cell(self, form, name, row, value):
        """A cell as it is read: typed text for text, a number as a number cell, #… for an error."""
        expected = form.expected[name]
        kind = "error" if str(value).startswith("#") else "text" if isinstance(value, str) else "number"
        reading = interpret(RawCell(kind, str(value), None, 0), expected)
        return Cell(name, row, "表", "", reading.shown, reading.value)


FILES = {path.stem: path for path in sorted(CASES.glob("*.toml"))}
_READ: dict[str, CaseFile] = {}


def case_file(kind):
    """The cases of a kind, read once."""
    if kind not in _READ:
        _READ[kind] = CaseFile(FILES[kind])
    return _READ[kind]


@pytest.fixture(scope="session")
def case_files():
    """All files of cases by kind."""
    return {kind: case_file(kind) for kind in FILES}


def pytest_generate_tests(metafunc):
    if {"kind_of_cases", "case"} <= set(metafunc.fixturenames):
        found = [(kind, case) for kind in FILES for case in case_file(kind).cases]
        metafunc.parametrize(("kind_of_cases", "case"), found, ids=[f"{kind}-{case.title}" for kind, case in found])
