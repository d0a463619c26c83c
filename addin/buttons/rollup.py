"""The buttons of the group 汇总."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.book.reading import OpenBook
from addin.buttons.forms import asked_roster
from addin.buttons.sheets_rollup import consolidate_sheets
from addin.buttons.words import named, words
from validation.findings import HINT, MANDATORY, TO_VERIFY
from workbook_templates.reading.sheets import Sheets, identify
from workbook_templates.submission import RejectedError

if TYPE_CHECKING:
    from pathlib import Path

    import xlwings as xw

    from addin.book.host import Host
    from addin.consolidation import Consolidation

_HEADING_ROW = 3
"""Of the tables of a summary."""


def consolidate_folder(book: xw.Book, host: Host) -> None:
    """汇总文件夹…: rolls a folder of workbooks up, and opens the summary, which never replaces a file."""
    folder = host.ask_folder(words("consolidate_folder", "title"))
    if folder is None:
        return
    roster = host.roster or asked_roster(host, words("consolidate_folder", "roster"))
    if roster is None:
        return
    from addin.batch import consolidate_folder as consolidated  # reads and judges: pandas takes a second to import

    output = _free_name(folder)
    with host.progress(words("consolidate_folder", "progress")) as progress:
        result = consolidated(folder, roster, output, form=_form_of(book), progress=progress)
    host.open_file(output)
    host.say(_said(result, output), "warning" if result.missing or result.rejected else "info")


def _free_name(folder: Path) -> Path:
    """A file beside a folder that does not exist yet."""
    beside = folder.resolve().parent
    path = beside / words("consolidate_folder", "name", folder=folder.name)
    number = 1
    while path.exists():
        number += 1
        path = beside / words("consolidate_folder", "other_name", folder=folder.name, number=number)
    return path


def _form_of(book: xw.Book) -> str | None:
    """The form of the open workbook, if it is one: in a folder of several forms it is the one meant."""
    try:
        return identify(Sheets(OpenBook(book)))[0].id
    except RejectedError:
        return None


def _said(result: Consolidation, output: Path) -> str:
    units, number = result.to_json(output)["units"], result.counts()
    said = [
        words("consolidate_folder", "done", expected=units["expected"], received=units["received"],
              counted=len(result.contributors), mandatory=number[MANDATORY], verify=number[TO_VERIFY],
              hint=number[HINT], output=output)
    ]  # fmt: skip
    lists = {
        "missing": [unit.name for unit in result.missing],
        "duplicate": [unit.name for unit, _ in result.duplicate],
        "rejected": [refusal.file.rpartition("/")[2].rpartition("\\")[2] for refusal in result.rejected],
    }
    for key, found in lists.items():
        if found:
            said.append(words("consolidate_folder", key, count=len(found), names=named(found)))
    return "\n".join(said)


def show_differences(book: xw.Book, host: Host) -> None:
    """差额表: shows the table of a summary, and says how many figures differ."""
    name = words("show_differences", "sheet")
    source = OpenBook(book)
    if name not in source.sheet_names:
        host.say(words("show_differences", "none"))
        return
    cells = source.cells(name)
    verdicts = [
        cells[row, column].text
        for row, column in sorted(cells)
        if row > _HEADING_ROW and column == max(column for _, column in cells)
    ]
    book.sheets[name].activate()
    if not verdicts:
        host.say(words("show_differences", "blank"))
        return
    different = sum(verdict != words("show_differences", "agree") for verdict in verdicts)
    key = "found" if different else "equal"
    host.say(words("show_differences", key, count=len(verdicts), different=different))


__all__ = ["consolidate_folder", "consolidate_sheets", "show_differences"]
