"""诊断 of the server add-in: what the server knows of itself."""

from __future__ import annotations

from importlib.metadata import version
from typing import NamedTuple

from workbook_templates.catalogue import FormError, form_folders


class Fact(NamedTuple):
    """Something that was looked at; see `addin.book.host.Check`."""

    name: str
    ok: bool
    words: str
    remedy: str = ""


def facts() -> list[Fact]:
    """The versions, and whether all forms can be used."""
    packages = {"绩表": "jibiao", "xlwings": "xlwings", "xlwings Server": "xlwings-server"}
    return [*(Fact(name, ok=True, words=version(package)) for name, package in packages.items()), _forms()]


def _forms() -> Fact:
    good, broken = 0, []
    for folder in form_folders().values():
        try:
            folder.load()
        except FormError as error:
            broken.append(str(error))
        else:
            good += 1
    return Fact(
        "表", not broken, "；".join([f"{good} 张可用", *broken]), "请把上面的话告诉服务器的管理员。" if broken else ""
    )
