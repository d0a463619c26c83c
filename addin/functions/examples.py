"""Worked examples of the worksheet functions (函数示例) as data, one for each function, and what they give."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import tomli
from pydantic import BaseModel, ConfigDict, Field
from xlsxwriter.utility import xl_range

from addin.functions.catalogue import functions
from udfs import excel

if TYPE_CHECKING:
    from udfs.cells import Cells

SOURCE = Path(__file__).with_name("examples.toml")

FIRST_INPUT = 1
"""The column, from 0, of the first input: the one before it has the labels of the rows."""

Cell: TypeAlias = int | float | str


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """What one argument refers to.

    Attributes:
        argument: The argument's name.
        title: What stands above the cells.
        values: A cell a row; or rows of two cells.
        format: The number format.
    """

    argument: str
    title: str
    values: tuple[Cell | tuple[Cell, ...], ...] = Field(min_length=1)
    format: str = "General"

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The cells as rows."""
        return tuple(value if isinstance(value, tuple) else (value,) for value in self.values)


class Example(_Strict):
    """One worked example.

    Attributes:
        function: The function's Python name.
        source: Where the figures come from.
        labels: What stands before the rows.
        format: The number format of the results.
        columns: The arguments that refer to cells, in the order in which they stand.
        constants: The arguments that are written into the formula.
    """

    function: str
    source: str
    labels: tuple[str, ...]
    format: str
    columns: tuple[Column, ...] = Field(min_length=1)
    constants: dict[str, Cell] = {}

    @property
    def height(self) -> int:
        """How many rows it needs below its headings."""
        return max(len(self.labels), *(len(column.values) for column in self.columns))


class Group(_Strict):
    """Examples under one title."""

    title: str
    example: tuple[Example, ...] = Field(min_length=1)


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """All examples, in the order in which officers meet them."""
    with SOURCE.open("rb") as stream:
        return tuple(map(Group.model_validate, tomli.load(stream)["group"]))


def lefts(example: Example) -> dict[str, int]:
    """The column, from 0, in which each argument's cells begin.

    Example:
        >>> lefts(groups()[4].example[0])
        {'score': 1, 'steps': 2}
    """
    widths = (len(column.rows[0]) for column in example.columns)
    starts = accumulate(widths, initial=FIRST_INPUT)
    return {column.argument: left for column, left in zip(example.columns, starts, strict=False)}


def formula(example: Example, top: int) -> str:
    """The formula as an officer types it, for a first row of cells at `top`, from 0.

    Example:
        >>> formula(groups()[1].example[0], 4)
        '=JB_SHARES(B5:B7,2,2)'
    """
    starts = lefts(example)
    written = {column.argument: _reference(column, top, starts[column.argument]) for column in example.columns}
    written |= {name: _constant(value) for name, value in example.constants.items()}
    function = functions()[example.function]
    names = [parameter.name for parameter in function.parameters]
    last = max(map(names.index, written))
    return f"={function.name}({','.join(written.get(name, '') for name in names[: last + 1])})"


def results(example: Example) -> Cells:
    """What the function gives, cell by cell.

    Example:
        >>> results(groups()[1].example[0])
        [[0.54], [0.1003], [0.3597]]
    """
    arguments: dict[str, Any] = {column.argument: list(map(list, column.rows)) for column in example.columns}
    found: Cells = getattr(excel, example.function)(**arguments, **example.constants)
    return found


def _reference(column: Column, top: int, left: int) -> str:
    written: str = xl_range(top, left, top + len(column.rows) - 1, left + len(column.rows[0]) - 1)
    return written


def _constant(value: Cell) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
