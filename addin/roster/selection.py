"""Which units of a roster are rolled up: a node's subtree (节点汇总), or chosen units (选择汇总)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from addin.roster.files import read_roster
from addin.roster.tree import RosterError
from workbook_templates.others import plain_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.roster.tree import Roster

KIND = "类型="
LIST = "@"


def selected(roster: Roster, node: str | None, choices: Sequence[str]) -> Roster:
    """The part of a roster that is to be rolled up.

    Args:
        roster: All units.
        node: Code of the node whose subtree is wanted; None for the whole roster.
        choices: Each a unit's code, "类型=小学" for all units of a type, or "@FILE" for the units of a list
            (a text file with a code a line, or a roster). None chooses all.

    Raises:
        RosterError: a code is unknown, nothing has the type, or a list can't be read; all faults at once.

    >>> from addin.roster import Roster, RosterUnit
    >>> roster = Roster([RosterUnit("1", "局", None), RosterUnit("11", "甲", "1", "小学"), RosterUnit("12", "乙", "1")])
    >>> [unit.code for unit in selected(roster, None, ["类型=小学"])]
    ['1', '11']
    """
    faults: list[str] = []
    codes = [code for choice in choices for code in _codes(roster, choice, faults)]
    top = roster.find(node) if node is not None else None
    if node is not None and top is None:
        faults.append(f"--node {node}：名录中没有这个代码；请核对")
    if faults:
        raise RosterError("选择的单位", faults)
    part = roster.only(codes) if choices else roster
    if top is None:
        return part
    if part.find(top.code) is None:
        raise RosterError("选择的单位", [f"都不在节点 {top.name}（{top.code}）之下；请核对"])
    return part.below(top.code)


def _codes(roster: Roster, choice: str, faults: list[str]) -> list[str]:
    if choice.startswith(KIND):
        kind = choice.removeprefix(KIND).strip()
        found = [unit.code for unit in roster if unit.kind == kind]
        if not found:
            known = "、".join(dict.fromkeys(unit.kind for unit in roster if unit.kind)) or "名录没有填单位类型"
            faults.append(f"没有类型是“{kind}”的单位（{known}）；请核对")
        return found
    if choice.startswith(LIST):
        return [code for entry in _listed(Path(choice.removeprefix(LIST))) for code in _known(roster, entry, faults)]
    return _known(roster, choice, faults)


def _known(roster: Roster, code: str, faults: list[str]) -> list[str]:
    unit = roster.find(code)
    if unit is None:
        faults.append(f"名录中没有代码 {code}；请核对")
        return []
    return [unit.code]


def _listed(path: Path) -> list[str]:
    """The codes of a list: one a line, or those of a roster."""
    if path.suffix.lower() in {".xlsx", ".xlsm", ".toml"}:
        return [unit.code for unit in read_roster(path)]
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RosterError(f"清单 {path.name}", ["读不了：应是 UTF-8 文本（每行一个代码）或名录；请检查"]) from error
    return [plain_code(line) for line in lines if line.strip()]
