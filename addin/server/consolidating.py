"""A consolidation (汇总) for the server, in a process of its own: python -m addin.server.consolidating FOLDER.

So no one else waits while hundreds of workbooks are read, and what one upload does to this process ends with it.
The job comes on standard input; lines of JSON go to standard output: one for each file as it is read, one more for
each when all are judged, and the result.
"""

from __future__ import annotations

import faulthandler
import gc
import io
import json
import os
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from addin.server.host import as_file
from workbook_templates.reading import read_file
from workbook_templates.submission import Rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from addin.collect import Outcome
    from addin.consolidation import Consolidation

FILES: Final = "files"
ROSTER: Final = "roster"
RETURNS: Final = "returns"
SUMMARY: Final = Path("汇总表.xlsx")
_NICENESS: Final = 10


def run(folder: Path, job: Mapping[str, Any], tell: Callable[[dict[str, Any]], None]) -> None:
    """Does a job.

    Args:
        folder: Has a folder of files and one with the roster.
        job: `files`: names in the folder, in order; `roster`: a name; `form`; `returns`.
        tell: Is given each line.
    """
    from addin.errors import FORESEEN

    os.chdir(folder / FILES)  # what the workbooks call the files: their names alone
    paths = [Path(name) for name in job["files"]]
    try:
        outcomes = list(_read(paths, tell))
        tell(_result(folder, job, outcomes, tell))
    except FORESEEN as error:
        tell({"error": str(error)})


def _read(paths: Sequence[Path], tell: Callable[[dict[str, Any]], None]) -> Iterator[Outcome]:
    from validation.messages import rejection

    for number, path in enumerate(paths):
        outcome = read_file(path)
        rejected = isinstance(outcome, Rejection)
        reason = rejection(outcome.code, outcome.slots).text if isinstance(outcome, Rejection) else ""
        tell(
            {
                "number": number, "file": str(path), "outcome": "rejected" if rejected else "read", "reason": reason,
                "counts": None, "sha256": outcome.sha256,
            }
        )  # fmt: skip
        yield outcome


def _result(
    folder: Path, job: Mapping[str, Any], outcomes: Sequence[Outcome], tell: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    from addin.consolidation import consolidate
    from addin.roster import read_roster
    from addin.server.units_table import units_table
    from addin.summary import summary_workbook

    result = consolidate(outcomes, read_roster(folder / ROSTER / job["roster"]), job["form"] or None)
    for number, outcome in enumerate(outcomes):
        tell({"number": number, **_judged(result, outcome)})
    files = [as_file(SUMMARY.name, summary_workbook(result, SUMMARY))]
    if job["returns"]:
        files += _returns(result, folder / RETURNS)
    return {"done": result.to_json(None), "files": files, "table": units_table(result)}


def _judged(result: Consolidation, outcome: Outcome) -> dict[str, Any]:
    """What became of a file: whether it counts, if not why, and its findings' number."""
    from validation import counts

    refused = {refusal.file: refusal.reason for refusal in result.rejected}
    unknown = {submission.file for submission in result.unknown}
    twice = {submission.file for _, claim in result.duplicate for submission in claim}
    reason = refused.get(outcome.file, "")
    if outcome.file in unknown:
        reason = "单位代码不在名录里，没有计入。请核对代码，或补进名录。"
    elif outcome.file in twice:
        reason = "同一单位有内容不同的几份，都没有计入。请只留一份。"
    found = counts([finding for finding in result.findings if finding.file == outcome.file])
    return {
        "file": outcome.file, "outcome": "rejected" if reason else "read", "reason": reason,
        "counts": None if outcome.file in refused else found, "sha256": outcome.sha256,
    }  # fmt: skip


def _returns(result: Consolidation, folder: Path) -> list[dict[str, str]]:
    """The return copies in one zip; none where nothing is to be returned."""
    from addin.returning import return_consolidated

    return_consolidated(result, folder, force=False)
    copies = sorted(folder.iterdir()) if folder.is_dir() else []
    if not copies:
        return []
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for copy in copies:
            target.write(copy, copy.name)
    return [as_file("退回件.zip", buffer.getvalue())]


def main() -> None:
    """Reads the job, does it, ends."""
    job = json.load(sys.stdin)
    faulthandler.dump_traceback_later(job["seconds"], exit=True)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)  # buttons come first
    gc.disable()  # much is made, nothing in circles, and the process ends soon

    def tell(line: dict[str, Any]) -> None:
        sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        sys.stdout.buffer.flush()

    run(Path(sys.argv[1]), job, tell)


if __name__ == "__main__":
    main()
