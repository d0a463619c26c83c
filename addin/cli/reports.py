"""The commands for narrative reports: report, check-report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from addin.cli.shared import FileArgument, ForceOption, JsonOption, finish, print_json

app = typer.Typer()


@app.command()
def report(
    file: FileArgument,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT.docx", help="写到哪个文件，默认在工作簿旁边")
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="另写一份同名的 PDF（需要 LibreOffice 或 Word）")] = False,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="T.docx", help="用自己的 Word 模板，不用表样的 report.docx")
    ] = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """由工作簿写出 Word 报告：数字取自工作簿，没有填的标作【待填】。

    报告引用的数有强制问题的，以状态 1 结束。
    """
    from addin.reporting.console import print_report
    from addin.reporting.report import default_output, make_report, write_report

    target = output or default_output(file)
    made = make_report(file, template)
    written = write_report(made, file, target, pdf=pdf, force=force)
    if as_json:
        print_json(made.to_json(file, written))
    else:
        print_report(made, written)
    finish(made.findings)


@app.command("check-report")
def check_report(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="写好的报告：.docx、.txt 或 .pdf")],
    against: Annotated[Path, typer.Option("--against", metavar="WORKBOOK", help="对照的工作簿：单位报表或汇总表")],
    as_json: JsonOption = False,
) -> None:
    """核对报告正文和表格里的数：与报表是否一致，自身的合计、占比、生均、增长率是否算得上。

    只读不改。有强制的（与报表不一致）以状态 1 结束。
    """
    from addin.prose import check_report as checked

    result = checked(report, against)
    if as_json:
        print_json(result.to_json())
    else:
        from addin.prose.console import print_report_check

        print_report_check(result)
    finish(list(result.findings))
