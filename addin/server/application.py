"""The program that answers: xlwings Server with our routes, checked before it starts."""

from __future__ import annotations

import logging
import sys
from importlib import import_module
from typing import Any

from addin.server.checks import BAD_LICENCE, check_functions, check_settings
from addin.server.errors import StartError
from addin.server.guard import Guard
from addin.server.settings import load_settings, prepare_xlwings
from addin.validating import import_frames


def create_application() -> Guard:
    """The ASGI program. xlwings Server is imported here and not before: it reads its settings when it is.

    Raises:
        StartError: it would not work, or not safely.
    """
    # xlwings looks for it at each cell of a function's range, and five sixths of the time go into not finding it.
    sys.modules["pyodide"] = None  # type: ignore[assignment]
    settings = load_settings()
    check_settings(settings)
    prepare_xlwings(settings)
    server = _xlwings_server()
    # What it logs at the finest level has tokens in it, and at the next one a line for each request.
    logging.getLogger("xlwings_server").setLevel(logging.WARNING)
    from addin.server.answers import answer_errors
    from addin.server.isolation import separate_books
    from addin.server.manifest import manifest
    from addin.server.routes import router

    separate_books()
    server.app.include_router(router)
    answer_errors(server.app)
    import_module("xlwings_server.templates").env.globals["jibiao"] = manifest()
    check_functions()
    import_frames()  # or the first officer would wait for it
    return Guard(server.main_app, settings)


def _xlwings_server() -> Any:
    try:
        return import_module("xlwings_server.main")
    except Exception as error:
        if type(error).__name__ != "LicenseError":  # the class is in the package that failed to import
            raise
        raise StartError(BAD_LICENCE.format(reason=error)) from error
