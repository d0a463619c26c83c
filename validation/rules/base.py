"""What a check is, what it looks at, and what it finds."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from validation.findings import shown
from workbook_templates.computing import operands, signed_sum
from workbook_templates.rules import unsigned
from workbook_templates.submission import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from validation.findings import Operand
    from workbook_templates.frames import Frames
    from workbook_templates.model import Form
    from workbook_templates.rules import RuleBase
    from workbook_templates.submission import Value

    Row = Mapping[str, Value | None]
    Judge = Callable[["Entry"], "Evidence | None"]

MOST_PLACES = 12
"""More figures than these are not listed one by one: a list's column is then one operand."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a row of a frame fails a check.

    Attributes:
        actual: What was found; by default the value of the field.
        expected: What it should be, if one value can be named.
        operands: (identifier, row of its list or None) of the figures that took part; a list's column without
            a row stands for all its rows.
        slots: Further words for the message.
        beside: Figures of another form that took part, ready to be shown.
        more: Further failures of the same row, each a finding of its own.
    """

    actual: Value | None = None
    expected: Value | None = None
    difference: Decimal | None = None
    operands: Sequence[tuple[str, int | None]] = ()
    slots: dict[str, str] = field(default_factory=dict)
    beside: Sequence[Operand] = ()
    more: Sequence[Evidence] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One relation to be looked at in every row of a frame.

    Attributes:
        rule: The form's rule that asks for it.
        section: The list section whose frame is checked, or "" for the wide frame.
        field: The identifier under which a failure is shown.
        judge: For each row of the frame, None if it holds, else why it fails.
        message: Key of the wording, if not the rule's kind.
    """

    rule: RuleBase
    section: str
    field: str
    judge: Callable[[Frames], list[Evidence | None]]
    message: str = ""


class Entry(NamedTuple):
    """What one row of a frame says: a unit's values, and in a list's frame those of one of its rows."""

    form: Form
    scalars: Row
    rows: Mapping[str, Sequence[Row]]
    section: str = ""
    number: int | None = None

    def value(self, name: str) -> Value | None:
        """The value of a scalar, or of a column of the row's own list."""
        return self.scalars.get(name)

    def values(self, names: Sequence[str]) -> list[Value | None]:
        """The values behind names: of a list other than the row's own, all of a column."""
        return operands(names, self.scalars, self.rows)

    def summed(self, names: Sequence[str]) -> Decimal | None:
        """The sum of operands, those with a minus sign taken off."""
        return signed_sum(names, self.scalars, self.rows)

    def places(self, names: Sequence[str]) -> list[tuple[str, int | None]]:
        """Where the figures behind names stand: each of them, or a column as a whole where they are too many."""
        own = [unsigned(name) for name in names]
        found: list[tuple[str, int | None]] = []
        for name in own:
            section = self.form.section_of(name)
            if section and section == self.section:
                found.append((name, self.number))
            elif section:
                found += [(name, number) for number in range(1, len(self.rows[section]) + 1)]
            else:
                found.append((name, None))
        if len(found) <= MOST_PLACES:
            return found
        return [(name, self.number if self.form.section_of(name) == self.section else None) for name in own][
            :MOST_PLACES
        ]


def entries(frames: Frames, section: str) -> Iterator[Entry]:
    """The rows of a frame, each with what a check may look at."""
    for record, rows in zip(frames.records, frames.rows, strict=True):
        if not section:
            yield Entry(frames.form, record, rows)
            continue
        others = {name: own for name, own in rows.items() if name != section}
        for number, row in enumerate(rows[section], start=1):
            named = {f"{section}.{column}": value for column, value in row.items()}
            yield Entry(
                frames.form, cast("Row", ChainMap(named, cast("dict[str, Value]", record))), others, section, number
            )


def check_each(rule: RuleBase, form: Form, name: str, judge: Judge, message: str = "") -> Check:
    """A check that judges each row by itself, shown at `name`: for a list's column, row by row."""
    section = form.section_of(name)
    return Check(rule, section, name, partial(_judge_entries, section, judge), message)


def check_units(rule: RuleBase, name: str, judge: Judge, message: str = "") -> Check:
    """A check that judges each unit as a whole, shown at `name`: for a list's column, at its first row."""
    return Check(rule, "", name, partial(_judge_entries, "", judge), message)


def _judge_entries(section: str, judge: Judge, frames: Frames) -> list[Evidence | None]:
    return [judge(entry) for entry in entries(frames, section)]


def readable(*values: Value | None) -> bool:
    """Whether none of the values is unreadable: such a cell has its own finding and is not judged twice."""
    return not any(isinstance(value, Unreadable) for value in values)


def blank(value: Value | None) -> bool:
    """Whether nothing was filled in."""
    return value is None or (isinstance(value, str) and not value.strip())


def difference(actual: Value | None, expected: Value | None) -> Decimal | None:
    """Actual minus expected; None where one of them is no number."""
    return actual - expected if isinstance(actual, Decimal) and isinstance(expected, Decimal) else None


def in_words(form: Form, name: str, value: Value | None) -> str:
    """A value of a field as it stands in a sentence: years ungrouped, percentages with their sign."""
    kind = form.expected[name].type if name in form.expected else ""
    sign = "%" if kind == "percent" and isinstance(value, Decimal) else ""
    return f"{shown(value, grouped=kind != 'year')}{sign}"
