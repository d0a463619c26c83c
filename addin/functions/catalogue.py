"""The catalogue of the worksheet functions (函数目录), read from their signatures and docstrings."""

from __future__ import annotations

from functools import lru_cache
from inspect import Parameter as Declared
from inspect import signature
from typing import TYPE_CHECKING, NamedTuple

from udfs import excel

if TYPE_CHECKING:
    from collections.abc import Callable

MODULE = excel.__name__
"""What xlwings imports to find the functions."""


class Parameter(NamedTuple):
    """An argument (参数).

    Attributes:
        name: Its name, ASCII; Excel's wizard shows it.
        help: What it is, in Chinese.
        optional: Whether it may be left out.
    """

    name: str
    help: str
    optional: bool


class Function(NamedTuple):
    """A worksheet function.

    Attributes:
        python: Its name in `udfs.excel`.
        help: One sentence in Chinese: title, English term in brackets, what it gives.
        parameters: Its arguments in order.
    """

    python: str
    help: str
    parameters: tuple[Parameter, ...]

    @property
    def name(self) -> str:
        """Its name in cells, the same in the desktop add-in and in the server's."""
        return self.python.upper()

    @property
    def title(self) -> str:
        """What it is called in Chinese."""
        return self.help.partition("（")[0]

    @property
    def usage(self) -> str:
        """How it is written in a cell, what may be left out in brackets.

        Example:
            >>> functions()["jb_share"].usage
            'JB_SHARE(part, whole, [decimals])'
        """
        written = (f"[{one.name}]" if one.optional else one.name for one in self.parameters)
        return f"{self.name}({', '.join(written)})"


@lru_cache(maxsize=1)
def functions() -> dict[str, Function]:
    """All worksheet functions by their Python names.

    Example:
        >>> functions()["jb_shares"].title, functions()["jb_shares"].parameters[2].optional
        ('各行占比', True)
    """
    return {name: _function(name, getattr(excel, name)) for name in excel.__all__}


def _function(name: str, function: Callable[..., object]) -> Function:
    parameters = map(_parameter, signature(function, eval_str=True).parameters.values())
    return Function(name, (function.__doc__ or "").partition("\n")[0], tuple(parameters))


def _parameter(declared: Declared) -> Parameter:
    (options,) = declared.annotation.__metadata__
    return Parameter(declared.name, options["doc"], declared.default is not Declared.empty)
