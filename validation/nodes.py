"""Findings about units of the roster (节点检查): missing, twice, unknown, rejected, renamed, different."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from validation.explanations import with_explanation
from validation.findings import Finding, shown
from validation.messages import message
from workbook_templates import names
from workbook_templates.submission import NO_SLOTS, Submission, Unit, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook_templates.model import Form


@dataclass(frozen=True)
class Difference:
    """差额: what a node reported itself against the sum of the units below it."""

    unit: Unit
    field: str
    reported: Value | None
    summed: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Reported minus summed; None where one of them is missing."""
        if isinstance(self.reported, Decimal) and self.summed is not None:
            return self.reported - self.summed
        return None


def named(unit: Unit) -> str:
    """A unit as a message names it.

    >>> named(Unit("420105", "汉阳区教育局"))
    '汉阳区教育局（420105）'
    """
    return f"{unit.name}（{unit.code}）"


def node_finding(form: Form, key: str, unit: Unit, slots: Mapping[str, str] = NO_SLOTS, file: str = "") -> Finding:
    """A finding of the catalogue's group `node`, such as `missing` or `duplicate`."""
    wording = message("node", key)
    text = wording.worded(**{"unit": named(unit), "file": file, **slots})
    return Finding(wording.rule, wording.severity, "节点", form.id, unit, file, text)


def at_unit(form: Form, finding: Finding, submission: Submission, field: str) -> Finding:
    """A finding about whose a workbook is, shown at the cell that says so (unit.code or unit.name)."""
    sheet, cell = submission.address(field)
    unit = submission.unit
    actual = unit.code if field == names.UNIT_CODE else unit.name
    placed = replace(finding, sheet=sheet, cell=cell, field=field, label=form.label_of(field), actual=actual or None)
    return with_explanation(form, submission, placed)


def difference_finding(form: Form, row: Difference, submission: Submission) -> Finding:
    """A node's own figure differs from the sum of the units below it."""
    wording = message("node", "difference")
    sheet, cell = submission.address(row.field)
    label = form.label_of(row.field)
    slots = {
        "unit": named(row.unit),
        "label": label,
        "actual": shown(row.reported),
        "expected": shown(row.summed),
        "difference": shown(row.difference),
    }
    finding = Finding(
        wording.rule, wording.severity, "节点", form.id, row.unit, submission.file, wording.worded(**slots),
        sheet=sheet, cell=cell, field=row.field, label=label, actual=row.reported, expected=row.summed,
        difference=row.difference,
    )  # fmt: skip
    return with_explanation(form, submission, finding)
