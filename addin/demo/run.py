"""Runs the demonstration: each published form filled, checked, and where units were made up, rolled up."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from addin.batch import consolidate_folder
from addin.demo.schools import school_roster, split_schools
from addin.demo.split import split, unit_roster
from addin.output import OutputError, prepare_folder, write_whole
from addin.roster import write_roster
from validation import counts, validate
from workbook_templates.catalogue import find_form
from workbook_templates.computing import compute
from workbook_templates.documents import document_from_json, parse_json, plain_value
from workbook_templates.reading import read_file
from workbook_templates.submission import Submission
from workbook_templates.writing import fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from addin.collect import Progress
    from addin.consolidation import Consolidation
    from addin.roster import Roster
    from validation import Finding
    from workbook_templates.catalogue import FormFolder
    from workbook_templates.documents import Document
    from workbook_templates.model import Form
    from workbook_templates.submission import Value

PUBLISHED = Path(__file__).with_name("published")
"""What was published, a data document for each form."""


class MadeUpUnits(NamedTuple):
    """How a published form is split among made-up units."""

    roster: Callable[[Document], Roster]
    split: Callable[[Form, Document, Roster], list[Document]]
    not_compared: tuple[str, ...] = ()
    """Fields that the split puts together otherwise than the published form."""


MADE_UP = {
    "wuhan-target-2024": MadeUpUnits(unit_roster, split),
    # Some made-up schools hold resources in common: compared is what own and common ones come to.
    "balanced-education-2024": MadeUpUnits(school_roster, split_schools, ("*.own",)),
}


@dataclass(frozen=True)
class Comparison:
    """A published figure beside the one that was rolled up."""

    field: str
    label: str
    published: Value
    rolled_up: Value | None
    questioned: bool
    """Whether a finding says that the published figure is wrong, or can't be recomputed."""

    @property
    def equal(self) -> bool:
        """Whether they are the same to the last digit."""
        return self.published == self.rolled_up


@dataclass(frozen=True)
class FormDemo:
    """What came out for one form."""

    form: Form
    published: Path
    findings: list[Finding]
    units: int = 0
    summary: Path | None = None
    consolidation: Consolidation | None = None
    comparisons: list[Comparison] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        """Whether every published figure that nothing is said against was met exactly."""
        return all(comparison.equal or comparison.questioned for comparison in self.comparisons)

    def to_json(self) -> dict[str, Any]:
        """The result as JSON data."""
        return {
            "form": self.form.id,
            "published": str(self.published),
            "counts": counts(self.findings),
            "units": self.units,
            "summary": str(self.summary) if self.summary else None,
            "agrees": self.agrees,
            "comparisons": [
                {"field": c.field, "label": c.label, "published": plain_value(c.published),
                 "rolled_up": plain_value(c.rolled_up), "equal": c.equal, "questioned": c.questioned}
                for c in self.comparisons
            ],
            "consolidation": self.consolidation.to_json(self.summary) if self.consolidation else None,
        }  # fmt: skip


@dataclass(frozen=True)
class DemoResult:
    """Where the demonstration's files lie and what came out, form by form."""

    folder: Path
    forms: list[FormDemo]

    @property
    def agrees(self) -> bool:
        """Whether all forms agree with what was published."""
        return all(form.agrees for form in self.forms)

    def to_json(self) -> dict[str, Any]:
        """The result as JSON data."""
        return {"folder": str(self.folder), "agrees": self.agrees, "forms": [form.to_json() for form in self.forms]}


def published_forms() -> list[str]:
    """Identifiers of the forms of which something was published, those with made-up units first."""
    return sorted((path.stem for path in PUBLISHED.glob("*.json")), key=lambda name: (name not in MADE_UP, name))


def published_document(form: str) -> Document:
    """What was published of a form."""
    path = PUBLISHED / f"{form}.json"
    return document_from_json(parse_json(path.read_text(encoding="utf-8"), path.name), find_form(form).load())


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
    return DemoResult(folder, [_form_demo(folder / form, find_form(form), progress) for form in published_forms()])


def _form_demo(folder: Path, source: FormFolder, progress: Progress | None) -> FormDemo:
    prepare_folder(folder)
    form, template = source.load(), source.template()
    published = published_document(form.id)
    write_whole(folder / "空白表.xlsx", template, force=False)
    path = folder / f"{published.unit.name}（公开文本）.xlsx"
    write_whole(path, fill(form, template, published), force=False)
    submission = read_file(path)
    findings = validate([submission]) if isinstance(submission, Submission) else []
    made_up = MADE_UP.get(form.id)
    if made_up is None:
        return FormDemo(form, path, findings)
    roster = made_up.roster(published)
    write_roster(roster, folder / "名录.xlsx")
    submissions = folder / "各单位报表"
    prepare_folder(submissions)
    for document in [published, *made_up.split(form, published, roster)]:
        name = f"{document.unit.code} {document.unit.name}.xlsx"
        write_whole(submissions / name, fill(form, template, document), force=False)
    summary = folder / f"汇总表 {published.unit.name}.xlsx"
    result = consolidate_folder(submissions, roster, summary, progress=progress)
    compared = _compared(form, published, result, findings, made_up.not_compared)
    return FormDemo(form, path, findings, len(roster.leaves()), summary, result, compared)


def _compared(
    form: Form, published: Document, result: Consolidation, findings: list[Finding], left_out: tuple[str, ...]
) -> list[Comparison]:
    """Each published figure that is rolled up, with what the form computes from it where it was not printed."""
    computed = compute(form, published.values, published.rows, stated=True)
    figures = {name: value for name, value in computed.items() if value is not None} | dict(published.values)
    questioned = {finding.field for finding in findings}
    return [
        Comparison(name, scalar.label, figures[name], result.values.get(name), name in questioned)
        for name, scalar in form.scalars.items()
        if isinstance(figures.get(name), Decimal)
        and scalar.rollup != "own"
        and not any(fnmatchcase(name, pattern) for pattern in left_out)
    ]
