"""Notes (批注) on the cells of a sheet: who says what about which cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from workbook_templates.ooxml.addresses import cell_name, cell_position
from workbook_templates.ooxml.cells import rich_text
from workbook_templates.ooxml.errors import UnreadableWorkbookError
from workbook_templates.ooxml.markup import XML_SPACE, Element, namespace, parse, serialise
from workbook_templates.ooxml.note_boxes import Box, NoteBoxes, Position, drawing_part
from workbook_templates.ooxml.parts import add_part, free_name, relate, unrelate
from workbook_templates.ooxml.values import cell_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbook_templates.ooxml.package import Package

_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_FONT: Final = (("sz", "9"), ("rFont", "宋体"), ("charset", "134"))


class Note(NamedTuple):
    """A note on a cell."""

    author: str
    text: str
    box: Box = Box(160, 80)


def notes_of(package: Package, sheet: str) -> dict[Position, Note]:
    """The notes of a sheet, by row and column; how large their boxes are is not read.

    Raises:
        KeyError: No such sheet.
        UnreadableWorkbookError: A part is damaged.
    """
    part = _comments_part(package, sheet)
    return {} if part is None else _Comments(package, part).notes()


def add_notes(package: Package, sheet: str, notes: Mapping[Position, Note]) -> None:
    """Put notes on cells that have none; what is there stays.

    Raises:
        KeyError: No such sheet.
        ValueError: A text is longer than Excel allows.
        UnreadableWorkbookError: A part is damaged.
    """
    if not notes:
        return
    part = _comments_part(package, sheet)
    comments = _Comments(package, part or _new_comments(package, sheet))
    boxes = NoteBoxes(package, sheet)
    for position, note in notes.items():
        comments.add(position, note)
        boxes.add(position, note.box)
    comments.write()
    boxes.write()


def remove_notes(package: Package, sheet: str, own: Callable[[Note], bool]) -> None:
    """Take off the notes for which `own` holds, with their boxes; a part in which nothing is left goes too.

    Raises:
        KeyError: No such sheet.
        UnreadableWorkbookError: A part is damaged.
    """
    part = _comments_part(package, sheet)
    if part is None:
        return
    comments = _Comments(package, part)
    gone = comments.remove(own)
    if not gone:
        return
    source = package.workbook.sheets[sheet].part
    if comments.notes():
        comments.write()
    else:
        unrelate(package, source, part)
    patch = package.patch(sheet)
    if drawing_part(package, patch) is None:
        return
    boxes = NoteBoxes(package, sheet)
    boxes.remove(gone)
    if boxes.empty:
        patch.legacy_drawing = None
        unrelate(package, source, boxes.part)
    else:
        boxes.write()


class _Comments:
    """A comments part."""

    def __init__(self, package: Package, part: str) -> None:
        self._package, self._part = package, part
        self._root = parse(package.part(part), part)
        self._space = namespace(self._root)
        self._authors = self._container("authors")
        self._list = self._container("commentList")

    def _container(self, name: str) -> Element:
        found = self._root.find(self._space + name)
        if found is None:
            raise UnreadableWorkbookError("malformed_xml", part=self._part, reason=f"no {name}")
        return found

    def notes(self) -> dict[Position, Note]:
        names = [author.text or "" for author in self._authors]
        found = {}
        for element in self._list:
            number = int(element.get("authorId", "0"))
            text = element.find(f"{self._space}text")
            said = "" if text is None else rich_text(text, f"{self._space}t", f"{self._space}r")
            found[cell_position(element.get("ref", ""))] = Note(names[number] if number < len(names) else "", said)
        return found

    def add(self, position: Position, note: Note) -> None:
        comment = self._list.makeelement(f"{self._space}comment", {"ref": cell_name(*position)})
        comment.set("authorId", str(self._author(note.author)))
        text, run, look, words = (comment.makeelement(self._space + name) for name in ("text", "r", "rPr", "t"))
        for name, value in _FONT:
            look.append(look.makeelement(self._space + name, {"val": value}))
        words.set(XML_SPACE, "preserve")
        words.text = cell_text(note.text)
        run.extend([look, words])
        text.append(run)
        comment.append(text)
        self._list.append(comment)

    def _author(self, name: str) -> int:
        for number, author in enumerate(self._authors):
            if author.text == name:
                return number
        author = self._authors.makeelement(f"{self._space}author")
        author.text = name
        self._authors.append(author)
        return len(self._authors) - 1

    def remove(self, own: Callable[[Note], bool]) -> set[Position]:
        """Take out notes, and authors of whom none is left; the cells on which they were."""
        gone = {position for position, note in self.notes().items() if own(note)}
        lost = set()
        for comment in list(self._list):
            if cell_position(comment.get("ref", "")) in gone:
                lost.add(int(comment.get("authorId", "0")))
                self._list.remove(comment)
        for number in sorted(lost - {int(comment.get("authorId", "0")) for comment in self._list}, reverse=True):
            self._remove_author(number)
        return gone

    def _remove_author(self, number: int) -> None:
        if number < len(self._authors):
            self._authors.remove(self._authors[number])
        for comment in self._list:
            if int(comment.get("authorId", "0")) > number:
                comment.set("authorId", str(int(comment.get("authorId", "0")) - 1))

    def write(self) -> None:
        self._package.set_part(self._part, serialise(self._root))


def _comments_part(package: Package, sheet: str) -> str | None:
    relations = package.relations(package.workbook.sheets[sheet].part).values()
    return next((r.target for r in relations if r.kind == "comments" and package.has_part(r.target)), None)


def _new_comments(package: Package, sheet: str) -> str:
    space = namespace(package.workbook.root).strip("{}")
    part = free_name(package, "xl/comments1.xml")
    empty = f'<comments xmlns="{space}"><authors/><commentList/></comments>'
    add_part(package, part, serialise(parse(empty.encode(), part)), _TYPE)
    relate(package, package.workbook.sheets[sheet].part, "comments", part)
    return part
