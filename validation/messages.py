"""The message catalogue: what officers read, from `messages.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook_templates.rules import Severity

CATALOGUE = Path(__file__).with_name("messages.toml")


@dataclass(frozen=True, slots=True)
class Message:
    """A wording, and for what is not a form's own rule, its identifier and severity."""

    text: str
    rule: str = ""
    severity: Severity = "强制"

    def worded(self, **slots: str) -> str:
        """The text with its slots filled; a slot that is not given stays visible as its name."""
        return self.text.format_map(_Visible(slots))


@cache
def message(group: str, key: str) -> Message:
    """A message of the catalogue: group `rule`, `note`, `file` or `node`.

    Raises:
        KeyError: the catalogue has no such message, which is a mistake in the program.

    >>> message("note", "number_as_text").rule
    'JB-D01'
    """
    return Message(**_catalogue()[group][key])


def rejection(code: str, slots: Mapping[str, str]) -> Message:
    """Why a file can't be used and what to do, with the identifier of the case.

    >>> rejection("empty_file", {}).rule, rejection("empty_file", {}).text
    ('JB-F07', '是空文件（0 字节）。请重新传送。')
    """
    wording = message("file", code)
    return Message(wording.worded(**slots), wording.rule)


def identifiers() -> list[str]:
    """The identifiers of the messages that are not rules of a form.

    >>> "JB-D01" in identifiers()
    True
    """
    return [entry["rule"] for group in _catalogue().values() for entry in group.values() if "rule" in entry]


def meaning_of(identifier: str) -> str:
    """What a message that is no rule of a form says, in short; blank where there is none.

    >>> meaning_of("JB-D01"), meaning_of("JB-F07"), meaning_of("WH24-R01")
    ('“…”是以文本形式存放的数字“…”，已读作 …', '是空文件（0 字节）', '')
    """
    entries = (entry for group in _catalogue().values() for entry in group.values())
    text = next((entry["text"] for entry in entries if entry.get("rule") == identifier), "")
    return re.split("[。；：]", re.sub(r"\{\w+\}", "…", text))[0]


@cache
def _catalogue() -> dict[str, dict[str, dict[str, Any]]]:
    with CATALOGUE.open("rb") as stream:
        return tomli.load(stream)


class _Visible(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
