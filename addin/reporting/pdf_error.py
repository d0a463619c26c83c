"""Why there is no PDF."""

from __future__ import annotations


class PdfError(Exception):
    """No PDF could be made; the message (Chinese) says why and what to do."""
