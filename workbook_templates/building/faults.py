"""Where a layout names what its form does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook_templates import layout as lay
from workbook_templates import names
from workbook_templates.rules import Tally, Variation, WeightedMean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbook_templates.model import Form


def layout_faults(form: Form, layout: lay.Layout) -> list[str]:
    """What is to be mended in `layout.toml`, in Chinese, each fault with its band (from 1)."""
    found = []
    for number, band in enumerate(layout.bands, start=1):
        found += [f"第 {number} 段：{fault}" for fault in _band_faults(form, band)]
        if band.sheet is not None and band.sheet not in form.sheets:
            found.append(f"第 {number} 段：表里没有工作表 {band.sheet}")
    found += [f"工作表 {name} 没有写 [pages]" for name in form.form.more_sheets if name not in layout.pages]
    found += [f"[pages] 中的 {name} 不是表的工作表" for name in layout.pages if name not in form.form.more_sheets]
    invalid = [name for name in (*form.scalars, *form.list_columns, *form.list_sections) if not names.is_valid(name)]
    return found + [f"标识 {name} 不能作 Excel 的名称（像单元格地址），请在 form.toml 中改名" for name in invalid]


def _band_faults(form: Form, band: lay.Band) -> Iterator[str]:
    match band:
        case lay.RowsBand():
            yield from _cell_faults(form, band.rows)
        case lay.TableBand():
            table = next((table for table in form.tables if table.id == band.table), None)
            if table is None:
                yield f"表里没有固定表 {band.table}"
            else:
                yield from _columns(f"固定表 {table.id}", band.columns, [column.id for column in table.columns])
        case lay.ListBand():
            yield from _list_faults(form, band.section, band.columns)
            yield from _counted_faults(form, band.section, band.columns)
            yield from _cell_faults(form, band.header)
        case lay.BlocksBand():
            yield from _list_faults(form, band.section, band.columns)
            yield from _list_faults(form, band.items, band.item_columns)
            yield from _cell_faults(form, band.header)


def _list_faults(form: Form, section: str, columns: dict[str, str]) -> Iterator[str]:
    known = form.list_sections.get(section)
    if known is None:
        yield f"表里没有列表 {section}"
    else:
        yield from _columns(f"列表 {section}", columns, [column.id for column in known.columns])


def _counted_faults(form: Form, section: str, columns: dict[str, str]) -> Iterator[str]:
    """Excel counts and sums by conditions only over areas of the same shape: such columns are one cell wide."""
    counted = {
        name
        for rule in form.rules
        if isinstance(rule, Tally | Variation | WeightedMean) and rule.section == section
        for name in rule.columns()
    }
    for name, place in columns.items():
        if name in counted and ":" in place:
            yield f"列表 {section} 的 {name} 这一栏要用来清点或计算，只能占一列，现为 {place}"


def _columns(owner: str, placed: Iterable[str], known: list[str]) -> Iterator[str]:
    yield from (f"{owner} 没有 {name} 这一栏" for name in placed if name not in known)
    yield from (f"{owner} 的 {name} 这一栏没有安排位置" for name in known if name not in placed)


def _cell_faults(form: Form, lines: list[lay.Line]) -> Iterator[str]:
    known = {names.UNIT_NAME, names.UNIT_CODE, *form.scalars}
    for cell in (cell for line in lines for cell in line.cells):
        if cell.field is not None and cell.field not in known:
            yield f"{cell.at} 的 field {cell.field} 不是表里的指标"
        if cell.label is not None and cell.label not in known | set(form.list_columns):
            yield f"{cell.at} 的 label {cell.label} 不是表里的指标或栏"
