"""Shares (占比) of a whole: shares, adjusted_share."""

from __future__ import annotations

from typing import Literal

from workbook_templates.rules.base import Computing, RuleBase


class Shares(Computing):
    """占比: the shares of the rows of a table, which together make 100 %."""

    kind: Literal["shares"]
    table: str
    parts: list[str]
    total: str
    amount: str
    share: str
    absorb: str | None = None
    """Field in which the officer names the row that takes the rounding difference."""

    def amounts(self) -> list[str]:
        """Fields with the amounts of the parts."""
        return [f"{self.table}.{row}.{self.amount}" for row in self.parts]

    def shares(self) -> list[str]:
        """Fields with the shares of the parts."""
        return [f"{self.table}.{row}.{self.share}" for row in self.parts]

    def total_share(self) -> str:
        """Field with the share of the whole, 100 %."""
        return f"{self.table}.{self.total}.{self.share}"

    def targets(self) -> list[str]:
        """The fields that it computes."""
        return [*self.shares(), self.total_share()]

    def references(self) -> list[str]:
        """Amounts, shares and the field that names the absorbing row."""
        return [*self.amounts(), *self.targets(), *([self.absorb] if self.absorb else [])]


class AdjustedShare(RuleBase):
    """调整过的占比: accepted by the quota rule, but not what rounding alone gives."""

    kind: Literal["adjusted_share"]
    of: str
    """The rule whose shares are looked at."""
