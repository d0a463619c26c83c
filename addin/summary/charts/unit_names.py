"""Names of units as they fit beside a chart."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 11
"""Characters of a name beside a chart."""

_PLACE = re.compile(r".*[省市区县旗州盟]")


def short_names(names: Sequence[str]) -> list[str]:
    """Names as they are, or if some are too long: without the place that all share, and cut in the middle.

    >>> short_names(["武汉市汉阳区第一初级中学", "武汉市汉阳区教育局直属机关幼儿园"])
    ['第一初级中学', '教育局直属机关幼儿园']
    >>> short_names(["第一小学", "第一初级中学"])
    ['第一小学', '第一初级中学']
    >>> short_names(["汉阳区教育局直属机关第一幼儿园"])
    ['汉阳区教…关第一幼儿园']
    """
    if all(len(name) <= LONGEST for name in names):
        return list(names)
    shared = "".join(c[0] for c in takewhile(lambda c: len(set(c)) == 1, zip(*names, strict=False)))
    place = found[0] if len(names) > 1 and (found := _PLACE.match(shared)) else ""
    kept = [name.removeprefix(place) or name for name in names]
    return [name if len(name) <= LONGEST else f"{name[:4]}…{name[5 - LONGEST :]}" for name in kept]
