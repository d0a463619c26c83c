"""The worksheet functions, as xlwings Server finds them: those of `udfs.excel`, off the event loop."""

from __future__ import annotations

from addin.server.functions import in_threads
from udfs import excel

globals().update(in_threads(excel))
