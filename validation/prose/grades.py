"""The grade of a report (报告里的等级): a word of the scale, that of the score."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from udfs import GRADES, grade
from validation.prose.remarks import Remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validation.prose.sentences import Sentence

_IS_SCORE = re.compile(r"等[级次](?:评?定?为|是|[:：])?\s*(\d{1,3}(?:\.\d+)?)\s*分(?![为以之])")
_WORDS = "|".join(word for word, _ in GRADES)
_GRADE = re.compile(rf"(?:自评|评价|评定)(?:等[级次]|结[论果])(?:评?定?为|是|[:：])\s*[“\"]?({_WORDS})(?![秀好等])")
_SCORE = re.compile(r"(?:自评|综合|评价)(?:总?得分|总分|分数)(?:为|是|[:：])?\s*(\d{1,3}(?:\.\d+)?)\s*分?")


def grade_remarks(sentences: Sequence[Sentence]) -> Iterator[Remark]:
    """A score where a grade belongs, and a grade that is not the score's."""
    graded = [(s, found[1]) for s in sentences if (found := _GRADE.search(s.text))]
    scored = [(s, Decimal(found[1])) for s in sentences if (found := _SCORE.search(s.text)) and _possible(found[1])]
    for sentence in sentences:
        found = _IS_SCORE.search(sentence.text)
        if found and _possible(found[1]):
            slots = {"actual": f"{found[1]}分", "expected": grade(Decimal(found[1]))}
            yield Remark("grade_is_score", sentence, slots, f"{found[1]}分", slots["expected"])
    if len({word for _, word in graded}) == 1 and len({score for _, score in scored}) == 1:
        (sentence, word), (_, score) = graded[0], scored[0]
        if grade(score) != word:
            slots = {"actual": word, "expected": grade(score), "value": f"{score}"}
            yield Remark("grade", sentence, slots, word, slots["expected"])


def _possible(score: str) -> bool:
    return 0 <= Decimal(score) <= 100
