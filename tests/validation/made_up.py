"""Made-up reports with marked figures, and how many of them are judged rightly."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from validation.prose.check import check_prose
from validation.prose.sentences import Paragraph
from workbook_templates.submission import Cell, Submission

FOLDER = Path(__file__).with_name("prose_made_up")
_MARK = re.compile(r"\[([=!])([^\]]*)\]")


@dataclass(frozen=True)
class MadeUp:
    """A made-up report.

    Attributes:
        right: Paragraph (from 0) and text of each figure that is the workbook's.
        wrong: Those that were written wrong on purpose.
    """

    form: str
    lines: list[str]
    right: list[tuple[int, str]]
    wrong: list[tuple[int, str]]


def made_up(name):
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    marks = [(i, found[1], found[2]) for i, line in enumerate(data["text"]) for found in _MARK.finditer(line)]
    lines = [_MARK.sub(lambda found: found[2], line) for line in data["text"]]
    right, wrong = ([(i, text) for i, mark, text in marks if mark == which] for which in "=!")
    return MadeUp(data["form"], lines, right, wrong)


def submitted(form, document):
    """A workbook with the values of a data document."""
    cells = [
        Cell(name, None, "表", f"B{number}", str(value), value)
        for number, (name, value) in enumerate(document.values.items(), start=1)
    ]
    cells += [
        Cell(f"{section}.{column}", number, "表", f"C{number}", str(value), value)
        for section, rows in document.rows.items()
        for number, row in enumerate(rows, start=1)
        for column, value in row.items()
    ]
    return Submission(form.id, form.form.version, document.unit, "例.xlsx", "", tuple(cells))


def judged(report, form, workbook):
    """How many planted figures were found, how many right ones were judged, and the findings of neither."""
    paragraphs = [Paragraph.whole(line, f"第 {number} 段") for number, line in enumerate(report.lines)]
    result = check_prose("报告.docx", paragraphs, form, workbook)
    hit = {(_number(f.cell), _plain(operand.value)) for f in result.findings for operand in f.operands}
    hit |= {(_number(f.cell), _plain(f.actual)) for f in result.findings}
    found = {mark for mark in report.wrong if mark in hit}
    false = [
        f for f in result.findings
        if not {(_number(f.cell), _plain(v)) for v in (f.actual, *(o.value for o in f.operands))} & set(report.wrong)
    ]  # fmt: skip
    seen = {(_number(pair.sentence.place), _plain(pair.figure.text)) for pair in result.pairs}
    return len(found), sum(mark in seen for mark in report.right), false


def _number(place):
    return int(re.search(r"\d+", place)[0])


def _plain(text):
    return str(text).replace(" ", "")
