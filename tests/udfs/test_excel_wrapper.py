"""The VBA of the desktop add-in's functions: what xlwings itself would write, with Chinese that survives VBA."""

from __future__ import annotations

import re
import shutil
import subprocess
from difflib import unified_diff
from xml.sax.saxutils import escape

import pytest

from addin.functions import wrapper
from addin.functions.catalogue import Parameter, functions
from addin.functions.wrapper import CATEGORY, NO_ANSWER, TARGET, main, wrapper_module

FUNCTION = re.compile(r"^Function (\w+)\(.*?^End Function$", re.MULTILINE | re.DOTALL)
DESCRIPTION = re.compile(r'Describe "(\w+)", "([0-9A-F]+)", Array\( _\n(.*?)\)$', re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r'"([0-9A-F]+)"')


def text_of(codes):
    return bytes.fromhex(codes).decode("utf-16-be")


def by_name(module):
    """The functions for cells, line by line."""
    found = {one[1].upper(): one[0] for one in FUNCTION.finditer(module) if one[1].upper().startswith("JB_")}
    return {name: [line.strip() for line in body.splitlines()] for name, body in found.items()}


def as_ours(module):
    """What xlwings writes, with the three differences that we want."""
    only_excel = re.sub(r"^ *#If .*?\n(.*?)^ *#Else.*?^ *#End If\n", r"\1", module, flags=re.MULTILINE | re.DOTALL)
    capitals = re.sub(r'(?<!")\bjb_\w+', lambda name: name[0].upper(), only_excel)
    return capitals.replace("= Err.Description", "= NoAnswer()")


def differences(ours, theirs):
    """Lines that are not the same in two modules."""
    one, other = by_name(ours), by_name(as_ours(theirs))
    return [line for name in one.keys() | other.keys() for line in unified_diff(one.get(name, []), other.get(name, []))]


@pytest.fixture(scope="session")
def of_xlwings(windows):
    return windows("wrapper", "jibiao.xlam")


def test_the_functions_are_those_that_xlwings_would_write(of_xlwings):
    assert by_name(wrapper_module()).keys() == {function.name for function in functions().values()}
    assert differences(wrapper_module(), of_xlwings) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Array(cells, decimals, absorb)", "Array(cells, absorb, decimals)"),
        ("Function JB_SHARES(cells, Optional decimals", "Function JB_SHARES(cells, decimals"),
        ('"udfs.excel", "jb_shares"', '"udfs.excel", "jb_share"'),
        ('"udfs.excel", "jb_shares"', '"udfs", "jb_shares"'),
        ("Function JB_SHARES(", "Function JB_PARTS("),
        (", ActiveWorkbook, Application.Caller)", ", ThisWorkbook, Application.Caller)"),
        ("    Exit Function\nfailed:\n", "failed:\n"),
    ],
)
def test_a_slip_in_the_wrapper_is_found(right, wrong, of_xlwings):
    assert right in wrapper_module()
    assert differences(wrapper_module().replace(right, wrong), of_xlwings)


def test_the_module_among_the_sources_is_the_present_one():
    assert TARGET.read_bytes().decode("ascii") == wrapper_module(), "run python -m addin.functions.wrapper --write"


