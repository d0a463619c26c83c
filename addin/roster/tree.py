"""The reporting units (预算单位) of an office as a tree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbook_templates.model import normal
from workbook_templates.others import plain_code

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence


class RosterError(Exception):
    """A roster (名录) that can't be used; the message (Chinese) lists everything that is to be mended.

    Attributes:
        faults: What is wrong, each with its place and what to do.
    """

    def __init__(self, subject: str, faults: Sequence[str]) -> None:
        self.subject = subject
        self.faults = tuple(faults)
        super().__init__(subject, self.faults)

    def __str__(self) -> str:
        if len(self.faults) == 1:
            return f"{self.subject}：{self.faults[0]}"
        lines = [f"  {number}. {fault}" for number, fault in enumerate(self.faults, start=1)]
        return "\n".join([f"{self.subject}有 {len(self.faults)} 处问题：", *lines])


@dataclass(frozen=True, slots=True)
class RosterUnit:
    """A reporting unit (预算单位) of the roster.

    Attributes:
        code: 单位代码, as text: leading zeros count.
        name: 单位名称.
        parent: 上级代码, None for a unit at the top.
        kind: 单位类型, by which units may be selected; blank where the roster does not say.
    """

    code: str
    name: str
    parent: str | None
    kind: str = ""


class Roster:
    """The units of an office as a tree.

    Example:
        >>> roster = Roster([
        ...     RosterUnit("420105", "汉阳区教育局", None),
        ...     RosterUnit("420105001", "第一小学", "420105"),
        ...     RosterUnit("420105002", "第二小学", "420105"),
        ... ])
        >>> [unit.name for unit in roster.leaves()]
        ['第一小学', '第二小学']
        >>> [unit.code for unit in roster.ancestors("420105002")]
        ['420105']
    """

    def __init__(self, units: Iterable[RosterUnit]) -> None:
        """Arrange the units.

        Args:
            units: In the order in which they are to be listed; a child may stand before its parent.

        Raises:
            RosterError: There are none, a code is blank or appears twice, a parent is unknown, or units are
                above each other in a circle.
        """
        self.units: tuple[RosterUnit, ...] = tuple(units)
        places = [f"第 {number} 个单位" for number in range(1, len(self.units) + 1)]
        faults = tree_faults(self.units, places)
        if faults:
            raise RosterError("名录", faults)
        self._by_code = {unit.code: unit for unit in self.units}
        self._children: dict[str | None, list[RosterUnit]] = {}
        for unit in self.units:
            self._children.setdefault(unit.parent, []).append(unit)

    def __len__(self) -> int:
        return len(self.units)

    def __iter__(self) -> Iterator[RosterUnit]:
        return iter(self.units)

    @property
    def roots(self) -> tuple[RosterUnit, ...]:
        """The units at the top (没有上级的单位)."""
        return tuple(self._children[None])

    @property
    def root(self) -> RosterUnit | None:
        """The unit at the top, None if there are several."""
        return self.roots[0] if len(self.roots) == 1 else None

    def find(self, code: str) -> RosterUnit | None:
        """The unit with this code, None if there is none; differences that can't be seen do not matter."""
        return self._by_code.get(code) or self._by_code.get(plain_code(code))

    def by_name(self, name: str) -> tuple[RosterUnit, ...]:
        """All units with this name; blanks and the width of brackets do not matter."""
        wanted = normal(name)
        return tuple(unit for unit in self.units if normal(unit.name) == wanted)

    def unit_of(self, code: str, name: str) -> RosterUnit | None:
        """The unit that a cover names: by its code; where none was filled in, by a name that is there once."""
        if code:
            return self.find(code)
        named = self.by_name(name) if name else ()
        return named[0] if len(named) == 1 else None

    def children(self, code: str) -> tuple[RosterUnit, ...]:
        """The units directly below a unit (直属单位).

        Raises:
            KeyError: No such unit.
        """
        return tuple(self._children.get(self._by_code[code].code, ()))

    def leaves(self) -> tuple[RosterUnit, ...]:
        """The units with none below them (基层单位): those that fill in forms."""
        return tuple(unit for unit in self.units if unit.code not in self._children)

    def ancestors(self, code: str) -> tuple[RosterUnit, ...]:
        """The units above a unit, its parent (上级) first.

        Raises:
            KeyError: No such unit.
        """
        found: list[RosterUnit] = []
        parent = self._by_code[code].parent
        while parent is not None:
            found.append(self._by_code[parent])
            parent = found[-1].parent
        return tuple(found)

    def subtree(self, code: str) -> tuple[RosterUnit, ...]:
        """A unit and all below it, each before those below itself.

        Raises:
            KeyError: No such unit.
        """
        found: list[RosterUnit] = []
        waiting = [self._by_code[code]]
        while waiting:
            unit = waiting.pop()
            found.append(unit)
            waiting.extend(reversed(self._children.get(unit.code, ())))
        return tuple(found)

    def below(self, code: str) -> Roster:
        """The roster of a node's own subtree (节点), with the node at the top.

        Raises:
            KeyError: No such unit.
        """
        top, *rest = self.subtree(code)
        return Roster([replace(top, parent=None), *rest])

    def only(self, codes: Collection[str]) -> Roster:
        """The roster of some units, with all below them and the nodes above them.

        Raises:
            RosterError: None of the units is chosen.
        """
        kept = {unit.code for code in codes for unit in (*self.subtree(code), *self.ancestors(code))}
        return Roster([unit for unit in self.units if unit.code in kept])


def tree_faults(units: Sequence[RosterUnit], places: Sequence[str]) -> list[str]:
    """Why units make no tree, each fault with the place of its unit.

    Args:
        units: The units.
        places: Where each stands, for people.
    """
    if not units:
        return ["一个单位也没有；请至少填一个单位"]
    located = list(zip(units, places, strict=True))
    first: dict[str, str] = {}
    faults: list[str] = []
    for unit, place in located:
        blank = [label for label, value in (("单位代码", unit.code), ("单位名称", unit.name)) if not value]
        if blank:
            faults.append(f"{place}：{'、'.join(blank)}空着；请补填")
        if unit.code in first:
            faults.append(f"{place}：单位代码 {unit.code} 与{first[unit.code]}重复；请改正其中一个")
        elif unit.code:
            first[unit.code] = place
    faults += [
        f"{place}：上级代码 {unit.parent} 不在名录中；请改正，或补上这个单位（最上级单位留空）"
        for unit, place in located
        if unit.parent is not None and unit.parent not in first
    ]
    return faults + [_cycle_fault(cycle, first) for cycle in _cycles(units)]


def _cycle_fault(cycle: Sequence[str], places: Mapping[str, str]) -> str:
    if len(cycle) == 1:
        return f"{places[cycle[0]]}：单位 {cycle[0]} 的上级是它自己；请改正上级代码"
    circle = " → ".join((*cycle, cycle[0]))
    return f"{places[cycle[0]]}：上级循环（{circle}）；请改正其中一个单位的上级代码"


def _cycles(units: Sequence[RosterUnit]) -> list[list[str]]:
    """Each circle of units above each other, once."""
    parents: dict[str, str | None] = {}
    for unit in units:
        parents.setdefault(unit.code, unit.parent)
    cycles: list[list[str]] = []
    done: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        code: str | None = start
        while code is not None and code in parents and code not in done and code not in path:
            path[code] = None
            code = parents[code]
        if code is not None and code in path:
            walked = list(path)
            cycles.append(walked[walked.index(code) :])
        done.update(path)
    return cycles
