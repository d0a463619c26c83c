"""Reports: the figures of a workbook in Word, what is missing visible, and templates that an office edits."""

from __future__ import annotations

import dataclasses
import io
import os
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from addin.demo.run import published_document, published_forms
from addin.reporting.figures import printed
from addin.reporting.libreoffice import find_office
from addin.reporting.rendering import TemplateFaultError
from addin.reporting.report import make_report
from addin.reporting.template import build_report_template
from addin.reporting.texts import passed, pieces
from workbook_templates.catalogue import FormError, find_form
from workbook_templates.outline import Outline
from workbook_templates.writing import fill

GOLDEN = Path(__file__).with_name("golden")
"""The text of each published form's report, read and found good; made anew by hand: JIBIAO_GOLDEN=1 pytest …"""
FORM = "wuhan-target-2024"
FORMS = pytest.mark.parametrize("identifier", published_forms())
LONG = ("一<二&三>四“五”{{ income.total.amount }}{% if x %}]]>'\"{_{\uf8e0n<w:p/>\t六\n" * 300)[:10_000]


def blocks(document):
    """Paragraphs and tables in their order."""
    for element in document.element.body:
        if element.tag == qn("w:p"):
            yield "".join(text_of(run) for run in element.iter(qn("w:r")))
        elif element.tag == qn("w:tbl"):
            for row in element.iter(qn("w:tr")):
                cells = ("／".join(lines_of(cell)) for cell in row.iter(qn("w:tc")))
                yield "| " + " | ".join(cells) + " |"


def lines_of(cell):
    return ["".join(text_of(run) for run in paragraph.iter(qn("w:r"))) for paragraph in cell.iter(qn("w:p"))]


def text_of(run):
    return "".join({qn("w:t"): child.text or "", qn("w:tab"): "\t"}.get(child.tag, "") for child in run)


def text(data):
    return "\n".join(blocks(Document(io.BytesIO(data))))


def highlighted(data):
    runs = Document(io.BytesIO(data)).element.body.iter(qn("w:r"))
    return [text_of(run) for run in runs if run.find(f"{qn('w:rPr')}/{qn('w:highlight')}") is not None]


def put(folder, identifier, document=None, **changes):
    """A workbook with what was published of a form, changed where asked."""
    source = find_form(identifier)
    document = dataclasses.replace(document or published_document(identifier), **changes)
    path = folder / f"{identifier}.xlsx"
    path.write_bytes(fill(source.load(), source.template(), document))
    return path


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The report of each published form."""
    folder = tmp_path_factory.mktemp("published")
    return {identifier: make_report(put(folder, identifier)) for identifier in published_forms()}


@pytest.fixture(scope="module")
def summary(tmp_path_factory):
    """A summary of two units and the bureau's own words."""
    from addin.batch import consolidate_folder
    from addin.demo.split import made_up_roster, split
    from addin.roster import Roster

    folder = tmp_path_factory.mktemp("summary")
    published = published_document(FORM)
    roster = made_up_roster(published.unit)
    units = split(find_form(FORM).load(), published, roster)[:2]
    (folder / "units").mkdir()
    for document in (published, *units):
        put(folder, FORM, document).rename(folder / "units" / f"{document.unit.code}.xlsx")
    path = folder / "汇总.xlsx"
    consolidate_folder(folder / "units", Roster([roster.root, *roster.leaves()[:2]]), path)
    return path


@pytest.fixture
def writer(libreoffice):
    """LibreOffice with its word processor, which a machine that only calculates may lack."""
    if not list(find_office().resolve().parent.glob("*swlo.*")):
        pytest.skip("LibreOffice Writer is not installed")


