"""Text as SpreadsheetML stores it: characters that XML forbids stand as ``_xHHHH_``."""

from __future__ import annotations

import re

# Carriage returns are allowed by XML but a parser turns them into line feeds.
_ILLEGAL = r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]"
_TO_ESCAPE = re.compile(rf"{_ILLEGAL}|_(?=x[0-9A-Fa-f]{{4}}(?:_|{_ILLEGAL}))")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def escape(text: str) -> str:
    r"""Text as it may stand in a cell's XML.

    A literal ``_x000D_`` is protected, so that `unescape` gives back exactly what went in.

    Example:
        >>> escape("a\x01b"), escape("_x0041_")
        ('a_x0001_b', '_x005F_x0041_')
    """
    return _TO_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def unescape(text: str) -> str:
    r"""The inverse of `escape`.

    Example:
        >>> unescape("a_x000D_\nb"), unescape("_x005F_x0041_")
        ('a\r\nb', '_x0041_')
    """
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
