"""Makes `report.docx` from a form's `report.toml`: an official document with tags, to be edited in Word."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from addin.reporting.archive import repacked
from addin.reporting.office import BODY, PICTURE, PICTURE_CAPTION, SUBTITLE, TITLE, official_document
from addin.reporting.outline_faults import outline_faults
from addin.reporting.rendering import check_template
from addin.reporting.tables import add_table
from workbook_templates.catalogue import FormError

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

    from workbook_templates.model import Form
    from workbook_templates.outline import Outline, Part

_DIGITS = "零一二三四五六七八九十"


def build_report_template(form: Form, outline: Outline) -> bytes:
    """The Word template of a form's report; the same form and outline give the same bytes.

    Raises:
        FormError: the outline names a table or a list that the form does not have.
        TemplateFaultError: a text in it names what the form does not have.
    """
    if faults := outline_faults(form, outline):
        raise FormError(f"{form.id} 的 report.toml 与 form.toml 不符：{'；'.join(faults)}")
    document = official_document(form.form.title)
    _Writer(form, document).write(outline)
    stream = io.BytesIO()
    document.save(stream)
    template = repacked(stream.getvalue())
    check_template(template, "report.toml", form)
    return template


class _Writer:
    def __init__(self, form: Form, document: WordDocument) -> None:
        self.form = form
        self.document = document
        self.numbers = [0, 0, 0]

    def write(self, outline: Outline) -> None:
        self._line(outline.title, TITLE)
        if outline.subtitle:
            self._line(outline.subtitle, SUBTITLE)
        else:
            self._line("", BODY)
        for part in outline.parts:
            self._part(part)

    def _part(self, part: Part) -> None:
        # A part of units is only in the report of a summary.
        of_units = part.chart or (part.table and part.table.units)
        condition = part.when or ("is_summary" if of_units else "")
        if condition:
            self._line(f"{{%p if {condition} %}}", BODY)
        if part.each:
            self._line(f"{{%p for item in {part.each} %}}", BODY)
        if part.over:
            table = next(table for table in self.form.tables if table.id == part.over)
            for row in table.rows:
                label = self.form.text(row.label)
                self._content(part, {"{row}": row.id, "{label}": label, "{item}": _unnumbered(label)})
        else:
            self._content(part, {})
        if part.each:
            for line in ("{%p else %}", f"{{{{ {part.each} }}}}", "{%p endfor %}"):
                self._line(line, BODY)
        if condition:
            self._line("{%p endif %}", BODY)

    def _content(self, part: Part, names: dict[str, str]) -> None:
        if part.heading:
            self._heading(_named(part.heading, names), part.level)
        for line in _named(part.text, names).strip().splitlines():
            self._line(line.strip(), BODY)
        if part.chapters:
            self._chapters(part)
        if part.table is not None:
            add_table(self.document, self.form, part.table, each=part.each is not None)
        if part.chart:
            for text, style in (
                (f"{{%p for chart in charts.{part.chart} %}}", BODY), ("{{ chart|picture }}", PICTURE),
                ("{{ chart.caption }}", PICTURE_CAPTION), ("{%p endfor %}", BODY),
            ):  # fmt: skip
                self._line(text, style)

    def _heading(self, text: str, level: int) -> None:
        if level:
            self.numbers[level - 1 :] = [self.numbers[level - 1] + 1, *[0] * (3 - level)]
            text = f"{numbering(level, self.numbers[level - 1])}{text}"
        self._line(text, f"Heading {level or 1}")

    def _chapters(self, part: Part) -> None:
        skip = f", {_listed(part.skip)}" if part.skip else ""
        self._line(f"{{%p for chapter in {part.chapters}|chapters({_listed(part.starting)}{skip}) %}}", BODY)
        for level in (1, 2, 3):
            self._line(f"{{%p if chapter.level{level} %}}", BODY)
            self._line(f"{{{{ chapter.level{level} }}}}", f"Heading {level}")
            self._line("{%p endif %}", BODY)
        self._line("{{ chapter.text }}", BODY)
        self._line("{%p endfor %}", BODY)

    def _line(self, text: str, style: str) -> None:
        self.document.add_paragraph(text, style=style)


def numbering(level: int, number: int) -> str:
    """The number before a heading.

    >>> numbering(1, 3), numbering(2, 12), numbering(3, 4)
    ('三、', '（十二）', '4. ')
    """
    return {1: f"{chinese(number)}、", 2: f"（{chinese(number)}）"}.get(level, f"{number}. ")


def chinese(number: int) -> str:
    """A number below 100 in Chinese.

    >>> [chinese(number) for number in (7, 10, 11, 20, 35)]
    ['七', '十', '十一', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    before = "" if not tens else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return before + (_DIGITS[ones] if ones or not tens else "")


def _named(text: str, names: dict[str, str]) -> str:
    for placeholder, name in names.items():
        text = text.replace(placeholder, name)
    return text


def _unnumbered(label: str) -> str:
    """A row's label without its own number.

    >>> _unnumbered("12. 持证上岗率"), _unnumbered("100名学生")
    ('持证上岗率', '100名学生')
    """
    return re.sub(r"^\d+[.．、]\s*", "", label)


def _listed(texts: list[str]) -> str:
    return f"({''.join(f'{chr(34)}{text}{chr(34)}, ' for text in texts)})"
