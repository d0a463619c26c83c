"""Stamps out the units' workbooks from one template that is parsed once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workbook_templates import names
from workbook_templates.building.painter import ENTRY, LABEL
from workbook_templates.computing import compute
from workbook_templates.documents import DocumentError
from workbook_templates.ooxml import NO_FILL, Area, Package, Variant
from workbook_templates.writing import cell_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook_templates.documents import Row
    from workbook_templates.model import Form
    from workbook_templates.ooxml import CellValue
    from workbook_templates.submission import Unit, Value

_UNKNOWN: Final = object()
"""What a cell shows before the first workbook: nothing that it could be given."""


class Press:
    """Workbooks of one form, made one after another.

    The template's trees stay as the last workbook left them: only cells that differ from it are written, and then
    the parts that changed.
    """

    def __init__(self, form: Form, template: bytes, *, carried: bool) -> None:
        """Prepare the template: the cells of the unit are locked.

        Args:
            form: The form.
            template: Its workbook.
            carried: Whether last year's figures are carried over: a cell that gets none is then white, for entry.

        Raises:
            DocumentError: The template lacks a name of the form.
        """
        self._form = form
        self._package = Package.open(template)
        self._carried = {name: self._span(name) for name in form.carried_sources} if carried else {}
        self._looks = {name: self._look(span) for name, span in self._carried.items()}
        self._computed = {name: area for name in form.computed_ids if (area := self._package.area(name)) is not None}
        self._shown: dict[str, object] = {}
        self._lock()
        self._no_rows: dict[str, list[Row]] = {section.id: [] for section in form.lists}
        self._nothing = compute(form, {}, self._no_rows)

    def workbook(self, unit: Unit, figures: Mapping[str, Value]) -> bytes:
        """The workbook of a unit.

        Args:
            unit: Its code and name stand on the cover.
            figures: Last year's figures by the scalar into which they are carried.
        """
        self._show(names.UNIT_CODE, self._area(names.UNIT_CODE), unit.code)
        self._show(names.UNIT_NAME, self._area(names.UNIT_NAME), unit.name)
        mirror = self._package.area(names.UNIT_NAME_MIRROR)
        if mirror is not None:
            self._show_result(names.UNIT_NAME_MIRROR, mirror, unit.name)
        for name, span in self._carried.items():
            value = figures.get(name)
            self._paint(name, span, found=value is not None)
            self._show(name, span, None if value is None else cell_value(value, self._form.scalars[name]))
        computed = compute(self._form, figures, self._no_rows) if figures else self._nothing
        for name, area in self._computed.items():
            value = computed.get(name)
            self._show_result(name, area, "" if value is None else cell_value(value, self._form.scalars[name]))
        return self._package.to_bytes()

    # ── the template ─────────────────────────────────────────────────────────

    def _area(self, name: str) -> Area:
        area = self._package.area(name)
        if area is None:
            raise DocumentError(f"表样缺少名称 {name}：请运行 jibiao template check {self._form.id}")
        return area

    def _span(self, name: str) -> Area:
        """The cell of a name, with all that it is merged with."""
        area = self._area(name)
        corner = (area.first_row, area.first_column)
        return next((merged for merged in self._package.merged(area.sheet) if corner in merged), area)

    def _lock(self) -> None:
        """Locks code and name: on the cover grey as what else is given there, on the form without a colour."""
        for name in (names.UNIT_CODE, names.UNIT_NAME):
            span = self._span(name)
            fill = LABEL if span.sheet == names.COVER_SHEET else NO_FILL
            cells = _cells(span)
            patch = self._package.patch(span.sheet)
            variants = [Variant(patch.style_of(*cell), locked=True, fill=fill) for cell in cells]
            for cell, style in zip(cells, self._package.add_styles(variants), strict=True):
                patch.set_style(*cell, style)

    def _look(self, span: Area) -> tuple[list[int], list[int]]:
        """The styles of a cell's span with a figure, which are those of the template, and without."""
        patch = self._package.patch(span.sheet)
        pale = [patch.style_of(*cell) for cell in _cells(span)]
        return pale, self._package.add_styles([Variant(style, fill=ENTRY) for style in pale])

    # ── one workbook ─────────────────────────────────────────────────────────

    def _show(self, name: str, area: Area, value: CellValue) -> None:
        if self._shown.get(name, _UNKNOWN) != value:
            self._shown[name] = value
            self._package.patch(area.sheet).set_value(area.first_row, area.first_column, value)

    def _show_result(self, name: str, area: Area, value: CellValue) -> None:
        if self._shown.get(name, _UNKNOWN) != value:
            self._shown[name] = value
            self._package.patch(area.sheet).set_cached(area.first_row, area.first_column, value)

    def _paint(self, name: str, span: Area, *, found: bool) -> None:
        key = f"{name} "  # no identifier has a blank
        if self._shown.get(key, _UNKNOWN) is not found:
            self._shown[key] = found
            patch = self._package.patch(span.sheet)
            for cell, style in zip(_cells(span), self._looks[name][not found], strict=True):
                patch.set_style(*cell, style)


def _cells(area: Area) -> list[tuple[int, int]]:
    rows = range(area.first_row, area.last_row + 1)
    return [(row, column) for row in rows for column in range(area.first_column, area.last_column + 1)]
