"""What the pane shows of the open workbook: its form, its unit, its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addin.errors import FORESEEN
from addin.server.pressing import open_book
from workbook_templates.catalogue import FormError, find_form, form_folders

if TYPE_CHECKING:
    from workbook_templates.model import Form


def state_of(data: bytes | None) -> dict[str, Any]:
    """The form, the unit and the findings of an open workbook; or why it is none of ours.

    Raises:
        RefusedError: the data is no workbook's.
    """
    from addin.buttons.checked import findings_of
    from validation import counts

    with open_book(data) as book:
        try:
            submission, findings = findings_of(book)
        except FORESEEN as error:
            return {"error": str(error)}
    return {
        "form": form_json(find_form(submission.form).load()),
        "unit": {"code": submission.unit.code, "name": submission.unit.name},
        "findings": [finding.to_json() for finding in findings],
        "counts": counts(findings),
    }


def form_json(form: Form) -> dict[str, Any]:
    """A form, as the page's menus have it."""
    data = form.form
    return {"id": form.id, "title": data.title, "year": data.year, "basis": data.basis, "number": data.number}


def all_forms() -> list[dict[str, Any]]:
    """The catalogue; a form of the bureau's own that can't be used is left out."""
    found = []
    for folder in form_folders().values():
        try:
            found.append(form_json(folder.load()))
        except FormError:
            continue
    return found
