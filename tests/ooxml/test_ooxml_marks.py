"""Cells coloured and uncoloured again, whatever formats they have themselves."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from openxml_audit import OpenXmlValidator

from workbook_templates.ooxml import Area, Package

pytestmark = pytest.mark.filterwarnings("ignore:.* extension is not supported")  # openpyxl's reader

MARK = '"own.mark"="own.mark"'
OTHER = '"other"="other"'


def made():
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表一")
        look = book.add_format({"bg_color": "#00FF00", "num_format": "0.00", "border": 1, "locked": False})
        red = book.add_format({"bg_color": "#FF0000"})
        for row in range(9):
            sheet.write(row, 1, row, look)
        sheet.conditional_format("B1:B9", {"type": "cell", "criteria": ">", "value": 5, "format": red})
        sheet.conditional_format("C1:C9", {"type": "data_bar", "data_bar_2010": True})
        sheet.data_validation("B2", {"validate": "list", "source": ["是", "否"]})
        sheet.protect()
    return buffer.getvalue()


def area(reference):
    return Area.of("表一", reference)


def marked(data, *colours, formula=MARK):
    """A workbook with areas coloured: ("FFC7CE", "B2", …) each."""
    package = Package.open(data)
    for colour, *references in colours:
        difference = package.add_fill_difference(colour)
        package.patch("表一").mark(formula, [area(reference) for reference in references], difference)
    return package.to_bytes()


def unmarked(data, formula=MARK):
    package = Package.open(data)
    package.patch("表一").unmark(formula)
    return package.to_bytes()


def rules(data):
    """Range, formula or type, and colour of the conditional formats, the first to be applied first."""
    sheet = openpyxl.load_workbook(BytesIO(data))["表一"]
    found = [(rule.priority, str(cells.sqref), rule) for cells in sheet.conditional_formatting for rule in cells.rules]
    return [
        (where, rule.formula[0] if rule.formula else rule.type, rule.dxf.fill.bgColor.rgb if rule.dxf else None)
        for _, where, rule in sorted(found, key=lambda entry: entry[0])
    ]


def test_cells_are_coloured_before_the_officers_conditional_formats():
    data = marked(made(), ("FFEB9C", "B2", "D4:E5"), ("FFC7CE", "B3"))
    assert rules(data) == [
        ("B3", MARK, "FFFFC7CE"), ("B2 D4:E5", MARK, "FFFFEB9C"),
        ("B1:B9", "5", "FFFF0000"), ("C1:C9", "dataBar", None),
    ]  # fmt: skip


def test_the_cells_own_formats_are_not_touched():
    before = openpyxl.load_workbook(BytesIO(made()))["表一"]["B2"]
    after = openpyxl.load_workbook(BytesIO(marked(made(), ("FFC7CE", "B2"))))["表一"]["B2"]
    for aspect in ("fill", "font", "border", "protection", "number_format", "alignment"):
        assert repr(getattr(after, aspect)) == repr(getattr(before, aspect)), aspect


def test_taking_the_colours_off_restores_the_sheet():
    plain = Package.open(unmarked(marked(made(), ("FFC7CE", "B2")), OTHER))  # only respelt
    package = Package.open(unmarked(marked(made(), ("FFEB9C", "B2", "D4:E5"), ("FFC7CE", "B3"))))
    part = "xl/worksheets/sheet1.xml"
    assert package.part(part) != plain.part(part)
    reference = Package.open(made())
    reference.patch("表一").set_hidden(99, hidden=False)  # written anew, unchanged but for a row
    assert package.part(part) == reference.patch("表一").to_bytes().replace(b'<row r="99"/>', b"")


def test_colouring_again_gives_the_same_bytes():
    colours = [("FFEB9C", "B2", "D4:E5"), ("FFC7CE", "B3")]
    once = marked(made(), *colours)
    assert marked(unmarked(once), *colours) == once


def test_marks_of_another_formula_stay():
    data = unmarked(marked(marked(made(), ("FFC7CE", "B2")), ("FFEB9C", "B3"), formula=OTHER))
    assert [formula for _, formula, _ in rules(data)] == [OTHER, "5", "dataBar"]


def test_a_mark_is_known_again_as_another_program_spells_it():
    package = Package.open(marked(made(), ("FFC7CE", "B2")))
    part = "xl/worksheets/sheet1.xml"
    package.set_part(part, package.part(part).replace(MARK.encode(), b' &quot;own.mark&quot; = "own.mark" '))
    assert [formula for _, formula, _ in rules(unmarked(package.to_bytes()))] == ["5", "dataBar"]


def test_a_colour_is_added_to_the_styles_once():
    once, twice = marked(made(), ("FFC7CE", "B2")), marked(made(), ("FFC7CE", "B2"), ("FFC7CE", "B3"))
    assert Package.open(once).part("xl/styles.xml") == Package.open(twice).part("xl/styles.xml")


def test_a_mark_moves_with_rows_that_are_inserted_above_it():
    package = Package.open(marked(made(), ("FFC7CE", "B4")))
    package.patch("表一").replace_rows(2, 2, [2, 2, 2])
    assert rules(package.to_bytes())[0][0] == "B6"


def test_very_many_cells_are_coloured_too():
    references = [f"{column}{row}" for row in range(1, 400, 2) for column in "AC"]
    found = rules(marked(made(), ("FFC7CE", *references)))
    cells = [name for where, formula, _ in found if formula == MARK for name in where.split()]
    assert sorted(cells) == sorted(references)
    assert all(len(where) < 8000 for where, _, _ in found)
    assert rules(unmarked(marked(made(), ("FFC7CE", *references)))) == rules(made())


@pytest.mark.parametrize("data", [made(), marked(made(), ("FFEB9C", "B2", "D4:E5"), ("FFC7CE", "B3"))])
def test_it_passes_the_audit(data, tmp_path):
    path = tmp_path / "标色.xlsx"
    path.write_bytes(data)
    assert [error.description for error in OpenXmlValidator().validate(path).errors] == []


@pytest.mark.libreoffice
def test_libreoffice_keeps_a_mark_so_that_it_can_be_taken_off(libreoffice, tmp_path):
    path = tmp_path / "标色.xlsx"
    path.write_bytes(marked(made(), ("FFEB9C", "B2", "D4:E5"), ("FFC7CE", "B3")))
    saved = libreoffice.recalculate(path).read_bytes()
    assert {(where, colour) for where, formula, colour in rules(saved) if formula == MARK} == {
        ("B2 D4:E5", "FFFFEB9C"), ("B3", "FFFFC7CE"),
    }  # fmt: skip
    assert MARK not in {formula for _, formula, _ in rules(unmarked(saved))}
