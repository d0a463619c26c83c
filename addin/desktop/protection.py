"""A sheet's protection (工作表保护), taken off and put back as it was, through COM."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from addin.book.host import HostError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALLOWED: Final = (
    "AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns",
    "AllowInsertingRows", "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows", "AllowSorting",
    "AllowFiltering", "AllowUsingPivotTables",
)  # fmt: skip
"""What an officer may do on a protected sheet, as Excel calls it in `Sheet.Protection` and in `Sheet.Protect`."""


@contextmanager
def lifted(sheet: Any) -> Iterator[None]:
    """Lets a sheet's locked cells be written for a while.

    Args:
        sheet: The COM object.

    Raises:
        HostError: it is protected with a password, which is the officer's own.
    """
    if not sheet.ProtectContents:
        yield
        return
    before = {
        "DrawingObjects": sheet.ProtectDrawingObjects,
        "Contents": True,
        "Scenarios": sheet.ProtectScenarios,
        **{name: getattr(sheet.Protection, name) for name in _ALLOWED},
    }
    selection = sheet.EnableSelection
    _unprotect(sheet)
    try:
        yield
    finally:
        sheet.Protect(**before)
        sheet.EnableSelection = selection


def _unprotect(sheet: Any) -> None:
    failure: Exception | None = None
    try:
        sheet.Unprotect("")  # with no argument at all Excel would ask the officer for the password
    except Exception as error:  # noqa: BLE001 - pywin32's own class is not there on other systems
        failure = error
    if sheet.ProtectContents:
        raise HostError(
            f"工作表“{sheet.Name}”设了保护密码，不能恢复其中的公式。"
            "请在“审阅”选项卡上撤销工作表保护（表样本来没有密码），再按一次"
        ) from failure
