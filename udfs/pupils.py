"""Figures for each pupil and of pupils (生均、每百名学生、巩固率), and what stages of a school share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from udfs.amounts import Cells, not_negative, or_zero, paired, positive, whole_numbers
from udfs.numbers import Amount, CalculationError, check_decimals, from_steps, is_blank, round_fraction
from udfs.shares import apportion

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction


def per_pupil(quantity: Amount | None, pupils: Amount | None, decimals: int = 2) -> Decimal:
    """Give a quantity for each pupil (生均), half-up.

    Args:
        quantity: The quantity, 0 or more: ㎡, 元 or whatever it is counted in.
        pupils: 在校生数, more than 0.
        decimals: Decimal places of the result.

    Returns:
        quantity / pupils in the unit of `quantity`.

    Raises:
        CalculationError: The pupils are 0, negative or blank, or the quantity is negative, blank or unreadable.

    Source:
        Indicators 4 to 6 of 教督〔2017〕6号 as printed by 荔湾区 (2024): 生均教学及辅助用房面积 5.14 ㎡.

    Example:
        >>> per_pupil(390300, 75935)
        Decimal('5.14')
    """
    return round_fraction(not_negative(quantity, "数量") / positive(pupils, "学生数"), decimals)


def per_hundred_pupils(quantity: Amount | None, pupils: Amount | None, decimals: int = 2) -> Decimal:
    """Give a quantity for each hundred pupils (每百名学生拥有), half-up.

    Args:
        quantity: The quantity, 0 or more: teachers, classrooms.
        pupils: 在校生数, more than 0.
        decimals: Decimal places of the result.

    Returns:
        quantity / pupils × 100.

    Raises:
        CalculationError: The pupils are 0, negative or blank, or the quantity is negative, blank or unreadable.

    Source:
        Indicators 1 to 3 and 7 of 教督〔2017〕6号 as printed by 荔湾区 (2024): 高于规定学历教师 5.79.

    Example:
        >>> per_hundred_pupils(4397, 75935)
        Decimal('5.79')
    """
    return round_fraction(100 * not_negative(quantity, "数量") / positive(pupils, "学生数"), decimals)


def retention_rate(
    graduates: Amount | None,
    enrolled: Amount | None,
    transferred_in: Amount | None,
    transferred_out: Amount | None,
    died: Amount | None,
    decimals: int = 2,
) -> Decimal:
    """Give the share of pupils who stayed to the end (巩固率) in percent, half-up.

    Args:
        graduates: 毕业生数.
        enrolled: 三年前在校生数, of the same pupils.
        transferred_in: 三年间转入; a blank counts as 0.
        transferred_out: 三年间转出; a blank counts as 0.
        died: 三年间死亡; a blank counts as 0.
        decimals: Decimal places of the percentage.

    Returns:
        graduates / (enrolled + transferred_in - transferred_out - died) as the number before the % sign, as it
        is even above 100.

    Raises:
        CalculationError: The pupils who should have stayed are 0 or fewer, or a value is negative or unreadable.

    Source:
        优质均衡 self-assessment of 荔湾区 (2024): 初中三年巩固率 9540 / (9850 + 170 - 479 - 1).

    Example:
        >>> retention_rate(9540, 9850, 170, 479, 1)
        Decimal('100.00')
    """
    stayed = not_negative(graduates, "毕业生数")
    expected = (
        not_negative(enrolled, "三年前在校生数")
        + not_negative(or_zero(transferred_in), "转入学生数")
        - not_negative(or_zero(transferred_out), "转出学生数")
        - not_negative(or_zero(died), "死亡学生数")
    )
    if expected <= 0:
        raise CalculationError("三年前在校生数加转入、减转出和死亡后不大于 0，无法计算巩固率，应核对填报的数字")
    return round_fraction(100 * stayed / expected, decimals)


def split_by_weight(quantity: Amount | None, pupils: Cells, weights: Cells, decimals: int = 2) -> list[Decimal]:
    """Split what the stages of a school share (共用资源拆分) in proportion to pupils × weight.

    By largest remainder (最大余额法): the parts total the quantity exactly; the earlier stage wins a tie.

    Args:
        quantity: What is shared, 0 or more.
        pupils: The pupils of each stage (学段); a stage without any gets 0.
        weights: The weight of a pupil of each stage, more than 0; 小:初:高 = 1:1.1:1.32. It may be blank for a stage
            without pupils.
        decimals: Decimal places of the parts.

    Returns:
        One part a stage; together the quantity, rounded half-up at these decimals.

    Raises:
        CalculationError: No stage has pupils, the columns differ in length, or a value is negative, missing or
            unreadable.

    Source:
        九年一贯制、十二年一贯制学校 and 完全中学 count 小学部 and 初中部 apart; the weights are third party.

    Example:
        >>> [str(part) for part in split_by_weight(1000, [600, 300, 0], [1, 1.1, 1.32])]
        ['645.16', '354.84', '0.00']
    """
    steps = not_negative(quantity, "共用的数量") * 10 ** check_decimals(decimals)
    rows = paired(pupils, weights, ("学生数", "权重"))
    parts = whole_numbers(_weighted(*row) for row in rows)
    if not any(parts):
        raise CalculationError("各学段的学生数均为 0，无法拆分，应先填写学生数")
    counts = apportion(int(round_fraction(steps, 0)), parts)
    return [from_steps(count, decimals) for count in counts]


def _weighted(pupils: Amount | None, weight: Amount | None) -> Fraction:
    """Give one stage's pupils × weight."""
    heads = not_negative(or_zero(pupils), "学生数")
    if not heads and is_blank(weight):
        return heads
    return heads * positive(weight, "权重")
