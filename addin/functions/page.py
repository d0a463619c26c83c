"""The manual's page of the worksheet functions (函数), made from the catalogue and the worked examples.

`python -m addin.functions.page` prints the entries; with `--write` they take their place in `manual/functions.md`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from addin.functions.catalogue import functions
from addin.functions.examples import formula, groups, lefts, results

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.functions.catalogue import Function
    from addin.functions.examples import Example

PAGE = Path(__file__).parents[1] / "manual" / "functions.md"
BEGIN = "<!-- functions：由 python -m addin.functions.page --write 生成，不要手改 -->"
END = "<!-- /functions -->"

_TOP = 1
"""The row, from 0, in which an example's cells begin: below one row of headings."""


def entries() -> str:
    """The entries of all functions as Markdown, group by group."""
    parts = []
    for group in groups():
        parts.append(f"## {group.title}")
        parts += [_entry(functions()[example.function], example) for example in group.example]
    return "\n\n".join(parts)


def with_entries(page: str) -> str:
    """The page with the present entries between its two marks.

    Raises:
        ValueError: a mark is missing.

    Example:
        >>> with_entries("no marks")
        Traceback (most recent call last):
        ...
        ValueError: the page has no place for the functions
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has no place for the functions")
    return f"{before}{BEGIN}\n\n{entries()}\n\n{END}{after}"


def _entry(function: Function, example: Example) -> str:
    rows = [f"| `{one.name}` | {one.help} | {'是' if one.optional else '否'} |" for one in function.parameters]
    table = "\n".join(["| 参数 | 说明 | 可不填 |", "|---|---|---|", *rows])
    head = f"### {function.name} {function.title}\n\n`{function.usage}`"
    return f"{head}\n\n{function.help}\n\n{table}\n\n{_worked(example)}"


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


def main(arguments: Sequence[str]) -> None:
    """Prints the entries, or puts them into the page."""
    if list(arguments) == ["--write"]:
        PAGE.write_text(with_entries(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    else:
        sys.stdout.write(f"{entries()}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
