"""Submissions of one form as frames: one wide frame (a row per unit), one long frame per list section."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from workbook_templates.computing import compute
from workbook_templates.others import NO_OTHERS, Others, kind_wanted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook_templates.model import Form
    from workbook_templates.others import Other
    from workbook_templates.rules import Wanted
    from workbook_templates.submission import Submission, Value


@dataclass(frozen=True, eq=False)
class Frames:
    """The values of many submissions of one form.

    Cells are objects: Decimal, str, date, `Unreadable`, or None where blank. No float is made of them.
    """

    form: Form
    submissions: Sequence[Submission]
    others: Others = NO_OTHERS
    """What the submissions are compared with; by default nothing."""

    @cached_property
    def records(self) -> list[Mapping[str, Value]]:
        """Scalars of each submission.

        A computed field whose formula no program has calculated is a finding; here it has the value that the
        form computes, so that the other relations can be judged all the same.
        """
        return [self._record(submission, rows) for submission, rows in zip(self.submissions, self.rows, strict=True)]

    def _record(self, submission: Submission, rows: Mapping[str, list[dict[str, Value]]]) -> Mapping[str, Value]:
        uncached = {note.field for note in submission.notes if note.code == "uncached_formula"} & self.form.computed_ids
        if not uncached:
            return submission.scalars
        computed = compute(self.form, submission.scalars, rows, rolled_up=submission.summary)
        kept = {name: value for name, value in submission.scalars.items() if name not in uncached}
        return kept | {name: value for name in uncached if (value := computed[name]) is not None}

    @cached_property
    def rows(self) -> list[dict[str, list[dict[str, Value]]]]:
        """Rows of each list section, of each submission."""
        return [{s.id: submission.rows(s.id) for s in self.form.lists} for submission in self.submissions]

    def counterparts(self, wanted: Wanted) -> list[Other | None]:
        """For each submission, the form of the same unit with which it is compared.

        None where there is none, or there are several that say different things.
        """
        kind = kind_wanted(self.form, wanted)
        if kind not in self.others.kinds:
            return [None for _ in self.submissions]
        return [self.others.clear(submission.unit, kind) for submission in self.submissions]

    @cached_property
    def wide(self) -> pd.DataFrame:
        """A row per submission, a column per scalar."""
        data = {name: [record.get(name) for record in self.records] for name in self.form.scalars}
        return pd.DataFrame(data, index=range(len(self.submissions)), dtype=object)

    @cached_property
    def places(self) -> dict[str, list[tuple[int, int]]]:
        """For each list section, (position of the submission, number of the row) of each row of its frame."""
        return {
            section.id: [
                (position, number)
                for position, rows in enumerate(self.rows)
                for number in range(1, len(rows[section.id]) + 1)
            ]
            for section in self.form.lists
        }

    @cached_property
    def long(self) -> dict[str, pd.DataFrame]:
        """For each list section, a row per row of each submission."""
        return {section.id: self._long(section.id) for section in self.form.lists}

    def _long(self, section: str) -> pd.DataFrame:
        columns = [column.id for column in self.form.list_sections[section].columns]
        rows = [row for unit in self.rows for row in unit[section]]
        data = {column: [row.get(column) for row in rows] for column in columns}
        return pd.DataFrame(data, index=range(len(rows)), dtype=object)

    def frame(self, section: str) -> pd.DataFrame:
        """The frame of a list section, or the wide frame for ""."""
        return self.long[section] if section else self.wide

    def column(self, name: str) -> list[Value | None]:
        """A scalar of each submission, or a list column of each row of its frame."""
        section = self.form.section_of(name)
        return list(self.frame(section)[name.rpartition(".")[2] if section else name])
