"""Last year's figures (上年数): found in last year's unit workbooks and summaries, by unit and field."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from addin.collect import find_workbooks, read_all
from addin.validating import is_roster
from udfs import convert_unit, round_half_up
from validation.messages import rejection
from workbook_templates.catalogue import find_form
from workbook_templates.reading.details import units_within
from workbook_templates.submission import Rejection, Submission, Unreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from addin.collect import Progress
    from addin.roster import Roster, RosterUnit
    from workbook_templates.model import Form, Scalar
    from workbook_templates.submission import Unit, Value


class Claim(NamedTuple):
    """What one file says of one unit, in which form, and of which scalars it can say anything.

    A summary's units have what it sums only.
    """

    submission: Submission
    form: Form
    known: Collection[str]

    @property
    def file(self) -> str:
        """The file that says it."""
        return self.submission.file

    @property
    def summed(self) -> bool:
        """Whether a summary says it; the unit's own workbook goes before."""
        return self.submission.summary


@dataclass
class LastYear:
    """Last year's figures for the units of this year.

    Attributes:
        figures: By unit code, the figure for each scalar into which one is carried.
        sources: The file from which a unit's figures come.
        missing: Units of which nothing was found.
        lacking: How many units have a scalar blank because last year's form has no such field.
        blank: How many have it blank because last year's cell was blank or could not be read.
        duplicate: Units of which several files say different things: nothing is carried.
        different: Units whose own workbook says something else than the summary: the workbook counts.
        unknown: Units of last year that the roster does not have.
        rejected: Files that can't be used, with the reason.
        passed_over: Files that are no workbooks of last year, with the reason.
    """

    path: Path
    files: int = 0
    figures: dict[str, dict[str, Value]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    missing: list[RosterUnit] = field(default_factory=list)
    lacking: Counter[str] = field(default_factory=Counter)
    blank: Counter[str] = field(default_factory=Counter)
    duplicate: list[tuple[RosterUnit, list[str]]] = field(default_factory=list)
    different: list[tuple[RosterUnit, list[str]]] = field(default_factory=list)
    unknown: list[tuple[Unit, str]] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)

    @property
    def carried(self) -> int:
        """How many figures are carried over."""
        return sum(map(len, self.figures.values()))


def read_last_year(
    form: Form, units: Sequence[RosterUnit], roster: Roster, path: Path, aside: Iterable[Path] = (),
    progress: Progress | None = None,
) -> LastYear:  # fmt: skip
    """The figures that units carry over from last year.

    Args:
        form: This year's form.
        units: The units wanted.
        roster: All units.
        path: A workbook of last year, a unit's or a summary, or a folder of them.
        aside: Files that may lie there and are none, such as the roster.
        progress: Told how far the reading is.

    Raises:
        NothingFoundError: There is no workbook.
    """
    found = find_workbooks([path])
    beside = {other.resolve() for other in aside}
    files = [file for file in found.files if file.resolve() not in beside]
    result = LastYear(path, len(files))
    result.passed_over = [(str(file), reason) for file, reason in found.passed_over]
    claims: dict[str, list[Claim]] = {}
    for outcome in read_all(files, progress):
        for claim in _claims(form, outcome, result):
            named = claim.submission.unit
            unit = roster.unit_of(named.code, named.name)
            if unit is None:
                result.unknown.append((named, claim.file))
            else:
                claims.setdefault(unit.code, []).append(claim)
    for unit in units:
        _choose(form, unit, claims.get(unit.code, []), result)
    return result


def _claims(form: Form, outcome: Submission | Rejection, result: LastYear) -> list[Claim]:
    """What a file says of units; one that is not of last year is rejected."""
    if isinstance(outcome, Rejection) and is_roster(outcome):
        result.passed_over.append((outcome.file, "名录"))
        return []
    if isinstance(outcome, Rejection):
        result.rejected.append((outcome.file, rejection(outcome.code, outcome.slots).text))
        return []
    old = find_form(outcome.form).load()
    if reason := _unsuitable(form, old, outcome):
        result.rejected.append((outcome.file, reason))
        return []
    within = units_within(outcome) if outcome.summary else []
    parts = [Claim(part, old, old.summed_ids) for part in within if part.unit.code != outcome.unit.code]
    return [Claim(outcome, old, old.scalars), *parts]


def _unsuitable(form: Form, old: Form, submission: Submission) -> str:
    """Why a submission says nothing of last year; blank if it does."""
    if old.form.family != form.form.family:
        return f"是另一张表 {old.id}，不是 {form.form.title}上年的表。请确认是否放错文件夹。"
    if old.form.year != form.form.year - 1:
        return f"是 {old.form.year} 年的表，上年应是 {form.form.year - 1} 年。请确认是否放错文件夹。"
    if any(note.code == "empty_form" for note in submission.notes):
        return "一项也没有填。"
    return ""


def _choose(form: Form, unit: RosterUnit, claims: Sequence[Claim], result: LastYear) -> None:
    """The unit's own workbook, else a summary; nothing where two of a kind say different things."""
    best = [claim for claim in claims if not claim.summed] or list(claims)
    if not best:
        result.missing.append(unit)
        return
    figures = [_figures(form, claim) for claim in best]
    if any(other != figures[0] for other in figures[1:]):
        result.duplicate.append((unit, [claim.file for claim in best]))
        return
    others = [claim for claim in claims if claim.summed and claim not in best]
    if any(_differ(figures[0], _figures(form, claim)) for claim in others):
        result.different.append((unit, [best[0].file, *(claim.file for claim in others)]))
    result.figures[unit.code] = figures[0]
    result.sources[unit.code] = best[0].file
    for name in form.carried_sources.keys() - figures[0].keys():
        (result.blank if _has(form, best[0], name) else result.lacking)[name] += 1


def _differ(one: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
    """Whether two claims contradict each other: a summary does not have every field."""
    return any(one[name] != other[name] for name in one.keys() & other.keys())


def _figures(form: Form, claim: Claim) -> dict[str, Value]:
    """The claim's figures by the scalar into which they are carried."""
    found = {}
    for name, source in form.carried_sources.items():
        value = claim.submission.scalars.get(source) if _has(form, claim, name) else None
        if value is not None and not isinstance(value, Unreadable):
            found[name] = _converted(value, form.scalars[name], form, claim.form)
    return found


def _has(form: Form, claim: Claim, name: str) -> bool:
    """Whether last year's form has the figure for a scalar, of the same kind."""
    source = form.carried_sources[name]
    if source not in claim.known:
        return False
    now, then = form.scalars[name].type, claim.form.scalars[source].type
    return now == then or {now, then} == {"number", "integer"}


def _converted(value: Value, scalar: Scalar, form: Form, old: Form) -> Value:
    """A figure in this year's money unit, at this year's decimals."""
    if not isinstance(value, Decimal):
        return value
    if scalar.type == "money":
        value = convert_unit(value, old.form.money_unit, form.form.money_unit)
    return round_half_up(value, scalar.decimals)
