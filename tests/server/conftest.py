"""Real servers, each a process of its own: xlwings in server mode must not get into the process of the other tests."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from addin.server.tokens import TokenFile
from tests.buttons.payload import RemoteExcel
from tests.workbooks import made_up_units, published_workbook

ROOT = Path(__file__).parents[2]
FORM = "wuhan-target-2024"
UNITS = 6
LICENCE = {"XLWINGS_LICENSE_KEY": "noncommercial"}
_SECONDS = 180


class Server:
    """A server that runs as an administrator would run it."""

    def __init__(self, data, *options, tls=True, **settings):
        self.data = data
        self.tokens = TokenFile(data)
        self.secret, self.token = self.tokens.add("张三", 30)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://localhost:{self.port}"
        self.log = data / "server.log"
        environment = os.environ | LICENCE | {f"JIBIAO_SERVER_{key.upper()}": value for key, value in settings.items()}
        environment["JIBIAO_SERVER_TLS"] = str(tls)
        command = [sys.executable, "-m", "addin", "addin", "serve", "--data", str(data), "--port", str(self.port)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*command, *options], stdout=log, stderr=log, env=environment, cwd=ROOT, start_new_session=True
            )
        self.trust = ssl.create_default_context()
        self._wait(tls)

    def _wait(self, tls):
        end = time.monotonic() + _SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if tls:
                    self.trust.load_verify_locations(self.data / "certificate.pem")
                with self.client() as client:
                    if client.get("/jibiao/health").status_code == 200:
                        return
            except (OSError, httpx.TransportError):
                time.sleep(0.1)
        self.stop()
        pytest.fail(f"the server did not start:\n{self.said}")

    @property
    def said(self):
        return self.log.read_text(encoding="utf-8")

    def client(self, secret="", **headers):
        """A client with a token, or with none; its certificate is checked."""
        if secret:
            headers["Authorization"] = f"Bearer {secret}"
        return httpx.Client(base_url=self.url, headers=headers, verify=self.trust, timeout=_SECONDS, trust_env=False)

    @property
    def signed_in(self):
        return self.client(self.secret)

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=_SECONDS)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def strict_server(tmp_path_factory):
    """A server with small limits, behind a proxy."""
    limits = {"max_files": "4", "max_file_mb": "1", "max_book_mb": "1", "max_function_mb": "2", "max_request_mb": "3"}
    limits["max_consolidation_seconds"] = "0.05"
    running = Server(tmp_path_factory.mktemp("strict"), tls=False, trusted_proxies="127.0.0.1", **limits)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def filled():
    """The published form of Hanyang as its workbook."""
    return published_workbook(FORM)


@pytest.fixture(scope="session")
def book(filled):
    """The same, as the page sends it when it is open."""
    return payload_of(filled)


@pytest.fixture(scope="session")
def units(tmp_path_factory):
    """A folder of filled workbooks, and their roster beside it."""
    folder = tmp_path_factory.mktemp("units")
    made_up_units(folder, UNITS, under="报表")
    return folder


def payload_of(data, **how):
    return json.dumps(RemoteExcel(data, **how).payload(), ensure_ascii=False, default=str).encode()


def press(client, button, book, workbook=None, **fields):
    files = {"book": ("book.json", book)}
    if workbook is not None:
        files["workbook"] = ("表.xlsx", workbook)
    return client.post(f"/jibiao/press/{button}", files=files, data=fields)


def upload(units, *more):
    """The parts of a consolidation."""
    files = [("workbooks", (path.name, path.read_bytes())) for path in sorted((units / "报表").iterdir())]
    return [*files, *more, ("roster", ("名录.xlsx", (units / "名录.xlsx").read_bytes()))]


def told(response):
    return [json.loads(line) for line in response.text.splitlines()]
