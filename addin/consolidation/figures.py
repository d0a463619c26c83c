"""The figures of a consolidation: summed, concatenated, computed, compared, and traced to their cells."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from addin.consolidation.nodes import as_unit
from addin.consolidation.result import NodeFigures
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
    result.rows = {section.id: _rolled_up_rows(result, section) for section in form.lists}
    own = result.own.scalars if result.own else {}
    entered: dict[str, Value] = {
        name: value
        for name, value in own.items()
        if form.scalars[name].rollup == "own" and not isinstance(value, Unreadable)
    }
    entered |= _present(_sums(form, [submission for _, submission in result.contributing()]))
    found = entered | _present(compute(form, entered, result.rows, rolled_up=True))
    result.values = {name: found[name] for name in form.scalars if name in found}


def _rolled_up_rows(result: Consolidation, section: ListSection) -> list[Row]:
    if section.rollup == "all":
        return concatenated(section, result.contributing())
    return [row for row in result.own.rows(section.id) if row] if result.own else []


def _present(values: Mapping[str, Value | None]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not None}


def _sums(form: Form, submissions: Sequence[Submission]) -> dict[str, Decimal | None]:
    """Sums of the scalars that roll up so; computed ones follow from their parts."""
    records = [submission.scalars for submission in submissions]
    return {
        name: roll_up("sum", [v for r in records if isinstance(v := r.get(name), Decimal)]) for name in form.summed_ids
    }


def concatenated(section: ListSection, contributing: Sequence[tuple[RosterUnit, Submission]]) -> list[Row]:
    """The rows of a list section of all units, each with the code of its unit; a row that has one keeps it.

    Goals get their number within their unit, which their indicators refer to. In a collected list a unit
    without rows of its own has one row, made of its scalars.
    """
    found: list[Row] = []
    for unit, submission in contributing:
        rows = submission.rows(section.id)
        if section.collected and not any(rows):
            rows = collected(section, submission)
        for number, row in enumerate(rows, start=1):
            if row:
                item: Row = {names.ITEM: Decimal(number)} if section.item_label else {}
                found.append({names.OWNER: unit.code, **item, **row})
    return found


def collected(section: ListSection, submission: Submission) -> list[Row]:
    """A unit's row in a collected list (汇集表): none as long as something that it needs is blank or 0."""
    known: dict[str, Value] = {**submission.scalars, names.UNIT_CODE: submission.unit.code,
                               names.UNIT_NAME: submission.unit.name}  # fmt: skip
    if any(not known.get(name) for name in section.when):
        return []
    row = {c.id: known[c.source] for c in section.columns if c.source and known.get(c.source) is not None}
    return [row] if row else []


def subtotals(result: Consolidation) -> None:
    """节点小计: for each node with units below it, what their submissions come to."""
    children = [unit for unit in result.roster.units if result.roster.children(unit.code)]
    for unit in children:
        parts = result.contributing_below(unit.code)
        figures = _figures_of(result.form, parts) if parts else {}
        result.nodes.append(NodeFigures(unit, len(parts), figures))


def _figures_of(form: Form, parts: Sequence[tuple[RosterUnit, Submission]]) -> dict[str, Value]:
    """The sums of some units, and what the form computes from them."""
    entered = _present(_sums(form, [submission for _, submission in parts]))
    rows = {section.id: concatenated(section, parts) for section in form.lists if section.rollup == "all"}
    found = entered | _present(compute(form, entered, rows, rolled_up=True))
    return {name: found[name] for name, scalar in form.scalars.items() if scalar.rollup != "own" and name in found}


def compare(result: Consolidation) -> None:
    """差额表: for each node that reported itself and has units below it, reported against summed.

    A node of whose units only some were chosen is not compared.
    """
    form = result.form
    for node in result.nodes:
        code = node.unit.code
        if not node.units or code not in result.received or code in result.partial:
            continue
        reported = result.received[code].scalars
        for name, scalar in form.scalars.items():
            if scalar.rollup == "sum":
                summed = number_or_none(node.values.get(name))
                result.differences.append(Difference(as_unit(node.unit), name, reported.get(name), summed))


def number_or_none(value: Value | None) -> Decimal | None:
    """A value if it is a number."""
    return value if isinstance(value, Decimal) else None


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
