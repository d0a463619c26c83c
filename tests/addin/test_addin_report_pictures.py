"""The charts of a summary as pictures in its report: the numbers of the workbook's own charts, and what Word holds."""

from __future__ import annotations

import io
import math

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from addin.batch import consolidate_folder
from addin.demo.run import published_document
from addin.demo.schools import school_roster, split_schools
from addin.reporting import charts
from addin.reporting.fonts import chinese_font
from addin.reporting.pictures import figure_of, key_of, png_of
from addin.reporting.rendering import TemplateFaultError
from addin.reporting.report import make_report, source_of
from addin.roster import Roster
from addin.single import submission_in
from workbook_templates.catalogue import find_form
from workbook_templates.ooxml import Package
from workbook_templates.writing import fill

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SOME = slice(36, 52)
"""Of the 78 made-up schools: 8 小学, 8 初中."""


@pytest.fixture(autouse=True)
def font(monkeypatch):
    """A machine with a font for Chinese, or what stands for one where there is none."""
    monkeypatch.setattr(charts, "chinese_font", lambda: chinese_font() or "DejaVu Sans")


@pytest.fixture(scope="module")
def wuhan(workbooks, all_units, tmp_path_factory):
    output = tmp_path_factory.mktemp("pictures") / "汇总表.xlsx"
    consolidate_folder(all_units, workbooks.roster, output)
    return output


@pytest.fixture(scope="module")
def schools(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schools")
    source, published = find_form("balanced-education-2024"), published_document("balanced-education-2024")
    form, template, whole = source.load(), source.template(), school_roster(published)
    roster = Roster([whole.root, *whole.leaves()[SOME]])
    (folder / "学校").mkdir()
    for document in split_schools(form, published, roster):
        (folder / "学校" / f"{document.unit.code}.xlsx").write_bytes(fill(form, template, document))
    output = folder / "汇总表.xlsx"
    consolidate_folder(folder / "学校", roster, output)
    return output


@pytest.fixture(params=["wuhan", "schools"])
def summary(request):
    return request.getfixturevalue(request.param)


def plots(path):
    submission = submission_in(path)
    return source_of(find_form(submission.form), submission).plots


def native(path):
    """Title → series of the workbook's own charts: name, numbers, and whether it is a line."""
    package, found = Package.open(path), {}
    for part in package.part_names:
        if part.startswith("xl/charts/chart"):
            root = etree.fromstring(package.part(part))
            title = "".join(root.find(f"{C}chart/{C}title").itertext(f"{A}t"))
            found[title] = [
                ("".join(series.find(f"{C}tx").itertext(f"{C}v")), cached(series.find(f"{C}val")), kind == "lineChart")
                for kind in ("barChart", "lineChart")
                for series in root.iterfind(f".//{C}{kind}/{C}ser")
            ]
    return found


def cached(element):
    points = {int(point.get("idx")): float(point.findtext(f"{C}v")) for point in element.iter(f"{C}pt")}
    return [points.get(number) for number in range(int(next(element.iter(f"{C}ptCount")).get("val")))]


def sizes(figure):
    """The lengths of the bars of each series as they are drawn."""
    (axes,) = figure.axes
    return [[None if math.isnan(size) else size for size in container.datavalues] for container in axes.containers]


def pictures(data):
    document = Document(io.BytesIO(data))
    body = document.element.body
    found = [
        (drawing.find(f".//{qn('wp:docPr')}"), drawing.find(f".//{A}blip")) for drawing in body.iter(qn("w:drawing"))
    ]
    return [(named, document.part.related_parts[blip.get(qn("r:embed"))].blob) for named, blip in found]


def paragraphs(data, style):
    return [p.text for p in Document(io.BytesIO(data)).paragraphs if p.style.name == style]


# ── the same as the workbook's own charts ────────────────────────────────────


def test_the_bars_have_the_numbers_of_the_workbooks_own_charts(summary):
    charts_, drawn = native(summary), plots(summary)
    assert [plot.title for plot in drawn] == list(charts_)
    for plot in drawn:
        bars = [numbers for _, numbers, line in charts_[plot.title] if not line]
        found = sizes(figure_of(plot))
        if plot.style == "shares":  # Excel makes the shares itself
            wholes = [sum(column) for column in zip(*bars, strict=True)]
            bars = [[number / whole for number, whole in zip(row, wholes, strict=True)] for row in bars]
        for row, numbers in zip(found, bars, strict=True):
            assert row == pytest.approx(numbers), plot.title


def test_the_lines_are_the_limits_of_the_workbooks_own_charts(schools):
    charts_ = native(schools)
    for plot in plots(schools):
        (axes,) = figure_of(plot).axes
        lines = [(line.get_label(), set(line.get_ydata())) for line in axes.lines]
        assert lines == [(name, set(numbers)) for name, numbers, line in charts_[plot.title] if line]
        assert lines


def test_units_without_a_number_have_no_bar(wuhan):
    import dataclasses

    plot = next(plot for plot in plots(wuhan) if plot.style == "bars")
    first = plot.series[0]
    blank = dataclasses.replace(first, cells=[first.cells[0]._replace(value=None), *first.cells[1:]])
    assert sizes(figure_of(dataclasses.replace(plot, series=[blank])))[0][0] is None


# ── in the document ──────────────────────────────────────────────────────────


def test_each_chart_is_a_picture_with_a_number_a_caption_and_a_description(summary):
    report = make_report(summary)
    titles = [plot.title for plot in plots(summary)]
    captions = [f"图{number}　{title}" for number, title in enumerate(titles, start=1)]
    assert paragraphs(report.data, "图题") == captions
    assert list(report.usage.pictures) == titles
    found = pictures(report.data)
    assert len({named.get("id") for named, _ in found}) == len(titles)
    for (named, image), title in zip(found, titles, strict=True):
        assert named.get("descr").startswith(f"{title}。")
        assert image.startswith(b"\x89PNG")
        assert not {b"tEXt", b"tIME", b"iTXt"} & {image[i : i + 4] for i in range(200)}


def test_the_same_summary_gives_the_same_bytes(wuhan):
    assert make_report(wuhan).data == make_report(wuhan).data


def test_the_report_of_one_unit_has_no_picture(workbooks, tmp_path):
    data = make_report(workbooks.put_unit(tmp_path, 1)).data
    assert pictures(data) == []
    assert "charts" not in "".join(p.text for p in Document(io.BytesIO(data)).paragraphs)


def test_an_offices_own_template_chooses_a_chart(wuhan, tmp_path):
    path = tmp_path / "模板.docx"
    lines = [
        "前文",
        "{%p for chart in charts.income_by_year %}",
        "{{ chart.title }}{{ chart|picture }}",
        "{%p endfor %}",
    ]
    written(path, lines)
    data = make_report(wuhan, path).data
    assert len(pictures(data)) == 2
    assert Document(io.BytesIO(data)).paragraphs[1].text.startswith("收入合计：2022年至2024年")


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("{% for chart in charts.income_by_yer %}{{ chart|picture }}{% endfor %}", "是否 charts.income_by_year"),
        ("{{ duties|picture }}", "duties 不是图，不能用 picture"),
        ("{% for chart in charts.income_by_year %}{{ chart }}{% endfor %}", "chart 不是一个数"),
    ],
)
def test_what_is_no_chart_is_named(wuhan, tmp_path, tag, said):
    written(tmp_path / "模板.docx", [tag])
    with pytest.raises(TemplateFaultError) as refused:
        make_report(wuhan, tmp_path / "模板.docx")
    assert said in str(refused.value)


