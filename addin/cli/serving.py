"""The commands of the server add-in: serve, tokens."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from addin.cli.shared import JsonOption, print_json, say

if TYPE_CHECKING:
    from addin.server.tokens import TokenFile

app = typer.Typer()
tokens = typer.Typer(help="服务器加载项的令牌：发给谁、收回谁的。", no_args_is_help=True)
app.add_typer(tokens, name="tokens")

DataOption = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="放证书、令牌、审计记录的文件夹（JIBIAO_SERVER_DATA）")
]


@app.command()
def serve(
    data: DataOption = None,
    host: Annotated[str | None, typer.Option("--host", metavar="地址", help="在哪个地址上监听，默认只有本机")] = None,
    port: Annotated[int | None, typer.Option("--port", help="端口，默认 8443")] = None,
    workers: Annotated[int | None, typer.Option("--workers", help="几个进程，默认 1")] = None,
    public_url: Annotated[
        str | None, typer.Option("--public-url", metavar="URL", help="各台电脑用的网址，例如 https://jixiao.example")
    ] = None,
) -> None:
    """启动服务器加载项。第一次启动时生成证书；其余设置用环境变量 JIBIAO_SERVER_…，见手册。"""
    _check_installed()
    from addin.server.serving import serve as run

    given = {"data": data, "host": host, "port": port, "workers": workers, "public_url": public_url}
    run({name: value for name, value in given.items() if value is not None}, say)


@tokens.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="姓名", help="发给谁")],
    days: Annotated[int, typer.Option("--days", min=1, max=3650, help="有效多少天")] = 365,
    data: DataOption = None,
) -> None:
    """发一个令牌。令牌只显示这一次，服务器只留它的 SHA-256。"""
    secret, token = _file(data).add(name, days)
    sys.stdout.write(f"{secret}\n")
    say(f"已发给 {token.name}，编号 {token.id}，{token.until} 到期。")
    say("上面一行只显示这一次，请当面或用保密的方式交给本人。")


@tokens.command("list")
def list_tokens(data: DataOption = None, as_json: JsonOption = False) -> None:
    """列出发出的令牌：编号、姓名、日期，没有令牌本身。"""
    found = _file(data).tokens()
    if as_json:
        print_json({"tokens": [token.model_dump(mode="json", exclude={"digest"}) for token in found]})
        return
    from addin.console import print_table

    rows = [[token.id, token.name, str(token.created), str(token.until)] for token in found]
    print_table(["编号", "姓名", "发出", "到期"], rows)


@tokens.command("revoke")
def revoke(
    identifier: Annotated[str, typer.Argument(metavar="编号", help="令牌的编号，见 tokens list")],
    data: DataOption = None,
) -> None:
    """收回一个令牌，立即生效，不必重启服务器。"""
    token = _file(data).revoke(identifier)
    say(f"已收回 {token.name} 的令牌 {token.id}")


def _file(data: Path | None) -> TokenFile:
    _check_installed()
    from addin.server.settings import load_settings
    from addin.server.tokens import TokenFile

    return TokenFile(data or load_settings().data)


def _check_installed() -> None:
    """Whether the server's own packages are there.

    Raises:
        ServerError: they are not.
    """
    from importlib.util import find_spec

    from addin.server.errors import ServerError

    if find_spec("xlwings_server") is None:
        raise ServerError('服务器加载项还没有安装：请运行 python -m pip install "jibiao[server]"')
