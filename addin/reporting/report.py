"""A workbook's report: read, checked, written into its Word template."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.output import refuse_same, refuse_unwritable, write_whole
from addin.reporting.charts import plots_within
from addin.reporting.context import Source, context_of
from addin.reporting.pdf import as_pdf
from addin.reporting.places import Usage
from addin.reporting.rendering import rendered
from addin.single import UnusableError, submission_in
from validation import counts, validate
from validation.findings import MANDATORY
from workbook_templates.catalogue import find_form
from workbook_templates.computing import compute
from workbook_templates.frames import Frames
from workbook_templates.reading.details import units_within
from workbook_templates.reading.shown import shown_cells

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation import Finding
    from workbook_templates.catalogue import FormFolder
    from workbook_templates.model import Form
    from workbook_templates.submission import Submission, Unit, Value


@dataclass(frozen=True)
class Report:
    """A report.

    Attributes:
        usage: What of the workbook came into it.
        left_out: Headings of the officers' chapters for which the template has no place, by list.
    """

    data: bytes
    form: Form
    unit: Unit
    usage: Usage
    left_out: dict[str, list[str]]

    @property
    def findings(self) -> list[Finding]:
        """The mandatory findings of the figures that it quotes, each once."""
        return list(dict.fromkeys(finding for found in self.usage.questioned.values() for finding in found))

    def to_json(self, file: Path, written: list[Path]) -> dict[str, Any]:
        """As JSON data, with what was written: the document, and the PDF where one was asked for."""
        output, pdf = [*map(str, written), None][:2]
        return {
            "file": str(file),
            "form": self.form.id,
            "unit": {"code": self.unit.code, "name": self.unit.name},
            "output": output,
            "pdf": pdf,
            "places": self.usage.to_json(),
            "left_out": {self.form.label_of(section): headings for section, headings in self.left_out.items()},
            "counts": counts(self.findings),
            "findings": [finding.to_json() for finding in self.findings],
        }


def make_report(path: Path, template: Path | None = None) -> Report:
    """The report of a unit's workbook or of a summary.

    Args:
        path: The workbook.
        template: The Word template; by default the form's.

    Raises:
        UnusableError: the workbook or the template can't be read.
        TemplateFaultError: the template names what the form does not have.
    """
    submission = submission_in(path)
    folder = find_form(submission.form)
    source, usage = source_of(folder, submission), Usage()
    name = template.name if template else folder.report_path.name
    data = _read(template) if template else folder.report_template()
    document = rendered(data, name, source.form, context_of(source, usage))
    return Report(document, source.form, submission.unit, usage, _left_out(source.lists, usage))


def source_of(folder: FormFolder, submission: Submission) -> Source:
    """What a report of a submission is made of: its values as `validate` sees them, and what is wrong with them."""
    form = folder.load()
    values = Frames(form, [submission]).records[0]
    findings: dict[tuple[str, int | None], list[Finding]] = {}
    for finding in validate([submission]):
        if finding.severity == MANDATORY and finding.field:
            findings.setdefault((finding.field, finding.row), []).append(finding)
    within = units_within(submission) if submission.summary else []
    units = [(unit.unit, _computed(form, unit.scalars)) for unit in within]
    plots = plots_within(folder, form, submission, within, values) if within else []
    lists = submission
    if submission.summary:
        # What is found in the units' rows has no place among those that the official form shows.
        lists = replace(submission, cells=tuple(shown_cells(Path(submission.file), form.id)))
        findings = {place: found for place, found in findings.items() if place[1] is None}
    return Source(form, submission, values, lists, units, plots, findings)


def _computed(form: Form, given: Mapping[str, Value]) -> dict[str, Value]:
    """A unit's figures with those that follow from them: a summary keeps only what it adds up."""
    computed = compute(form, given, {section.id: [] for section in form.lists}, rolled_up=True, stated=True)
    return {name: value for name, value in computed.items() if value is not None} | dict(given)


def default_output(path: Path) -> Path:
    """Where a report is written if nothing else is said: beside the workbook."""
    return path.with_name(f"{path.stem} 报告.docx")


def write_report(report: Report, source: Path, target: Path, *, pdf: bool, force: bool) -> list[Path]:
    """Writes a report, and with `pdf` another file of the same name; both or none.

    Raises:
        OutputError: a file can't be written.
        PdfError: no PDF can be made.
    """
    files = {target: report.data}
    if pdf:
        files[target.with_suffix(".pdf")] = b""
    for path in files:
        refuse_same(source, path)
        refuse_unwritable(path, force=force)
    if pdf:
        files[target.with_suffix(".pdf")] = as_pdf(report.data)
    for path, data in files.items():
        write_whole(path, data, force=force)
    return list(files)


def _read(template: Path) -> bytes:
    try:
        return template.read_bytes()
    except OSError as error:
        raise UnusableError(f"读不到模板 {template}：{error.strerror}") from error


def _left_out(submission: Submission, usage: Usage) -> dict[str, list[str]]:
    found = {}
    for section, placed in usage.placed.items():
        rows = enumerate(submission.rows(section), start=1)
        headings = [str(row.get("heading", "")) for number, row in rows if row and number not in placed]
        if headings:
            found[section] = headings
    return found
