"""The charts of a summary's report (报告里的图): what is drawn, and its place in the Word template.

{%p for chart in charts.income_by_source %}
{{ chart|picture }}
{{ chart.caption }}
{%p endfor %}
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from docx.shared import Cm
from lxml import etree
from markupsafe import Markup

from addin.consolidation import Consolidation
from addin.reporting.fonts import chinese_font
from addin.reporting.pictures import WIDTH_CM, description_of, key_of, png_of
from addin.reporting.places import Branch
from addin.reporting.texts import passed
from addin.roster import Roster, RosterUnit
from addin.summary.charts import plots_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docxtpl import DocxTemplate

    from addin.reporting.places import Usage
    from addin.summary.charts.plot import Plot
    from workbook_templates.catalogue import FormFolder
    from workbook_templates.model import Form
    from workbook_templates.submission import Submission, Value


def plots_within(
    folder: FormFolder, form: Form, summary: Submission, units: Sequence[Submission], values: Mapping[str, Value]
) -> list[Plot]:
    """The plots of a summary workbook, from what it says itself: the same as those of its native charts."""
    result = Consolidation(
        form, folder, Roster([RosterUnit(s.unit.code, s.unit.name, None) for s in units]),
        received={s.unit.code: s for s in units}, contributors=[s.unit.code for s in units],
        values=dict(values),
        rows={section.id: [dict(row) for row in summary.rows(section.id)] for section in form.lists},
    )  # fmt: skip
    return plots_of(result)


def charts_of(form: Form, plots: Sequence[Plot], usage: Usage) -> Branch:
    """What {{ charts.… }} offers: the pictures of each of the form's charts, none in the report of a unit."""
    found: dict[str, object] = {
        chart.id: [ChartPlace(plot, usage) for plot in plots if plot.chart == chart.id] for chart in form.charts
    }
    return Branch(found)


class ChartPlace:
    """A chart on its way into the report; it gets its number where it is shown first."""

    __slots__ = ("_plot", "_usage")

    def __init__(self, plot: Plot, usage: Usage) -> None:
        self._plot, self._usage = plot, usage

    def __getitem__(self, name: str) -> object:
        if name not in {"caption", "title"}:
            raise KeyError(name)
        return self._caption() if name == "caption" else passed(self._plot.title)

    def _caption(self) -> Markup:
        """图 1 and the title; where there is no Chinese font, below it what the picture's letters stand for."""
        pictures = self._usage.pictures
        text = f"图{list(pictures).index(self._noted()) + 1}　{self._plot.title}"
        return passed(text if self._font() else f"{text}\n{key_of(self._plot)}")

    def _noted(self) -> str:
        self._usage.pictures[self._plot.title] = None
        return self._plot.title

    def _font(self) -> str | None:
        fonts = chinese_font()
        self._usage.fontless = not fonts
        return fonts

    def drawn(self, document: DocxTemplate) -> Markup:
        """The picture as Word holds it, in the document that is being made."""
        self._noted()
        picture = BytesIO(png_of(self._plot, self._font()))
        inline = document.docx.part.new_pic_inline(picture, Cm(WIDTH_CM), None)
        inline.docPr.set("name", f"图{inline.docPr.get('id')}")
        inline.docPr.set("descr", description_of(self._plot))
        drawing = etree.tostring(inline, encoding="unicode")
        # What the filter gives stands in the text of a run, which it ends and opens anew.
        return Markup(f"</w:t></w:r><w:r><w:drawing>{drawing}</w:drawing></w:r><w:r><w:t>")  # noqa: S704
