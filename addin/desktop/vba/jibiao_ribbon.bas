Attribute VB_Name = "jibiao_ribbon"
' Made by python -m addin.desktop.sources --write: change addin/desktop/callbacks.py.
' Chinese texts are code points, four hexadecimal digits a character.
Option Explicit

Public Sub PressButton(control As IRibbonControl)
    CallPython "press('" & control.ID & "')"
End Sub

Public Sub PressNewForm(control As IRibbonControl)
    CallPython "press('new_form', '" & control.Tag & "')"
End Sub

Private Sub CallPython(pressed As String)
    Dim interpreter As String
    interpreter = GetConfig("INTERPRETER_WIN", "")
    If interpreter <> "" Then
        If Not FileExists(interpreter) Then
            Tell FromCodes("627E4E0D52308FD0884C7EE98868768400200050007900740068006F006EFF084F4D7F6E89C14E0BFF0930028BF7572888C5597D7EE98868768400200050007900740068006F006E002091CC8FD0884C0020006A0069006200690061006F00200061006400640069006E00200069006E007300740061006C006C0020002D002D0066006F007200630065FF0C7136540E91CD5F0000200045007800630065006C3002") & vbCrLf & vbCrLf & interpreter
            Exit Sub
        End If
    End If
    If ActiveWorkbook Is Nothing Then
        If Not Application.ActiveProtectedViewWindow Is Nothing Then
            Tell FromCodes("5DE54F5C7C3F8FD85728201C53D74FDD62A4768489C656FE201D91CCFF0C4E0D80FD68219A8C548C8BA17B9730028BF7514870B99EC4827267614E0A7684201C542F75287F168F91201DFF0C518D63094E006B213002")
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
    shell.Popup text, 0, FromCodes("7EE98868"), 48
End Sub

Private Function FromCodes(points As String) As String
    Dim i As Long, found As String
    For i = 1 To Len(points) Step 4
        found = found & ChrW(CLng("&H" & Mid(points, i, 4)))
    Next i
    FromCodes = found
End Function
