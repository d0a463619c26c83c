"""The two ways from a cell of Excel to a function and back, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


class Host:
    """xlwings in another process, where it takes that for Excel's."""

    def __init__(self, process):
        self._process = process

    def __call__(self, name, *arguments):
        """What the cells get: rows of values, a blank as an empty text."""
        self._process.stdin.write(json.dumps({"name": name, "args": arguments}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "traceback" not in answer, answer["traceback"]
        return answer["answer"]


def _host(script):
    command = [sys.executable, str(HERE / script)]
    with subprocess.Popen(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Host(process)
        process.stdin.close()


@pytest.fixture(scope="session")
def windows():
    """The classic way: Excel for Windows, COM."""
    yield from _host("excel_windows.py")


@pytest.fixture(scope="session")
def server():
    """The custom functions of a server, for Office.js."""
    yield from _host("excel_server.py")


@pytest.fixture(params=["windows", "server"])
def host(request):
    """Either of the two."""
    return request.getfixturevalue(request.param)
