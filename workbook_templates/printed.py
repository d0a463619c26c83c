"""What is printed on a form's sheets: its fixed texts, and how its blocks are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbook_templates.model import Form, ListSection, nested_in, normal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook_templates.ooxml import Package


@dataclass(frozen=True)
class Block:
    """The first block of a list that others are nested in: row numbers in the template."""

    opening: int
    """The row with the block's label and text."""
    heads: tuple[int, ...]
    """The heading rows of the nested list."""
    blank: tuple[int, ...]
    """Its rows to be filled."""


@dataclass(frozen=True)
class Printed:
    """What a template has on its form's sheets.

    Attributes:
        texts: Labels, headings, titles, as `comparable` writes them.
        blocks: The first block of each list that has nested ones.
    """

    texts: frozenset[str]
    blocks: Mapping[str, Block]


def comparable(text: str) -> str:
    r"""A printed text as it is compared: widths, blanks and a closing colon do not matter.

    >>> comparable("部门(单位) 名称") == comparable("部门（单位） 名称：")
    True
    """
    return normal(text).rstrip(":")


def printed(form: Form, template: Package) -> Printed:
    """What is printed on a form's sheets of its template."""
    texts: dict[tuple[str, int], set[str]] = {}
    for sheet in form.sheets:
        for (row, _), raw in template.cells(sheet).items():
            if raw.kind == "text" and not raw.formula:
                texts.setdefault((sheet, row), set()).add(raw.text)
    parents = [section for section in form.lists if nested_in(form, section)]
    blocks = {section.id: block for section in parents if (block := _first_block(section, template, texts))}
    return Printed(frozenset(comparable(text) for row in texts.values() for text in row), blocks)


def _first_block(section: ListSection, template: Package, texts: Mapping[tuple[str, int], set[str]]) -> Block | None:
    region = template.area(section.id)
    if region is None:
        return None
    heads: list[int] = []
    blank: list[int] = []
    # The last row only closes the list.
    for row in range(region.first_row + 1, region.last_row):
        found = texts.get((region.sheet, row), set())
        if any(section.block_number(text) is not None for text in found):
            break
        (heads if found and not blank else blank).append(row)
    return Block(region.first_row, tuple(heads), tuple(blank))
