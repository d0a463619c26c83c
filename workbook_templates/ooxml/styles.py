"""Number formats of a workbook's cell styles."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from workbook_templates.ooxml.markup import namespace, parse

GENERAL: Final = "General"

_YEAR_MONTH = 'yyyy"年"m"月"'
_MONTH_DAY = 'm"月"d"日"'
_HALF_DAY_MINUTES = '上午/下午h"时"mm"分"'
_HALF_DAY_SECONDS = '上午/下午h"时"mm"分"ss"秒"'

BUILTIN_FORMATS: Final[dict[int, str]] = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"\\-#,##0',
    6: '"¥"#,##0;[Red]"¥"\\-#,##0',
    7: '"¥"#,##0.00;"¥"\\-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"\\-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: _YEAR_MONTH,
    28: _MONTH_DAY,
    29: _MONTH_DAY,
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: _HALF_DAY_MINUTES,
    35: _HALF_DAY_SECONDS,
    36: _YEAR_MONTH,
    37: "#,##0;\\-#,##0",
    38: "#,##0;[Red]\\-#,##0",
    39: "#,##0.00;\\-#,##0.00",
    40: "#,##0.00;[Red]\\-#,##0.00",
    41: '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* \\-#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: _YEAR_MONTH,
    51: _MONTH_DAY,
    52: _YEAR_MONTH,
    53: _MONTH_DAY,
    54: _MONTH_DAY,
    55: _HALF_DAY_MINUTES,
    56: _HALF_DAY_SECONDS,
    57: _YEAR_MONTH,
    58: _MONTH_DAY,
}
"""Formats that a file names by number only (ECMA-376 part 1, 18.8.30), as Chinese Excel shows them."""


# A folder of returned workbooks comes from one template, and so do their styles, byte for byte.
@lru_cache(maxsize=16)
def number_formats(data: bytes, part: str) -> tuple[str, ...]:
    """The number format of each cell style (``cellXfs``) of a styles part.

    Raises:
        UnreadableWorkbookError: ``malformed_xml``.
    """
    root = parse(data, part)
    space = namespace(root)
    formats = dict(BUILTIN_FORMATS)
    for element in root.iterfind(f"{space}numFmts/{space}numFmt"):
        formats[int(element.get("numFmtId", "0"))] = element.get("formatCode", GENERAL)
    return tuple(
        formats.get(int(element.get("numFmtId", "0")), GENERAL)
        for element in root.iterfind(f"{space}cellXfs/{space}xf")
    )
