"""Word itself, driven over COM on Windows, for machines without LibreOffice."""

from __future__ import annotations

import importlib
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from addin.reporting.pdf_error import PdfError

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM: Final = "Word.Application"
_AS_PDF: Final = 17  # wdExportFormatPDF
_KEEP_NOTHING: Final = 0  # wdDoNotSaveChanges
_NO_QUESTIONS: Final = 0  # wdAlertsNone
_NO_MACROS: Final = 3  # msoAutomationSecurityForceDisable


def is_there() -> bool:
    """Whether Word is registered on this machine."""
    if sys.platform != "win32":
        return False
    winreg = importlib.import_module("winreg")
    try:
        winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, f"{PROGRAM}\\CLSID"))
        importlib.import_module("win32com.client")
    except (OSError, ImportError):
        return False
    return True


def convert(source: Path, target: Path) -> None:
    """Writes a Word document as PDF with a Word of its own, never with one in which somebody works.

    Raises:
        PdfError: Word can't be started, or refuses.
    """
    pythoncom = importlib.import_module("pythoncom")
    client = importlib.import_module("win32com.client")
    pythoncom.CoInitialize()
    try:
        _export(client, source, target)
    except pythoncom.com_error as error:
        raise PdfError(
            f"Word 没有转出 PDF（{_reason(error)}）。请先打开一次 Word，关掉弹出的提示（激活、登录、恢复），再试；"
            "或者不加 --pdf，写出 .docx 后在 Word 里“另存为”PDF。"
        ) from error
    finally:
        pythoncom.CoUninitialize()
    if not target.is_file():
        raise PdfError("Word 没有转出 PDF。请不加 --pdf，写出 .docx 后在 Word 里“另存为”PDF。")


def _export(client: Any, source: Path, target: Path) -> None:
    word = client.DispatchEx(PROGRAM)
    document = None
    try:
        word.Visible = False
        word.DisplayAlerts = _NO_QUESTIONS
        word.AutomationSecurity = _NO_MACROS
        document = word.Documents.Open(str(source), ConfirmConversions=False, ReadOnly=True, AddToRecentFiles=False)
        document.ExportAsFixedFormat(str(target), _AS_PDF)
    finally:
        # Whatever went wrong, no Word without a window may stay behind; what went wrong is what is reported.
        with suppress(Exception):
            if document is not None:
                document.Close(_KEEP_NOTHING)
        with suppress(Exception):
            word.Quit(_KEEP_NOTHING)


def _reason(error: Exception) -> str:
    """What COM says: the text of the program where there is one."""
    details = error.args[2] if len(error.args) > 2 and error.args[2] else ()
    texts = [str(text).strip() for text in (*details[2:3], *error.args[1:2]) if text]
    return texts[0] if texts else str(error)
