"""Pandera schemas, built from the form.

Each frame has a schema: its columns and the types that they may hold, and at each column the rules
that report there. A rule looks at all units at once; pandera runs them all and collects the failures.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from validation.rules import Check, Evidence, checks_of
from workbook_templates.model import NUMERIC
from workbook_templates.submission import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook_templates.frames import Frames
    from workbook_templates.model import Form


@dataclass(frozen=True, slots=True)
class Failure:
    """A row of a frame that fails a check."""

    check: Check
    position: int
    evidence: Evidence


@dataclass
class FrameSchemas:
    """The pandera schemas of a form's frames.

    Attributes:
        checks: The form's checks by name ("WH24-R01/income.total.amount/0").
    """

    form: Form
    checks: dict[str, Check] = field(init=False)

    def __post_init__(self) -> None:
        self.checks = {f"{c.rule.id}/{c.field}/{n}": c for n, c in enumerate(checks_of(self.form))}

    def schema(self, section: str, judged: dict[str, list[Evidence | None]]) -> pa.DataFrameSchema:
        """The schema of one frame; `judged` holds what each check said of each row."""
        types = self._types(section)
        at: dict[str, list[pa.Check]] = {name: [] for name in types}
        for name, check in self.checks.items():
            if check.section == section and name in judged:
                column = check.field.rpartition(".")[2] if section else check.field
                # A check may report at a list from the wide frame: then any column carries it.
                at[column if column in at else next(iter(at))].append(_pandera_check(name, judged[name]))
        columns = {name: pa.Column(object, at[name], nullable=True, required=True) for name in types}
        contract = pa.Check(lambda frame: _all_typed(frame, types), name="types", error="a cell holds a foreign type")
        return pa.DataFrameSchema(columns, checks=[contract], name=section or self.form.id)

    def _types(self, section: str) -> dict[str, tuple[type, ...]]:
        if section:
            values = {column.id: column.type for column in self.form.list_sections[section].columns}
        else:
            values = {name: scalar.type for name, scalar in self.form.scalars.items()}
        return {name: _python_types(kind) for name, kind in values.items()}

    def failures(self, frames: Frames) -> Iterator[Failure]:
        """Every failing row of every check, frame by frame."""
        for section in ("", *self.form.list_sections):
            frame = frames.frame(section)
            if frame.empty:
                continue
            judged = {name: check.judge(frames) for name, check in self.checks.items() if check.section == section}
            yield from self._failures(frame, section, judged)

    def _failures(
        self, frame: pd.DataFrame, section: str, judged: dict[str, list[Evidence | None]]
    ) -> Iterator[Failure]:
        # Only rules that fail somewhere need pandera's bookkeeping, but all are in the schema.
        try:
            self.schema(section, judged).validate(frame, lazy=True)
        except SchemaErrors as errors:
            for error in errors.schema_errors:
                name = getattr(error.check, "name", "")
                if name not in self.checks:
                    raise
                for position, evidence in enumerate(judged[name]):
                    if evidence is not None:
                        yield Failure(self.checks[name], position, evidence)


def _pandera_check(name: str, judged: list[Evidence | None]) -> pa.Check:
    return pa.Check(
        lambda series: pd.Series([evidence is None for evidence in judged], index=series.index),
        name=name, ignore_na=False, n_failure_cases=1,
    )  # fmt: skip


def _python_types(kind: str) -> tuple[type, ...]:
    own: type = Decimal if kind in NUMERIC else date if kind == "date" else str
    return (own, Unreadable, type(None))


def _all_typed(frame: pd.DataFrame, types: dict[str, tuple[type, ...]]) -> Any:
    return all(isinstance(value, kinds) for name, kinds in types.items() for value in frame[name])
