"""xlwings as it runs on a server for Office.js, in a process of its own: `python excel_server.py`.

It needs nothing but xlwings. One call a line comes in as JSON, one answer a line goes out.
"""

import asyncio
import json
import os
import sys
import traceback


def cell(value):
    """A cell as Office.js sends it: a blank as an empty text, an error as an object."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return {"type": "Error", "basicValue": value["error"]}
    return value


def argument(value):
    if value == "missing":
        return None
    if isinstance(value, dict) and "blanks" in value:
        return [[""]] * value["blanks"]
    return [list(map(cell, row)) for row in value] if isinstance(value, list) else [[cell(value)]]


def answer(call):
    import xlwings
    from xlwings.server import custom_functions_call, custom_functions_meta

    from udfs import excel

    if call["name"] == "meta":
        return custom_functions_meta(excel)
    data = {
        "func_name": call["name"],
        "args": list(map(argument, call["args"])),
        "version": xlwings.__version__,
        "client": "Office.js",
        "runtime": "1.4",
        "date_format": "",
        "culture_info_name": "zh-CN",
    }
    return asyncio.run(custom_functions_call(data, excel))


def main():
    os.environ |= {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}
    sys.modules["pyodide"] = (
        None  # not in a browser: xlwings asks at every cell, and searching takes five times as long
    )
    for line in sys.stdin:
        try:
            found = {"answer": answer(json.loads(line))}
        except Exception:  # noqa: BLE001  the test shows it
            found = {"traceback": traceback.format_exc()}
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
