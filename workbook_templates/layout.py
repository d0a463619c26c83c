"""What a form looks like, as data: `layout.toml`, from which the template is built.

A layout is a stack of *bands* on a grid of columns. Texts that have a meaning (labels of fields,
rows, columns) are not repeated here: a band names them and takes them from `form.toml`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Columns = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}(:[A-Z]{1,2})?$")]
"""A column or a span of columns: "D", "B:C"."""

Align = Literal["left", "center", "right", "justify"]
Style = Literal["cell", "bare", "title", "number"]


class Strict(BaseModel):
    """An unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Cell(Strict):
    """One cell (merged over `at` and `down` rows): a text, the label of something, or a field."""

    at: Columns
    down: int = 1
    text: str | None = None
    label: str | None = None
    """Identifier whose label is shown."""
    field: str | None = None
    """Scalar that is entered or computed here."""
    align: Align | None = None
    style: Style = "cell"
    """`bare` has no border (title lines); `title` and `number` are the form's title and number."""
    border: str = "LTRB"
    """Sides that have a line, so that neighbours can be made to look like one cell."""
    format: str | None = None
    """Excel number format, where the type's own does not fit."""


class Line(Strict):
    """One row of cells."""

    height: float | None = None
    cells: list[Cell]


class OnSheet(Strict):
    """What every band has: the sheet on which it stands."""

    sheet: str | None = None
    """One of the form's further sheets; by default its first."""
    page_break: bool = False
    """A new page begins with the band."""


class RowsBand(OnSheet):
    """Rows drawn cell by cell."""

    kind: Literal["rows"]
    rows: list[Line]
    repeat: bool = False
    """Printed again at the top of each page."""


class TableBand(OnSheet):
    """The rows of a fixed table."""

    kind: Literal["table"]
    table: str
    side: Columns | None = None
    """Where the table's own label stands, merged over all rows."""
    label: Columns
    label_align: Align = "center"
    columns: dict[str, Columns]
    height: float | None = None


class ListBand(OnSheet):
    """A list section: heads, blank rows, and a thin closing row above which rows are inserted."""

    kind: Literal["list"]
    section: str
    side: Columns | None = None
    header: list[Line]
    columns: dict[str, Columns]
    count: int
    height: float | None = None


class BlocksBand(OnSheet):
    """A list of blocks, each with a text and the nested list's heads and rows."""

    kind: Literal["blocks"]
    section: str
    label: Columns
    columns: dict[str, Columns]
    count: int
    height: float | None = None
    items: str
    side: Columns
    header: list[Line]
    item_columns: dict[str, Columns]
    item_count: int
    item_height: float | None = None


Band = Annotated[RowsBand | TableBand | ListBand | BlocksBand, Field(discriminator="kind")]


class Page(Strict):
    """Paper, fonts and the column grid (widths in characters, from column A)."""

    orientation: Literal["portrait", "landscape"] = "portrait"
    font: str = "宋体"
    size: float = 10.5
    title_font: str = "黑体"
    title_size: float = 18
    widths: list[float]


class SheetPage(Strict):
    """What a further sheet has of its own; the fonts are those of the first."""

    orientation: Literal["portrait", "landscape"] = "portrait"
    widths: list[float]


class Layout(Strict):
    """All that `template build` needs beside the form itself."""

    page: Page
    pages: dict[str, SheetPage] = {}
    """The further sheets, by name."""
    bands: list[Band] = Field(alias="band")

    def page_of(self, sheet: str) -> Page | SheetPage:
        """Paper and columns of a sheet."""
        return self.pages.get(sheet, self.page)

    def bands_on(self, sheet: str, first: str) -> list[Band]:
        """The bands of a sheet; `first` is the sheet of those that name none."""
        return [band for band in self.bands if (band.sheet or first) == sheet]

    def placed(self) -> set[str]:
        """The scalars that have a place of their own on the form's sheets."""
        cells = [cell for band in self.bands if isinstance(band, RowsBand) for line in band.rows for cell in line.cells]
        return {cell.field for cell in cells if cell.field}
