"""The buttons of the group 计算."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from addin.book.writing import blocks_of, put_cells, recalculate
from addin.buttons.checked import read
from addin.buttons.words import named, words
from addin.single import plan_computing
from workbook_templates.building import number_format
from workbook_templates.formulas import native_formulas
from workbook_templates.ooxml import cell_position

if TYPE_CHECKING:
    from collections.abc import Iterable

    import xlwings as xw

    from addin.book.host import Host
    from addin.book.reading import OpenBook
    from addin.book.writing import Content, Place
    from addin.buttons.checked import Read
    from addin.single import Correction, Plan
    from workbook_templates.ooxml import Area

    ByCell = dict[str, dict[Place, Content]]


def compute(book: xw.Book, host: Host) -> None:
    """合计与占比: lost formulas come back, numbers typed as text become numbers, all is calculated anew."""
    known = read(book)
    plan = plan_computing(known.form, known.submission, lambda name: _has_formula(known.source, name))
    lost = _lost_formulas(known, plan)
    cells: ByCell = {}
    for correction in plan.corrections:
        cells.setdefault(correction.sheet, {})[cell_position(correction.address)] = correction.value
    for name, formula in lost.items():
        area = known.source.area(name)
        if area is not None:
            cells.setdefault(area.sheet, {})[area.first_row, area.first_column] = formula
    with ExitStack() as stack:
        for sheet, found in cells.items():
            stack.enter_context(host.unprotected(book.sheets[sheet]))
            _as_numbers(book.sheets[sheet], known, [c for c in plan.corrections if c.sheet == sheet])
            put_cells(book.sheets[sheet], found)
    recalculate(book)
    host.say("\n".join(_said(known, plan, list(lost))))


def _said(known: Read, plan: Plan, lost: list[str]) -> list[str]:
    said = []
    if plan.corrections:
        labels = named([correction.label for correction in plan.corrections])
        said.append(words("compute", "corrected", count=len(plan.corrections), labels=labels))
    if lost and known.source.tells_formulas:
        labels = named([known.form.label_of(name) for name in lost])
        said.append(words("compute", "restored", count=len(lost), labels=labels))
    if not said and known.source.tells_formulas:
        said.append(words("compute", "unchanged"))
    return [*said, words("compute", "done")]


def _has_formula(source: OpenBook, name: str) -> bool:
    """Whether a field's cell holds a formula; where the engine can't tell, what can't be computed is left alone."""
    area = source.area(name)
    return area is None or bool(source.has_formula(area))


def _lost_formulas(known: Read, plan: Plan) -> dict[str, str]:
    """The formulas of the fields whose cells have none, or another one; all where the engine can't tell."""
    formulas = native_formulas(known.form)
    found = {}
    for name in plan.computed:
        area = known.source.area(name)
        if area is None:
            continue
        typed = known.source.formula(area)
        if typed is None or _comparable(typed) != _comparable(formulas[name]):
            found[name] = formulas[name]
    return found


def _comparable(formula: str) -> str:
    """A formula as it is compared: programs write the same one with other blanks, cases and prefixes."""
    return "".join(formula.split()).upper().replace("_XLFN.", "").replace("@", "").replace("$", "")


def _as_numbers(sheet: xw.Sheet, known: Read, corrections: Iterable[Correction]) -> None:
    """Cells formatted as text get the format of their field: else Excel would keep the number as text."""
    fields = {(cell.sheet, cell.address): cell.field for cell in known.submission.cells}
    by_format: dict[str, dict[Place, Content]] = {}
    for correction in corrections:
        field = fields[correction.sheet, correction.address]
        place = known.form.scalars.get(field) or known.form.list_columns[field]
        text = number_format(place, known.form.decimals_of(place))
        by_format.setdefault(text, {})[cell_position(correction.address)] = None
    for text, cells in by_format.items():
        for block in blocks_of(cells):
            area = block.on(sheet)
            if known.source.format_of(area) in {"@", None}:  # None: of several kinds
                area.number_format = text


def clear_entries(book: xw.Book, host: Host) -> None:
    """清除: blanks what was entered; formulas, the unit and last year's figures stay."""
    known = read(book)
    form, source = known.form, known.source
    cells: ByCell = {}
    for name, scalar in form.scalars.items():
        area = source.area(name)
        if area is not None and not scalar.computed and not scalar.carried:
            _blank(cells, area, [area.first_row], source, corner=True)
    for name, column in form.list_columns.items():
        area = source.area(name)
        if area is not None and not column.carried:
            _blank(cells, area, known.submission.sheet_rows.get(form.section_of(name), ()), source)
    for sheet, found in cells.items():
        put_cells(book.sheets[sheet], found)
    host.say(words("clear_entries", "done", count=sum(map(len, cells.values()))))


def _blank(cells: ByCell, area: Area, rows: Iterable[int], source: OpenBook, *, corner: bool = False) -> None:
    """Takes the filled cells of an area in some rows, to be emptied."""
    held = source.cells(area.sheet)
    last = area.first_column if corner else area.last_column
    for row in rows:
        for column in range(area.first_column, last + 1):
            if (row, column) in held:
                cells.setdefault(area.sheet, {})[row, column] = None
