"""Access tokens (访问令牌): who may use the server, in a file that holds no token but its SHA-256.

A token has 256 random bits, so its plain hash tells nothing. The file is read anew whenever it has changed: a
token that is revoked is refused from the next request on, by all workers.
"""

from __future__ import annotations

import hmac
import json
import secrets
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from addin.output import write_whole
from addin.server.errors import ServerError

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "tokens.json"
_START: Final = "jb_"
"""By which a token that was put where it does not belong is known."""


class Token(BaseModel):
    """What is kept of a token.

    Attributes:
        id: By which it is revoked.
        name: Whose it is.
        digest: SHA-256 of the token, hexadecimal.
        until: The last day on which it is taken.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    digest: str
    created: date
    until: date

    def valid(self, today: date) -> bool:
        """Whether it is taken on a day."""
        return today <= self.until


_TOKENS: Final = TypeAdapter(tuple[Token, ...])


class TokenFile:
    """The tokens in a data folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._seen: tuple[int, int, int] | None = None
        self._tokens: tuple[Token, ...] = ()

    def tokens(self) -> tuple[Token, ...]:
        """All tokens, the newest last.

        Raises:
            ServerError: the file can't be read.
        """
        try:
            state = self._path.stat()
        except FileNotFoundError:
            return ()
        seen = (state.st_mtime_ns, state.st_size, state.st_ino)
        if seen != self._seen:
            self._tokens = self._read()
            self._seen = seen
        return self._tokens

    def add(self, name: str, days: int) -> tuple[str, Token]:
        """Makes a token: the token itself, which is never to be seen again, and what is kept of it."""
        secret = _START + secrets.token_urlsafe(32)
        today = _today()
        token = Token(
            id=secrets.token_hex(4), name=name, digest=digest_of(secret), created=today,
            until=today + timedelta(days=days),
        )  # fmt: skip
        self._write((*self.tokens(), token))
        return secret, token

    def revoke(self, identifier: str) -> Token:
        """Takes a token back.

        Raises:
            ServerError: there is none with this id.
        """
        tokens = self.tokens()
        found = [token for token in tokens if token.id == identifier]
        if not found:
            raise ServerError(f"没有编号为 {identifier} 的令牌：用 jibiao addin tokens list 查看编号")
        self._write(tuple(token for token in tokens if token.id != identifier))
        return found[0]

    def owner(self, secret: str) -> Token | None:
        """Whose a token is; None if it is nobody's, or no longer valid.

        Every entry is compared, each in constant time.
        """
        digest, found = digest_of(secret), None
        for token in self.tokens():
            if hmac.compare_digest(token.digest, digest):
                found = token
        return found if found and found.valid(_today()) else None

    def _read(self) -> tuple[Token, ...]:
        try:
            return _TOKENS.validate_json(self._path.read_bytes())
        except (OSError, ValidationError) as error:
            raise ServerError(f"读不到令牌文件 {self._path}：请检查权限，或从备份恢复它") from error

    def _write(self, tokens: tuple[Token, ...]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(_TOKENS.dump_python(tokens, mode="json"), ensure_ascii=False, indent=1)
        write_whole(self._path, text.encode(), force=True)
        with suppress(OSError):  # Windows: the folder of the account is its own already
            self._path.chmod(0o600)


def digest_of(secret: str) -> str:
    """The SHA-256 of a token, hexadecimal."""
    return sha256(secret.encode()).hexdigest()


def bare(header: str) -> str:
    """The token in an Authorization header.

    >>> bare("Bearer jb_abc"), bare("jb_abc")
    ('jb_abc', 'jb_abc')
    """
    kind, _, rest = header.strip().partition(" ")
    return rest.strip() if kind.lower() == "bearer" else header.strip()


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
