"""Builds the .xlam: the template that xlwings ships, with our modules, ribbon and configuration put in its place.

Nothing of it depends on the machine or the day: the same sources give the same bytes.
"""

from __future__ import annotations

import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Final

import xlwings
from pyopenvba import ExcelFile
from pyopenvba.vba import VBAModuleKind

from addin.desktop.container import FILE_NAME, dressed
from addin.desktop.errors import SourceError
from addin.desktop.ribbon_xml import form_choices, ribbon_xml
from addin.desktop.sources import FUNCTIONS, MODULES
from addin.desktop.xlwings_module import xlwings_module

_TEMPLATE: Final = Path(xlwings.__file__).with_name("quickstart_addin_ribbon.xlam")
_OF_TEMPLATE: Final = ("RibbonMyAddin", "Dictionary")
"""The example's callback, and a class that only Excel on the Mac needs."""


def build_addin(interpreter: str = "") -> bytes:
    """The add-in.

    Args:
        interpreter: The python.exe or pythonw.exe that runs the buttons, also with %VARIABLES%. Empty: the one that
            Windows finds.

    Raises:
        SourceError: a source is missing, or not what was examined.
    """
    conf = {
        "JIBIAO_VERSION": version("jibiao"),
        "XLWINGS_VERSION": xlwings.__version__,
        # Python must not import what lies beside an officer's workbook.
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
    }
    if interpreter:
        conf["INTERPRETER_WIN"] = interpreter
    return dressed(_with_modules(), ribbon_xml(form_choices()), conf)


def modules() -> dict[str, str]:
    """The add-in's VBA by module, lines ended by one character; ThisWorkbook without its attributes.

    Raises:
        SourceError: a source is missing, or not ASCII.
    """
    return {
        "ThisWorkbook": _source(MODULES / "ThisWorkbook.cls"),
        "jibiao_ribbon": _source(MODULES / "jibiao_ribbon.bas"),
        "xlwings": xlwings_module(),
        "xlwings_udfs": _source(FUNCTIONS),
    }


def _source(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise SourceError(f"缺少加载项的源文件 {path}：请重新安装绩表") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path} 里有 ASCII 以外的字符，VBA 会把它弄乱：请写成代码点") from error


def _with_modules() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        path.write_bytes(_TEMPLATE.read_bytes())
        with ExcelFile(path) as book:
            project = book.vba_project()
            for name in _OF_TEMPLATE:
                project.delete_module(name)
            for name, source in modules().items():
                text = source.replace("\n", "\r\n")
                if name in project.module_names():
                    book.set_module(name, text)
                else:
                    project.add_module(name, text, kind=VBAModuleKind.standard)
            book.save()
        return path.read_bytes()
