"""The command `jibiao`: runs it, and turns what can't be run into a message and an exit status."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer


def main() -> None:
    """Entry point of the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A Chinese Windows console may be set to a code page that lacks a character of a message.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    import typer

    from addin.cli import CANNOT_RUN, app

    try:
        status = app(standalone_mode=False, prog_name="jibiao")
    except typer.TyperException as error:
        sys.stderr.write(f"{_usage(error)}\n")
        sys.exit(CANNOT_RUN)
    except typer.Abort:
        sys.stderr.write("已中止。\n")
        sys.exit(CANNOT_RUN)
    except Exception as error:
        if os.environ.get("JIBIAO_DEBUG"):
            raise
        from addin.explaining import explained

        sys.stderr.write(f"{explained(error)}\n")
        sys.exit(CANNOT_RUN)
    sys.exit(status or 0)


def _usage(error: typer.TyperException) -> str:
    if type(error).__name__ == "NoArgsIsHelpError":  # nothing is wrong: the message is the help
        return error.format_message()
    from addin.cli.usage import usage_error

    context = getattr(error, "ctx", None)
    return usage_error(error.format_message(), context.command_path if context else "jibiao")


if __name__ == "__main__":
    main()
