"""What a report says (报告的文字), whatever kind of file it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from validation.prose.sentences import Paragraph
    from validation.prose.tables import Table


@dataclass(frozen=True, slots=True)
class ReportText:
    """The paragraphs of a report, each with its place in the file, and its tables where the file says what is one."""

    paragraphs: list[Paragraph]
    tables: list[Table] = field(default_factory=list)
