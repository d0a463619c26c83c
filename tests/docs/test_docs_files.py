"""Links and pictures lead somewhere, and no file tells on the machine on which it was written."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEFT_OUT = {"build", "dist", "__pycache__"}
"""Folders that are made, not written; hidden ones are left out too, but for those named below."""
HIDDEN = {".ci", ".github"}

DOCUMENTS = [
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "tests/benchmarks/README.md",
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "addin" / "manual").glob("*.md")),
]  # fmt: skip
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)

# Written in parts, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(["py" + r"pi\.org", "python" + r"hosted\.org", "simple" + r"/[a-z]+/#", "--index" + "-url"])
)
MACHINE_PATH = re.compile(r"(?<![\w.:/{}$~-])/(?:root|home|tmp|work|Users|opt|mnt|srv)/\w|\b[A-Z]:\\Users\\")


@pytest.fixture(scope="module")
def text_files():
    """Path and text of every tracked text file; of every file, in a copy that is no git repository."""
    texts = {}
    for path in tracked() or written():
        try:
            texts[path.relative_to(ROOT).as_posix()] = path.read_bytes().decode("utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
    return texts


def tracked():
    command = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "ls-files", "-z"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return []
    names = done.stdout.decode().split("\0") if done.returncode == 0 else []
    return [ROOT / name for name in names if name]


def written():
    return [path for path in ROOT.rglob("*") if path.is_file() and is_written(path.relative_to(ROOT))]


def is_written(path):
    hidden = any(part.startswith(".") and part not in HIDDEN for part in path.parts[:-1])
    return not hidden and LEFT_OUT.isdisjoint(path.parts) and not any(part.endswith(".egg-info") for part in path.parts)


def slug(heading):
    """The anchor that a heading gets where the document is shown on the web."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_to_a_file_and_a_heading(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    for target in LINK.findall(FENCED.sub("", text)):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        path = (ROOT / document).parent / name if name else ROOT / document
        assert path.exists(), f"{document}: {target}"
        if anchor:
            assert anchor in map(slug, HEADING.findall(path.read_text(encoding="utf-8"))), f"{document}: {target}"


def test_pictures_are_small_and_each_is_shown():
    shown = "".join((ROOT / document).read_text(encoding="utf-8") for document in DOCUMENTS)
    pictures = sorted((ROOT / "addin" / "manual" / "pictures").glob("*.png"))
    assert pictures
    for picture in pictures:
        assert picture.stat().st_size < 200_000, picture.name
        assert f"pictures/{picture.name}" in shown, picture.name


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
