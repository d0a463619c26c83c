"""What must be there and how it is named: required (必填), required_rows (列表不空), one_of (枚举)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from validation.rules.base import Check, Evidence, blank
from workbook_templates.submission import Unreadable

if TYPE_CHECKING:
    from workbook_templates.frames import Frames
    from workbook_templates.model import Form
    from workbook_templates.rules import OneOf, Required, RequiredRows


def required_checks(form: Form, rule: Required) -> list[Check]:
    """必填: not blank; in a list, in each of its rows."""
    return [
        Check(rule, form.section_of(name), name, partial(_judge_required, name)) for name in form.matching(rule.fields)
    ]


def _judge_required(name: str, frames: Frames) -> list[Evidence | None]:
    return [Evidence() if blank(value) else None for value in frames.column(name)]


def required_rows_checks(form: Form, rule: RequiredRows) -> list[Check]:
    """列表不空: at least one row."""
    return [Check(rule, "", name, partial(_judge_rows, name)) for name in rule.lists]


def _judge_rows(name: str, frames: Frames) -> list[Evidence | None]:
    return [None if any(rows[name]) else Evidence() for rows in frames.rows]


def one_of_checks(form: Form, rule: OneOf) -> list[Check]:
    """枚举: one of a code list; blanks around the name do not matter."""
    codes = form.codes[rule.codes]
    return [
        Check(rule, form.section_of(name), name, partial(_judge_code, name, codes))
        for name in form.matching(rule.fields)
    ]


def _judge_code(name: str, codes: list[str], frames: Frames) -> list[Evidence | None]:
    listed = "、".join(codes)
    return [
        None if blank(value) or isinstance(value, Unreadable) or str(value).strip() in codes
        else Evidence(value, listed)
        for value in frames.column(name)
    ]  # fmt: skip
