"""Scores and grades: execution_score, grade, grade_unproved, indicator_score."""

from __future__ import annotations

from typing import Literal

from workbook_templates.rules.base import Computing, Number, RuleBase, Strict, expand


class ExecutionScore(Computing):
    """预算执行率得分: the rate of execution times the points, at most the points."""

    kind: Literal["execution_score"]
    target: str
    executed: str
    budget: str
    points: str
    """Field with the points."""

    def instances(self) -> list[tuple[str, str, str, str]]:
        """Target, executed, budget and points for each entry of `each`."""
        return [
            (expand(self.target, k), expand(self.executed, k), expand(self.budget, k), expand(self.points, k))
            for k in self.keys()
        ]

    def targets(self) -> list[str]:
        """The scores that it computes."""
        return [target for target, *_ in self.instances()]

    def references(self) -> list[str]:
        """Scores and operands."""
        return [name for instance in self.instances() for name in instance]


class Step(Strict):
    """A grade and the least score for it."""

    grade: str
    min: Number


class Grade(Computing):
    """等级: the grade that belongs to a score."""

    kind: Literal["grade"]
    score: str
    grade: str
    steps: list[Step]
    """Highest first."""

    def targets(self) -> list[str]:
        """The grade."""
        return [self.grade]

    def references(self) -> list[str]:
        """Score and grade."""
        return [self.score, self.grade]


class GradeUnproved(RuleBase):
    """等级没有得分: a grade is stated, but not the score from which it would follow."""

    kind: Literal["grade_unproved"]
    of: str
    """The rule whose grade is looked at."""


class IndicatorScore(RuleBase):
    """指标得分: reached means full points; points taken off or targets missed want a reason.

    Columns of one list. A target and a result without a number, or in different units, are not judged.
    """

    kind: Literal["indicator_score"]
    section: str
    target: str
    actual: str
    points: str
    score: str
    reason: str

    def references(self) -> list[str]:
        """The columns."""
        columns = (self.target, self.actual, self.points, self.score, self.reason)
        return [f"{self.section}.{column}" for column in columns]
