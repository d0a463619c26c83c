"""The cells of a workbook that have findings: which are coloured, and notes (批注) that say what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validation.findings import SEVERITIES
from validation.rules.base import in_words
from workbook_templates.ooxml import Area, Box, Note, add_notes, cell_position, notes_of, remove_notes
from workbook_templates.writing import lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from validation import Finding
    from workbook_templates.model import Form
    from workbook_templates.ooxml import Package
    from workbook_templates.reading.source import Source
    from workbook_templates.rules import Severity

AUTHOR: Final = "绩表审核"
"""By which the program knows its own notes again: as author, and as their first line, since not every spreadsheet
program keeps authors."""
CHARACTERS_A_LINE, PIXELS_A_LINE, NOTE_WIDTH, MOST_LINES = 44, 16, 290, 30


def note_findings(package: Package, form: Form, findings: Sequence[Finding], areas: Sequence[Area | None]) -> None:
    """Puts notes on the cells of findings that have none of the officer's."""
    by_sheet: dict[str, dict[Area, list[Finding]]] = {}
    for finding, area in zip(findings, areas, strict=True):
        if area is not None:
            by_sheet.setdefault(area.sheet, {}).setdefault(area, []).append(finding)
    for sheet, found in by_sheet.items():
        noted = notes_of(package, sheet)
        notes = {
            (area.first_row, area.first_column): _note(form, own)
            for area, own in found.items()
            if (area.first_row, area.first_column) not in noted
        }
        add_notes(package, sheet, notes)


def marked(findings: Sequence[Finding], areas: Sequence[Area | None]) -> list[tuple[Severity, str, int, int]]:
    """What is to be coloured: each cell once, by the severest of its findings."""
    worst: dict[Area, Severity] = {}
    for finding, area in zip(findings, areas, strict=True):
        if area is not None:
            worst[area] = min(worst.get(area, finding.severity), finding.severity, key=SEVERITIES.index)
    return [(severity, area.sheet, area.first_row, area.first_column) for area, severity in worst.items()]


def remove_own_notes(package: Package) -> None:
    """Takes off the notes of an earlier return copy."""
    for sheet in package.sheet_names:
        remove_notes(package, sheet, _is_own)


def _is_own(note: Note) -> bool:
    return note.author == AUTHOR or note.text.startswith(f"{AUTHOR}：")


def areas_of(source: Source, findings: Iterable[Finding]) -> list[Area | None]:
    """For each finding its cell, with all that it is merged with; None if it is shown at no cell."""
    merged: dict[str, Sequence[Area]] = {}
    return [_area_of(source, finding, merged) for finding in findings]


def _area_of(source: Source, finding: Finding, merged: dict[str, Sequence[Area]]) -> Area | None:
    try:
        row, column = cell_position(finding.cell)
    except ValueError:  # a column of a list without rows, or the sheet as a whole
        return None
    if finding.sheet not in source.sheet_names:
        return None
    if finding.sheet not in merged:
        merged[finding.sheet] = source.merged(finding.sheet)
    own = Area(finding.sheet, row, column, row, column)
    return next((area for area in merged[finding.sheet] if (row, column) in area), own)


def _note(form: Form, findings: Sequence[Finding]) -> Note:
    said = [_words(form, finding) for finding in sorted(findings, key=_rank)]
    text = "\n".join([f"{AUTHOR}：{len(said)} 条", *said])
    height = min(lines(text, CHARACTERS_A_LINE), MOST_LINES) * PIXELS_A_LINE + 12
    return Note(AUTHOR, text, Box(NOTE_WIDTH, height))


def _rank(finding: Finding) -> int:
    return SEVERITIES.index(finding.severity)


def _words(form: Form, finding: Finding) -> str:
    """What a note says of a finding; operands that the message names already are not repeated."""
    rest = [o for o in finding.operands if o.label not in finding.message]
    shown = "；".join(f"{o.label}（{o.cell}）{in_words(form, o.field, o.value)}" for o in rest)
    parts = [
        f"【{finding.severity} {finding.rule}】{finding.message}",
        f"现场数据：{shown}。" * bool(rest),
        finding.objection,
    ]
    return "\n".join(filter(None, parts))
