"""A workbook with the sheets of several departments side by side."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.workbook.defined_name import DefinedName

from addin.demo.run import published_document
from addin.demo.split import made_up_roster, split
from tests.buttons.payload import RemoteExcel
from tests.workbooks import WUHAN
from workbook_templates.catalogue import find_form
from workbook_templates.ooxml import Package
from workbook_templates.writing import fill

OFFICES = ("办公室", "科室 A", "人事科")


def department_workbooks():
    """The workbooks of three departments."""
    folder, source = find_form(WUHAN), published_document(WUHAN)
    documents = split(folder.load(), source, made_up_roster(source.unit))[:3]
    return [fill(folder.load(), folder.template(), document) for document in documents]


def side_by_side(data, departments, *, own_names):
    """A workbook with a copy of the form's sheet for each department, holding what its workbook holds.

    Excel gives a copied sheet names of its own; other programs may not.
    """
    excel = RemoteExcel(data)
    for title, department in zip(OFFICES, departments, strict=True):
        for index, book in enumerate((excel.typed, excel.shown)):
            source = openpyxl.load_workbook(io.BytesIO(department), data_only=bool(index))
            old = source["申报表"]
            new = book.create_sheet(title)
            for row in old.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        new[cell.coordinate].value = cell.value
                        new[cell.coordinate].number_format = cell.number_format
            for area in old.merged_cells.ranges:
                new.merge_cells(str(area))
            for name, text in Package.open(department).defined_names.items() if own_names and not index else ():
                if text.startswith("申报表!"):
                    own = f"'{title}'!{text.rpartition('!')[2]}"
                    new.defined_names[name] = DefinedName(name, attr_text=own)
    return excel
