"""Reads a report's text from .docx, .txt and .pdf files (读取报告); never changes one."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Final

from addin.prose.report_text import ReportText
from addin.prose.word import word_text
from validation.prose.sentences import joined
from workbook_templates.ooxml.archive import read_source
from workbook_templates.ooxml.errors import UnreadableWorkbookError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST: Final = 100 * 1024 * 1024
"""Bytes of a report with many pictures."""
_EMPTY_QUOTES: Final = re.compile(r"\s*[“‘]\s*[”’]\s*")
"""Quotation marks in a font of their own come together, away from what they stand around."""
_ENOUGH: Final = 50
"""Characters that a report has at least of which something can be said."""


class ReportFileError(Exception):
    """A report can't be read; the message (Chinese) says why and what to do."""


def read_report(path: Path) -> ReportText:
    """The text of a report.

    Raises:
        ReportFileError: It is missing, of another kind, damaged, protected, or has no text.
    """
    readers = {".docx": word_text, ".txt": _text, ".pdf": _pdf}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise ReportFileError(f"{path} 不是能核对的报告：应为 .docx、.txt 或 .pdf。旧的 .doc、.wps 请先另存为 .docx")
    try:
        data = read_source(path, LARGEST)
        text = reader(data)
    except UnreadableWorkbookError as error:
        raise ReportFileError(_reason(path, error)) from error
    if path.suffix.lower() == ".pdf" and _garbled(text):
        raise ReportFileError(
            f"{path} 里的字读出来不是中文（这份 PDF 没有带文字的对应表），不能核对；请用 Word 文件，"
            "或从 Word、WPS 重新“另存为”PDF"
        )
    if not text.tables and not any(paragraph.text for paragraph in text.paragraphs):
        hint = "可能是扫描件，请用有文字的电子版" if path.suffix.lower() == ".pdf" else "请检查是否选错了文件"
        raise ReportFileError(f"{path} 里没有文字；{hint}")
    return text


def _garbled(text: ReportText) -> bool:
    """Whether a PDF names its glyphs by numbers only, so that hardly a Chinese character can be read from it."""
    signs = "".join(paragraph.text for paragraph in text.paragraphs)
    return len(signs) >= _ENOUGH and sum("\u4e00" <= sign <= "\u9fff" for sign in signs) < len(signs) / 10


def _reason(path: Path, error: UnreadableWorkbookError) -> str:
    if error.code == "unreadable_file":
        return f"读不到 {path}：请检查路径和权限，如正在 Word 或 WPS 中打开请先关闭"
    if error.code == "empty_file":
        return f"{path} 是空文件（0 字节），请重新取一份"
    if error.code == "too_large":
        return f"{path} 太大，不能核对；请压缩其中的图片"
    if error.code == "password_protected":
        return f"{path} 设有打开密码，请先取消密码再核对"
    return f"{path} 已损坏，或不是 .docx 文件；请在 Word 中打开后另存为 .docx"


def _text(data: bytes) -> ReportText:
    lines = enumerate(_decoded(data).splitlines(), start=1)
    return ReportText(joined((f"第 {number} 行", line) for number, line in lines))


def _decoded(data: bytes) -> str:
    """The text of a .txt file: UTF-8 or UTF-16 with its mark, else what Chinese Windows writes."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _pdf(data: bytes) -> ReportText:
    from io import BytesIO

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks on sloppy files are not for officers
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableWorkbookError("password_protected")
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise UnreadableWorkbookError("truncated", reason=str(error)) from error
    lines = [
        (f"第 {number} 页第 {line} 行", _EMPTY_QUOTES.sub("", text))
        for number, page in enumerate(pages, start=1)
        for line, text in enumerate(page.splitlines(), start=1)
    ]
    return ReportText(joined(lines))
