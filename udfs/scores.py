"""Scores and grades (得分、等级) of a self-evaluation, half-up at the decimals of the points."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from operator import eq, ge, gt, le, lt
from typing import TYPE_CHECKING, Final, TypeAlias

from udfs.amounts import filled, not_negative, positive
from udfs.numbers import EXACT, Amount, CalculationError, is_blank, round_fraction, to_decimal

if TYPE_CHECKING:
    from decimal import Decimal

Steps: TypeAlias = Sequence[tuple[str, Amount]]
"""Grades with the score from which each is given, the highest first."""

GRADES: Final[Steps] = (("优", 90), ("良", 80), ("中", 60), ("差", 0))
"""The grades (等级) of a self-evaluation: 财预〔2020〕10号, second-hand; a form may give its own."""

_COMPARISONS = {">=": ge, ">": gt, "<=": le, "<": lt, "=": eq}
# As officers type them; what looks the same is the same.
_DIRECTIONS = {
    **dict.fromkeys(("≥", "≧", ">=", "＞＝", "＞="), ">="),
    **dict.fromkeys((">", "＞"), ">"),
    **dict.fromkeys(("≤", "≦", "<=", "＜＝", "＜="), "<="),
    **dict.fromkeys(("<", "＜"), "<"),
    **dict.fromkeys(("=", "＝"), "="),
}


def grade(score: Amount | None, steps: Steps = GRADES) -> str:
    """Give the grade of a score (等级).

    Args:
        score: The score, 0 to 100.
        steps: Pairs of a grade and the lowest score that it is given for, the highest first.

    Returns:
        The name of the first grade that the score reaches; the score is not rounded before.

    Raises:
        CalculationError: The score is blank, unreadable, not within 0 to 100 or below every grade; or the steps do
            not fall, or there are none.

    Source:
        财预〔2020〕10号 by secondary pages (转引; the original was not read): 优 ≥ 90, 良 ≥ 80, 中 ≥ 60, 差 < 60.

    Example:
        >>> grade(88), grade("89.99"), grade(90)
        ('良', '良', '优')
        >>> grade(70, [("合格", 60), ("不合格", 0)])
        '合格'
    """
    points = filled(score, "得分")
    if not 0 <= points <= 100:
        raise CalculationError(f"得分“{score}”不在 0 至 100 之间，应核对得分")
    floors = [Fraction(to_decimal(lowest)) for _, lowest in steps]
    if not floors:
        raise CalculationError("没有等级的划分，应先填写")
    if any(lower >= higher for higher, lower in pairwise(floors)):
        raise CalculationError("等级的分数线应由高到低排列")
    for (name, _), lowest in zip(steps, floors, strict=True):
        if points >= lowest:
            return name
    raise CalculationError(f"得分“{score}”低于各等级的分数线，应核对等级的划分")


def indicator_score(
    target: Amount | None, actual: Amount | None, points: Amount | None, direction: str = ">=", decimals: int = 2
) -> Decimal:
    """Give the score of a quantitative indicator (定量指标得分), half-up.

    Reached: full points. Not reached: in proportion, actual / target for ≥ and target / actual for ≤; for =,
    one less the deviation |actual - target| / |target|. Where there is no proportion, because the target is 0
    or negative with ≥ or ≤ or 0 with =, what is not reached scores 0. > and < are strict, but where the target
    is more than 0, the target itself is a proportion of one and scores full points.

    Args:
        target: 年度指标值; the same unit as `actual`.
        actual: 实际完成值.
        points: 分值, 0 or more.
        direction: How the target is meant: ≥ >= > ≤ <= < or =, full-width too.
        decimals: Decimal places of the score.

    Returns:
        A score from 0 to `points`, both at these decimals.

    Raises:
        CalculationError: A value is blank or unreadable, the points are negative, or the direction is unknown.

    Source:
        财预〔2020〕10号 by secondary pages (转引): full points when reached, else 完成值 / 指标值 × 分值. How ≤ and =
        lose points is assumed.

    Example:
        >>> indicator_score(95, 90, 10), indicator_score(5, 8, 10, "≤"), indicator_score(20, 25, 10, "=")
        (Decimal('9.47'), Decimal('6.25'), Decimal('7.50'))
    """
    wanted, done = filled(target, "指标值"), filled(actual, "完成值")
    full = not_negative(points, "分值")
    return round_fraction(full * _earned(wanted, done, _direction(direction)), decimals)


def execution_score(
    executed: Amount | None, budget: Amount | None, points: Amount | None = 10, decimals: int = 2
) -> Decimal:
    """Give the score of budget execution (预算执行率得分): the rate × the points, at most the points, half-up.

    Args:
        executed: 全年执行数, 0 or more; the same unit as `budget`.
        budget: 全年预算数, more than 0.
        points: 分值, 0 or more.
        decimals: Decimal places of the score.

    Returns:
        A score from 0 to `points`, both at these decimals; from the exact rate, not from the printed one.

    Raises:
        CalculationError: The budget is 0 or negative, another value is negative, or one is blank or unreadable.

    Source:
        财预〔2020〕10号 by secondary pages (转引): 预算执行率 has 10 points.

    Example:
        >>> execution_score(549.89, 640.68), execution_score(110, 100)
        (Decimal('8.58'), Decimal('10.00'))
    """
    spent = not_negative(executed, "执行数") / positive(budget, "预算数")
    return round_fraction(min(spent, Fraction(1)) * not_negative(points, "分值"), decimals)


def step_deduction(
    value: Amount | None, limit: Amount | None, points: Amount | None, per_step: Amount | None, step: Amount | None = 1
) -> Decimal:
    """Give the score that steps over a limit leave (每超过一步扣分，扣完为止).

    Only full steps count: “每超过 1 个百分点扣 2 分” takes 2 points for 1.0 over the limit, and for 1.9 too.

    Args:
        value: The figure reached, such as 结转结余率; the same unit as `limit` and `step`.
        limit: The highest value with full points.
        points: 分值, 0 or more.
        per_step: Points taken off for each full step, 0 or more.
        step: The size of a step, more than 0; 1 for 个百分点.

    Returns:
        `points` less the deductions, not below 0; exact, not rounded.

    Raises:
        CalculationError: Points or deduction are negative, the step is 0 or negative, or a value is blank or
            unreadable.

    Source:
        Points tables of 部门整体支出绩效 (惯例): 每超过 1 个百分点扣 x 分，扣完为止.

    Example:
        >>> step_deduction("12.5%", 10, 5, 2), step_deduction(9, 10, 5, 2), step_deduction(20, 10, 5, 2)
        (Decimal('1'), Decimal('5'), Decimal('0'))
    """
    full, each = not_negative(points, "分值"), not_negative(per_step, "每步扣分")
    over = filled(value, "完成值") - filled(limit, "上限")
    steps = max(0, over // positive(step, "步长"))
    left = max(Fraction(0), full - steps * each)
    return EXACT.divide(left.numerator, left.denominator)


def _earned(target: Fraction, actual: Fraction, direction: str) -> Fraction:
    """Give the part of the points that is earned, 0 to 1."""
    if _COMPARISONS[direction](actual, target):
        return Fraction(1)
    if direction == "=":
        return max(Fraction(0), 1 - abs(actual - target) / abs(target)) if target else Fraction(0)
    if target <= 0:
        return Fraction(0)
    return max(Fraction(0), actual / target) if direction in {">=", ">"} else target / actual


def _direction(sign: str) -> str:
    """Take the sign of a target (方向)."""
    known = "" if is_blank(sign) else _DIRECTIONS.get(str(sign).strip(), "")
    if not known:
        wrong = "没有填方向" if is_blank(sign) else f"不认识的方向“{sign}”"
        raise CalculationError(f"{wrong}，应为 ≥、＞、≤、＜ 或 ＝")
    return known
