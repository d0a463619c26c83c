"""Excel on the officer's PC as the buttons' host, through COM."""

from __future__ import annotations

import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from addin.book.host import HostError
from addin.desktop.protection import lifted
from addin.desktop.settings import keep_setting, read_settings
from addin.output import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    import xlwings as xw

    from addin.book.host import Check, Level, Progress

TITLE: Final = "绩表"
_ICONS: Final = {"info": "info", "warning": "critical", "error": "critical"}

_FILE_PICKER, _FOLDER_PICKER = 3, 4  # msoFileDialogFilePicker, msoFileDialogFolderPicker
_CHOSEN: Final = -1
_WAIT_CURSOR, _DEFAULT_CURSOR = 2, -4143  # xlWait, xlDefault
_PAUSE: Final = 0.2
"""Seconds between two words of progress: each is a call into another process."""


class DesktopHost:
    """Excel for Windows around the workbook; see `addin.book.host.Host`.

    Args:
        app: The Excel that called; `app.api` is its COM object.
        choice: What the officer chose from a button's menu.
    """

    def __init__(self, app: xw.App, choice: str = "") -> None:
        self._app = app
        self._choice = choice

    @property
    def _com(self) -> Any:
        return self._app.api

    @property
    def choice(self) -> str:
        """What the officer chose from a button's menu."""
        return self._choice

    def say(self, text: str, level: Level = "info") -> None:
        """Shows a message in front of Excel."""
        self._app.alert(text, TITLE, "ok", _ICONS[level])

    def confirm(self, text: str) -> bool:
        """Whether the officer says yes."""
        return bool(self._app.alert(text, TITLE, "yes_no", "critical") == "yes")

    @contextmanager
    def progress(self, label: str) -> Iterator[Progress]:
        """Progress in the status bar, with the cursor that says: wait."""
        com, said = self._com, 0.0

        def report(done: int, total: int) -> None:
            nonlocal said
            if done < total and time.monotonic() - said < _PAUSE:
                return
            com.StatusBar = f"{TITLE}：{label} {done}/{total}"
            said = time.monotonic()

        com.StatusBar = f"{TITLE}：{label}……"
        com.Cursor = _WAIT_CURSOR
        try:
            yield report
        finally:
            com.StatusBar = False
            com.Cursor = _DEFAULT_CURSOR

    def unprotected(self, sheet: xw.Sheet) -> AbstractContextManager[None]:
        """Lets locked cells be written; afterwards the sheet is protected as before.

        Raises:
            HostError: it is protected with a password.
        """
        return lifted(sheet.api)

    def snapshot(self, book: xw.Book) -> bytes:
        """The open workbook as the file that it would be if saved now.

        Raises:
            HostError: Excel does not write the copy.
        """
        suffix = Path(book.name).suffix or ".xlsx"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"snapshot{suffix}"
            book.api.SaveCopyAs(str(path))
            try:
                return path.read_bytes()
            except FileNotFoundError as error:
                raise HostError("Excel 没有写出工作簿的副本：请先保存工作簿，再按一次") from error

    def deliver(self, name: str, data: bytes) -> None:
        """Asks where to put a file, and writes it.

        Raises:
            OutputError: it can't be written there.
        """
        suffix = Path(name).suffix
        chosen = self._com.GetSaveAsFilename(name, f"{suffix} 文件 (*{suffix}),*{suffix}")
        if not isinstance(chosen, str):  # False: the officer changed his mind
            return
        path = Path(chosen)
        if not path.exists() or self.confirm(f"已有 {path}。要替换它吗？"):
            write_whole(path, data, force=True)

    def open_new(self, name: str, data: bytes) -> None:
        """Opens a workbook that has no file yet: Excel asks for one when it is saved."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(data)
            self._com.Workbooks.Add(str(path))

    def ask_folder(self, title: str) -> Path | None:
        """A folder of the officer's; None if none was chosen."""
        dialog = self._com.FileDialog(_FOLDER_PICKER)
        dialog.Title = title
        return _chosen(dialog)

    def ask_file(self, title: str, endings: tuple[str, ...]) -> Path | None:
        """A file of the officer's; None if none was chosen."""
        dialog = self._com.FileDialog(_FILE_PICKER)
        dialog.Title = title
        dialog.AllowMultiSelect = False
        dialog.Filters.Clear()
        patterns = ";".join(f"*{ending}" for ending in endings)
        dialog.Filters.Add(patterns, patterns)
        return _chosen(dialog)

    def open_file(self, path: Path) -> None:
        """Opens a file that the officer has."""
        self._com.Workbooks.Open(str(path))

    @property
    def roster(self) -> Path | None:
        """The roster that was opened last, if it is still there."""
        kept = read_settings().get("roster")
        return Path(kept) if kept and Path(kept).is_file() else None

    def remember_roster(self, path: Path) -> None:
        """Keeps where the roster is, for the next time."""
        keep_setting("roster", str(path))

    def checks(self) -> Sequence[Check]:
        """What is installed on this PC, what is missing."""
        from addin.desktop.doctor import diagnose

        return diagnose()


def _chosen(dialog: Any) -> Path | None:
    return Path(dialog.SelectedItems.Item(1)) if dialog.Show() == _CHOSEN else None
