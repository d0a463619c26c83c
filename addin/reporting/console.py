"""What is said at the terminal about a report that was written."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from addin.reporting.fonts import CHINESE_FONTS
from validation.findings import numbered

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from addin.reporting.report import Report

_MOST = 10


def print_report(report: Report, written: list[Path]) -> None:
    """What is still to be filled in, read or corrected, on standard error."""
    usage = report.usage
    if usage.missing:
        _say(f"待填 {len(usage.missing)} 处：{_listed(usage.missing)}")
    if usage.unreadable:
        _say(f"读不出 {len(usage.unreadable)} 处：{_listed(usage.unreadable)}")
    for section, headings in report.left_out.items():
        _say(f"{report.form.label_of(section)}中有 {len(headings)} 节没有写进报告，报告的这一部分由数字生成："
             f"{_listed(headings)}")  # fmt: skip
    if usage.questioned:
        _say(f"报告引用了 {len(usage.questioned)} 个有强制问题的数，报告中标有【待核】：")
        for label, findings in usage.questioned.items():
            for finding in findings:
                _say(f"  {numbered(label, finding.row)}（{finding.rule}）：{finding.message}")
    if usage.fontless:
        _say(f"这台电脑上没有中文字体（{'、'.join(CHINESE_FONTS[:4])} 等），图里的名称用编号代替，图题下有对照。"
             "装上一种后重新生成，图里就有名称。")  # fmt: skip
    for path in written:
        _say(f"已写出 {path}")


def _listed(texts: Iterable[str]) -> str:
    found = list(texts)
    return "、".join(found[:_MOST]) + (f" 等 {len(found)} 处" if len(found) > _MOST else "")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
