"""The diagnosis finds each known failure on a PC that is made up, and finds nothing on one where all is well."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from pathlib import Path

import pytest
import tomli
import xlwings
from typer.testing import CliRunner

from addin.cli import app
from addin.desktop import doctor
from addin.desktop.build import build_addin
from addin.desktop.doctor import CHECKS, diagnose, wordings
from addin.desktop.machine import Machine, program_bits, this_machine
from workbook_templates.catalogue import form_folders

CASES = tomli.loads(Path(__file__).with_name("doctor_cases.toml").read_text(encoding="utf-8"))["case"]
PLACES = {
    "roaming": r"D:\wang\AppData\Roaming",
    "addin": r"D:\wang\AppData\Roaming\Microsoft\Excel\XLSTART\jibiao.xlam",
    "venv": r"D:\wang\AppData\Local\jibiao",
    "excel": r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE",
    "xlwings": xlwings.__version__,
}
PYTHONW = PLACES["venv"] + r"\Scripts\pythonw.exe"
EXCEL_KEY = r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"


def program(bits):
    """The header of a Windows program."""
    code = {32: 0x014C, 64: 0x8664}[bits]
    return (
        b"MZ".ljust(0x3C, b"\0")
        + struct.pack("<I", 0x80)
        + b"".ljust(0x40, b"\0")
        + struct.pack("<4sH", b"PE\0\0", code)
    )


def content(text):
    if text in {"exe32", "exe64"}:
        return program(int(text[3:]))
    if text == "foreign":
        return next(iter(form_folders().values())).template()
    if text.startswith("conf:"):
        return build_addin(text.removeprefix("conf:"))
    return text.encode() if text else None


@pytest.fixture(scope="module")
def files():
    """The files of a PC on which all is well."""
    fonts = ("simsun.ttc", "simfang.ttf", "simkai.ttf", "simhei.ttf")
    return {
        PLACES["excel"]: program(64),
        PLACES["addin"]: build_addin(PYTHONW),
        PYTHONW: program(64),
        PLACES["venv"] + rf"\xlwings64-{xlwings.__version__}.dll": b"dll",
        **{rf"C:\Windows\Fonts\{font}": b"font" for font in fonts},
    }


@pytest.fixture
def well(files):
    """A PC on which all is well."""
    from importlib.metadata import version

    packages = {"jibiao": version("jibiao"), "xlwings": xlwings.__version__, "pywin32": "312"}
    registry = {EXCEL_KEY: {"": PLACES["excel"]}}
    return Machine(
        windows=True,
        python=PLACES["venv"] + r"\Scripts\python.exe",
        python_version=(3, 11, 9),
        environment={"APPDATA": PLACES["roaming"], "WINDIR": r"C:\Windows"},
        package=packages.get,
        registry=lambda key: registry.get(key, {}),
        read=files.get,
        writable=lambda: True,
        pdf=("Word",),
    )


def decoded(value):
    return (
        value.removeprefix("utf16:").encode("utf-16-le")
        if isinstance(value, str) and value.startswith("utf16:")
        else value
    )


def altered(machine, case):
    """The PC with what a case changes."""
    files = {name.format_map(PLACES): content(text) for name, text in case.get("file", {}).items()}
    registry = {
        key: {name: decoded(value) for name, value in values.items()}
        for key, values in case.get("registry", {}).items()
    }
    packages = {name: text or None for name, text in case.get("package", {}).items()}
    changes = {name: case[name] for name in ("pdf",) if name in case}
    return replace(
        machine,
        python_version=tuple(case.get("python_version", machine.python_version)),
        environment={**machine.environment, **case.get("environment", {})},
        package=lambda name: packages[name] if name in packages else machine.package(name),
        registry=lambda key: registry[key] if key in registry else machine.registry(key),
        read=lambda path: files[path] if path in files else machine.read(path),
        writable=lambda: case.get("writable", True),
        **{name: tuple(value) for name, value in changes.items()},
    )


def found(machine):
    """The cases of `doctor.toml` that are met, but for those where all is well."""
    outcomes = {name: check(machine)[0] for name, check in CHECKS.items()}
    return {name: case for name, case in outcomes.items() if case != "ok"}


def test_nothing_is_found_where_all_is_well(well):
    assert [check.words for check in diagnose(well) if not check.ok] == []
    assert found(well) == {}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_known_failure_is_found(well, case):
    assert found(altered(well, case)) == case["expect"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_found_is_worded_and_has_a_remedy(well, case):
    checks = {check.id: check for check in diagnose(altered(well, case))}
    for name in case["expect"]:
        assert checks[name].state in {"warn", "fail"}
        assert checks[name].words
        assert checks[name].remedy
        assert "{" not in checks[name].words + checks[name].remedy


def test_every_wording_is_met_by_some_case():
    worded = {
        (name, case) for name, texts in wordings().items() for case, text in texts.items() if isinstance(text, dict)
    }
    met = {(name, case) for each in CASES for name, case in each["expect"].items()}
    assert {pair for pair in worded if pair[1] != "ok"} == met
    assert wordings().keys() - {"skipped"} == CHECKS.keys()


def test_elsewhere_than_on_windows_excel_is_not_looked_for(well):
    checks = diagnose(replace(well, windows=False, registry=pytest.fail))
    skipped = {check.id for check in checks if check.state == "skip"}
    assert skipped == {name for name, texts in wordings().items() if texts.get("windows")}
    assert all(check.ok for check in checks)


def test_what_is_no_program_has_no_bits():
    assert (program_bits(b""), program_bits(b"MZ" * 40), program_bits(program(32))) == (None, None, 32)


def test_this_machine_is_read():
    machine = this_machine()
    assert machine.package("xlwings") == xlwings.__version__
    assert machine.package("no-such-package") is None
    assert machine.read(__file__).startswith(b'"""The diagnosis')
    assert machine.read(str(Path(__file__).parent / "none")) is None
    assert machine.writable()


@pytest.mark.parametrize(("state", "status"), [("ok", 0), ("warn", 0), ("fail", 1)])
def test_the_exit_status(monkeypatch, state, status):
    check = doctor.Check("python", "Python", state, "见到的", "要做的")
    monkeypatch.setattr(doctor, "diagnose", lambda: [check])
    said = CliRunner().invoke(app, ["doctor"])
    assert said.exit_code == status
    assert ("办法：要做的" in said.stdout) == (state != "ok")
    as_json = CliRunner().invoke(app, ["doctor", "--json"])
    assert as_json.exit_code == status
    assert json.loads(as_json.stdout)["checks"][0]["words"] == "见到的"
