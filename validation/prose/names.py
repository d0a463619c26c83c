"""How a report may call a workbook's fields (栏目的叫法): from the form's labels, or as the form's [prose] says."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from validation.findings import numbered
from validation.prose.name import STAGES, TOTALS, Name, Place
from validation.prose.sentences import plain as typed
from validation.prose.speaking import other_orders, spoken, word
from validation.prose.units import MONEY, PERCENT, UNITS, unit_of
from workbook_templates.model import NUMERIC, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbook_templates.model import Column, FieldSpec, Form, ListSection, Row, Table
    from workbook_templates.submission import Value

_COUNTS = (
    r"[（(](?:\d[\d.]*)?\s*([万亿千百]?元|[%]|[万亿]?(?:"
    + "|".join(sorted(UNITS, key=len, reverse=True))
    + r"))(?:以上|[/／].*?)?[）)]"
)
_UNIT = re.compile(_COUNTS)
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_NUMBERED = re.compile(r"^(?:\d+[.．、]|其中[:：]?)")
_GENERIC = re.compile(r"(?:当年|全年|本年|本期)?(?:金额|数|人数|项数|间数|支出数|预算数|学校数|教室|合计|.*年数)")
"""Headings of columns that say only that there is a figure."""
_COUNTED: Final = (
    ("人", re.compile(r"学生|教师|教职工|教职员|人数|人员")),
    ("间", re.compile(r"教室|间数")),
    ("所", re.compile(r"学校")),
    ("项", re.compile(r"项数")),
)
"""What a whole number counts whose label names no unit."""
_LEAST_NAME, _MOST_NAME = 3, 40
"""Characters of a row's name that may be looked for in a text."""
_YEAR = re.compile(r"(?:19|20)\d\d")


def names_of(form: Form, scalars: Mapping[str, Value], rows: Mapping[str, Sequence[Mapping[str, Value]]]) -> list[Name]:
    """The names of all figures of a workbook."""
    found: list[Name] = []
    for spec, identifier, words, labels in _scalars(form):
        value = scalars.get(identifier)
        if spec.type not in NUMERIC or spec.type == "year" or not isinstance(value, Decimal):
            continue
        dimension, factor = _unit(form, spec.type, labels)
        years = frozenset(_YEAR.findall("".join(labels)))
        exact = Fraction(value) * Fraction(factor)
        place = Place(identifier, None, form.label_of(identifier), dimension, exact, value, years)
        phrases = [tuple(typed(phrase).split()) for phrase in form.prose.get(identifier, [])]
        declared = [_name(place, phrase) for phrase in phrases]
        found += dict.fromkeys(name for named in [*declared, *spoken(place, words)] for name in other_orders(named))
    for section in form.lists:
        found += _row_names(form, section, rows.get(section.id, ()))
    return found


def _name(place: Place, phrase: tuple[str, ...]) -> Name:
    *before, last = phrase
    nearest, _, after = last.partition("#")
    return Name(place, tuple(map(word, (*before, *([nearest] if nearest else [])))), after)


def _scalars(form: Form) -> Iterator[tuple[FieldSpec | Column, str, tuple[str, ...], tuple[str, ...]]]:
    """Each scalar with the words of its label and its labels, the nearest first."""
    for field in form.fields:
        yield field, field.id, (_core(form.text(field.label)),), (form.text(field.label),)
    for table in form.tables:
        for row in table.rows:
            for column in table.columns:
                labels = tuple(form.text(part.label) for part in (column, row, table))
                yield column, f"{table.id}.{row.id}.{column.id}", _cell_words(form, table, row, column), labels


def _cell_words(form: Form, table: Table, row: Row, column: Column) -> tuple[str, ...]:
    labels = [_core(form.text(part.label)) for part in (table, row, column)]
    whole, name, heading = labels
    words = [stage for stage in STAGES if any(stage in label for label in labels)][:1]
    if years := _YEAR.findall(heading):
        words += [year for year in years if year != str(form.form.year)]
        heading = ""
    words += [whole] if name in TOTALS else []
    words.append(name)
    if heading and not _GENERIC.fullmatch(_BRACKETS.sub("", plain(form.text(column.label)))):
        words.append(heading)
    return tuple(dict.fromkeys(words))


def _core(label: str) -> str:
    """What a label is called in a sentence: without its number, brackets and a closing 数."""
    text = _NUMBERED.sub("", plain(label))
    while (shorter := _BRACKETS.sub("", text)) != text:
        text = shorter
    text = re.sub(r"(?<=..)(?:合计|总数|(?<![系指分])数)$", "", text)
    return typed(text.replace("／", ""))


def _row_names(form: Form, section: ListSection, rows: Sequence[Mapping[str, Value]]) -> Iterator[Name]:
    """The amounts in a list's rows, called by the text in the row's first column."""
    first = section.columns[0]
    if first.type != "text" or section.collected:
        return
    unit = unit_of(form.form.money_unit)
    for number, row in enumerate(rows, start=1):
        name = row.get(first.id)
        if unit is None or not isinstance(name, str) or not _LEAST_NAME <= len(name) <= _MOST_NAME:
            continue
        for column in section.columns:
            value = row.get(column.id)
            if column.type == "money" and isinstance(value, Decimal):
                identifier = f"{section.id}.{column.id}"
                label, exact = numbered(form.label_of(identifier), number), Fraction(value) * Fraction(unit.factor)
                yield Name(Place(identifier, number, label, unit.dimension, exact, value), (typed(plain(name)),))


def _unit(form: Form, kind: str, labels: tuple[str, ...]) -> tuple[str, Decimal]:
    """The unit of a field as its labels or the form say."""
    if kind == "percent":
        return PERCENT, Decimal(1)
    if kind == "money":
        unit = unit_of(form.form.money_unit)
        return (unit.dimension, unit.factor) if unit else (MONEY, Decimal(1))
    for label in labels:
        for spelling in _UNIT.findall(label):
            if unit := unit_of(spelling):
                return unit
    counted = (unit for label in labels for unit, words in _COUNTED if kind == "integer" and words.search(label))
    return next(counted, ""), Decimal(1)
