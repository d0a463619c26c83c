"""Handing up one workbook (上报): only what has nothing open is marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from addin.output import OutputError, refuse_same
from addin.single import UnusableError, submission_in
from validation import Finding, validate
from validation.messages import rejection
from workbook_templates.catalogue import find_form
from workbook_templates.ooxml import Package, UnreadableWorkbookError
from workbook_templates.sealing import mark, seal_of

if TYPE_CHECKING:
    from pathlib import Path

    from workbook_templates.submission import Seal, Submission


@dataclass(frozen=True)
class Sealing:
    """Whether a workbook could be handed up.

    Attributes:
        open: What is still to be done: mandatory findings, and those to be verified that are not explained.
        seal: The mark, None while something is open.
        data: The marked workbook.
    """

    submission: Submission
    open: list[Finding]
    seal: Seal | None = None
    data: bytes = b""

    def to_json(self, output: Path | None) -> dict[str, Any]:
        """The outcome as JSON data, in the shape on which others rely."""
        unit = self.submission.unit
        return {
            "file": self.submission.file,
            "form": self.submission.form,
            "unit": {"code": unit.code, "name": unit.name},
            "sealed": self.seal is not None,
            "open": [finding.to_json() for finding in self.open],
            "sha256": self.seal.sha256 if self.seal else None,
            "sealed_at": self.seal.at if self.seal else None,
            "sealed_by_version": self.seal.version if self.seal else None,
            "output": str(output) if self.seal and output else None,
        }


def target_of(path: Path, output: Path | None, *, in_place: bool) -> Path:
    """Where the marked workbook goes: to another file, or over the officer's own where that was asked for.

    Raises:
        OutputError: Neither is given, or both.
    """
    if in_place and output is not None:
        raise OutputError("-o 和 --in-place 只能用一个：-o 另写一份副本，--in-place 在原文件上标记")
    if in_place:
        return path
    if output is None:
        raise OutputError("请用 -o 另给一个文件名，写出上报的副本；要直接在原文件上标记，请加 --in-place")
    refuse_same(path, output)
    return output


def sealed_workbook(path: Path) -> Sealing:
    """A copy of a workbook marked as handed up, if nothing in it is open. Nothing is written.

    Raises:
        UnusableError: It is no submission, or its properties are damaged.
    """
    submission = submission_in(path)
    unsettled = [finding for finding in validate([submission]) if finding.open]
    if unsettled:
        return Sealing(submission, unsettled)
    at = datetime.now().astimezone().isoformat(timespec="seconds")
    seal = seal_of(find_form(submission.form).load(), submission, at, _version())
    try:
        package = Package.open(path)
        mark(package, seal)
    except UnreadableWorkbookError as error:
        raise UnusableError(f"{path} {rejection(error.code, error.slots).text}") from error
    return Sealing(submission, [], seal, package.to_bytes())


def _version() -> str:
    try:
        return version("jibiao")
    except PackageNotFoundError:  # run from its folder, without having been installed
        return "unknown"
