"""Chapters (章节) that officers wrote into a list: 二、…（一）…1.… taken apart into headings of three levels."""

from __future__ import annotations

import re

from addin.reporting.places import Branch, Place, Rows
from addin.reporting.texts import passed

_LEVELS = re.compile(
    r"^(?P<one>[一二三四五六七八九十]+、[^（]*)?(?P<two>（[一二三四五六七八九十]+）.*?)?(?P<three>\d+[.．、].*)?$",
    re.DOTALL,
)


def levels_of(heading: str) -> tuple[str, str, str]:
    """A heading's parts by level; one without numbers is of no level and gives three blanks.

    >>> levels_of("二、工作过程（一）高位推动。1.全面统筹。")
    ('二、工作过程', '（一）高位推动。', '1.全面统筹。')
    >>> levels_of("前言")
    ('', '', '')
    """
    found = _LEVELS.match(heading.strip())
    one, two, three = (found[name] or "" for name in ("one", "two", "three")) if found else ("", "", "")
    return one.strip(), two.strip(), three.strip()


def chapters(rows: object, starting: tuple[str, ...] = (), skip: tuple[str, ...] = ()) -> list[Branch]:
    """The rows whose heading begins with one of `starting`, each with the headings that are new with it.

    Args:
        rows: A list with the columns heading and text.
        starting: How the headings begin; all rows by default.
        skip: Headings that stand above already.
    """
    if not isinstance(rows, Rows):
        return []
    found = []
    before = ["", "", ""]
    placed = rows._usage.placed.setdefault(rows._id, set())  # noqa: SLF001
    for number, row in enumerate(rows, start=1):
        heading = row["heading"]
        words = str(heading._value or "").strip() if isinstance(heading, Place) else ""  # noqa: SLF001
        if starting and not words.startswith(tuple(starting)):
            continue
        placed.add(number)
        new = ["", "", ""]
        for level, text in enumerate(levels_of(words)):
            if text and text != before[level]:
                new[level] = "" if text in skip else text
                before[level:] = [text, *[""] * (2 - level)]
        levels = {f"level{level}": passed(text) if text else "" for level, text in enumerate(new, start=1)}
        found.append(row._with(**levels))  # noqa: SLF001
    return found
