"""Starts the server: checks first, then uvicorn with one worker or several."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from addin.server.checks import check_settings
from addin.server.settings import PREFIX, ServerSettings, load_settings
from addin.server.tokens import TokenFile

if TYPE_CHECKING:
    from collections.abc import Callable


def serve(options: dict[str, object], say: Callable[[str], None]) -> None:
    """Runs the server until it is stopped.

    Args:
        options: What stands before the environment's settings.
        say: Tells the administrator something.

    Raises:
        StartError: it would not work, or not safely.
    """
    # Workers read the same settings in processes of their own.
    os.environ |= {f"{PREFIX}{name.upper()}": str(value) for name, value in options.items()}
    load_settings.cache_clear()
    settings = load_settings()
    check_settings(settings)  # before what takes seconds to import
    from addin.server.application import create_application

    application = create_application()
    # What a server that was cut off left of a consolidation.
    shutil.rmtree(settings.work, ignore_errors=True)
    files = _certificate(settings, say)
    _greet(settings, say)
    import uvicorn

    uvicorn.run(
        application if settings.workers == 1 else "addin.server.application:create_application",
        factory=settings.workers > 1,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        # Whom to believe about the caller, the guard decides.
        proxy_headers=False,
        server_header=False,
        log_level="warning",
        ssl_certfile=files.get("certificate"),
        ssl_keyfile=files.get("key"),
    )


def _certificate(settings: ServerSettings, say: Callable[[str], None]) -> dict[str, str]:
    from addin.server.certificate import WARNING_DAYS, days_left, key_pair

    if not settings.tls:
        return {}
    pair = key_pair(settings)
    left = days_left(pair)
    if left < WARNING_DAYS:
        say(f"注意：证书还有 {left} 天到期，请换新（见手册“服务器加载项”）。")
    say(f"证书：{pair.certificate}（要装到各台电脑的“受信任的根证书颁发机构”）")
    return {"certificate": str(pair.certificate), "key": str(pair.key)}


def _greet(settings: ServerSettings, say: Callable[[str], None]) -> None:
    url = settings.public_url or f"{'https' if settings.tls else 'http'}://{settings.host}:{settings.port}"
    say(f"绩表服务器：{url}，清单文件：{url}/manifest.xml，按 Ctrl+C 停止")
    if settings.authentication == "tokens" and not TokenFile(settings.data).tokens():
        say("还没有令牌：另开一个窗口，用 jibiao addin tokens add 姓名 给每个人发一个。")