@pytest.mark.parametrize(
    "change",
    [
        {"python": "jb_parts"},
        {"help": "各行占比（shares）：换了一句话。"},
        {"parameters": (Parameter("amounts", "各行金额", optional=False),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_function_makes_the_module_stale(change, monkeypatch):
    changed = functions() | {"jb_shares": functions()["jb_shares"]._replace(**change)}
    monkeypatch.setattr(wrapper, "functions", lambda: changed)
    assert TARGET.read_text(encoding="ascii") != wrapper_module()


def test_vba_can_read_it_in_any_code_page():
    module = wrapper_module()
    assert module.isascii()
    assert max(map(len, module.splitlines())) <= 1023
    continued = re.findall(r"(?:^.* _\n)+", module, re.MULTILINE)
    assert max(statement.count("\n") for statement in continued) <= 24
    assert all("\t" not in line and line == line.rstrip() for line in module.splitlines())


def test_the_help_in_the_wizard_is_the_catalogues():
    described = {}
    for name, help_codes, arguments in DESCRIPTION.findall(wrapper_module()):
        described[name] = (text_of(help_codes), [text_of(codes) for codes in QUOTED.findall(arguments)])
    assert described == {
        function.name: (function.help, [one.help for one in function.parameters]) for function in functions().values()
    }
    assert f'Category:=FromCodes("{wrapper.codes(CATEGORY)}")' in wrapper_module()
    assert text_of(wrapper.codes(CATEGORY)) == "绩表"


def test_the_module_prints_and_writes_itself(tmp_path, monkeypatch, capsys):
    main([])
    assert capsys.readouterr().out == wrapper_module()
    monkeypatch.setattr(wrapper, "TARGET", tmp_path / "vba" / TARGET.name)
    main(["--write"])
    assert (tmp_path / "vba" / TARGET.name).read_bytes() == TARGET.read_bytes()


@pytest.mark.usefixtures("libreoffice")
def test_an_interpreter_of_basic_gives_the_chinese_texts_back(tmp_path):
    """LibreOffice calls `NoAnswer` and shows the help of all functions to a stand-in for Excel's wizard."""
    stand_in = "Shown fullName, FromCodes(helpCodes), helps"
    texts = FUNCTION.sub(lambda one: "" if one[1].startswith("JB_") else one[0], wrapper_module())
    module = re.sub(r"Application\.MacroOptions .*?:=helps", stand_in, texts, flags=re.DOTALL)
    assert stand_in in module
    program = f"""\
Option VBASupport 1
Dim stream As Object
{module.split("Option Explicit")[1].replace("    ThisWorkbook.Saved = True", "").replace("On Error Resume Next", "")}

Sub Shown(fullName, helpText, helps)
    stream.writeString(fullName & "|" & helpText & "|" & Join(helps, "|") & Chr(10))
End Sub

Sub Main()
    Dim storage As Object
    storage = createUnoService("com.sun.star.ucb.SimpleFileAccess")
    stream = createUnoService("com.sun.star.io.TextOutputStream")
    stream.setOutputStream(storage.openFileWrite("{(tmp_path / "shown.txt").as_uri()}"))
    stream.setEncoding("UTF-8")
    stream.writeString(NoAnswer() & Chr(10))
    RegisterFunctions
    stream.closeOutput()
    StarDesktop.terminate()
End Sub
"""
    _run_basic(tmp_path, program)
    first, *described = (tmp_path / "shown.txt").read_text(encoding="utf-8").splitlines()
    assert first == NO_ANSWER
    assert described == [
        "|".join([function.name, function.help, *(one.help for one in function.parameters)])
        for function in sorted(functions().values())
    ]


def _run_basic(folder, program):
    soffice = [shutil.which("soffice"), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    # A profile is filled when it is first used, whatever stands there.
    subprocess.run([*soffice, "--terminate_after_init"], timeout=60, check=True, capture_output=True)
    library = folder / "profile" / "user" / "basic" / "Standard"
    public = "-//OpenOffice.org//DTD OfficeDocument 1.0//EN"
    doctype = f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {{0}} PUBLIC "{public}" "{{1}}">\n'
    uri = 'xmlns:{0}="http://openoffice.org/2000/{0}"'
    (library / "script.xlb").write_text(
        doctype.format("library:library", "library.dtd")
        + f'<library:library {uri.format("library")} library:name="Standard" library:readonly="false" '
        'library:passwordprotected="false"><library:element library:name="Module1"/></library:library>',
        encoding="utf-8",
    )
    (library / "Module1.xba").write_text(
        doctype.format("script:module", "module.dtd")
        + f'<script:module {uri.format("script")} script:name="Module1" script:language="StarBasic">'
        f"{escape(program)}</script:module>",
        encoding="utf-8",
    )
    subprocess.run([*soffice, "macro:///Standard.Module1.Main"], timeout=60, check=True, capture_output=True)
