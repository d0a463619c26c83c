"""check-report on the reports that the program writes itself: their tables agree; each changed cell is found."""

from __future__ import annotations

import pytest
from docx import Document

from addin.demo.run import published_document, published_forms
from addin.prose import check_report
from addin.reporting.pdf import as_pdf
from addin.reporting.report import make_report
from validation.prose.tables import is_number
from workbook_templates.catalogue import find_form
from workbook_templates.writing import fill


@pytest.fixture(params=published_forms())
def made(request, tmp_path):
    """A published form's workbook and the report of it."""
    source = find_form(request.param)
    book, report = tmp_path / "报表.xlsx", tmp_path / "报告.docx"
    book.write_bytes(fill(source.load(), source.template(), published_document(request.param)))
    report.write_bytes(make_report(book).data)
    return book, report


def in_tables(result):
    return [pair for pair in result.pairs if pair.sentence.paragraph < 0]


def test_the_tables_of_a_report_agree_with_its_workbook(made):
    book, report = made
    pairs = in_tables(check_report(report, book))
    assert len(pairs) >= 13
    assert {pair.verdict for pair in pairs} == {"一致"}


def test_each_cell_that_is_judged_is_found_when_it_is_changed(made):
    book, report = made
    before = [pair.name.place.field for pair in in_tables(check_report(report, book))]
    document, changed = Document(report), 0
    for table in document.tables:
        for row in table.rows[1:]:
            for cell in row.cells[1:]:
                changed += raised(cell)
    document.save(report)
    pairs = in_tables(check_report(report, book))
    wrong = [pair.name.place.field for pair in pairs if pair.verdict != "一致"]
    assert changed > len(wrong) > 4
    assert set(wrong) <= set(before)
    # What still agrees was not changed: figures of one digit.
    assert all(len(pair.figure.text.rstrip("所人座项%个")) < 3 for pair in pairs if pair.verdict == "一致")


def raised(cell):
    """Raises the first digit of a figure of at least three signs."""
    text = cell.text
    if not is_number(text) or len(text.replace(",", "")) < 3:
        return 0
    first, *others = cell.paragraphs[0].runs
    first.text = text.replace(text[0], str(int(text[0]) % 9 + 1), 1)
    for run in others:
        run.text = ""
    return 1


def test_a_pdf_says_the_same_as_the_word_file_it_was_made_of(libreoffice, tmp_path, workbooks):
    """LibreOffice writes the PDF; what stands in sentences is read from it as from the .docx."""
    lines = [
        "一、收入。2024年财政拨款收入168413.56万元，占92.47%；财政专户管理资金收入1791.51万元，占0.98%；单位资金收入11919.88万元。",
        "二、支出。人员类项目支出98352.28万元，落实了“三保”的要求；运转类项目支出18280.89万元，特定目标类项目支出65590.78万元。",
    ]
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    word, pdf = tmp_path / "报告.docx", tmp_path / "报告.pdf"
    document.save(word)
    pdf.write_bytes(as_pdf(word.read_bytes()))
    book = workbooks.put_bureau(tmp_path)
    first, second = (check_report(path, book) for path in (word, pdf))
    assert [(p.name.place.field, p.figure.number, p.verdict) for p in second.pairs] == [
        (p.name.place.field, p.figure.number, p.verdict) for p in first.pairs
    ]
    assert [(f.rule, f.actual) for f in second.findings] == [(f.rule, f.actual) for f in first.findings]
    assert len(first.findings) == 2
    assert second.findings[0].cell.startswith("第 1 页第 ")
