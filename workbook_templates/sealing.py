"""Handing up (上报): a workbook is marked with a digest of what it says, so that a later change shows.

It is a check against slips, not a signature: whoever can write the file can write the mark.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from workbook_templates import names
from workbook_templates.interpret import plain_digits
from workbook_templates.ooxml import UnreadableWorkbookError, set_properties
from workbook_templates.submission import Seal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbook_templates.model import Form
    from workbook_templates.ooxml import Package
    from workbook_templates.reading.source import Source
    from workbook_templates.submission import Submission, Value

SealState: TypeAlias = Literal["sealed", "unsealed", "changed"]

_SCHEME: Final = "jibiao-1"
"""First line of the canonical text: another way of writing it has another name."""
_SHA256, _AT, _VERSION = "jibiao.sealed_sha256", "jibiao.sealed_at", "jibiao.sealed_by_version"


def seal_of(form: Form, submission: Submission, at: str, version: str) -> Seal:
    """The mark for a submission as it is.

    Args:
        form: Its form.
        submission: What was read from the workbook.
        at: The time, as ISO text with its zone.
        version: The program's.
    """
    return Seal(digest(form, submission), at, version)


def mark(package: Package, seal: Seal) -> None:
    """Put a mark into the properties of an open workbook; no sheet is touched.

    Raises:
        UnreadableWorkbookError: Its properties are damaged.
    """
    set_properties(package, {_SHA256: seal.sha256, _AT: seal.at, _VERSION: seal.version})


def read_seal(source: Source) -> Seal | None:
    """The mark of a workbook, None if it has none; properties that can't be read hold none."""
    try:
        found = {name.casefold(): text.strip() for name, text in source.properties().items()}
    except UnreadableWorkbookError:
        return None
    if not found.get(_SHA256):
        return None
    return Seal(found[_SHA256], found.get(_AT, ""), found.get(_VERSION, ""))


def seal_state(form: Form, submission: Submission) -> SealState:
    """Whether a submission was handed up, and whether it was changed since."""
    if submission.seal is None:
        return "unsealed"
    return "sealed" if submission.seal.sha256 == digest(form, submission) else "changed"


def digest(form: Form, submission: Submission) -> str:
    """The SHA-256 of what a submission says, as hexadecimal digits."""
    return hashlib.sha256(canonical_text(form, submission).encode("utf-8", "surrogatepass")).hexdigest()


def canonical_text(form: Form, submission: Submission) -> str:
    """What a submission says, one thing a line, in the order of the form.

    Formats, widths, file names, and on which rows of the sheet something stands make no difference; every figure,
    every text, the order of a list's rows and the explanations do.
    """
    lines = [[_SCHEME], ["form", submission.form, submission.version],
             ["unit", submission.unit.code, submission.unit.name]]  # fmt: skip
    values = submission.scalars
    lines += [["value", name, *_plain(values[name])] for name in form.scalars if name in values]
    for section in form.lists:
        columns = [names.OWNER, names.ITEM, *(column.id for column in section.columns)]
        for row in submission.rows(section.id):
            lines.append(["row", section.id, *_cells(columns, row)])
    for key in sorted(submission.explanations):
        lines.append(["explanation", key, _text(submission.explanations[key]), submission.recorded.get(key, "")])
    lines += [["unit explanation", *map(_text, explanation)] for explanation in submission.unit_explanations]
    return "".join(f"{json.dumps(line, ensure_ascii=False, separators=(',', ':'))}\n" for line in lines)


def _cells(columns: list[str], row: Mapping[str, Value]) -> Iterator[str]:
    for name in columns:
        if name in row:
            yield from (name, *_plain(row[name]))


def _plain(value: Value) -> tuple[str, str]:
    """A value with its kind: 1.50 and 1.5 are the same figure, the text 1.5 is not."""
    if isinstance(value, Decimal):
        return "number", plain_digits(abs(value) if value == 0 else value)
    if isinstance(value, date):
        return "day", value.isoformat()
    return ("unreadable", _text(value.shown)) if isinstance(value, Unreadable) else ("text", _text(value))


def _text(text: str) -> str:
    """A text with line ends of one kind: programs write them each in their way."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
