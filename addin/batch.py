"""The batch consolidation: a folder and a roster in, the summary workbook out."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from addin.against import NOTHING, against_of, other_files
from addin.collect import NothingFoundError, Progress, find_workbooks, read_all
from addin.output import OutputError, refuse_same, write_whole
from addin.roster import Roster, read_roster
from addin.roster.selection import selected
from addin.validating import import_frames
from workbook_templates.ooxml import Package, UnreadableWorkbookError
from workbook_templates.reading import is_summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from addin.consolidation import Consolidation


class Choice(NamedTuple):
    """Which part of the roster is rolled up: a node's subtree, chosen units, or both; by default all."""

    node: str | None = None
    units: Sequence[str] = ()


EVERYTHING = Choice()


def _is_summary(path: Path) -> bool:
    """Whether a file is an earlier summary: among the workbooks read, only that may be replaced."""
    try:
        return is_summary(Package.open(path))
    except UnreadableWorkbookError:
        return False


def consolidate_folder(  # noqa: PLR0913 - what can be chosen
    folder: Path, roster: Path | Roster, output: Path, *, form: str | None = None, force: bool = False,
    progress: Progress | None = None, choice: Choice = EVERYTHING, require_seal: bool = False,
    against: Sequence[Path] = (),
) -> Consolidation:  # fmt: skip
    """Consolidates a folder of workbooks, or those of some units, into the summary workbook.

    The roster and an earlier summary that lie in the folder are no submissions and are left out. With `require_seal`,
    a unit that did not hand up (上报) is a mandatory finding. The units' other forms or other years, of which `against`
    names files and folders, are compared.

    Raises:
        RosterError: the roster can't be used.
        NothingFoundError: the folder has no workbook.
        ConsolidationError: none of the workbooks can be used.
        OutputError: the summary can't be written.
    """
    if output.exists() and not force:
        # Known before the work, so said before it.
        raise OutputError(f"已有 {output}；要替换请加 --force")
    if isinstance(roster, Path):
        refuse_same(roster, output)
    with _no_garbage():
        others = other_files(against)
        return _consolidate(
            folder, roster, output, form, progress, choice, others, force=force, require_seal=require_seal
        )


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Spares the search for reference cycles: a consolidation holds a hundred thousand tuples and makes no cycle."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _consolidate(  # noqa: PLR0913
    folder: Path, roster: Path | Roster, output: Path, form: str | None, progress: Progress | None, choice: Choice,
    others: Sequence[Path], *, force: bool, require_seal: bool,
) -> Consolidation:  # fmt: skip
    whole = roster if isinstance(roster, Roster) else read_roster(roster)
    units = selected(whole, choice.node, choice.units)
    found = find_workbooks([folder])
    aside = {output.resolve()} | ({roster.resolve()} if isinstance(roster, Path) else set())
    files = [path for path in found.files if path.resolve() not in aside]
    for path in found.files:
        if path.resolve() == output.resolve() and not _is_summary(path):
            refuse_same(path, output)
    if not files:
        raise NothingFoundError(f"{folder} 中只有名录和汇总表，没有单位的报表：请检查是否选错文件夹")
    outcomes = read_all([*files, *others], progress, meanwhile=import_frames)
    # Not before: these import pandas, which takes as long as reading some hundred files.
    from addin.consolidation import consolidate
    from addin.summary import summary_workbook

    compared = against_of(outcomes[len(files) :]) if others else NOTHING
    result = consolidate(outcomes[: len(files)], units, form, whole, require_seal=require_seal, against=compared)
    result.passed_over += found.passed_over
    write_whole(output, summary_workbook(result, output), force=force)
    return result
