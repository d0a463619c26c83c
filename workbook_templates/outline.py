"""What a form's report (报告) says in which order: `report.toml`, from which `report.docx` is made.

Texts may refer to the workbook as the Word template does: {{ income.total.amount }}. A part may
have a heading, paragraphs (one a line) and a table, in this order; headings are numbered when
the template is made, 一、（一）1. by their level.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from workbook_templates.model import Strict


class TableOutline(Strict):
    """A table of a report: exactly one of `of`, `fields`, `list`, `units` says what stands in it."""

    caption: str = ""
    unit: str = ""
    """Said above the table on the right; by default the form's money unit where there are amounts."""
    of: str | None = None
    """A fixed table of the form, with its rows and columns."""
    rows: list[str] = []
    """Which of its rows; by default all."""
    corner: str = "项目"
    fields: list[str] = []
    """Single values, each with its label."""
    section: str | None = Field(default=None, alias="list")
    """A list section, a row for each of its rows."""
    units: list[str] = []
    """Scalars of the units below, a row for each unit: only in the report of a summary."""
    columns: list[str] = []
    """Which columns; by default all."""
    headings: list[str] = []
    """Texts above the columns, where the form's own are too long."""
    labels: list[str] = []
    """Texts before the rows of a fixed table or beside single values."""
    optional: list[str] = []
    """Columns in which a blank is no omission: they show a dash."""
    trimmed: list[str] = []
    """Columns whose figures are shown without closing zeros."""
    weights: list[float] = []
    """Widths of the columns, relative to each other."""

    @model_validator(mode="after")
    def _one_source(self) -> TableOutline:
        if sum(map(bool, (self.of, self.fields, self.section, self.units))) != 1:
            raise ValueError("表格写明 of、fields、list、units 中的一项，且只写一项")
        return self


class Part(Strict):
    """A part of a report.

    Attributes:
        level: Of the heading: 1 is 一、, 2 is （一）, 3 is 1., 0 is not numbered.
        over: A fixed table: the part is repeated for each of its rows, {row} standing for the identifier, {label} for
            the label and {item} for the label without its number.
        each: A list section: the part is repeated for each of its rows, which is called `item`.
        chapters: A list section with the columns heading and text, whose rows are chapters of the report:
            those whose heading begins with one of `starting`.
        chart: One of the form's charts, as pictures with captions: only in the report of a summary.
        skip: Headings that are left out of a chapter, since they stand above it already.
        when: A condition, such as is_summary.
    """

    heading: str = ""
    level: Literal[0, 1, 2, 3] = 0
    text: str = ""
    table: TableOutline | None = None
    over: str | None = None
    each: str | None = None
    chapters: str | None = None
    chart: str | None = None
    starting: list[str] = []
    skip: list[str] = []
    when: str = ""


class Outline(Strict):
    """A report's outline."""

    title: str
    subtitle: str = ""
    parts: list[Part] = Field(alias="part")
