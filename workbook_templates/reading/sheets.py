"""The sheets of a workbook, parsed once, and the form that its cover names."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from workbook_templates import names
from workbook_templates.catalogue import FormFolder, UnknownFormError, find_form
from workbook_templates.submission import RejectedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook_templates.model import Form
    from workbook_templates.ooxml import Area, RawCell
    from workbook_templates.reading.source import Source


@dataclass
class Sheets:
    """A workbook whose sheets are parsed once, when asked for."""

    source: Source
    parsed: dict[str, Mapping[tuple[int, int], RawCell]] = field(default_factory=dict)

    def cells(self, sheet: str) -> Mapping[tuple[int, int], RawCell]:
        """The filled cells of a sheet by row and column."""
        if sheet not in self.parsed:
            self.parsed[sheet] = self.source.cells(sheet)
        return self.parsed[sheet]

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.source.sheet_names)

    def area(self, name: str) -> Area | None:
        """The area that a name is bound to, None if the name or its sheet is gone."""
        area = self.source.area(name)
        return area if area is not None and area.sheet in self._names else None

    def text(self, name: str) -> str:
        """The text in the cell that a name is bound to; blank if there is none."""
        area = self.area(name)
        raw = self.cells(area.sheet).get((area.first_row, area.first_column)) if area else None
        return raw.text.strip() if raw else ""


def identify(sheets: Sheets) -> tuple[Form, FormFolder]:
    """The form that a workbook's cover names.

    Raises:
        RejectedError: it names none, an unknown one, or another version.
    """
    identifier = sheets.text(names.FORM)
    if not identifier:
        raise RejectedError("no_form_mark")
    try:
        folder = find_form(identifier)
    except UnknownFormError:
        raise RejectedError("unknown_form", form=identifier) from None
    form = folder.load()
    version = sheets.text(names.VERSION)
    if version != form.form.version:
        raise RejectedError("other_version", form=identifier, version=version or "（空）", current=form.form.version)
    lost = [name for name in form.sheets if name not in sheets.source.sheet_names]
    if lost:
        raise RejectedError("missing_sheet", sheet="”“".join(lost))
    return form, folder
