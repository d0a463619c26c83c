"""Failed logins (登录失败): who guesses tokens has to wait. Kept in memory of bounded size, for each worker."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256
from ipaddress import ip_network
from time import monotonic
from typing import Final

GUESSES: Final = 10
"""Different wrong tokens from one address, after which it has to wait."""
SECONDS: Final = 300.0
"""For how long a wrong token counts."""
ADDRESSES: Final = 4096
"""Of how many addresses failures are kept; the oldest give way."""

_IPV6_NET: Final = 64


class Failures:
    """The wrong tokens of late. The same one again counts once: a workbook full of functions asks a thousand times."""

    def __init__(self) -> None:
        self._guesses: OrderedDict[str, dict[bytes, float]] = OrderedDict()

    def note(self, address: str, secret: str) -> None:
        """A wrong token came from an address."""
        key = _net(address)
        guesses = self._guesses.setdefault(key, {})
        self._guesses.move_to_end(key)
        if len(guesses) < GUESSES:
            guesses[sha256(secret.encode()).digest()] = monotonic()
        while len(self._guesses) > ADDRESSES:
            self._guesses.popitem(last=False)

    def blocked(self, address: str) -> bool:
        """Whether an address has to wait."""
        guesses = self._guesses.get(_net(address), {})
        since = monotonic() - SECONDS
        for digest in [digest for digest, when in guesses.items() if when < since]:
            del guesses[digest]
        return len(guesses) >= GUESSES


def _net(address: str) -> str:
    """What counts as one caller: an IPv4 address, or a /64 of IPv6, which one machine has to itself.

    >>> _net("2001:db8::5") == _net("2001:db8::6"), _net("10.0.0.5"), _net("")
    (True, '10.0.0.5/32', '')
    """
    try:
        prefix = _IPV6_NET if ":" in address else 32
        return str(ip_network(f"{address}/{prefix}", strict=False))
    except ValueError:
        return address
