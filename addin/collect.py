"""Finds and reads the workbooks of a folder: many files, several worker processes, nothing dropped in silence."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from workbook_templates.names import RETURN_LIST

if TYPE_CHECKING:
    from pathlib import Path

    from workbook_templates.submission import Rejection, Submission

Outcome: TypeAlias = "Submission | Rejection"
Progress: TypeAlias = Callable[[int, int], None]
"""Called with the number of files done and the number of all."""

SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".ods", ".csv"})
"""Endings of what was meant as a submission, readable or not."""

PARALLEL_FROM = 40
"""Below this number of files, starting workers takes longer than they save."""
BATCH = 10


class NothingFoundError(Exception):
    """There is no workbook where one was looked for; the message (Chinese) says where."""


@dataclass
class Found:
    """What a folder holds: workbooks in order, and files passed over with the reason."""

    files: list[Path] = field(default_factory=list)
    passed_over: list[tuple[Path, str]] = field(default_factory=list)


def find_workbooks(paths: Iterable[Path]) -> Found:
    """The workbooks that paths name: files themselves, folders with all below them.

    Excel's lock files (~$…) and hidden files are not submissions; other kinds of files are passed
    over, and both are listed.

    Raises:
        NothingFoundError: a path doesn't exist, or there is no workbook at all.
    """
    found = Found()
    looked = list(paths)
    for path in looked:
        if path.is_dir():
            _search(path, found)
        elif path.exists():
            found.files.append(path)
        else:
            raise NothingFoundError(f"没有 {path}：请检查路径")
    # A file named twice, or also lying in a folder that was named, is one file.
    found.files = list({path.resolve(): path for path in reversed(found.files)}.values())[::-1]
    if not found.files:
        raise NothingFoundError(f"{'、'.join(map(str, looked))} 中没有工作簿（.xlsx）：请检查是否选错文件夹")
    return found


def _search(folder: Path, found: Found) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            continue
        if path.name.startswith("~$"):
            found.passed_over.append((path, "Excel 打开文件时的锁定文件"))
        elif any(part.startswith(".") for part in path.relative_to(folder).parts):
            found.passed_over.append((path, "隐藏文件"))
        elif path.name == RETURN_LIST:
            found.passed_over.append((path, "退回清单"))
        elif path.suffix.lower() in SPREADSHEETS:
            found.files.append(path)
        else:
            found.passed_over.append((path, "不是工作簿"))


def read_all(
    files: Sequence[Path], progress: Progress | None = None, meanwhile: Callable[[], object] | None = None
) -> list[Outcome]:
    """Reads files, in their order; each is a submission or says why it is none.

    Args:
        files: The workbooks.
        progress: Told after each batch.
        meanwhile: Done here while worker processes read, such as importing pandas.
    """
    batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
    outcomes: list[Outcome] = []
    with _workers(len(files)) as workers:
        results = workers.map(_read_batch, batches) if workers else map(_read_batch, batches)
        if meanwhile:
            meanwhile()
        for result in results:
            outcomes += result
            if progress:
                progress(len(outcomes), len(files))
    return outcomes


def _workers(count: int) -> Executor | nullcontext[None]:
    processes = min(os.cpu_count() or 1, 8, count // BATCH)
    if count < PARALLEL_FROM or processes < 2:
        return nullcontext()
    # Forking is quick and safe here: no thread is running yet. Elsewhere workers start anew.
    method = "fork" if sys.platform == "linux" else "spawn"
    return ProcessPoolExecutor(processes, multiprocessing.get_context(method))


def _read_batch(files: Sequence[Path]) -> list[Outcome]:
    from workbook_templates.reading import read_file

    return [read_file(path) for path in files]
