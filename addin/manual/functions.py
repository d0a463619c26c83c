"""The manual's entries of the worksheet functions (函数), made from the catalogue and the worked examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.functions.catalogue import functions
from addin.functions.examples import formula, groups, lefts, results
from addin.manual.markdown import table

if TYPE_CHECKING:
    from addin.functions.catalogue import Function
    from addin.functions.examples import Example

_TOP = 1
"""The row, from 0, in which an example's cells begin: below one row of headings."""


def entries() -> str:
    """The entries of all functions as Markdown, group by group."""
    parts = []
    for group in groups():
        parts.append(f"## {group.title}")
        parts += [_entry(functions()[example.function], example) for example in group.example]
    return "\n\n".join(parts)


def _entry(function: Function, example: Example) -> str:
    rows = [[f"`{one.name}`", one.help, "是" if one.optional else "否"] for one in function.parameters]
    head = f"### {function.name} {function.title}\n\n`{function.usage}`"
    return f"{head}\n\n{function.help}\n\n{table(['参数', '说明', '可不填'], rows)}\n\n{_worked(example)}"


def _worked(example: Example) -> str:
    starts = lefts(example)
    cells = []
    for column in example.columns:
        values = "、".join(" ".join(map(str, row)) if any(map(str, row)) else "空白" for row in column.rows)
        cells.append(f"{chr(ord('A') + starts[column.argument])} 列{column.title} {values}")
    found = "；".join("、".join(_shown(cell, example.format) for cell in row) for row in results(example))
    return f"例（{example.source}）：{'，'.join(cells)}；`{formula(example, _TOP)}` 得 {found}。"


def _shown(cell: object, number_format: str) -> str:
    """A result as the cell shows it.

    Example:
        >>> _shown(0.54, "0.00%"), _shown(182142.95, "#,##0.00"), _shown(True, "General"), _shown("良", "General")
        ('54.00%', '182,142.95', 'TRUE', '良')
    """
    if isinstance(cell, bool) or not isinstance(cell, float):
        return str(cell).upper() if isinstance(cell, bool) else str(cell)
    if number_format == "General":
        return f"{cell:.15g}"
    decimals = len(number_format.removesuffix("%").partition(".")[2])
    return f"{cell:{',' if ',' in number_format else ''}.{decimals}{'%' if number_format.endswith('%') else 'f'}}"
