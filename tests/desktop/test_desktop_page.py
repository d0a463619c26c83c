"""The manual's page on the add-in says what the ribbon and the diagnosis say."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from addin.cli import app
from addin.desktop import page as pages
from addin.ribbon import load_ribbon


def test_the_page_is_up_to_date():
    text = pages.PAGE.read_text("utf-8")
    assert pages.page(text) == text


def test_a_changed_table_is_found():
    text = pages.PAGE.read_text("utf-8").replace("| **关于** |", "| **关与** |")
    assert pages.page(text) != text


def test_the_page_has_every_button():
    text = pages.PAGE.read_text("utf-8")
    assert all(f"**{button.label}**" in text for button in load_ribbon().buttons("desktop"))


def test_its_links_lead_somewhere():
    text = pages.PAGE.read_text("utf-8")
    headings = {
        re.sub(r"[^\w\- ]", "", line.lstrip("# ")).strip().lower().replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#")
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"jibiao ((?:addin )?[a-z]+)", pages.PAGE.read_text("utf-8"))))
)
def test_its_commands_are_there(command):
    assert CliRunner().invoke(app, [*command.split(), "--help"]).exit_code == 0
