"""The manual's generated parts (自动生成的部分): each stands between two marks of its page.

`python -m addin.manual` names those that are out of date; `python -m addin.manual --write` makes them anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from addin.manual.desktop import buttons, checks
from addin.manual.functions import entries
from addin.manual.reference import reference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FOLDER: Final = Path(__file__).parent

PARTS: Final[Mapping[str, tuple[str, Callable[[], str]]]] = {
    "reference": ("manual.md", reference),
    "functions": ("functions.md", entries),
    "buttons": ("desktop.md", buttons),
    "checks": ("desktop.md", checks),
}
"""Page and maker of each part, by the name in its marks."""


def with_part(page: str, name: str, text: str) -> str:
    """A page with a part in its place.

    Raises:
        ValueError: the page has no place for it.

    >>> print(with_part("<!-- x：由 python -m addin.manual --write 生成，不要手改 -->旧<!-- /x -->", "x", "新"))
    <!-- x：由 python -m addin.manual --write 生成，不要手改 -->
    <BLANKLINE>
    新
    <BLANKLINE>
    <!-- /x -->
    """
    begin, end = f"<!-- {name}：由 python -m addin.manual --write 生成，不要手改 -->", f"<!-- /{name} -->"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"the page has no place for {name}")
    return f"{before}{begin}\n\n{text}\n\n{end}{after}"


def present_pages(folder: Path = FOLDER) -> dict[Path, str]:
    """The pages as they should be."""
    pages: dict[Path, str] = {}
    for name, (page, make) in PARTS.items():
        path = folder / page
        text = pages[path] if path in pages else path.read_text(encoding="utf-8")
        pages[path] = with_part(text, name, make())
    return pages


def stale_pages(folder: Path = FOLDER) -> list[Path]:
    """The pages that are not as they should be."""
    return [path for path, text in present_pages(folder).items() if path.read_text(encoding="utf-8") != text]


def write_pages(folder: Path = FOLDER) -> None:
    """Makes the generated parts anew."""
    for path, text in present_pages(folder).items():
        path.write_text(text, encoding="utf-8", newline="\n")
