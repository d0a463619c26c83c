"""How refusals and errors are answered: in Chinese, as JSON for the page and as text for cells; never a traceback."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from fastapi import status
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException

from addin.server.authentication import NO_PROXY_USER, SIGN_IN
from addin.server.errors import RefusedError
from addin.server.incidents import new_incident

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

_log = logging.getLogger(__name__)

CELLS: Final = "/xlwings/"
"""Where worksheet functions ask: what they are told stands in the cell."""
_WORDS: Final = {
    status.HTTP_401_UNAUTHORIZED: SIGN_IN,
    status.HTTP_403_FORBIDDEN: "没有使用的权限：请与管理员联系。",
    status.HTTP_404_NOT_FOUND: "没有这个地址：加载项与服务器的版本不同，请关闭 Excel 再打开。",
    status.HTTP_405_METHOD_NOT_ALLOWED: "没有这个地址：加载项与服务器的版本不同，请关闭 Excel 再打开。",
}
_OTHERWISE: Final = "请求的内容不对：请关闭 Excel 再打开，再试一次。"
_OURS: Final = frozenset({SIGN_IN, NO_PROXY_USER})


def answer_errors(application: FastAPI) -> None:
    """Registers the answers; xlwings Server's own ones are English and say less."""
    application.add_exception_handler(RefusedError, _refused)
    application.add_exception_handler(HTTPException, _http)
    application.add_exception_handler(Exception, _unforeseen)


def refusal(error: HTTPException) -> str:
    """What is said of a refusal: our own words, whoever refused."""
    return error.detail if error.detail in _OURS else _WORDS.get(error.status_code, _OTHERWISE)


def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, RefusedError):
        raise error
    return _said(request, error.status, error.text)


def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return _said(request, error.status_code, refusal(error))


def _unforeseen(request: Request, error: Exception) -> Response:
    incident = new_incident()
    _log.error("incident %s: %s %s", incident.number, request.method, request.url.path, exc_info=error)
    if _for_a_cell(request):
        return PlainTextResponse(incident.text, status.HTTP_500_INTERNAL_SERVER_ERROR)
    body = {"error": incident.text, "incident": incident.number}
    return JSONResponse(body, status.HTTP_500_INTERNAL_SERVER_ERROR)


def _said(request: Request, code: int, text: str) -> Response:
    if _for_a_cell(request):
        return PlainTextResponse(text, code)
    return JSONResponse({"error": text}, code)


def _for_a_cell(request: Request) -> bool:
    """Whether a worksheet function asks: what it gets stands in the cell."""
    return request.url.path.startswith(CELLS)
