"""The commands of the desktop add-in: build, install, uninstall, wheels; and the diagnosis."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from addin.cli.shared import FOUND_MANDATORY, ForceOption, JsonOption, print_json, say

app = typer.Typer(help="Excel 加载项：制作、安装、离线安装包；服务器加载项。", no_args_is_help=True)
doctor_app = typer.Typer()

DirOption = Annotated[
    Path | None, typer.Option("--dir", metavar="DIR", help="放到哪个文件夹；不写就是 Excel 的启动文件夹")
]


@app.command()
def build(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="写到哪个文件")] = Path("jibiao.xlam"),
    python: Annotated[
        str, typer.Option("--python", metavar="PATH", help="由哪个 pythonw.exe 运行，可用 %LOCALAPPDATA% 这样的变量")
    ] = "",
    force: ForceOption = False,
) -> None:
    """制作加载项文件。同样的程序做出的文件每次相同。"""
    from addin.desktop.build import build_addin
    from addin.output import write_whole

    write_whole(output, build_addin(python), force=force)
    say(f"已写出 {output}")


@app.command()
def install(folder: DirOption = None, force: ForceOption = False) -> None:
    """把加载项装进 Excel，由现在这个 Python 运行。"""
    from addin.desktop.install import install as run

    done = run(folder, force=force)
    say(f"已装到 {done.path}，由 {done.interpreter} 运行。重新打开 Excel，功能区上就有“绩效填报”。")
    if done.kept:
        say(f"原来的一份留在 {done.kept}")


@app.command()
def uninstall(folder: DirOption = None) -> None:
    """从 Excel 里去掉加载项。"""
    from addin.desktop.install import uninstall as run

    done = run(folder)
    say(f"已去掉 {done.path}，它的一份留在 {done.kept}")


@app.command()
def wheels(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="写到哪个文件夹")],
    platform: Annotated[
        str, typer.Option("--platform", help="给什么电脑用：win_amd64、win32、win_arm64")
    ] = "win_amd64",
    python: Annotated[str, typer.Option("--python", metavar="版本", help="那些电脑上 Python 的版本")] = "3.11",
    source: Annotated[Path | None, typer.Option("--source", metavar="DIR", help="绩表的源文件夹；一般不用给")] = None,
    force: ForceOption = False,
) -> None:
    """做一个离线安装的文件夹：绩表和它用到的全部软件包，安装脚本，说明。要能上网。"""
    from addin.desktop.wheels import Target, collect_wheels

    count = collect_wheels(output, Target(platform, python), source, force=force)
    say(f"已写出 {output}：{count} 个软件包。把整个文件夹拷到不能上网的电脑，双击其中的“安装.bat”。")


@doctor_app.command()
def doctor(as_json: JsonOption = False) -> None:
    """诊断：装了什么，缺什么，怎么办。"""
    from addin.desktop.doctor import diagnose

    checks = diagnose()
    if as_json:
        print_json({"checks": [{**check._asdict(), "ok": check.ok} for check in checks]})
    else:
        marks = {"ok": "好　", "warn": "注意", "fail": "不行", "skip": "略过"}
        for check in checks:
            sys.stdout.write(f"{marks[check.state]}　{check.name}：{check.words}\n")
            if check.remedy and not check.ok:
                sys.stdout.write(f"　　　办法：{check.remedy}\n")
    if any(check.state == "fail" for check in checks):
        raise typer.Exit(FOUND_MANDATORY)
