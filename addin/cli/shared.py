"""What the groups of commands share: arguments and options, exit statuses, and ways to say something."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from validation import Finding

FormArgument = Annotated[
    str, typer.Argument(metavar="FORM", help="表的标识，例如 wuhan-target-2024（见 jibiao forms）")
]
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="填好的工作簿")]
OutputOption = Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="写到哪个文件")]
ForceOption = Annotated[bool, typer.Option("--force", help="输出文件已存在时替换它")]
JsonOption = Annotated[bool, typer.Option("--json", help="在标准输出上给出一份 JSON")]

AgainstOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--against", metavar="PATH", help="拿来比对的另一张表或上一年的报表、汇总表（文件或文件夹），可写多次"
    ),
]

FOUND_MANDATORY = 1
"""Exit status: there are mandatory findings."""
CANNOT_RUN = 2
"""Exit status: it could not run, the message says what to do."""


def say(text: str) -> None:
    """A line for the person at the terminal: on standard error, so that data stay clean."""
    sys.stderr.write(f"{text}\n")


def print_json(data: dict[str, Any]) -> None:
    """One JSON document on standard output."""
    print_data(json.dumps(data, ensure_ascii=False, indent=1))


def print_data(text: str) -> None:
    """Data on standard output, in UTF-8 whatever the console's code page: another program reads it."""
    sys.stdout.flush()
    sys.stdout.buffer.write(f"{text}\n".encode())
    sys.stdout.buffer.flush()


def bar(label: str, *, as_json: bool) -> Any:
    """A progress bar on standard error; none where JSON is asked for."""
    from addin.console import progress_bar

    return progress_bar(label, as_json=as_json)


def say_unreadable(findings: list[Finding]) -> None:
    """That some of what was given to compare with can't be used; which and why, the findings say."""
    from validation.messages import message

    rule = message("against", "unreadable").rule
    count = sum(finding.rule == rule for finding in findings)
    if count:
        say(f"注意：比对用的文件有 {count} 份不能用，见审核结果中的 {rule}")


def finish(findings: list[Finding]) -> None:
    """Exit status 1 where something must be corrected."""
    if any(finding.severity == "强制" for finding in findings):
        raise typer.Exit(FOUND_MANDATORY)
