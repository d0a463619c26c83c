"""Sheets that stand side by side in one open workbook, each a copy of the form's sheet: read like workbooks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbook_templates.catalogue import find_form
from workbook_templates.ooxml import Area, Package
from workbook_templates.printed import comparable, printed
from workbook_templates.reading import read_source
from workbook_templates.submission import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.book.reading import OpenBook
    from workbook_templates.model import Form
    from workbook_templates.ooxml import RawCell
    from workbook_templates.submission import Submission

ALIKE = 0.8
"""A sheet is a copy of the form's if it has this share of its printed texts."""


class SideSheet:
    """An open workbook in which a copy stands for the form's sheet.

    Excel gives a copied sheet names of its own; where a program gave it none, its cells are where the form's are.
    """

    date1904 = False

    def __init__(self, source: OpenBook, form_sheet: str, copy: str) -> None:
        self._source, self._form_sheet, self._copy = source, form_sheet, copy

    @property
    def sheet_names(self) -> Sequence[str]:
        """Names of the sheets, in the order of the tabs."""
        return self._source.sheet_names

    @property
    def defined_names(self) -> Mapping[str, str]:
        """Names of the whole workbook."""
        return self._source.defined_names

    @property
    def number_formats(self) -> Sequence[str]:
        """The formats of what was read so far."""
        return self._source.number_formats

    def area(self, name: str) -> Area | None:
        """The area that a name means: on the copy, as if it stood on the form's sheet."""
        own = self._source.area(name, self._copy)
        if own is not None and own.sheet == self._copy:
            return replace(own, sheet=self._form_sheet)
        return self._source.area(name)

    def cells(self, sheet: str) -> Mapping[tuple[int, int], RawCell]:
        """The cells of a sheet; those of the copy for the form's."""
        return self._source.cells(self._actual(sheet))

    def merged(self, sheet: str) -> Sequence[Area]:
        """The merged areas of a sheet; those of the copy for the form's."""
        return [replace(area, sheet=sheet) for area in self._source.merged(self._actual(sheet))]

    def properties(self) -> Mapping[str, str]:
        """None: the mark of handing up is the whole workbook's."""
        return {}

    def _actual(self, sheet: str) -> str:
        return self._copy if sheet == self._form_sheet else sheet


def copies_of(source: OpenBook, form: Form) -> list[str]:
    """The sheets that are copies of the form's sheet, in the order of the tabs."""
    texts = printed(form, Package.open(find_form(form.id).template())).texts
    found = []
    for sheet in source.sheet_names:
        if sheet == form.form.sheet:
            continue
        own = {comparable(raw.text) for raw in source.cells(sheet).values() if raw.kind == "text"}
        if len(texts & own) >= ALIKE * len(texts):
            found.append(sheet)
    return found


def read_copy(source: OpenBook, form: Form, copy: str) -> Submission:
    """The submission on a copy; its unit is what its tab says.

    Raises:
        RejectedError: the workbook is no submission of a known form in its present version.
    """
    own = form.form.sheet
    read = read_source(SideSheet(source, own, copy), copy)
    return replace(
        read,
        unit=Unit(copy, copy),
        cells=tuple(cell._replace(sheet=copy) if cell.sheet == own else cell for cell in read.cells),
        notes=tuple(note._replace(sheet=copy) if note.sheet == own else note for note in read.notes),
        addresses={name: (copy if sheet == own else sheet, at) for name, (sheet, at) in read.addresses.items()},
    )
