"""Checks a report (核对报告): its figures against a workbook's, and against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from validation.findings import SEVERITIES, Finding, Operand, counts
from validation.prose import pairs as pairing
from validation.prose.grades import grade_remarks
from validation.prose.growth import growth_remarks
from validation.prose.labelled import labelled_of
from validation.prose.names import names_of
from validation.prose.pairs import Pair, pair_up
from validation.prose.per_head import per_head_remarks
from validation.prose.rates import rate_remarks
from validation.prose.remarks import Remark, operand
from validation.prose.restated import restated_remarks
from validation.prose.sentences import sentences
from validation.prose.sums import sum_remarks
from validation.prose.table_pairs import pair_up_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validation.prose.sentences import Paragraph, Sentence
    from validation.prose.tables import Table
    from workbook_templates.model import Form
    from workbook_templates.submission import Submission

_CODES = {
    pairing.DIFFERENT: "differs",
    pairing.SLIPPED: "unit_slip",
    pairing.TRUNCATED: "truncated",
    pairing.ROUNDED: "rounded",
}
"""The message of each verdict; of what agrees nothing is said."""


@dataclass(frozen=True, slots=True)
class ReportCheck:
    """What was found in a report.

    Attributes:
        figures: How many figures its sentences and tables have.
        ambiguous: How many of them could be meant for several fields and were not judged.
    """

    report: str
    against: str
    figures: int
    ambiguous: int
    pairs: tuple[Pair, ...]
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """As JSON data."""
        return {
            "report": self.report,
            "against": self.against,
            "figures": self.figures,
            "judged": len(self.pairs),
            "ambiguous": self.ambiguous,
            "counts": counts(self.findings),
            "findings": [finding.to_json() for finding in self.findings],
            "pairs": [pair.to_json() for pair in self.pairs],
        }


def check_prose(
    report: str, paragraphs: Sequence[Paragraph], form: Form, workbook: Submission, tables: Sequence[Table] = ()
) -> ReportCheck:
    """Judges a report's prose; the mandatory findings come first, each kind in the report's order."""
    text = list(sentences(paragraphs))
    rows = {section.id: workbook.rows(section.id) for section in form.lists}
    names = names_of(form, workbook.scalars, rows)
    paired = pair_up(text, names, form.form.year)
    tabled = pair_up_tables(tables, labelled_of(names, form, rows), form.form.year)
    remarks = [*_pair_remarks(paired.pairs, workbook), *own_remarks(text)]
    order = {sentence: number for number, sentence in enumerate(text)}
    remarks.sort(key=lambda remark: order[remark.sentence])
    remarks += _pair_remarks(tabled.pairs, workbook)
    findings = [remark.finding(report, workbook) for remark in remarks]
    findings.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    return ReportCheck(
        report, workbook.file, paired.figures + tabled.figures, paired.ambiguous + tabled.ambiguous,
        (*paired.pairs, *tabled.pairs), tuple(findings),
    )  # fmt: skip


def own_remarks(text: Sequence[Sentence]) -> Iterator[Remark]:
    """What does not agree within a report, whatever the workbook says."""
    for remarks in (sum_remarks, rate_remarks, per_head_remarks, growth_remarks, restated_remarks, grade_remarks):
        yield from remarks(text)


def _pair_remarks(pairs: Sequence[Pair], workbook: Submission) -> Iterator[Remark]:
    for pair in pairs:
        if pair.verdict == pairing.EQUAL:
            continue
        sheet, cell = workbook.address(pair.name.place.field, pair.name.place.row)
        place = "!".join(part for part in (sheet, cell) if part)
        slots = {
            "actual": pair.figure.text,
            "expected": f"{pair.workbook:,f}{pair.figure.printed}",
            "label": pair.name.place.label,
            "where": place,
        }
        operands = (
            operand(pair.sentence, pair.figure),
            Operand(pair.name.place.field, pair.name.place.label, place, pair.name.place.shown),
        )
        yield Remark(
            _CODES[pair.verdict], pair.sentence, slots, pair.figure.number, pair.workbook, pair.name.place.field,
            pair.name.place.label, operands,
        )  # fmt: skip
