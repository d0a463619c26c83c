"""Incidents (事故): what was not foreseen. The officer gets a number, the log has the same number and the details."""

from __future__ import annotations

import secrets
from typing import NamedTuple


class Incident(NamedTuple):
    """What an officer is told.

    Attributes:
        number: Stands in the log too.
        text: In words.
    """

    number: str
    text: str


def new_incident() -> Incident:
    """An incident with a number of its own."""
    number = secrets.token_hex(4).upper()
    return Incident(number, f"服务器遇到没有料到的错误。请把编号 {number} 和操作步骤告诉管理员。")
