"""The buttons of the group 报告与上报."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from addin.buttons.words import NAMED, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xlwings as xw

    from addin.book.host import Host
    from validation import Finding


def report(book: xw.Book, host: Host) -> None:
    """报告: the Word report, with the figures of the open workbook as it is now."""
    from addin.reporting.report import make_report

    with _file_of(book, host) as path:
        made = make_report(path)
    host.deliver(words("report", "name", stem=Path(book.name).stem), made.data)
    said = [words("report", "done")]
    if made.usage.missing:
        said.append(words("report", "missing", count=len(made.usage.missing)))
    if made.findings:
        said.append(words("report", "questioned", count=len(made.findings)))
    host.say("\n".join(said), "warning" if made.findings else "info")


def seal(book: xw.Book, host: Host) -> None:
    """上报: a marked copy of the open workbook, if nothing in it is open."""
    from addin.sealing import sealed_workbook

    with _file_of(book, host) as path:
        result = sealed_workbook(path)
    if result.seal is None:
        lines = [_line(finding) for finding in result.open[:NAMED]]
        if len(result.open) > NAMED:
            lines.append(words("seal", "more", count=len(result.open) - NAMED))
        host.say(words("seal", "open", count=len(result.open), findings="\n".join(lines)), "warning")
        return
    host.deliver(words("seal", "name", stem=Path(book.name).stem), result.data)
    host.say(words("seal", "done", at=result.seal.at, digest=result.seal.sha256[:12]))


def _line(finding: Finding) -> str:
    place = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
    return words("seal", "line", severity=finding.severity, rule=finding.rule, place=place, message=finding.message)


@contextmanager
def _file_of(book: xw.Book, host: Host) -> Iterator[Path]:
    """The open workbook as a file of its own, gone afterwards; named as it is, for what messages say."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{Path(book.name).stem}.xlsx"
        path.write_bytes(host.snapshot(book))
        yield path
