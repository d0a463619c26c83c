"""The diagnosis (诊断): what is installed, what is missing, and what to do, in words for the officer."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

import tomli

from addin.desktop import excel_checks, python_checks
from addin.desktop.machine import Machine, this_machine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

State: TypeAlias = Literal["ok", "warn", "fail", "skip"]
Outcome: TypeAlias = "tuple[str, Mapping[str, str]]"
"""Which of a check's cases in `doctor.toml` it is, and what stands in its words."""

SOURCE: Final = Path(__file__).with_name("doctor.toml")

CHECKS: Final[Mapping[str, Callable[[Machine], Outcome]]] = {
    "python": python_checks.python,
    "jibiao": python_checks.jibiao,
    "xlwings": python_checks.xlwings,
    "pywin32": python_checks.pywin32,
    "excel": excel_checks.excel,
    "dll": excel_checks.dll,
    "addin": excel_checks.addin,
    "blocked": excel_checks.blocked,
    "versions": excel_checks.versions,
    "interpreter": excel_checks.interpreter,
    "disabled": excel_checks.disabled,
    "vba": excel_checks.vba,
    "macros": excel_checks.macros,
    "pdf": python_checks.pdf,
    "fonts": python_checks.fonts,
    "temporary": python_checks.temporary,
}


class Check(NamedTuple):
    """Something that was looked at.

    Attributes:
        id: Its name in `doctor.toml`.
        name: What was looked at.
        state: Fine, worth a look, unusable, or not looked at.
        words: What was found.
        remedy: What to do; blank if nothing.
    """

    id: str
    name: str
    state: State
    words: str
    remedy: str

    @property
    def ok(self) -> bool:
        """Whether nothing is to be done."""
        return self.state in {"ok", "skip"}


def diagnose(machine: Machine | None = None) -> list[Check]:
    """All checks.

    Args:
        machine: The PC; by default the one on which this runs.
    """
    pc = machine or this_machine()
    return [_checked(name, pc) for name in CHECKS]


def _checked(name: str, machine: Machine) -> Check:
    texts = wordings()
    title = texts[name]["title"]
    if texts[name].get("windows") and not machine.windows:
        return Check(name, title, "skip", texts["skipped"]["words"], "")
    case, slots = CHECKS[name](machine)
    found = texts[name][case]
    words, remedy = (str(found.get(part, "")).format_map(slots) for part in ("words", "remedy"))
    return Check(name, title, found["state"], words, remedy)


@cache
def wordings() -> dict[str, Any]:
    """The titles and cases of all checks."""
    return tomli.loads(SOURCE.read_text(encoding="utf-8"))
