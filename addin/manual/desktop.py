"""The tables of the page for the desktop add-in: the buttons, and what the diagnosis says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from addin.desktop.doctor import wordings
from addin.manual.markdown import table
from addin.ribbon import load_ribbon

if TYPE_CHECKING:
    from collections.abc import Iterator

_STATES: Final = {"ok": "好", "warn": "注意", "fail": "不行"}


def buttons() -> str:
    """The table of the buttons that the desktop add-in shows."""
    tab = load_ribbon()
    rows = (
        [group.label, f"**{button.label}**", f"Alt，{tab.keytip}，{button.keytip}", button.screentip, button.supertip]
        for group in tab.groups
        for button in group.buttons
        if "desktop" in button.hosts
    )
    return table(["组", "按钮", "按键", "做什么", "说明"], rows)


def checks() -> str:
    """The table of what the diagnosis may say, and what to do."""
    return table(["查什么", "", "见到什么", "怎么办"], _check_rows())


def _check_rows() -> Iterator[list[str]]:
    for texts in wordings().values():
        for case in texts.values():
            if isinstance(case, dict) and case["state"] != "ok":
                found = re.sub(r"\{\w+\}", "…", case["words"])
                yield [texts["title"], _STATES[case["state"]], found, re.sub(r"\{\w+\}", "…", case["remedy"])]
