"""LibreOffice, which turns a Word document into a PDF without a window."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from addin.reporting.pdf_error import PdfError

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


def find_office() -> Path | None:
    """LibreOffice's program; None where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return Path(found)
    return next((place for place in _PLACES.get(sys.platform, []) if place.is_file()), None)


def is_there() -> bool:
    """Whether it is installed."""
    return find_office() is not None


def convert(source: Path, target: Path) -> None:
    """Writes a Word document as PDF, with a profile of its own, beside the target.

    Raises:
        PdfError: It can't be run, takes too long or gives nothing.
    """
    program = str(find_office())
    profile = f"-env:UserInstallation={(target.parent / 'profile').as_uri()}"
    options = ["--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(target.parent)]
    try:
        done = subprocess.run(  # noqa: S603
            [program, profile, *options, str(source)], capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PdfError(f"LibreOffice 在 {SECONDS} 秒内没有转完，没有得到 PDF。请关闭其他程序再试。") from error
    except OSError as error:
        raise PdfError(f"不能运行 {program}：{error.strerror or error}。请重新安装 LibreOffice。") from error
    if not target.is_file():
        said = done.stderr.decode(errors="replace").strip()[-200:] or f"状态 {done.returncode}"
        raise PdfError(f"LibreOffice 没有转出 PDF（{said}）。请检查是否装有它的 Writer（文字处理）。")
