"""What a person sees at the terminal: tables, findings, progress."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from addin.collect import Progress as Report
    from addin.consolidation import Consolidation
    from addin.returning import Returned
    from validation import Finding
    from workbook_templates.submission import UnitExplanation

SHOWN_FINDINGS = 200
"""Beyond this many, the terminal is no place to read them: the workbook and --json have all."""

SHOWN_KEYS = 10
"""Explanations named one by one."""

COLOURS = {"强制": "bold red", "核实": "yellow", "提示": "cyan"}


GROUPINGS = {"unit": "单位", "rule": "规则"}
"""By what findings are counted."""


class UnknownSeverityError(Exception):
    """A severity was asked for that does not exist; the message (Chinese) names those that do."""


class UnknownGroupingError(Exception):
    """Findings were to be counted by something else than what is offered; the message (Chinese) names what is."""


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on standard output; its first column, which is typed into commands, is never cut or broken."""
    table = Table(*headings, show_lines=False)
    for column in table.columns:
        column.overflow = "fold"
    table.columns[0].no_wrap = True
    for row in rows:
        table.add_row(*map(escape, row))
    Console().print(table)


def print_findings(findings: Sequence[Finding], files: int, severity: str = "提示") -> None:
    """Findings one a line, by file, down to a severity; and the counts of all.

    Raises:
        UnknownSeverityError: there is no such severity.
    """
    from validation import counts

    if severity not in COLOURS:
        raise UnknownSeverityError(f"没有“{severity}”这一级：--severity 应为{'、'.join(COLOURS)}之一")
    levels = list(COLOURS)[: list(COLOURS).index(severity) + 1]
    number = counts(findings)
    findings = [finding for finding in findings if finding.severity in levels]

    console = Console(soft_wrap=True, highlight=False)
    file = None
    for finding in findings[:SHOWN_FINDINGS]:
        if finding.file != file:
            file = finding.file
            console.print(f"\n[bold]{escape(file)}[/bold]  {escape(finding.unit.name)}")
        severity = f"[{COLOURS[finding.severity]}]{finding.severity}[/]"
        words = " ".join(word for word in (finding.rule, place_of(finding), finding.message) if word)
        console.print(f"  {severity} {escape(words)}")
        if said := finding.explanation or finding.objection:
            console.print(f"       {'说明：' * bool(finding.explanation)}{escape(said)}")
    if len(findings) > SHOWN_FINDINGS:
        console.print(f"  ……另有 {len(findings) - SHOWN_FINDINGS} 条，用 --json 看全部")
    console.print(f"\n{files} 份文件：{count_text(number)}", soft_wrap=True)


def check_grouping(by: str | None) -> None:
    """Whether findings can be counted so.

    Raises:
        UnknownGroupingError: they can't.
    """
    if by is not None and by not in GROUPINGS:
        known = "或".join(f"{key}（按{name}）" for key, name in GROUPINGS.items())
        raise UnknownGroupingError(f"不能按“{by}”统计：--by 应为 {known}")


def print_statistics(findings: Sequence[Finding], files: int, by: str) -> None:
    """Findings counted by unit or by rule, and the counts of all."""
    from validation import counts
    from validation.statistics import by_rule, by_unit

    lines = by_unit(findings) if by == "unit" else by_rule(findings)
    headings = ["单位代码", "单位名称"] if by == "unit" else ["规则编号", "要求"]
    more = [] if by == "unit" else ["单位数"]
    rows = [
        [line.code, line.name, *map(str, line.counts.values()), str(line.open), *([str(line.units)] * len(more))]
        for line in lines
    ]
    print_table([*headings, *COLOURS, "待处理", *more], rows)
    Console(soft_wrap=True, highlight=False).print(f"{files} 份文件：{count_text(counts(findings))}")


def print_unneeded(explanations: Sequence[UnitExplanation]) -> None:
    """出错说明 for which there is no finding (any more), or no rule."""
    from validation.explanations import phrases

    console = Console(soft_wrap=True, highlight=False)
    states = phrases().state
    for state in (states["unneeded"], states["unknown"]):
        keys = [f"{e.name} {e.rule}{'@' * bool(e.place)}{e.place}" for e in explanations if e.state == state]
        if keys:
            more = f"……等 {len(keys)} 条" if len(keys) > SHOWN_KEYS else ""
            console.print(f"出错说明{state}：{escape('；'.join(keys[:SHOWN_KEYS]))}{more}")


def print_returned(returned: Returned) -> None:
    """Where the return copies are, and what could not be returned."""
    console = Console(soft_wrap=True, highlight=False)
    if not returned.copies and not returned.refused:
        console.print("没有要退回的工作簿，没有写退回件")
        return
    refused = f"，另有 {len(returned.refused)} 份不能用、没有退回件" if returned.refused else ""
    console.print(f"退回件：{len(returned.copies)} 份{refused}；清单见 {escape(str(returned.list_path))}")


def place_of(finding: Finding) -> str:
    """Where a finding is: 申报表!D8."""
    return f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet


def count_text(number: dict[str, int]) -> str:
    """强制 0 条，核实 2 条，提示 5 条."""
    return "，".join(f"{severity} {count} 条" for severity, count in number.items())


def print_consolidation(result: Consolidation, output: Path) -> None:
    """What was received, what is missing, what was found, where the summary lies."""
    console = Console(soft_wrap=True, highlight=False)
    units = result.to_json(output)["units"]
    console.print(f"[bold]{escape(result.form.form.title)}[/bold] 汇总：{escape(result.unit.name)}")
    console.print(
        f"应报 {units['expected']} 个单位，已报 {units['received']} 个，计入汇总 {len(result.contributors)} 份"
    )
    seals = units["seals"]
    console.print(f"上报：{seals['sealed']} 份，未上报 {seals['unsealed']} 份，上报后改动过 {len(seals['changed'])} 份")
    for label, items in (
        ("未报", [f"{unit.name}（{unit.code}）" for unit in result.missing]),
        ("上报后改动过", [f"{unit['name']}：{unit['file']}" for unit in seals["changed"]]),
        (
            "重复且不同，未计入",
            [f"{unit.name}：{'、'.join(s.file for s in files)}" for unit, files in result.duplicate],
        ),
        (
            "重复而相同，计一次",
            [f"{unit.name}：{'、'.join(s.file for s in files)}" for unit, files in result.repeated],
        ),
        ("不在名录，未计入", [f"{s.file}（{s.unit.code} {s.unit.name}）" for s in result.unknown]),
        ("不能用，未计入", [f"{refusal.file}：{refusal.reason}" for refusal in result.rejected]),
        ("略过", [f"{path}：{reason}" for path, reason in result.passed_over]),
    ):
        if items:
            console.print(f"[yellow]{label} {len(items)}[/]")
            for item in items[:20]:
                console.print(f"  {escape(item)}")
            if len(items) > 20:
                console.print(f"  ……另有 {len(items) - 20} 项，见汇总表的“报送情况”")
    console.print(f"审核结果：{count_text(result.counts())}（逐条见汇总表的“审核结果”）")
    console.print(f"汇总表：{escape(str(output))}")


@contextmanager
def progress_bar(label: str, *, as_json: bool = False) -> Iterator[Report | None]:
    """Progress on standard error, where a person is looking at it.

    It has no thread of its own, so that worker processes can be forked safely.
    """
    if as_json or not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True) as bar:
        task = bar.add_task(label, total=None)

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            bar.refresh()

        yield report
