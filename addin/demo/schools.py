"""Splits a district's published resource indicators among 78 made-up schools, whose sums are the published ones.

School-level figures are not public: the split is invented, and every place that shows it says so. The
coefficients of variation that come out are therefore those of the made-up schools, not the published ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from addin.demo.split import apportioned
from addin.roster import Roster, RosterUnit
from udfs import split_by_weight
from workbook_templates.documents import Document
from workbook_templates.submission import Unit, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook_templates.model import Form

STAGES = ("primary", "junior")
COUNTED = ("qualified", "backbone", "pe_art", "media_rooms")
MEASURED = ("teaching_area", "sport_area", "equipment")
SHARED = ("sport_area", "equipment")
"""What the made-up 十二年一贯制 schools keep together for all stages."""

WEIGHTS = (Decimal(1), Decimal("1.1"), Decimal("1.32"))
"""小 : 初 : 高, as the form splits shared resources."""

SENIOR_PUPILS = Decimal(600)
ONE, CENT = Decimal(1), Decimal("0.01")


@dataclass(frozen=True)
class Kind:
    """A kind of school: how many the district published, its name, and how pupils spread over its stages."""

    row: str
    name: str
    stages: tuple[str, ...]
    size: int
    """Usual size of a stage, against which the schools of the kind vary."""


KINDS = (
    Kind("primary", "小学", ("primary",), 100),
    Kind("junior", "初中", ("junior",), 100),
    Kind("nine_year", "九年一贯制学校", STAGES, 80),
    Kind("twelve_year", "十二年一贯制学校", STAGES, 70),
    Kind("secondary", "完全中学", ("junior",), 110),
)


@dataclass(frozen=True)
class School:
    """A made-up school."""

    unit: RosterUnit
    kind: Kind
    private: bool
    size: int

    def has(self, stage: str) -> bool:
        """Whether it has pupils of a stage."""
        return stage in self.kind.stages


def made_up_schools(published: Document) -> list[School]:
    """As many schools of each kind, and of them private ones, as were published."""
    schools: list[School] = []
    for kind in KINDS:
        count = int(_number(published, f"schools_by_kind.{kind.row}.count"))
        private = int(_number(published, f"schools_by_kind.{kind.row}.private"))
        for i in range(count):
            number = len(schools) + 1
            unit = RosterUnit(f"{published.unit.code}{number:04d}", f"演示{kind.name}{i + 1:02d}", published.unit.code)
            # Sizes differ from school to school and are the same on every machine.
            schools.append(School(unit, kind, i < private, kind.size * (85 + number * 37 % 31)))
    return schools


def school_roster(published: Document) -> Roster:
    """The district and its made-up schools."""
    district = RosterUnit(published.unit.code, published.unit.name, None)
    return Roster([district, *(school.unit for school in made_up_schools(published))])


def split_schools(form: Form, published: Document, roster: Roster) -> list[Document]:
    """A document for each school; entered figures of all schools add up to the published ones."""
    schools = [school for school in made_up_schools(published) if roster.find(school.unit.code)]
    values = [_words(school) for school in schools]
    for stage in STAGES:
        _split_people(published, stage, schools, values)
    for room in ("music", "art"):
        classes = [sum(_whole(own, f"scale.{stage}.classes") for stage in STAGES) for own in values]
        _hand_out(values, f"rooms.{room}.count", _number(published, f"rooms.{room}.count"), classes, ONE)
    for resource in SHARED:
        _keep_together(published, resource, schools, values)
    for stage in STAGES:
        _split_resources(published, stage, schools, values)
    return [
        Document(form.id, Unit(school.unit.code, school.unit.name), own, {})
        for school, own in zip(schools, values, strict=True)
    ]


def _words(school: School) -> dict[str, Value]:
    values: dict[str, Value] = {
        "school.kind": school.kind.name, "school.ownership": "民办" if school.private else "公办",
        "preparer": "演示", "phone": "020-00000000",
    }  # fmt: skip
    if school.kind.row in ("twelve_year", "secondary"):
        values["scale.senior.pupils"] = SENIOR_PUPILS
    return values


def _split_people(published: Document, stage: str, schools: list[School], values: list[dict[str, Value]]) -> None:
    """Pupils by the schools' sizes; classes, staff and teachers by pupils."""
    own = _members(stage, schools, values)
    sizes = [school.size for school in schools if school.has(stage)]
    _hand_out(own, f"scale.{stage}.pupils", _number(published, f"scale.{stage}.pupils"), sizes, ONE)
    pupils = [_whole(each, f"scale.{stage}.pupils") for each in own]
    for column in ("classes", "staff", "teachers"):
        name = f"scale.{stage}.{column}"
        _hand_out(own, name, _number(published, name), pupils, ONE)
    for each in own:
        each[f"scale.{stage}.crowded"] = each[f"scale.{stage}.oversized"] = Decimal(0)


def _keep_together(published: Document, resource: str, schools: list[School], values: list[dict[str, Value]]) -> None:
    """十二年一贯制 schools have it in common for all their stages: as much as 1,000 pupils of the district have."""
    per_pupil = _number(published, f"primary.{resource}.own") // _number(published, "scale.primary.pupils")
    for school, own in zip(schools, values, strict=True):
        if school.kind.row == "twelve_year":
            own[f"shared.{resource}.quantity"] = 1000 * per_pupil


def _split_resources(published: Document, stage: str, schools: list[School], values: list[dict[str, Value]]) -> None:
    """What is not held in common, by pupils, each resource with a spread of its own."""
    own = _members(stage, schools, values)
    pupils = [_whole(each, f"scale.{stage}.pupils") for each in own]
    for position, resource in enumerate((*COUNTED, *MEASURED)):
        parts = sum((_part(each, stage, resource) for each in own), Decimal(0))
        rest = _number(published, f"{stage}.{resource}.own") - parts
        # From 82 % to 118 % of what its pupils would give, for each school otherwise.
        weights = [count * (82 + (i * 29 + position * 17) % 37) for i, count in enumerate(pupils)]
        _hand_out(own, f"{stage}.{resource}.own", rest, weights, ONE if resource in COUNTED else CENT)


def _part(own: dict[str, Value], stage: str, resource: str) -> Decimal:
    """A stage's part of what a school has in common, as the form splits it."""
    shared = own.get(f"shared.{resource}.quantity")
    if not isinstance(shared, Decimal):
        return Decimal(0)
    pupils = [_amount(own.get(f"scale.{name}.pupils")) for name in (*STAGES, "senior")]
    return split_by_weight(shared, pupils, WEIGHTS)[STAGES.index(stage)]


def _members(stage: str, schools: list[School], values: list[dict[str, Value]]) -> list[dict[str, Value]]:
    return [own for school, own in zip(schools, values, strict=True) if school.has(stage)]


def _hand_out(
    values: list[dict[str, Value]], name: str, amount: Decimal, weights: Sequence[int], step: Decimal
) -> None:
    for own, part in zip(values, apportioned(amount, weights, step), strict=True):
        own[name] = part


def _number(document: Document, name: str) -> Decimal:
    return _amount(document.values.get(name))


def _whole(values: dict[str, Value], name: str) -> int:
    return int(_amount(values.get(name)))


def _amount(value: Value | None) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)
