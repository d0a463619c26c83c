"""What the tests of the buttons share: real workbooks, and Excel in a browser."""

from __future__ import annotations

import shutil

import pytest

from tests.buttons.libreoffice_engine import Calc
from tests.workbooks import published_workbook
from workbook_templates.catalogue import form_folders
from workbook_templates.ooxml import Package

FORMS = sorted(form_folders())


@pytest.fixture(scope="session")
def published():
    """The published workbook of a form, by its identifier."""
    return published_workbook


@pytest.fixture(scope="session")
def typed_into():
    """A workbook into whose cells something was typed, by their names; None empties one."""

    def of(data, **values):
        package = Package.open(data)
        for name, value in values.items():
            area = package.area(name.replace("__", "."))
            package.patch(area.sheet).set_value(area.first_row, area.first_column, value)
        return package.to_bytes()

    return of


@pytest.fixture(scope="session")
def calc(libreoffice, tmp_path_factory):
    """LibreOffice as a live spreadsheet program."""
    program = Calc(shutil.which("soffice"), tmp_path_factory.mktemp("calc"))
    yield program
    program.close()
