"""A folder from which a PC without a network installs 绩表: its wheel, those of all that it needs, and a script."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from email.parser import HeaderParser
from importlib.metadata import distribution, version
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from addin.desktop.errors import WheelsError
from addin.output import OutputError, prepare_folder, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_WHEELS: Final = "wheels"
_TEXTS: Final = Path(__file__).with_name("offline")
_QUIETLY: Final = ("--disable-pip-version-check", "--no-input", "--quiet")
_BITS: Final = {"win_amd64": 64, "win32": 32, "win_arm64": 64}
_SYSTEMS: Final = {"win_amd64": "64 位 Windows", "win32": "32 位 Python 的 Windows", "win_arm64": "ARM 的 Windows"}
_MACHINES: Final = {"win_amd64": "AMD64", "win32": "x86", "win_arm64": "ARM64"}


class Target(NamedTuple):
    """The PCs for which it is made: pip's name of the platform, and Python's version, such as 3.11."""

    platform: str
    python: str

    def environment(self) -> dict[str, str]:
        """What requirements may ask about those PCs: pip would answer for the PC on which it runs."""
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{self.python}.0",
            "os_name": "nt",
            "platform_machine": _MACHINES[self.platform],
            "platform_python_implementation": "CPython",
            "platform_release": "10",
            "platform_system": "Windows",
            "platform_version": "10",
            "python_full_version": f"{self.python}.0",
            "python_version": self.python,
            "sys_platform": "win32",
        }


def collect_wheels(folder: Path, target: Target, source: Path | None = None, *, force: bool = False) -> int:
    """Makes the folder.

    Args:
        folder: Where to; made if it is missing, and must be empty.
        target: For which PCs.
        source: The folder of 绩表's source, by default the one from which this was installed; the versions in its
            constraints.txt are kept to. Or a wheel of 绩表.
        force: Whether an earlier such folder is replaced.

    Returns:
        The number of wheels.

    Raises:
        WheelsError: pip fails, or there is no source.
        OutputError: the folder can't be written, or is not empty.
    """
    if target.platform not in _SYSTEMS:
        raise WheelsError(f"没有 {target.platform} 这种平台；可以是 {'、'.join(_SYSTEMS)}")
    root = source or _own_source()
    _refuse_filled(folder, force=force)
    constraints = root / "constraints.txt"
    options = ["-c", str(constraints)] if constraints.is_file() else []
    with tempfile.TemporaryDirectory() as scratch:
        own = _own_wheel(root, Path(scratch))
        wheels = _resolved(own, target, options, Path(scratch))
        shutil.rmtree(folder / _WHEELS, ignore_errors=True)
        shutil.copytree(wheels, folder / _WHEELS)
    for name, data in texts(target):
        write_whole(folder / name, data, force=force)
    return len(list((folder / _WHEELS).iterdir()))


def _refuse_filled(folder: Path, *, force: bool) -> None:
    prepare_folder(folder)
    found = {path.name for path in folder.iterdir()}
    if found - {_WHEELS, *(path.name for path in _TEXTS.iterdir())}:
        raise OutputError(f"{folder} 里有别的文件：请另给一个空文件夹")
    if found and not force:
        raise OutputError(f"{folder} 里已有一套离线安装的文件；要替换请加 --force")


def _own_wheel(source: Path, scratch: Path) -> Path:
    """Our own wheel, built from a copy: setuptools would leave its workings in the source, and find them again."""
    if source.suffix == ".whl":
        return source
    copy = scratch / "source"
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns(".*", "build", "dist", "tests", "*.egg-info"))
    _pip("wheel", "--no-deps", "--wheel-dir", str(scratch / "own"), str(copy))
    return next((scratch / "own").iterdir())


def _resolved(own: Path, target: Target, options: Sequence[str], scratch: Path) -> Path:
    """A folder with our wheel and those of all that it needs on those PCs."""
    also: set[str] = set()
    wheels = scratch / "wheels"
    while True:
        shutil.rmtree(wheels, ignore_errors=True)
        _pip(
            "download", "--dest", str(wheels), "--only-binary=:all:", "--platform", target.platform,
            "--python-version", target.python, "--implementation", "cp", *options, str(own), *sorted(also),
        )  # fmt: skip
        missing = set(map(str, _missing(wheels, target)))
        if not missing:
            return wheels
        also |= missing


def texts(target: Target) -> Iterator[tuple[str, bytes]]:
    """The instructions and the script; in the code page of Chinese Windows, in which cmd reads a script."""
    slots = {
        "version": version("jibiao"),
        "python": target.python,
        "comma": target.python.replace(".", ", "),
        "bits": str(_BITS[target.platform]),
        "system": _SYSTEMS[target.platform],
    }
    for path in sorted(_TEXTS.iterdir()):
        text = path.read_text(encoding="utf-8")
        for name, value in slots.items():
            text = text.replace(f"{{{name}}}", value)
        encoding = "gbk" if path.suffix == ".bat" else "utf-8-sig"
        yield path.name, text.replace("\n", "\r\n").encode(encoding)


def _missing(wheels: Path, target: Target) -> Iterator[Requirement]:
    """What the wheels need on those PCs and is not among them.

    pip would judge the conditions (`; sys_platform == "win32"`) by the PC on which it runs and leave out pywin32.
    """
    found = {parse_wheel_filename(path.name)[0]: path for path in wheels.glob("*.whl")}
    wanted = [Requirement("jibiao")]
    asked: set[tuple[str, frozenset[str]]] = set()
    while wanted:
        need = wanted.pop()
        key = (canonicalize_name(need.name), frozenset(need.extras))
        if key in asked:
            continue
        asked.add(key)
        path = found.get(canonicalize_name(need.name))
        if path is None:
            yield Requirement(str(need).partition(";")[0])
        else:
            wanted += _needs(path, target, need.extras)


def _needs(wheel: Path, target: Target, extras: Iterable[str]) -> Iterator[Requirement]:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = HeaderParser().parsestr(archive.read(name).decode("utf-8"))
    for line in metadata.get_all("Requires-Dist", []):
        need = Requirement(line)
        for extra in ["", *extras]:
            if need.marker is None or need.marker.evaluate({**target.environment(), "extra": extra}):
                yield need
                break


def _own_source() -> Path:
    """The folder with 绩表's pyproject.toml: this code's own, or the one from which it was installed."""
    here = Path(__file__).parents[2]
    if (here / "pyproject.toml").is_file():
        return here
    import json

    origin = distribution("jibiao").read_text("direct_url.json")
    place = Path(url2pathname(urlsplit(json.loads(origin)["url"]).path)) if origin else here
    if place.suffix == ".whl" or (place / "pyproject.toml").is_file():
        return place
    raise WheelsError("不知道绩表的源文件夹（有 pyproject.toml 的那个）在哪里：请用 --source 给出")


def _pip(*arguments: str) -> None:
    command: Sequence[str] = [sys.executable, "-m", "pip", arguments[0], *_QUIETLY, *arguments[1:]]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
        raise WheelsError("pip 没有成功，请检查网络和镜像设置：\n" + "\n".join(lines[-5:]))
