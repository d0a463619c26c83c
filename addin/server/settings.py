"""What the administrator (管理员) chooses: environment variables `JIBIAO_SERVER_…`, options of `jibiao addin serve`."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

import typer
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

Authentication: TypeAlias = Literal["tokens", "headers", "entraid", "none"]
"""Who says who an officer is: our token file, the proxy before us, Microsoft Entra ID, or nobody."""

PREFIX: Final = "JIBIAO_SERVER_"
MANIFEST_ID: Final = "e3a93bf6-3cb2-4260-8ac3-18bf75d4ba8b"
"""The add-in's own, for ever: Excel knows it again by this."""
PROJECT: Final = Path(__file__).parent
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
MEGABYTE: Final = 1024 * 1024

_EXCEL_WEB: Final = (
    "https://*.officeapps.live.com https://*.sharepoint.com https://*.cloud.microsoft "
    "https://*.partner.officewebapps.cn https://*.sharepoint.cn"
)


class ServerSettings(BaseSettings):
    """The settings of the server.

    Attributes:
        data: Folder of the certificate, the tokens and the audit log.
        host: Address on which the server listens.
        public_url: What officers' Excel calls, with `https://`; empty for what the request says.
        tls: Whether the server itself speaks HTTPS; off only behind a proxy that does.
        certificate: A certificate (PEM) of the bureau's own; without it one is made.
        key: Its private key.
        trusted_proxies: Addresses, with commas between, whose `X-Forwarded-…` headers and user header are believed.
        user_header: The header in which a trusted proxy names the user.
        excel_web: Origins that may show the pane in a frame (Excel for the web).
        max_files: Workbooks in one consolidation.
        max_file_mb: Size of one file.
        max_book_mb: Size of an open workbook's data.
        max_function_mb: Size of the ranges of a worksheet function: its 100,000 cells and more.
        max_request_mb: Size of a whole request.
        max_consolidations: Consolidations at the same time in one worker; others wait.
        max_consolidation_seconds: After which a consolidation is given up.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    data: Path = Field(default_factory=lambda: Path(typer.get_app_dir("jibiao-server")))
    host: str = "127.0.0.1"
    port: int = Field(default=8443, ge=0, le=65535)
    workers: int = Field(default=1, ge=1)
    public_url: str = Field(default="", pattern=r"^(https://[^/\s]+)?$")
    authentication: Authentication = "tokens"
    tls: bool = True
    certificate: Path | None = None
    key: Path | None = None
    trusted_proxies: str = ""
    user_header: str = "X-Remote-User"
    excel_web: str = _EXCEL_WEB
    max_files: int = 500
    max_file_mb: int = 32
    max_book_mb: int = 32
    max_function_mb: int = 8
    max_request_mb: int = 256
    max_consolidations: int = 2
    max_consolidation_seconds: float = Field(default=900, gt=0)

    @property
    def proxies(self) -> frozenset[str]:
        """The trusted proxies' addresses.

        >>> sorted(ServerSettings(trusted_proxies="10.0.0.5, 10.0.0.6").proxies)
        ['10.0.0.5', '10.0.0.6']
        """
        return frozenset(address.strip() for address in self.trusted_proxies.split(",") if address.strip())

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK

    @property
    def work(self) -> Path:
        """Where a consolidation's files lie while it runs."""
        return self.data / "work"


@lru_cache(maxsize=1)
def load_settings() -> ServerSettings:
    """The settings, read once in each worker."""
    return ServerSettings()


def prepare_xlwings(settings: ServerSettings) -> None:
    """Tells xlwings Server what it reads from its environment; it does when it is first imported.

    What we offer, and nothing that it brings for programmers: examples, reloading, other sites' scripts.
    """
    providers = "[]" if settings.authentication == "none" else f'["{settings.authentication}"]'
    os.environ |= {
        "XLWINGS_PROJECT_DIR": str(PROJECT),
        # Before xlwings is imported: it decides then what its decorators do.
        "XLWINGS_ON_SERVER": "true",
        "XLWINGS_ENVIRONMENT": "prod",
        "XLWINGS_MANIFEST_ID_PROD": MANIFEST_ID,
        "XLWINGS_PROJECT_NAME": "绩表",
        "XLWINGS_AUTH_PROVIDERS": providers,
        # A workbook made with one add-in calculates with the other: no namespace before a function's name.
        "XLWINGS_FUNCTIONS_NAMESPACE": "",
        "XLWINGS_CDN_OFFICEJS": "false",
        "XLWINGS_ENABLE_EXAMPLES": "false",
        "XLWINGS_ENABLE_HOTRELOAD": "false",
        "XLWINGS_ENABLE_SOCKETIO": "false",
        "XLWINGS_ENABLE_HTMX": "false",
        "XLWINGS_ENABLE_ALPINEJS_CSP": "false",
        "XLWINGS_ENABLE_BOOTSTRAP": "false",
        "XLWINGS_ENABLE_WASM": "false",
        "XLWINGS_PYODIDE_BASE_URL": "",
        # A function that fails does so again.
        "XLWINGS_CUSTOM_FUNCTIONS_MAX_RETRIES": "1",
        "XLWINGS_HOSTNAME": settings.public_url.removeprefix("https://"),
    }
