"""What the server refuses, in words for the officer or the administrator."""

from __future__ import annotations


class ServerError(Exception):
    """The server can't do what it was asked to; the message (Chinese) says why and what to do."""


class StartError(ServerError):
    """The server does not start like this; the message (Chinese) is for the administrator."""


class RefusedError(Exception):
    """A request is refused.

    Attributes:
        status: The HTTP status.
        text: Why, and what to do (Chinese).
    """

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


TOO_LARGE = 413
