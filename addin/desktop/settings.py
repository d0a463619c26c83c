"""What the add-in keeps for one officer between presses: a small JSON file in the officer's own folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

from addin.output import write_whole


def settings_folder() -> Path:
    """The officer's own folder for 绩表: %APPDATA% on Windows; made if it is missing."""
    folder = Path(os.environ.get("APPDATA") or Path.home() / ".config") / "jibiao"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def read_settings() -> dict[str, str]:
    """The settings; none if the file is missing or no JSON object: it is only a help to the memory."""
    try:
        found = json.loads((settings_folder() / "settings.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep_setting(name: str, value: str) -> None:
    """Keeps a setting.

    Raises:
        OutputError: the file can't be written.
    """
    text = json.dumps({**read_settings(), name: value}, ensure_ascii=False, indent=1)
    write_whole(settings_folder() / "settings.json", text.encode("utf-8"), force=True)
