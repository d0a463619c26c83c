"""The files of the project as the documentation's tests see them."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEFT_OUT = {"build", "dist", "__pycache__"}
"""Folders that are made, not written; hidden ones are left out too, but for those named below."""
HIDDEN = {".ci", ".github"}


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def readme():
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def manual():
    return (ROOT / "addin" / "manual" / "manual.md").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def text_files():
    """Path and text of every tracked text file; of every file, in a copy that is no git repository."""
    texts = {}
    for path in _tracked() or _written():
        try:
            texts[path.relative_to(ROOT).as_posix()] = path.read_bytes().decode("utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
    return texts


def _tracked():
    command = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "ls-files", "-z"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return []
    names = done.stdout.decode().split("\0") if done.returncode == 0 else []
    return [ROOT / name for name in names if name]


def _written():
    return [path for path in ROOT.rglob("*") if path.is_file() and _is_written(path.relative_to(ROOT))]


def _is_written(path):
    hidden = any(part.startswith(".") and part not in HIDDEN for part in path.parts[:-1])
    return not hidden and LEFT_OUT.isdisjoint(path.parts) and not any(part.endswith(".egg-info") for part in path.parts)
