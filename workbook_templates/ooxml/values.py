"""Values as a cell's XML carries them."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from workbook_templates.ooxml.escapes import escape
from workbook_templates.ooxml.markup import XML_SPACE

if TYPE_CHECKING:
    from workbook_templates.ooxml.markup import Element

CellValue: TypeAlias = str | bool | int | Decimal | float | None

MAX_TEXT: Final = 32_767
"""Characters (UTF-16 units) that Excel allows in a cell."""


def number_text(value: Decimal | float) -> str:
    """A number's digits as XML carries them.

    Raises:
        ValueError: Not finite: a cell can't hold it.

    Example:
        >>> from decimal import Decimal
        >>> number_text(Decimal("1E+3")), number_text(Decimal("168431.560")), number_text(0.1)
        ('1000', '168431.560', '0.1')
    """
    if not math.isfinite(value):
        raise ValueError(f"not a number that a cell can hold: {value}")
    return format(value, "f") if isinstance(value, Decimal) else repr(value)


def cell_text(value: str) -> str:
    """Text as XML carries it.

    Raises:
        ValueError: Longer than a cell allows.
    """
    if len(value.encode("utf-16-le", "surrogatepass")) // 2 > MAX_TEXT:
        raise ValueError(f"text of more than {MAX_TEXT} characters")
    return escape(value)


def write_value(cell: Element, space: str, value: CellValue) -> None:
    """Put a constant into an empty cell; text goes in line, so that no other part has to change.

    Raises:
        ValueError: A cell can't hold it.
    """
    if value is None:
        return
    if isinstance(value, str):
        text = cell_text(value)
        cell.set("t", "inlineStr")
        element = cell.makeelement(f"{space}t")
        element.set(XML_SPACE, "preserve")
        element.text = text
        inline = cell.makeelement(f"{space}is")
        inline.append(element)
        cell.append(inline)
        return
    write_cached(cell, space, value)


def write_cached(cell: Element, space: str, value: CellValue) -> None:
    """Put the result of a formula behind it; None leaves the formula without one.

    Raises:
        ValueError: A cell can't hold it.
    """
    if value is None:
        return
    element = cell.makeelement(f"{space}v")
    if isinstance(value, bool):
        cell.set("t", "b")
        element.text = str(int(value))
    elif isinstance(value, str):
        element.text = cell_text(value)
        cell.set("t", "str")
        element.set(XML_SPACE, "preserve")
    else:
        element.text = number_text(value)
    cell.append(element)
