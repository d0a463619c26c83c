"""The room of right and wrong: pandera schemas, rules, findings (审核结果) and their messages.

It knows what a form says and what a submission holds; it reads no file and paints no cell.
"""

from validation.engine import validate
from validation.findings import Finding, counts

__all__ = ["Finding", "counts", "validate"]
