"""The relations that a form may declare: data only.

What each kind computes is in `computing`, by the functions of `udfs`; how it becomes a native formula is in
`formulas`; how it is checked is in the room `validation`, under the same kind. A name in `of`, `fields` and the
like is a scalar ("income.total.amount"), a table row to be combined with `columns` ("income.total"), or a list
column ("projects.budget").
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from workbook_templates.rules.amounts import AtLeast, Coverage, Equals, Range, Same, Total, UnitSlip
from workbook_templates.rules.base import Computing, Repeated, RuleBase, Scope, Severity, expand, unsigned
from workbook_templates.rules.comparisons import (
    Comparing,
    CopiedText,
    SameAsLastYear,
    SameIndicators,
    Wanted,
    YearlyChange,
)
from workbook_templates.rules.entries import BlankWhen, OneOf, Required, RequiredRows, TakenAsStated
from workbook_templates.rules.indicators import Covers, EachHas, Measurable, SameOrder, StaleYear
from workbook_templates.rules.rates import (
    CoarseRate,
    Growth,
    ImpliedDenominator,
    Rate,
    RateCompanion,
    RoundedTotal,
    TruncatedRate,
)
from workbook_templates.rules.schools import Mean, Split, StandardMet, Tally, Variation, Verdict, WeightedMean
from workbook_templates.rules.scores import ExecutionScore, Grade, GradeUnproved, IndicatorScore
from workbook_templates.rules.shares import AdjustedShare, Shares

Rule = Annotated[
    Total | Same | AtLeast | Range | Equals | Coverage | UnitSlip
    | Shares | AdjustedShare
    | Rate | TruncatedRate | CoarseRate | RoundedTotal | Growth | ImpliedDenominator
    | ExecutionScore | Grade | GradeUnproved | IndicatorScore
    | Tally | Variation | Mean | WeightedMean | Split | Verdict | StandardMet
    | Required | RequiredRows | OneOf | BlankWhen | TakenAsStated
    | EachHas | Covers | SameOrder | Measurable | StaleYear
    | SameIndicators | SameAsLastYear | YearlyChange | CopiedText,
    Field(discriminator="kind"),
]  # fmt: skip

__all__ = [
    "AdjustedShare",
    "AtLeast",
    "BlankWhen",
    "CoarseRate",
    "Comparing",
    "Computing",
    "CopiedText",
    "Coverage",
    "Covers",
    "EachHas",
    "Equals",
    "ExecutionScore",
    "Grade",
    "GradeUnproved",
    "Growth",
    "ImpliedDenominator",
    "IndicatorScore",
    "Mean",
    "Measurable",
    "OneOf",
    "Range",
    "Rate",
    "RateCompanion",
    "Repeated",
    "Required",
    "RequiredRows",
    "RoundedTotal",
    "Rule",
    "RuleBase",
    "Same",
    "SameAsLastYear",
    "SameIndicators",
    "SameOrder",
    "Scope",
    "Severity",
    "Shares",
    "Split",
    "StaleYear",
    "StandardMet",
    "TakenAsStated",
    "Tally",
    "Total",
    "TruncatedRate",
    "UnitSlip",
    "Variation",
    "Verdict",
    "Wanted",
    "WeightedMean",
    "YearlyChange",
    "expand",
    "unsigned",
]
