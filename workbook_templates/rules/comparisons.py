"""With another form, another year, other units: same_indicators, same_as_last_year, yearly_change, copied_text."""

from __future__ import annotations

from typing import Literal, NamedTuple

from pydantic import Field

from workbook_templates.rules.base import Number, Repeated, RuleBase, Scope, expand


class Wanted(NamedTuple):
    """A form with which a rule compares: its family (blank for the form's own) and how many years back."""

    family: str
    years_back: int


class Comparing(RuleBase):
    """A rule that looks at another form of the same unit: it says nothing where that form is not given."""

    def wanted(self) -> Wanted | None:
        """The form with which it compares; None where it needs none."""
        raise NotImplementedError


class SameIndicators(Comparing):
    """指标一致: the indicators are those of another form of the same unit and year, with the same targets.

    Told are indicators of the other form that are missing here, those that were added, those that were reworded
    (alike by at least `similar`), and other values in the columns compared.
    """

    kind: Literal["same_indicators"]
    scope: Scope = "表间"
    section: str
    key: str
    """Column with an indicator's name."""
    other_family: str
    """Family of the form in which the indicators were declared."""
    other_section: str
    other_key: str = ""
    """Its column with an indicator's name, if it is called otherwise."""
    columns: dict[str, str] = {}
    """Columns that have to agree (targets, weights): own column = column of the other form."""
    similar: Number = "0.6"
    """From 0 to 1: how alike two names are at least to be the same indicator in other words."""

    def wanted(self) -> Wanted:
        """The other form of the same year."""
        return Wanted(self.other_family, 0)

    def references(self) -> list[str]:
        """The own columns."""
        return [f"{self.section}.{column}" for column in (self.key, *self.columns)]

    def elsewhere(self) -> list[str]:
        """The columns that the other form has to have."""
        return [f"{self.other_section}.{column}" for column in (self.other_key or self.key, *self.columns.values())]


class SameAsLastYear(Comparing):
    """与上年一致: what is carried over is what last year's form says.

    Without `pairs` all that the form carries over (`carried_from`).
    """

    kind: Literal["same_as_last_year"]
    scope: Scope = "跨年"
    pairs: dict[str, str] = {}
    """Own field = field of last year's form."""

    def wanted(self) -> Wanted:
        """The form of the year before."""
        return Wanted("", 1)

    def references(self) -> list[str]:
        """The own fields, where they are named."""
        return list(self.pairs)


class YearlyChange(Comparing, Repeated):
    """比上年变动: a figure that changed by more than a limit since last year wants an explanation.

    Last year's figure is that of the field `reference` of the same form, or, without it, that of the same field in
    last year's form. Where it is 0, only `least` counts.
    """

    kind: Literal["yearly_change"]
    scope: Scope = "跨年"
    field: str
    reference: str | None = None
    percent: Number
    """Changes up to this many percent need no explanation."""
    least: Number = "0"
    """Nor do changes up to this amount."""

    def wanted(self) -> Wanted | None:
        """The form of the year before, unless the form has last year's figure itself."""
        return None if self.reference else Wanted("", 1)

    def instances(self) -> list[tuple[str, str]]:
        """Field and reference (blank: last year's form), for each entry of `each`."""
        return [(expand(self.field, key), expand(self.reference or "", key)) for key in self.keys()]

    def references(self) -> list[str]:
        """Fields and their references."""
        return [name for pair in self.instances() for name in pair if name]


class CopiedText(RuleBase):
    """文字雷同: paragraphs of some length that stand word for word in another unit's form."""

    kind: Literal["copied_text"]
    fields: list[str]
    """Texts, single or columns of lists; each is compared with all of them."""
    least: int = 20
    """Characters, blanks left out, from which a paragraph is compared."""
    exempt: list[str] = Field(default=[], alias="except")
    """Wording of the form itself, which all units may have."""

    def references(self) -> list[str]:
        """The texts."""
        return self.fields
