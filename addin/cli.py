"""The command line `jibiao`: the same verbs as the ribbon. Heavy imports stay inside the commands."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from validation import Finding

app = typer.Typer(
    name="jibiao",
    help="绩表：预算绩效报表的发表、填报、计算、校验与汇总。",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
template_app = typer.Typer(help="制作和核对表样（template.xlsx）。", no_args_is_help=True)
app.add_typer(template_app, name="template")

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


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        sys.stdout.write(f"绩表 jibiao {version('jibiao')}\n")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本")] = False,
) -> None:
    """绩表：预算绩效报表的发表、填报、计算、校验与汇总。"""


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
        _print_json({"forms": [form.form.model_dump(mode="json") for form in loaded], "broken": broken})
    else:
        from addin.console import print_table

        rows = [[f.id, f.form.number, f.form.title, str(f.form.year), f.form.money_unit, f.form.basis] for f in loaded]
        print_table(["标识", "表号", "表名", "年度", "金额单位", "依据"], rows)
    for fault in broken:
        _say(fault)
    if broken:
        raise typer.Exit(CANNOT_RUN)


@app.command()
def new(form: FormArgument, output: OutputOption, force: ForceOption = False) -> None:
    """取一份空白工作簿。"""
    from addin.output import write_whole
    from addin.single import blank_workbook

    write_whole(output, blank_workbook(form), force=force)
    _say(f"已写出空白表 {output}")


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
        _say(f"注意：{remark}")
    write_whole(output, workbook, force=force)
    _say(f"已写出 {output}")


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
        _print_data(text)
    else:
        refuse_same(file, output)
        write_whole(output, f"{text}\n".encode(), force=force)
    findings = reading_findings(submission)
    for finding in findings:
        words = " ".join(word for word in (place_of(finding), finding.message) if word)
        _say(f"{finding.severity}：{words}")
    if output is not None:
        _say(f"已写出 {output}")
    _finish(findings)


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
        _say(f"{label}：“{text}”改成了数字")
    for label, before, after in result.changes:
        _say(f"{label}：{shown(before)} → {shown(after)}")
    _say(f"已写出 {output}（改动 {len(result.changes)} 处）")


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
    with _progress("读取", as_json=as_json) as progress:
        result = validate_files(found.files, progress, others)
    findings, explanations, returned = result.findings, result.explanations(), None
    if annotate:
        from addin.returning import return_validated

        with _progress("退回件", as_json=as_json) as progress:
            returned = return_validated(result, annotate, force=force, progress=progress)
    if as_json:
        from validation import counts

        _print_json(
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
    _say_unreadable(findings)
    _finish(findings)


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
        progress=lambda label: _progress(label, as_json=as_json),
    )  # fmt: skip
    if as_json:
        _print_json(result.to_json())
    else:
        print_distribution(result)


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
    with _progress("读取", as_json=as_json) as progress:
        result = consolidate_folder(
            folder, roster, output, form=form, force=force, progress=progress, choice=Choice(node, select or ()),
            require_seal=require_seal, against=against or (),
        )  # fmt: skip
    returned = None
    if return_to:
        from addin.returning import return_consolidated

        with _progress("退回件", as_json=as_json) as progress:
            returned = return_consolidated(result, return_to, force=force, progress=progress)
    if as_json:
        _print_json({**result.to_json(output), "returned": returned.to_json() if returned else None})
    else:
        print_consolidation(result, output)
        if returned:
            print_returned(returned)
    _say_unreadable(result.findings)
    _finish(result.findings)


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
        _print_json(result.to_json(target))
    elif result.open:
        from addin.console import print_findings

        print_findings(result.open, 1)
    if result.seal is None:
        _say(f"没有上报 {file}：请先改正强制的，在“出错说明”里说明核实的（共 {len(result.open)} 条）")
        raise typer.Exit(FOUND_MANDATORY)
    _say(f"已上报 {target}（{result.seal.at}，SHA-256 {result.seal.sha256[:12]}…）")


@app.command()
def report(
    file: FileArgument,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT.docx", help="写到哪个文件，默认在工作簿旁边")
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="另写一份同名的 PDF（需要 LibreOffice）")] = False,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="T.docx", help="用自己的 Word 模板，不用表样的 report.docx")
    ] = None,
    force: ForceOption = False,
) -> None:
    """由工作簿写出 Word 报告：数字取自工作簿，没有填的标作【待填】。

    报告引用的数有强制问题的，以状态 1 结束。
    """
    from addin.reporting.console import print_report
    from addin.reporting.report import default_output, make_report, write_report

    target = output or default_output(file)
    made = make_report(file, template)
    written = write_report(made, file, target, pdf=pdf, force=force)
    print_report(made, written)
    _finish([finding for findings in made.usage.questioned.values() for finding in findings])


@app.command("check-report")
def check_report(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="写好的报告：.docx、.txt 或 .pdf")],
    against: Annotated[Path, typer.Option("--against", metavar="WORKBOOK", help="对照的工作簿：单位报表或汇总表")],
    as_json: JsonOption = False,
) -> None:
    """核对报告正文里的数：与报表是否一致，自身的合计、占比、生均、增长率是否算得上。

    只读不改。有强制的（与报表不一致）以状态 1 结束。
    """
    from addin.prose import check_report as checked

    result = checked(report, against)
    if as_json:
        _print_json(result.to_json())
    else:
        from addin.prose.console import print_report_check

        print_report_check(result)
    _finish(list(result.findings))


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

    with _progress("读取", as_json=as_json) as progress:
        result = run_demo(output, progress)
    if as_json:
        _print_json(result.to_json())
    else:
        print_demo(result)
    if not result.agrees:
        raise typer.Exit(FOUND_MANDATORY)


@template_app.command("build")
def template_build(form: FormArgument) -> None:
    """由 form.toml 和 layout.toml 重新制作 template.xlsx，由 report.toml 重新制作 report.docx。"""
    from addin.output import write_whole
    from workbook_templates.building import build_template
    from workbook_templates.catalogue import find_form

    folder = find_form(form)
    write_whole(folder.template_path, build_template(folder.load(), folder.layout()), force=True)
    _say(f"已写出 {folder.template_path}")
    outline = folder.outline()
    if outline is not None:
        from addin.reporting.template import build_report_template

        write_whole(folder.report_path, build_report_template(folder.load(), outline), force=True)
        _say(f"已写出 {folder.report_path}")


@template_app.command("check")
def template_check(form: FormArgument) -> None:
    """核对 template.xlsx 与 form.toml 是否一致。"""
    from workbook_templates.catalogue import find_form
    from workbook_templates.check import check_template

    faults = check_template(find_form(form))
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    if faults:
        _say(f"有 {len(faults)} 处不一致。改表样用 Excel，改含义用 form.toml；或用 jibiao template build 重做表样。")
        raise typer.Exit(FOUND_MANDATORY)
    _say("一致")


def _say(text: str) -> None:
    """A line for the person at the terminal: on standard error, so that data stay clean."""
    sys.stderr.write(f"{text}\n")


def _print_json(data: dict[str, Any]) -> None:
    _print_data(json.dumps(data, ensure_ascii=False, indent=1))


def _print_data(text: str) -> None:
    """Data on standard output, in UTF-8 whatever the console's code page: another program reads it."""
    sys.stdout.flush()
    sys.stdout.buffer.write(f"{text}\n".encode())
    sys.stdout.buffer.flush()


def _progress(label: str, *, as_json: bool) -> Any:
    from addin.console import progress_bar

    return progress_bar(label, as_json=as_json)


def _say_unreadable(findings: list[Finding]) -> None:
    """That some of what was given to compare with can't be used; which and why, the findings say."""
    from validation.messages import message

    rule = message("against", "unreadable").rule
    count = sum(finding.rule == rule for finding in findings)
    if count:
        _say(f"注意：比对用的文件有 {count} 份不能用，见审核结果中的 {rule}")


def _finish(findings: list[Finding]) -> None:
    """Exit status 1 where something must be corrected."""
    if any(finding.severity == "强制" for finding in findings):
        raise typer.Exit(FOUND_MANDATORY)
