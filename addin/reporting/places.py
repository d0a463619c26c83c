"""What a report's template refers to: places of the workbook, under the identifiers of the form.

{{ income.total.amount }}                      a single field or a table's cell
{%tr for row in projects %} {{ row.budget }}   a list's rows
{% if is_summary %}, {{ unit.name }}, {{ year }}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

from addin.reporting.figures import printed, short, trimmed, unit_of
from addin.reporting.texts import highlighted, passed
from workbook_templates.submission import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from validation import Finding
    from workbook_templates.model import Expected
    from workbook_templates.submission import Value

DASH = "—"
"""Printed where a blank is no omission."""


@dataclass
class Usage:
    """What of the workbook came into the report.

    Attributes:
        missing: Labels of what is still to be filled in, each once.
        unreadable: Labels of what stands there and can't be read.
        questioned: Label and findings of the figures on which a mandatory finding stands.
        shown: Identifier, number of the row and the text as printed, of each figure.
        placed: The rows of a list of chapters that found their place.
        pictures: Titles of the charts, in the order in which they stand.
        fontless: Whether this machine has no Chinese font, so that pictures name things by numbers.
    """

    missing: dict[str, None] = field(default_factory=dict)
    unreadable: dict[str, None] = field(default_factory=dict)
    questioned: dict[str, list[Finding]] = field(default_factory=dict)
    shown: dict[tuple[str, int | None], str] = field(default_factory=dict)
    placed: dict[str, set[int]] = field(default_factory=dict)
    pictures: dict[str, None] = field(default_factory=dict)
    fontless: bool = False

    def to_json(self) -> dict[str, object]:
        """As JSON data: how many figures and texts were filled in (填入), and the labels of those that were not."""
        return {
            "filled": len(self.shown),
            "missing": list(self.missing),
            "unreadable": list(self.unreadable),
            "questioned": list(self.questioned),
            "pictures": list(self.pictures),
        }


class Branch:
    """A node of the identifiers: what stands below it is found by its name."""

    __slots__ = ("_below",)

    def __init__(self, below: Mapping[str, object]) -> None:
        self._below = below

    def __getitem__(self, name: str) -> object:
        return self._below[name]

    def _with(self, **more: object) -> Branch:
        return Branch({**self._below, **more})


class Place:
    """A value of the workbook."""

    __slots__ = ("_expected", "_findings", "_id", "_label", "_row", "_usage", "_value")

    def __init__(
        self,
        identifier: str,
        label: str,
        expected: Expected,
        value: Value | None,
        usage: Usage,
        findings: list[Finding],
        row: int | None = None,
    ) -> None:
        self._id, self._label, self._row = identifier, label, row
        self._expected, self._value = expected, value
        self._usage, self._findings = usage, findings

    def __html__(self) -> str:
        return self._print(printed)

    def __str__(self) -> str:
        return self._print(printed)

    def __bool__(self) -> bool:
        """Whether it is filled in."""
        return not self._blank

    def __eq__(self, other: object) -> bool:
        return not self._blank and str(self._value) == str(other)

    def __hash__(self) -> int:
        return hash((self._id, self._row))

    @property
    def _blank(self) -> bool:
        return self._value is None or (isinstance(self._value, str) and not self._value.strip())

    def _print(self, how: Callable[[Value, str, int], str], unit: str = "", blank: str = "", name: str = "") -> Markup:
        if self._value is None or self._blank:
            if blank:
                return passed(blank)
            self._usage.missing[self._label] = None
            return highlighted(f"【待填：{name or self._label}】")
        if isinstance(self._value, Unreadable):
            self._usage.unreadable[self._label] = None
            return highlighted(f"【读不出：{self._value.shown}】")
        text = how(self._value, self._expected.type, self._expected.decimals) + unit
        self._usage.shown[(self._id, self._row)] = text
        if not self._findings:
            return passed(text)
        self._usage.questioned.setdefault(self._label, self._findings)
        return passed(text) + highlighted("【待核】")


class Rows:
    """A list section: its rows in order."""

    __slots__ = ("_columns", "_id", "_label", "_rows", "_usage")

    def __init__(self, identifier: str, label: str, columns: list[str], rows: list[Branch], usage: Usage) -> None:
        self._id, self._label, self._columns, self._rows, self._usage = identifier, label, columns, rows, usage

    def __iter__(self) -> Iterator[Branch]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __html__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        """The rows of a list of texts, a paragraph each; what is to be filled in where there are none."""
        if not self._rows:
            self._usage.missing[self._label] = None
            return highlighted(f"【待填：{self._label}】")
        return passed("\n").join(Markup(str(row[self._columns[0]])) for row in self._rows)  # noqa: S704


def short_filter(place: object) -> object:
    """{{ x|short }}: 39.03万, 2.8亿, without closing zeros."""
    return place._print(short) if isinstance(place, Place) else place  # noqa: SLF001


def with_unit(place: object) -> object:
    """{{ x|with_unit }}: 182,142.95万元."""
    if not isinstance(place, Place):
        return place
    expected = place._expected  # noqa: SLF001
    return place._print(printed, unit_of(place._label, expected.type, expected.money_unit))  # noqa: SLF001


def optional(place: object) -> object:
    """{{ x|optional }}: a dash where it is blank."""
    return place._print(printed, blank=DASH) if isinstance(place, Place) else place  # noqa: SLF001


def cell(place: object, look: str = "") -> object:
    """{{ x|cell }}, in a table: what is missing is called by its column only.

    Args:
        place: The value.
        look: "optional" for a dash where it is blank, "trimmed" for a figure without closing zeros.
    """
    if not isinstance(place, Place):
        return place
    name = place._label.rpartition("／")[2]  # noqa: SLF001
    return place._print(trimmed if look == "trimmed" else printed, "", DASH if look == "optional" else "", name)  # noqa: SLF001


def label(place: object) -> object:
    """{{ x|label }}: what the form calls it."""
    return passed(place._label) if isinstance(place, (Place, Rows)) else place  # noqa: SLF001
