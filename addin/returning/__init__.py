"""Return copies (退回件): each workbook with findings goes back with them on its cells, never the original."""

from addin.returning.annotating import annotated
from addin.returning.folder import Case, Refused, Returned, refuse_folder, write_returns

__all__ = ["Case", "Refused", "Returned", "annotated", "refuse_folder", "write_returns"]
