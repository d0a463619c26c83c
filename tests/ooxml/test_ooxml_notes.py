"""Notes on cells: put on, told apart by author, taken off again without a trace."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openxml_audit import OpenXmlValidator

from workbook_templates.ooxml import Box, Note, Package, add_notes, notes_of, remove_notes
from workbook_templates.ooxml.markup import parse

OWN = "审核"
SHEETS = ("表一", "表二")


def is_own(note):
    return note.author == OWN


def blank(button=False):
    """Two sheets without a note; with a button, the second has a drawing of the kind that notes have."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        first, second = (book.add_worksheet(name) for name in SHEETS)
        first.write("B2", 1.5)
        first.data_validation("B2", {"validate": "list", "source": ["是", "否"]})
        first.set_column("C:C", 40)
        second.write("A1", "甲")
        if button:
            second.insert_button("D4", {"caption": "按钮"})
    return buffer.getvalue()


def noted_by_openpyxl():
    book = openpyxl.load_workbook(BytesIO(blank()))
    book["表一"]["B2"].comment = Comment("请复核\n第二行", "王会计")
    book["表一"]["D9"].comment = Comment("留意", "李局长")
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def noted_by_xlsxwriter():
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        first, second = (book.add_worksheet(name) for name in SHEETS)
        first.write_comment("B2", "请复核\n第二行", {"author": "王会计"})
        first.write_comment("D9", "留意", {"author": "李局长"})
        second.write_comment("A1", "另一张", {"author": "王会计"})
    return buffer.getvalue()


NOTED = pytest.mark.parametrize("noted", [noted_by_openpyxl, noted_by_xlsxwriter])


def with_notes(data, notes, sheet="表一"):
    package = Package.open(data)
    add_notes(package, sheet, {place: Note(OWN, text) for place, text in notes.items()})
    return package.to_bytes()


def without_own(data, sheet="表一"):
    package = Package.open(data)
    remove_notes(package, sheet, is_own)
    return package.to_bytes()


def parts(data):
    package = Package.open(data)
    return {name: package.part(name) for name in package.part_names}


def complaints(data, tmp_path):
    path = tmp_path / "批注.xlsx"
    path.write_bytes(data)
    return [f"{error.part_uri} {error.description}" for error in OpenXmlValidator().validate(path).errors]


def test_a_note_is_read_by_another_library_with_author_and_place():
    data = with_notes(blank(), {(2, 2): "应为 3.00\n请核对", (9, 4): "<&> “引号”"})
    sheet = openpyxl.load_workbook(BytesIO(data))["表一"]
    assert {c.coordinate: (c.comment.author, c.comment.text) for row in sheet for c in row if c.comment} == {
        "B2": (OWN, "应为 3.00\n请核对"), "D9": (OWN, "<&> “引号”"),
    }  # fmt: skip


def test_only_what_belongs_to_notes_changes():
    before, after = parts(blank()), parts(with_notes(blank(), {(2, 2): "一"}))
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"[Content_Types].xml", "xl/worksheets/sheet1.xml"}
    assert after.keys() - before.keys() == {
        "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/worksheets/_rels/sheet1.xml.rels",
    }  # fmt: skip
    assert re.sub(rb"<legacyDrawing[^>]*>", b"", after["xl/worksheets/sheet1.xml"]).count(b"dataValidation ") == 1


@pytest.mark.parametrize("data", [blank(), blank(button=True), noted_by_xlsxwriter()], ids=["blank", "button", "noted"])
def test_a_workbook_with_notes_passes_the_audit(data, tmp_path):
    for sheet in SHEETS:
        data = with_notes(data, {(5, 5): "五", (6, 5): "六"}, sheet)
    assert complaints(data, tmp_path) == []


def test_an_audit_would_notice_a_box_out_of_place(tmp_path):
    package = Package.open(with_notes(blank(), {(2, 2): "一"}))
    part = package.workbook.sheets["表一"].part
    sheet = package.part(part)
    drawing = re.search(rb"<legacyDrawing[^>]*>", sheet)[0]
    package.set_part(part, sheet.replace(drawing, b"").replace(b"<sheetData>", drawing + b"<sheetData>"))
    assert complaints(package.to_bytes(), tmp_path)


@NOTED
def test_the_officers_notes_stay_beside_the_programs(noted):
    data = with_notes(noted(), {(3, 3): "三", (4, 4): "四"})
    found = notes_of(Package.open(data), "表一")
    assert {place: (note.author, note.text) for place, note in found.items()} == {
        (2, 2): ("王会计", "请复核\n第二行"), (9, 4): ("李局长", "留意"), (3, 3): (OWN, "三"), (4, 4): (OWN, "四"),
    }  # fmt: skip
    sheet = openpyxl.load_workbook(BytesIO(data))["表一"]
    assert [sheet[name].comment.text for name in ("B2", "D9", "C3")] == ["请复核\n第二行", "留意", "三"]


