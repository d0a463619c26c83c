"""PDF of reports: LibreOffice as it is, Word on Windows through a stand-in for its COM objects.

The stand-in shows in which order Word is asked, and that neither it nor a file stays behind; that the real Word
answers so was not seen.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from addin.reporting import libreoffice, word
from addin.reporting.pdf import PdfError, as_pdf

FORM = "wuhan-target-2024"


class ComError(Exception):
    """As pywin32 raises it: number, text, what the program says, argument."""


class Word:
    """What is asked of Word; it fails where it is told to."""

    def __init__(self, failing=""):
        self.failing, self.asked, self.Documents = failing, [], self

    def _step(self, name):
        self.asked.append(name)
        if name == self.failing:
            raise ComError(-2147352567, "发生意外。", (0, "Microsoft Word", "文件已损坏", None, 0, 0), None)

    def Open(self, name, **options):  # noqa: N802
        self._step("open")
        assert Path(name).read_bytes() == b"document"
        assert options == {"ConfirmConversions": False, "ReadOnly": True, "AddToRecentFiles": False}
        return self

    def ExportAsFixedFormat(self, name, kind):  # noqa: N802
        self._step("export")
        assert kind == 17
        Path(name).write_bytes(b"%PDF-1.7")

    def Close(self, saving):  # noqa: N802
        self._step("close")
        assert saving == 0

    def Quit(self, saving):  # noqa: N802
        self._step("quit")
        assert saving == 0


@pytest.fixture
def windows(monkeypatch, tmp_path):
    """Windows without LibreOffice; what Word is asked is noted."""
    monkeypatch.setattr(libreoffice, "is_there", lambda: False)
    monkeypatch.setattr(word, "is_there", lambda: True)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def installed(failing=""):
        program = Word(failing)
        client = ModuleType("win32com.client")
        client.DispatchEx = lambda name: program if name == "Word.Application" else pytest.fail(name)
        com = SimpleNamespace(
            com_error=ComError,
            CoInitialize=lambda: program.asked.append("begin"),
            CoUninitialize=lambda: program.asked.append("end"),
        )
        monkeypatch.setitem(sys.modules, "win32com.client", client)
        monkeypatch.setitem(sys.modules, "pythoncom", com)
        return program

    return installed


def test_word_opens_exports_and_is_left(windows, tmp_path):
    program = windows()
    assert as_pdf(b"document") == b"%PDF-1.7"
    assert program.asked == ["begin", "open", "export", "close", "quit", "end"]
    assert (program.Visible, program.DisplayAlerts, program.AutomationSecurity) == (False, 0, 3)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("failing", ["open", "export"])
def test_word_is_left_when_it_fails_and_says_why(windows, tmp_path, failing):
    program = windows(failing)
    with pytest.raises(PdfError, match="Word 没有转出 PDF（文件已损坏）"):
        as_pdf(b"document")
    assert program.asked[-2:] == ["quit", "end"]
    assert list(tmp_path.iterdir()) == []


def test_word_that_does_not_close_has_still_made_the_pdf(windows):
    program = windows("close")
    assert as_pdf(b"document") == b"%PDF-1.7"
    assert program.asked[-2:] == ["quit", "end"]


def test_where_neither_is_there_nothing_is_written(jibiao, workbooks, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(libreoffice, "_PLACES", {})
    done = jibiao("report", workbooks.put_bureau(tmp_path), "-o", tmp_path / "报告.docx", "--pdf")
    assert done.status == 2
    assert "没有找到 LibreOffice，也没有找到 Word" in done.err
    assert list(tmp_path.glob("报告.*")) == []


def test_word_is_not_looked_for_elsewhere_than_on_windows():
    assert sys.platform == "win32" or not word.is_there()


def test_what_is_no_document_gives_no_pdf(libreoffice, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(PdfError, match="没有转出"):
        as_pdf(b"PK\x03\x04 no document")
    assert list(tmp_path.iterdir()) == []
