"""What every rule has, and what those have that compute fields or hold for several rows alike."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

Severity = Literal["强制", "核实", "提示"]
Scope = Literal["表内", "表间", "跨年", "节点"]

EACH = "{each}"
"""In an identifier: replaced by each entry of the rule's `each`."""


def _number(text: str) -> str:
    """A number in TOML is written as a text, so that it is exact."""
    if not Decimal(text).is_finite():
        raise ValueError(f"“{text}”不是数字")
    return text


Number = Annotated[str, AfterValidator(_number)]
"""An exact number: "0.45"."""


class Strict(BaseModel):
    """An unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RuleBase(Strict):
    """What every rule has: identity, severity, scope, the source it rests on."""

    id: str
    kind: str
    title: str
    severity: Severity
    scope: Scope = "表内"
    basis: str
    message: str | None = None
    """Wording of its own; by default the message of its kind in the catalogue."""
    if_filled: str | None = None
    """The rule holds only for units that have filled this field in (a school's own part)."""
    if_blank: str | None = None
    """The rule holds only for units that have left this field blank (the district's part)."""

    def references(self) -> list[str]:
        """Identifiers, or patterns of them, that the form must have."""
        return []


class Repeated(RuleBase):
    """A relation that holds alike for several rows: `{each}` in its identifiers stands for each entry in turn."""

    each: list[str] = []

    def keys(self) -> list[str]:
        """The entries for which the relation holds; one blank one where there is nothing to repeat."""
        return self.each or [""]


class Computing(Repeated):
    """A rule that says what a field must be, and may compute it."""

    additive: ClassVar[bool] = False
    """Whether the figures of units are to be added up: those of the whole don't follow from its operands."""
    computes: bool = False

    def targets(self) -> list[str]:
        """The fields that it computes."""
        raise NotImplementedError


def expand(name: str, key: str) -> str:
    """An identifier for one entry of `each`.

    >>> expand("primary.{each}.value", "equipment")
    'primary.equipment.value'
    """
    return name.replace(EACH, key)


def unsigned(name: str) -> str:
    """An operand's identifier without the minus sign that says it is taken off."""
    return name.removeprefix("-")
