"""The audit log (审计记录): who consolidated what and when; names and hashes of files, never a figure.

One JSON line an event, in a file for each month. Each line is written at once, so several workers may share a file.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def record(folder: Path, event: str, **facts: Any) -> None:
    """Adds an event to this month's file."""
    now = datetime.now(UTC).astimezone()
    line = json.dumps({"at": now.isoformat(timespec="seconds"), "event": event, **facts}, ensure_ascii=False)
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / f"audit-{now:%Y-%m}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, f"{line}\n".encode())
    finally:
        os.close(descriptor)
