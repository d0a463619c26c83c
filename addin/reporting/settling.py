"""The rendered document settled: escapes become characters, paragraphs and tabs, and marks become highlighted."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from addin.reporting.texts import CHARACTERS, HIGHLIGHT, MARK, PARAGRAPH, PLAIN, TAB, pieces

if TYPE_CHECKING:
    from lxml.etree import _Element

_SPACES = {PARAGRAPH: " ", TAB: " ", HIGHLIGHT: "", PLAIN: ""}

_BEFORE_HIGHLIGHT = ("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline",
                     "shadow", "emboss", "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color", "spacing",
                     "w", "kern", "position", "sz", "szCs")  # fmt: skip
"""What stands before w:highlight among a run's properties, in the order of the standard."""


def settle(root: _Element) -> None:
    """Settles every paragraph below an element."""
    for paragraph in list(root.iter(qn("w:p"))):
        if any(MARK in (text.text or "") for text in paragraph.iter(qn("w:t"))):
            _Paragraphs(paragraph).replace()


class _Paragraphs:
    """The paragraphs that one becomes."""

    def __init__(self, paragraph: _Element) -> None:
        self.original = paragraph
        self.properties = paragraph.find(qn("w:pPr"))
        self.highlighted = False
        self.made: list[_Element] = []
        self._begin()

    def replace(self) -> None:
        for child in list(self.original):
            if child.tag == qn("w:r"):
                self._run(child)
            elif child.tag != qn("w:pPr"):
                _unescape(child)
                self.made[-1].append(child)
        self._keep_section_break_last()
        parent = self.original.getparent()
        if parent is not None:
            position = parent.index(self.original)
            parent[position : position + 1] = self.made

    def _begin(self) -> None:
        paragraph = OxmlElement("w:p")
        if self.properties is not None:
            paragraph.append(deepcopy(self.properties))
        self.made.append(paragraph)

    def _keep_section_break_last(self) -> None:
        for paragraph in self.made[:-1]:
            for section in list(paragraph.iter(qn("w:sectPr"))):
                parent = section.getparent()
                if parent is not None:
                    parent.remove(section)

    def _run(self, run: _Element) -> None:
        properties = run.find(qn("w:rPr"))
        for child in list(run):
            if child.tag == qn("w:t"):
                self._text(child.text or "", properties)
            elif child.tag != qn("w:rPr"):
                self._add(child, properties)

    def _text(self, text: str, properties: _Element | None) -> None:
        plain = ""
        for piece in pieces(text):
            if piece[0] != MARK:
                plain += piece
                continue
            if piece in CHARACTERS:
                plain += CHARACTERS[piece]
                continue
            self._write(plain, properties)
            plain = ""
            if piece == PARAGRAPH:
                self._begin()
            elif piece == TAB:
                self._add(OxmlElement("w:tab"), properties)
            else:
                self.highlighted = {HIGHLIGHT: True, PLAIN: False}.get(piece, self.highlighted)
        self._write(plain, properties)

    def _write(self, text: str, properties: _Element | None) -> None:
        if text:
            element = OxmlElement("w:t")
            element.text = text
            element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            self._add(element, properties)

    def _add(self, content: _Element, properties: _Element | None) -> None:
        run = OxmlElement("w:r")
        own = deepcopy(properties) if properties is not None else None
        if self.highlighted:
            own = OxmlElement("w:rPr") if own is None else own
            _highlight(own)
        if own is not None:
            run.append(own)
        run.append(content)
        self.made[-1].append(run)


def _unescape(element: _Element) -> None:
    """Characters instead of escapes in what is no plain run, such as a link: it stays in one piece."""
    for text in element.iter(qn("w:t")):
        if not any(parent.tag == qn("w:txbxContent") for parent in text.iterancestors()):
            found = pieces(text.text or "")
            text.text = "".join(CHARACTERS.get(piece, _SPACES.get(piece, piece)) for piece in found)


def _highlight(properties: _Element) -> None:
    for old in properties.findall(qn("w:highlight")):
        properties.remove(old)
    before = {qn(f"w:{name}") for name in _BEFORE_HIGHLIGHT}
    position = sum(child.tag in before for child in properties)
    colour = OxmlElement("w:highlight")
    colour.set(qn("w:val"), "yellow")
    properties.insert(position, colour)
