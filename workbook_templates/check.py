"""Where a template and its form disagree (`jibiao template check`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook_templates import names
from workbook_templates.formulas import native_formulas
from workbook_templates.ooxml import Package, UnreadableWorkbookError
from workbook_templates.reading import read_workbook
from workbook_templates.submission import Note, RejectedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook_templates.catalogue import FormFolder
    from workbook_templates.model import Form
    from workbook_templates.submission import Submission


def check_template(folder: FormFolder) -> list[str]:
    """What is to be mended in the template or in the form, in Chinese; empty if they agree.

    Raises:
        FormError: the form can't be loaded or has no template.
    """
    form, data = folder.load(), folder.template()
    try:
        package = Package.open(data)
        submission = read_workbook(data)
    except UnreadableWorkbookError as error:
        return [f"template.xlsx 读不了：{error}"]
    except RejectedError as error:
        return [f"封面或工作表与 form.toml 不符：{error.code} {dict(error.slots)}"]
    faults = [
        _worded(form, note)
        for note in submission.notes
        if note.code in ("missing_name", "label_changed", "no_block", "stray_cell")
    ]
    return [
        *faults,
        *_entry_faults(form, submission),
        *_formula_faults(form, package),
        *_code_faults(form, package),
        *_surplus_names(form, package),
    ]


def _worded(form: Form, note: Note) -> str:
    where = f"{note.sheet}!{note.address}" if note.address else "工作簿"
    if note.code == "missing_name":
        return f"缺少名称 {note.slots['name']}（{form.label_of(note.field)}）"
    if note.code == "label_changed":
        return f"{where}（{note.field}）旁的文字是“{note.slots['found']}”，form.toml 是“{note.slots['expected']}”"
    if note.code == "no_block":
        return f"{where}（{note.field}）没有“{note.slots['expected']}”这样的标题"
    return f"{where} 有内容“{note.slots['shown']}”，但不是表样的固定文字"


def _entry_faults(form: Form, submission: Submission) -> Iterator[str]:
    """What would be handed out to every unit as if it were its own."""
    for cell in submission.cells:
        if cell.field not in form.computed_ids and not cell.field.endswith(f".{names.ITEM}"):
            yield f"{cell.sheet}!{cell.address}（{cell.field}）应是空白，却填有“{cell.shown}”"


def _formula_faults(form: Form, package: Package) -> Iterator[str]:
    for name, formula in native_formulas(form).items():
        area = package.area(name)
        if area is None or area.sheet not in package.sheet_names:
            continue
        found = package.patch(area.sheet).formula_of(area.first_row, area.first_column)
        if found is None:
            yield f"{area}（{name}）应是公式 {formula[:60]}…"
        elif found != formula.removeprefix("="):
            yield f"{area}（{name}）的公式与 form.toml 的规则不符：{found[:60]}…"
    for sheet, cell in ((s, c) for s in form.sheets for c in package.patch(s).address_formulas()):
        yield f"{sheet}!{cell} 的公式用了单元格地址：插入行后会出错，请改用名称"


def _code_faults(form: Form, package: Package) -> Iterator[str]:
    for key, codes in form.codes.items():
        area = package.area(names.code_list(key))
        if area is None or area.sheet not in package.sheet_names:
            yield f"缺少名称 {names.code_list(key)}（枚举字典）"
            continue
        cells = package.cells(area.sheet)
        rows = range(area.first_row, area.last_row + 1)
        found = [raw.text for row in rows if (raw := cells.get((row, area.first_column)))]
        if found != codes:
            yield f"枚举字典 {key} 是 {'、'.join(found)}，form.toml 是 {'、'.join(codes)}"


def _surplus_names(form: Form, package: Package) -> Iterator[str]:
    """Names that look like fields but are none: most often a field that was renamed in the form."""
    known = {*form.scalars, *form.list_columns, *form.list_sections, names.UNIT_CODE, names.UNIT_NAME}
    for name in package.defined_names:
        if name not in known and not name.startswith(("jibiao.", "codes.", "_xl")):
            yield f"名称 {name} 在 form.toml 中没有对应的指标"
