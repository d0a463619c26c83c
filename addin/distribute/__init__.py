"""Distribution (发表): one pre-filled workbook for each unit of the roster."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from addin.distribute.file_names import DEFAULT_PATTERN, FileNameError, file_names
from addin.distribute.last_year import LastYear, read_last_year
from addin.output import OutputError, refuse_same, refuse_unwritable, write_all
from addin.roster import read_roster
from workbook_templates.catalogue import find_form
from workbook_templates.submission import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from addin.collect import Progress
    from addin.roster import RosterUnit
    from workbook_templates.catalogue import FormFolder
    from workbook_templates.model import Form

    Progresses = Callable[[str], AbstractContextManager[Progress | None]]
    """Opens a progress display under a label."""


@dataclass
class Distribution:
    """What was handed out.

    Attributes:
        names: The file name of each unit, in their order.
        last_year: Where last year's figures were looked for, and what was found.
    """

    form: Form
    folder: Path
    units: Sequence[RosterUnit]
    names: Sequence[str]
    last_year: LastYear | None = None

    def to_json(self) -> dict[str, Any]:
        """The distribution as JSON data, in the shape on which others rely."""
        last = self.last_year
        return {
            "form": self.form.id,
            "output": str(self.folder),
            "files": [
                {
                    **_unit_json(unit),
                    "file": name,
                    "carried": len(last.figures.get(unit.code, {})) if last else 0,
                    "source": last.sources.get(unit.code) if last else None,
                }
                for unit, name in zip(self.units, self.names, strict=True)
            ],
            "last_year": _last_year_json(self.form, last) if last else None,
        }


def distribute(
    identifier: str, roster: Path, folder: Path, *, last_year: Path | None = None, pattern: str = DEFAULT_PATTERN,
    all_levels: bool = False, force: bool = False, progress: Progresses = lambda _: nullcontext(),
) -> Distribution:  # fmt: skip
    """Write a workbook for each unit: code and name filled in and locked, last year's figures carried over.

    Args:
        identifier: The form.
        roster: The roster's file.
        folder: Where the workbooks go; made if it is missing.
        last_year: Last year's unit workbooks, or a summary of last year, or a folder with both.
        pattern: How the files are named, see `file_names`.
        all_levels: Whether the units that have others below them get one too.
        force: Whether existing files are replaced, with all that was filled in.
        progress: Opens a progress display.

    Raises:
        FormError: The form can't be used.
        RosterError: The roster can't be used.
        FileNameError: The pattern can't be used.
        NothingFoundError: There is no workbook of last year.
        OutputError: A file exists already or can't be written; then none is.
    """
    source = find_form(identifier)
    form, all_units = source.load(), read_roster(roster)
    units = all_units.units if all_levels else all_units.leaves()
    result = Distribution(form, folder, units, file_names(units, form, pattern))
    _refuse_places(result, roster, last_year, force=force)
    if last_year is not None:
        with progress("读取上年") as reading:
            result.last_year = read_last_year(form, units, all_units, last_year, [roster], reading)
    with progress("写出") as writing:
        write_all(folder, _workbooks(result, source, writing), force=force)
    return result


def _refuse_places(result: Distribution, roster: Path, last_year: Path | None, *, force: bool) -> None:
    """Before the work: a place that is taken, or is that of an input.

    Raises:
        OutputError: There is one.
    """
    targets = [result.folder / name for name in result.names]
    taken = [target for target in targets if target.exists()]
    for target in taken:
        refuse_same(roster, target)
        if last_year is not None and (last_year.resolve() in (target.resolve(), *target.resolve().parents)):
            raise OutputError(f"{target} 是上年的报表，不能覆盖；请用 -o 另给一个文件夹")
    if taken and not force:
        which = "、".join(target.name for target in taken[:3]) + (" 等" if len(taken) > 3 else "")
        detail = "要替换请加 --force（里面已填的内容会丢失），或用 -o 另给一个文件夹"
        raise OutputError(f"{result.folder} 中已有 {len(taken)} 份：{which}；{detail}")
    for target in taken:
        refuse_unwritable(target, force=force)


def _workbooks(result: Distribution, source: FormFolder, progress: Progress | None) -> Iterator[tuple[str, bytes]]:
    from addin.distribute.press import Press  # brings the program that makes templates

    last = result.last_year
    press = Press(result.form, source.template(), carried=last is not None)
    for number, (unit, name) in enumerate(zip(result.units, result.names, strict=True), start=1):
        figures = last.figures.get(unit.code, {}) if last else {}
        yield name, press.workbook(Unit(unit.code, unit.name), figures)
        if progress:
            progress(number, len(result.units))


def _last_year_json(form: Form, last: LastYear) -> dict[str, Any]:
    wanted = len(form.carried_sources)
    return {
        "path": str(last.path),
        "files": last.files,
        "units": {
            "found": len(last.figures),
            "missing": [_unit_json(unit) for unit in last.missing],
            "duplicate": [{**_unit_json(unit), "files": files} for unit, files in last.duplicate],
            "different": [{**_unit_json(unit), "files": files} for unit, files in last.different],
            "unknown": [{"code": unit.code, "name": unit.name, "file": file} for unit, file in last.unknown],
        },
        "figures": {"carried": last.carried, "wanted": wanted * len(last.figures)},
        "lacking": [_field_json(form, name, count) for name, count in _in_order(form, last.lacking)],
        "blank": [_field_json(form, name, count) for name, count in _in_order(form, last.blank)],
        "rejected": [{"file": file, "reason": reason} for file, reason in last.rejected],
        "passed_over": [{"file": file, "reason": reason} for file, reason in last.passed_over],
    }


def _in_order(form: Form, counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(name, counts[name]) for name in form.carried_sources if counts.get(name)]


def _field_json(form: Form, name: str, units: int) -> dict[str, Any]:
    return {"field": name, "label": form.label_of(name), "from": form.carried_sources[name], "units": units}


def _unit_json(unit: RosterUnit) -> dict[str, str]:
    return {"code": unit.code, "name": unit.name}


__all__ = ["DEFAULT_PATTERN", "Distribution", "FileNameError", "LastYear", "distribute"]