@NOTED
def test_every_note_has_one_box_and_every_box_a_number_of_its_own(noted):
    package = Package.open(with_notes(noted(), {(3, 3): "三", (4, 4): "四"}))
    (drawing,) = [r.target for r in package.relations("xl/worksheets/sheet1.xml").values() if r.kind == "vmlDrawing"]
    root = parse(package.part(drawing), drawing)
    cells = [tuple(root.xpath(f".//*[local-name()='{name}']/text()")) for name in ("Row", "Column")]
    assert sorted(zip(*cells, strict=True)) == sorted([("1", "1"), ("8", "3"), ("2", "2"), ("3", "3")])
    numbers = root.xpath("//*[local-name()='shape']/@id")
    assert len(numbers) == len(set(numbers)) == 4


@pytest.mark.parametrize("data", [blank(), blank(button=True), noted_by_openpyxl(), noted_by_xlsxwriter()])
def test_taking_off_leaves_what_was_there_and_nothing_else(data):
    # Once through the same door, so that spelling does not count as a difference.
    plain = without_own(with_notes(data, {}))
    again = without_own(with_notes(data, {(3, 3): "三", (4, 4): "四"}))
    before, after = parts(plain), parts(again)
    assert after.keys() == before.keys()
    assert notes_of(Package.open(again), "表一") == notes_of(Package.open(data), "表一")
    assert b"".join(after.values()).count(b"legacyDrawing") == b"".join(before.values()).count(b"legacyDrawing")
    assert b"".join(after.values()).count("审核".encode()) == 0
    assert after["[Content_Types].xml"].count(b"<Override") == before["[Content_Types].xml"].count(b"<Override")


def test_putting_on_again_gives_the_same_bytes():
    notes = {(3, 3): "三", (4, 4): "四"}
    once = with_notes(noted_by_xlsxwriter(), notes)
    assert with_notes(without_own(once), notes) == once


def test_taking_off_where_nothing_is_changes_nothing():
    package = Package.open(noted_by_openpyxl())
    remove_notes(package, "表一", is_own)
    remove_notes(package, "表二", is_own)
    assert parts(package.to_bytes()) == parts(noted_by_openpyxl())


def test_a_button_keeps_its_drawing_when_the_notes_beside_it_go():
    data = without_own(with_notes(blank(button=True), {(3, 3): "三"}, "表二"), "表二")
    package = Package.open(data)
    (drawing,) = [r.target for r in package.relations("xl/worksheets/sheet2.xml").values() if r.kind == "vmlDrawing"]
    assert b"Button" in package.part(drawing)
    assert package.part(drawing).count(b"<v:shape ") == 1


def test_a_box_is_as_large_as_asked_and_lies_beside_its_cell():
    package = Package.open(blank())
    add_notes(package, "表一", {(2, 2): Note(OWN, "一", Box(285, 40))})
    drawing = next(package.part(name).decode() for name in package.part_names if name.endswith(".vml"))
    left, dx, top, dy, right, x, bottom, y = map(int, re.search(r"Anchor>([^<]+)<", drawing)[1].split(","))
    assert (left, dx, top, dy) == (2, 15, 0, 2)
    # Column C is a little over 40 characters wide: nearly the whole box lies within it.
    assert (right, x) == (3, int(285 + 15 - (package.patch("表一").column_width(3) * 7 + 5)))
    assert 0 < x < 20
    assert (bottom, y) == (2, 2)


def test_characters_that_xml_forbids_and_blanks_come_back():
    text = "  前后有空格  \x01\r\n_x0041_"
    assert notes_of(Package.open(with_notes(blank(), {(1, 1): text})), "表一")[1, 1].text == text


def test_a_text_that_no_note_can_hold_is_refused():
    with pytest.raises(ValueError, match="32767"):
        with_notes(blank(), {(1, 1): "长" * 40_000})


def test_notes_are_told_by_more_than_their_author():
    data = with_notes(noted_by_openpyxl(), {(3, 3): "三"})
    package = Package.open(data)
    remove_notes(package, "表一", lambda note: "复核" in note.text)
    found = notes_of(package, "表一")
    assert {place: note.author for place, note in found.items()} == {(9, 4): "李局长", (3, 3): OWN}


@pytest.mark.libreoffice
def test_libreoffice_shows_the_same_notes(libreoffice, tmp_path):
    path = tmp_path / "批注.xlsx"
    path.write_bytes(with_notes(noted_by_openpyxl(), {(3, 3): "应为 3.00", (4, 4): "四"}))
    sheet = openpyxl.load_workbook(libreoffice.recalculate(path))["表一"]
    found = {c.coordinate: c.comment.text for row in sheet for c in row if c.comment}
    assert found == {"B2": "请复核\n第二行", "D9": "留意", "C3": "应为 3.00", "D4": "四"}
