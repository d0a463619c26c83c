"""Targets as officers write them: read as what they mean, and not at all where that can't be told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from validation.rules.targets import has_number, has_sign, is_plain, reached, target_of

PLAIN = ["0", "100%"]


@pytest.mark.parametrize(
    ("text", "sign", "number", "unit"),
    [
        ("≥95%", ">=", "95", "%"),
        ("＞＝９５％", ">=", "95", "%"),
        ("不低于 95 %", ">=", "95", "%"),
        ("≧95%", ">=", "95", "%"),
        ("95%以上", ">=", "95", "%"),
        ("达到95%", ">=", "95", "%"),
        ("95%", ">=", "95", "%"),
        ("≤5次", "<=", "5", "次"),
        ("不超过1,200.50万元", "<=", "1200.50", "万元"),
        ("5天以内", "<=", "5", "天"),
        ("≯5", "<=", "5", ""),
        (">300", ">", "300", ""),
        ("＜3%", "<", "3", "%"),
        ("＝26所", "=", "26", "所"),
        ("0宗", "<=", "0", "宗"),
        ("提高5%", ">=", "5", "提高%"),
        ("-3%", ">=", "-3", "%"),
        ("500㎡", ">=", "500", "平方米"),
    ],
)
def test_a_target_is_read(text, sign, number, unit):
    assert target_of(text) == (sign, Decimal(number), unit)


@pytest.mark.parametrize("text", ["", "提高", "95%—100%", "1,20", "2024年12月底前完成", "每校2人，共60人", "1+1", "约"])
def test_what_is_not_just_a_number_is_no_target(text):
    assert target_of(text) is None


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("≥95%", "95%", True),
        ("≥95%", "94.99%", False),
        (">95%", "95%", False),
        ("不超过5次", "5次", True),
        ("不超过5次", "6次", False),
        ("0次", "0次", True),
        ("0次", "1次", False),
        ("100%", "100.0%", True),
        ("200人", "1,200人", True),
        ("=26所", "27所", False),
        ("提高5%", "提高6%", True),
        ("提高5%", "6%", None),
        ("200人", "200", None),
        ("≥95%", "已完成", None),
        ("≥95%", "", None),
    ],
)
def test_a_result_reaches_a_target_of_the_same_unit(target, actual, expected):
    assert reached(target, actual) is expected


@pytest.mark.parametrize("text", ["提高", "逐步完善", "①健全制度", "扩大校舍㎡", "统一部署，进一步加强", "十分满意"])
def test_words_are_no_measure(text):
    assert not has_number(text)


@pytest.mark.parametrize("text", ["95%", "三个教育中心", "百分之九十五", "１００人", "每年一次"])
def test_figures_and_counts_are_a_measure(text):
    assert has_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "≥95%",
        "不少于三个",
        "30所及以上",
        "比上年下降0.5个百分点",
        "2024年12月底前",
        "90%-95%",
        "控制在3%以内",
        "增长 5 %",
    ],
)
def test_a_direction_is_seen(text):
    assert has_sign(text)


@pytest.mark.parametrize("text", ["95%", "100人", "完成26所学校", "三个中心", "提高质量，举办5次活动"])
def test_a_number_alone_has_no_direction(text):
    assert not has_sign(text)


def test_only_the_ends_of_a_scale_are_plain():
    assert all(is_plain(text, PLAIN) for text in ("0", "0次", "0 宗", "100%", "１００％", "及时率100%", "0.0%"))
    assert not any(is_plain(text, PLAIN) for text in ("100", "100人", "10次", "0.5%", "95%", "提高", "100%，95%"))
