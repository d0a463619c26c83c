"""The data document: a submission as JSON, flat and cell-shaped, for `fill` and `extract`."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbook_templates import names
from workbook_templates.interpret import interpret, plain_digits
from workbook_templates.model import Expected
from workbook_templates.ooxml import MAX_TEXT, RawCell
from workbook_templates.submission import Submission, Unit, Unreadable, Value

if TYPE_CHECKING:
    from workbook_templates.model import Column, Form, Scalar

Row = dict[str, Value]


class DocumentError(Exception):
    """A data document doesn't fit its form; the message (Chinese) lists what to mend."""


@dataclass(frozen=True)
class Document:
    """A unit's data for a form.

    Attributes:
        values: Scalars by identifier, blank ones left out.
        rows: Rows of the list sections.
        explanations: 出错说明 by rule, or by rule@field.
        recorded: The figures for which they were written, by the same keys, where that is known.
        remarks: What was read from text, for the person who runs the command.
    """

    form: str
    unit: Unit
    values: Mapping[str, Value]
    rows: Mapping[str, list[Row]]
    explanations: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    recorded: Mapping[str, str] = field(default_factory=dict)


def document_of(submission: Submission, form: Form) -> Document:
    """The data of a submission that was read."""
    rows = {section.id: submission.rows(section.id) for section in form.lists}
    for section in form.lists:
        if section.within is not None and not any(names.OWNER in row for row in rows[section.id]):
            # A block may lack its own text: its nested rows say that it is there.
            blocks = rows[section.within]
            blocks += [{} for _ in range(len(blocks), _last_block(rows[section.id]))]
    return Document(
        submission.form, submission.unit, submission.scalars, rows, submission.explanations,
        recorded=submission.recorded,
    )  # fmt: skip


def to_json(document: Document) -> dict[str, Any]:
    """The document as JSON data: numbers as numbers, days as ISO text, percentages before the %."""
    return {
        "form": document.form,
        "unit": {"code": document.unit.code, "name": document.unit.name},
        "values": {name: plain_value(value) for name, value in document.values.items()},
        "rows": {
            name: [{key: plain_value(value) for key, value in row.items()} for row in rows]
            for name, rows in document.rows.items()
        },
        "explanations": {
            key: {"text": text, "value": document.recorded[key]} if document.recorded.get(key) else text
            for key, text in document.explanations.items()
        },
    }


