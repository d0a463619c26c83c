"""The generated parts of the manual's page: the buttons, and what the diagnosis says.

`python -m addin.desktop.page` prints the page as it should be; with `--write` it takes the place of `desktop.md`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import addin.manual
from addin.desktop.doctor import wordings
from addin.ribbon import load_ribbon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PAGE: Final = Path(addin.manual.__file__).with_name("desktop.md")
_STATES: Final = {"ok": "好", "warn": "注意", "fail": "不行"}


def page(text: str) -> str:
    """The page with the present tables between their marks.

    Raises:
        ValueError: a mark is missing.

    >>> page("no marks")
    Traceback (most recent call last):
    ...
    ValueError: the page has no place for buttons
    """
    for name, table in (("buttons", _buttons()), ("checks", _checks())):
        begin, end = f"<!-- {name}：由 python -m addin.desktop.page --write 生成，不要手改 -->", f"<!-- /{name} -->"
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not found or not closed:
            raise ValueError(f"the page has no place for {name}")
        text = f"{before}{begin}\n\n{table}\n\n{end}{after}"
    return text


def _buttons() -> str:
    tab = load_ribbon()
    rows = (
        [group.label, f"**{button.label}**", f"Alt，{tab.keytip}，{button.keytip}", button.screentip, button.supertip]
        for group in tab.groups
        for button in group.buttons
        if "desktop" in button.hosts
    )
    return _table(["组", "按钮", "按键", "做什么", "说明"], rows)


def _checks() -> str:
    return _table(["查什么", "", "见到什么", "怎么办"], _check_rows())


def _check_rows() -> Iterator[list[str]]:
    for texts in wordings().values():
        for case in texts.values():
            if isinstance(case, dict) and case["state"] != "ok":
                found = re.sub(r"\{\w+\}", "…", case["words"])
                yield [texts["title"], _STATES[case["state"]], found, re.sub(r"\{\w+\}", "…", case["remedy"])]


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '｜') for cell in line)} |" for line in lines)


def main(arguments: Sequence[str]) -> None:
    """Prints the page, or writes it."""
    text = page(PAGE.read_text(encoding="utf-8"))
    if list(arguments) == ["--write"]:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
