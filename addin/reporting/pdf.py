"""A Word document as PDF: through LibreOffice, or where that is absent through Word's own export on Windows."""

from __future__ import annotations

import tempfile
from pathlib import Path

from addin.reporting import libreoffice, word
from addin.reporting.pdf_error import PdfError

__all__ = ["PdfError", "as_pdf"]

_CONVERTERS = (libreoffice, word)
"""In the order in which they are asked: LibreOffice needs no window and is the one that is tested."""


def as_pdf(document: bytes) -> bytes:
    """A Word document as PDF; nothing is left of the files on the way.

    Raises:
        PdfError: Neither program is there, or it takes too long or gives nothing.
    """
    converter = next((program for program in _CONVERTERS if program.is_there()), None)
    if converter is None:
        raise PdfError(
            "没有找到 LibreOffice，也没有找到 Word，不能转成 PDF。请安装 LibreOffice（免费软件）或 Word 后再试；"
            "或者不加 --pdf，写出 .docx 后在 WPS 里“另存为”PDF。"
        )
    with tempfile.TemporaryDirectory(prefix="jibiao-pdf-", ignore_cleanup_errors=True) as name:
        source, target = Path(name) / "report.docx", Path(name) / "report.pdf"
        source.write_bytes(document)
        converter.convert(source, target)
        return target.read_bytes()
