"""The tables that prove a summary: 差额表, 审核结果, 报送情况, 溯源."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from addin.consolidation import Consolidation, contributions
from addin.summary.tables import MAX_LINKS, Heading, Link, Tables
from validation.findings import HINT, MANDATORY, TO_VERIFY, Finding, counts

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from addin.roster import RosterUnit
    from workbook_templates.submission import Submission

SEVERITY_COLOURS = {MANDATORY: "#FFC7CE", TO_VERIFY: "#FFEB9C", HINT: "#FFFFFF"}
MONEY = "#,##0.00;[Red]-#,##0.00"


def difference_table(tables: Tables, result: Consolidation) -> Worksheet:
    """差额表: what a bureau reported itself minus the sum of its units."""
    headings = [
        Heading("单位代码", 14), Heading("单位名称", 28), Heading("指标", 40), Heading("本级上报数", 18, MONEY),
        Heading("下属单位合计", 18, MONEY), Heading("差额", 16, MONEY), Heading("结论", 12),
    ]  # fmt: skip
    rows: list[list[object]] = []
    colours = []
    for row in result.differences:
        verdict = "无法比较" if row.difference is None else "不一致" if row.difference else "一致"
        label = result.form.label_of(row.field)
        rows.append([row.unit.code, row.unit.name, label, row.reported, row.summed, row.difference, verdict])
        colours.append(None if row.difference == 0 else SEVERITY_COLOURS[TO_VERIFY])
    note = "差额 ＝ 本级上报数 － 下属单位合计。"
    if not rows:
        note += "本级没有另外上报自己的报表，没有可以比较的数。"
    return tables.table("差额表", f"{result.form.form.title}——差额表", note, headings, rows, colours)


def findings_table(tables: Tables, result: Consolidation, output: Path) -> Worksheet:
    """审核结果: every finding, with a link to its cell in the unit's file."""
    headings = [
        Heading("序号", 6, "0"), Heading("类别", 8), Heading("规则编号", 13), Heading("单位", 26), Heading("文件", 26),
        Heading("位置", 18), Heading("审核信息", 80), Heading("出错说明", 36),
    ]  # fmt: skip
    number = counts(result.findings)
    open_ones = sum(finding.open for finding in result.findings)
    note = (
        f"强制 {number[MANDATORY]} 条（必须改正），核实 {number[TO_VERIFY]} 条（写明原因即可通过），"
        f"提示 {number[HINT]} 条；尚待处理 {open_ones} 条。点“位置”打开单位的报表。"
    )
    ranked = sorted(result.findings, key=lambda finding: list(SEVERITY_COLOURS).index(finding.severity))
    rows = [_finding_row(position, finding, output) for position, finding in enumerate(ranked, start=1)]
    colours = [SEVERITY_COLOURS[finding.severity] for finding in ranked]
    return tables.table("审核结果", f"{result.form.form.title}——审核结果", note, headings, rows, colours)


def _finding_row(number: int, finding: Finding, output: Path) -> list[object]:
    place: object = f"{finding.sheet}!{finding.cell}" if finding.cell else ""
    if finding.cell and finding.file and number <= MAX_LINKS:
        place = _link(finding.file, output, f"#'{finding.sheet}'!{finding.cell}", str(place))
    unit = f"{finding.unit.name}（{finding.unit.code}）" if finding.unit.code else finding.unit.name
    file = _relative(finding.file, output) if finding.file else ""
    return [number, finding.severity, finding.rule, unit, file, place, finding.message, finding.explanation]


@lru_cache(maxsize=65_536)
def _relative(file: str, output: Path) -> str:
    """A file's path from the summary's folder, so that both can be moved together; as given across drives."""
    try:
        return os.path.relpath(file, output.absolute().parent)
    except ValueError:
        return file


def _link(file: str, output: Path, place: str, text: str) -> object:
    """A link to a place in a file; plain text where there is no way to it from the summary's drive."""
    relative = _relative(file, output)
    if Path(relative).drive:
        return text
    # In a link, # begins the place and %20 is a blank: a file's own # and % are written as codes.
    quoted = relative.replace("%", "%25").replace("#", "%23")
    return Link(f"external:{quoted}{place}", text)


