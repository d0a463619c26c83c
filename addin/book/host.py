"""What a button needs of Excel beyond `xw.Book`: a word to the officer, files, progress.

xlwings has no call for these that works in every host. The desktop add-in does them through COM, the server add-in by
what its page does with the reply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    import xlwings as xw

Level: TypeAlias = Literal["info", "warning", "error"]
Progress: TypeAlias = "Callable[[int, int], None]"
"""Called with the number done and the number of all."""


class Check(Protocol):
    """Something that was looked at: whether it is as it should be, and what to do if not."""

    @property
    def name(self) -> str:
        """What was looked at (Chinese)."""
        ...

    @property
    def ok(self) -> bool:
        """Whether it is as it should be."""
        ...

    @property
    def words(self) -> str:
        """What was found."""
        ...

    @property
    def remedy(self) -> str:
        """What to do; blank if nothing."""
        ...


class Host(Protocol):
    """The program around the workbook: Excel on the officer's PC, or Excel with the bureau's server."""

    @property
    def choice(self) -> str:
        """What the officer chose from a button's menu; empty where it has none."""
        ...

    def say(self, text: str, level: Level = "info") -> None:
        """Shows a message to the officer who pressed the button, and to no one else."""
        ...

    def confirm(self, text: str) -> bool:
        """Whether the officer agrees. A host that asks before it calls Python says yes here."""
        ...

    def progress(self, label: str) -> AbstractContextManager[Progress]:
        """Shows how far long work is; takes the display off at the end, whatever happens."""
        ...

    def unprotected(self, sheet: xw.Sheet) -> AbstractContextManager[None]:
        """Lets locked cells be written; afterwards the sheet is protected as before."""
        ...

    def snapshot(self, book: xw.Book) -> bytes:
        """The open workbook as the file that it would be if saved now; nothing is saved.

        Raises:
            HostError: it can't be had.
        """
        ...

    def deliver(self, name: str, data: bytes) -> None:
        """Gives the officer a file: asks where to put it, or lets it be downloaded."""
        ...

    def open_new(self, name: str, data: bytes) -> None:
        """Opens a workbook that has no file yet."""
        ...

    def ask_folder(self, title: str) -> Path | None:
        """A folder of the officer's; None if none was chosen.

        Raises:
            HostError: this host has no folders.
        """
        ...

    def ask_file(self, title: str, endings: tuple[str, ...]) -> Path | None:
        """A file of the officer's; None if none was chosen.

        Raises:
            HostError: this host has no files.
        """
        ...

    def open_file(self, path: Path) -> None:
        """Opens a file that the officer has."""
        ...

    @property
    def roster(self) -> Path | None:
        """The roster that was opened last, if it is still there."""
        ...

    def remember_roster(self, path: Path) -> None:
        """Keeps where the roster is, for the next time."""
        ...

    def checks(self) -> Sequence[Check]:
        """What the host knows of itself (诊断): the desktop add-in's are `addin.desktop.doctor.diagnose()`."""
        ...


class HostError(Exception):
    """The host can't do what a button needs; the message (Chinese) says what to do instead."""
