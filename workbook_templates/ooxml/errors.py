"""The one exception of this package: a workbook that can't be read, with a code and slots for its message."""

from __future__ import annotations

from typing import Final, Literal, get_args

UnreadableCode = Literal[
    "not_a_workbook",
    "legacy_xls",
    "password_protected",
    "truncated",
    "too_large",
    "malformed_xml",
    "empty_file",
    "unreadable_file",
]

UNREADABLE_CODES: Final[tuple[UnreadableCode, ...]] = get_args(UnreadableCode)


class UnreadableWorkbookError(Exception):
    """A file that can't be read as a workbook.

    The wording for officers stands in a catalogue elsewhere; this carries only the facts.

    Attributes:
        code: What is wrong, one of `UNREADABLE_CODES`.
        slots: Facts for the message: ``file`` (name of the file, empty for bytes in memory) and, where known,
            ``part``, ``reason``, ``size`` and ``limit`` (bytes).

    Example:
        >>> error = UnreadableWorkbookError("truncated", part="xl/workbook.xml")
        >>> error.code, error.slots
        ('truncated', {'part': 'xl/workbook.xml'})
    """

    def __init__(self, code: UnreadableCode, **slots: str) -> None:
        super().__init__(code, slots)
        self.code: UnreadableCode = code
        self.slots: dict[str, str] = slots

    def __reduce__(self) -> tuple[object, ...]:
        # Worker processes hand the error back through pickle, which would drop keyword arguments.
        return (_rebuild, (self.code, self.slots))

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.slots.items() if value)
        return f"{self.code} ({facts})" if facts else self.code


def _rebuild(code: UnreadableCode, slots: dict[str, str]) -> UnreadableWorkbookError:
    return UnreadableWorkbookError(code, **slots)
