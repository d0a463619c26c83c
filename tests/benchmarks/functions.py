"""One call of a worksheet function for a column, beside one call a row, through xlwings' own conversion of a server."""

import asyncio
import json
import os
import sys
import time
from pathlib import Path

from timing import options, table

ROOT = Path(__file__).parents[2]
NAME = "jb_share"


def rows(count):
    """Amounts in 万元, no two alike."""
    return [[round(1000 + 0.37 * row, 2)] for row in range(count)]


def call(arguments):
    """What the server does for one formula; what came over the network is taken apart, what goes back is made."""
    import xlwings
    from xlwings.server import custom_functions_call

    from udfs import excel

    data = json.loads(json.dumps({"func_name": NAME, "args": arguments, "version": xlwings.__version__}))
    data |= {"client": "Office.js", "runtime": "1.4", "date_format": "", "culture_info_name": "zh-CN"}
    return json.loads(json.dumps(asyncio.run(custom_functions_call(data, excel))))


def one_call(amounts):
    return call([amounts, [[9999999]]])


def a_call_a_row(amounts):
    return [call([[[amount]], [[9999999]]])[0] for [amount] in amounts]


def timed(way, amounts):
    start = time.perf_counter()
    found = way(amounts)
    return time.perf_counter() - start, found


def main():
    chosen = options(__doc__)
    amounts = rows(chosen.units)
    ways = {"(a) one call for the column": one_call, "(b) one call a row": a_call_a_row}
    taken = {name: [] for name in ways}
    one_call(amounts[:1])  # imports
    for _ in range(chosen.repeat):
        found = []
        for name, way in ways.items():
            seconds, cells = timed(way, amounts)
            taken[name].append(seconds)
            found.append(cells)
        if found[0] != found[1]:
            sys.exit("the two ways differ")
    print("\n".join(table(taken, chosen.units, "rows", "ms a row", "the cells agree")))


if __name__ == "__main__":
    os.environ |= {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}
    sys.path.insert(0, str(ROOT))
    main()
