"""The look of an official document (公文, GB/T 9704): page, fonts, line pitch, page numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.section import _Footer
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

TITLE_FONT, BODY_FONT, HEADING_FONT, SUBHEADING_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
TABLE_FONT = "宋体"
LATIN_FONT = "Times New Roman"
ALTERNATIVES = {
    TITLE_FONT: "华文中宋,黑体,宋体,SimHei,SimSun,Noto Serif CJK SC",
    BODY_FONT: "仿宋,FangSong,华文仿宋,Noto Serif CJK SC",
    HEADING_FONT: "SimHei,微软雅黑,Noto Sans CJK SC",
    SUBHEADING_FONT: "楷体,KaiTi,华文楷体,AR PL UKai CN",
    TABLE_FONT: "SimSun,Noto Serif CJK SC",
}
"""Fonts that Word takes where an office does not have the official ones."""

BODY_SIZE = Pt(16)  # 三号
LINE_PITCH = Pt(28)
TEXT_WIDTH = Cm(15.6)
BODY, TITLE, SUBTITLE, CAPTION, CELL, SMALL_CELL, HEAD, UNIT, PICTURE, PICTURE_CAPTION = (
    "报告正文", "报告标题", "报告副标题", "表题", "表格文字", "表格小字", "表格表头", "表格单位", "图", "图题",
)  # fmt: skip

_CREATED = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""A fixed date: the same outline gives the same bytes on any day."""


def official_document(title: str) -> WordDocument:
    """An empty official document with its styles."""
    document = Document()
    _drop_old_parts(document)
    _properties(document, title)
    _page(document)
    _styles(document)
    _font_table(document)
    return document


def _drop_old_parts(document: WordDocument) -> None:
    """Leaves out what the library's empty document has for Word 2010, and its preview."""
    for relations in (document.part.rels, document.part.package.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail")):
                del relations[key]


def _properties(document: WordDocument, title: str) -> None:
    core = document.core_properties
    core.title, core.author, core.comments, core.last_modified_by = title, "", "", ""
    core.created = core.modified = _CREATED
    core.revision = 1


def _page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    section.footer_distance = Cm(2.8)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _page_number(footer: _Footer, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, in 四号, one character from the outer edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
    _page_run(paragraph, "— ")
    for kind in ("begin", "separate", "end"):
        run = _page_run(paragraph, "")
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run.append(mark)
        if kind == "begin":
            run = _page_run(paragraph, "")
            code = OxmlElement("w:instrText")
            code.text = " PAGE "
            run.append(code)
        elif kind == "separate":
            _page_run(paragraph, "1")
    _page_run(paragraph, " —")


def _page_run(paragraph: Paragraph, text: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    run = paragraph.add_run(text)
    run.font.size = Pt(14)
    _fonts(run._r.get_or_add_rPr(), TABLE_FONT, TABLE_FONT)  # noqa: SLF001
    return run._r  # noqa: SLF001


def _styles(document: WordDocument) -> None:
    styles = document.styles
    normal = styles["Normal"]
    _look(normal, BODY_FONT, BODY_SIZE)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    centre, right = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
    pitch = LINE_PITCH
    body = styles.add_style(BODY, WD_STYLE_TYPE.PARAGRAPH)
    _look(body, BODY_FONT, BODY_SIZE, pitch=pitch, indent=True)
    title = styles.add_style(TITLE, WD_STYLE_TYPE.PARAGRAPH)
    _look(title, TITLE_FONT, Pt(22), pitch=Pt(35), side=centre)
    subtitle = styles.add_style(SUBTITLE, WD_STYLE_TYPE.PARAGRAPH)
    _look(subtitle, SUBHEADING_FONT, BODY_SIZE, pitch=pitch, side=centre)
    subtitle.paragraph_format.space_after = Pt(14)
    for level, font in enumerate((HEADING_FONT, SUBHEADING_FONT, BODY_FONT), start=1):
        heading = styles[f"Heading {level}"]
        _look(heading, font, BODY_SIZE, pitch=pitch, indent=True)
        heading.font.bold = level == 3
        heading.paragraph_format.keep_with_next = True
    small = Pt(10.5)  # 五号
    caption = styles.add_style(CAPTION, WD_STYLE_TYPE.PARAGRAPH)
    _look(caption, HEADING_FONT, Pt(12), pitch=Pt(22), side=centre)
    unit = styles.add_style(UNIT, WD_STYLE_TYPE.PARAGRAPH)
    _look(unit, TABLE_FONT, small, side=right)
    cell = styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    _look(cell, TABLE_FONT, small)
    small_cell = styles.add_style(SMALL_CELL, WD_STYLE_TYPE.PARAGRAPH)
    _look(small_cell, TABLE_FONT, Pt(9))  # 小五
    head = styles.add_style(HEAD, WD_STYLE_TYPE.PARAGRAPH)
    _look(head, HEADING_FONT, small, side=centre)
    picture = styles.add_style(PICTURE, WD_STYLE_TYPE.PARAGRAPH)
    _look(picture, TABLE_FONT, small, side=centre)
    below = styles.add_style(PICTURE_CAPTION, WD_STYLE_TYPE.PARAGRAPH)
    _look(below, HEADING_FONT, Pt(12), pitch=Pt(22), side=centre)
    below.paragraph_format.space_after = Pt(6)
    for style in (caption, unit, picture):
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.space_before = Pt(6)


def _look(
    style: ParagraphStyle,
    font: str,
    size: Pt,
    *,
    pitch: Pt | None = None,
    side: WD_ALIGN_PARAGRAPH | None = None,
    indent: bool = False,
) -> None:
    style.font.size = size
    style.font.bold = style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    _fonts(style.element.get_or_add_rPr(), font, LATIN_FONT)
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.widow_control = True
    if pitch is not None:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, pitch
    else:
        layout.line_spacing = 1.0
    if side is not None:
        layout.alignment = side
    if indent:
        layout.first_line_indent = size * 2
        layout.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _fonts(properties, font: str, latin: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Chinese text in `font`, digits and letters in `latin`."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    fonts = OxmlElement("w:rFonts")
    for kind, name in (("ascii", latin), ("hAnsi", latin), ("eastAsia", font), ("cs", latin)):
        fonts.set(qn(f"w:{kind}"), name)
    properties.insert(1 if properties.find(qn("w:rStyle")) is not None else 0, fonts)


def _font_table(document: WordDocument) -> None:
    """Names the fonts with those that may stand for them."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in ALTERNATIVES.items()
    )
    latin = f'<w:font w:name="{LATIN_FONT}"><w:charset w:val="00"/><w:family w:val="roman"/></w:font>'
    table = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {nsdecls("w")}>{latin}{fonts}</w:fonts>'
    parse_xml(table.encode())
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = table.encode()  # noqa: SLF001
