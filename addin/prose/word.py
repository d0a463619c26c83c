"""The paragraphs and tables of a .docx report, as a reader of the page sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from addin.prose.report_text import ReportText
from validation.prose.sentences import Paragraph
from validation.prose.tables import Table, is_number
from workbook_templates.ooxml.archive import Archive
from workbook_templates.ooxml.errors import UnreadableWorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED: Final = frozenset(
    {f"{_WORD}del", f"{_WORD}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
"""What a reader of the page does not see: text taken out with 修订 on, second versions of drawings."""
_SIGNS: Final = {f"{_WORD}tab": " ", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}
_ABOVE = 2
"""Lines above a table that may be its caption and the unit of its amounts."""


def word_text(data: bytes) -> ReportText:
    """The text of a .docx file.

    Raises:
        UnreadableWorkbookError: It is damaged, protected or no such file.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(Archive(data).read("word/document.xml"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableWorkbookError("truncated", reason=str(error)) from error
    reader = _Reader()
    reader.read(root)
    return ReportText(reader.paragraphs, reader.tables)


class _Reader:
    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self.tables: list[Table] = []
        self.blocks = 0
        self.tabled = 0
        """How many paragraphs there were behind the last table."""

    def read(self, element: etree._Element) -> None:
        """Paragraphs and tables below an element, each once, in reading order."""
        for child in element:
            if child.tag == f"{_WORD}p":
                self._paragraph(child)
            elif child.tag == f"{_WORD}tbl":
                self._table(child)
            elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
                self.read(child)

    def _paragraph(self, paragraph: etree._Element) -> None:
        numbered = paragraph.find(f"{_WORD}pPr/{_WORD}numPr") is not None
        place = self._next_place()
        for line in _words(paragraph).split("\n"):
            if line.strip():
                self.paragraphs.append(Paragraph.whole(line.strip(), place, numbered=numbered))
        for box in paragraph.iter(f"{_WORD}txbxContent"):  # what text boxes hold that are anchored in it
            if not _hidden(box, paragraph):
                self.read(box)

    def _table(self, table: etree._Element) -> None:
        above = tuple(
            paragraph.text for paragraph in self.paragraphs[self.tabled :][-_ABOVE:] if len(paragraph.text) <= 40
        )
        rows: list[tuple[str, ...]] = []
        places = []
        for row in _rows(table):
            rows.append(_cells(row, rows[-1] if rows else ()))
            places.append(self._next_place())
            # What is said in a table in words is judged as any sentence is; its figures are judged by their labels.
            words = [text for text in dict.fromkeys(rows[-1]) if text and not is_number(text)]
            if words:
                self.paragraphs.append(Paragraph.whole("｜".join(words), places[-1]))
        self.tables.append(Table(tuple(rows), tuple(places), above))
        self.tabled = len(self.paragraphs)

    def _next_place(self) -> str:
        self.blocks += 1
        return f"第 {self.blocks} 段"


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, not those of tables within it."""
    for child in table:
        if child.tag == f"{_WORD}tr":
            yield child
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED and child.tag != f"{_WORD}tbl":
            yield from _rows(child)


def _cells(row: etree._Element, before: tuple[str, ...]) -> tuple[str, ...]:
    """The texts of a row, a merged cell's in each column that it covers; one that goes on from above has that text."""
    found: list[str] = []
    for cell in row.iter(f"{_WORD}tc"):
        if next(cell.iterancestors(f"{_WORD}tr")) is not row:
            continue
        properties = cell.find(f"{_WORD}tcPr")
        span = properties.find(f"{_WORD}gridSpan") if properties is not None else None
        merged = properties.find(f"{_WORD}vMerge") if properties is not None else None
        text = " ".join(" ".join(_words(p) for p in cell.iter(f"{_WORD}p")).split())
        if merged is not None and merged.get(f"{_WORD}val") != "restart":
            text = before[len(found)] if len(found) < len(before) else ""
        width = span.get(f"{_WORD}val", "1") if span is not None else "1"
        found += [text] * (int(width) if width.isdigit() else 1)
    return tuple(found)


def _words(paragraph: etree._Element) -> str:
    texts = []
    for part in paragraph.iter(f"{_WORD}t", *_SIGNS):
        owner = next(part.iterancestors(f"{_WORD}p"), None)
        if owner is paragraph and not _hidden(part, paragraph):
            texts.append(_SIGNS.get(str(part.tag)) or part.text or "")
    return "".join(texts)


def _hidden(part: etree._Element, within: etree._Element) -> bool:
    for ancestor in part.iterancestors():
        if ancestor is within:
            return False
        if ancestor.tag in _SKIPPED:
            return True
    return False
