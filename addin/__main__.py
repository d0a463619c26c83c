"""The command `jibiao`: runs it, and turns what can't be run into a message and an exit status."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from pathlib import Path


def main() -> None:
    """Entry point of the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A Chinese Windows console may be set to a code page that lacks a character of a message.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    from addin.cli import CANNOT_RUN, app

    try:
        app()
    except Exception as error:
        if os.environ.get("JIBIAO_DEBUG"):
            raise
        sys.stderr.write(f"{_explained(error)}\n")
        sys.exit(CANNOT_RUN)


def _explained(error: Exception) -> str:
    from addin.errors import FORESEEN

    if isinstance(error, FORESEEN):
        return str(error)
    if isinstance(error, OSError):
        return f"读写文件时出错：{error.strerror or error}（{error.filename or ''}）。请检查路径、权限和磁盘空间。"
    details = Path(tempfile.gettempdir()) / "jibiao-error.txt"
    try:
        details.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        return f"程序遇到没有料到的错误（{type(error).__name__}）。请把操作步骤告诉管理员。"
    return f"程序遇到没有料到的错误（{type(error).__name__}）。请把 {details} 和操作步骤发给管理员。"


if __name__ == "__main__":
    main()
