"""The buttons of the group 校验."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.book.place import go_to, here
from addin.book.reading import OpenBook
from addin.buttons.checked import judged, read
from addin.buttons.findings_list import count_slots, own_sheet, put_list, read_list, remove_list
from addin.buttons.marking import clear_list, clear_prepared, list_area, prepare_explanations, put_marks
from addin.buttons.words import words
from validation.findings import TO_VERIFY

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xlwings as xw

    from addin.book.host import Host
    from addin.buttons.checked import Read
    from addin.buttons.findings_list import Entry
    from validation import Finding
    from workbook_templates.ooxml import Area


def validate_form(book: xw.Book, host: Host) -> None:
    """校验本表: colours the cells in question, lists the findings, makes rows for explanations ready."""
    known = read(book)
    submission, findings = judged(known.submission)
    text = show_findings(book, known, submission.unit.name, findings)
    host.say(text, "warning" if any(finding.open for finding in findings) else "info")


def show_findings(book: xw.Book, known: Read, unit: str, findings: Sequence[Finding]) -> str:
    """Marks and lists findings in place of earlier ones; what is to be said of it."""
    source, form = known.source, known.form
    uncoloured = put_marks(book, source, findings)
    prepared = prepare_explanations(book, source, form, findings)
    sheet = put_list(book, source, form, unit, findings, prepared)
    if not findings:
        return words("validate_form", "clean", unit=unit)
    said = [words("validate_form", "done", unit=unit, sheet=sheet, **count_slots(findings))]
    if uncoloured is None:
        said.append(words("validate_form", "no_marks", sheet=sheet))
    elif uncoloured and (area := list_area(source)):
        said.append(words("validate_form", "too_many", rows=area.height, sheet=sheet))
    if prepared.without:
        said.append(words("validate_form", "full", count=prepared.without))
    return "\n".join(said)


def next_finding(book: xw.Book, host: Host) -> None:
    """下一处: selects the next cell in the list of findings, from where the officer is, and says what is wrong."""
    source = OpenBook(book)
    entries = read_list(source)
    if not entries:
        host.say(words("next_finding", "none"))
        return
    places = sorted({entry.place for entry in entries if entry.place}, key=lambda area: _order(source, area))
    if not places:
        host.say(words("next_finding", "nowhere", sheet=own_sheet(source)))
        return
    at = _order(source, here(book))
    place = next((area for area in places if _order(source, area) > at), places[0])
    go_to(book, place)
    number = places.index(place) + 1
    host.say("\n".join(
        words("next_finding", "here", number=number, count=len(places), severity=entry.severity, rule=entry.rule,
              message=entry.message)
        for entry in entries if entry.place == place
    ))  # fmt: skip


def explain(book: xw.Book, host: Host) -> None:
    """填写说明: goes to the row for the finding at the selected cell, else for the next open one of 核实."""
    source = OpenBook(book)
    entries = [entry for entry in read_list(source) if entry.severity == TO_VERIFY and entry.wanted]
    if not entries:
        host.say(words("explain", "none"))
        return
    entry = _nearest(source, entries, here(book))
    if entry.wanted:
        go_to(book, entry.wanted)
    host.say(words("explain", "here", rule=entry.rule, message=entry.message))


def clear_marks(book: xw.Book, host: Host) -> None:
    """清除标记: as if it had not been validated; what the officer explained stays."""
    known = read(book)
    source = known.source
    name = own_sheet(source)
    leaving = name is not None and book.sheets.active.name == name
    clear_list(book, source)
    clear_prepared(book, source)
    remove_list(book, source)
    if leaving:
        book.sheets[known.form.form.sheet].activate()
    host.say(words("clear_marks", "done"))


def _order(source: OpenBook, area: Area) -> tuple[int, int, int]:
    return source.sheet_names.index(area.sheet), area.first_row, area.first_column


def _nearest(source: OpenBook, entries: Sequence[Entry], cell: Area) -> Entry:
    """The finding at a cell or at its prepared row, else the next one below, else the first."""
    at = _order(source, cell)
    for entry in entries:
        if entry.place and (cell.first_row, cell.first_column) in entry.place and cell.sheet == entry.place.sheet:
            return entry
    in_rows = any(entry.wanted and entry.wanted.sheet == cell.sheet for entry in entries)
    places = [(entry, entry.wanted if in_rows else entry.place) for entry in entries]
    after = [(_order(source, place), number) for number, (_, place) in enumerate(places) if place]
    number = min((found for found in after if found[0] > at), default=(at, 0))[1]
    return entries[number]
