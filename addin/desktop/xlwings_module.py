"""The VBA module of xlwings for add-ins of one's own, taken from the installed package (BSD 3-clause, its notice kept).

It carries the version of the package in the names of its DLLs, so it is never a copy in this repository.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import xlwings

from addin.desktop.errors import SourceError

PROJECT: Final = "jibiao"
"""The name under which xlwings looks for its configuration: the sheet `jibiao.conf` of the add-in."""

_CHANGES: Final = {
    'PROJECT_NAME As String = "myaddin"': f'PROJECT_NAME As String = "{PROJECT}"',
    # An officer's workbook must not choose what is run, neither by a sheet of its own nor by a file beside it:
    # it comes by mail from anywhere.
    'If SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf") = True Then': "If False Then",
    'If source = "" Or source = "directory" Then': 'If source = "directory" Then',
    # A sheet that is called something.py holds no code of ours, and without a licence would stop every button.
    "                uses_embedded_code = True": "                uses_embedded_code = False",
}


def xlwings_module() -> str:
    """The module's source, lines ended by one character.

    Raises:
        SourceError: the installed xlwings has another module than the one that was examined.
    """
    path = Path(xlwings.__file__).with_name("xlwings_custom_addin.bas")
    text = path.read_text(encoding="ascii")
    for old, new in _CHANGES.items():
        if text.count(old) != 1:
            raise SourceError(
                f"xlwings {xlwings.__version__} 的 {path.name} 与绩表所知的不同（没有“{old.strip()}”）；"
                "不能制作加载项，请换用 constraints.txt 里的版本"
            )
        text = text.replace(old, new)
    return text
