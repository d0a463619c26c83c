"""What the buttons say to an officer, from `words.toml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import tomli

SOURCE = Path(__file__).with_name("words.toml")
NAMED = 5
"""So many of a list are named one by one."""


def words(button: str, key: str, **slots: object) -> str:
    """A wording with its slots filled.

    Raises:
        KeyError: there is no such wording, or it wants another slot: a mistake in the program.

    >>> words("compute", "done")
    '已重新计算。'
    """
    return str(_catalogue()[button][key]).format_map(slots)


def word_list(button: str, key: str) -> list[str]:
    """A list of wordings."""
    return list(_catalogue()[button][key])


def named(labels: list[str]) -> str:
    """Some of a list's labels, each once, and whether there are more.

    >>> named(["甲", "乙", "甲"]), named(list("甲乙丙丁戊己"))
    ('甲、乙', '甲、乙、丙、丁、戊等')
    """
    found = list(dict.fromkeys(labels))
    text = "、".join(found[:NAMED])
    return words("compute", "more", labels=text) if len(found) > NAMED else text


@cache
def _catalogue() -> dict[str, dict[str, Any]]:
    return tomli.loads(SOURCE.read_text(encoding="utf-8"))
