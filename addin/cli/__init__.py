"""The command line `jibiao`: the same verbs as the ribbon. Heavy imports stay inside the commands."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from addin.cli import addin, reports, rounds, serving, single, templates
from addin.cli.shared import CANNOT_RUN, FOUND_MANDATORY

app = typer.Typer(
    name="jibiao",
    help="绩表：预算绩效报表的发表、填报、计算、校验与汇总。",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (single, rounds, reports):
    app.add_typer(group.app)
app.add_typer(addin.doctor_app)
app.add_typer(templates.app, name="template")
addin.app.add_typer(serving.app)
app.add_typer(addin.app, name="addin")


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


__all__ = ["CANNOT_RUN", "FOUND_MANDATORY", "app"]
