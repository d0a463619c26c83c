"""Wrong usage of a command (命令写错), in the officers' language."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import tomli

_SOURCE = Path(__file__).with_name("usage.toml")
_OTHER = "命令写得不对：{0}"
_HELP = "用法见 {command} --help"


def usage_error(message: str, command: str) -> str:
    """What typer said of a wrong command line, in Chinese, and where to look.

    >>> usage_error("Missing option '--output' / '-o'.", "jibiao new")
    "缺少选项 '--output' / '-o'。用法见 jibiao new --help"
    """
    for pattern, words in _said():
        found = pattern.fullmatch(message.strip())
        if found:
            return f"{words.format(*found.groups())}{_HELP.format(command=command)}"
    return f"{_OTHER.format(message.strip())}（{_HELP.format(command=command)}）"


@lru_cache(maxsize=1)
def _said() -> list[tuple[re.Pattern[str], str]]:
    entries = tomli.loads(_SOURCE.read_text(encoding="utf-8"))["said"]
    return [(re.compile(entry["pattern"], re.DOTALL), entry["words"]) for entry in entries]
