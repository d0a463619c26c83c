"""Splits a bureau's published form among made-up units, so that their sum is the published form to the cent.

Unit-level figures are not public: the split is invented, and every place that shows it says so.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from addin.roster import Roster, RosterUnit
from udfs import total
from workbook_templates import names
from workbook_templates.documents import Document, Row
from workbook_templates.submission import Unit, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook_templates.model import Form

CENT = Decimal("0.01")

SCHOOLS = (
    "第一小学", "第二小学", "第三小学", "第四小学", "第五小学", "第六小学", "第七小学", "第八小学",
    "实验小学", "外国语小学", "第一初级中学", "第二初级中学", "第三初级中学", "第四初级中学", "实验初级中学",
    "第一高级中学", "第二高级中学", "九年一贯制学校", "职业高级中学", "特殊教育学校", "第一幼儿园", "第二幼儿园",
    "教师发展中心", "局机关",
)  # fmt: skip

PERIODS = ("amount", "prior_year_2", "prior_year_1")


def made_up_roster(bureau: Unit, count: int = len(SCHOOLS)) -> Roster:
    """The bureau and `count` made-up units below it."""
    kinds = [
        SCHOOLS[i % len(SCHOOLS)] + (f"{i // len(SCHOOLS) + 1}部" if i >= len(SCHOOLS) else "") for i in range(count)
    ]
    units = [RosterUnit(f"{bureau.code}{i:04d}", f"演示{kind}", bureau.code) for i, kind in enumerate(kinds, start=1)]
    return Roster([RosterUnit(bureau.code, bureau.name, None), *units])


def unit_roster(published: Document) -> Roster:
    """The bureau that published a form, and made-up units below it."""
    return made_up_roster(published.unit)


def apportioned(amount: Decimal, weights: Sequence[int], step: Decimal = CENT) -> list[Decimal]:
    """An amount split by weights into whole steps (cents, persons) that add up to it exactly.

    Each part is the difference of neighbouring cumulative shares, cut to the step.

    >>> apportioned(Decimal("10.00"), [1, 1, 1])
    [Decimal('3.33'), Decimal('3.33'), Decimal('3.34')]
    """
    steps, whole, done, before = int(amount / step), sum(weights), 0, 0
    parts = []
    for weight in weights:
        done += weight
        upto = steps * done // whole
        parts.append((upto - before) * step)
        before = upto
    return parts


def split(form: Form, published: Document, roster: Roster) -> list[Document]:
    """A document for each unit below the bureau, each consistent in itself."""
    units = roster.leaves()
    # Weights that differ from unit to unit and are the same on every machine.
    weights = [7 + (i * 37 + 11) % 41 for i in range(len(units))]
    values: list[dict[str, Value]] = [{} for _ in units]
    projects = _split_projects(published, weights)
    for period in PERIODS:
        _split_period(published, period, weights, values, projects)
    return [
        Document(form.id, Unit(unit.code, unit.name), _with_words(values[i], unit), _rows(published, projects[i]),
                 _explanations(i))
        for i, unit in enumerate(units)
    ]  # fmt: skip


def _split_projects(published: Document, weights: Sequence[int]) -> list[list[Row]]:
    rows: list[list[Row]] = [[] for _ in weights]
    for project in published.rows["projects"]:
        parts = apportioned(_amount(project["budget"]), weights)
        for own, part in zip(rows, parts, strict=True):
            own.append({**project, "total_budget": part, "budget": part})
    return rows


def _split_period(
    published: Document,
    period: str,
    weights: Sequence[int],
    values: list[dict[str, Value]],
    projects: list[list[Row]],
) -> None:
    """One year's column: expenditure by weight, income of each unit equal to its expenditure."""

    def parts(name: str) -> list[Decimal]:
        return apportioned(_amount(published.values[f"{name}.{period}"]), weights)

    spent = {name: parts(f"expenditure.{name}") for name in ("personnel", "operation", "project")}
    if period == "amount":
        spent["project"] = [total(_amount(row["budget"]) for row in own) for own in projects]
    earned = {name: parts(f"income.{name}") for name in ("special_account", "own")}
    for i, own in enumerate(values):
        for name, amounts in spent.items():
            own[f"expenditure.{name}.{period}"] = amounts[i]
        for name, amounts in earned.items():
            own[f"income.{name}.{period}"] = amounts[i]
        rest = sum(amounts[i] for amounts in spent.values()) - sum(amounts[i] for amounts in earned.values())
        own[f"income.fiscal.{period}"] = Decimal(rest)


def _with_words(values: dict[str, Value], unit: RosterUnit) -> dict[str, Value]:
    words: dict[str, Value] = {
        "preparer": "演示", "phone": "027-00000000", "fill_date": date(2024, 1, 10),
        "duties": f"{unit.name}承担本单位的教育教学和管理工作。（演示文字）",
        "tasks": "完成本年度教育教学任务，保障学校正常运转。（演示文字）",
        "long_term.until_year": Decimal(2026),
        "long_term.summary": "目标1：建强“三个教育中心”", "annual.summary": "目标1：进一步提升保障能力",
    }  # fmt: skip
    return words | values


def _rows(published: Document, projects: list[Row]) -> dict[str, list[Row]]:
    """The unit's projects, and the bureau's first goals with their indicators."""
    rows = {"projects": projects}
    for kind in ("long_term", "annual"):
        rows[f"{kind}_goals"] = list(published.rows[f"{kind}_goals"][:1])
        indicators = published.rows[f"{kind}_indicators"]
        rows[f"{kind}_indicators"] = [row for row in indicators if row[names.ITEM] == 1]
    return rows


def _explanations(position: int) -> dict[str, str]:
    """Some units explain what is to be verified, others leave it open, as in life."""
    if position % 3:
        return {}
    return {"WH24-R21": "长期目标的满意度在年度目标中考核，不另设指标。（演示文字）"}


def _amount(value: Value) -> Decimal:
    assert isinstance(value, Decimal)
    return value
