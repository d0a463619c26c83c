"""Errors in words for the officer; the details of one that was not foreseen go to a file."""

from __future__ import annotations

import tempfile
import traceback
from pathlib import Path


def explained(error: Exception) -> str:
    """What went wrong and what to do, in Chinese; never a traceback."""
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
