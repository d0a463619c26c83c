"""Officers with a token of ours, as xlwings Server asks for it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from addin.server.authentication import by_token


async def validate_token(token_string: str) -> Any:
    """The user whose token it is; raises what xlwings Server answers with 401."""
    return import_module("xlwings_server.models").User(**by_token(token_string))