def written(path, lines):
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(path)


# ── fonts ────────────────────────────────────────────────────────────────────


def test_without_a_chinese_font_names_are_numbers_explained_below(jibiao, wuhan, tmp_path, monkeypatch):
    monkeypatch.setattr(charts, "chinese_font", lambda: None)
    done = jibiao("report", wuhan, "-o", tmp_path / "报告.docx")
    assert done.status == 0
    assert "这台电脑上没有中文字体" in done.err
    lines = paragraphs((tmp_path / "报告.docx").read_bytes(), "图题")
    assert lines[0] == "图1　2024年各单位收入构成"
    assert lines[1].startswith("（图中：A 财政拨款，B 财政专户管理资金，C 单位资金；1 演示第一小学，2 ")


def test_a_picture_without_a_chinese_font_has_latin_letters_only(summary):
    for plot in plots(summary):
        figure = figure_of(plot, chinese=False)
        (axes,) = figure.axes
        texts = [*axes.get_xticklabels(), *axes.get_yticklabels(), axes.xaxis.label, axes.yaxis.label]
        texts += [text for legend in figure.legends for text in legend.get_texts()]
        assert all(text.get_text().isascii() for text in texts)
        assert all(name in key_of(plot) for name in (series.name for series in plot.series))


def test_names_are_not_taken_for_formulas(wuhan):
    import dataclasses

    plot = dataclasses.replace(plots(wuhan)[0], categories=[f"$第{i}_小学^$" for i in range(25)])
    assert png_of(plot, chinese_font()).startswith(b"\x89PNG")
