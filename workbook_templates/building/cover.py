"""The cover (封面): which form, which version, whose; the settings; how to fill the form in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbook_templates import layout as lay
from workbook_templates import names
from workbook_templates.building.annexes import colour_marked
from workbook_templates.building.painter import CARRIED, COMPUTED, ENTRY, LABEL, Painter, protect
from workbook_templates.ooxml import Area
from workbook_templates.rules import Shares

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet


LEGEND_LINE = 26
"""Characters of the legend that fit on one line."""


@dataclass
class Cover:
    """Draws the cover, line by line."""

    paint: Painter
    sheet: Worksheet

    def __post_init__(self) -> None:
        self.form, self.layout = self.paint.form, self.paint.layout
        self.row = 4

    def draw(self) -> None:
        """The whole cover."""
        sheet, head = self.sheet, self.form.form
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 3)
        sheet.set_column(1, 1, 24)
        sheet.set_column(2, 2, 64)
        title = self.paint.style(font_name=self.layout.page.title_font, font_size=20, align="center")
        self.paint.put(sheet, Area(names.COVER_SHEET, 2, 2, 2, 3), head.title, title)
        sheet.set_row(1, 40)
        locked = self.paint.style(border=1, align="left", indent=1, bg_color=LABEL)
        entry = self.paint.style(border=1, align="left", indent=1, bg_color=ENTRY, locked=False, num_format="@")
        mirrored = self.paint.style(border=1, align="left", indent=1, bg_color=COMPUTED)
        if head.number:
            self._line("表号", head.number, locked)
        self._line("表的标识", head.id, locked, names.FORM)
        self._line("表样版本", head.version, locked, names.VERSION)
        self._line("年度", f"{head.year} 年", locked)
        self._line("金额单位", head.money_unit, locked)
        self._line("依据", head.basis, locked)
        self._line("单位代码", None, entry, names.UNIT_CODE)
        if names.UNIT_NAME in self.layout.placed():
            formula = f'=IF({names.UNIT_NAME}="","",{names.UNIT_NAME})'
            self._line(head.unit_label, formula, mirrored, names.UNIT_NAME_MIRROR)
        else:
            self._line(head.unit_label, None, entry, names.UNIT_NAME)
        self._settings()
        self._legend()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1)
        colour_marked(self.paint, sheet, self.row, 3)
        protect(sheet)

    def _line(self, label: str, value: str | None, style: Format, name: str | None = None) -> None:
        row = self.row
        self.paint.put(
            self.sheet, Area(names.COVER_SHEET, row, 2, row, 2), label, self.paint.style(border=1, align="center")
        )
        area = Area(names.COVER_SHEET, row, 3, row, 3)
        self.paint.put(self.sheet, area, value, style)
        self.sheet.set_row(row - 1, 24 if len(value or "") < 40 or (value or "").startswith("=") else 36)
        if name:
            self.paint.name(name, area)
        self.row += 1

    def _settings(self) -> None:
        """Fields that have no place on the printed form."""
        rest = [scalar for scalar in self.form.scalars.values() if scalar.id not in self._placed()]
        for scalar in rest:
            row = self.row
            label = Area(names.COVER_SHEET, row, 2, row, 2)
            self.paint.put(
                self.sheet, label, self.paint.label_text(scalar.id), self.paint.style(border=1, align="center")
            )
            self.sheet.set_row(row - 1, 30)
            self.paint.scalar(self.sheet, scalar, Area(names.COVER_SHEET, row, 3, row, 3), align="left")
            self.row += 1

    def _placed(self) -> set[str]:
        tables = {band.table for band in self.layout.bands if isinstance(band, lay.TableBand)}
        cells = {f"{t.id}.{r.id}.{c.id}" for t in self.form.tables if t.id in tables for r in t.rows for c in t.columns}
        return self.layout.placed() | cells

    def _legend(self) -> None:
        self.row += 1
        rows = [
            ("白色", ENTRY, "由您填写。"),
            ("蓝色", COMPUTED, "由公式算出，已锁定，不用填。"),
            ("浅蓝色", CARRIED, self._meaning_of_carried()),
        ]
        for name, colour, meaning in rows:
            self._legend_line(name, meaning, colour)
            if len(meaning) > LEGEND_LINE:
                self.sheet.set_row(self.row - 2, 36)
        steps = (
            f"一、在“{'”“'.join(self._sheets_to_fill())}”中填写白色格；行不够时，在列表最后一行上方插入行。\n"
            f"二、{self._computed_step()}\n"
            f"三、校验列为“核实”的，在“{names.EXPLANATION_SHEET}”中写明原因；列为“强制”的必须改正。\n"
            "四、保存后上交，不要改动表样、工作表名和名称。"
        )
        self._legend_line("填写步骤", steps, None)
        # The names of several sheets take a second line.
        self.sheet.set_row(self.row - 2, 76 if len(self.form.sheets) == 1 else 92)

    def _sheets_to_fill(self) -> list[str]:
        """The form's sheets without those that only show what the program collects or computes."""
        return [sheet for sheet in self.form.sheets if any(map(self._is_entered, self._bands(sheet)))]

    def _bands(self, sheet: str) -> list[lay.Band]:
        return self.layout.bands_on(sheet, self.form.form.sheet)

    def _is_entered(self, band: lay.Band) -> bool:
        match band:
            case lay.ListBand():
                return not self.form.list_sections[band.section].collected
            case lay.BlocksBand():
                return True
            case lay.TableBand():
                prefix = f"{band.table}."
                return any(n.startswith(prefix) and not s.computed for n, s in self.form.scalars.items())
            case lay.RowsBand():
                fields = (cell.field for line in band.rows for cell in line.cells)
                return any(f in self.form.scalars and not self.form.scalars[f].computed for f in fields if f)

    def _meaning_of_carried(self) -> str:
        collected = "汇总时由程序从各单位的表汇集，不用填。"
        carried = "上年带来的数；没有带来时由您填写。"
        columns = [column for section in self.form.lists for column in section.columns]
        if not any(column.source for column in columns):
            return carried
        own = any(scalar.carried for scalar in self.form.scalars.values())
        return f"{carried}各单位的汇集表{collected}" if own else collected

    def _computed_step(self) -> str:
        if any(isinstance(rule, Shares) and rule.absorb for rule in self.form.rules):
            return "合计与占比由公式自动算出；占比的尾差由哪一项承担，可以在上面指定。"
        return "合计、比率、得分等蓝色格由公式自动算出。"

    def _legend_line(self, label: str, text: str, colour: str | None) -> None:
        row = self.row
        look: dict[str, Any] = {"bg_color": colour} if colour else {}
        label_area = Area(names.COVER_SHEET, row, 2, row, 2)
        self.paint.put(self.sheet, label_area, label, self.paint.style(border=1, align="center", **look))
        self.paint.put(
            self.sheet,
            Area(names.COVER_SHEET, row, 3, row, 3),
            text,
            self.paint.style(border=1, align="left", indent=1),
        )
        self.sheet.set_row(row - 1, 22)
        self.row += 1
