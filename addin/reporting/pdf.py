"""A Word document as PDF, through LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 180
"""A conversion takes some seconds, the first one, which fills the profile, more."""

_PLACES = {
    "win32": [
        Path(os.environ.get(folder, "")) / "LibreOffice" / "program" / "soffice.exe"
        for folder in ("PROGRAMFILES", "PROGRAMFILES(X86)")
        if os.environ.get(folder)
    ],
    "darwin": [Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")],
}
"""Where it is installed without being on the PATH."""


class PdfError(Exception):
    """No PDF could be made; the message (Chinese) says why and what to do."""


def find_office() -> Path:
    """LibreOffice's program.

    Raises:
        PdfError: it is not installed.
    """
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return Path(found)
    for place in _PLACES.get(sys.platform, []):
        if place.is_file():
            return place
    raise PdfError(
        "没有找到 LibreOffice，不能转成 PDF。请安装 LibreOffice（免费软件）后再试；"
        "或者不加 --pdf，写出 .docx 后在 Word 或 WPS 里“另存为”PDF。"
    )


def as_pdf(document: bytes) -> bytes:
    """A Word document as PDF.

    Raises:
        PdfError: LibreOffice is missing, takes too long or gives nothing.
    """
    program = find_office()
    with tempfile.TemporaryDirectory(prefix="jibiao-pdf-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, target = folder / "report.docx", folder / "out" / "report.pdf"
        source.write_bytes(document)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        options = ["--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(target.parent)]
        try:
            done = subprocess.run(  # noqa: S603
                [str(program), profile, *options, str(source)], capture_output=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise PdfError(f"LibreOffice 在 {SECONDS} 秒内没有转完，没有得到 PDF。请关闭其他程序再试。") from error
        except OSError as error:
            raise PdfError(f"不能运行 {program}：{error.strerror or error}。请重新安装 LibreOffice。") from error
        if not target.is_file():
            said = done.stderr.decode(errors="replace").strip()[-200:] or f"状态 {done.returncode}"
            raise PdfError(f"LibreOffice 没有转出 PDF（{said}）。请检查是否装有它的 Writer（文字处理）。")
        return target.read_bytes()
