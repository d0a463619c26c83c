"""The worksheet functions for the server: the same ones, run in threads so that no one waits for another's range."""

from __future__ import annotations

import asyncio
from functools import wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import ModuleType


def in_threads(module: ModuleType) -> dict[str, Callable[..., Awaitable[Any]]]:
    """The functions that a module offers, to be awaited; what xlwings knows of them is kept."""
    return {name: _in_thread(getattr(module, name)) for name in module.__all__}


def _in_thread(function: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    @wraps(function)
    async def called(*arguments: Any) -> Any:
        return await asyncio.to_thread(function, *arguments)

    return called
