"""The VBA module that brings the worksheet functions into the desktop add-in.

xlwings would write it into an open workbook of a running Excel; here the same functions are written from the
catalogue, so that the add-in is made without Excel and no officer has to import anything. The differences from
what xlwings writes: names in capitals as in the server's add-in, a sentence in Chinese where xlwings would leave
a traceback in the cell, and the Chinese help of Excel's wizard.

VBA keeps its sources in the code page of the machine, where Chinese would be mangled: Chinese stands in it as
code points, four hexadecimal digits a character.

`python -m addin.functions.wrapper` prints the module; with `--write` it takes its place among the add-in's sources.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from addin.functions.catalogue import MODULE, functions
from udfs.excel_marking import CATEGORY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.functions.catalogue import Function

TARGET = Path(__file__).parents[1] / "desktop" / "vba" / "xlwings_udfs.bas"

NO_ANSWER = "绩表未能计算：Python 没有响应，请按“绩效填报”选项卡上的“诊断”"
"""What stands in the cell when Python can't be started, or fails."""

_HEAD = f"""\
Attribute VB_Name = "{TARGET.stem}"
' Made by python -m addin.functions.wrapper --write from udfs/: change it there.
' Chinese texts are code points, four hexadecimal digits a character.
Option Explicit

"""

_FUNCTION = """\
Function {name}({signature})
    If TypeOf Application.Caller Is Range Then On Error GoTo failed
    {name} = XLPy.CallUDF("{module}", "{python}", Array({arguments}), ActiveWorkbook, Application.Caller)
    Exit Function
failed:
    {name} = NoAnswer()
End Function

"""

# Help must never keep the add-in from loading, and is no reason to ask whether the add-in is to be saved.
_REGISTER = """\
Public Sub RegisterFunctions()
    On Error Resume Next
{calls}
    ThisWorkbook.Saved = True
End Sub

"""

_TAIL = """\
Private Sub Describe(fullName, helpCodes, argumentCodes)
    Dim helps() As String, i As Long
    ReDim helps(LBound(argumentCodes) To UBound(argumentCodes))
    For i = LBound(argumentCodes) To UBound(argumentCodes)
        helps(i) = FromCodes(argumentCodes(i))
    Next i
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & fullName, Description:=FromCodes(helpCodes), _
        Category:=FromCodes("{category}"), ArgumentDescriptions:=helps
End Sub

Private Function FromCodes(codes) As String
    Dim i As Long, found As String
    For i = 1 To Len(codes) Step 4
        found = found & ChrW(CLng("&H" & Mid(codes, i, 4)))
    Next i
    FromCodes = found
End Function

Private Function NoAnswer() As String
    NoAnswer = FromCodes("{no_answer}")
End Function
"""

_NEXT_LINE = ", _\n        "


def wrapper_module() -> str:
    """The VBA module: ASCII, lines of at most 1,023 characters."""
    every = sorted(functions().values())
    calls = "\n".join(map(_description, every))
    return "".join(
        [
            _HEAD,
            *map(_wrapped, every),
            _REGISTER.format(calls=calls),
            _TAIL.format(category=codes(CATEGORY), no_answer=codes(NO_ANSWER)),
        ]
    )


def codes(text: str) -> str:
    """A text as code points, four hexadecimal digits each.

    Example:
        >>> codes("绩表%")
        '7EE988680025'
    """
    return text.encode("utf-16-be").hex().upper()


def _wrapped(function: Function) -> str:
    return _FUNCTION.format(
        name=function.name,
        python=function.python,
        module=MODULE,
        signature=", ".join(f"Optional {one.name}" if one.optional else one.name for one in function.parameters),
        arguments=", ".join(one.name for one in function.parameters),
    )


def _description(function: Function) -> str:
    helps = _NEXT_LINE.join(f'"{codes(one.help)}"' for one in function.parameters)
    return f'    Describe "{function.name}", "{codes(function.help)}", Array( _\n        {helps})'


def main(arguments: Sequence[str]) -> None:
    """Prints the module, or puts it among the sources of the add-in."""
    if list(arguments) == ["--write"]:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_text(wrapper_module(), encoding="ascii", newline="\n")
    else:
        sys.stdout.write(wrapper_module())


if __name__ == "__main__":
    main(sys.argv[1:])
