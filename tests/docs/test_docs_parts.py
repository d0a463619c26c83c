"""The generated parts of the manual's pages are current, and are made anew by one command."""

from __future__ import annotations

import shutil

import pytest

from addin.manual.parts import FOLDER, PARTS, stale_pages, with_part, write_pages

CHANGED = {
    "reference": ("| JB-F07 |", "| JB-F99 |"),
    "functions": ("JB_SHARES(", "JB_PARTS("),
    "buttons": ("| **关于** |", "| **关与** |"),
    "checks": ("| 临时文件夹 |", "| 临时夹 |"),
}


def test_every_page_is_current():
    assert not stale_pages(), "run python -m addin.manual --write"


@pytest.mark.parametrize("name", PARTS)
def test_a_changed_part_is_found_and_made_anew(name, tmp_path):
    page = PARTS[name][0]
    for path in FOLDER.glob("*.md"):
        shutil.copy(path, tmp_path)
    present = (tmp_path / page).read_text(encoding="utf-8")
    right, wrong = CHANGED[name]
    assert right in present
    (tmp_path / page).write_text(present.replace(right, wrong), encoding="utf-8")
    assert [path.name for path in stale_pages(tmp_path)] == [page]
    write_pages(tmp_path)
    assert (tmp_path / page).read_text(encoding="utf-8") == present


def test_a_page_without_a_place_is_refused():
    with pytest.raises(ValueError, match="no place for x"):
        with_part("no marks", "x", "text")
