"""A real workbook to type into: the published form, filled, as an officer has it open."""

from __future__ import annotations

import copy
import json
import re
import shutil

import pytest

from addin.demo.run import PUBLISHED, published_document
from validation import validate
from validation.reading import reading_findings
from workbook_templates.catalogue import find_form
from workbook_templates.documents import document_from_json, parse_json
from workbook_templates.ooxml import Area, Package, cell_position
from workbook_templates.reading import read_file, read_workbook
from workbook_templates.writing import fill

WORKBOOK_PART = "xl/workbook.xml"
FORM = "wuhan-target-2024"


class Book:
    """A workbook under an officer's hands: what is typed, inserted, deleted; then handed up."""

    def __init__(self, data, sheet):
        self.package = Package.open(data)
        self.sheet = sheet

    def place(self, field, row=None):
        """Sheet, row and column of a field's cell, or of a list's cell in its row."""
        area = self.package.area(field)
        return area.sheet, area.first_row + (row or 1) - 1, area.first_column

    def into(self, field, value, row=None):
        """Types a value, as a cell holds it, into a field."""
        sheet, line, column = self.place(field, row)
        self.package.patch(sheet).set_value(line, column, value)
        return self

    def at(self, address, value, sheet=None):
        """Types a value into a cell."""
        self.package.patch(sheet or self.sheet).set_value(*cell_position(address), value)
        return self

    def formula(self, field, text, cached=None):
        """Types a formula into a field; without `cached` no program has calculated it yet."""
        sheet, row, column = self.place(field)
        self.package.patch(sheet).set_formula(row, column, text, cached)
        return self

    def error(self, field, literal):
        """Lets a field show an Excel error."""
        sheet, row, column = self.place(field)
        patch = self.package.patch(sheet)
        patch.set_formula(row, column, "1", literal)
        area = Area(sheet, row, column, row, column).range
        part = self.part_of(sheet)
        data = self.package.part(part).decode()
        changed = re.sub(rf'(<c r="{area}"[^>]*?) t="str"', r'\1 t="e"', data)
        assert changed != data
        self.package.set_part(part, changed.encode())
        return self

    def part_of(self, sheet):
        return self.package.patch(sheet).part

    def text(self, address):
        """What a cell holds."""
        return self.package.cells(self.sheet)[cell_position(address)].text

    def insert_below(self, row, *, merged=False):
        """Inserts a row as Excel does: formats come from above, names grow, merges of the row above do not come."""
        patch = self.package.patch(self.sheet)
        patch.replace_rows(row, row, [row, row])
        for column in range(1, 9):
            patch.set_value(row + 1, column, None)
        if not merged:
            patch.unmerge(Area(self.sheet, row + 1, 1, row + 1, 8))
        return row + 1

    def delete_name(self, name):
        """Deletes a defined name, as the name manager does."""
        data = self.package.part(WORKBOOK_PART).decode()
        changed = re.sub(rf'<definedName name="{re.escape(name)}"[^>]*>[^<]*</definedName>', "", data)
        assert changed != data
        self.package.set_part(WORKBOOK_PART, changed.encode())
        return self

    def bytes(self):
        return self.package.to_bytes()

    def handed_up(self):
        """The submission that the bureau reads."""
        return read_workbook(self.bytes())

    def saved(self, path):
        path.write_bytes(self.bytes())
        return path


# What follows is of one module, which may name its form in PUBLISHED_FORM.


@pytest.fixture(scope="module")
def folder(request):
    return find_form(getattr(request.module, "PUBLISHED_FORM", FORM))


@pytest.fixture(scope="module")
def form(folder):
    return folder.load()


@pytest.fixture(scope="module")
def template(folder):
    return folder.template()


@pytest.fixture(scope="module")
def published(folder):
    """What was published of the form, by default 汉阳区教育局's."""
    return published_document(folder.id)


@pytest.fixture(scope="module")
def published_bytes(form, template, published):
    return fill(form, template, published)


@pytest.fixture(scope="module")
def submission(published_bytes):
    return read_workbook(published_bytes)


@pytest.fixture(scope="module")
def found(submission):
    """The findings of the published form."""
    return validate([submission])


@pytest.fixture(scope="module")
def by_rule(found):
    return lambda rule: [finding for finding in found if finding.rule == rule]


@pytest.fixture
def data(folder):
    """The published form as JSON data, to be changed at will."""
    return copy.deepcopy(parse_json((PUBLISHED / f"{folder.id}.json").read_text(encoding="utf-8")))


@pytest.fixture
def book(published_bytes, form):
    """The published form, open in Excel."""
    return Book(published_bytes, form.form.sheet)


@pytest.fixture
def book_of(form):
    """Opens any workbook of the form."""
    return lambda content: Book(content, form.form.sheet)


@pytest.fixture(scope="module")
def filled(form, template):
    """A workbook filled from JSON data."""
    return lambda given: fill(form, template, document_from_json(given, form))


@pytest.fixture(scope="session")
def findings():
    """The findings of one submission."""
    return lambda submission: validate([submission])


@pytest.fixture(scope="session")
def rules():
    """Rule ids of a submission's findings, of one severity or of all."""

    def rules(submission, severity=None):
        return {finding.rule for finding in validate([submission]) if severity in (None, finding.severity)}

    return rules


@pytest.fixture
def named(findings):
    """The findings of a submission that carry a rule id; for what was noticed while reading, no rule is run."""

    def named(submission, rule):
        if rule.startswith("JB-"):
            return [finding for finding in reading_findings(submission) if finding.rule == rule]
        return [finding for finding in findings(submission) if finding.rule == rule]

    return named


@pytest.fixture
def own_forms(tmp_path, monkeypatch):
    """A folder of an office's own forms, looked at before the program's."""
    root = tmp_path / "forms"
    root.mkdir()
    monkeypatch.setenv("JIBIAO_FORMS", str(root))
    return root


@pytest.fixture
def copied_form(own_forms, folder):
    """The published form's folder, copied so that it may be spoilt."""
    shutil.copytree(folder.path, own_forms / folder.id)
    return find_form(folder.id)


@pytest.fixture
def read_back(tmp_path):
    """Reads bytes as a file of any name."""

    def read(content, name="报表.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        return read_file(path)

    return read


@pytest.fixture(scope="session")
def as_text():
    """JSON data in one spelling, to be compared."""
    return lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True)
