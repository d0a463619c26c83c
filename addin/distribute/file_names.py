"""File names by a pattern: safe on Windows, one for each unit."""

from __future__ import annotations

import string
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from addin.roster import RosterUnit
    from workbook_templates.model import Form

DEFAULT_PATTERN: Final = "{code} {name}.xlsx"
FIELDS: Final[Mapping[str, str]] = {"code": "单位代码", "name": "单位名称", "form": "表的标识", "year": "年度"}
"""What a pattern may name."""

_ENDING: Final = ".xlsx"
_FORBIDDEN: Final = '\\/:*?"<>|'
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"}
)
_LISTED: Final = 10
"""How many faults are told at once."""


class FileNameError(Exception):
    """Units can't be given file names by a pattern; the message (Chinese) says why and what to do."""


def file_names(units: Sequence[RosterUnit], form: Form, pattern: str = DEFAULT_PATTERN) -> list[str]:
    """The file name of each unit's workbook.

    Raises:
        FileNameError: The pattern names an unknown field or has a character that no file name may have, or two
            units would get the same name; blanks, case and spelling do not tell names apart.
    """
    _check(pattern)
    ending = "" if pattern.lower().endswith(_ENDING) else _ENDING
    shared = {"form": form.id, "year": str(form.form.year)}
    names = [safe_name(pattern.format(code=unit.code, name=unit.name, **shared) + ending) for unit in units]
    if faults := list(_same(units, names)):
        more = f"（共 {len(faults)} 处，列出前 {_LISTED} 处）" if len(faults) > _LISTED else ""
        raise FileNameError(
            f"文件名重复{more}，一份也没有写：{'；'.join(faults[:_LISTED])}。请在 --pattern 中用上 {{code}}"
        )
    return names


def safe_name(name: str) -> str:
    """A file name that Windows takes and that is not passed over when a folder is read.

    >>> safe_name('甲/乙:"丙".xlsx'), safe_name("第一小学. .xlsx"), safe_name("NUL.xlsx"), safe_name(".x.xlsx")
    ('甲_乙__丙_.xlsx', '第一小学.xlsx', '_NUL.xlsx', 'x.xlsx')
    """
    stem = "".join("_" if char in _FORBIDDEN or not char.isprintable() else char for char in name[: -len(_ENDING)])
    stem = stem.rstrip(". ").lstrip(". ") or "_"
    if stem.partition(".")[0].rstrip().lower() in _DEVICES or stem.startswith("~$"):
        stem = f"_{stem}"
    return stem + name[-len(_ENDING) :]


def _check(pattern: str) -> None:
    known = "、".join(f"{{{field}}}（{label}）" for field, label in FIELDS.items())
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError as error:
        raise FileNameError(f"文件名的写法“{pattern}”有误：花括号要成对，可用 {known}") from error
    for text, field, spec, conversion in parts:
        if bad := [char for char in text if char in _FORBIDDEN or not char.isprintable()]:
            raise FileNameError(f"文件名的写法“{pattern}”里有 {bad[0]}，文件名不能用这个字符；请去掉")
        if field is not None and (field not in FIELDS or spec or conversion):
            shown = field + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
            raise FileNameError(f"文件名的写法“{pattern}”里的 {{{shown}}} 不能用；可用 {known}")


def _same(units: Iterable[RosterUnit], names: Iterable[str]) -> Iterable[str]:
    """Names that two units share, as Windows compares them."""
    first: dict[str, RosterUnit] = {}
    for unit, name in zip(units, names, strict=True):
        key = unicodedata.normalize("NFC", name).casefold()
        other = first.setdefault(key, unit)
        if other is not unit:
            yield f"{other.name}（{other.code}）和{unit.name}（{unit.code}）都是 {name}"
