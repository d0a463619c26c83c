"""The open workbook as `jibiao validate` would judge its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.book.reading import OpenBook
from addin.single import UnusableError
from validation.messages import rejection
from workbook_templates.catalogue import find_form
from workbook_templates.ooxml import UnreadableWorkbookError
from workbook_templates.reading import read_source
from workbook_templates.submission import RejectedError

if TYPE_CHECKING:
    import xlwings as xw

    from validation import Finding
    from workbook_templates.model import Form
    from workbook_templates.submission import Submission


@dataclass(frozen=True)
class Read:
    """An open workbook that was read."""

    source: OpenBook
    submission: Submission
    form: Form


def read(book: xw.Book) -> Read:
    """Reads the open workbook.

    Raises:
        UnusableError: it is no form; the message says what to do.
    """
    source = OpenBook(book)
    try:
        submission = read_source(source, book.name)
    except (RejectedError, UnreadableWorkbookError) as error:
        raise UnusableError(f"{book.name} {rejection(error.code, error.slots).text}") from error
    return Read(source, submission, find_form(submission.form).load())


def findings_of(book: xw.Book) -> tuple[Submission, list[Finding]]:
    """The submission in the open workbook, and its findings in the order of the command line.

    Raises:
        UnusableError: it is no form; the message says what to do.
    """
    return judged(read(book).submission)


def judged(submission: Submission) -> tuple[Submission, list[Finding]]:
    """A submission with its findings."""
    from validation import validate  # pandas takes a second to import

    return submission, validate([submission])
