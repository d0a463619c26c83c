"""An explanation (出错说明) typed in the pane, written into the open workbook where an officer would write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from addin.book.host import HostError
from addin.book.writing import as_words, put_cells
from addin.buttons.checked import judged, read
from addin.returning.preparing import key_of, planned_rows, table_of
from addin.server.host import ServerHost
from addin.server.pressing import answered
from validation.findings import TO_VERIFY

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xlwings as xw

    from addin.book.host import Host
    from addin.book.writing import Content, Place
    from addin.returning.preparing import Table
    from validation import Finding
    from workbook_templates.model import Form
    from workbook_templates.reading.explanations import ExplanationRow

LONGEST: Final = 2000
"""Characters of an explanation."""


class Explanation(NamedTuple):
    """What the page sends.

    Attributes:
        book: The open workbook's data, JSON.
        cell: Which of several cells of the field; empty for the first.
    """

    book: bytes | None
    rule: str
    field: str
    text: str
    cell: str = ""


def explained(asked: Explanation) -> dict[str, Any]:
    """The actions that write an explanation, and what is said of it.

    Raises:
        RefusedError: the data is no workbook's.
    """
    return answered(asked.book, ServerHost(), lambda book, host: _write(book, host, asked))


def _write(book: xw.Book, host: Host, asked: Explanation) -> None:
    text = asked.text.strip()
    if not text or len(text) > LONGEST:
        raise HostError(f"请写明原因，不超过 {LONGEST} 个字。")
    known = read(book)
    finding = _finding(judged(known.submission)[1], asked)
    table = table_of(known.source)
    if table is None or "text" not in table.columns:
        raise HostError("这份工作簿没有“出错说明”：请用新发的表填报。")
    row = _row(table, known.form, finding)
    contents = {"rule": row.rule, "field": row.place, "value": row.value, "text": text}
    cells: dict[Place, Content] = {
        (row.row, table.columns[name]): as_words(content) or None
        for name, content in contents.items()
        if name in table.columns
    }
    put_cells(book.sheets[table.region.sheet], cells)
    host.say(f"已写进“{table.region.sheet}”第 {row.row} 行。再校验一次就算通过。")


def _finding(findings: Sequence[Finding], asked: Explanation) -> Finding:
    """The finding that is explained.

    Raises:
        HostError: there is none any more, or it can't be settled by words.
    """
    meant = [one for one in findings if (one.rule, one.field) == (asked.rule, asked.field)]
    meant = [one for one in meant if one.cell == asked.cell] or meant
    if not meant:
        raise HostError(f"{asked.rule} 在这里已经没有问题，不用说明。请再校验一次。")
    if meant[0].severity != TO_VERIFY:
        raise HostError(f"{asked.rule} 不是“核实”，写说明不算通过：强制的要改正，提示的不用说明。")
    return meant[0]


def _row(table: Table, form: Form, finding: Finding) -> ExplanationRow:
    """The row that was made ready or written before; else the next free one.

    Raises:
        HostError: no row is left.
    """
    key = key_of(form, finding)
    there = [row for row in table.rows if (row.rule, row.place) == key]
    rows = there[-1:] or planned_rows(table, form, [finding])
    if not rows:
        raise HostError("“出错说明”写满了：请在表末插入几行，再试一次。")
    return rows[0]
