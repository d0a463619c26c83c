"""Scores and grades (得分、等级): grade, grade_unproved, indicator_score."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from udfs import CalculationError
from udfs import grade as grade_of
from validation.findings import shown
from validation.rules.base import Check, Entry, Evidence, blank, check_each, check_units
from validation.rules.computed import OFFERED
from validation.rules.targets import reached
from workbook_templates.rules import Grade

if TYPE_CHECKING:
    from workbook_templates.model import Form
    from workbook_templates.rules import GradeUnproved, IndicatorScore
    from workbook_templates.submission import Value

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
HIGHEST = Decimal(100)


def grade_checks(form: Form, rule: Grade) -> list[Check]:
    """等级: the one that belongs to the score, by its name; a score is no grade."""
    return [
        check_units(rule, rule.grade, partial(_grade_missing, rule), OFFERED),
        check_units(rule, rule.grade, partial(_grade_wrong, rule)),
        check_units(rule, rule.grade, partial(_grade_unknown, rule), "grade_unknown"),
        check_units(rule, rule.grade, partial(_grade_number, rule), "grade_is_score"),
        check_units(rule, rule.score, partial(_score_outside, rule), "grade_score_outside"),
    ]


def _grade_missing(rule: Grade, entry: Entry) -> Evidence | None:
    expected = _expected(rule, entry.value(rule.score))
    missing = expected is not None and blank(entry.value(rule.grade))
    return Evidence(None, expected, operands=entry.places([rule.score])) if missing else None


def _grade_wrong(rule: Grade, entry: Entry) -> Evidence | None:
    stated, expected = entry.value(rule.grade), _expected(rule, entry.value(rule.score))
    if expected is None or not _stated(stated) or _number_in(stated) is not None or _name(stated) == expected:
        return None
    return Evidence(stated, expected, operands=entry.places([rule.score]))


def _grade_unknown(rule: Grade, entry: Entry) -> Evidence | None:
    stated = entry.value(rule.grade)
    names = [step.grade for step in rule.steps]
    judged = _stated(stated) and _number_in(stated) is None and _expected(rule, entry.value(rule.score)) is None
    return Evidence(stated, "、".join(names)) if judged and _name(stated) not in names else None


def _grade_number(rule: Grade, entry: Entry) -> Evidence | None:
    stated, score = entry.value(rule.grade), entry.value(rule.score)
    number = _number_in(stated)
    if number is None:
        return None
    expected = _expected(rule, score if isinstance(score, Decimal) else number)
    belongs = f"按等级划分应为“{expected}”" if expected else "也不在 0 至 100 分之间"
    return Evidence(stated, expected, operands=entry.places([rule.score]), slots={"belongs": belongs})


def _score_outside(rule: Grade, entry: Entry) -> Evidence | None:
    score = entry.value(rule.score)
    if not isinstance(score, Decimal) or 0 <= score <= HIGHEST:
        return None
    limit = HIGHEST if score > 0 else Decimal(0)
    return Evidence(score, limit, score - limit)


def _expected(rule: Grade, score: Value | None) -> str | None:
    """The grade that belongs to a score; None where there is no score, or none within 0 to 100."""
    if not isinstance(score, Decimal):
        return None
    try:
        return grade_of(score, [(step.grade, Decimal(step.min)) for step in rule.steps])
    except CalculationError:
        return None


def _stated(value: Value | None) -> bool:
    return isinstance(value, str) and not blank(value)


def _name(value: Value | None) -> str:
    return re.sub(r"\s+", "", value) if isinstance(value, str) else ""


def _number_in(value: Value | None) -> Decimal | None:
    found = _NUMBER.search(unicodedata.normalize("NFKC", value)) if isinstance(value, str) else None
    return Decimal(found[0]) if found else None


def grade_unproved_checks(form: Form, rule: GradeUnproved) -> list[Check]:
    """等级没有得分: a grade of the form is stated, but no score from which it would follow."""
    of = form.rule(rule.of)
    assert isinstance(of, Grade)
    return [check_units(rule, of.grade, partial(_unproved, of))]


def _unproved(rule: Grade, entry: Entry) -> Evidence | None:
    stated = entry.value(rule.grade)
    if entry.value(rule.score) is not None or not isinstance(stated, str):
        return None
    ends = [None, *(step.min for step in rule.steps)]
    for step, end in zip(rule.steps, ends, strict=False):
        if step.grade == _name(stated):
            least = [f"不低于 {step.min} 分"] if Decimal(step.min) else []
            below = [f"低于 {end} 分"] if end is not None else []
            words = f"“{step.grade}”须{'、'.join([*least, *below])}"
            return Evidence(stated, operands=entry.places([rule.score]), slots={"least": words})
    return None


def indicator_score_checks(form: Form, rule: IndicatorScore) -> list[Check]:
    """指标得分: within the points, full where reached, with a reason where not."""
    score, reason = (f"{rule.section}.{column}" for column in (rule.score, rule.reason))
    return [
        check_each(rule, form, score, partial(_over, rule), "indicator_score_over"),
        check_each(rule, form, reason, partial(_missed, rule)),
        check_each(rule, form, score, partial(_full, rule), "indicator_score_full"),
        check_each(rule, form, score, partial(_deducted, rule), "indicator_score_deducted"),
    ]


def _over(rule: IndicatorScore, entry: Entry) -> Evidence | None:
    score, points = _column(rule, entry, rule.score), _column(rule, entry, rule.points)
    if not (isinstance(score, Decimal) and isinstance(points, Decimal)) or score <= points:
        return None
    return Evidence(score, points, score - points, _places(rule, entry, rule.points, rule.score))


def _missed(rule: IndicatorScore, entry: Entry) -> Evidence | None:
    unexplained = _reached(rule, entry) is False and blank(_column(rule, entry, rule.reason))
    return _reached_evidence(rule, entry, None) if unexplained else None


def _full(rule: IndicatorScore, entry: Entry) -> Evidence | None:
    score, points = _column(rule, entry, rule.score), _column(rule, entry, rule.points)
    full = isinstance(score, Decimal) and isinstance(points, Decimal) and score == points > 0
    return _reached_evidence(rule, entry, score) if full and _reached(rule, entry) is False else None


def _deducted(rule: IndicatorScore, entry: Entry) -> Evidence | None:
    score, points = _column(rule, entry, rule.score), _column(rule, entry, rule.points)
    if not (isinstance(score, Decimal) and isinstance(points, Decimal) and score < points):
        return None
    if not _reached(rule, entry) or not blank(_column(rule, entry, rule.reason)):
        return None
    return _reached_evidence(rule, entry, score)


def _reached(rule: IndicatorScore, entry: Entry) -> bool | None:
    return reached(*(_as_written(rule, entry, column) for column in (rule.target, rule.actual)))


def _reached_evidence(rule: IndicatorScore, entry: Entry, actual: Value | None) -> Evidence:
    slots = {"target": _as_written(rule, entry, rule.target), "result": _as_written(rule, entry, rule.actual)}
    places = _places(rule, entry, rule.target, rule.actual, rule.points, rule.score)
    points = _column(rule, entry, rule.points)
    expected = points if isinstance(actual, Decimal) else None
    difference = actual - points if isinstance(actual, Decimal) and isinstance(points, Decimal) else None
    return Evidence(actual, expected, difference, places, slots)


def _column(rule: IndicatorScore, entry: Entry, column: str) -> Value | None:
    return entry.value(f"{rule.section}.{column}")


def _as_written(rule: IndicatorScore, entry: Entry, column: str) -> str:
    """A target or a result as text, with the % of a percentage cell."""
    value = _column(rule, entry, column)
    if isinstance(value, Decimal):
        percent = entry.form.expected[f"{rule.section}.{column}"].type == "percent"
        return f"{value:f}{'%' if percent else ''}"
    return value.strip() if isinstance(value, str) else "" if value is None else shown(value)


def _places(rule: IndicatorScore, entry: Entry, *columns: str) -> list[tuple[str, int | None]]:
    return entry.places([f"{rule.section}.{column}" for column in columns])
