"""A submission (报表): one unit's workbook as flat cells, nothing judged and nothing lost."""

from __future__ import annotations

import dataclasses
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_SLOTS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value that stands in a cell and can't be read: neither blank nor zero."""

    shown: str


Value: TypeAlias = Decimal | str | date | Unreadable


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit (预算单位)."""

    code: str
    name: str


class Cell(NamedTuple):
    """One filled cell of a form. A tuple, because worker processes hand over a hundred thousand of them.

    Attributes:
        field: The scalar's identifier, or "list.column".
        row: For a list, the position of the row (from 1).
        shown: What the cell holds, as text.
        value: What it means: amounts at the form's decimals, percentages as the number before the %.
    """

    field: str
    row: int | None
    sheet: str
    address: str
    shown: str
    value: Value


class Note(NamedTuple):
    """Something noticed while reading. `code` is the key of its message in the catalogue."""

    code: str
    field: str = ""
    row: int | None = None
    sheet: str = ""
    address: str = ""
    slots: Mapping[str, str] = NO_SLOTS


class UnitExplanation(NamedTuple):
    """An 出错说明 with its unit and what has become of it: a line of a summary, all of it text.

    Attributes:
        place: The cell or the label that the officer named; blank for the rule as a whole.
        recorded: The figure when it was explained, if it was written down.
        figure: The figure as it now is; blank where nothing is found any more.
        state: Whether it is still needed, and whether it counts.
    """

    code: str
    name: str
    rule: str
    place: str
    recorded: str
    figure: str
    text: str
    state: str


class Seal(NamedTuple):
    """The mark of a workbook that was handed up (上报): a check against slips, not a signature.

    Attributes:
        sha256: Of what the workbook then said.
        at: When, as ISO text with its zone.
        version: The program's.
    """

    sha256: str
    at: str
    version: str


@dataclass(frozen=True)
class Submission:
    """A workbook that was read.

    Attributes:
        file: Path as given.
        sha256: Of the file's bytes.
        addresses: Sheet and address of each scalar, blank or not; of a list column, sheet and letters.
        summary: Whether it is a summary that the program made of other submissions.
        recorded: The figures for which explanations were written (填写说明时的数), by the keys of `explanations`.
        unit_explanations: In a summary, what its units explained.
        sheet_rows: For each list section, the sheet's row numbers of its rows.
        seal: The mark that it was handed up, if it has one.
    """

    form: str
    version: str
    unit: Unit
    file: str
    sha256: str
    cells: tuple[Cell, ...]
    notes: tuple[Note, ...] = ()
    explanations: Mapping[str, str] = dataclasses.field(default_factory=dict)
    addresses: Mapping[str, tuple[str, str]] = dataclasses.field(default_factory=dict)
    sheet_rows: Mapping[str, tuple[int, ...]] = dataclasses.field(default_factory=dict)
    summary: bool = False
    recorded: Mapping[str, str] = dataclasses.field(default_factory=dict)
    unit_explanations: tuple[UnitExplanation, ...] = ()
    seal: Seal | None = None

    def address(self, name: str, row: int | None = None) -> tuple[str, str]:
        """Sheet and address of a scalar's cell, or of a list's cell in its row; blank if it has none."""
        sheet, place = self.addresses.get(name, ("", ""))
        rows = self.sheet_rows.get(name.rpartition(".")[0], ())
        if row is None:
            return sheet, place if place[-1:].isdigit() or not rows else f"{place}{rows[0]}"
        return (sheet, f"{place}{rows[row - 1]}") if row <= len(rows) else (sheet, "")

    def explained(self, rule: str, *places: str) -> list[str]:
        """Keys of the 出错说明 that may be meant: for a place ("RULE@place"), by its names, then for the rule."""
        wanted = [f"{rule}@{place}" for place in places if place] + [rule]
        return [key for name in dict.fromkeys(map(_folded, wanted)) if (key := self._explained.get(name))]

    @cached_property
    def _explained(self) -> dict[str, str]:
        """The keys of the explanations as they were spelt, by how they are compared."""
        return {_folded(key): key for key, text in self.explanations.items() if text.strip()}

    def says_the_same(self, other: Submission) -> bool:
        """Whether both have the same values, wherever in their files these stand."""
        return self._content() == other._content()

    def _content(self) -> dict[tuple[str, int | None], Value]:
        return {(cell.field, cell.row): cell.value for cell in self.cells}

    @cached_property
    def scalars(self) -> Mapping[str, Value]:
        """Values of single fields and table cells."""
        return {cell.field: cell.value for cell in self.cells if cell.row is None}

    def rows(self, section: str) -> list[dict[str, Value]]:
        """The rows of a list section, in order."""
        found = self._sections.get(section, {})
        return [found.get(number, {}) for number in range(1, max(found, default=0) + 1)]

    @cached_property
    def _sections(self) -> dict[str, dict[int, dict[str, Value]]]:
        """Section → number of the row → column → value."""
        found: dict[str, dict[int, dict[str, Value]]] = {}
        for cell in self.cells:
            if cell.row is not None:
                section, _, column = cell.field.rpartition(".")
                found.setdefault(section, {}).setdefault(cell.row, {})[column] = cell.value
        return found


def _folded(key: str) -> str:
    """A rule's identifier or a place as it is compared: width, case and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", key).casefold().split())


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file that is no submission; `code` is the key of its message in the catalogue."""

    file: str
    code: str
    slots: Mapping[str, str] = dataclasses.field(default_factory=dict)
    sha256: str = ""


class RejectedError(Exception):
    """Raised while reading: the workbook can't be taken as a submission."""

    def __init__(self, code: str, **slots: str) -> None:
        super().__init__(code)
        self.code = code
        self.slots = slots
