"""What must be there and how it is named: required, required_rows, one_of, blank_when, taken_as_stated."""

from __future__ import annotations

from typing import Literal

from workbook_templates.rules.base import RuleBase


class Required(RuleBase):
    """必填: the field, or the column in each row of its list, is not blank."""

    kind: Literal["required"]
    fields: list[str]

    def references(self) -> list[str]:
        """The fields required."""
        return self.fields


class RequiredRows(RuleBase):
    """列表不空: each list has at least one row."""

    kind: Literal["required_rows"]
    lists: list[str]

    def references(self) -> list[str]:
        """The lists required."""
        return self.lists


class OneOf(RuleBase):
    """枚举: the value is one of a code list."""

    kind: Literal["one_of"]
    fields: list[str]
    codes: str

    def references(self) -> list[str]:
        """The fields coded."""
        return self.fields


class BlankWhen(RuleBase):
    """不填: where a field has one of the values, the others stay blank."""

    kind: Literal["blank_when"]
    field: str
    values: list[str]
    fields: list[str]

    def references(self) -> list[str]:
        """The deciding field and those that stay blank."""
        return [self.field, *self.fields]


class TakenAsStated(RuleBase):
    """照填报数采用: the field is filled in, but what it follows from is not, so that it can't be recomputed."""

    kind: Literal["taken_as_stated"]
    fields: list[str]
    needs: list[str]
    """Scalars, list columns or lists, all of which are blank."""

    def references(self) -> list[str]:
        """The fields and what they follow from."""
        return [*self.fields, *self.needs]
