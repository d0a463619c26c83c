"""What a raw cell means, given the type of the field that it stands in."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from udfs import CalculationError, convert_unit, read_shown, round_half_up, to_decimal
from workbook_templates.model import NUMERIC, Expected
from workbook_templates.submission import Unreadable, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook_templates.ooxml import RawCell

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE = re.compile(r"(\d{4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*日?")
_DATE_CODES = re.compile(r"[yd]|m(?!m:)|年|月|日", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_FIRST_DAY = date(1900, 3, 1)
"""Excel counts a 29 February 1900 that never was: what lies before it can't be told, and is no date of a form."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A cell's meaning: what it shows, its value (None if blank), and what was noticed."""

    shown: str
    value: Value | None
    note: str | None = None
    slots: Mapping[str, str] | None = None


def interpret(raw: RawCell, expected: Expected, number_format: str = "General", *, date1904: bool = False) -> Reading:
    """The meaning of a filled cell.

    A number is read at the decimals of its field, half-up; text that shows a number is read as that
    number, with a note; what can't be read is `Unreadable`, never blank or zero.
    """
    if raw.kind == "error":
        return Reading(raw.text, Unreadable(raw.text), "error_cell", {"error": raw.text})
    if raw.kind == "uncached":
        return Reading("", Unreadable(""), "uncached_formula", {})
    if raw.kind == "text" and not raw.text.strip():
        return Reading("", None)
    if expected.type in NUMERIC:
        return _number(raw, expected, number_format)
    if expected.type == "date":
        return _date(raw, date1904=date1904)
    return _text(raw, number_format, date1904=date1904)


def _number(raw: RawCell, expected: Expected, number_format: str) -> Reading:
    if raw.kind == "boolean":
        return _unreadable("TRUE" if raw.text == "1" else "FALSE", "unreadable_number")
    if raw.kind == "text":
        return _typed_number(raw.text, expected)
    value = to_decimal(float(raw.text))
    shown = plain_digits(value)
    if expected.type == "percent" and "%" in _QUOTED.sub("", number_format):
        value *= 100
        shown = f"{plain_digits(value)}%"
    return _at_decimals(shown, value, expected, None)


def _typed_number(text: str, expected: Expected) -> Reading:
    if expected.type == "year" and (years := _YEAR.findall(unicodedata.normalize("NFKC", text))):
        if len(set(years)) == 1:
            return Reading(text, Decimal(years[0]), "number_as_text", {"value": years[0]})
        return _unreadable(text, "unreadable_number")
    try:
        number = read_shown(text)
        value = number.value
        if number.unit == "%" and expected.type != "percent":
            return _unreadable(text, "unreadable_number")
        if number.unit not in ("", "%"):
            if expected.type != "money":
                return _unreadable(text, "unreadable_number")
            value = convert_unit(value, number.unit, expected.money_unit)
    except CalculationError:
        return _unreadable(text, "unreadable_number")
    return _at_decimals(text, value, expected, "number_as_text")


def _at_decimals(shown: str, value: Decimal, expected: Expected, note: str | None) -> Reading:
    rounded = round_half_up(value, expected.decimals)
    if rounded != value:
        return Reading(shown, rounded, "hidden_decimals", {"held": plain_digits(value), "value": f"{rounded:f}"})
    return Reading(shown, rounded, note, {"value": f"{rounded:f}"} if note else None)


def _date(raw: RawCell, *, date1904: bool) -> Reading:
    if raw.kind == "number":
        try:
            value = date_of(float(raw.text), date1904=date1904)
        except (OverflowError, ValueError):
            return _unreadable(raw.text, "unreadable_date")
        return Reading(value.isoformat(), value)
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", raw.text).strip())
    if raw.kind == "text" and found:
        try:
            value = _after_first_day(date(*map(int, found.groups())))
        except ValueError:
            return _unreadable(raw.text, "unreadable_date")
        # A date that the form keeps as text in ISO form says exactly what it is.
        return Reading(raw.text, value, "date_as_text", {"value": value.isoformat()})
    return _unreadable(raw.text, "unreadable_date")


def _text(raw: RawCell, number_format: str, *, date1904: bool) -> Reading:
    if raw.kind == "boolean":
        text = "TRUE" if raw.text == "1" else "FALSE"
    elif raw.kind == "number":
        text = _shown_number(raw.text, number_format, date1904=date1904)
    else:
        text = raw.text
    return Reading(text, text)


def _shown_number(digits: str, number_format: str, *, date1904: bool) -> str:
    """A number in a text field, as its cell shows it (100%, 2024-01-16, 5460)."""
    codes = _QUOTED.sub("", number_format)
    if "%" in codes:
        return f"{plain_digits(to_decimal(float(digits)) * 100)}%"
    if codes.lower() not in ("general", "@") and _DATE_CODES.search(codes):
        try:
            return date_of(float(digits), date1904=date1904).isoformat()
        except (OverflowError, ValueError):
            return digits
    return plain_digits(to_decimal(float(digits)))


def plain_text(raw: RawCell) -> str:
    """What a cell holds, a number without the zeros with which a program may have stored it."""
    return plain_digits(to_decimal(float(raw.text))) if raw.kind == "number" else raw.text


def _unreadable(shown: str, note: str) -> Reading:
    return Reading(shown, Unreadable(shown), note, {"shown": shown})


def plain_digits(value: Decimal) -> str:
    """A number without exponent and without zeros at the end.

    >>> plain_digits(Decimal("152186.40")), plain_digits(Decimal("1E+3"))
    ('152186.4', '1000')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def date_of(serial: float, *, date1904: bool = False) -> date:
    """The day of an Excel serial number; the time of day is dropped.

    Raises:
        ValueError, OverflowError: no day from March 1900 on has this number.

    >>> date_of(45307).isoformat()
    '2024-01-16'
    """
    return _after_first_day((_EPOCH_1904 if date1904 else _EPOCH) + timedelta(days=math.floor(serial)))


def _after_first_day(day: date) -> date:
    if day < _FIRST_DAY:
        raise ValueError(f"before {_FIRST_DAY}")
    return day


def serial_of(day: date) -> int:
    """The Excel serial number of a day (1900 system).

    >>> serial_of(date(2024, 1, 16))
    45307
    """
    return (day - _EPOCH).days
