"""Tells what the demonstration did, as an officer would like to read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from addin.console import count_text
from validation.findings import shown

if TYPE_CHECKING:
    from addin.demo.run import DemoResult


def print_demo(result: DemoResult) -> None:
    """Steps, figures, findings, and where the files lie."""
    console = Console(soft_wrap=True, highlight=False)
    consolidation = result.consolidation
    form, bureau = consolidation.form, consolidation.unit
    units = consolidation.to_json(result.summary)["units"]
    console.print(f"[bold]{form.form.number} {form.form.title}[/bold]（{form.form.year} 年，{bureau.name}公开文本）\n")
    console.print(f"1. 发表、填报：写出 {result.units} 个单位的报表和本级公开的报表。")
    console.print("   [yellow]各单位的数是演示用的虚构拆分[/]：公开的只有全区数，拆分后相加正好等于公开数。")
    console.print(f"2. 校验：{count_text(consolidation.counts())}。")
    for rule, (count, severity, title) in _by_rule(result).items():
        console.print(f"   {severity} {rule} {escape(title)}：{count} 处")
    console.print(
        f"3. 汇总：应报 {units['expected']} 个单位，已报 {units['received']} 个，缺 {len(units['missing'])} 个。"
    )
    console.print("4. 与公开的表核对：")
    console.print(_figures(result))
    verdict = "[green]全部一致，一分不差[/]" if result.agrees else "[red]有不一致[/]"
    equal = sum(comparison.equal for comparison in result.comparisons)
    console.print(f"   {len(result.comparisons)} 个数中 {equal} 个一致：{verdict}。\n")
    console.print(f"汇总表：{escape(str(result.summary))}")
    console.print(f"各单位报表、名录、空白表：{escape(str(result.folder))}")


def _figures(result: DemoResult) -> Table:
    """The column of the current year: published beside rolled up."""
    table = Table("指标", "公开的数", "汇总的数", "", box=None, padding=(0, 2))
    for comparison in result.comparisons:
        if "prior_year" not in comparison.field:
            unit = "%" if comparison.field.endswith("share") else ""
            published = f"{shown(comparison.published, 2)}{unit}"
            rolled_up = f"{shown(comparison.rolled_up, 2)}{unit}"
            table.add_row(comparison.label, published, rolled_up, "一致" if comparison.equal else "不一致")
    for column in table.columns[1:3]:
        column.justify = "right"
    return table


def _by_rule(result: DemoResult) -> dict[str, tuple[int, str, str]]:
    rules = {rule.id: rule for rule in result.consolidation.form.rules}
    found: dict[str, tuple[int, str, str]] = {}
    for finding in result.consolidation.findings:
        count = found.get(finding.rule, (0, "", ""))[0] + 1
        title = rules[finding.rule].title if finding.rule in rules else finding.message
        found[finding.rule] = (count, finding.severity, title)
    return found
