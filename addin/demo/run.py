"""Runs the demonstration in a folder of its own."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.batch import consolidate_folder
from addin.demo.split import made_up_roster, split
from addin.output import OutputError, prepare_folder, write_whole
from addin.roster import write_roster
from workbook_templates.catalogue import find_form
from workbook_templates.documents import document_from_json, parse_json, plain_value
from workbook_templates.writing import fill

if TYPE_CHECKING:
    from addin.collect import Progress
    from addin.consolidation import Consolidation
    from workbook_templates.documents import Document
    from workbook_templates.submission import Value

FORM = "wuhan-target-2024"
DATA = Path(__file__).parent / "published" / f"{FORM}.json"


@dataclass(frozen=True)
class Comparison:
    """A published figure beside the one that was rolled up."""

    field: str
    label: str
    published: Value
    rolled_up: Value | None

    @property
    def equal(self) -> bool:
        """Whether they are the same to the last digit."""
        return self.published == self.rolled_up


@dataclass(frozen=True)
class DemoResult:
    """Where the demonstration's files lie and what came out."""

    folder: Path
    summary: Path
    units: int
    consolidation: Consolidation
    comparisons: list[Comparison]

    @property
    def agrees(self) -> bool:
        """Whether every published figure was met exactly."""
        return all(comparison.equal for comparison in self.comparisons)

    def to_json(self) -> dict[str, Any]:
        """The result as JSON data."""
        return {
            "folder": str(self.folder),
            "summary": str(self.summary),
            "units": self.units,
            "agrees": self.agrees,
            "comparisons": [
                {"field": c.field, "label": c.label, "published": plain_value(c.published),
                 "rolled_up": plain_value(c.rolled_up), "equal": c.equal}
                for c in self.comparisons
            ],
            "consolidation": self.consolidation.to_json(self.summary),
        }  # fmt: skip


def published_document() -> Document:
    """汉阳区教育局's published form (seed of the demonstration)."""
    form = find_form(FORM).load()
    return document_from_json(parse_json(DATA.read_text(encoding="utf-8"), DATA.name), form)


def run_demo(output: Path | None = None, progress: Progress | None = None) -> DemoResult:
    """Hands out, fills, checks and rolls up, and compares with what was published.

    Args:
        output: A folder for the files; by default a new temporary one.
        progress: Told of each batch of files read.

    Raises:
        OutputError: the folder can't be written, or is not empty.
    """
    folder = output or Path(tempfile.mkdtemp(prefix="jibiao-demo-"))
    prepare_folder(folder)
    if any(folder.iterdir()):
        raise OutputError(f"{folder} 里已有文件，演示不改动它们；请用 -o 另给一个空文件夹")
    submissions = folder / "各单位报表"
    prepare_folder(submissions)
    source = find_form(FORM)
    form, template, published = source.load(), source.template(), published_document()
    roster = made_up_roster(published.unit)
    write_roster(roster, folder / "名录.xlsx")
    write_whole(folder / "空白表.xlsx", template, force=False)
    write_whole(
        submissions / f"{published.unit.code} {published.unit.name}（公开文本）.xlsx",
        fill(form, template, published),
        force=False,
    )
    for document in split(form, published, roster):
        name = f"{document.unit.code} {document.unit.name}.xlsx"
        write_whole(submissions / name, fill(form, template, document), force=False)
    summary = folder / f"汇总表 {published.unit.name}.xlsx"
    result = consolidate_folder(submissions, roster, summary, progress=progress)
    compared = [
        Comparison(name, form.label_of(name), value, result.values.get(name))
        for name, value in published.values.items()
        if isinstance(value, Decimal) and form.scalars[name].type in ("money", "percent")
    ]
    return DemoResult(folder, summary, len(roster.leaves()), result, compared)
