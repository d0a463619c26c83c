"""Figures that a form computes: what stands there is what follows from the other values as they stand there."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from validation.rules.base import Check, Entry, Evidence, blank, difference, entries, readable
from workbook_templates.computing import results_of
from workbook_templates.rules import Computing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbook_templates.computing.operands import Results
    from workbook_templates.frames import Frames
    from workbook_templates.model import Form
    from workbook_templates.submission import Value

OFFERED = "offered"
"""The wording for a field left blank, whose value is known."""


def computed_checks(form: Form, rule: Computing) -> list[Check]:
    """Two checks for each target: it is not blank where it can be computed, and it is what is computed."""
    checks = []
    for each in [[key] for key in rule.each] or [[]]:
        single = rule.model_copy(update={"each": each})
        targets = single.targets()
        names = _operands_of(form, single.references(), targets)
        for target in targets:
            for message, found in ((OFFERED, _missing), ("", _wrong)):
                checks.append(Check(rule, "", target, partial(_judge, rule.id, target, names, found), message))
    return checks


def _operands_of(form: Form, references: Sequence[str], targets: Sequence[str]) -> list[str]:
    """What is shown beside a finding: a list itself only where none of its columns is."""
    names = [name for name in dict.fromkeys(references) if name not in targets]
    sections = {form.section_of(name) for name in names}
    return [name for name in names if name not in sections]


def _judge(
    rule_id: str,
    target: str,
    names: Sequence[str],
    found: Callable[[Value | None, Value], bool],
    frames: Frames,
) -> list[Evidence | None]:
    return [
        _evidence(entry, target, names, results[target], found)
        for entry, results in zip(entries(frames, ""), _results(frames, rule_id), strict=True)
    ]


@lru_cache(maxsize=4)
def _results(frames: Frames, rule_id: str) -> list[Results]:
    """What a rule computes for each unit, from the values as they stand there."""
    rule = frames.form.rule(rule_id)
    assert isinstance(rule, Computing)
    return [
        results_of(frames.form, rule, record, rows) for record, rows in zip(frames.records, frames.rows, strict=True)
    ]


def _evidence(
    entry: Entry,
    target: str,
    names: Sequence[str],
    expected: Value | None,
    found: Callable[[Value | None, Value], bool],
) -> Evidence | None:
    actual = entry.value(target)
    if expected is None or not readable(actual) or not found(actual, expected):
        return None
    return Evidence(actual, expected, difference(actual, expected), entry.places(names))


def _missing(actual: Value | None, _: Value) -> bool:
    return blank(actual)


def _wrong(actual: Value | None, expected: Value) -> bool:
    return not blank(actual) and (actual.strip() if isinstance(actual, str) else actual) != expected
