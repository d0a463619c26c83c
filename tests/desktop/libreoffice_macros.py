"""LibreOffice without a window, running macros of a workbook: `python3 libreoffice_macros.py soffice profile`.

It needs the `uno` of LibreOffice's own Python or the system's. Standard input has one JSON object: the workbook, the
modules to add to its project, the functions to call; standard output gets what each returned. LibreOffice keeps silent
about what does not compile or fails: the function then returns nothing.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PIPE = "jibiao-macros"
FILTER = "Calc MS Excel 2007 VBA XML"
ALWAYS_EXECUTE_NO_WARN = 4


def properties(**values):
    from com.sun.star.beans import PropertyValue

    found = []
    for name, value in values.items():
        one = PropertyValue()
        one.Name, one.Value = name, value
        found.append(one)
    return tuple(found)


def desktop(pipe):
    import uno
    from com.sun.star.connection import NoConnectException

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(300):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            time.sleep(0.2)
    sys.exit("LibreOffice does not answer")


def run(office, task):
    document = office.loadComponentFromURL(
        Path(task["workbook"]).as_uri(),
        "_blank",
        0,
        properties(Hidden=True, FilterName=FILTER, MacroExecutionMode=ALWAYS_EXECUTE_NO_WARN),
    )
    libraries = document.BasicLibraries
    project = next(name for name in libraries.ElementNames if name != "Standard")
    for name, source in task["modules"].items():
        libraries.getByName(project).insertByName(name, source)
    scripts = document.getScriptProvider()
    returned = []
    for module, function, *arguments in task["calls"]:
        place = f"vnd.sun.star.script:{project}.{module}.{function}?language=Basic&location=document"
        returned.append(scripts.getScript(place).invoke(tuple(arguments), (), ())[0])
    return {"modules": list(libraries.getByName(project).ElementNames), "returned": returned}


def main(program, profile):
    pipe = f"{PIPE}-{Path(profile).name}"
    options = ["--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"]
    quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    started = subprocess.Popen(
        [program, f"-env:UserInstallation={Path(profile).as_uri()}", *options], **quiet, start_new_session=True
    )
    try:
        json.dump(run(desktop(pipe), json.load(sys.stdin)), sys.stdout)
    finally:
        os.killpg(started.pid, signal.SIGKILL)  # asked to end, it may stay for ever
        started.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
