"""Where a submission is read from: a workbook's file, or a workbook that is open in Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook_templates.ooxml import Area, RawCell


class Source(Protocol):
    """A workbook, as far as reading needs it. `workbook_templates.ooxml.Package` is one."""

    @property
    def sheet_names(self) -> Sequence[str]:
        """Names of the sheets, in the order of the tabs."""
        ...

    @property
    def defined_names(self) -> Mapping[str, str]:
        """Names of the whole workbook and what they refer to."""
        ...

    @property
    def date1904(self) -> bool:
        """Whether dates count from 1904."""
        ...

    @property
    def number_formats(self) -> Sequence[str]:
        """The number format of each cell style; `RawCell.style` is the index."""
        ...

    def area(self, name: str) -> Area | None:
        """The area that a name means; None if it means none."""
        ...

    def cells(self, sheet: str) -> Mapping[tuple[int, int], RawCell]:
        """The cells of a sheet that hold something, by row and column.

        Raises:
            KeyError: No such sheet.
        """
        ...

    def merged(self, sheet: str) -> Sequence[Area]:
        """The merged areas of a sheet."""
        ...

    def properties(self) -> Mapping[str, str]:
        """The document's own properties (seal); none where they can't be read."""
        ...
