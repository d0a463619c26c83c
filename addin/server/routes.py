"""What the page asks for. Every route wants a user, but for health and the list of buttons."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from importlib.metadata import version
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from addin.ribbon import load_ribbon
from addin.server.authentication import signed_in
from addin.server.errors import RefusedError
from addin.server.explaining import Explanation, explained
from addin.server.jobs import Job, Order
from addin.server.pressing import Press, pressed
from addin.server.settings import load_settings
from addin.server.state import all_forms, state_of
from addin.server.uploads import Upload, received
from workbook_templates.catalogue import FormError, find_form

if TYPE_CHECKING:
    from collections.abc import Callable

PREFIX: Final = "/jibiao"
_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE_BUTTONS: Final = frozenset({"report", "seal"})
"""Buttons that want the workbook's file, not only what is in its cells."""

User = Annotated[Any, Depends(signed_in)]
router = APIRouter(prefix=PREFIX)


@router.get("/health")
async def health() -> dict[str, str]:
    """That the server answers, and with which version."""
    return {"status": "ok", "version": version("jibiao")}


@router.get("/ribbon.json")
async def ribbon() -> dict[str, Any]:
    """The buttons, as the manifest has them."""
    return await asyncio.to_thread(_ribbon)


@router.get("/me")
async def me(user: User) -> dict[str, str]:
    """Who asks."""
    provider = load_settings().authentication
    return {"name": user.name or "", "provider": "" if provider == "none" else provider}


@router.get("/forms")
async def forms(user: User) -> dict[str, Any]:
    """The catalogue."""
    return {"forms": await asyncio.to_thread(all_forms)}


@router.get("/forms/{form}/blank.xlsx")
async def blank(form: str, user: User) -> Response:
    """A form's blank workbook."""
    try:
        data = await asyncio.to_thread(lambda: find_form(form).template())
    except FormError as error:
        raise RefusedError(404, str(error)) from error
    return Response(data, media_type=_WORKBOOK)


@router.post("/state")
async def state(request: Request, user: User) -> Response:
    """What the pane shows of the open workbook."""
    async with received(request) as upload:
        book = await upload.book()
    return await _worked(state_of, book)


@router.post("/press/{button}")
async def press(button: str, request: Request, user: User) -> Response:
    """Does what a button promises."""
    async with received(request) as upload:
        return await _pressed(button, upload)


@router.post("/report")
async def report(request: Request, user: User) -> Response:
    """The report of the open workbook."""
    async with received(request) as upload:
        return await _pressed("report", upload)


@router.post("/consolidate")
async def consolidate(request: Request, user: User) -> Response:
    """Consolidates many workbooks; the reply comes line by line."""
    async with received(request) as upload:
        job = await _job(request, upload, user)
    return StreamingResponse(job.lines(_room()), media_type="application/x-ndjson")


@router.post("/explain")
async def explain(request: Request, user: User) -> Response:
    """Writes an explanation."""
    async with received(request) as upload:
        fields = [upload.text(name) for name in ("rule", "field", "text", "cell")]
        asked = Explanation(await upload.book(), *fields)
    return await _worked(explained, asked)


async def _job(request: Request, upload: Upload, user: Any) -> Job:
    workbooks, roster = upload.files("workbooks"), upload.files("roster")
    if not workbooks:
        raise RefusedError(400, "没有收到各单位的报表：请选择要汇总的工作簿。")
    if not roster:
        raise RefusedError(400, "没有收到名录：请选择单位名录（.xlsx），再汇总。")
    address = request.scope.get("jibiao.address", "")
    caller = {"user": user.name or "", "user_id": user.id or "", "address": address}
    wanted = upload.text("returns").lower() in {"1", "true", "on"}
    job = Job(load_settings(), Order(upload.text("form"), wanted, await upload.book(), caller))
    try:
        await asyncio.to_thread(job.take, workbooks, roster[0])
    except BaseException:
        job.close()
        raise
    return job


async def _pressed(button: str, upload: Upload) -> Response:
    asked = Press(button, await upload.book(), upload.text("choice"), await upload.file("workbook"))
    return await _worked(pressed, asked)


async def _worked(work: Callable[[Any], dict[str, Any]], asked: Any) -> Response:
    """The reply to work that is done beside the event loop, as text too: both take their time."""
    return await asyncio.to_thread(lambda: JSONResponse(work(asked)))


def _ribbon() -> dict[str, Any]:
    named = {button.id: group.label for group in load_ribbon().groups for button in group.buttons}
    choices = [{"id": form["id"], "label": f"{form['title']}（{form['year']}）"} for form in all_forms()]
    return {
        "buttons": [
            {
                "id": button.id, "label": button.label, "confirm": button.confirm, "screentip": button.screentip,
                "group": named[button.id], "choices": choices if button.choices else [],
                "file": button.id in _FILE_BUTTONS,
            }
            for button in load_ribbon().buttons("server")
        ]
    }  # fmt: skip


@lru_cache(maxsize=1)
def _room() -> BoundedSemaphore:
    """Who may consolidate now; shared by the requests of a worker."""
    return BoundedSemaphore(load_settings().max_consolidations)
