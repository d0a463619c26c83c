"""Links and pictures lead somewhere, and no file tells on the machine on which it was written."""

import re
from pathlib import PurePosixPath

import pytest

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "addin/manual/manual.md", "tests/benchmarks/README.md"]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)

# Written in parts, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(["py" + r"pi\.org", "python" + r"hosted\.org", "simple" + r"/[a-z]+/#", "--index" + "-url"])
)
MACHINE_PATH = re.compile(r"(?<![\w.:/{}$~-])/(?:root|home|tmp|work|Users|opt|mnt|srv)/\w|\b[A-Z]:\\Users\\")


def slug(heading):
    """The anchor that a heading gets where the document is shown on the web."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_to_a_file_and_a_heading(document, root):
    text = (root / document).read_text(encoding="utf-8")
    for target in LINK.findall(FENCED.sub("", text)):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        path = root / PurePosixPath(document).parent / name if name else root / document
        assert path.exists(), f"{document}: {target}"
        if anchor:
            assert anchor in map(slug, HEADING.findall(path.read_text(encoding="utf-8"))), f"{document}: {target}"


def test_pictures_are_small_and_each_is_shown(root, readme, manual):
    pictures = sorted((root / "addin" / "manual" / "pictures").glob("*.png"))
    assert pictures
    for picture in pictures:
        assert picture.stat().st_size < 200_000, picture.name
        assert f"pictures/{picture.name}" in readme + manual, picture.name


def test_no_file_names_a_package_registry(text_files):
    assert [name for name, text in text_files.items() if REGISTRIES.search(text)] == []


def test_no_file_holds_a_path_of_one_machine(text_files):
    found = {name: match[0] for name, text in text_files.items() if (match := MACHINE_PATH.search(text))}
    assert found == {}


@pytest.mark.parametrize("path", ["see /" + "root/x", '"/' + 'tmp/a"', "C:" + "\\Users\\me"])
def test_a_path_of_one_machine_would_be_noticed(path):
    assert MACHINE_PATH.search(path)


@pytest.mark.parametrize("path", ["a/home/b", "tests/tmp/x", "{folder}/tmp/x", "https://example.org/home/x"])
def test_other_paths_are_let_be(path):
    assert not MACHINE_PATH.search(path)
