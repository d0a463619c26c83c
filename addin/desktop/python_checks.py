"""Checks of Python, its packages and what the program needs of any PC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from addin.desktop.doctor import Outcome
    from addin.desktop.machine import Machine

_OLDEST: Final = (3, 11)
_FONTS: Final = {"宋体": "simsun.ttc", "仿宋": "simfang.ttf", "楷体": "simkai.ttf", "黑体": "simhei.ttf"}


def python(machine: Machine) -> Outcome:
    """Whether Python is new enough."""
    slots = {"version": ".".join(map(str, machine.python_version)), "path": machine.python}
    return "ok" if machine.python_version >= _OLDEST else "old", slots


def jibiao(machine: Machine) -> Outcome:
    """Whether 绩表 is installed, so that Excel's Python finds it."""
    return _package(machine, "jibiao")


def xlwings(machine: Machine) -> Outcome:
    """Whether xlwings is installed."""
    return _package(machine, "xlwings")


def pywin32(machine: Machine) -> Outcome:
    """Whether Python can talk to Excel."""
    return _package(machine, "pywin32")


def pdf(machine: Machine) -> Outcome:
    """Whether a report can be made a PDF."""
    return ("ok", {"names": "、".join(machine.pdf)}) if machine.pdf else ("missing", {})


def fonts(machine: Machine) -> Outcome:
    """Whether the fonts of official documents are there."""
    folder = machine.environment.get("WINDIR", r"C:\Windows")
    missing = [name for name, file in _FONTS.items() if not machine.exists(rf"{folder}\Fonts\{file}")]
    return ("missing", {"names": "、".join(missing)}) if missing else ("ok", {})


def temporary(machine: Machine) -> Outcome:
    """Whether temporary files can be written."""
    return ("ok" if machine.writable() else "full"), {}


def _package(machine: Machine, name: str) -> Outcome:
    found = machine.package(name)
    return ("ok", {"version": found}) if found else ("missing", {})
