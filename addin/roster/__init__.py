"""The roster (名录): the reporting units of an office as a tree, read from .xlsx or .toml.

The public names are those of ``__all__``; the modules behind them may change.
"""

from addin.roster.files import HEADINGS, read_roster, write_roster
from addin.roster.tree import Roster, RosterError, RosterUnit

__all__ = ["HEADINGS", "Roster", "RosterError", "RosterUnit", "read_roster", "write_roster"]