def submissions_table(tables: Tables, result: Consolidation, output: Path) -> Worksheet:
    """报送情况: each unit of the roster, and each file that counted for none."""
    headings = [
        Heading("单位代码", 14), Heading("单位名称", 30), Heading("上级代码", 14), Heading("报送情况", 20),
        Heading("文件", 48), Heading("强制", 7, "0"), Heading("核实", 7, "0"), Heading("提示", 7, "0"),
        Heading("文件的 SHA-256", 68),
    ]  # fmt: skip
    expected = result.roster.leaves()
    arrived = sum(unit.code in result.received for unit in expected)
    note = (
        f"应报 {len(expected)}，已报 {arrived}，未报 {len(result.missing)}，重复且不同 {len(result.duplicate)}，"
        f"名录外 {len(result.unknown)}，不能用 {len(result.rejected)}。"
    )
    rows, colours = _roster_rows(result, output)
    for submission in result.unknown:
        rows.append(
            _outside(
                submission.unit.code,
                submission.unit.name,
                "不在名录，未计入",
                submission.file,
                submission.sha256,
                output,
            )
        )
        colours.append(SEVERITY_COLOURS[MANDATORY])
    for refusal in result.rejected:
        rows.append(_outside("", refusal.reason, "不能用，未计入", refusal.file, refusal.sha256, output))
        colours.append(SEVERITY_COLOURS[MANDATORY])
    for path, reason in result.passed_over:
        rows.append(_outside("", reason, "不是报表，略过", str(path), "", output))
        colours.append(None)
    return tables.table("报送情况", f"{result.form.form.title}——报送情况", note, headings, rows, colours)


def _roster_rows(result: Consolidation, output: Path) -> tuple[list[list[object]], list[str | None]]:
    rows: list[list[object]] = []
    colours: list[str | None] = []
    missing = {unit.code for unit in result.missing}
    duplicate = {unit.code for unit, _ in result.duplicate}
    leaves = {unit.code for unit in result.roster.leaves()}
    of_file: dict[str, list[Finding]] = {}
    for finding in result.findings:
        of_file.setdefault(finding.file, []).append(finding)
    for unit in result.roster.units:
        submission = result.received.get(unit.code)
        state = "已报" if submission else "未报" if unit.code in missing else "重复且不同，未计入"
        if not submission and unit.code not in missing | duplicate:
            state = "由上级代报" if unit.code in leaves else "下属单位汇总"
        file = submission.file if submission else ""
        number = counts(of_file.get(file, [])) if file else dict.fromkeys(SEVERITY_COLOURS)
        link = _link(file, output, "", _relative(file, output)) if file else ""
        digest = submission.sha256 if submission else ""
        rows.append([unit.code, unit.name, unit.parent, state, link, *number.values(), digest])
        colours.append(SEVERITY_COLOURS[MANDATORY] if unit.code in missing | duplicate else None)
    return rows, colours


def _outside(code: str, name: str, state: str, file: str, digest: str, output: Path) -> list[object]:
    return [code, name, "", state, _relative(file, output), None, None, None, digest]


def sources_table(tables: Tables, result: Consolidation, output: Path) -> Worksheet:
    """溯源: for each figure, the cells that it was made of."""
    headings = [
        Heading("汇总指标", 40), Heading("单位代码", 14), Heading("单位名称", 26), Heading("文件", 48),
        Heading("工作表", 12), Heading("单元格", 10), Heading("数值", 20, MONEY), Heading("文件的 SHA-256", 68),
    ]  # fmt: skip
    rows: list[list[object]] = [
        [result.form.label_of(cell.field), unit.code, unit.name, _relative(submission.file, output), cell.sheet,
         cell.address, cell.value, submission.sha256]
        for unit, submission, cell in contributions(result)
    ]  # fmt: skip
    for section in result.form.lists:
        for unit, submission in result.contributing():
            rows += _list_sources(result.form.label_of(section.id), section.id, unit, submission, output)
    note = "每一行是一个单位报表中的一个单元格（列表为一行），汇总表的数由它们得出；SHA-256 说明是哪一个文件。"
    return tables.table("溯源", f"{result.form.form.title}——溯源", note, headings, rows)


def _list_sources(
    label: str, section: str, unit: RosterUnit, submission: Submission, output: Path
) -> list[list[object]]:
    """One line for each row of a unit's list: from its first to its last filled cell."""
    places: dict[int, list[tuple[str, str]]] = {}
    for cell in submission.cells:
        if cell.row is not None and cell.field.rpartition(".")[0] == section:
            places.setdefault(cell.row, []).append((cell.sheet, cell.address))
    file = _relative(submission.file, output)
    return [
        [f"{label}（第 {number} 行）", unit.code, unit.name, file, cells[0][0], _span([place for _, place in cells]),
         None, submission.sha256]
        for number, cells in places.items()
    ]  # fmt: skip


def _span(addresses: list[str]) -> str:
    ordered = sorted(set(addresses), key=lambda address: (len(address), address))
    return ordered[0] if len(ordered) == 1 else f"{ordered[0]}:{ordered[-1]}"
