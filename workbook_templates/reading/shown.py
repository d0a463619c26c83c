"""The lists of a summary as its official form shows them: merged, or the bureau's own; not the units' rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbook_templates import names
from workbook_templates.catalogue import find_form
from workbook_templates.ooxml import Package
from workbook_templates.printed import printed
from workbook_templates.reading.intake import Intake
from workbook_templates.reading.lists import ListReader
from workbook_templates.reading.sheets import Sheets

if TYPE_CHECKING:
    from pathlib import Path

    from workbook_templates.model import Form
    from workbook_templates.ooxml import Area
    from workbook_templates.submission import Cell


@dataclass
class _OfficialForm(Sheets):
    """A summary's sheets, the lists' names pointing to the official form instead of the detail sheets."""

    form: Form | None = None
    template: Package | None = None

    def area(self, name: str) -> Area | None:
        form, template = self.form, self.template
        if form is None or template is None:
            return super().area(name)
        section = name if name in form.list_sections else name.rpartition(".")[0]
        shown = super().area(f"{section}.{names.SHOWN}") if section in form.list_sections else None
        if shown is None or name.endswith(f".{names.SHOWN}"):
            return super().area(name)
        # Columns stand in the summary where they stand in the form's template; it does not say whose a row is.
        return shown if name == section else template.area(name)


def shown_cells(path: Path, identifier: str) -> list[Cell]:
    """The cells of the lists on a summary's official form.

    Raises:
        UnreadableWorkbookError: the file can't be read.
        FormError: its form can't be used.
    """
    folder = find_form(identifier)
    form, template = folder.load(), Package.open(folder.template())
    sheets = _OfficialForm(Package.open(path), form=form, template=template)
    intake = Intake(sheets, form, printed(form, template))
    ListReader(intake).read()
    return intake.cells
