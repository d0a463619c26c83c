"""The first sheet of a return copy (审核结果): every finding of the workbook, with a way to its cell."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import xlsxwriter

from addin.returning.preparing import wanted
from addin.summary.tables import Heading, Link, Tables
from validation.explanations import phrases
from validation.findings import HINT, MANDATORY, SEVERITIES, TO_VERIFY, counts
from workbook_templates import names
from workbook_templates.marks import COLOURS
from workbook_templates.ooxml import Area, Package, activate, cell_name, graft_into, quoted_sheet, remove_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.returning.preparing import Prepared
    from validation import Finding
    from workbook_templates.model import Form
    from workbook_templates.submission import Submission, UnitExplanation

SHEET: Final = "审核结果"
OTHER_SHEET: Final = "审核结果（退回）"
"""Where the workbook has a sheet of that name already: a summary has."""

HEADINGS: Final = [
    Heading("序号", 6, "0"), Heading("类别", 8), Heading("规则", 13), Heading("位置", 18), Heading("审核信息", 80),
    Heading("出错说明", 36), Heading("填写处", 16),
]  # fmt: skip


def put_findings_sheet(
    package: Package, form: Form, submission: Submission, findings: Sequence[Finding],
    areas: Sequence[Area | None], prepared: Prepared, explanations: Sequence[UnitExplanation],
) -> None:  # fmt: skip
    """Puts the sheet in front of the others, to be seen when the copy is opened."""
    name = SHEET if SHEET not in package.sheet_names else OTHER_SHEET
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False}) as book:
        ranked = sorted(zip(findings, areas, strict=True), key=lambda entry: SEVERITIES.index(entry[0].severity))
        rows = [
            [number, finding.severity, finding.rule, _place(finding, area), finding.message,
             _explanation(finding), _wanted_at(form, finding, prepared)]
            for number, (finding, area) in enumerate(ranked, start=1)
        ]  # fmt: skip
        colours = [f"#{COLOURS[finding.severity]}" for finding, _ in ranked]
        note = _note(submission, findings, explanations)
        sheet = Tables(book).table(name, f"{form.form.title}——审核结果", note, HEADINGS, rows, colours)
        # What is typed here would be lost: explanations have their own sheet.
        sheet.protect("", dict.fromkeys(("autofilter", "sort", "format_columns", "format_rows"), True))
        book.define_name(names.RETURNED, f"={Area(name, 1, 1, 1, 1)}")
    graft_into(package, Package.open(stream.getvalue()), [name])
    activate(package, name)


def remove_findings_sheet(package: Package) -> None:
    """Takes out the sheet that an earlier return copy put in, whatever it is called by now."""
    area = package.area(names.RETURNED)
    if area is not None and area.sheet in package.sheet_names and len(package.sheet_names) > 1:
        remove_sheet(package, area.sheet)


def _place(finding: Finding, area: Area | None) -> object:
    if area is None:
        return finding.sheet
    text = f"{finding.sheet}!{finding.cell}"
    return Link(f"internal:{quoted_sheet(finding.sheet)}!{finding.cell}", text)


def _explanation(finding: Finding) -> str:
    """The words that count, or that they are wanted and why."""
    if not wanted(finding):
        return finding.explanation
    return finding.objection or phrases().placeholder


def _wanted_at(form: Form, finding: Finding, prepared: Prepared) -> object:
    """The cell in which the words are wanted."""
    area = prepared.of(form, finding)
    if area is None:
        return "（出错说明已写满）" if wanted(finding) else ""
    cell = cell_name(area.first_row, area.first_column)
    return Link(f"internal:{quoted_sheet(area.sheet)}!{cell}", f"{area.sheet}!{cell}")


def _note(submission: Submission, findings: Sequence[Finding], explanations: Sequence[UnitExplanation]) -> str:
    number = counts(findings)
    open_ones = sum(finding.open for finding in findings)
    unneeded = [e for e in explanations if e.state == phrases().state["unneeded"]]
    words = (
        f"{submission.unit.name}：强制 {number[MANDATORY]} 条（必须改正），核实 {number[TO_VERIFY]} 条"
        f"（改正，或写明原因），提示 {number[HINT]} 条（供参考）；尚待处理 {open_ones} 条。"
        "点“位置”到那一格，批注里也有审核信息；“核实”的，点“填写处”到为它备好的一行写明原因。"
        "改好后保存，重新上交；这张工作表不用删。"
    )
    if unneeded:
        named = "、".join(dict.fromkeys(e.rule for e in unneeded))
        words += f"已不需要的出错说明：{named}（审核已通过，留着或删去都可以）。"
    return words
