"""What the tests of the desktop add-in share: the add-in, built once; the schema of the ribbon."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from addin.desktop.build import build_addin
from addin.desktop.container import FILE_NAME

PYTHON = r"C:\Program Files\jibiao\pythonw.exe"


@pytest.fixture(scope="session")
def addin(tmp_path_factory):
    """The add-in's file, for a Python at a fixed place."""
    path = tmp_path_factory.mktemp("addin") / FILE_NAME
    path.write_bytes(build_addin(PYTHON))
    return path


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """A folder for the officer's settings that is not that of whoever runs the tests."""
    monkeypatch.setenv("APPDATA", str(tmp_path / "roaming"))
    return tmp_path / "roaming" / "jibiao"


@pytest.fixture(scope="session")
def ribbon_faults():
    """What the schema of the ribbon forbids in an XML."""
    return runpy.run_path(str(Path(__file__).with_name("ribbon_schema.py")))["faults"]
