"""The built .xlam says what the repository says, twice the same, and nothing finds fault with it."""

from __future__ import annotations

import warnings
import zipfile
from importlib.metadata import version

import pytest
import xlwings
from lxml import etree
from openxml_audit import OpenXmlValidator
from pyopenvba import ExcelFile
from pyvbaanalysis import analyze_workbook

from addin.desktop import build, sources, xlwings_module
from addin.desktop.container import CONF_SHEET, read_conf
from addin.desktop.errors import SourceError
from workbook_templates.ooxml import Package

PYTHON = r"C:\Program Files\jibiao\pythonw.exe"


def extracted(path):
    """The modules as olevba, which shares no code with what built them, reads them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it calls pyparsing by names of yesterday
        from oletools.olevba import VBA_Parser

        parser = VBA_Parser(str(path))
        try:
            macros = [(name, code) for _, _, name, code in parser.extract_macros()]
        finally:
            parser.close()
    return {name.rpartition(".")[0]: code.replace("\r\n", "\n") for name, code in macros}


def without_attributes(code):
    return "".join(line for line in code.splitlines(keepends=True) if not line.startswith("Attribute VB_"))


def differing(path):
    """The modules that differ from the sources, and those that should not be there."""
    found, wanted = extracted(path), build.modules()
    found["ThisWorkbook"] = without_attributes(found["ThisWorkbook"])
    document = without_attributes(found.pop("Sheet2"))
    assert document.strip() == ""
    names = found.keys() | wanted.keys()
    return sorted(name for name in names if found.get(name, "").strip() != wanted.get(name, "").strip())


def complaints(path):
    return [f"{error.part_uri} {error.description}" for error in OpenXmlValidator().validate(path).errors]


# A class that only the branch for the Mac names.
KNOWN = {("xlwings", "missing-library-reference")}


def diagnostics(path):
    """What is wrong with our modules, and the errors in that of xlwings, whose style is not ours."""
    return {
        (module, diagnostic.code)
        for module, found in analyze_workbook(path).items()
        for diagnostic in found
        if module != "xlwings" or diagnostic.severity.value == "error"
    } - KNOWN


def changed(addin, folder, module, old, new):
    """The add-in with a fault put into a module."""
    path = folder / addin.name
    path.write_bytes(addin.read_bytes())
    with ExcelFile(path) as book:
        source = book.get_module(module)
        assert old in source
        book.set_module(module, source.replace(old, new, 1))
        book.save()
    return path


def test_the_modules_are_those_of_the_repository(addin):
    assert differing(addin) == []


def test_a_module_that_was_changed_in_the_file_is_found(addin, tmp_path):
    path = changed(addin, tmp_path, "jibiao_ribbon", "addin.desktop.press", "addin.desktop.pres")
    assert differing(path) == ["jibiao_ribbon"]


def test_two_builds_give_the_same_bytes(addin):
    assert build.build_addin(PYTHON) == addin.read_bytes()


def test_all_parts_carry_the_same_old_date(addin):
    with zipfile.ZipFile(addin) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_another_python_gives_other_bytes(addin):
    assert build.build_addin(r"D:\pythonw.exe") != addin.read_bytes()


def test_the_configuration_names_the_python_and_the_versions(addin):
    assert read_conf(addin.read_bytes()) == {
        "JIBIAO_VERSION": version("jibiao"),
        "XLWINGS_VERSION": xlwings.__version__,
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
        "INTERPRETER_WIN": PYTHON,
    }


def test_the_configuration_is_a_block_from_a1_of_shared_strings(addin):
    # GetConfigFromSheet reads from A1 down to the first blank cell.
    package = Package.open(addin)
    cells = package.cells(CONF_SHEET)
    assert sorted(cells) == [(row, column) for row in range(1, 5) for column in (1, 2)]
    assert b't="inlineStr"' not in package.part("xl/worksheets/sheet1.xml")


def test_without_a_python_windows_finds_one():
    assert "INTERPRETER_WIN" not in read_conf(build.build_addin())


def test_nothing_of_another_machine_is_in_it(addin):
    with zipfile.ZipFile(addin) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = etree.fromstring(parts["docProps/core.xml"])
    texts = {etree.QName(child).localname: child.text for child in core}
    assert (texts["title"], texts["creator"], texts["lastModifiedBy"]) == ("绩表", "绩表", "绩表")
    assert [name for name, data in parts.items() if b"felix" in data.lower()] == []


def test_the_audit_has_no_complaint(addin):
    assert complaints(addin) == []


def test_the_audit_finds_a_broken_sheet(addin, tmp_path):
    package = Package.open(addin)
    sheet = package.part("xl/worksheets/sheet1.xml")
    package.set_part("xl/worksheets/sheet1.xml", sheet.replace(b"<sheetData>", b"<sheetDatum/><sheetData>"))
    path = tmp_path / addin.name
    path.write_bytes(package.to_bytes())
    assert complaints(path)


def test_the_analysis_of_the_vba_finds_no_fault(addin):
    assert diagnostics(addin) == set()


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("jibiao_ribbon", "Dim interpreter As String", "Dim interpretor As String"),
        ("jibiao_ribbon", "Set shell = WScript()", "Set shell = WScripts()"),
        ("xlwings_udfs", "Array(score, steps)", "Array(score, step_s)"),
        ("ThisWorkbook", "RegisterFunctions", "RegisterFunction"),
    ],
)
def test_the_analysis_finds_what_does_not_compile(addin, tmp_path, module, old, new):
    assert {name for name, _ in diagnostics(changed(addin, tmp_path, module, old, new))} == {module}


def test_without_the_functions_nothing_is_built(monkeypatch, tmp_path):
    monkeypatch.setattr(build, "FUNCTIONS", tmp_path / "xlwings_udfs.bas")
    with pytest.raises(SourceError, match=r"缺少加载项的源文件 .*xlwings_udfs\.bas"):
        build.build_addin()


def test_chinese_in_a_module_is_refused(monkeypatch, tmp_path):
    module = tmp_path / "xlwings_udfs.bas"
    module.write_text("' 绩表\n", encoding="utf-8")
    monkeypatch.setattr(build, "FUNCTIONS", module)
    with pytest.raises(SourceError, match="ASCII"):
        build.build_addin()


def test_the_module_of_xlwings_reads_no_settings_of_an_officers_workbook():
    text = xlwings_module.xlwings_module()
    reading = text[text.index("Function GetConfig(") :]
    reading = reading[: reading.index("End Function")]
    assert "SheetExists(ActiveWorkbook" not in reading
    assert 'source = "" Or source = "directory"' not in reading
    assert "SheetExists(ThisWorkbook" in reading
    assert 'PROJECT_NAME As String = "jibiao"' in text


def test_another_module_of_xlwings_is_not_built_upon(monkeypatch, tmp_path):
    path = tmp_path / "xlwings_custom_addin.bas"
    path.write_text(xlwings_module.xlwings_module(), encoding="ascii")  # our changes are made already
    monkeypatch.setattr(xlwings, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(SourceError, match="请换用"):
        xlwings_module.xlwings_module()


def test_the_sources_are_up_to_date():
    assert sources.outdated() == []


def test_a_changed_ribbon_makes_the_sources_stale(monkeypatch):
    monkeypatch.setattr(sources, "RIBBON", sources.RIBBON.replace("control.ID", "control.Id"))
    assert [path.name for path in sources.outdated()] == ["jibiao_ribbon.bas"]
