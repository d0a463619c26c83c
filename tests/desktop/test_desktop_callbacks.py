"""The add-in in LibreOffice: it loads, and each control of the ribbon makes exactly its call to Python."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree
from pyopenvba import ExcelFile

from addin.desktop import sources

HERE = Path(__file__).parent
SYSTEM_PYTHON = "/usr/bin/python3"
"""The Python for which the system's `uno` is made."""

# What the callbacks use of the module of xlwings; it writes down the command instead of running it. FileExists is
# LibreOffice's own.
STUB = """\
Attribute VB_Name = "xlwings"
Public Pressed As String, Interpreter As String
Public Function RunPython(PythonCommand As String)
    Pressed = Pressed & PythonCommand
End Function
Public Function GetConfig(configKey As String, Optional default As String = "") As Variant
    GetConfig = Interpreter
End Function
Public Function WScript() As Object
End Function
Public Function XLPy() As Object
End Function
"""

PROBE = """\
Option VBASupport 1
Type RibbonControl
    ID As String
    Tag As String
End Type
Public Function Press(action As String, id As String, tag As String, python As String) As String
    Dim control As RibbonControl
    control.ID = id
    control.Tag = tag
    Pressed = ""
    Interpreter = python
    Select Case action
        Case "PressButton": PressButton control
        Case "PressNewForm": PressNewForm control
    End Select
    Press = "pressed:" & Pressed
End Function
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: no soffice on the PATH")
    known = subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False)
    if known.returncode:
        pytest.skip("python3-uno is not installed")

    def run(workbook, modules, calls):
        task = {"workbook": str(workbook), "modules": modules, "calls": calls}
        profile = tmp_path_factory.mktemp("profile")
        command = [SYSTEM_PYTHON, str(HERE / "libreoffice_macros.py"), program, str(profile)]
        done = subprocess.run(
            command, input=json.dumps(task), capture_output=True, text=True, timeout=180, check=False, cwd=profile
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def with_stub(addin, folder, **changes):
    """The add-in with the stub in place of the module of xlwings, and faults in other modules."""
    path = folder / addin.name
    path.write_bytes(addin.read_bytes())
    with ExcelFile(path) as book:
        book.set_module("xlwings", STUB.replace("\n", "\r\n"))
        for module, (old, new) in changes.items():
            source = book.get_module(module)
            assert old in source
            book.set_module(module, source.replace(old, new))
        book.save()
    return path


def controls():
    root = etree.fromstring(sources.RIBBON_XML.read_bytes())
    return [
        (element.get("onAction"), element.get("id"), element.get("tag", ""))
        for element in root.iter()
        if element.get("onAction")
    ]


def commands():
    """What Python is to be asked for each control."""
    called = [
        f"press('new_form', '{tag}')" if action == "PressNewForm" else f"press('{name}')"
        for action, name, tag in controls()
    ]
    return [f"pressed:from addin.desktop.press import press; {call}" for call in called]


def pressed(office, path):
    found = office(path, {"probe": PROBE}, [["probe", "Press", *control, SYSTEM_PYTHON] for control in controls()])
    assert {"jibiao_ribbon", "xlwings", "xlwings_udfs", "ThisWorkbook"} <= set(found["modules"])
    return found["returned"]


def test_each_control_makes_its_call(office, addin, tmp_path):
    assert pressed(office, with_stub(addin, tmp_path)) == commands()


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("jibiao_ribbon", "control.ID", "control.Tag"),
        ("jibiao_ribbon", "press('new_form', '", "press('new_form' '"),
        ("jibiao_ribbon", "End If\r\n    If ActiveWorkbook", "If ActiveWorkbook"),
        ("jibiao_ribbon", "Private Sub CallPython(pressed As String)", "Private Sub CallPython()"),
    ],
)
def test_a_faulty_callback_is_found(office, addin, tmp_path, module, old, new):
    assert pressed(office, with_stub(addin, tmp_path, **{module: (old, new)})) != commands()


def test_nothing_is_run_where_the_python_is_gone(office, addin, tmp_path):
    calls = [
        ["probe", "Press", "PressButton", "compute", "", python] for python in ("/gone/pythonw", "", SYSTEM_PYTHON)
    ]
    gone, unset, there = office(with_stub(addin, tmp_path), {"probe": PROBE}, calls)["returned"]
    assert "press('compute')" not in gone
    assert "press('compute')" in unset
    assert "press('compute')" in there


def test_no_command_has_a_double_quote_or_anything_but_ascii():
    # Inside RunPython's command line a double quote would end it.
    assert all('"' not in command and command.isascii() for command in commands())
