"""Runs consolidations: their files in a folder that is gone with the reply, each in a process with a low priority."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from addin.server import consolidating
from addin.server.audit import record
from addin.server.errors import RefusedError
from addin.server.host import ServerHost
from addin.server.incidents import new_incident
from addin.server.pressing import answered
from addin.server.units_table import write_units_table
from addin.server.uploads import safe_name, safe_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from threading import BoundedSemaphore
    from typing import BinaryIO

    from starlette.datastructures import UploadFile

    from addin.server.settings import ServerSettings

_log = logging.getLogger(__name__)
_ROOT: Final = Path(__file__).parents[2]
_SECONDS_BETWEEN_WORDS: Final = 5.0


class Order(NamedTuple):
    """What the page asks for.

    Attributes:
        book: The open workbook's data, JSON, if the units are to be written into it.
        user: Who asks, and from where: for the audit log.
    """

    form: str
    returns: bool
    book: bytes | None
    user: dict[str, str]


class Job:
    """The files of one consolidation, from the upload to the reply."""

    def __init__(self, settings: ServerSettings, order: Order) -> None:
        self._settings, self._order = settings, order
        settings.work.mkdir(parents=True, exist_ok=True)
        self._folder = TemporaryDirectory(dir=settings.work, ignore_cleanup_errors=True)
        self._names: list[str] = []
        self._roster = ""
        self._roster_digest = ""

    def take(self, workbooks: Sequence[UploadFile], roster: UploadFile) -> None:
        """Lays the files into the folder, under safe names."""
        folder = Path(self._folder.name)
        self._names = safe_names(file.filename or "" for file in workbooks)
        self._roster = safe_name(roster.filename or "")
        for part in (consolidating.FILES, consolidating.ROSTER):
            (folder / part).mkdir()
        for name, file in zip(self._names, workbooks, strict=True):
            _lay(file.file, folder / consolidating.FILES / name)
        self._roster_digest = _lay(roster.file, folder / consolidating.ROSTER / self._roster)

    def close(self) -> None:
        """Takes everything off the disk."""
        self._folder.cleanup()

    def lines(self, room: BoundedSemaphore) -> Iterator[bytes]:
        """The reply, line by line, as it comes; afterwards nothing is left."""
        try:
            while not room.acquire(timeout=_SECONDS_BETWEEN_WORDS):
                yield _line({"waiting": True})
            try:
                yield _line({"total": len(self._names)})
                yield from map(_line, self._told())
            finally:
                room.release()
        finally:
            self.close()

    def _told(self) -> Iterator[dict[str, Any]]:
        fates: dict[int, dict[str, Any]] = {}
        for line in self._process_lines():
            if "number" in line:
                fates[line["number"]] = line
            if "done" in line or "error" in line:
                self._record(line, fates)
            if "done" in line:
                self._add_actions(line)
            yield line

    def _process_lines(self) -> Iterator[dict[str, Any]]:
        """What the process says; an error where it ends without a result."""
        job = {
            "files": self._names, "roster": self._roster, "form": self._order.form, "returns": self._order.returns,
            "seconds": self._settings.max_consolidation_seconds,
        }  # fmt: skip
        command = [sys.executable, "-m", consolidating.__name__, self._folder.name]
        environment = os.environ | {"PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"}
        with (
            (Path(self._folder.name) / "stderr").open("w+b") as faults,
            subprocess.Popen(  # noqa: S603 - our own module
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=faults, env=environment
            ) as process,
        ):
            try:
                yield from _talk(process, job)
                if process.wait():
                    faults.seek(0)
                    yield _unforeseen(faults.read().decode("utf-8", "replace"))
            finally:
                process.kill()

    def _record(self, line: dict[str, Any], fates: dict[int, dict[str, Any]]) -> None:
        record(
            self._settings.data, "consolidate", **self._order.user, form=line.get("done", {}).get("form", ""),
            outcome="done" if "done" in line else "failed",
            roster={"name": self._roster, "sha256": self._roster_digest},
            files=[{key: fate[key] for key in ("file", "sha256", "outcome")} for fate in fates.values()],
        )  # fmt: skip

    def _add_actions(self, line: dict[str, Any]) -> None:
        """The units' sheet for the open workbook, if the page sent one."""
        table = line.pop("table")
        if self._order.book is None:
            return
        try:
            reply = answered(self._order.book, ServerHost(), lambda book, _: write_units_table(book, table))
        except RefusedError as error:  # the result is worth more than the sheet
            line["messages"] = [{"text": error.text, "level": "error"}]
        else:
            line |= {"actions": reply["actions"], "messages": reply["messages"]}


def _talk(process: subprocess.Popen[bytes], job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    with suppress(BrokenPipeError):  # it ended at once: its exit status says so
        if process.stdin is not None:
            process.stdin.write(json.dumps(job).encode())
            process.stdin.close()
    for line in process.stdout or ():
        yield json.loads(line)


def _unforeseen(details: str) -> dict[str, Any]:
    incident = new_incident()
    _log.error("incident %s: a consolidation ended without a result\n%s", incident.number, details)
    return {"error": incident.text, "incident": incident.number}


def _lay(source: BinaryIO, target: Path) -> str:
    """Writes a file; its SHA-256."""
    with target.open("xb") as file:
        shutil.copyfileobj(source, file)
    return sha256(target.read_bytes()).hexdigest()


def _line(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode() + b"\n"
