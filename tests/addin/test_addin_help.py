"""`jibiao --help` comes at once and explains every command and option."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from addin.cli import app

ROOT = Path(__file__).parents[2]
HEAVY = ("pandas", "pandera", "numpy", "openpyxl", "lxml", "pydantic", "xlsxwriter")


def commands(group=None, words=()):
    """(words, command) of each command, those of groups too."""
    for name, command in (group or typer.main.get_command(app)).commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*words, name))
        else:
            yield " ".join((*words, name)), command


COMMANDS = dict(commands())


def loaded_after(*arguments):
    """The heavy packages that a run has imported."""
    code = (
        "import sys; from addin.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as ended: assert not ended.code, ended.code\n"
        f"sys.stderr.write(' '.join(name for name in {HEAVY!r} if name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip()
    return done.stderr.split()


def test_these_are_the_commands():
    assert set(COMMANDS) >= {
        "forms", "new", "fill", "extract", "compute", "validate", "consolidate", "demo", "template build",
        "template check",
    }  # fmt: skip


def test_help_loads_nothing_heavy():
    assert loaded_after("--help") == []


def test_help_for_a_command_loads_no_more_than_its_options_need():
    assert set(loaded_after("consolidate", "--help")) <= {"pydantic"}  # Typer checks options with it


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_what_it_does_and_what_each_option_is_for(name, jibiao):
    command = COMMANDS[name]
    assert command.help.endswith("。")
    for parameter in command.params:
        assert parameter.help, parameter.name
    done = jibiao(*name.split(), "--help")
    assert done.status == 0
    assert command.help[:8] in done.out


def test_without_a_command_the_help_is_shown(jibiao):
    done = jibiao()
    said = done.out + done.err
    assert all(name.split()[0] in said for name in COMMANDS)


@pytest.mark.parametrize("name", [name for name, command in COMMANDS.items()
                                  if any(p.name == "output" and p.required for p in command.params)])  # fmt: skip
def test_each_command_that_writes_a_named_file_can_be_told_to_replace_it(name):
    assert any(parameter.name == "force" for parameter in COMMANDS[name].params)
