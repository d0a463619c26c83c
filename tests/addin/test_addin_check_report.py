"""check-report: reports of every kind of file, what is printed, and files that can't be used."""

from __future__ import annotations

import zipfile

import pytest

from addin.prose.files import ReportFileError, read_report

TEXT = "一、总体情况\n当年财政拨款5061.35万元。\n二、结论\n综合自评等级88分。\n"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(path, body):
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", f'<?xml version="1.0"?><w:document {W}><w:body>{body}</w:body></w:document>')
    return path


def p(*runs, properties=""):
    return f"<w:p>{properties}{''.join(f'<w:r><w:t>{run}</w:t></w:r>' for run in runs)}</w:p>"


def pdf(path, lines):
    """The smallest PDF with text, in a Latin font: there is no Chinese one to embed."""
    shown = "\n".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 72 720 Td\n{shown}\nET"
    resources = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources {resources} >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
    ]  # fmt: skip
    data, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{item}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    data += (
        f"xref\n0 5\n0000000000 65535 f \n{table}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{len(data)}\n".encode()
    )
    path.write_bytes(data + b"%%EOF\n")
    return path


def texts(path):
    return [paragraph.text for paragraph in read_report(path).paragraphs]


@pytest.fixture
def workbook(workbooks, tmp_path):
    return workbooks.put_bureau(tmp_path)


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "报告.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_report_that_disagrees_ends_with_status_1(jibiao, report, workbook):
    before = report.read_bytes(), workbook.read_bytes()
    done = jibiao("check-report", report, "--against", workbook)
    assert done.status == 1
    assert "5061.35万元 不一致" in done.out
    assert "“当年财政拨款5061.35万元”" in done.out
    assert "JB-P15 第 4 行" in done.out
    assert "报告有 2 个数；与报表核对了 1 个（不一致 1）" in done.out
    assert (report.read_bytes(), workbook.read_bytes()) == before


def test_a_report_that_agrees_ends_with_status_0(jibiao, tmp_path, workbook):
    path = tmp_path / "报告.txt"
    path.write_text("2024年财政拨款168,431.56万元，财政拨款占比92.47%。", encoding="utf-8")
    done = jibiao("check-report", path, "--against", workbook, "--json")
    assert done.status == 0
    assert [pair["verdict"] for pair in done.json["pairs"]] == ["一致", "一致"]


def test_the_json_has_findings_and_pairs(jibiao, report, workbook):
    done = jibiao("check-report", report, "--against", workbook, "--json")
    assert done.status == 1
    assert {"report", "against", "figures", "judged", "ambiguous", "counts", "findings", "pairs"} == set(done.json)
    first = done.json["findings"][0]
    assert (first["rule"], first["file"], first["cell"], first["field"]) == (
        "JB-P01", str(report), "第 2 行", "income.fiscal.amount",
    )  # fmt: skip
    assert [operand["value"] for operand in first["operands"]] == ["5061.35万元", 168431.56]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_files_as_windows_writes_them(tmp_path, encoding):
    path = tmp_path / "报告.TXT"
    path.write_bytes(TEXT.encode(encoding))
    assert texts(path) == TEXT.splitlines()


def test_lines_broken_by_a_converter_are_joined(tmp_path):
    path = tmp_path / "报告.txt"
    path.write_text("截至 2024年 9月，荔湾区义务教育阶段学校共有 7\n\n— 2—\n\n8所，其中小学44所。\n", encoding="utf-8")
    (paragraph,) = read_report(path).paragraphs
    assert paragraph.text == "截至 2024年 9月，荔湾区义务教育阶段学校共有 7 8所，其中小学44所。"
    assert (paragraph.place(0), paragraph.place(30)) == ("第 1 行", "第 5 行")


def test_a_word_file_paragraphs_tables_and_what_is_not_seen(tmp_path):
    body = (
        p("共投入", "１８０", "万元。")
        + "<w:tbl><w:tr><w:tc>" + p("学前教育") + "</w:tc><w:tc>" + p("180万元") + "</w:tc></w:tr></w:tbl>"
        + "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom>"
        + "<w:ins><w:r><w:t>新&lt;3&gt;</w:t><w:br/><w:t>下一行</w:t></w:r></w:ins></w:p>"
        + "<w:sdt><w:sdtContent>" + p("控件里的") + "</w:sdtContent></w:sdt>"
        + "<w:p><w:r><w:t>框外</w:t><w:pict><w:txbxContent>" + p("框里") + "</w:txbxContent></w:pict></w:r></w:p>"
    )  # fmt: skip
    path = word(tmp_path / "报告.docx", body)
    assert texts(path) == ["共投入180万元。", "学前教育", "新<3>", "下一行", "控件里的", "框外", "框里"]
    text = read_report(path)
    assert text.paragraphs[1].place(0) == "第 2 段"
    assert [(table.rows, table.places, table.above) for table in text.tables] == [
        ((("学前教育", "180万元"),), ("第 2 段",), ("共投入180万元。",)),
    ]  # fmt: skip


def test_items_that_word_numbers_are_a_list(jibiao, tmp_path, workbook):
    numbering = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    items = p("学前教育180万元。", properties=numbering) + p("小学教育167.31万元。", properties=numbering)
    path = word(tmp_path / "报告.docx", p("项目资金共计640.68万元，安排如下：") + items)
    done = jibiao("check-report", path, "--against", workbook, "--json")
    assert [finding["rule"] for finding in done.json["findings"]] == ["JB-P05"]
    assert done.json["findings"][0]["difference"] == 293.37


def test_a_pdf_by_page_and_line(tmp_path):
    paragraphs = read_report(pdf(tmp_path / "报告.pdf", ["Total 12.5%.", "Next 3."])).paragraphs
    assert [(paragraph.text, paragraph.place(0)) for paragraph in paragraphs] == [
        ("Total 12.5%.", "第 1 页第 1 行"), ("Next 3.", "第 1 页第 2 行"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("报告.doc", b"x", "另存为 .docx"),
        ("报告.docx", b"", "空文件"),
        ("报告.docx", b"PK\x03\x04", "已损坏"),
        ("报告.docx", b"not a zip", "已损坏"),
        ("报告.pdf", b"%PDF-1.4 broken", "已损坏"),
        ("报告.txt", b" \n", "没有文字"),
    ],
)
def test_what_can_not_be_read_says_why(tmp_path, name, data, said):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReportFileError, match=said):
        read_report(path)


def test_a_pdf_whose_letters_can_not_be_told_is_named(tmp_path):
    with pytest.raises(ReportFileError, match="读出来不是中文"):
        read_report(pdf(tmp_path / "报告.pdf", ["/g12/g99 182142.95 /g7/g8 92.47%"] * 4))


def test_a_scan_is_named(tmp_path):
    with pytest.raises(ReportFileError, match="扫描件"):
        read_report(pdf(tmp_path / "报告.pdf", []))


def test_a_missing_report_and_a_missing_workbook_end_with_status_2(jibiao, tmp_path, report, workbook):
    missing = jibiao("check-report", tmp_path / "没有.docx", "--against", workbook)
    assert (missing.status, missing.out) == (2, "")
    assert "读不到" in missing.err
    assert jibiao("check-report", report, "--against", tmp_path / "没有.xlsx").status == 2
