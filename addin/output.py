"""Files that commands write: whole or not at all, and never over an officer's own file."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_DISK_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NAME_REFUSED: Final = frozenset({errno.ENAMETOOLONG, errno.EINVAL})


class OutputError(Exception):
    """An output (输出文件) can't be written; the message (Chinese) says why and what to do."""


def write_whole(path: Path, data: bytes, *, force: bool) -> None:
    """Write an output so that it is there whole or not at all.

    The bytes go to a temporary file in the same folder, which then takes the output's name. Whatever fails,
    a file that stood there before is untouched and no temporary file stays behind.

    Args:
        path: The output; its folder must exist.
        data: Its content.
        force: Whether an existing file is replaced.

    Raises:
        OutputError: The file exists and `force` is not set, it is a folder, its folder is missing or can't be
            written, the disk is full, or another program holds the file open.
    """
    _refuse_place(path, force=force)
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        _write_synced(temporary, data, path)
        _rename(temporary, path)
    finally:
        with suppress(OSError):  # gone once it has the output's name
            temporary.unlink()


def write_all(folder: Path, files: Iterable[tuple[str, bytes]], *, force: bool) -> None:
    """Write the files of a folder so that they are all there or none.

    They are collected in a hidden folder beside their places and take their names when the last one is complete.
    Whatever fails before, files that stood there are untouched.

    Args:
        folder: The output folder; made if it is missing.
        files: Name and content of each, taken one by one.
        force: Whether existing files are replaced.

    Raises:
        OutputError: As for `write_whole`.
    """
    prepare_folder(folder)
    waiting = folder / f".{secrets.token_hex(8)}.tmp"
    try:
        waiting.mkdir()
    except OSError as error:
        raise OutputError(_folder_reason(error, folder / "*")) from error
    try:
        names = []
        for name, data in files:
            _refuse_place(folder / name, force=force)
            _write_synced(waiting / name, data, folder / name)
            names.append(name)
        for name in names:
            refuse_unwritable(folder / name, force=force)
        for name in names:
            _rename(waiting / name, folder / name)
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def refuse_unwritable(path: Path, *, force: bool) -> None:
    """Refuse an output whose place is taken, or that another program holds open.

    Raises:
        OutputError: The file exists and `force` is not set, it is a folder or must not be changed.
    """
    _refuse_place(path, force=force)
    try:
        if path.exists():
            with path.open("r+b"):  # fails where Excel has it open
                pass
    except OSError as error:
        raise OutputError(_reason(error, path)) from error


def prepare_folder(path: Path) -> None:
    """Make an output folder (输出文件夹) with the folders above it; one that exists is used as it is.

    Raises:
        OutputError: A file stands in its place, or it can't be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise OutputError(f"{_obstacle(path) or path} 是文件，不能作文件夹；请另给一个文件夹") from error
    except OSError as error:
        detail = f"无法建立文件夹 {path}：{_system_text(error)}；请检查权限，或另给一个文件夹"
        raise OutputError(detail) from error


def refuse_same(source: Path, target: Path) -> None:
    """Refuse an output that is the input itself, whatever way its path is written.

    Raises:
        OutputError: Both are the same file.
    """
    try:
        same = source.samefile(target)
    except OSError:  # one of them doesn't exist
        same = Path(os.path.realpath(source)) == Path(os.path.realpath(target))
    if same:
        raise OutputError(f"输出不能覆盖原文件 {source}；请用 -o 另给一个文件名")


def _refuse_place(path: Path, *, force: bool) -> None:
    try:
        refusal = _refusal(path, force=force)
    except OSError as error:
        raise OutputError(_reason(error, path)) from error
    if refusal:
        raise OutputError(refusal)


def _refusal(path: Path, *, force: bool) -> str:
    if path.is_dir():
        return f"{path} 是文件夹；请给出文件名"
    if obstacle := _obstacle(path.parent):
        return f"{obstacle} 是文件，不能作文件夹；请换一个位置"
    if not path.parent.is_dir():
        return f"文件夹 {path.parent} 不存在；请先建立，或换一个位置"
    if not force and path.exists():
        return f"已有 {path}；要替换请加 --force"
    return ""


def _obstacle(folder: Path) -> Path | None:
    """The file that stands where `folder` or one above it should."""
    return next((place for place in (folder, *folder.parents) if place.is_file()), None)


def _write_synced(temporary: Path, data: bytes, path: Path) -> None:
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise OutputError(_folder_reason(error, path)) from error


def _rename(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    except OSError as error:
        raise OutputError(_reason(error, path)) from error


def _folder_reason(error: OSError, path: Path) -> str:
    """Why no file can be written beside the output."""
    if error.errno in _DISK_FULL:
        return f"磁盘空间不足，{path} 没有写出；请清理磁盘或换一个位置"
    if error.errno in _NAME_REFUSED:
        return _reason(error, path)
    return f"文件夹 {path.parent} 不能写入（{_system_text(error)}）；请检查权限，或换一个文件夹"


def _reason(error: OSError, path: Path) -> str:
    """Why the output's name can't be taken."""
    if isinstance(error, PermissionError):
        return f"{path} 正被其他程序占用或不许改写；如在 Excel 或 WPS 中打开着，请先关闭再试"
    if error.errno in _NAME_REFUSED:
        return f"文件名 {path.name} 太长或含有不许用的字符；请换一个文件名"
    return f"无法写出 {path}：{_system_text(error)}；请换一个位置再试"


def _system_text(error: OSError) -> str:
    return error.strerror or str(error)
