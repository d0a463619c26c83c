"""The host (宿主) of a button that is pressed through the server: what it wants of Excel goes into the reply."""

# ruff: noqa: ARG002 - the protocol names its arguments, and some are nothing here

from __future__ import annotations

from base64 import b64encode
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from addin.book.host import HostError
from addin.server.diagnosis import facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    import xlwings as xw

    from addin.book.host import Check, Level, Progress

NO_FILES: Final = "网页版和服务器加载项打不开电脑里的文件夹：请在“绩表”任务窗格里选择各单位的报表和名录。"
NO_WORKBOOK: Final = "没有收到工作簿的文件：请先保存工作簿，再按一次。"


@dataclass
class ServerHost:
    """What one press of a button has to say and to hand over. It belongs to one request.

    Attributes:
        choice: What the officer chose from the button's menu.
        workbook: The open workbook's file, if the page sent it.
    """

    choice: str = ""
    workbook: bytes | None = None
    _messages: list[dict[str, str]] = field(default_factory=list)
    _files: list[dict[str, str]] = field(default_factory=list)
    _open: list[dict[str, str]] = field(default_factory=list)

    def reply(self) -> dict[str, Any]:
        """What the page is to show and to hand over."""
        return {"messages": self._messages, "files": self._files, "open": self._open}

    def say(self, text: str, level: Level = "info") -> None:
        """See `Host`."""
        self._messages.append({"text": text, "level": level})

    def confirm(self, text: str) -> bool:
        """See `Host`: the page has asked already."""
        return True

    def progress(self, label: str) -> AbstractContextManager[Progress]:
        """See `Host`: the page shows that it waits."""
        return nullcontext(lambda _done, _total: None)

    @contextmanager
    def unprotected(self, sheet: xw.Sheet) -> Iterator[None]:
        """See `Host`: the page takes the protection off and puts it on again."""
        _queue(sheet, "jibiaoUnprotect")
        try:
            yield
        finally:
            _queue(sheet, "jibiaoProtect")

    def snapshot(self, book: xw.Book) -> bytes:
        """See `Host`."""
        if self.workbook is None:
            raise HostError(NO_WORKBOOK)
        return self.workbook

    def deliver(self, name: str, data: bytes) -> None:
        """See `Host`: a download."""
        self._files.append(as_file(name, data))

    def open_new(self, name: str, data: bytes) -> None:
        """See `Host`."""
        self._open.append(as_file(name, data))

    def ask_folder(self, title: str) -> Path | None:
        """See `Host`: there are no folders here."""
        raise HostError(NO_FILES)

    def ask_file(self, title: str, endings: tuple[str, ...]) -> Path | None:
        """See `Host`: there are no files here."""
        raise HostError(NO_FILES)

    def open_file(self, path: Path) -> None:
        """See `Host`: there are no files here."""
        raise HostError(NO_FILES)

    @property
    def roster(self) -> Path | None:
        """See `Host`: the page sends it along."""
        return None

    def remember_roster(self, path: Path) -> None:
        """See `Host`: there is nothing to remember."""

    def checks(self) -> Sequence[Check]:
        """See `Host`."""
        return facts()


def as_file(name: str, data: bytes) -> dict[str, str]:
    """A file within a JSON reply."""
    return {"name": name, "data": b64encode(data).decode("ascii")}


def _queue(sheet: xw.Sheet, action: str) -> None:
    sheet.book.impl.append_json_action(func=action, sheet_position=sheet.index - 1)
