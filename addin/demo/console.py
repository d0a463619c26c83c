"""Tells what the demonstration did, as an officer would like to read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from addin.console import count_text
from validation.findings import counts, shown

if TYPE_CHECKING:
    from addin.consolidation import Consolidation
    from addin.demo.run import DemoResult, FormDemo
    from validation import Finding

MOST_ROWS = 20
"""Figures that a terminal shows at a glance."""


def print_demo(result: DemoResult) -> None:
    """For each form steps, figures and findings, and where the files lie."""
    console = Console(soft_wrap=True, highlight=False)
    for form in result.forms:
        _print_form(console, form)
    console.print(f"全部文件：{escape(str(result.folder))}")


def _print_form(console: Console, demo: FormDemo) -> None:
    head = demo.form.form
    console.print(f"[bold]{head.number} {head.title}[/bold]（{head.year} 年，{escape(demo.published.stem)}）")
    console.print(f"1. 公开文本填入表样并校验：{count_text(counts(demo.findings))}。")
    for rule, (count, severity, title) in _by_rule(demo, demo.findings).items():
        console.print(f"   {severity} {rule} {escape(title)}：{count} 处")
    if demo.consolidation is not None:
        _print_roll_up(console, demo, demo.consolidation)
    console.print()


def _print_roll_up(console: Console, demo: FormDemo, consolidation: Consolidation) -> None:
    units = consolidation.to_json(demo.summary)["units"]
    console.print(f"2. 发表、填报：写出 {demo.units} 个单位的报表。")
    console.print("   [yellow]各单位的数是演示用的虚构拆分[/]：公开的只有全区数，拆分后相加正好等于公开数。")
    console.print(
        f"3. 校验、汇总：应报 {units['expected']} 个单位，已报 {units['received']} 个，缺 {len(units['missing'])} 个；"
        f"{count_text(consolidation.counts())}。"
    )
    console.print("4. 与公开的表核对：")
    console.print(_figures(demo))
    equal = sum(comparison.equal for comparison in demo.comparisons)
    rest = sum(comparison.questioned and not comparison.equal for comparison in demo.comparisons)
    verdict = "[green]全部一致，一分不差[/]" if demo.agrees else "[red]有不一致[/]"
    if rest and demo.agrees:
        verdict = f"[green]其余 {rest} 个公开数本身有误或无法复算，见校验[/]"
    console.print(f"   {len(demo.comparisons)} 个数中 {equal} 个一致：{verdict}。")
    console.print(f"   汇总表：{escape(str(demo.summary))}")


def _figures(demo: FormDemo) -> Table:
    """Of the compared figures those of the year: published beside rolled up; of many, only those that differ."""
    table = Table("指标", "公开的数", "汇总的数", "", box=None, padding=(0, 2))
    of_year = [comparison for comparison in demo.comparisons if "prior_year" not in comparison.field]
    if len(of_year) > MOST_ROWS:
        of_year = [comparison for comparison in of_year if not comparison.equal]
    for comparison in of_year:
        scalar = demo.form.scalars[comparison.field]
        unit = "%" if scalar.type == "percent" else ""
        figures = [f"{shown(v, scalar.decimals)}{unit}" for v in (comparison.published, comparison.rolled_up)]
        verdict = "一致" if comparison.equal else "公开数存疑" if comparison.questioned else "不一致"
        table.add_row(comparison.label, *figures, verdict)
    table.columns[0].overflow = "fold"
    for column in table.columns[1:3]:
        column.justify = "right"
    return table


def _by_rule(demo: FormDemo, findings: list[Finding]) -> dict[str, tuple[int, str, str]]:
    rules = {rule.id: rule for rule in demo.form.rules}
    found: dict[str, tuple[int, str, str]] = {}
    for finding in findings:
        count = found.get(finding.rule, (0, "", ""))[0] + 1
        title = rules[finding.rule].title if finding.rule in rules else finding.message
        found[finding.rule] = (count, finding.severity, title)
    return found
