"""The commands for one workbook: forms, new, fill, extract, compute, seal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from addin.cli.shared import (
    CANNOT_RUN,
    FOUND_MANDATORY,
    FileArgument,
    ForceOption,
    FormArgument,
    JsonOption,
    OutputOption,
    finish,
    print_data,
    print_json,
    say,
)

app = typer.Typer()


@app.command()
def forms(as_json: JsonOption = False) -> None:
    """列出可用的表。"""
    from workbook_templates.catalogue import FormError, form_folders

    loaded, broken = [], []
    for folder in form_folders().values():
        try:
            loaded.append(folder.load())
        except FormError as error:
            broken.append(str(error))
    if as_json:
        print_json({"forms": [form.form.model_dump(mode="json") for form in loaded], "broken": broken})
    else:
        from addin.console import print_table

        rows = [[f.id, f.form.number, f.form.title, str(f.form.year), f.form.money_unit, f.form.basis] for f in loaded]
        print_table(["标识", "表号", "表名", "年度", "金额单位", "依据"], rows)
    for fault in broken:
        say(fault)
    if broken:
        raise typer.Exit(CANNOT_RUN)


@app.command()
def new(form: FormArgument, output: OutputOption, force: ForceOption = False) -> None:
    """取一份空白工作簿。"""
    from addin.output import write_whole
    from addin.single import blank_workbook

    write_whole(output, blank_workbook(form), force=force)
    say(f"已写出空白表 {output}")


@app.command()
def functions(output: OutputOption, force: ForceOption = False) -> None:
    """取函数示例：每个工作表函数做什么、怎么写、算出来是多少。"""
    from addin.functions.workbook import SHIPPED
    from addin.output import write_whole

    write_whole(output, SHIPPED.read_bytes(), force=force)
    say(f"已写出函数示例 {output}")


@app.command()
def fill(
    form: FormArgument,
    data: Annotated[Path, typer.Argument(metavar="DATA.json", help="数据文件（JSON）")],
    output: OutputOption,
    force: ForceOption = False,
) -> None:
    """用数据文件填出一份工作簿。"""
    from addin.output import refuse_same, write_whole
    from addin.single import filled_workbook

    refuse_same(data, output)
    workbook, document = filled_workbook(form, data)
    for remark in document.remarks:
        say(f"注意：{remark}")
    write_whole(output, workbook, force=force)
    say(f"已写出 {output}")


@app.command()
def extract(
    file: FileArgument,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="写到文件，不写到标准输出")
    ] = None,
    force: ForceOption = False,
) -> None:
    """从工作簿取出数据（JSON），与 fill 互逆。

    读不出的值为 null，并以状态 1 结束。
    """
    from addin.console import place_of
    from addin.output import refuse_same, write_whole
    from addin.single import extracted
    from validation.reading import reading_findings
    from workbook_templates.documents import to_json

    submission, document = extracted(file)
    text = json.dumps(to_json(document), ensure_ascii=False, indent=1)
    if output is None:
        print_data(text)
    else:
        refuse_same(file, output)
        write_whole(output, f"{text}\n".encode(), force=force)
    findings = reading_findings(submission)
    for finding in findings:
        words = " ".join(word for word in (place_of(finding), finding.message) if word)
        say(f"{finding.severity}：{words}")
    if output is not None:
        say(f"已写出 {output}")
    finish(findings)


@app.command()
def compute(file: FileArgument, output: OutputOption, force: ForceOption = False) -> None:
    """算出合计、占比等，写进一份副本；原文件不动。"""
    from addin.output import refuse_same, write_whole
    from addin.single import computed_workbook
    from validation.findings import shown

    refuse_same(file, output)
    result = computed_workbook(file)
    write_whole(output, result.data, force=force)
    for label, text in result.corrected:
        say(f"{label}：“{text}”改成了数字")
    for label, before, after in result.changes:
        say(f"{label}：{shown(before)} → {shown(after)}")
    say(f"已写出 {output}（改动 {len(result.changes)} 处）")


@app.command()
def seal(
    file: FileArgument,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="上报的副本写到哪个文件")
    ] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="直接在原文件上标记，不另写副本")] = False,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """上报：没有强制、核实都已说明的报表，在副本的文件属性里记下内容的 SHA-256 和时间。

    还有强制或没有说明的核实，就列出来，不上报，以状态 1 结束。上报以后改了内容，汇总时看得出来。
    这是防止疏忽的核对，不是电子签名：能改文件的人也能改这个标记。
    """
    from addin.output import write_whole
    from addin.sealing import sealed_workbook, target_of

    target = target_of(file, output, in_place=in_place)
    result = sealed_workbook(file)
    if result.seal is not None:
        write_whole(target, result.data, force=force or in_place)
    if as_json:
        print_json(result.to_json(target))
    elif result.open:
        from addin.console import print_findings

        print_findings(result.open, 1)
    if result.seal is None:
        say(f"没有上报 {file}：请先改正强制的，在“出错说明”里说明核实的（共 {len(result.open)} 条）")
        raise typer.Exit(FOUND_MANDATORY)
    say(f"已上报 {target}（{result.seal.at}，SHA-256 {result.seal.sha256[:12]}…）")
