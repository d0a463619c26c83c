"""The documentation names every command, and every command line that it shows exists."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from addin.cli import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MANUAL = (ROOT / "addin" / "manual" / "manual.md").read_text(encoding="utf-8")
DOCUMENTS = pytest.mark.parametrize("text", [README, MANUAL], ids=["README", "manual"])

BLOCK = re.compile(r"^```[a-z]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
TABLE_ROW = re.compile(r"^\| `(jibiao [^`]+)` \|", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")
INSTALL = "python3 -m venv .venv && .venv/bin/python -m pip install -q -c constraints.txt"
TEST_COMMAND = f'{INSTALL} -e ".[test]" && .venv/bin/python -m pytest'
DEMO_COMMAND = f"{INSTALL} . && .venv/bin/jibiao demo"


def commands(group=None, before=()):
    """Every command of the program, with its words: (("template", "build"), command)."""
    group = group or get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name), command


COMMANDS = dict(commands())


def shown_lines(text):
    """The lines of code blocks that run the program, and the command lines in tables."""
    lines = [line.strip() for block in BLOCK.findall(text) for line in block.splitlines()]
    return [line for line in lines if line.startswith("jibiao ")]


def named(words):
    """The command that words begin with: as many of them as make one."""
    names = (tuple(words[:length]) for length in (3, 2, 1))
    return next((name for name in names if name in COMMANDS), None)


def parsed(line):
    """Parses a command line without running it; the context it gives, or an exception that says what is wrong."""
    words = shlex.split(line)[1:]
    name = named(words)
    assert name, f"there is no command {line}"
    return COMMANDS[name].make_context(" ".join(name), words[len(name) :])


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_every_command_has_a_row_in_the_readme(name):
    assert any(row.split()[1 : len(name) + 1] == list(name) for row in TABLE_ROW.findall(README))


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_every_command_has_a_row_in_the_manual(name):
    assert any(row.split()[1 : len(name) + 1] == list(name) for row in TABLE_ROW.findall(MANUAL))


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_every_command_has_help(name):
    assert COMMANDS[name].help
    assert all(getattr(parameter, "help", None) for parameter in COMMANDS[name].params)


@DOCUMENTS
def test_the_tables_name_no_command_that_is_gone(text):
    for row in TABLE_ROW.findall(text):
        assert named(row.split()[1:]), row


@DOCUMENTS
def test_every_command_line_shown_parses(text):
    lines = shown_lines(text)
    assert lines
    for line in lines:
        parsed(line)


def test_a_command_line_with_a_wrong_option_would_be_noticed():
    with pytest.raises(Exception, match="--rooster"):
        parsed("jibiao consolidate DIR --rooster R -o FILE")


def test_every_option_named_in_a_table_exists():
    options = {option for command in COMMANDS.values() for parameter in command.params for option in parameter.opts}
    rows = [row for text in (README, MANUAL) for row in TABLE_ROW.findall(text)]
    assert {option for row in rows for option in OPTION.findall(row)} <= options


def test_the_readme_has_the_demonstration_in_one_line():
    assert f"`{DEMO_COMMAND}`" in README


def test_the_test_command_is_the_one_line_that_the_ci_script_takes():
    between = README.split("<!-- test-command -->")[1].split("<!-- /test-command -->")[0]
    assert [line for line in between.splitlines() if line and not line.startswith("```")] == [TEST_COMMAND]


def test_what_the_two_lines_install_exists():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "test" in project["optional-dependencies"]
    assert "jibiao" in project["scripts"]
    assert (ROOT / "constraints.txt").is_file()
