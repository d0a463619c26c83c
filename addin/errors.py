"""The errors that a command foresees: their message is for the officer, exit status 2."""

from __future__ import annotations

from addin.collect import NothingFoundError
from addin.console import UnknownGroupingError, UnknownSeverityError
from addin.consolidation import ConsolidationError
from addin.desktop.errors import DesktopError
from addin.distribute import FileNameError
from addin.output import OutputError
from addin.prose.files import ReportFileError
from addin.reporting import PdfError, TemplateFaultError
from addin.roster import RosterError
from addin.server.errors import ServerError
from addin.single import UnusableError
from workbook_templates.catalogue import FormError
from workbook_templates.documents import DocumentError

FORESEEN: tuple[type[Exception], ...] = (
    ConsolidationError,
    DesktopError,
    DocumentError,
    FileNameError,
    FormError,
    NothingFoundError,
    OutputError,
    ReportFileError,
    PdfError,
    RosterError,
    ServerError,
    TemplateFaultError,
    UnknownGroupingError,
    UnknownSeverityError,
    UnusableError,
)
