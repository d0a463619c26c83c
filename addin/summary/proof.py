"""The tables that prove a summary: 差额表, 审核结果, 报送情况, 溯源."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from addin.summary.tables import FIRST_ROW, MAX_LINKS, Heading, Link, Tables
from validation.findings import HINT, MANDATORY, TO_VERIFY, Finding, counts
from workbook_templates.building import number_format
from workbook_templates.model import NUMERIC
from workbook_templates.writing import cell_value

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from addin.consolidation import Consolidation
    from workbook_templates.sealing import SealState


SEVERITY_COLOURS = {MANDATORY: "#FFC7CE", TO_VERIFY: "#FFEB9C", HINT: "#FFFFFF"}
SEALS: dict[SealState | None, str] = {"sealed": "已上报", "unsealed": "未上报", "changed": "上报后改动过"}
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


def nodes_table(tables: Tables, result: Consolidation) -> Worksheet | None:
    """节点小计: what the units below each node come to; none where only the root has units below it."""
    if len(result.nodes) < 2:
        return None
    form = result.form
    fields = [s for s in form.scalars.values() if s.rollup != "own" and s.type in NUMERIC]
    headings = [Heading("单位代码", 14), Heading("单位名称", 30), Heading("上级代码", 14), Heading("单位数", 8, "0")]
    headings += [Heading(scalar.label, 15, number_format(scalar, scalar.decimals)) for scalar in fields]
    rows: list[list[object]] = [
        [node.unit.code, node.unit.name, node.unit.parent or "", node.units,
         *(cell_value(v, s) if (v := node.values.get(s.id)) is not None else None for s in fields)]
        for node in result.nodes
    ]  # fmt: skip
    note = "每行一个有下属的单位：它之下已报单位的合计；比率等由合计重算。只汇总一个节点用 --node。"
    sheet = tables.table("节点小计", f"{form.form.title}——节点小计", note, headings, rows)
    sheet.freeze_panes(FIRST_ROW, 2)
    return sheet


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
    file = relative_to(finding.file, output) if finding.file else ""
    return [
        number,
        finding.severity,
        finding.rule,
        unit,
        file,
        place,
        finding.message,
        finding.explanation or finding.objection,
    ]


@lru_cache(maxsize=65_536)
def relative_to(file: str, output: Path) -> str:
    """A file's path from the summary's folder, so that both can be moved together; as given across drives."""
    try:
        return os.path.relpath(file, output.absolute().parent)
    except ValueError:
        return file


def _link(file: str, output: Path, place: str, text: str) -> object:
    """A link to a place in a file; plain text where there is no way to it from the summary's drive."""
    relative = relative_to(file, output)
    if Path(relative).drive:
        return text
    # In a link, # begins the place and %20 is a blank: a file's own # and % are written as codes.
    quoted = relative.replace("%", "%25").replace("#", "%23")
    return Link(f"external:{quoted}{place}", text)


def submissions_table(tables: Tables, result: Consolidation, output: Path) -> Worksheet:
    """报送情况: each unit of the roster, and each file that counted for none."""
    headings = [
        Heading("单位代码", 14), Heading("单位名称", 30), Heading("上级代码", 14), Heading("报送情况", 20),
        Heading("上报", 14), Heading("文件", 48), Heading("强制", 7, "0"), Heading("核实", 7, "0"),
        Heading("提示", 7, "0"), Heading("文件的 SHA-256", 68),
    ]  # fmt: skip
    expected = result.roster.leaves()
    arrived = sum(unit.code in result.received for unit in expected)
    note = (
        f"应报 {len(expected)}，已报 {arrived}，未报 {len(result.missing)}，重复且不同 {len(result.duplicate)}，"
        f"名录外 {len(result.unknown)}，不能用 {len(result.rejected)}。"
        "“上报”是单位用 jibiao seal 作的标记，用来发现疏忽，不是签名。"
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
        link = _link(file, output, "", relative_to(file, output)) if file else ""
        digest = submission.sha256 if submission else ""
        seal = result.seals.get(unit.code)
        rows.append([unit.code, unit.name, unit.parent, state, SEALS.get(seal, ""), link, *number.values(), digest])
        colour = SEVERITY_COLOURS[TO_VERIFY] if seal == "changed" else None
        colours.append(SEVERITY_COLOURS[MANDATORY] if unit.code in missing | duplicate else colour)
    return rows, colours


def _outside(code: str, name: str, state: str, file: str, digest: str, output: Path) -> list[object]:
    return [code, name, "", state, "", relative_to(file, output), None, None, None, digest]
