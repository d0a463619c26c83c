"""The commands that make and check a form's template."""

from __future__ import annotations

import sys

import typer

from addin.cli.shared import FOUND_MANDATORY, FormArgument, say

app = typer.Typer(help="制作和核对表样（template.xlsx）。", no_args_is_help=True)


@app.command("build")
def template_build(form: FormArgument) -> None:
    """由 form.toml 和 layout.toml 重新制作 template.xlsx，由 report.toml 重新制作 report.docx。"""
    from addin.output import write_whole
    from workbook_templates.building import build_template
    from workbook_templates.catalogue import find_form

    folder = find_form(form)
    write_whole(folder.template_path, build_template(folder.load(), folder.layout()), force=True)
    say(f"已写出 {folder.template_path}")
    outline = folder.outline()
    if outline is not None:
        from addin.reporting.template import build_report_template

        write_whole(folder.report_path, build_report_template(folder.load(), outline), force=True)
        say(f"已写出 {folder.report_path}")


@app.command("check")
def template_check(form: FormArgument) -> None:
    """核对 template.xlsx 与 form.toml 是否一致。"""
    from workbook_templates.catalogue import find_form
    from workbook_templates.check import check_template

    faults = check_template(find_form(form))
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    if faults:
        say(f"有 {len(faults)} 处不一致。改表样用 Excel，改含义用 form.toml；或用 jibiao template build 重做表样。")
        raise typer.Exit(FOUND_MANDATORY)
    say("一致")
