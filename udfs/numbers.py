"""Reading and rounding one number (数字的识别与舍入), exactly.

Everything here is decimal: a float is taken as the number that Excel shows for it, a text as the number that
it shows to a reader. What cannot be read is an error with a short Chinese message, never zero.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from fractions import Fraction

Amount: TypeAlias = int | float | str | Decimal
"""What a number cell may hold: a number, or a text that shows one."""

MONEY_UNITS: Final = {"元": 0, "百元": 2, "千元": 3, "万元": 4, "百万元": 6, "千万元": 7, "亿元": 8}
"""Money units (金额单位) as powers of ten of one yuan."""

# Wide enough for the sum of any two numbers that Excel can hold. An inexact result would be a bug: it raises.
EXACT: Final = Context(
    prec=700, rounding=ROUND_HALF_UP, Emin=-2000, Emax=2000, traps=[Inexact, InvalidOperation, Overflow]
)
_LARGEST_EXPONENT = 307
_SMALLEST_EXPONENT = -330
_MOST_DECIMALS = 15
_MOST_STEPS = 10**650  # what `EXACT` can hold, with room for a sum

# Longest first, so that 百万元 is not read as …万元.
_UNITS = (*sorted(MONEY_UNITS, key=len, reverse=True), "%", "‰")

# Only the full-width forms. The whole of NFKC would also turn ① into 1 and 5² into 52.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2212: ord("-")}
# Marks without width, pasted from web pages: nobody sees them.
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_PLAIN = _HALF_WIDTH | _INVISIBLE

_NUMBER = re.compile(
    r"[+-]?(?:(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?:E[+-]?\d{1,3})?",
    re.ASCII | re.IGNORECASE,
)


class CalculationError(ValueError):
    """A calculation that has no meaningful result (无法计算); the message is Chinese, for the officer.

    CalculationError            the figures are readable but the result is not defined
    └─ UnreadableNumberError    a cell does not hold a number
    """


class UnreadableNumberError(CalculationError):
    """A value that does not show a number (无法识别的数字)."""


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A number as a cell shows it (显示值).

    Attributes:
        value: The number in front of the unit; 92.47 for "92.47%", 5460 for "5460万元".
        unit: "", "%", "‰" or a money unit of `MONEY_UNITS`; the value is not converted.
        as_text: Whether it was typed as text, which Excel's own SUM silently leaves out.
    """

    value: Decimal
    unit: str = ""
    as_text: bool = False


def is_blank(value: object) -> bool:
    """Tell whether a cell is blank (空白): nothing in it, or only spaces.

    NaN is not blank here: whoever reads frames turns it into None first.

    Example:
        >>> is_blank(None), is_blank("\u3000"), is_blank(0), is_blank("—")
        (True, True, False, False)
    """
    return value is None or (isinstance(value, str) and not _plain(value))


def read_shown(shown: Amount) -> ShownNumber:
    """Read a value as the number that it shows (显示值), with its unit apart.

    Reads full-width digits and signs, surrounding blanks (U+3000 and no-break spaces too), correctly grouped
    thousands, a trailing % or money unit, accounting negatives in brackets, and exponents as Excel shows.

    Args:
        shown: A text such as "168,431.56", "５４６０　", "92.47%" or "(1,234.50)"; a number passes unchanged.

    Returns:
        The value before the unit, the unit, and whether it was text.

    Raises:
        UnreadableNumberError: The text is blank or is not one number ("—", ">300", "1＋1", "1,5", "约5").

    Source:
        Ways of typing seen in the published 2024 form 附表4-11 部门整体支出绩效目标申报表.

    Example:
        >>> read_shown("１６８，４３１．５６　")
        ShownNumber(value=Decimal('168431.56'), unit='', as_text=True)
        >>> read_shown("(1,234.50)万元")
        ShownNumber(value=Decimal('-1234.50'), unit='万元', as_text=True)
    """
    if not isinstance(shown, str):
        return ShownNumber(_number(shown))
    body, unit = _split_unit(_plain(shown))
    bracketed = body.startswith("(") and body.endswith(")")
    if bracketed:
        body = body[1:-1].strip()
        if not unit:  # (5.00%) is how Excel shows a negative percentage in accounting style
            body, unit = _split_unit(body)
    # A sign within the brackets would leave the meaning open: (-5) is neither 5 nor surely −5.
    if not _NUMBER.fullmatch(body) or (bracketed and body[0] in "+-"):
        raise UnreadableNumberError(f"“{_shortened(shown)}”不是能识别的数字，应填一个数，如 168,431.56")
    value = Decimal(body.replace(",", ""))
    return ShownNumber(_checked(value.copy_negate() if bracketed else value), unit, as_text=True)


