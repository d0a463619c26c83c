"""xlwings as it runs under Excel for Windows, in a process of its own: `python excel_windows.py`.

Only pywin32 is replaced, since it has no part that runs elsewhere. The decorators, the COM server's `CallUDF`,
the conversion of ranges and the writing of the VBA wrapper are those of xlwings. One call a line comes in as
JSON, one answer a line goes out.
"""

import ctypes
import datetime as dt
import io
import json
import sys
import traceback
import types
from unittest.mock import MagicMock

PYWIN32 = """
    pythoncom pywintypes win32api win32com win32com.client win32com.server win32com.server.dispatcher
    win32com.server.policy win32com.server.util win32con win32event win32gui win32process win32timezone
"""
RANGE = "{00020846-0000-0000-C000-000000000046}"
MISSING = -2147352572


class Time(dt.datetime):
    """A date as pywin32 hands it over."""


class RangeOfExcel:
    """A range as COM hands it over: what it holds, and that it is a range."""

    def __init__(self, value):
        self.Value = value
        self._oleobj_ = MagicMock()
        self._oleobj_.GetTypeInfo().GetTypeAttr().iid = RANGE
        rows = value if isinstance(value, tuple) else ((value,),)
        self.Rows = types.SimpleNamespace(Count=len(rows))
        self.Columns = types.SimpleNamespace(Count=len(rows[0]))
        self.Row = self.Column = 1
        self.Worksheet = MagicMock()


def pretend_windows():
    """Import xlwings as if this were Windows; the rest of the process goes on as it is."""
    import asyncio  # noqa: F401  what looks at the platform when it is imported must not be deceived
    import locale  # noqa: F401
    import subprocess
    import tempfile  # noqa: F401

    import numpy as np  # noqa: F401
    import pandas as pd  # noqa: F401

    modules = {name: MagicMock(name=name) for name in PYWIN32.split()}
    modules["pywintypes"].TimeType = Time
    modules["pywintypes"].IID = str
    modules["pywintypes"].com_error = type("com_error", (Exception,), {})
    modules["pythoncom"].__file__ = "pythoncom.dll"
    modules["win32com"].server.util.unwrap = MagicMock(side_effect=TypeError)
    for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass"):
        setattr(modules["win32com.client"], name, type(name, (), {}))
    sys.modules.update(modules)
    for name in ("windll", "oledll", "PyDLL", "WINFUNCTYPE"):
        setattr(ctypes, name, MagicMock())
    subprocess.CREATE_NO_WINDOW = 0
    platform, sys.platform = sys.platform, "win32"
    import xlwings

    sys.platform = platform
    assert "excel" in [engine.name for engine in xlwings.engines]


def cell(value):
    from xlwings._xlwindows import cell_errors

    if isinstance(value, dict) and "error" in value:
        return next((code for code, name in cell_errors.items() if name == value["error"]), -2146826243)
    if isinstance(value, dict):
        return Time.fromisoformat(value["date"])
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def argument(value):
    """A constant is handed over as it is, one cell as a value, more as tuples of rows."""
    if value == "missing":
        return MISSING
    if isinstance(value, dict) and "blanks" in value:
        return RangeOfExcel(((None,),) * value["blanks"])
    if not isinstance(value, list):
        return cell(value)
    if len(value) == len(value[0]) == 1:
        return RangeOfExcel(cell(value[0][0]))
    return RangeOfExcel(tuple(tuple(map(cell, row)) for row in value))


def rows(result):
    """What VBA gets, as rows: one cell comes as a value, one row as a list."""
    if not isinstance(result, list):
        return [[result]]
    return result if isinstance(result[0], list) else [result]


def answer(call):
    from xlwings.com_server import XLPython

    if call["name"] == "wrapper":
        return wrapper(call["args"][0])
    arguments = tuple(map(argument, call["args"]))
    return rows(XLPython().CallUDF("udfs.excel", call["name"], arguments, None, RangeOfExcel(None)))


def wrapper(name):
    """The VBA that xlwings itself writes for an add-in."""
    from xlwings.udfs import generate_vba_wrapper

    from udfs import excel

    stream = io.StringIO()
    generate_vba_wrapper("udfs.excel", excel, stream, types.SimpleNamespace(Name=name))
    return stream.getvalue()


def main():
    pretend_windows()
    for line in sys.stdin:
        try:
            found = {"answer": answer(json.loads(line))}
        except Exception:  # noqa: BLE001  the test shows it
            found = {"traceback": traceback.format_exc()}
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
