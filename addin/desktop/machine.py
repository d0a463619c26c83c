"""What the diagnosis reads of a PC: registry, files, packages. Tests give it PCs that are made up."""

from __future__ import annotations

import os
import struct
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Values: TypeAlias = "Mapping[str, object]"
"""The values of a registry key by name; the key's own value has an empty name."""


@dataclass(frozen=True)
class Machine:
    r"""A PC.

    Attributes:
        windows: Whether it runs Windows; most checks make no sense elsewhere.
        python: The program that runs this.
        python_version: Its version.
        environment: Environment variables.
        package: The version of an installed package; None if it is not installed.
        registry: The values of a key such as HKCU\Software; none if there is no such key.
        read: The beginning of a file, or of one of its streams (name:stream), at most 1 MiB; None if it can't be read.
        writable: Whether files can be made in the folder for temporary ones.
        pdf: The programs that can make a PDF of a report.
    """

    windows: bool
    python: str
    python_version: tuple[int, int, int]
    environment: Mapping[str, str]
    package: Callable[[str], str | None]
    registry: Callable[[str], Values]
    read: Callable[[str], bytes | None]
    writable: Callable[[], bool]
    pdf: tuple[str, ...]

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        return self.read(path) is not None


def this_machine() -> Machine:
    """The PC on which this runs."""
    return Machine(
        windows=sys.platform == "win32",
        python=sys.executable,
        python_version=sys.version_info[:3],
        environment=os.environ,
        package=_package,
        registry=_registry,
        read=_read,
        writable=_writable,
        pdf=_pdf_programs(),
    )


def program_bits(program: bytes) -> int | None:
    """Whether a Windows program is one of 32 or 64 bits, by its header.

    Example:
        >>> program_bits(b"no program") is None
        True
    """
    try:
        (offset,) = struct.unpack_from("<I", program, 0x3C)
        signature, machine = struct.unpack_from("<4sH", program, offset)
    except struct.error:
        return None
    return {0x014C: 32, 0x8664: 64, 0xAA64: 64}.get(machine) if signature == b"PE\0\0" else None


def _package(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _registry(key: str) -> Values:
    if sys.platform != "win32":
        return {}
    import winreg

    root, _, path = key.partition("\\")
    roots = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}
    try:
        # A Python of 32 bits would be shown another registry than Excel.
        with winreg.OpenKey(roots[root], path, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as opened:
            count = winreg.QueryInfoKey(opened)[1]
            return {name: value for name, value, _ in (winreg.EnumValue(opened, i) for i in range(count))}
    except OSError:
        return {}


def _read(path: str) -> bytes | None:
    try:
        with Path(path).open("rb") as file:
            return file.read(1 << 20)
    except OSError:
        return None


def _writable() -> bool:
    try:
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"jibiao")
    except OSError:
        return False
    return True


def _pdf_programs() -> tuple[str, ...]:
    from addin.reporting import libreoffice, word

    return tuple(name for name, there in (("Word", word.is_there()), ("LibreOffice", libreoffice.is_there())) if there)