def to_decimal(value: Amount) -> Decimal:
    """Take a value as an exact decimal (精确小数).

    An int or Decimal is taken as it is, a float as Excel shows it (15 significant digits), a text as the
    number that it shows; a % sign leaves the number before it.

    Args:
        value: A number, a NumPy number, or a text that shows a number without a money unit.

    Returns:
        The exact value; zero is never negative.

    Raises:
        UnreadableNumberError: Not a number: text, logical value, date, NaN or infinity.
        CalculationError: The text carries a money unit or ‰, or the number is beyond Excel's range.

    Source:
        Excel's specification: 15 digits of number precision.

    Example:
        >>> to_decimal(0.1 + 0.2), to_decimal(152186.39999999999), to_decimal("92.47%")
        (Decimal('0.3'), Decimal('152186.4'), Decimal('92.47'))
    """
    if (
        type(value) is Decimal
        and value.is_finite()
        and value
        and -_LARGEST_EXPONENT < value.adjusted() < _LARGEST_EXPONENT
    ):
        return value  # what the rest of the program hands over, many times a second
    shown = read_shown(value)
    if shown.unit in MONEY_UNITS:
        raise CalculationError(f"“{_shortened(value)}”带有单位“{shown.unit}”，应只填数字，或先用 convert_unit 换算")
    if shown.unit == "‰":
        raise CalculationError(f"“{_shortened(value)}”是千分数，应换算为百分数再填")
    return shown.value


def round_half_up(value: Amount, decimals: int = 2) -> Decimal:
    """Round half away from zero (四舍五入), exactly.

    Args:
        value: The number to round.
        decimals: Decimal places of the result, 0 to 15.

    Returns:
        The value with exactly that many decimals; never negative zero.

    Raises:
        CalculationError: The value is unreadable or `decimals` is out of range.

    Source:
        Excel's ROUND, which the published forms follow.

    Example:
        >>> round_half_up(-0.005), round_half_up(2.675), round_half_up("-0.001")
        (Decimal('-0.01'), Decimal('2.68'), Decimal('0.00'))
    """
    return round_ratio(*to_decimal(value).as_integer_ratio(), decimals)


def round_ratio(numerator: int, denominator: int, decimals: int) -> Decimal:
    """Round the exact fraction numerator / denominator half away from zero (分数四舍五入).

    Args:
        numerator: Any integer.
        denominator: A positive integer.
        decimals: Decimal places of the result, 0 to 15.

    Raises:
        CalculationError: `decimals` is out of range.

    Source:
        Decided on integers: a decimal quotient would be cut at its context's precision and rounded twice.

    Example:
        >>> round_ratio(2, 3, 2), round_ratio(-1, 200, 2)
        (Decimal('0.67'), Decimal('-0.01'))
    """
    scale = 10 ** check_decimals(decimals)
    steps = (2 * abs(numerator) * scale + denominator) // (2 * denominator)
    return from_steps(-steps if numerator < 0 else steps, decimals)


def from_steps(steps: int, decimals: int) -> Decimal:
    """Turn a count of last-place steps into the decimal that prints so (最末位的个数).

    Raises:
        CalculationError: It is far beyond what Excel can hold.

    Example:
        >>> from_steps(9247, 2)
        Decimal('92.47')
    """
    if abs(steps) > _MOST_STEPS:
        raise CalculationError("结果超出 Excel 能表示的范围")
    return Decimal(steps).scaleb(-decimals, EXACT)


def check_decimals(decimals: int) -> int:
    """Return the number of decimal places (小数位数) if it can be used.

    Raises:
        CalculationError: It is not an integer from 0 to 15.

    Example:
        >>> check_decimals(2)
        2
    """
    if isinstance(decimals, bool) or not isinstance(decimals, int) or not 0 <= decimals <= _MOST_DECIMALS:
        raise CalculationError(f"小数位数应为 0 至 {_MOST_DECIMALS} 的整数")
    return decimals


def round_fraction(value: Fraction, decimals: int) -> Decimal:
    """Round an exact fraction half away from zero (四舍五入); see `round_ratio`.

    Example:
        >>> from fractions import Fraction
        >>> round_fraction(Fraction(35964, 1000), 2)
        Decimal('35.96')
    """
    return round_ratio(value.numerator, value.denominator, decimals)


def _number(value: object) -> Decimal:
    """Take a value that is not text as a decimal."""
    if not isinstance(value, (int, float, Decimal)) and callable(item := getattr(value, "item", None)):
        value = item()  # a NumPy scalar
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise UnreadableNumberError(f"{_described(value)}不是数字，应填一个数")
    number = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise UnreadableNumberError("数值无效（NaN 或无穷大），应填一个数")
    return _checked(number)


def _checked(number: Decimal) -> Decimal:
    """Refuse what Excel cannot hold, and drop the sign of zero."""
    if not number:
        return Decimal(0) if int(number.as_tuple().exponent) < _SMALLEST_EXPONENT else number.copy_abs()
    if number.adjusted() > _LARGEST_EXPONENT or int(number.as_tuple().exponent) < _SMALLEST_EXPONENT:
        raise CalculationError("数字超出 Excel 能表示的范围（绝对值应小于 1E+308）")
    return number


def _split_unit(text: str) -> tuple[str, str]:
    """Part a text from the unit at its end."""
    unit = next((unit for unit in _UNITS if text.endswith(unit)), "")
    return text.removesuffix(unit).rstrip(), unit


def _plain(text: str) -> str:
    """Turn full-width forms into plain ones; drop blanks around a text and marks that nobody sees."""
    return text.translate(_PLAIN).strip()


def _described(value: object) -> str:
    """Name a value of a wrong type as an officer would."""
    if value is None:
        return "空白"
    if isinstance(value, bool):
        return "逻辑值 TRUE" if value else "逻辑值 FALSE"
    return f"“{_shortened(value)}”"


def _shortened(value: object) -> str:
    """Show at most twenty characters of a value."""
    text = str(value).strip()
    return text if len(text) <= 20 else f"{text[:20]}…"
