"""Pandera schemas, built from the form.

Each frame has a schema: its columns, the types that they may hold, and a check for each rule, named by the
rule's id. A rule looks at all units at once; pandera runs them all and collects the failures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING

import pandera.pandas as pa
from pandera.errors import SchemaErrors

from validation.rules import Check, Evidence, checks_of
from validation.rules.base import blank
from workbook_templates.model import NUMERIC
from workbook_templates.rules import Computing
from workbook_templates.submission import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from workbook_templates.frames import Frames
    from workbook_templates.model import Form


TYPES = "types"


@dataclass(frozen=True, slots=True)
class Failure:
    """A row of a frame that fails a check."""

    check: Check
    position: int
    evidence: Evidence


Judged = list[tuple[Check, list["Evidence | None"]]]
"""The checks of one rule on one frame, with what each said of each row."""


@dataclass(frozen=True)
class FrameSchemas:
    """The pandera schemas of a form's frames: columns and types, and one named check for each rule."""

    form: Form

    @cached_property
    def checks(self) -> list[Check]:
        """The form's checks, in the order of its rules."""
        return checks_of(self.form)

    def schema(self, section: str, judged: Mapping[str, Judged]) -> pa.DataFrameSchema:
        """The schema of one frame; `judged` holds, by rule, what its checks said of the rows."""
        types = self._types(section)
        columns = {name: pa.Column(nullable=True, required=True) for name in types}
        checks = [pa.Check(partial(_all_typed, types=types), name=TYPES)]
        checks += [pa.Check(partial(_all_hold, judged=found), name=rule) for rule, found in judged.items()]
        return pa.DataFrameSchema(columns, checks=checks, name=section or self.form.id)

    def failures(self, frames: Frames) -> Iterator[Failure]:
        """Every failing row of every check, frame by frame."""
        for section in ("", *self.form.list_sections):
            frame = frames.frame(section)
            if len(frame):  # a form without a single field still has units
                yield from self._failures(frame, section, self._judged(section, frames))

    def _judged(self, section: str, frames: Frames) -> dict[str, Judged]:
        judged: dict[str, Judged] = {}
        for check in self.checks:
            if check.section == section:
                found = _where_it_holds(check, frames, check.judge(frames))
                judged.setdefault(check.rule.id, []).append((check, found))
        return judged

    def _failures(self, frame: pd.DataFrame, section: str, judged: Mapping[str, Judged]) -> Iterator[Failure]:
        try:
            self.schema(section, judged).validate(frame, lazy=True)
        except SchemaErrors as errors:
            for error in errors.schema_errors:
                rule = getattr(error.check, "name", "")
                if rule not in judged:
                    raise  # a frame of a wrong shape or type is a mistake in the program
                for check, found in judged[rule]:
                    for position, first in enumerate(found):
                        failed = () if first is None else (first, *first.more)
                        yield from (Failure(check, position, evidence) for evidence in failed)

    def _types(self, section: str) -> dict[str, tuple[type, ...]]:
        if section:
            values = {column.id: column.type for column in self.form.list_sections[section].columns}
        else:
            values = {name: scalar.type for name, scalar in self.form.scalars.items()}
        return {name: _python_types(kind) for name, kind in values.items()}


def _where_it_holds(check: Check, frames: Frames, found: list[Evidence | None]) -> list[Evidence | None]:
    """What a check said, without the units for which its rule is not meant."""
    rule = check.rule
    summaries_too = not (isinstance(rule, Computing) and rule.additive)
    if rule.if_filled is None and rule.if_blank is None and summaries_too:
        return found
    meant = [
        (summaries_too or not submission.summary)
        and (rule.if_filled is None or not blank(record.get(rule.if_filled)))
        and (rule.if_blank is None or blank(record.get(rule.if_blank)))
        for submission, record in zip(frames.submissions, frames.records, strict=True)
    ]
    if check.section:
        units = [unit for unit, _ in frames.places[check.section]]
        return [evidence if meant[unit] else None for unit, evidence in zip(units, found, strict=True)]
    return [evidence if holds else None for holds, evidence in zip(meant, found, strict=True)]


def _all_hold(_: pd.DataFrame, judged: Judged) -> bool:
    return all(evidence is None for _, found in judged for evidence in found)


def _python_types(kind: str) -> tuple[type, ...]:
    own: type = Decimal if kind in NUMERIC else date if kind == "date" else str
    return (own, Unreadable, type(None))


def _all_typed(frame: pd.DataFrame, types: Mapping[str, tuple[type, ...]]) -> bool:
    return all(isinstance(value, kinds) for name, kinds in types.items() for value in frame[name])
