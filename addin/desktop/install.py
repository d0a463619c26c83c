"""Puts the add-in where Excel loads it: the officer's XLSTART folder, as `xlwings addin install` does.

Excel opens whatever lies in that folder, so a previous version is kept elsewhere. The folder is a trusted location
of Excel: macros in it run without a question, unless the office has switched trusted locations off.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

from addin.desktop.build import build_addin
from addin.desktop.container import FILE_NAME, read_conf
from addin.desktop.errors import InstallError
from addin.desktop.settings import settings_folder
from addin.output import OutputError, prepare_folder, refuse_unwritable, write_whole
from workbook_templates.ooxml import UnreadableWorkbookError


class Installed(NamedTuple):
    """What was done.

    Attributes:
        path: Where the add-in is.
        interpreter: The Python that runs it.
        kept: The previous version, if there was one.
    """

    path: Path
    interpreter: str
    kept: Path | None


def startup_folder() -> Path:
    """The folder from which Excel loads the officer's add-ins.

    Raises:
        InstallError: this is not Windows.
    """
    roaming = os.environ.get("APPDATA")
    if sys.platform != "win32" or not roaming:
        raise InstallError(
            "桌面加载项只能装在 Windows 的 Excel 里。在别的电脑上制作加载项文件用 jibiao addin build；"
            "要放到指定的文件夹，用 --dir 给出"
        )
    return Path(roaming) / "Microsoft" / "Excel" / "XLSTART"


def interpreter_of(executable: Path) -> Path:
    """The Python for Excel: the one without a console, if it lies beside the one that runs."""
    windowed = executable.with_name("pythonw.exe")
    return windowed if windowed.is_file() else executable


def install(folder: Path | None = None, *, force: bool = False) -> Installed:
    """Builds the add-in for the Python that runs this, and puts it into a folder.

    Args:
        folder: Where to; Excel's own startup folder by default.
        force: Whether an add-in that is there is replaced.

    Raises:
        InstallError: not on Windows, and no folder was given.
        OutputError: there is one already, or Excel holds it open.
        SourceError: it can't be built.
    """
    target = (folder or startup_folder()) / FILE_NAME
    interpreter = str(interpreter_of(Path(sys.executable)))
    data = build_addin(interpreter)
    prepare_folder(target.parent)
    refuse_unwritable(target, force=force)
    kept = _keep(target) if target.is_file() else None
    write_whole(target, data, force=force)
    return Installed(target, interpreter, kept)


def uninstall(folder: Path | None = None) -> Installed:
    """Takes the add-in out of a folder; the file is kept as a previous version.

    Raises:
        InstallError: not on Windows and no folder was given, none is there, or it is not ours.
        OutputError: Excel holds it open.
    """
    target = (folder or startup_folder()) / FILE_NAME
    if not target.is_file():
        raise InstallError(f"{target.parent} 里没有 {FILE_NAME}，没有什么要卸载的")
    try:
        conf = read_conf(target.read_bytes())
    except UnreadableWorkbookError:
        conf = {}
    if "JIBIAO_VERSION" not in conf:
        raise InstallError(f"{target} 不是绩表的加载项，没有动它；确要删除请自己删")
    refuse_unwritable(target, force=True)
    kept = _keep(target)
    try:
        target.unlink()
    except OSError as error:
        raise OutputError(f"{target} 正被 Excel 占用，删不掉：请关闭全部 Excel 窗口再试") from error
    return Installed(target, conf.get("INTERPRETER_WIN", ""), kept)


def _keep(target: Path) -> Path:
    kept = settings_folder() / f"{target.name}.bak"
    write_whole(kept, target.read_bytes(), force=True)
    return kept
