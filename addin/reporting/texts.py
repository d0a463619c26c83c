r"""Texts of the workbook on their way through a template (docxtpl, Jinja) into Word, intact.

Braces, line breaks and tabs in an officer's text mean something on that way; they travel as escapes and become
characters, paragraphs and tabs when the document is settled. So do the limits of what is to be highlighted.
"""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

MARK: Final = "\uf8e0"
"""Opens an escape: a character for private use, which is itself escaped where it stands in a text."""

PARAGRAPH: Final = MARK + "n"
TAB: Final = MARK + "t"
HIGHLIGHT: Final = MARK + "h"
PLAIN: Final = MARK + "p"
CHARACTERS: Final = {MARK + "m": MARK, MARK + "o": "{", MARK + "c": "}"}

_ESCAPES: Final = {ord(char): escaped for escaped, char in CHARACTERS.items()} | {10: PARAGRAPH, 9: TAB}
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def passed(text: str) -> Markup:
    """A text of the workbook, ready for the template."""
    lines = _NO_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return escape(lines.translate(_ESCAPES))


def highlighted(text: str) -> Markup:
    """A text that is to be seen: 【待填：…】."""
    return Markup(HIGHLIGHT) + passed(text) + Markup(PLAIN)  # noqa: S704


def pieces(text: str) -> list[str]:
    r"""What a settled text is made of: plain pieces and escapes.

    >>> pieces(str(passed("a{\tb")))
    ['a', '\uf8e0o', '\uf8e0t', 'b']
    """
    return [piece for piece in re.split(f"({MARK}.)", text) if piece]
