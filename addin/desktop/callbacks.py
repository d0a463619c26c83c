"""The VBA of our own: what the ribbon calls, and what is done when Excel loads the add-in.

VBA keeps its sources in the code page of the machine: Chinese stands in them as code points.
"""

from __future__ import annotations

from addin.desktop.ribbon_xml import PRESS, PRESS_NEW_FORM
from addin.functions.wrapper import codes

TITLE = "绩表"
NO_PYTHON = (
    "找不到运行绩表的 Python（位置见下）。请在装好绩表的 Python 里运行 jibiao addin install --force，然后重开 Excel。"
)
PROTECTED = "工作簿还在“受保护的视图”里，不能校验和计算。请先点黄色条上的“启用编辑”，再按一次。"

RIBBON = f"""\
Attribute VB_Name = "jibiao_ribbon"
' Made by python -m addin.desktop.sources --write: change addin/desktop/callbacks.py.
' Chinese texts are code points, four hexadecimal digits a character.
Option Explicit

Public Sub {PRESS}(control As IRibbonControl)
    CallPython "press('" & control.ID & "')"
End Sub

Public Sub {PRESS_NEW_FORM}(control As IRibbonControl)
    CallPython "press('new_form', '" & control.Tag & "')"
End Sub

Private Sub CallPython(pressed As String)
    Dim interpreter As String
    interpreter = GetConfig("INTERPRETER_WIN", "")
    If interpreter <> "" Then
        If Not FileExists(interpreter) Then
            Tell FromCodes("{codes(NO_PYTHON)}") & vbCrLf & vbCrLf & interpreter
            Exit Sub
        End If
    End If
    If ActiveWorkbook Is Nothing Then
        If Not Application.ActiveProtectedViewWindow Is Nothing Then
            Tell FromCodes("{codes(PROTECTED)}")
            Exit Sub
        End If
        ' RunPython names the active workbook, so there has to be one.
        Workbooks.Add
    End If
    RunPython "from addin.desktop.press import press; " & pressed
End Sub

' Not MsgBox: it knows the characters of one code page only.
Private Sub Tell(text As String)
    Dim shell As Object
    Set shell = WScript()
    shell.Popup text, 0, FromCodes("{codes(TITLE)}"), 48
End Sub

Private Function FromCodes(points As String) As String
    Dim i As Long, found As String
    For i = 1 To Len(points) Step 4
        found = found & ChrW(CLng("&H" & Mid(points, i, 4)))
    Next i
    FromCodes = found
End Function
"""

WORKBOOK = """\
' Made by python -m addin.desktop.sources --write: change addin/desktop/callbacks.py.
Option Explicit

Private Sub Workbook_Open()
    RegisterFunctions
End Sub
"""
"""The code of the add-in's own workbook object; its attributes are those of the template."""
