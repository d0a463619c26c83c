"""How a function and its arguments are marked for Excel; see `udfs.excel`."""

from collections.abc import Callable
from typing import Any, TypeVar

import xlwings as xw

CATEGORY = "绩表"
"""Under which Excel's wizard lists the functions."""

DECIMALS_HELP = "百分数的小数位数，0 至 15，默认 2"
PLACES_HELP = "小数位数，0 至 15，默认 2"

_Function = TypeVar("_Function", bound=Callable[..., Any])


def worksheet_function(function: _Function) -> _Function:
    """Mark a function for cells (自定义函数), with its docstring's first line as the help that Excel shows.

    xlwings takes the docstring as it stands when it marks the function; the rest of it is for programmers.
    """
    everything = function.__doc__ or ""
    function.__doc__ = everything.partition("\n")[0]
    marked: _Function = xw.func(category=CATEGORY)(function)
    marked.__doc__ = everything
    return marked


def argument(help_text: str) -> dict[str, Any]:
    """Say how xlwings hands an argument over, with its help in Excel's wizard.

    Single cells are declared as ranges too, or an error value in one would arrive as a blank.

    Example:
        >>> argument("分子")
        {'ndim': 2, 'err_to_str': True, 'doc': '分子'}
    """
    return {"ndim": 2, "err_to_str": True, "doc": help_text}
