"""Checks of Excel, its settings and the add-in in it. All paths are those of Windows."""

from __future__ import annotations

import re
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING, Final

from addin.desktop.container import FILE_NAME, read_conf
from addin.desktop.machine import program_bits
from workbook_templates.ooxml import UnreadableWorkbookError

if TYPE_CHECKING:
    from addin.desktop.doctor import Outcome
    from addin.desktop.machine import Machine

_OFFICE: Final = r"Microsoft\Office\16.0"
_POLICIES: Final = (rf"HKLM\Software\Policies\{_OFFICE}", rf"HKCU\Software\Policies\{_OFFICE}")
_SETTINGS: Final = (*_POLICIES, rf"HKCU\Software\{_OFFICE}")
"""Where Office looks for a setting; the first that has it decides."""
_SIGNED_ONLY, _NEVER = 3, 4
"""Values of VBAWarnings."""
_INTERNET: Final = re.compile(rb"ZoneId\s*=\s*[34]")


def excel(machine: Machine) -> Outcome:
    """Whether Excel is there, and of how many bits."""
    path = _excel_path(machine)
    if not path:
        return "missing", {}
    bits = program_bits(machine.read(path) or b"")
    return ("ok", {"bits": str(bits), "path": path}) if bits else ("unknown", {"path": path})


def dll(machine: Machine) -> Outcome:
    """Whether the DLL is where the module of xlwings looks for it: beside Python, or one folder above."""
    release = machine.package("xlwings") or ""
    bits = program_bits(machine.read(_excel_path(machine)) or b"")
    names = [f"xlwings{size}-{release}.dll" for size in ([bits] if bits else [32, 64])]
    folder = PureWindowsPath(_interpreter(machine) or machine.python).parent
    found = [any(machine.exists(str(place / name)) for place in (folder, folder.parent)) for name in names]
    slots = {"names": "、".join(names), "folder": str(folder), "version": release}
    return ("ok" if all(found) else "missing"), slots


def addin(machine: Machine) -> Outcome:
    """Whether the add-in is where Excel loads it, and only there."""
    path = _addin_path(machine)
    other = rf"{_roaming(machine)}\Microsoft\AddIns\{FILE_NAME}"
    if not machine.exists(path):
        return "missing", {"path": path}
    conf = _conf(machine)
    if conf is None:
        return "damaged", {"path": path}
    if "JIBIAO_VERSION" not in conf:
        return "foreign", {"path": path}
    return "twice" if machine.exists(other) else "ok", {"path": path, "other": other}


def blocked(machine: Machine) -> Outcome:
    """Whether Windows marked the file as one from the internet."""
    path = _addin_path(machine)
    mark = machine.read(f"{path}:Zone.Identifier") or b""
    return "blocked" if _INTERNET.search(mark) else "ok", {"path": path}


def versions(machine: Machine) -> Outcome:
    """Whether the add-in was built by what is installed."""
    conf = _conf(machine) or {}
    installed = {name: machine.package(name) or "" for name in ("jibiao", "xlwings")}
    for name in ("xlwings", "jibiao"):
        built = conf.get(f"{name.upper()}_VERSION", installed[name])
        if built != installed[name]:
            return name, {"built": built, "found": installed[name]}
    return "ok", installed


def interpreter(machine: Machine) -> Outcome:
    """Whether the Python that the add-in runs is there, and has 绩表."""
    path = _interpreter(machine)
    if not path:
        return "unset", {}
    if not machine.exists(path):
        return "missing", {"path": path}
    same = PureWindowsPath(path).parent == PureWindowsPath(machine.python).parent
    return "ok" if same else "other", {"path": path, "python": machine.python}


def disabled(machine: Machine) -> Outcome:
    """Whether Excel switched the add-in off after a crash."""
    items = machine.registry(rf"HKCU\Software\{_OFFICE}\Excel\Resiliency\DisabledItems").values()
    listed = any(FILE_NAME in item.decode("utf-16-le", "ignore").lower() for item in items if isinstance(item, bytes))
    return "listed" if listed else "ok", {}


def vba(machine: Machine) -> Outcome:
    """Whether VBA and add-ins are allowed at all."""
    if _setting(machine, "Common", "VBAOff"):
        return "off", {}
    if _setting(machine, r"Excel\Security", "DisableAllAddins"):
        return "addins", {}
    return "signature" if _setting(machine, r"Excel\Security", "RequireAddinSig") else "ok", {}


def macros(machine: Machine) -> Outcome:
    """Whether macros in Excel's startup folder run: it is a trusted location, unless there are none."""
    if not _setting(machine, r"Excel\Security\Trusted Locations", "AllLocationsDisabled"):
        return "ok", {}
    return "forbidden" if _setting(machine, r"Excel\Security", "VBAWarnings") in {_SIGNED_ONLY, _NEVER} else "asked", {}


def _setting(machine: Machine, key: str, name: str) -> object:
    for root in _SETTINGS:
        values = machine.registry(rf"{root}\{key}")
        if name in values:
            return values[name]
    return 0


def _excel_path(machine: Machine) -> str:
    key = r"\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
    found = (machine.registry(f"{root}{key}").get("") for root in ("HKCU", "HKLM"))
    return next((str(path).strip('"') for path in found if path), "")


def _roaming(machine: Machine) -> str:
    return machine.environment.get("APPDATA", "")


def _addin_path(machine: Machine) -> str:
    return rf"{_roaming(machine)}\Microsoft\Excel\XLSTART\{FILE_NAME}"


def _conf(machine: Machine) -> dict[str, str] | None:
    """The add-in's settings; None if it is not there or can't be read."""
    data = machine.read(_addin_path(machine))
    try:
        return None if data is None else read_conf(data)
    except UnreadableWorkbookError:
        return None


def _interpreter(machine: Machine) -> str:
    path = (_conf(machine) or {}).get("INTERPRETER_WIN", "")
    return re.sub(r"%(\w+)%", lambda name: machine.environment.get(name[1].upper(), name[0]), path)
