"""What is remarked on a report (审核结果 of prose) before it becomes a finding."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from udfs.numbers import round_fraction
from validation.findings import Finding, Operand
from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from validation.prose.figures import Figure
    from validation.prose.sentences import Sentence
    from workbook_templates.submission import Submission, Value

LONGEST_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark: the key of its message, where, and the figures that took part."""

    code: str
    sentence: Sentence
    slots: Mapping[str, str]
    actual: Value | None = None
    expected: Value | None = None
    field: str = ""
    label: str = ""
    operands: tuple[Operand, ...] = ()

    def finding(self, report: str, workbook: Submission) -> Finding:
        """The finding, in the shape that those of workbooks have; its place is the paragraph."""
        wording = message("prose", self.code)
        actual, expected = self.actual, self.expected
        difference = actual - expected if isinstance(actual, Decimal) and isinstance(expected, Decimal) else None
        return Finding(
            rule=wording.rule, severity=wording.severity, scope="表间" if self.field else "表内", form=workbook.form,
            unit=workbook.unit, file=report, message=wording.worded(quote=quoted(self.sentence.text), **self.slots),
            cell=self.sentence.place, field=self.field, label=self.label, actual=actual, expected=expected,
            difference=difference,
            operands=self.operands,
        )  # fmt: skip


def operand(sentence: Sentence, figure: Figure) -> Operand:
    """A figure of a sentence as one that took part."""
    return Operand("", quoted(sentence.text), sentence.place, figure.text)


def quoted(text: str) -> str:
    """A sentence as it is repeated in a message: without its full stop, a long one cut."""
    text = text.rstrip("。；")
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


def plain_number(value: Fraction, decimals: int = 6) -> str:
    """An exact number as a reader expects it, without needless zeros.

    >>> from fractions import Fraction
    >>> plain_number(Fraction(54989, 100)), plain_number(Fraction(1, 3), 2), plain_number(Fraction(1200))
    ('549.89', '0.33', '1,200')
    """
    return f"{shortest(value, decimals):,f}"


def shortest(value: Fraction, decimals: int = 6) -> Decimal:
    """A fraction as a decimal without zeros at its end.

    >>> from fractions import Fraction
    >>> shortest(Fraction(5, 2)), shortest(Fraction(1200))
    (Decimal('2.5'), Decimal('1200'))
    """
    text = f"{round_fraction(value, decimals):f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)
