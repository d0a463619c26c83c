"""The folder of return copies: which names they get, what may not be written over, what could not be returned."""

from __future__ import annotations

import hashlib
import io
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import xlsxwriter

from addin.output import OutputError, prepare_folder, write_whole
from addin.returning.annotating import annotated
from addin.summary.tables import Heading, Link, Tables
from validation import counts
from validation.findings import SEVERITIES
from validation.messages import rejection
from workbook_templates.catalogue import find_form
from workbook_templates.names import RETURN_LIST
from workbook_templates.ooxml import UnreadableWorkbookError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from addin.collect import Progress
    from validation import Finding
    from workbook_templates.rules import Scope
    from workbook_templates.submission import Submission

CHANGED: Final = "读取以后又改过或移走了。请重新校验。"
NOT_ANNOTATED: Final = "做不成批注件（{reason}）。请按审核结果在原文件里改正。"
OPEN: Final = "有待处理的。请改正，或写明原因，保存后重新上交。"
SETTLED: Final = "没有必须处理的，供参考。"


class Case(NamedTuple):
    """A workbook to be returned."""

    submission: Submission
    findings: Sequence[Finding]


class Refused(NamedTuple):
    """A file that can't be returned with notes: why, and what to do."""

    file: str
    reason: str


class Copied(NamedTuple):
    """A return copy that was written."""

    case: Case
    path: Path


@dataclass
class Returned:
    """What was written into the folder."""

    folder: Path
    copies: list[Copied] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def list_path(self) -> Path:
        """Where the list is, if anything was returned or refused."""
        return self.folder / RETURN_LIST

    def to_json(self) -> dict[str, Any]:
        """The outcome as JSON data, in the shape on which others rely."""
        return {
            "folder": str(self.folder),
            "list": str(self.list_path) if self.copies or self.refused else None,
            "copies": [{"file": copy.case.submission.file, "copy": str(copy.path)} for copy in self.copies],
            "refused": [{"file": refused.file, "reason": refused.reason} for refused in self.refused],
        }


def refuse_folder(folder: Path, inputs: Iterable[Path]) -> None:
    """Refuses a folder in which the copies would be read as submissions the next time, or replace the originals.

    Raises:
        OutputError: It is one of the folders read, lies in one, or is where a file read lies.
    """
    for path in inputs:
        if path.is_dir() and any(_same(place, path) for place in (folder, *_above(folder))):
            raise OutputError(f"退回件不能写进所读的文件夹 {path}（下次会被当作报表再读一遍）；请另给一个文件夹")
        if not path.is_dir() and _same(folder, path.parent):
            raise OutputError(f"退回件与原文件同名，不能写在原文件 {path} 旁边；请另给一个文件夹")


def write_returns(
    folder: Path, cases: Sequence[Case], refused: Sequence[Refused], judged: Collection[Scope], *, force: bool,
    progress: Progress | None = None,
) -> Returned:  # fmt: skip
    """Writes a copy of each workbook with findings, and the list of them and of what could not be used.

    Raises:
        OutputError: A file exists and `force` is not set, or the folder can't be written.
    """
    result = Returned(folder, refused=list(refused))
    wanted = [case for case in cases if case.findings]
    if not wanted and not refused:
        return result
    paths = [folder / name for name in copy_names([case.submission for case in wanted])]
    _refuse_existing([*paths, result.list_path], [case.submission.file for case in cases], force=force)
    prepare_folder(folder)
    for number, (case, path) in enumerate(zip(wanted, paths, strict=True), start=1):
        made = _copy(case, judged)
        if isinstance(made, Refused):
            result.refused.append(made)
        else:
            write_whole(path, made, force=force)
            result.copies.append(Copied(case, path))
        if progress:
            progress(number, len(wanted))
    write_whole(result.list_path, _list(result), force=force)
    return result


def copy_names(submissions: Sequence[Submission]) -> list[str]:
    """The file names of the copies: those of the files; where two are alike, with the unit's code, or a number.

    Letters' case does not tell names apart, as on Windows.
    """
    names = [Path(submission.file).name for submission in submissions]
    alike = Counter(name.casefold() for name in names)
    taken = {RETURN_LIST.casefold()} | {name for name, count in alike.items() if count == 1}
    found = []
    for submission, name in zip(submissions, names, strict=True):
        if alike[name.casefold()] > 1 or name.casefold() == RETURN_LIST.casefold():
            name = _free_name(name, submission.unit.code, taken)  # noqa: PLW2901
        taken.add(name.casefold())
        found.append(name)
    return found


def _free_name(name: str, code: str, taken: set[str]) -> str:
    stem, suffix = Path(name).stem, Path(name).suffix
    safe = "".join(char for char in code if char.isalnum() or char in "-_")
    with_code = [f"{stem}（{safe}）{suffix}"] if safe else []
    numbered = (f"{stem}（{number}）{suffix}" for number in range(1, len(taken) + 2))
    return next(other for other in (*with_code, *numbered) if other.casefold() not in taken)


def _refuse_existing(targets: Sequence[Path], files: Sequence[str], *, force: bool) -> None:
    originals = {os.path.realpath(file) for file in files}
    for target in targets:
        if os.path.realpath(target) in originals:
            raise OutputError(f"退回件会覆盖原文件 {target}；请另给一个文件夹")
        if target.exists() and not force:
            raise OutputError(f"已有 {target}；要替换请加 --force，或另给一个文件夹")


def _copy(case: Case, judged: Collection[Scope]) -> bytes | Refused:
    """The bytes of a copy, or why there is none: one workbook that resists never stops the rest."""
    submission = case.submission
    try:
        data = Path(submission.file).read_bytes()
    except OSError:
        return Refused(submission.file, CHANGED)
    if submission.sha256 != hashlib.sha256(data).hexdigest():
        return Refused(submission.file, CHANGED)
    form = find_form(submission.form).load()
    try:
        return annotated(data, form, submission, case.findings, judged)
    except UnreadableWorkbookError as error:
        return Refused(submission.file, rejection(error.code, error.slots).text)
    except ValueError as error:
        return Refused(submission.file, NOT_ANNOTATED.format(reason=error))


def _list(result: Returned) -> bytes:
    """退回清单: what is returned to whom, and what could not be used."""
    headings = [
        Heading("序号", 6, "0"), Heading("单位代码", 16), Heading("单位名称", 28), Heading("文件", 44),
        Heading("退回件", 34), *(Heading(severity, 7, "0") for severity in SEVERITIES), Heading("原因和办法", 60),
    ]  # fmt: skip
    rows: list[list[object]] = []
    for refused in result.refused:
        rows.append([len(rows) + 1, "", "", refused.file, "", None, None, None, refused.reason])
    for case, path in result.copies:
        unit, number = case.submission.unit, counts(case.findings)
        asked = OPEN if any(finding.open for finding in case.findings) else SETTLED
        link = Link(f"external:{path.name.replace('%', '%25').replace('#', '%23')}", path.name)
        rows.append([len(rows) + 1, unit.code, unit.name, case.submission.file, link, *number.values(), asked])
    colours = ["#FFC7CE"] * len(result.refused)
    note = f"不能用、没有退回件的 {len(result.refused)} 份（列在前面），退回 {len(result.copies)} 份。"
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False}) as book:
        Tables(book).table("退回清单", "退回清单", note, headings, rows, colours)
    return stream.getvalue()


def _above(folder: Path) -> Sequence[Path]:
    return Path(os.path.realpath(folder)).parents


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them doesn't exist
        return os.path.realpath(one) == os.path.realpath(other)
