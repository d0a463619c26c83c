"""The sheet 审核结果 in the open workbook: every finding, with a way to its cell and to where its explanation goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from addin.book.writing import as_words, put_block, set_widths
from addin.buttons.words import words
from addin.returning.findings_sheet import HEADINGS, SHEET
from addin.returning.preparing import key_of, wanted
from validation.explanations import phrases
from validation.findings import HINT, MANDATORY, SEVERITIES, TO_VERIFY, counts
from workbook_templates.marks import COLOURS
from workbook_templates.ooxml import Area, cell_name, quoted_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xlwings as xw

    from addin.book.reading import OpenBook
    from addin.book.writing import Content
    from addin.buttons.marking import Wanted
    from validation import Finding
    from workbook_templates.model import Form

NAME: Final = "jibiao_findings"
"""By which the program knows its own sheet again, whatever it is called by now."""
OTHER_SHEET: Final = "审核结果（本表）"
"""Where the workbook has a sheet of that name already: a summary has, and a return copy."""

_TITLE_ROW, _HEADING_ROW, _FIRST_ROW = 1, 4, 5
_PLACE, _WANTED = 3, 6


class Entry(NamedTuple):
    """A line of the list as it stands."""

    severity: str
    rule: str
    place: Area | None
    message: str
    wanted: Area | None


def own_sheet(source: OpenBook) -> str | None:
    """The name of the list's sheet, None if there is none."""
    area = source.area(NAME)
    return area.sheet if area is not None and area.sheet in source.sheet_names else None


def put_list(
    book: xw.Book, source: OpenBook, form: Form, unit: str, findings: Sequence[Finding], prepared: Wanted
) -> str:
    """Writes the list, in place of the one that was there; the sheet that is shown stays so.

    Returns:
        The name of its sheet.
    """
    shown = book.sheets.active
    name = own_sheet(source)
    if name is None:
        name = SHEET if SHEET not in source.sheet_names else OTHER_SHEET
        sheet = book.sheets.add(name, after=book.sheets[-1])
        if NAME in source.defined_names:
            book.names[NAME].delete()
        book.names.add(NAME, f"={quoted_sheet(name)}!$A$1")
        shown.activate()
    else:
        sheet = book.sheets[name]
        sheet.clear()
    ranked = sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
    rows = [_line(number, form, source, finding, prepared) for number, finding in enumerate(ranked, start=1)]
    blank = [None] * (len(HEADINGS) - 1)
    head: list[list[Content]] = [
        [words("findings", "title", title=form.form.title), *blank],
        [words("findings", "note", unit=unit, **count_slots(findings)), *blank],
        [words("findings", "use"), *blank],
        [heading.text for heading in HEADINGS],
    ]
    put_block(sheet, _TITLE_ROW, 1, head + rows)
    _dress(sheet, [finding.severity for finding in ranked])
    return name


def remove_list(book: xw.Book, source: OpenBook) -> None:
    """Takes the list out, with its name."""
    name = own_sheet(source)
    if NAME in source.defined_names:
        book.names[NAME].delete()
    if name is not None:
        book.sheets[name].delete()


def read_list(source: OpenBook) -> list[Entry]:
    """The list as it stands; cells that moved since are where they are now."""
    name = own_sheet(source)
    if name is None:
        return []
    cells = source.cells(name)
    last = max((row for row, _ in cells), default=0)
    found = []
    for row in range(_FIRST_ROW, last + 1):
        texts = [raw.text if (raw := cells.get((row, column + 1))) else "" for column in range(len(HEADINGS))]
        found.append(Entry(texts[1], texts[2], Area.parse(texts[_PLACE]), texts[4], Area.parse(texts[_WANTED])))
    return found


def count_slots(findings: Sequence[Finding]) -> dict[str, object]:
    """How many findings there are, for a wording."""
    number = counts(findings)
    return {"mandatory": number[MANDATORY], "verify": number[TO_VERIFY], "hint": number[HINT],
            "open": sum(finding.open for finding in findings)}  # fmt: skip


def _line(number: int, form: Form, source: OpenBook, finding: Finding, prepared: Wanted) -> list[Content]:
    here = Area.of(finding.sheet, finding.cell) if finding.cell[-1:].isdigit() else None
    place = _link(here) if here and finding.sheet in source.sheet_names else as_words(finding.sheet)
    explanation = finding.explanation
    wanted_at = ""
    if wanted(finding):
        explanation = finding.objection or phrases().placeholder
        row = prepared.places.get(key_of(form, finding))
        wanted_at = _link(row) if row else words("findings", "full")
    return [number, finding.severity, finding.rule, place, as_words(finding.message), as_words(explanation), wanted_at]


def _link(area: Area) -> str:
    """A formula that leads to a cell, and says where it is, also after rows were inserted above it.

    >>> _link(Area("申报表", 5, 3, 5, 3))
    '=HYPERLINK("#申报表!"&ADDRESS(ROW(申报表!C5),COLUMN(申报表!C5),4),"申报表!"&ADDRESS(ROW(申报表!C5),COLUMN(申报表!C5),4))'
    """
    sheet = quoted_sheet(area.sheet)
    cell = f"{sheet}!{cell_name(area.first_row, area.first_column)}"
    address = f"ADDRESS(ROW({cell}),COLUMN({cell}),4)"
    text = f"{sheet}!".replace('"', '""')
    return f'=HYPERLINK("#{text}"&{address},"{text}"&{address})'


def _dress(sheet: xw.Sheet, severities: Sequence[str]) -> None:
    """Widths, headings and colours: one call for each kind of them, not for each row."""
    last_row, last = _HEADING_ROW + len(severities), len(HEADINGS)
    set_widths(sheet, [heading.width for heading in HEADINGS])
    sheet.range((_TITLE_ROW, 1)).font.bold = True
    heads = sheet.range((_HEADING_ROW, 1), (_HEADING_ROW, last))
    heads.font.bold = True
    heads.color = "#DDEBF7"
    if not severities:
        return
    sheet.range((_FIRST_ROW, 1), (last_row, last)).wrap_text = True
    for severity, colour in COLOURS.items():
        count = severities.count(severity)
        if count:
            first = _FIRST_ROW + severities.index(severity)
            sheet.range((first, 1), (first + count - 1, last)).color = f"#{colour}"
