"""Reads a report's paragraphs from .docx, .txt and .pdf files (读取报告); never changes one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from lxml import etree

from validation.prose.sentences import Paragraph, joined
from workbook_templates.ooxml.archive import Archive, read_source
from workbook_templates.ooxml.errors import UnreadableWorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST: Final = 100 * 1024 * 1024
"""Bytes of a report with many pictures."""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED: Final = frozenset(
    {f"{_WORD}del", f"{_WORD}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
"""What a reader of the page does not see: text taken out with 修订 on, second versions of drawings."""
_SIGNS: Final = {f"{_WORD}tab": " ", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}


class ReportFileError(Exception):
    """A report can't be read; the message (Chinese) says why and what to do."""


def read_report(path: Path) -> list[Paragraph]:
    """The paragraphs of a report, each with its place in the file.

    Raises:
        ReportFileError: It is missing, of another kind, damaged, protected, or has no text.
    """
    readers = {".docx": _word, ".txt": _text, ".pdf": _pdf}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise ReportFileError(f"{path} 不是能核对的报告：应为 .docx、.txt 或 .pdf。旧的 .doc、.wps 请先另存为 .docx")
    try:
        data = read_source(path, LARGEST)
        paragraphs = reader(data)
    except UnreadableWorkbookError as error:
        raise ReportFileError(_reason(path, error)) from error
    if not any(paragraph.text for paragraph in paragraphs):
        hint = "可能是扫描件，请用有文字的电子版" if path.suffix.lower() == ".pdf" else "请检查是否选错了文件"
        raise ReportFileError(f"{path} 里没有文字；{hint}")
    return paragraphs


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


def _text(data: bytes) -> list[Paragraph]:
    return joined((f"第 {number} 行", line) for number, line in enumerate(_decoded(data).splitlines(), start=1))


def _decoded(data: bytes) -> str:
    """The text of a .txt file: UTF-8 or UTF-16 with its mark, else what Chinese Windows writes."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _word(data: bytes) -> list[Paragraph]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(Archive(data).read("word/document.xml"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableWorkbookError("truncated", reason=str(error)) from error
    return [
        Paragraph.whole(line, f"第 {number} 段", numbered=_numbered(block))
        for number, block in enumerate(_blocks(root), start=1)
        for line in _lines(block)
    ]


def _numbered(block: etree._Element) -> bool:
    return block.tag == f"{_WORD}p" and block.find(f"{_WORD}pPr/{_WORD}numPr") is not None


def _blocks(element: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and table rows, each once, in reading order."""
    for child in element:
        if child.tag in {f"{_WORD}p", f"{_WORD}tr"}:
            yield child
            if child.tag == f"{_WORD}p":  # what text boxes hold that are anchored in it
                for box in child.iter(f"{_WORD}txbxContent"):
                    if not _hidden(box, child):
                        yield from _blocks(box)
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            yield from _blocks(child)


def _lines(block: etree._Element) -> list[str]:
    """The text of a paragraph; of a table's row its cells in one line."""
    if block.tag == f"{_WORD}p":
        return [line.strip() for line in _words(block).split("\n") if line.strip()]
    cells = [" ".join(_words(p) for p in cell.iter(f"{_WORD}p")).strip() for cell in block.findall(f"{_WORD}tc")]
    row = "｜".join(" ".join(cell.split()) for cell in cells if cell)
    return [row] if row else []


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


def _pdf(data: bytes) -> list[Paragraph]:
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
    return joined(
        (f"第 {number} 页第 {line} 行", text)
        for number, page in enumerate(pages, start=1)
        for line, text in enumerate(page.splitlines(), start=1)
    )
