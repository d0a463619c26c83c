"""Filled workbooks that several folders of tests want."""

from __future__ import annotations

from functools import lru_cache

from addin.demo.run import published_document
from addin.demo.split import made_up_roster, split
from addin.roster import write_roster
from workbook_templates.catalogue import find_form
from workbook_templates.writing import fill

WUHAN = "wuhan-target-2024"


@lru_cache(maxsize=8)
def published_workbook(identifier=WUHAN):
    """The bytes of a form's published workbook."""
    folder = find_form(identifier)
    return fill(folder.load(), folder.template(), published_document(identifier))


def made_up_units(folder, count, *, under=""):
    """The workbooks of made-up units in a folder, or in one below it, and 名录.xlsx; the paths of the workbooks."""
    source = find_form(WUHAN)
    form, template, published = source.load(), source.template(), published_document(WUHAN)
    roster = made_up_roster(published.unit, count)
    write_roster(roster, folder / "名录.xlsx")
    (folder / under).mkdir(exist_ok=True)
    files = []
    for document in split(form, published, roster):
        files.append(folder / under / f"{document.unit.name}.xlsx")
        files[-1].write_bytes(fill(form, template, document))
    return files
