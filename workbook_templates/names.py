"""Sheet names and defined names that every form's workbook has."""

from __future__ import annotations

import re

COVER_SHEET = "封面"
EXPLANATION_SHEET = "出错说明"
CODES_SHEET = "枚举字典"

FORM = "jibiao.form"
VERSION = "jibiao.version"
UNIT_CODE = "unit.code"
UNIT_NAME = "unit.name"
UNIT_NAME_MIRROR = "jibiao.unit_name"
EXPLANATIONS = "jibiao.explanations"
EXPLANATION_COLUMNS = {
    "rule": "规则编号",
    "field": "单元格或指标（可不填）",
    "text": "说明",
    "value": "填写说明时的数（可不填）",
}
UNIT_EXPLANATIONS = "jibiao.unit_explanations"
"""In a summary: what its units explained, with the columns of `submission.UnitExplanation`."""
RETURN_LIST = "退回清单.xlsx"
"""File name of the list beside return copies."""
RETURNED = "jibiao.returned"
"""In a return copy: the sheet of findings that the program put in front."""

ITEM = "goal"
"""Column of a nested row that says in which block it stands (from 1)."""
OWNER = "unit"
"""Column of a summary's detail row that says whose it is (unit code)."""
SHOWN = "shown"
"""In a summary: where a list stands on the official form, its rows being on a detail sheet."""
SOURCES = "jibiao.sources"
"""In a summary: the lines of 溯源."""
DETAIL = "detail"
"""Prefix of the names of the columns of 单位明细."""


def code_list(key: str) -> str:
    """The defined name of a code list (枚举字典)."""
    return f"codes.{key}"


def is_valid(name: str) -> bool:
    """Whether Excel takes `name` as a defined name, not as a cell address.

    >>> is_valid("income.fiscal.amount"), is_valid("r1"), is_valid("abc12")
    (True, False, False)
    """
    address = re.fullmatch(r"[a-z]{1,3}[0-9]+|r[0-9]*|c[0-9]*|r[0-9]*c[0-9]*|true|false", name, re.IGNORECASE)
    return bool(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", name)) and address is None and len(name) <= 255
