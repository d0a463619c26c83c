"""Custom properties: made where there are none, others kept, the way every spreadsheet program expects them."""

from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from openpyxl.packaging.custom import StringProperty

from workbook_templates.ooxml import Package, UnreadableWorkbookError, read_properties, set_properties

PART = "docProps/custom.xml"
STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def workbook(**properties):
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("表一").write("A1", "甲")
        for name, value in properties.items():
            book.set_custom_property(name, value)
    return buffer.getvalue()


def strict(data):
    """The workbook in the namespaces of the strict standard."""
    package = Package.open(data)
    for part in package.part_names:
        content = package.part(part)
        for transitional, pure in STRICT.items():
            content = content.replace(transitional, pure)
        package.set_part(part, content)
    return package.to_bytes()


def set_in(data, **values):
    package = Package.open(data)
    set_properties(package, values)
    return package.to_bytes()


def seen_by_openpyxl(data):
    book = openpyxl.load_workbook(BytesIO(data))
    return {prop.name: prop.value for prop in book.custom_doc_props.props}


def test_a_workbook_without_properties_has_none():
    assert read_properties(Package.open(workbook())) == {}


def test_properties_are_written_where_there_were_none():
    data = set_in(workbook(), sealed="甲 & <乙>", at="2024-01-16T09:30:15+08:00")
    assert read_properties(Package.open(data)) == {"sealed": "甲 & <乙>", "at": "2024-01-16T09:30:15+08:00"}
    assert seen_by_openpyxl(data) == {"sealed": "甲 & <乙>", "at": "2024-01-16T09:30:15+08:00"}


def test_the_part_is_listed_once_with_its_type_and_relationship():
    data = set_in(set_in(workbook(), one="1"), two="2")
    package = Package.open(data)
    assert package.part_names.count(PART) == 1
    assert package.part("[Content_Types].xml").count(b"custom-properties+xml") == 1
    assert [relation.target for relation in package.relations("").values()].count(PART) == 1


def test_other_properties_stay_with_their_types():
    data = set_in(workbook(部门="教育局", 份数=3, 密级=False), sealed="x")
    assert seen_by_openpyxl(data) == {"部门": "教育局", "份数": 3, "密级": False, "sealed": "x"}
    before, after = (
        Package.open(workbook(部门="教育局", 份数=3)),
        Package.open(set_in(workbook(部门="教育局", 份数=3), x="1")),
    )
    assert after.part(PART).startswith(before.part(PART).partition(b"</Properties>")[0])


def test_a_property_is_replaced_whatever_the_case_of_its_name():
    data = set_in(workbook(Sealed="old", other="o"), sealed="new")
    assert read_properties(Package.open(data)) == {"other": "o", "sealed": "new"}


def test_every_property_has_a_number_of_its_own():
    data = set_in(set_in(workbook(a="1", b="2"), c="3"), a="4", d="5")
    numbers = [part.partition(b'"')[0] for part in Package.open(data).part(PART).split(b'pid="')[1:]]
    assert len(set(numbers)) == len(numbers) == 4
    assert min(map(int, numbers)) >= 2


def test_no_other_part_changes():
    before, after = Package.open(workbook()), Package.open(set_in(workbook(), x="1"))
    changed = {name for name in before.part_names if before.part(name) != after.part(name)}
    assert changed == {"[Content_Types].xml", "_rels/.rels"}
    assert set(after.part_names) - set(before.part_names) == {PART}


def test_a_strict_workbook_gets_strict_properties():
    data = set_in(strict(workbook()), sealed="x")
    package = Package.open(data)
    assert read_properties(package) == {"sealed": "x"}
    assert b"http://schemas.openxmlformats.org/officeDocument" not in package.part(PART)
    assert b"http://purl.oclc.org/ooxml/officeDocument/relationships/customProperties" in package.part("_rels/.rels")


def test_properties_that_openpyxl_wrote_are_kept():
    book = openpyxl.Workbook()
    book.custom_doc_props.append(StringProperty(name="部门", value="教育局"))
    buffer = BytesIO()
    book.save(buffer)
    assert read_properties(Package.open(set_in(buffer.getvalue(), x="1"))) == {"部门": "教育局", "x": "1"}


def test_libreoffice_keeps_them(tmp_path, libreoffice):
    path = tmp_path / "甲.xlsx"
    path.write_bytes(set_in(workbook(部门="教育局"), sealed="x"))
    assert read_properties(Package.open(libreoffice.recalculate(path))) == {"部门": "教育局", "sealed": "x"}


def test_damaged_properties_are_named():
    package = Package.open(workbook(a="1"))
    package.set_part(PART, b"<Properties")
    with pytest.raises(UnreadableWorkbookError, match="malformed_xml"):
        read_properties(package)
