"""Tells what was handed out, and which of last year's figures were found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from addin.distribute import Distribution

MOST = 20
"""Lines of a kind that a terminal shows; --json has all."""


def print_distribution(result: Distribution) -> None:
    """The summary, on standard error."""
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    data = result.to_json()
    console.print(f"已写出 {len(data['files'])} 份 {escape(result.form.form.title)}：{escape(str(result.folder))}")
    last = data["last_year"]
    if last is None:
        return
    figures, units = last["figures"], last["units"]
    console.print(
        f"上年的数：{len(data['files'])} 个单位中找到 {units['found']} 个，"
        f"应带 {figures['wanted']} 个数，带入 {figures['carried']} 个"
    )
    for label, items in (
        ("上年没有报表，留空由单位填写", [f"{unit['name']}（{unit['code']}）" for unit in units["missing"]]),
        (
            "上年有几份而且数字不同，没有带入",
            [f"{unit['name']}（{unit['code']}）：{'、'.join(unit['files'])}" for unit in units["duplicate"]],
        ),
        (
            "单位的报表与汇总表不同，采用单位的报表",
            [f"{unit['name']}（{unit['code']}）：{'、'.join(unit['files'])}" for unit in units["different"]],
        ),
        ("上年的表没有这一项，留空", [f"{row['label']}（{row['units']} 个单位）" for row in last["lacking"]]),
        ("上年空着或读不出，留空", [f"{row['label']}（{row['units']} 个单位）" for row in last["blank"]]),
        (
            "上年有、名录没有的单位",
            [f"{unit['name']}（{unit['code']}）：{unit['file']}" for unit in units["unknown"]],
        ),
        ("不能用", [f"{entry['file']}：{entry['reason']}" for entry in last["rejected"]]),
        ("略过", [f"{entry['file']}：{entry['reason']}" for entry in last["passed_over"]]),
    ):
        if items:
            console.print(f"[yellow]{label} {len(items)}[/]")
            for item in items[:MOST]:
                console.print(f"  {escape(item)}")
            if len(items) > MOST:
                console.print(f"  ……另有 {len(items) - MOST} 项，用 --json 看全部")
