"""What the page sends (上传): parts of a form, each within its limits; a file's name is a word, never a path."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from fastapi import HTTPException
from starlette.datastructures import UploadFile

from addin.server.errors import TOO_LARGE, RefusedError
from addin.server.settings import MEGABYTE, ServerSettings, load_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from fastapi import Request
    from starlette.datastructures import FormData

_OTHER_FILES: Final = 3
"""The book, the open workbook and the roster may come with the workbooks."""
_FIELDS: Final = 20
_FIELD_BYTES: Final = 64 * 1024
_NAME_BYTES: Final = 180
_FORBIDDEN: Final = re.compile(r'[<>:"|?*\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


class Upload:
    """The parts of a request."""

    def __init__(self, form: FormData, settings: ServerSettings) -> None:
        self._form = form
        self._settings = settings

    def text(self, name: str) -> str:
        """A field; empty if it was not sent."""
        value = self._form.get(name, "")
        return value if isinstance(value, str) else ""

    def files(self, name: str) -> list[UploadFile]:
        """The files under a name.

        Raises:
            RefusedError: one is too large, or there are too many.
        """
        found = [value for value in self._form.getlist(name) if isinstance(value, UploadFile)]
        if len(found) > self._settings.max_files:
            raise RefusedError(TOO_LARGE, f"一次最多 {self._settings.max_files} 份文件：请分几次汇总。")
        for file in found:
            _check_size(file, file.filename or name, self._settings.max_file_mb)
        return found

    async def file(self, name: str) -> bytes | None:
        """The bytes of a file; None if it was not sent.

        Raises:
            RefusedError: it is too large.
        """
        found = self.files(name)
        return await found[0].read() if found else None

    async def book(self) -> bytes | None:
        """The open workbook's data as JSON; None if it was not sent.

        Raises:
            RefusedError: it is too large.
        """
        value = self._form.get("book")
        if isinstance(value, UploadFile):
            _check_size(value, "打开的工作簿", self._settings.max_book_mb)
            return await value.read()
        return value.encode() if value else None


@asynccontextmanager
async def received(request: Request) -> AsyncIterator[Upload]:
    """The parts of a request while they are wanted; nothing of them stays.

    Raises:
        RefusedError: it is no form, or has too many parts.
    """
    settings = load_settings()
    try:
        form = await request.form(
            max_files=settings.max_files + _OTHER_FILES, max_fields=_FIELDS, max_part_size=_FIELD_BYTES
        )
    except HTTPException as error:
        raise _not_a_form(str(error.detail), settings) from error
    try:
        yield Upload(form, settings)
    finally:
        await form.close()


def _not_a_form(detail: str, settings: ServerSettings) -> RefusedError:
    if detail.startswith("Too many files"):
        return RefusedError(TOO_LARGE, f"一次最多 {settings.max_files} 份文件：请分几次汇总。")
    return RefusedError(400, "上传的内容不完整：请再试一次。")


def _check_size(file: UploadFile, what: str, limit: int) -> None:
    if (file.size or 0) > limit * MEGABYTE:
        raise RefusedError(TOO_LARGE, f"{safe_name(what)} 太大：一份文件不能超过 {limit} MB。")


def safe_names(names: Iterable[str]) -> list[str]:
    r"""Names under which files can lie in one folder of ours, as the officer knows them as far as that is safe.

    >>> safe_names(["../../etc/passwd", "一小.xlsx", "C:\\报表\\一小.XLSX", "", "con.xlsx"])
    ['passwd', '一小.xlsx', '一小（2）.XLSX', '文件', '_con.xlsx']
    """
    taken: set[str] = set()
    found = []
    for name in map(safe_name, names):
        stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
        free, number = name, 1
        while free.casefold() in taken:
            number += 1
            free = f"{stem}（{number}）{dot}{ending}"
        taken.add(free.casefold())
        found.append(free)
    return found


def safe_name(name: str) -> str:
    """A file's name without any folder, control characters, or what a file system takes for something else."""
    last = re.split(r"[/\\]", name)[-1]
    kept = _FORBIDDEN.sub("", last).strip(" .~$")
    stem, dot, ending = kept.rpartition(".") if "." in kept else (kept, "", "")
    ending = ending[:8]
    room = _NAME_BYTES - len(ending.encode())
    short = stem.encode()[:room].decode(errors="ignore").rstrip(" .") + dot + ending
    return (f"_{short}" if _RESERVED.match(short) else short) or "文件"
