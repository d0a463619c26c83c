"""The roster (名录) as a file: .xlsx or .toml."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import tomli
import xlsxwriter

from addin.output import write_whole
from addin.roster.tree import Roster, RosterError, RosterUnit, tree_faults
from validation.messages import rejection
from workbook_templates.model import normal
from workbook_templates.ooxml import Package, RawCell, UnreadableWorkbookError, cell_name
from workbook_templates.others import plain_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("单位代码", "代码", "code"),
    "name": ("单位名称", "名称", "name"),
    "parent": ("上级代码", "上级单位代码", "上级", "parent"),
    "kind": ("单位类型", "类型", "kind"),
}
"""The headings by which each column is found; the first is the one that is written."""

_OPTIONAL: Final = frozenset({"kind"})
"""Columns that a roster may do without."""

_HEADING_ROWS: Final = 30
"""A title and remarks may stand above the headings, but not more than this."""

_EXACT_DIGITS: Final = 15
"""Digits of a number that a spreadsheet keeps; later ones become zeros."""


def read_roster(path: Path) -> Roster:
    """Read a roster (名录).

    A workbook's first visible sheet has the columns 单位代码, 单位名称 and 上级代码 (or code, name,
    parent) and perhaps 单位类型 (kind), in any order, below a title or not. A TOML file has a `[[unit]]` for
    each, with `code`, `name`, for those not at the top `parent`, and perhaps `kind`.

    Args:
        path: A .xlsx (.xlsm) or .toml file.

    Raises:
        RosterError: It is missing, can't be read, or its units make no tree; all faults at once.
    """
    subject = f"名录 {path.name}"
    kind = path.suffix.lower()
    if kind not in {".xlsx", ".xlsm", ".toml"}:
        raise RosterError(subject, ["不是 .xlsx 或 .toml 文件；请在 Excel 中另存为 .xlsx"])
    if not path.is_file():
        raise RosterError(subject, [f"文件不存在（{path}）；请检查路径"])
    draft = _read_toml(path, subject) if kind == ".toml" else _read_workbook(path, subject)
    faults = draft.faults
    if draft.units or not faults:
        faults = faults + tree_faults(draft.units, draft.places)
    if faults:
        raise RosterError(draft.subject, faults)
    return Roster(draft.units)


def write_roster(roster: Roster, path: Path, *, force: bool = False) -> None:
    """Write a roster as a workbook whose cells are all text, so that codes keep their zeros.

    Args:
        roster: What to write.
        path: A .xlsx file.
        force: Whether an existing file is replaced.

    Raises:
        OutputError: It can't be written.
    """
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"num_format": "@", "bold": True, "bottom": 1})
        sheet = book.add_worksheet("名录")
        for column, (names, width) in enumerate(zip(HEADINGS.values(), (20, 40, 20, 16), strict=True)):
            sheet.set_column(column, column, width, text)
            sheet.write_string(0, column, names[0], bold)
        for row, unit in enumerate(roster, start=1):
            for column, value in enumerate((unit.code, unit.name, unit.parent or "", unit.kind)):
                if value:
                    sheet.write_string(row, column, value, text)
        sheet.freeze_panes(1, 0)
        sheet.ignore_errors({"number_stored_as_text": f"A1:D{len(roster) + 1}"})
    write_whole(path, buffer.getvalue(), force=force)


class _Draft(NamedTuple):
    """What a file says, before it is judged."""

    subject: str
    units: list[RosterUnit]
    places: list[str]
    faults: list[str]


def _read_toml(path: Path, subject: str) -> _Draft:
    try:
        data = tomli.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise RosterError(subject, [rejection("unreadable_file", {}).text]) from error
    except UnicodeDecodeError as error:
        raise RosterError(subject, ["不是 UTF-8 编码；请用 UTF-8 另存"]) from error
    except tomli.TOMLDecodeError as error:
        raise RosterError(subject, [f"不合 TOML 的写法：{error}；请改正这一处"]) from error
    entries = data.get("unit", data.get("units", []))
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise RosterError(subject, ["unit 应写成若干个 [[unit]]，每个单位一个"])
    draft = _Draft(subject, [], [], [])
    for key in data.keys() - {"unit", "units"}:
        draft.faults.append(f"多出的项 {key}；名录里只有 [[unit]]，请删去")
    for number, entry in enumerate(entries, start=1):
        place = f"第 {number} 个 [[unit]]"
        for key in entry.keys() - HEADINGS.keys():
            draft.faults.append(f"{place}：多出的项 {key}；每个单位只有 code、name、parent、kind")
        values = {key: _toml_text(entry.get(key), f"{place} 的 {key}", draft.faults) for key in HEADINGS}
        _add(draft, place, values)
    return draft


def _toml_text(value: Any, place: str, faults: list[str]) -> str | None:
    if value is None:
        return ""
    if isinstance(value, str):
        return _tidy(value)
    faults.append(f'{place} 应是文字；请加上引号，例如 code = "001"')
    return None


def _read_workbook(path: Path, subject: str) -> _Draft:
    try:
        package = Package.open(path)
        shown = [name for name in package.sheet_names if package.sheet_state(name) == "visible"]
        sheet = (shown or package.sheet_names)[0]
        cells, formats = package.cells(sheet), package.number_formats
    except UnreadableWorkbookError as error:
        raise RosterError(subject, [rejection(error.code, error.slots).text]) from error
    draft = _Draft(f"{subject}（工作表“{sheet}”）", [], [], [])
    rows: dict[int, dict[int, RawCell]] = {}
    for (row, column), cell in cells.items():
        rows.setdefault(row, {})[column] = cell
    heading_row, columns = _find_headings(rows, draft.subject)
    for row in sorted(number for number in rows if number > heading_row):
        values = {
            key: _cell_text(rows[row].get(column), cell_name(row, column), formats, draft.faults)
            for key, column in columns.items()
        }
        if any(value != "" for value in values.values()):
            _add(draft, f"第 {row} 行", values)
    return draft


def _find_headings(rows: Mapping[int, Mapping[int, RawCell]], subject: str) -> tuple[int, dict[str, int]]:
    """The row of the headings and the column of each.

    Raises:
        RosterError: A column is missing.
    """
    best: tuple[int, dict[str, int]] = (0, {})
    for row in sorted(rows)[:_HEADING_ROWS]:
        texts = {normal(cell.text).lower(): column for column, cell in sorted(rows[row].items(), reverse=True)}
        columns = {
            key: next(texts[name] for name in names if name in texts)
            for key, names in HEADINGS.items()
            if not texts.keys().isdisjoint(names)
        }
        if len(columns) > len(best[1]):
            best = row, columns
    missing = [names[0] for key, names in HEADINGS.items() if key not in best[1] and key not in _OPTIONAL]
    if not best[1]:
        wanted = "、".join(missing)
        raise RosterError(subject, [f"没有找到标题行；请在第一行写上 {wanted}"])
    if missing:
        wanted = "、".join(missing)
        raise RosterError(subject, [f"第 {best[0]} 行的标题中缺少 {wanted}；请补上这一列（最上级单位的上级代码留空）"])
    return best


def _cell_text(cell: RawCell | None, place: str, formats: Sequence[str], faults: list[str]) -> str | None:
    """What a cell says; None, with a fault, if that can't be told."""
    if cell is None:
        return ""
    if cell.kind == "text":
        return _tidy(cell.text)
    fault = {
        "error": f"{place}：单元格是错误值 {cell.text}；请改为正确的文字",
        "uncached": f"{place}：公式没有计算结果；请在 Excel 中打开并保存一次，或改为文字",
        "boolean": f"{place}：单元格是逻辑值；请改为文字",
    }.get(cell.kind)
    if fault is None:
        number = Decimal(cell.text)
        if number != number.to_integral_value() or number < 0:
            fault = f"{place}：{cell.text} 不是代码；请把单元格设为文本格式后重新填写"
        elif number.adjusted() >= _EXACT_DIGITS:
            fault = f"{place}：超过 {_EXACT_DIGITS} 位的数字，末位已经丢失；请把单元格设为文本格式后重新填写"
        else:
            return _digits(number, formats[cell.style] if cell.style < len(formats) else "")
    faults.append(fault)
    return None


def _digits(number: Decimal, number_format: str) -> str:
    """A code typed as a number, as it is shown.

    >>> _digits(Decimal("1.0"), "General"), _digits(Decimal(1), "000"), _digits(Decimal("4.2E5"), "0")
    ('1', '001', '420000')
    """
    digits = str(int(number))
    return digits.zfill(len(number_format)) if set(number_format) == {"0"} else digits


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _add(draft: _Draft, place: str, values: Mapping[str, str | None]) -> None:
    """Take a unit; what can't be read in it has its fault already and must not bring others."""
    code, name, parent = values["code"], values["name"], values["parent"]
    if code is not None:
        kind = values.get("kind") or ""
        unit = RosterUnit(plain_code(code), "?" if name is None else name, plain_code(parent or "") or None, kind)
        draft.units.append(unit)
        draft.places.append(place)
