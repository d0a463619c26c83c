"""The buttons of the group 帮助."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from addin.buttons.words import words
from workbook_templates.catalogue import FormError, form_folders

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xlwings as xw

    from addin.book.host import Host


def diagnose(book: xw.Book, host: Host) -> None:
    """诊断: what is installed and what is missing."""
    checks = host.checks()
    lines = []
    for check in checks:
        state = words("diagnose", "good" if check.ok else "bad")
        lines.append(words("diagnose", "line", state=state, name=check.name, words=check.words))
        if check.remedy and not check.ok:
            lines.append(words("diagnose", "remedy", remedy=check.remedy))
    host.say("\n".join(lines), "info" if all(check.ok for check in checks) else "warning")


def about(book: xw.Book, host: Host) -> None:
    """关于: the version, the forms with what they are based on, the licences."""
    host.say(words("about", "done", version=_version("jibiao"), xlwings=_version("xlwings"), forms="\n".join(_forms())))


def _forms() -> Iterator[str]:
    for folder in form_folders().values():
        try:
            head = folder.load().form
        except FormError as error:
            yield str(error)
            continue
        yield words("about", "form", number=head.number, title=head.title, year=head.year, basis=head.basis).strip()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # run from its folder, without having been installed
        return "unknown"
