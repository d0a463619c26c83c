"""The catalogue of forms: folders with a `form.toml`, a `layout.toml` and a `template.xlsx`.

Forms are looked for beside this module and in the folders that `JIBIAO_FORMS` names (separated as
PATH is), so an office adds its own form without touching the program.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import tomli
from pydantic import BaseModel, ValidationError

from workbook_templates.layout import Layout
from workbook_templates.model import Form
from workbook_templates.outline import Outline

Model = TypeVar("Model", bound=BaseModel)

_IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class FormError(Exception):
    """A form can't be used; the message (Chinese) says which, why and what to do."""


class UnknownFormError(FormError):
    """No form has this identifier."""


@dataclass(frozen=True)
class FormFolder:
    """One official form on disk."""

    path: Path

    @property
    def id(self) -> str:
        """The form's identifier, which is the folder's name."""
        return self.path.name

    @property
    def template_path(self) -> Path:
        """The Excel template: what the form looks like."""
        return self.path / "template.xlsx"

    @property
    def report_path(self) -> Path:
        """The Word template of the form's report."""
        return self.path / "report.docx"

    def load(self) -> Form:
        """The form, checked.

        Raises:
            FormError: `form.toml` is missing, is not TOML, or contradicts itself.
        """
        return _load_form(self.path)

    def layout(self) -> Layout:
        """The layout from which `jibiao template build` makes the template."""
        return _parse(self.path / "layout.toml", Layout)

    def outline(self) -> Outline | None:
        """The outline from which `jibiao template build` makes the report's template, if the form has one."""
        path = self.path / "report.toml"
        return _parse(path, Outline) if path.is_file() else None

    def report_template(self) -> bytes:
        """The bytes of the report's Word template.

        Raises:
            FormError: the form has none.
        """
        try:
            return self.report_path.read_bytes()
        except OSError as error:
            raise FormError(
                f"表样 {self.id} 没有报告模板 report.docx：请写好 report.toml 后运行 jibiao template build {self.id}，"
                "或用 --template 另给一个模板"
            ) from error

    def template(self) -> bytes:
        """The template's bytes.

        Raises:
            FormError: it has not been built.
        """
        try:
            return self.template_path.read_bytes()
        except OSError as error:
            raise FormError(f"表样 {self.id} 缺少 template.xlsx：请先运行 jibiao template build {self.id}") from error


def form_folders() -> dict[str, FormFolder]:
    """All forms by identifier; a folder in `JIBIAO_FORMS` goes before one of the program's own."""
    found: dict[str, FormFolder] = {}
    for root in _roots():
        for path in sorted(root.glob("*/form.toml")):
            found.setdefault(path.parent.name, FormFolder(path.parent))
    return found


def find_form(identifier: str) -> FormFolder:
    """The folder of the form called `identifier`.

    Raises:
        UnknownFormError: there is none; the message lists those that exist.
    """
    # An identifier read from somebody's workbook must not become a path that leads elsewhere.
    if _IDENTIFIER.fullmatch(identifier):
        for root in _roots():
            if (root / identifier / "form.toml").is_file():
                return FormFolder(root / identifier)
    raise UnknownFormError(f"没有名为 {identifier} 的表。现有：{'、'.join(form_folders()) or '（无）'}")


def _roots() -> list[Path]:
    own = [Path(part) for part in os.environ.get("JIBIAO_FORMS", "").split(os.pathsep) if part]
    return [*own, Path(__file__).parent]


@lru_cache(maxsize=64)
def _load_form(path: Path) -> Form:
    form = _parse(path / "form.toml", Form)
    if form.id != path.name:
        raise FormError(f"{path / 'form.toml'}：id 为 {form.id}，应与文件夹名 {path.name} 相同")
    return form


def _parse(path: Path, model: type[Model]) -> Model:
    try:
        with path.open("rb") as stream:
            return model.model_validate(tomli.load(stream))
    except OSError as error:
        raise FormError(f"读不到 {path}：{error.strerror}") from error
    except tomli.TOMLDecodeError as error:
        raise FormError(f"{path} 不是有效的 TOML：{error}") from error
    except ValidationError as error:
        faults = "；".join(f"{'.'.join(map(str, e['loc']))}：{e['msg']}" for e in error.errors()[:5])
        raise FormError(f"{path} 有 {error.error_count()} 处错误：{faults}") from error
