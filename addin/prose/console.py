"""What a person sees of a checked report: every pair that was judged, then the findings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from addin.console import COLOURS, count_text
from validation import counts
from validation.findings import shown
from validation.prose.remarks import quoted

if TYPE_CHECKING:
    from validation.prose.check import ReportCheck


def print_report_check(result: ReportCheck) -> None:
    """Pairs with their sentences, findings, and how much of the report was judged."""
    console = Console(soft_wrap=True, highlight=False)
    console.print(f"[bold]{escape(result.report)}[/bold]  对照 {escape(result.against)}")
    for pair in result.pairs:
        place = pair.name.place
        words = f"{pair.sentence.place} {pair.figure.text} {pair.verdict}：{place.label} {shown(place.shown)}"
        console.print(f"  {escape(words)}")
        console.print(f"       “{escape(quoted(pair.sentence.text))}”")
    for finding in result.findings:
        words = f"{finding.rule} {finding.cell} {finding.message}"
        console.print(f"  [{COLOURS[finding.severity]}]{finding.severity}[/] {escape(words)}")
    verdicts = Counter(pair.verdict for pair in result.pairs)
    judged = "，".join(f"{verdict} {number}" for verdict, number in verdicts.items()) or "没有"
    console.print(
        f"\n报告有 {result.figures} 个数；与报表核对了 {len(result.pairs)} 个（{escape(judged)}），"
        f"{result.ambiguous} 个不能确定是哪一栏，没有核对，其余在报表里没有对应的栏。"
    )
    console.print(f"审核结果：{count_text(counts(result.findings))}")
