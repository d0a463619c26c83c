"""What every request passes through: who calls, how much it may send, what the answer may make a browser do."""

from __future__ import annotations

import json
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request

from addin.server.answers import CELLS, refusal
from addin.server.authentication import proxy_user, signed_in
from addin.server.errors import TOO_LARGE, RefusedError
from addin.server.failures import Failures
from addin.server.settings import MEGABYTE, ServerSettings
from addin.server.tokens import bare

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    Application = Callable[[Scope, Receive, Send], Awaitable[None]]

OPEN: Final = frozenset(
    {
        "/", "/favicon.ico", "/jibiao/health", "/jibiao/ribbon.json", "/manifest", "/manifest.xml",
        "/manifest/download", "/taskpane", "/taskpane.html", "/xlwings/alert", "/xlwings/custom-functions-code",
        "/xlwings/custom-functions-code.js", "/xlwings/custom-functions-meta", "/xlwings/custom-functions-meta.json",
        "/xlwings/custom-scripts-meta", "/xlwings/custom-scripts-meta.json",
    }
)  # fmt: skip
"""Health, and what Excel loads before anyone can sign in: no one's data. Beside them, static files."""
STATIC: Final = "/static/"
_FORWARDED: Final = b"x-forwarded-"
_UNAUTHORIZED: Final = 401


class Guard:
    """The outermost layer of the program."""

    def __init__(self, application: Application, settings: ServerSettings) -> None:
        self._application = application
        self._settings = settings
        self._failures = Failures()
        self._sizes = {True: settings.max_function_mb * MEGABYTE, False: settings.max_request_mb * MEGABYTE}
        self._user_header = settings.user_header.lower().encode()
        self._policy = content_policy(settings).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        self._settle_caller(scope)
        exchange = _Exchange(scope["path"], receive, send, self._limit(scope), self._policy)
        try:
            self._admit(scope)
            await _sign_in(scope)
            await self._application(scope, exchange.receive, exchange.send)
        except RefusedError as refused:
            await exchange.refuse(refused)
        finally:
            self._remember(scope, exchange.status)

    def _settle_caller(self, scope: Scope) -> None:
        """The caller's address, and its name if a trusted proxy gives one; nobody else is believed."""
        peer = scope["client"][0] if scope.get("client") else ""
        trusted = peer in self._settings.proxies
        headers = scope["headers"]
        named = [value for name, value in headers if name == self._user_header]
        forwarded = [value for name, value in headers if name == b"x-forwarded-for"]
        scope["headers"] = [
            (name, value)
            for name, value in headers
            if name != self._user_header and (trusted or not name.startswith(_FORWARDED))
        ]
        scope["jibiao.address"] = _last_stranger(forwarded, self._settings.proxies, peer) if trusted else peer
        proxy_user.set(named[0].decode("utf-8", "replace") if trusted and len(named) == 1 else "")

    def _admit(self, scope: Scope) -> None:
        """Refuses who has guessed tokens, and what says that it is too large.

        Raises:
            RefusedError: 429 or 413.
        """
        headers = dict(scope["headers"])
        if headers.get(b"authorization") and self._failures.blocked(scope["jibiao.address"]):
            raise RefusedError(429, "登录失败次数太多：请过几分钟再试，或请管理员核对令牌。")
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > self._limit(scope):
            raise _too_large(self._limit(scope))

    def _limit(self, scope: Scope) -> int:
        """Bytes that a request may have: xlwings takes a function's ranges apart where everyone waits."""
        return self._sizes[scope["path"].startswith(CELLS)]

    def _remember(self, scope: Scope, status: int) -> None:
        secret = bare(dict(scope["headers"]).get(b"authorization", b"").decode("latin-1"))
        if secret and status == _UNAUTHORIZED:
            self._failures.note(scope["jibiao.address"], secret)


class _Exchange:
    """The two ends of a request, watched."""

    def __init__(self, path: str, receive: Receive, send: Send, limit: int, policy: bytes) -> None:
        self._path, self._receive, self._send = path, receive, send
        self._limit, self._policy = limit, policy
        self._received = 0
        self.status = 0

    async def receive(self) -> Message:
        """A piece of the request; one piece too many ends it, whatever length was promised."""
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if self._received > self._limit:
            raise _too_large(self._limit)
        return message

    async def send(self, message: Message) -> None:
        """A piece of the answer, with what a browser may do with it."""
        if message["type"] == "http.response.start":
            if self._received > self._limit:  # whoever caught the refusal: this is the answer
                raise _too_large(self._limit)
            self.status = message["status"]
            kept = _kept(self._path)
            headers = [(n, v) for n, v in message.get("headers", ()) if not kept or n.lower() != b"cache-control"]
            caching = [(b"cache-control", kept)] if kept else []
            message["headers"] = [*headers, *caching, (b"content-security-policy", self._policy)]
        await self._send(message)

    async def refuse(self, refused: RefusedError) -> None:
        """Answers with the reason, unless an answer was begun."""
        if self.status:
            return
        kind, body = b"application/json", json.dumps({"error": refused.text}, ensure_ascii=False).encode()
        if self._path.startswith(CELLS):
            kind, body = b"text/plain; charset=utf-8", refused.text.encode()
        self._received = 0
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
        if refused.status == TOO_LARGE:
            headers.append((b"connection", b"close"))
        await self.send({"type": "http.response.start", "status": refused.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


async def _sign_in(scope: Scope) -> None:
    """Refuses whoever is no user, before anything of the request is read; whatever routes there are.

    Raises:
        RefusedError: 401 or 403.
    """
    path = scope["path"]
    if path in OPEN or path.startswith(STATIC):
        return
    try:
        await signed_in(Request(scope))
    except HTTPException as error:
        raise RefusedError(error.status_code, refusal(error)) from error


def _kept(path: str) -> bytes:
    """How long a browser keeps a static file; empty for all else, of which it keeps nothing.

    The libraries have their version in their address; our own files are asked for again, and sent if they changed.
    """
    if not path.startswith(STATIC):
        return b""
    return b"public, max-age=31536000, immutable" if path.startswith(f"{STATIC}vendor/") else b"no-cache"


def _too_large(limit: int) -> RefusedError:
    return RefusedError(
        TOO_LARGE, f"一次送来的内容太大：合计不能超过 {limit // MEGABYTE} MB。请分几次，或选小一点的区域。"
    )


def content_policy(settings: ServerSettings) -> str:
    """The Content-Security-Policy: the page may ask nothing of anyone but this server."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors 'self' {settings.excel_web}".rstrip(),
        )
    )


def _last_stranger(forwarded: list[bytes], proxies: frozenset[str], peer: str) -> str:
    """The nearest address in X-Forwarded-For that is no proxy of ours: what stands before it, the caller made up."""
    named = [part.strip() for value in forwarded for part in value.decode("latin-1").split(",")]
    for address in reversed(named):
        if address in proxies:
            continue
        try:
            return str(ip_address(address))
        except ValueError:
            break
    return peer
