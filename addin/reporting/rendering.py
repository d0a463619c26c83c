"""Fills a Word template (docxtpl, Jinja) from a workbook."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from addin.reporting.archive import repacked
from addin.reporting.chapters import chapters
from addin.reporting.known import faults_in
from addin.reporting.places import cell, label, optional, short_filter, with_unit
from addin.reporting.settling import settle
from addin.reporting.shapes import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.opc.part import Part

    from workbook_templates.model import Form

FILTERS = {
    "short": short_filter, "with_unit": with_unit, "optional": optional, "cell": cell, "label": label,
    "chapters": chapters, "picture": str,
}  # fmt: skip
_MOST = 10


class TemplateFaultError(Exception):
    """A Word template can't be used; the message (Chinese) says what is wrong in it, and where."""


def rendered(template: bytes, name: str, form: Form, context: dict[str, object]) -> bytes:
    """The report.

    Args:
        template: The Word template.
        name: What it is called, for messages.
        form: The form whose names it may use.
        context: What the names stand for.

    Raises:
        TemplateFaultError: it is no Word document, its tags are faulty, or it names what there is not.
    """
    document = _opened(template, name)
    environment = _environment()
    _refuse_faults(document, name, form, environment)
    environment.filters["picture"] = lambda chart: chart.drawn(document)
    try:
        document.render(context, environment)
    except (TemplateError, TypeError, ValueError) as error:
        raise TemplateFaultError(f"模板 {name} 不能使用：{error}") from error
    for part in _parts(document):
        settle(part.element)
    for part in _footnotes(document):
        root = etree.fromstring(part.blob)
        settle(root)
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)  # noqa: SLF001
    stream = io.BytesIO()
    document.save(stream)
    return repacked(stream.getvalue())


def check_template(template: bytes, name: str, form: Form) -> None:
    """Refuses a template whose names the form does not have.

    Raises:
        TemplateFaultError: the message names them.
    """
    _refuse_faults(_opened(template, name), name, form, _environment())


def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.filters |= FILTERS
    return environment


def _opened(template: bytes, name: str) -> DocxTemplate:
    document = DocxTemplate(io.BytesIO(template))
    try:
        document.init_docx()
        _ = document.docx.element.body
    except (KeyError, ValueError, OSError, AttributeError, zipfile.BadZipFile) as error:
        raise TemplateFaultError(f"模板 {name} 不是 Word 文档（.docx），或已损坏；请在 Word 中另存为 .docx") from error
    return document


def _refuse_faults(document: DocxTemplate, name: str, form: Form, environment: SandboxedEnvironment) -> None:
    shape = shape_of(form)
    found: list[str] = []
    for where, source in _sources(document):
        lines = source.splitlines()
        try:
            faults = faults_in(environment.parse(source), shape)
            environment.compile(source)
        except TemplateSyntaxError as error:
            found.append(f"{where}{_quoted(lines, error.lineno)}：标记写得不对（{error.message}）")
            continue
        found += [f"{where}{_quoted(lines, fault.line)}：{fault.message}" for fault in faults]
    if found:
        distinct = list(dict.fromkeys(found))
        more = f"（共 {len(distinct)} 处，列出前 {_MOST} 处）" if len(distinct) > _MOST else ""
        raise TemplateFaultError(f"模板 {name} 不能使用{more}：" + "；".join(distinct[:_MOST]))


def _sources(document: DocxTemplate) -> Iterator[tuple[str, str]]:
    """Each part's text with its tags, a paragraph a line, as docxtpl renders it."""
    yield "正文", _lines(document.patch_xml(document.get_xml()))
    for where, uri in (("页眉", document.HEADER_URI), ("页脚", document.FOOTER_URI)):
        for _, part in document.get_headers_footers(uri):
            yield where, _lines(document.patch_xml(document.get_part_xml(part)))
    for part in _footnotes(document):
        yield "脚注", _lines(document.patch_xml(part.blob.decode("utf-8")))


def _lines(source: str) -> str:
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", source.replace("\n", " "))


def _quoted(lines: list[str], number: int) -> str:
    text = re.sub(r"<[^>]+>", "", lines[number - 1] if 0 < number <= len(lines) else "").strip()
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”" if text else ""


def _footnotes(document: DocxTemplate) -> list[Part]:
    return [part for part in document.docx.part.package.iter_parts() if part.content_type.endswith(".footnotes+xml")]


def _parts(document: DocxTemplate) -> list:  # type: ignore[type-arg]
    headers = [
        part
        for uri in (document.HEADER_URI, document.FOOTER_URI)
        for _, part in document.get_headers_footers(uri)
        if hasattr(part, "element")
    ]
    return [document.docx.part, *headers]
