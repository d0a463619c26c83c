"""The texts from which the add-in is built: they stand in the repository to be read and compared.

`python -m addin.desktop.sources` lists those that are not up to date; with `--write` they are written.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from addin.desktop.callbacks import RIBBON, WORKBOOK
from addin.desktop.ribbon_xml import Choice, form_choices, ribbon_xml
from addin.functions import wrapper

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(__file__).parent
RIBBON_XML = FOLDER / "customUI14.xml"
MODULES = FOLDER / "vba"
FUNCTIONS = wrapper.TARGET
"""The worksheet functions; `addin.functions.wrapper` writes them."""


def sources() -> dict[Path, str]:
    """Our own sources, as they should stand in the repository."""
    return {
        RIBBON_XML: ribbon_xml(own_choices()),
        MODULES / "jibiao_ribbon.bas": RIBBON,
        MODULES / "ThisWorkbook.cls": WORKBOOK,
    }


def own_choices() -> list[Choice]:
    """The forms that ship with the program, whatever an office has added."""
    import workbook_templates

    own = Path(workbook_templates.__file__).parent
    return [choice for choice in form_choices() if (own / choice.id / "form.toml").is_file()]


def outdated() -> list[Path]:
    """The sources that are missing or differ."""
    return [path for path, text in sources().items() if not path.is_file() or path.read_text("utf-8") != text]


def main(arguments: Sequence[str]) -> None:
    """Lists the sources that are not up to date, or writes them all."""
    if list(arguments) == ["--write"]:
        MODULES.mkdir(exist_ok=True)
        for path, text in sources().items():
            path.write_text(text, encoding="utf-8", newline="\n")
    elif stale := outdated():
        sys.exit("\n".join(str(path) for path in stale))


if __name__ == "__main__":
    main(sys.argv[1:])