def plain_value(value: Value | None) -> str | int | float | None:
    """A value as JSON has it; what can't be read is null (the findings say what stands there)."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, Unreadable) else value


def parse_json(text: str, source: str = "") -> Any:
    """JSON with exact numbers.

    Raises:
        DocumentError: it is no JSON.
    """
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise DocumentError(f"{source} 不是有效的 JSON：{error}") from error


def document_from_json(data: Any, form: Form) -> Document:
    """A document from JSON data, checked against its form.

    Raises:
        DocumentError: it names another form, an unknown field, or a value that can't be read.
    """
    return _Checker(form).document(data)


class _Checker:
    def __init__(self, form: Form) -> None:
        self.form = form
        self.faults: list[str] = []
        self.remarks: list[str] = []

    def document(self, data: Any) -> Document:
        if not isinstance(data, Mapping):
            raise DocumentError("数据文件应是一个 JSON 对象，含 form、unit、values、rows")
        if data.get("form") != self.form.id:
            raise DocumentError(f"数据文件的 form 是 {data.get('form')!r}，应为 {self.form.id}")
        for key in sorted(set(data) - {"form", "unit", "values", "rows", "explanations"}):
            self.faults.append(f"多出的项 {key}")
        unit = self._mapping(data, "unit")
        values = self._values(self._mapping(data, "values"))
        rows = self._rows(self._mapping(data, "rows"))
        explained = self._explanations(self._mapping(data, "explanations"))
        if self.faults:
            more = f"（共 {len(self.faults)} 处，列出前 20 处）" if len(self.faults) > 20 else ""
            raise DocumentError(f"数据文件不合 {self.form.id} 的要求{more}：" + "；".join(self.faults[:20]))
        code, name = (str(unit.get(key) or "").strip() for key in ("code", "name"))
        texts = {key: text for key, (text, _) in explained.items()}
        recorded = {key: value for key, (_, value) in explained.items() if value}
        return Document(self.form.id, Unit(code, name), values, rows, texts, tuple(self.remarks), recorded)

    def _explanations(self, given: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
        """Text and recorded figure of each explanation: {"RULE": "text"} or {"RULE": {"text": …, "value": …}}."""
        found = {}
        for key, entry in given.items():
            parts = entry if isinstance(entry, Mapping) else {"text": entry}
            if set(parts) - {"text", "value"}:
                self.faults.append(f"说明 {key}：只有 text、value 两项")
            text, value = (str(parts.get(name) or "") for name in ("text", "value"))
            if text.strip():
                found[str(key)] = text, value.strip()
        return found

    def _mapping(self, data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = data.get(key) or {}
        if not isinstance(value, Mapping):
            self.faults.append(f"{key} 应是一个对象")
            return {}
        return value

    def _values(self, data: Mapping[str, Any]) -> dict[str, Value]:
        found = {}
        for name, given in data.items():
            scalar = self.form.scalars.get(name)
            if scalar is None:
                self.faults.append(f"没有名为 {name} 的指标{_nearest(name, self.form.scalars)}")
            elif (value := self._value(name, given, scalar)) is not None:
                found[name] = value
        return {name: found[name] for name in self.form.scalars if name in found}

    def _rows(self, data: Mapping[str, Any]) -> dict[str, list[Row]]:
        for name in data:
            if name not in self.form.list_sections:
                self.faults.append(f"没有名为 {name} 的列表{_nearest(name, self.form.list_sections)}")
        rows = {name: self._list(name, data.get(name) or []) for name in self.form.list_sections}
        return {name: self._without_blank(name, rows) for name in rows}

    def _without_blank(self, name: str, rows: Mapping[str, list[Row]]) -> list[Row]:
        """The rows of which something is filled in; a blank block stays if rows are nested in it or blocks follow."""
        nested = [rows[section.id] for section in self.form.lists if section.within == name]
        if not nested:
            return [row for row in rows[name] if row]
        last = max(number for number, row in enumerate([{names.ITEM: Decimal(0)}, *rows[name]]) if row)
        return rows[name][: max(last, *map(_last_block, nested))]

    def _list(self, name: str, given: Any) -> list[Row]:
        if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
            self.faults.append(f"{name} 应是若干行的数组")
            return []
        rows = [self._row(name, number, row) for number, row in enumerate(given, start=1)]
        if self.form.list_sections[name].within is not None:
            # Rows stand below their block: in the order of the blocks, otherwise as given.
            rows = sorted(rows, key=_block)
        return rows

    def _row(self, name: str, number: int, given: Mapping[str, Any]) -> Row:
        section = self.form.list_sections[name]
        row: Row = {}
        for key in given:
            if key not in {column.id for column in section.columns} | {names.ITEM}:
                self.faults.append(f"{name} 第 {number} 行：没有名为 {key} 的栏")
        for column in section.columns:
            value = self._value(f"{name}.{column.id}", given.get(column.id), column, number)
            if value is not None:
                row[column.id] = value
        if section.within is not None and row:
            block = given.get(names.ITEM)
            if not isinstance(block, int) or block < 1:
                self.faults.append(f"{name} 第 {number} 行：{names.ITEM} 应为所属目标的序号（1、2、…）")
            else:
                row[names.ITEM] = Decimal(block)
        return row

    def _value(self, name: str, given: Any, place: Scalar | Column, row: int | None = None) -> Value | None:
        where = f"{name} 第 {row} 行" if row else name
        if given is None or given == "":
            return None
        if isinstance(given, bool) or not isinstance(given, (str, int, Decimal, float)):
            self.faults.append(f"{where}：{given!r} 不是数字或文字")
            return None
        if isinstance(given, str):
            return self._text(where, given, place)
        # A bare number is what its cell would hold, with percentages before the % sign.
        expected = Expected(place.type, self.form.decimals_of(place), self.form.form.money_unit)
        if place.type in ("text", "long_text", "code", "date"):
            self.faults.append(f"{where}：应为文字，加上引号")
            return None
        reading = interpret(_typed(plain_digits(Decimal(str(given)))), expected)
        return self._taken(where, reading.value, str(given), reading.note)

    def _text(self, where: str, given: str, place: Scalar | Column) -> Value | None:
        if len(given) > MAX_TEXT:
            self.faults.append(f"{where}：{len(given)} 字，一个单元格最多 {MAX_TEXT} 字")
            return None
        expected = Expected(place.type, self.form.decimals_of(place), self.form.form.money_unit)
        reading = interpret(_typed(given), expected)
        if reading.note == "number_as_text":
            self.remarks.append(f"{where}：文字“{given}”读作 {reading.value}")
        return self._taken(where, reading.value, given, reading.note)

    def _taken(self, where: str, value: Value | None, given: str, note: str | None) -> Value | None:
        if isinstance(value, Unreadable):
            self.faults.append(f"{where}：“{given}”读不成数字或日期")
            return None
        if note == "hidden_decimals":
            self.remarks.append(f"{where}：{given} 按表的小数位四舍五入为 {value}")
        return value


def _typed(text: str) -> RawCell:
    """A text as a cell into which it was typed."""
    return RawCell("text", text, formula=False, style=0)


def _block(row: Row) -> Decimal:
    block = row.get(names.ITEM)
    return block if isinstance(block, Decimal) else Decimal(0)


def _last_block(rows: list[Row]) -> int:
    return max((int(_block(row)) for row in rows), default=0)


def _nearest(name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"（是否 {close[0]}？）" if close else ""
