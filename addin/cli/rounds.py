"""The commands of a round: handing out, judging, rolling up, and the demonstration of it all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from addin.cli.shared import (
    FOUND_MANDATORY,
    AgainstOption,
    ForceOption,
    FormArgument,
    JsonOption,
    OutputOption,
    bar,
    finish,
    print_json,
    say_unreadable,
)

app = typer.Typer()


@app.command()
def distribute(
    form: FormArgument,
    roster: Annotated[Path, typer.Option("--roster", "-r", metavar="R", help="名录（.xlsx 或 .toml）")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="写到哪个文件夹，没有就建立")],
    last_year: Annotated[
        Path | None,
        typer.Option("--last-year", metavar="PATH", help="上年的单位报表或汇总表（文件或文件夹），从中带入上年数"),
    ] = None,
    pattern: Annotated[
        str, typer.Option("--pattern", metavar="写法", help="文件名的写法，可用 {code}、{name}、{form}、{year}")
    ] = "{code} {name}.xlsx",
    all_levels: Annotated[bool, typer.Option("--all-levels", help="有下属的单位（主管部门）也各发一份")] = False,
    force: Annotated[bool, typer.Option("--force", help="已有的同名文件也替换，里面已填的内容会丢失")] = False,
    as_json: JsonOption = False,
) -> None:
    """给名录里的每个单位发一份工作簿：代码、名称填好并锁定，上年的数自动带入。"""
    from addin.distribute import distribute
    from addin.distribute.console import print_distribution

    result = distribute(
        form, roster, output, last_year=last_year, pattern=pattern, all_levels=all_levels, force=force,
        progress=lambda label: bar(label, as_json=as_json),
    )  # fmt: skip
    if as_json:
        print_json(result.to_json())
    else:
        print_distribution(result)


@app.command()
def validate(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="工作簿或文件夹")],
    severity: Annotated[
        str, typer.Option("--severity", metavar="级", help="只列出这一级和更重的：强制、核实、提示")
    ] = "提示",
    against: AgainstOption = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="unit|rule", help="不逐条列出，按单位（unit）或按规则（rule）给出条数")
    ] = None,
    annotate: Annotated[
        Path | None,
        typer.Option("--annotate", metavar="DIR", help="有审核结果的工作簿各做一份退回件（标色、批注），写到 DIR"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="DIR 里已有的同名退回件也替换")] = False,
    as_json: JsonOption = False,
) -> None:
    """校验工作簿，列出审核结果。

    强制：必须改正；核实：写明原因即可通过；提示：供参考。有强制的以状态 1 结束，没有的以 0 结束。
    """
    from addin.against import other_files
    from addin.collect import find_workbooks
    from addin.console import check_grouping, print_statistics
    from addin.validating import validate_files

    check_grouping(by)
    if annotate:
        from addin.returning.folder import refuse_folder

        refuse_folder(annotate, paths)
    found = find_workbooks(paths)
    others = other_files(against)
    with bar("读取", as_json=as_json) as progress:
        result = validate_files(found.files, progress, others)
    findings, explanations, returned = result.findings, result.explanations(), None
    if annotate:
        from addin.returning import return_validated

        with bar("退回件", as_json=as_json) as progress:
            returned = return_validated(result, annotate, force=force, progress=progress)
    if as_json:
        from validation import counts

        print_json(
            {
                "files": len(found.files),
                "counts": counts(findings),
                "findings": [f.to_json() for f in findings],
                "explanations": [explanation._asdict() for explanation in explanations],
                "returned": returned.to_json() if returned else None,
            }
        )
    elif by is not None:
        print_statistics(findings, len(found.files), by)
    else:
        from addin.console import print_findings, print_unneeded

        print_findings(findings, len(found.files), severity)
        print_unneeded(explanations)
    if returned and not as_json:
        from addin.console import print_returned

        print_returned(returned)
    say_unreadable(findings)
    finish(findings)


@app.command()
def consolidate(  # noqa: PLR0913, PLR0917 - one for each option
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="放着各单位报表的文件夹")],
    roster: Annotated[Path, typer.Option("--roster", "-r", metavar="R", help="名录（.xlsx 或 .toml）")],
    output: OutputOption,
    form: Annotated[str | None, typer.Option("--form", help="文件夹里有几张不同的表时，指明汇总哪一张")] = None,
    node: Annotated[
        str | None, typer.Option("--node", metavar="代码", help="节点汇总：只汇总这个节点之下的单位")
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="单位", help="选择汇总：单位代码、“类型=小学”或“@清单文件”，可写多次"),
    ] = None,
    return_to: Annotated[
        Path | None, typer.Option("--return", metavar="DIR", help="有审核结果的报表各做一份退回件，写到 DIR")
    ] = None,
    require_seal: Annotated[bool, typer.Option("--require-seal", help="没有上报（seal）的报表列为强制")] = False,
    against: AgainstOption = None,
    as_json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """把一个文件夹的单位报表汇总成主管部门的表，每个数都能查到来源。"""
    from addin.batch import Choice, consolidate_folder
    from addin.console import print_consolidation, print_returned

    if return_to:
        from addin.returning.folder import refuse_folder

        refuse_folder(return_to, [folder])
    with bar("读取", as_json=as_json) as progress:
        result = consolidate_folder(
            folder, roster, output, form=form, force=force, progress=progress, choice=Choice(node, select or ()),
            require_seal=require_seal, against=against or (),
        )  # fmt: skip
    returned = None
    if return_to:
        from addin.returning import return_consolidated

        with bar("退回件", as_json=as_json) as progress:
            returned = return_consolidated(result, return_to, force=force, progress=progress)
    if as_json:
        print_json({**result.to_json(output), "returned": returned.to_json() if returned else None})
    else:
        print_consolidation(result, output)
        if returned:
            print_returned(returned)
    say_unreadable(result.findings)
    finish(result.findings)


@app.command()
def demo(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="写到哪个文件夹，默认是临时文件夹")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """用五张表公开的数字走一遍：填表、校验，并把虚构的单位汇总起来与公开数核对。"""
    from addin.demo import run_demo
    from addin.demo.console import print_demo

    with bar("读取", as_json=as_json) as progress:
        result = run_demo(output, progress)
    if as_json:
        print_json(result.to_json())
    else:
        print_demo(result)
    if not result.agrees:
        raise typer.Exit(FOUND_MANDATORY)
