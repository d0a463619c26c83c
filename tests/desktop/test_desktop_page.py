"""The manual's page on the add-in says what the ribbon and the diagnosis say."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from addin.cli import app
from addin.manual.parts import FOLDER
from addin.ribbon import load_ribbon

PAGE = (FOLDER / "desktop.md").read_text("utf-8")


def test_the_page_has_every_button():
    assert all(f"**{button.label}**" in PAGE for button in load_ribbon().buttons("desktop"))


def test_its_links_lead_somewhere():
    headings = {
        re.sub(r"[^\w\- ]", "", line.lstrip("# ")).strip().lower().replace(" ", "-")
        for line in PAGE.splitlines()
        if line.startswith("#")
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= headings


@pytest.mark.parametrize("command", sorted(set(re.findall(r"jibiao ((?:addin )?[a-z]+)", PAGE))))
def test_its_commands_are_there(command):
    assert CliRunner().invoke(app, [*command.split(), "--help"]).exit_code == 0
