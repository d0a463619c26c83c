"""The server's certificate (证书): Excel wants HTTPS, so one is made when the bureau has none.

Officers' machines must be told to trust it, once; the manual says how.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from addin.output import write_whole
from addin.server.errors import StartError

if TYPE_CHECKING:
    from pathlib import Path

    from addin.server.settings import ServerSettings

DAYS: Final = 825
"""For how long it is valid: longer ones are refused by some systems."""
WARNING_DAYS: Final = 30


class KeyPair(NamedTuple):
    """Where a certificate and its private key lie."""

    certificate: Path
    key: Path


def key_pair(settings: ServerSettings) -> KeyPair:
    """The bureau's certificate, or our own, made if there is none.

    Raises:
        StartError: it can't be read, or has expired.
    """
    if settings.certificate is not None and settings.key is not None:
        pair = KeyPair(settings.certificate, settings.key)
    else:
        pair = KeyPair(settings.data / "certificate.pem", settings.data / "key.pem")
        if not pair.certificate.exists() or not pair.key.exists():
            _make(pair, _names(settings))
    if days_left(pair) < 0:
        raise StartError(f"没有启动：证书 {pair.certificate} 已过期。请换新证书；自己生成的，删去它和 key.pem 再启动。")
    return pair


def days_left(pair: KeyPair) -> int:
    """Days for which a certificate is still valid.

    Raises:
        StartError: it can't be read.
    """
    try:
        certificate = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
    except (OSError, ValueError) as error:
        raise StartError(f"没有启动：读不到证书 {pair.certificate}。它应是 PEM 格式。") from error
    return (certificate.not_valid_after_utc - datetime.now(UTC)).days


def _names(settings: ServerSettings) -> list[str]:
    """By which names and addresses officers may call this server."""
    called = [urlsplit(settings.public_url).hostname or "", socket.gethostname(), "localhost", "127.0.0.1", "::1"]
    with suppress(ValueError):
        if not ip_address(settings.host).is_unspecified:
            called.append(settings.host)
    return list(dict.fromkeys(filter(None, called)))


def _make(pair: KeyPair, names: list[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"jibiao {names[0]}"[:64])])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=DAYS - 1))
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pair.key.parent.mkdir(parents=True, exist_ok=True)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pair.key.touch(mode=0o600)
    pair.key.chmod(0o600)
    write_whole(pair.key, secret, force=True)
    pair.key.chmod(0o600)
    write_whole(pair.certificate, certificate.public_bytes(serialization.Encoding.PEM), force=True)


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