def own_template(folder, *paragraphs, row=None):
    """A template as an office could make it."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if row:
        table = document.add_table(rows=3, cols=len(row))
        table.cell(0, 0).text, table.cell(2, 0).text = "{%tr for row in projects %}", "{%tr endfor %}"
        for cell, tag in zip(table.rows[1].cells, row, strict=True):
            cell.text = tag
    path = folder / "自己的模板.docx"
    document.save(path)
    return path


# ── the published forms ──────────────────────────────────────────────────────


@FORMS
def test_the_report_is_word_for_word_the_one_that_was_read(reports, identifier):
    path = GOLDEN / f"{identifier}.txt"
    found = text(reports[identifier].data) + "\n"
    if os.environ.get("JIBIAO_GOLDEN"):
        path.write_text(found, encoding="utf-8")
    assert found.splitlines() == path.read_text(encoding="utf-8").splitlines()


@FORMS
def test_every_figure_that_the_template_uses_is_printed_as_the_form_has_it(reports, identifier):
    report, form = reports[identifier], find_form(identifier).load()
    found, published = text(report.data), published_document(identifier)
    used = {name for name, row in report.usage.shown if row is None and name in published.values}
    assert len(used) >= min(9, len(published.values) - 4)
    for name in used:
        scalar = form.scalars[name]
        if scalar.type in ("money", "percent", "integer"):
            assert printed(published.values[name], scalar.type, scalar.decimals) in found, name


@FORMS
def test_what_is_missing_is_visible_and_never_blank(reports, identifier):
    report = reports[identifier]
    marks = highlighted(report.data)
    for label in report.usage.missing:
        assert any(f"【待填：{name}】" in marks for name in (label, label.rpartition("／")[2])), label
    assert not any("【待填" in line and "【待填" not in "".join(marks) for line in text(report.data).splitlines())
    assert "None" not in text(report.data)
    assert "{{" not in text(report.data)
    rows = [line for line in text(report.data).splitlines() if line.startswith("|")]
    assert not any(re.search(r"\|\s+\|", row) for row in rows)


@FORMS
def test_the_same_workbook_gives_the_same_bytes(reports, identifier, tmp_path):
    assert make_report(put(tmp_path, identifier)).data == reports[identifier].data


@FORMS
def test_the_template_is_what_its_outline_makes(identifier):
    folder = find_form(identifier)
    assert build_report_template(folder.load(), folder.outline()) == folder.report_template()


@FORMS
def test_template_and_report_pass_the_audit(reports, identifier, tmp_path):
    path = tmp_path / "报告.docx"
    path.write_bytes(reports[identifier].data)
    for file in (path, find_form(identifier).report_path):
        errors = OpenXmlValidator().validate(file).errors
        assert [f"{error.part_uri} {error.description}" for error in errors] == []


@FORMS
def test_the_page_is_that_of_an_official_document(reports, identifier):
    document = Document(io.BytesIO(reports[identifier].data))
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.cm, 1) for margin in margins] == [3.7, 3.5, 2.8, 2.6]
    body = document.styles["报告正文"]
    assert (body.font.size.pt, body.paragraph_format.line_spacing.pt) == (16, 28)
    assert body.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    for footer in (section.footer, section.even_page_footer):
        assert "PAGE" in "".join(element.text or "" for element in footer._element.iter(qn("w:instrText")))
    assert document.tables
    assert all(table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for table in document.tables)


def test_figures_with_a_mandatory_finding_are_marked(reports):
    report = reports["hunan-selfeval-2022"]
    assert "项目资金合计640.68【待核】万元" in text(report.data)
    assert "综合自评等级88分【待核】" in text(report.data)
    assert [finding.rule for found in report.usage.questioned.values() for finding in found] == ["HN22-R29", "HN22-R21"]


def test_the_sentences_of_the_seven_indicators_follow_the_figures(reports):
    found = text(reports["balanced-education-2024"].data)
    assert "小学教学及辅助用房面积39.03万平方米，生均教学及辅助用房面积5.14平方米（达标）" in found
    assert "初中教学仪器设备值1.69亿元，生均教学仪器设备值5,895.28元（达标）" in found
    assert "小学校际综合差异系数为0.260（达标），初中校际综合差异系数为0.311（达标）" in found


def test_chapters_without_a_place_are_named(reports):
    left = reports["balanced-education-2024"].left_out["report"]
    assert len(left) == 9
    assert left[0].startswith("一、")


# ── what may stand in a workbook ─────────────────────────────────────────────


def test_a_long_text_with_markup_and_line_breaks_arrives_intact(tmp_path):
    values = {**published_document(FORM).values, "duties": LONG}
    lines = text(make_report(put(tmp_path, FORM, values=values)).data).splitlines()
    start = lines.index("（一）部门职能") + 1
    found = "\n".join(lines[start : lines.index("（二）年度工作任务")])
    assert found.rstrip("\n") == LONG.rstrip("\n")
    assert len(LONG) == 10_000


def test_a_blank_figure_is_to_be_filled_in_and_never_a_zero(tmp_path):
    published = published_document(FORM)
    values = {name: value for name, value in published.values.items() if not name.startswith("income.own.")}
    report = make_report(put(tmp_path, FORM, values=values))
    assert "单位资金【待填：收入构成／单位资金／当年金额】万元" in text(report.data)
    assert "【待填：收入构成／单位资金／当年金额】" in highlighted(report.data)
    assert "收入构成／单位资金／当年金额" in report.usage.missing


def test_a_figure_that_cannot_be_read_is_shown_as_it_stands(workbooks, tmp_path):
    path = workbooks.type_into(put(tmp_path, FORM), income__own__amount="约一千")
    report = make_report(path)
    assert "单位资金【读不出：约一千】万元" in text(report.data)
    assert list(report.usage.unreadable) == ["收入构成／单位资金／当年金额"]


def test_an_empty_list_is_to_be_filled_in(tmp_path):
    rows = {**published_document(FORM).rows, "projects": [], "annual_goals": [], "annual_indicators": []}
    found = text(make_report(put(tmp_path, FORM, rows=rows)).data)
    assert "| 【待填：项目支出情况】 |" in found
    assert "【待填：年度目标】" in found.splitlines()


def test_a_text_on_its_way_cannot_be_taken_for_an_escape():
    assert pieces(str(passed("\uf8e0n"))) == ["\uf8e0m", "n"]


# ── summaries ────────────────────────────────────────────────────────────────


def test_the_report_of_a_summary_has_the_units_and_the_bureaus_own_words(summary):
    found = text(make_report(summary).data)
    rows = [line for line in found.splitlines() if line.startswith(("| 1 | 演示", "| 2 | 演示"))]
    assert [row.split(" | ")[1:3] for row in rows] == [["演示第一小学", "5,473.37"], ["演示第二小学", "4,257.11"]]
    assert "2024年收入合计9,730.48万元" in found
    assert "长期目标3：打造“四个品牌”" in found
    assert found.count("机构运转类项目") == 1


def test_the_report_of_one_unit_has_no_table_of_units(reports):
    assert "单位明细" not in text(reports[FORM].data)


# ── templates ────────────────────────────────────────────────────────────────


def test_an_offices_own_template_is_filled(tmp_path):
    line = "{{ unit.name }}：{{ income.total.amount|with_unit }}，{{ fill_date }}"
    template = own_template(tmp_path, line, row=["{{ row.name }}", "{{ row.budget }}"])
    lines = text(make_report(put(tmp_path, FORM), template).data).splitlines()
    assert lines[0] == "武汉市汉阳区教育局：182,142.95万元，2024年1月16日"
    assert lines[2] == "| 民生政策类项目 | 370.99 |"


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("{{ income.fiscl.amount }}", "没有名为 income.fiscl.amount 的指标（是否 income.fiscal.amount？）"),
        ("{{ dutys }}", "没有名为 dutys 的指标（是否 duties？）"),
        ("{{ income.fiscal }}", "income.fiscal 不是一个数，请写完整，例如 income.fiscal.amount"),
        ("{% for p in projects %}{{ p.budgt }}{% endfor %}", "没有名为 p.budgt 的指标（是否 p.budget？）"),
        ("{% if is_summary %}{{ incom.total.amount }}{% endif %}", "没有名为 incom.total.amount 的指标"),
        ("{% for p in duties %}{% endfor %}", "duties 不是列表"),
        ("{{ income.total.amount|moneyy }}", "标记写得不对"),
        ("{{ income.total.amount", "标记写得不对"),
    ],
)
def test_a_template_with_an_unknown_name_says_which_where_and_the_nearest(jibiao, tmp_path, tag, said):
    template = own_template(tmp_path, "第一段", f"本年收入 {tag} 万元")
    output = tmp_path / "报告.docx"
    done = jibiao("report", put(tmp_path, FORM), "-o", output, "--template", template)
    assert done.status == 2
    assert said in done.err
    assert "本年收入" in done.err
    assert not output.exists()


def test_a_template_that_is_no_word_document_is_refused(jibiao, tmp_path):
    template = tmp_path / "模板.docx"
    for content in (b"", b"text", put(tmp_path, FORM).read_bytes()):
        template.write_bytes(content)
        done = jibiao("report", put(tmp_path, FORM), "-o", tmp_path / "报告.docx", "--template", template)
        assert done.status == 2
        assert "不是 Word 文档" in done.err


def test_a_template_can_reach_nothing_but_the_workbook(jibiao, tmp_path):
    template = own_template(tmp_path, "{{ ''.__class__.__mro__[1].__subclasses__() }}")
    done = jibiao("report", put(tmp_path, FORM), "-o", tmp_path / "报告.docx", "--template", template)
    assert done.status == 2
    assert not (tmp_path / "报告.docx").exists()


def test_an_outline_with_an_unknown_table_is_refused():
    form = find_form(FORM).load()
    outline = Outline.model_validate({"title": "报告", "part": [{"table": {"of": "incom"}}, {"each": "project"}]})
    with pytest.raises(FormError) as refused:
        build_report_template(form, outline)
    assert "没有名为 incom 的固定表（是否 income？）" in str(refused.value)
    assert "没有名为 project 的列表（是否 projects？）" in str(refused.value)


def test_an_outline_whose_text_names_an_unknown_field_is_refused():
    outline = Outline.model_validate(
        {"title": "{{ unit.nam }}报告", "part": [{"text": "共{{ income.total.amont }}万元"}]}
    )
    with pytest.raises(TemplateFaultError) as refused:
        build_report_template(find_form(FORM).load(), outline)
    assert "没有名为 unit.nam 的指标（是否 unit.name？）" in str(refused.value)
    assert "“共{{ income.total.amont }}万元”：没有名为 income.total.amont 的指标" in str(refused.value)


def test_word_may_split_a_tag_into_runs(tmp_path):
    document = Document()
    paragraph = document.add_paragraph("{{ income.")
    paragraph.add_run("total.am").bold = True
    paragraph.add_run("ount }}万元")
    document.save(tmp_path / "模板.docx")
    found = text(make_report(put(tmp_path, FORM), tmp_path / "模板.docx").data)
    assert found.startswith("182,142.95万元")


def test_a_long_text_arrives_intact_in_a_link_and_a_header_too(tmp_path):
    document = Document()
    link = document.add_paragraph("见：")._p
    run = document.add_paragraph("{{ duties }}").runs[0]._r
    link.append(OxmlElement("w:hyperlink"))
    link[-1].append(run)
    document.sections[0].header.paragraphs[0].text = "{{ unit.name }} {{ tasks }}"
    document.save(tmp_path / "模板.docx")
    values = {**published_document(FORM).values, "duties": "甲{{ 乙", "tasks": "丙\n丁"}
    report = make_report(put(tmp_path, FORM, values=values), tmp_path / "模板.docx")
    document = Document(io.BytesIO(report.data))
    assert "见：甲{{ 乙" in text(report.data)
    assert [line.text for line in document.sections[0].header.paragraphs] == ["武汉市汉阳区教育局 丙", "丁"]


# ── the command ──────────────────────────────────────────────────────────────


def test_the_command_writes_beside_the_workbook_and_only_once(jibiao, tmp_path):
    path = put(tmp_path, FORM)
    before = path.read_bytes()
    done = jibiao("report", path)
    output = tmp_path / f"{FORM} 报告.docx"
    assert (done.status, done.out) == (0, "")
    assert f"已写出 {output}" in done.err
    assert zipfile.is_zipfile(output)
    assert path.read_bytes() == before
    assert jibiao("report", path).status == 2
    assert jibiao("report", path, "--force").status == 0


def test_the_command_counts_what_is_missing_and_what_must_be_corrected(jibiao, tmp_path):
    done = jibiao("report", put(tmp_path, "hunan-selfeval-2022"), "-o", tmp_path / "报告.docx")
    assert done.status == 1
    assert re.search(r"^待填 \d+ 处：", done.err, re.MULTILINE)
    assert "报告引用了 2 个有强制问题的数" in done.err
    assert "HN22-R29" in done.err


def test_the_json_says_what_was_written_and_what_is_open(jibiao, tmp_path):
    output = tmp_path / "报告.docx"
    done = jibiao("report", put(tmp_path, "hunan-selfeval-2022"), "-o", output, "--json")
    assert done.status == 1
    assert {"file", "form", "unit", "output", "pdf", "places", "left_out", "counts", "findings"} == set(done.json)
    assert (done.json["output"], done.json["pdf"]) == (str(output), None)
    assert len(done.json["places"]["questioned"]) == 2
    assert [finding["rule"] for finding in done.json["findings"]] == ["HN22-R29", "HN22-R21"]
    assert done.json["counts"] == {"强制": 2, "核实": 0, "提示": 0}
    marks = highlighted(output.read_bytes())
    for label in done.json["places"]["missing"]:
        assert any(f"【待填：{name}】" in marks for name in (label, label.rpartition("／")[2])), label
    assert done.json["places"]["filled"] > 20


def test_libreoffice_opens_the_report(writer, jibiao, tmp_path):
    done = jibiao("report", put(tmp_path, "guangzhou-target-2022"), "-o", tmp_path / "报告.docx", "--pdf")
    assert done.status == 0, done.err
    assert (tmp_path / "报告.pdf").read_bytes().startswith(b"%PDF")
