"""Whether a form's own data hang together: identifiers are unique, and every name that is used exists."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from workbook_templates import names
from workbook_templates.chart_faults import chart_faults
from workbook_templates.comparison_faults import (
    copied_text_faults,
    same_as_last_year_faults,
    same_indicators_faults,
    yearly_change_faults,
)
from workbook_templates.references import reference_faults
from workbook_templates.rules import Computing, Grade, OneOf, Rate, Repeated, Shares
from workbook_templates.rules.base import EACH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from workbook_templates.model import Form, ListSection
    from workbook_templates.rules import (
        AdjustedShare,
        AtLeast,
        EachHas,
        GradeUnproved,
        Range,
        RequiredRows,
        Rule,
        Same,
        Split,
        TakenAsStated,
        Tally,
    )  # fmt: skip
    from workbook_templates.rules.rates import RateCompanion


def faults_of(form: Form) -> list[str]:
    """What is wrong in a form, in Chinese, each fault with the identifier that it concerns.

    Raises:
        ValueError: a label names a year that there is not.
    """
    found = [*_duplicates(form)]
    if not found:  # or a fault would be put down to the wrong namesake
        found += [
            *_list_faults(form),
            *_carried_faults(form),
            *_code_faults(form),
            *_sum_faults(form),
            *_prose_faults(form),
        ]
        found += [fault for rule in form.rules for fault in _rule_faults(form, rule)]
    return found or [*chart_faults(form)]  # a chart's lines come from rules, which must be sound


def _duplicates(form: Form) -> Iterator[str]:
    yield from _repeated("规则编号", [rule.id for rule in form.rules])
    yield from _repeated("图表", [chart.id for chart in form.charts])
    identifiers = [field.id for field in form.fields]
    identifiers += [f"{t.id}.{row.id}.{column.id}" for t in form.tables for row in t.rows for column in t.columns]
    for section in form.lists:
        identifiers += [section.id, *(f"{section.id}.{column.id}" for column in section.columns)]
    yield from _repeated("指标", identifiers)


def _repeated(what: str, names: Iterable[str]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{what} {name} 出现了 {count} 次"


def _list_faults(form: Form) -> Iterator[str]:
    for section in form.lists:
        for label in [section.label, *section.headings, *(column.label for column in section.columns)]:
            form.text(label)
        if section.within is not None:
            parent = form.list_sections.get(section.within)
            if parent is None:
                yield f"列表 {section.id} 嵌在 {section.within} 中，表里没有这个列表"
            elif parent.item_label is None:
                yield f"列表 {parent.id} 缺少 item_label：{section.id} 嵌在它的各项之下"
        yield from _collected_faults(form, section)
        for column in section.columns:
            if column.id in (names.ITEM, names.OWNER, names.SHOWN):
                yield f"列表 {section.id} 的栏不能叫 {column.id}：程序自己用这个名称，请改名"
        for name in section.group_by:
            if f"{section.id}.{name}" not in form.list_columns:
                yield f"列表 {section.id} 的 group_by 用了 {name}，它没有这一栏"


def _collected_faults(form: Form, section: ListSection) -> Iterator[str]:
    known = {"unit.code", "unit.name", *form.scalars}
    for name in [*section.when, *(column.source for column in section.columns if column.source)]:
        if name not in known:
            yield f"列表 {section.id} 取自 {name}，表里没有这个指标"
    if section.when and not section.collected:
        yield f"列表 {section.id} 写了 when，却没有一栏写明 source"


def _carried_faults(form: Form) -> Iterator[str]:
    """Only what is carried over comes from last year's form; a list's rows are not carried."""
    columns = [(f"{table.id}.{column.id}", column) for table in form.tables for column in table.columns]
    for name, value in [*((field.id, field) for field in form.fields), *columns]:
        if value.carried_from is not None and not value.carried:
            yield f"{name} 写了 carried_from，却没有写 carried = true"
    for name, column in columns:
        if column.carried_from is not None and "." in column.carried_from:
            yield f"{name} 的 carried_from 应是上年同一行的一栏，只写栏的标识，不写 {column.carried_from}"
    for name, column in form.list_columns.items():
        if column.carried_from is not None:
            yield f"列表的栏 {name} 不能写 carried_from：上年的数只带入单项指标和固定表"


def _sum_faults(form: Form) -> Iterator[str]:
    for name, scalar in form.scalars.items():
        if scalar.type == "percent" and scalar.rollup == "sum":
            yield f"{name} 是百分比，汇总时不能相加；rollup 应为 recompute 或 own"


def _code_faults(form: Form) -> Iterator[str]:
    used = [(name, scalar.codes) for name, scalar in form.scalars.items()]
    used += [(name, column.codes) for name, column in form.list_columns.items()]
    used += [(f"规则 {rule.id}", rule.codes) for rule in form.rules if isinstance(rule, OneOf)]
    for user, codes in used:
        if codes is not None and codes not in form.codes:
            yield f"{user} 用了枚举字典 {codes}，表里没有它"


def _prose_faults(form: Form) -> Iterator[str]:
    for name, phrases in form.prose.items():
        if name not in form.scalars:
            yield f"[prose] 引用了没有的单项“{name}”"
        if not phrases or not all(phrase.strip(" #") for phrase in phrases):
            yield f"[prose] “{name}”的叫法是空的"


def _rule_faults(form: Form, rule: Rule) -> Iterable[str]:
    if unknown := list(reference_faults(form, rule)):
        return unknown
    found = list(_KINDS[rule.kind](form, rule)) if rule.kind in _KINDS else []
    return [*found, *_repetition_faults(rule), *_target_faults(form, rule)]


def _repetition_faults(rule: Rule) -> Iterator[str]:
    """`each` without a place for its entries would say the same thing again and again."""
    if isinstance(rule, Repeated) and rule.each and EACH in rule.model_dump_json(exclude={"each"}):
        return
    if isinstance(rule, Repeated) and rule.each:
        yield f"规则 {rule.id} 写了 each，却没有一处用 {EACH}"


def _target_faults(form: Form, rule: Rule) -> Iterator[str]:
    """What is computed is a single field; only rates are also looked at row by row."""
    if not isinstance(rule, Computing):
        return
    for name in rule.targets():
        if name not in form.scalars and (rule.computes or not isinstance(rule, Rate)):
            yield f"规则 {rule.id} 的 {name} 应是单个指标"


def _same_faults(form: Form, rule: Same) -> Iterator[str]:
    for group in rule.instances():
        yield from _apart(form, rule.id, group)


def _at_least_faults(form: Form, rule: AtLeast) -> Iterator[str]:
    return _apart(form, rule.id, [rule.left, rule.right])


def _apart(form: Form, rule: str, names: list[str]) -> Iterator[str]:
    """Figures are compared row by row: they must stand in the same list, or in none."""
    if len({form.section_of(name) for name in names}) > 1:
        yield f"规则 {rule} 比较的 {'、'.join(names)} 不在同一个列表中"


def _adjusted_faults(form: Form, rule: AdjustedShare) -> Iterator[str]:
    if not any(other.id == rule.of and isinstance(other, Shares) for other in form.rules):
        yield f"规则 {rule.id} 所指的 {rule.of} 不是占比规则"


def _each_faults(form: Form, rule: EachHas) -> Iterator[str]:
    if form.list_sections[rule.section].within is None:
        yield f"规则 {rule.id} 所指的列表 {rule.section} 没有嵌在别的列表之中"


def _rows_faults(form: Form, rule: RequiredRows) -> Iterator[str]:
    for name in rule.lists:
        if name not in form.list_sections:
            yield f"规则 {rule.id} 所指的 {name} 不是列表"


def _range_faults(form: Form, rule: Range) -> Iterator[str]:
    for limit in (rule.min, rule.max):
        try:
            Decimal(form.text(limit or "0"))
        except InvalidOperation:
            yield f"规则 {rule.id} 的界限“{limit}”不是数字"


def _companion_faults(form: Form, rule: RateCompanion) -> Iterator[str]:
    if not any(other.id == rule.of and isinstance(other, Rate) for other in form.rules):
        yield f"规则 {rule.id} 所指的 {rule.of} 不是比率规则"


def _split_faults(_: Form, rule: Split) -> Iterator[str]:
    if not len(rule.pupils) == len(rule.weights) == len(rule.parts):
        yield f"规则 {rule.id} 的 pupils、weights、parts 应一样多"
    if not rule.targets():
        yield f"规则 {rule.id} 没有写分摊到哪里（parts）"


def _unproved_faults(form: Form, rule: GradeUnproved) -> Iterator[str]:
    if not any(other.id == rule.of and isinstance(other, Grade) for other in form.rules):
        yield f"规则 {rule.id} 所指的 {rule.of} 不是等级规则"


def _grade_faults(_: Form, rule: Grade) -> Iterator[str]:
    least = [Decimal(step.min) for step in rule.steps]
    if not least or least != sorted(least, reverse=True) or least[-1] != 0:
        yield f"规则 {rule.id} 的等级应从高到低，最低一级从 0 分起"


def _stated_faults(form: Form, rule: TakenAsStated) -> Iterator[str]:
    for name in rule.fields:
        if form.section_of(name):
            yield f"规则 {rule.id} 的 {name} 应是单个指标"


def _tally_faults(form: Form, rule: Tally) -> Iterator[str]:
    if bool(rule.by) != bool(rule.cases):
        yield f"规则 {rule.id} 的 by 和 cases 要一起写"
    for name in (*rule.where, rule.by):
        if name and form.list_columns[f"{rule.section}.{name}"].type not in ("text", "long_text", "code"):
            yield f"规则 {rule.id} 按 {rule.section}.{name} 清点，它应是文字"
    for value in (*rule.where.values(), *rule.cases.values()):
        if not value or set(value) & set('<>=*?~"'):
            yield f"规则 {rule.id} 清点的“{value}”不能为空，也不能含 < > = * ? ~ 和引号：公式会另作解释"
    for name in rule.columns():
        if form.list_columns[f"{rule.section}.{name}"].merge_repeats:
            yield f"规则 {rule.id} 要清点 {rule.section}.{name}，它的相同各行不能合并（merge_repeats）"


_KINDS: dict[str, Callable[[Form, Any], Iterable[str]]] = {
    "same": _same_faults,
    "at_least": _at_least_faults,
    "adjusted_share": _adjusted_faults,
    "each_has": _each_faults,
    "required_rows": _rows_faults,
    "range": _range_faults,
    "truncated_rate": _companion_faults,
    "coarse_rate": _companion_faults,
    "rounded_total": _companion_faults,
    "split": _split_faults,
    "tally": _tally_faults,
    "grade": _grade_faults,
    "grade_unproved": _unproved_faults,
    "taken_as_stated": _stated_faults,
    "same_indicators": same_indicators_faults,
    "same_as_last_year": same_as_last_year_faults,
    "yearly_change": yearly_change_faults,
    "copied_text": copied_text_faults,
}
"""What else must hold for a rule of a kind, beyond that all it refers to exists."""
