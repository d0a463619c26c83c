"""Rolling the figures of units up into one (汇总).

Units may be rolled up all at once or level by level: sums add up, and of the first values the first is taken
again. Counts of lower levels are not counted again but added up, with "sum".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar, cast, overload

from udfs.amounts import total
from udfs.numbers import Amount, CalculationError, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

Rollup: TypeAlias = Literal["sum", "count", "first"]
"""How a field rolls up: added up (求和), counted (计数), or the first one kept (取首个)."""

_Value = TypeVar("_Value")


@overload
def roll_up(kind: Literal["sum"], values: Iterable[Amount | None]) -> Decimal | None: ...
@overload
def roll_up(kind: Literal["count"], values: Iterable[object]) -> int: ...
@overload
def roll_up(kind: Literal["first"], values: Iterable[_Value | None]) -> _Value | None: ...
@overload
def roll_up(kind: Rollup, values: Iterable[object]) -> object: ...
def roll_up(kind: Rollup, values: Iterable[object]) -> object:
    """Roll one field of several units up (汇总); blank cells do not count.

    Args:
        kind: "sum", "count" or "first".
        values: The field's value in each unit, in the order of the roster (名录); amounts in one unit.

    Returns:
        The exact sum, or None when every value is blank; the number of values that are not blank; or the
        first value that is not blank, else None.

    Raises:
        CalculationError: A value to add is not a number, or the kind is unknown.

    Source:
        节点汇总 of the financial reporting systems: a parent is the sum of its children, and what no child
        reported stays blank.

    Example:
        >>> roll_up("sum", [16055.49, None, "1,000"]), roll_up("sum", [None, ""])
        (Decimal('17055.49'), None)
        >>> roll_up("count", ["汉阳", "", "武昌"]), roll_up("first", [None, "汉阳", "武昌"])
        (2, '汉阳')
    """
    filled = [value for value in values if not is_blank(value)]
    match kind:
        case "sum":
            return total(cast("list[Amount]", filled)) if filled else None
        case "count":
            return len(filled)
        case "first":
            return filled[0] if filled else None
        case _:
            raise CalculationError(f"不认识的汇总方式“{kind}”，应为 sum、count 或 first")
