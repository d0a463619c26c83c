"""How a server starts, and when it does not."""

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from addin.server import certificate
from addin.server.checks import check_settings
from addin.server.errors import StartError
from addin.server.settings import ServerSettings
from tests.server.conftest import LICENCE, ROOT


def started(tmp_path, *options, licence="noncommercial", **settings):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("XLWINGS", "JIBIAO_SERVER"))}
    environment |= {"XLWINGS_LICENSE_KEY": licence} if licence else {}
    environment |= {f"JIBIAO_SERVER_{key.upper()}": value for key, value in settings.items()}
    command = [sys.executable, "-m", "addin", "addin", "serve", "--data", str(tmp_path), "--port", "0", *options]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=180, check=False)


def test_without_a_licence_it_explains_the_terms(tmp_path):
    done = started(tmp_path, licence="")
    assert done.returncode == 2
    for words in ("PolyForm Noncommercial", "教育机构", "XLWINGS_LICENSE_KEY=noncommercial", "付费"):
        assert words in done.stderr


def test_a_licence_key_that_is_none_is_refused(tmp_path):
    done = started(tmp_path, licence="made-up")
    assert done.returncode == 2
    assert "XLWINGS_LICENSE_KEY" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"authentication": "headers"}, "JIBIAO_SERVER_TRUSTED_PROXIES"),
        ({"authentication": "entraid"}, "XLWINGS_AUTH_ENTRAID_CLIENT_ID"),
        ({"host": "0.0.0.0", "tls": False}, "HTTPS"),
        ({"certificate": "only.pem"}, "私钥"),
    ],
    ids=["no proxy", "no tenant", "no TLS", "no key"],
)
def test_unsafe_settings_are_refused(settings, words):
    with pytest.raises(StartError, match=words):
        check_settings(ServerSettings(**settings))


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"authentication": "none"},
        {"tls": False},
        {"host": "0.0.0.0", "tls": False, "trusted_proxies": "10.0.0.5"},
        {"authentication": "headers", "trusted_proxies": "10.0.0.5"},
    ],
)
def test_safe_settings_are_not(settings):
    check_settings(ServerSettings(**settings))


def test_no_login_is_for_this_machine_only(tmp_path):
    done = started(tmp_path, "--host", "0.0.0.0", authentication="none")
    assert done.returncode == 2
    assert "authentication=none" in done.stderr
    assert "Traceback" not in done.stderr


def test_lost_functions_are_noticed(tmp_path):
    """xlwings Server goes on without them; so it does if xlwings was imported before it, which does the same."""
    code = "import xlwings; from addin.server.application import create_application; create_application()"
    environment = os.environ | LICENCE | {"JIBIAO_SERVER_DATA": str(tmp_path)}
    environment.pop("XLWINGS_ON_SERVER", None)
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
        timeout=180,
        check=False,
    )
    assert done.returncode != 0
    assert "StartError" in done.stderr
    assert "jb_shares" in done.stderr


def test_the_certificate_names_the_server_and_is_kept(tmp_path):
    settings = ServerSettings(data=tmp_path, host="127.0.0.1", public_url="https://jixiao.example:8443")
    pair = certificate.key_pair(settings)
    found = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {"jixiao.example", "localhost"} <= set(names.get_values_for_type(x509.DNSName))
    assert "127.0.0.1" in map(str, names.get_values_for_type(x509.IPAddress))
    assert stat.S_IMODE(pair.key.stat().st_mode) == 0o600
    before = pair.certificate.read_bytes()
    assert certificate.key_pair(settings).certificate.read_bytes() == before


def test_an_expired_certificate_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(certificate, "DAYS", 0.5)
    settings = ServerSettings(data=tmp_path)
    with pytest.raises(StartError, match="已过期"):
        certificate.key_pair(settings)


def test_days_left(tmp_path):
    pair = certificate.key_pair(ServerSettings(data=tmp_path))
    until = x509.load_pem_x509_certificate(pair.certificate.read_bytes()).not_valid_after_utc
    assert certificate.days_left(pair) == (until - datetime.now(UTC)) // timedelta(days=1)
