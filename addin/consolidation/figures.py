"""The figures of a consolidation: summed, concatenated, computed, compared, and traced to their cells."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from addin.consolidation.nodes import as_unit
from udfs import roll_up
from validation.nodes import Difference
from workbook_templates import names
from workbook_templates.computing import compute
from workbook_templates.submission import Cell, Submission, Unreadable, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.consolidation.result import Consolidation
    from addin.roster import RosterUnit
    from workbook_templates.documents import Row
    from workbook_templates.model import Form, ListSection


def roll_up_figures(result: Consolidation) -> None:
    """Sums and lists of the contributing units, the bureau's own words, and what the form computes from them."""
    form = result.form
    result.rows = {section.id: concatenated(section, result.contributing()) for section in form.lists}
    own = result.own.scalars if result.own else {}
    entered: dict[str, Value] = {
        name: value
        for name, value in own.items()
        if form.scalars[name].rollup == "own" and not isinstance(value, Unreadable)
    }
    entered |= _present(_sums(form, [submission for _, submission in result.contributing()]))
    found = entered | _present(compute(form, entered, result.rows))
    result.values = {name: found[name] for name in form.scalars if name in found}


def _present(values: Mapping[str, Decimal | None]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not None}


def _sums(form: Form, submissions: Sequence[Submission]) -> dict[str, Decimal | None]:
    """Sums of the scalars that roll up so; computed ones follow from their parts."""
    records = [submission.scalars for submission in submissions]
    return {
        name: roll_up("sum", [v for r in records if isinstance(v := r.get(name), Decimal)]) for name in form.summed_ids
    }


def concatenated(section: ListSection, contributing: Sequence[tuple[RosterUnit, Submission]]) -> list[Row]:
    """The rows of a list section of all units, each with the code of its unit; a row that has one keeps it.

    Goals get their number within their unit, which their indicators refer to.
    """
    found: list[Row] = []
    for unit, submission in contributing:
        for number, row in enumerate(submission.rows(section.id), start=1):
            if row:
                item: Row = {names.ITEM: Decimal(number)} if section.item_label else {}
                found.append({names.OWNER: unit.code, **item, **row})
    return found


def compare(result: Consolidation) -> None:
    """差额表: for each node that reported itself and has units below it, reported against summed."""
    form = result.form
    for unit in result.roster.units:
        below = {node.code for node in result.roster.subtree(unit.code)[1:]} & set(result.contributors)
        if not below or unit.code not in result.received:
            continue
        parts = [submission for node, submission in result.contributing() if node.code in below]
        entered = _sums(form, parts)
        sums = entered | compute(form, entered, {})
        reported = result.received[unit.code].scalars
        for name, scalar in form.scalars.items():
            if scalar.rollup == "sum":
                result.differences.append(Difference(as_unit(unit), name, reported.get(name), sums.get(name)))


def contributions(result: Consolidation) -> list[tuple[RosterUnit, Submission, Cell]]:
    """溯源: each cell of a unit that went into a figure or a list of the summary."""
    form = result.form
    summed = set(form.summed_ids)
    own = {name for name, scalar in form.scalars.items() if scalar.rollup == "own"}
    found = []
    for unit, submission in result.contributing():
        found += [(unit, submission, cell) for cell in submission.cells if cell.row is None and cell.field in summed]
    root = result.roster.root
    if root is not None and result.own is not None:
        found += [(root, result.own, cell) for cell in result.own.cells if cell.row is None and cell.field in own]
    return found
