"""What a check is, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbook_templates.submission import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from workbook_templates.frames import Frames
    from workbook_templates.rules import Rule
    from workbook_templates.submission import Value


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a row of a frame fails a check.

    Attributes:
        actual: What was found; by default the value of the field.
        expected: What it should be, if one value can be named.
        operands: (identifier, row of its list or None) of the figures that took part.
        slots: Further words for the message.
    """

    actual: Value | None = None
    expected: Value | None = None
    difference: Decimal | None = None
    operands: Sequence[tuple[str, int | None]] = ()
    slots: dict[str, str] = field(default_factory=dict)


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

    rule: Rule
    section: str
    field: str
    judge: Callable[[Frames], list[Evidence | None]]
    message: str = ""


def readable(*values: Value | None) -> bool:
    """Whether none of the values is unreadable: such a cell has its own finding and is not judged twice."""
    return not any(isinstance(value, Unreadable) for value in values)


def blank(value: Value | None) -> bool:
    """Whether nothing was filled in."""
    return value is None or (isinstance(value, str) and not value.strip())
