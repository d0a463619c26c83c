"""Who asks (用户): every route of ours wants a user, however officers are signed in."""

from __future__ import annotations

from contextvars import ContextVar
from functools import lru_cache
from importlib import import_module
from typing import Any, Final
from urllib.parse import unquote

from fastapi import HTTPException, Request, status

from addin.server.settings import load_settings
from addin.server.tokens import TokenFile, bare

SIGN_IN: Final = "请先登录：令牌没有填写、已过期或已收回。请向管理员索取新的令牌。"
NO_PROXY_USER: Final = "没有登录：请从单位的统一入口打开；仍然不行，请与管理员联系。"

proxy_user: ContextVar[str] = ContextVar("proxy_user", default="")
"""The name that a trusted proxy gave with this request; set by `guard`."""


async def signed_in(request: Request) -> Any:
    """The user of a request, as xlwings Server's own routes have it.

    Raises:
        HTTPException: 401 or 403.
    """
    dependencies = import_module("xlwings_server.dependencies")
    headers = request.headers
    user = await dependencies.authenticate(headers.get("authorization", ""), headers.get("auth-provider"))
    return await dependencies.get_user(request, user)


def by_token(header: str) -> dict[str, str]:
    """The user whose token an Authorization header has.

    Raises:
        HTTPException: 401: it is nobody's.
    """
    token = _tokens().owner(bare(header))
    if token is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, SIGN_IN)
    return {"id": token.id, "name": token.name}


def by_header() -> dict[str, str]:
    """The user whom a trusted proxy names.

    Raises:
        HTTPException: 401: the request came without the proxy, or the proxy named no one.
    """
    name = unquote(proxy_user.get()).strip()
    if not name:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, NO_PROXY_USER)
    return {"id": name, "name": name}


@lru_cache(maxsize=1)
def _tokens() -> TokenFile:
    return TokenFile(load_settings().data)
