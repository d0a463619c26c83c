"""Who gets in, and what is kept of it."""

import json
import os
import subprocess
import sys

import httpx
import pytest

from addin.server import failures
from addin.server.failures import Failures
from addin.server.guard import OPEN
from addin.server.tokens import TokenFile, digest_of
from tests.server.conftest import LICENCE, ROOT, Server, press

_ROUTES = """
import json
from addin.server.application import create_application
create_application()
import xlwings_server.main as server
def walk(routes):
    for route in routes:
        inner = getattr(route, "original_router", None) or getattr(route, "router", None)
        if hasattr(route, "path"):
            yield [route.path, sorted(getattr(route, "methods", None) or ["GET"])]
        elif inner is not None:
            yield from walk(inner.routes)
        else:
            raise SystemExit(f"what is {route!r}?")
print(json.dumps(list(walk(server.app.routes))))
"""


@pytest.fixture(scope="module")
def routes(tmp_path_factory):
    """Every route of the program, as it says itself."""
    data = str(tmp_path_factory.mktemp("routes"))
    environment = os.environ | LICENCE | {"JIBIAO_SERVER_DATA": data}
    done = subprocess.run(
        [sys.executable, "-c", _ROUTES], capture_output=True, text=True, env=environment, cwd=ROOT, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_every_route_wants_a_user(server, routes):
    found = {path for path, _ in routes}
    assert found >= OPEN - {"/favicon.ico"} | {"/static"}
    assert {"/jibiao/press/{button}", "/jibiao/consolidate", "/xlwings/custom-functions-call"} <= found
    with server.client() as client:
        for path, methods in routes:
            if path in OPEN or path == "/static":
                continue
            for method in methods:
                concrete = path.replace("{button}", "about").replace("{form}", "wuhan-target-2024")
                concrete = concrete.replace("{script_name}", "any")
                response = client.request(method, concrete)
                assert response.status_code == 401, (method, path, response.text)
                assert "令牌" in response.text


@pytest.mark.parametrize("secret", ["test-token", "jb_made-up", "Bearer", "x" * 5000])
def test_a_wrong_token_is_refused(server, secret):
    with server.client(secret) as client:
        response = client.get("/jibiao/me")
    assert response.status_code == 401
    assert "令牌" in response.json()["error"]


def test_a_token_is_taken_with_and_without_its_word(server):
    for header in (server.secret, f"Bearer {server.secret}", f"bearer  {server.secret}"):
        with server.client() as client:
            said = client.get("/jibiao/me", headers={"Authorization": header})
        assert said.json() == {"name": "张三", "provider": "tokens"}


def test_a_revoked_token_is_refused_at_once(server):
    secret, token = server.tokens.add("李四", 5)
    with server.client(secret) as client:
        assert client.get("/jibiao/me").json()["name"] == "李四"
        TokenFile(server.data).revoke(token.id)
        assert client.get("/jibiao/me").status_code == 401


def test_an_expired_token_is_refused(server):
    secret, _ = server.tokens.add("王五", -1)
    with server.client(secret) as client:
        assert client.get("/jibiao/me").status_code == 401


def test_a_token_is_never_kept(server, book):
    with server.signed_in as client:
        press(client, "about", book)
    kept = [path for path in server.data.rglob("*") if path.is_file()]
    assert server.log in kept
    for path in kept:
        assert server.secret.encode() not in path.read_bytes(), path
    assert digest_of(server.secret) in (server.data / "tokens.json").read_text(encoding="utf-8")


def test_guessing_is_stopped(strict_server):
    """From one address, which a trusted proxy tells; what the caller puts before it is not believed."""

    def code(secret, forwarded):
        with strict_server.client(secret, **{"X-Forwarded-For": forwarded}) as client:
            return client.get("/jibiao/me").status_code

    guessed = [code(f"guess-{number}", f"10.0.0.{number}, 10.7.7.7") for number in range(failures.GUESSES + 3)]
    assert guessed == [401] * failures.GUESSES + [429] * 3
    assert code(strict_server.secret, "10.7.7.7") == 429
    assert code(strict_server.secret, "10.7.7.8") == 200


def test_the_same_wrong_token_counts_once():
    found = Failures()
    for _ in range(1000):
        found.note("10.0.0.1", "expired")
    assert not found.blocked("10.0.0.1")


def test_failures_are_forgotten_and_bounded(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(failures, "monotonic", lambda: now[0])
    found = Failures()
    for number in range(failures.GUESSES):
        found.note("10.0.0.1", str(number))
    assert found.blocked("10.0.0.1")
    assert not found.blocked("10.0.0.2")
    now[0] = failures.SECONDS + 1
    assert not found.blocked("10.0.0.1")
    for number in range(failures.ADDRESSES + 50):
        found.note(f"10.1.{number // 256}.{number % 256}", "x")
    assert len(found._guesses) == failures.ADDRESSES


def test_the_page_may_ask_no_one_else(server):
    with server.client() as client:
        for path in ("/taskpane.html", "/jibiao/health", "/nowhere"):
            policy = client.get(path).headers["content-security-policy"]
            sources = dict(part.split(" ", 1) for part in policy.split("; ") if " " in part)
            assert sources["default-src"] == "'none'"
            for kind in ("script-src", "connect-src", "style-src"):
                assert sources[kind] == "'self'", kind
            assert not any("http" in value for kind, value in sources.items() if kind != "frame-ancestors")


def test_the_page_itself_asks_no_one_else(server):
    with server.client() as client:
        page = client.get("/taskpane.html").text
    assert "office-js" in page, "Microsoft's library comes from here"
    assert "https://" not in page.replace(server.url, "")


@pytest.fixture(scope="module")
def behind_a_proxy(tmp_path_factory):
    running = Server(
        tmp_path_factory.mktemp("proxy"), tls=False, authentication="headers", trusted_proxies="127.0.0.1, 10.9.9.9"
    )
    yield running
    running.stop()


def test_a_trusted_proxy_names_the_user(behind_a_proxy):
    with behind_a_proxy.client(**{"X-Remote-User": "%E5%BC%A0%E4%B8%89"}) as client:
        assert client.get("/jibiao/me").json() == {"name": "张三", "provider": "headers"}
    with behind_a_proxy.client() as client:
        assert client.get("/jibiao/me").status_code == 401
        twice = [("X-Remote-User", "a"), ("X-Remote-User", "b")]
        assert client.get("/jibiao/me", headers=twice).status_code == 401


def test_no_one_else_names_the_user(server, tmp_path):
    with server.client(**{"X-Remote-User": "root"}) as client:
        assert client.get("/jibiao/me").status_code == 401
    running = Server(tmp_path, tls=False, authentication="headers", trusted_proxies="10.9.9.9")
    try:
        with running.client(**{"X-Remote-User": "root", "X-Forwarded-For": "10.9.9.9"}) as client:
            assert client.get("/jibiao/me").status_code == 401
    finally:
        running.stop()


def test_plain_http_gets_no_answer(server):
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://localhost:{server.port}/jibiao/health", trust_env=False)
