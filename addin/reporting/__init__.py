"""The narrative report (报告): a Word document whose figures come from the workbook."""

from addin.reporting.pdf import PdfError
from addin.reporting.rendering import TemplateFaultError

__all__ = ["PdfError", "TemplateFaultError"]
