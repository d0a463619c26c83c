"""Variants of cell styles: another lock, another colour, all else as it was."""

from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from openxml_audit import OpenXmlValidator

from workbook_templates.ooxml import NO_FILL, Package, Variant

LOOKS = {
    "A1": {
        "bold": True,
        "num_format": "#,##0.00",
        "border": 1,
        "bg_color": "#E9F3FB",
        "locked": False,
        "align": "right",
    },
    "A2": {"italic": True, "num_format": "@"},
    "A3": {},
    "A4": {"align": "center"},
}


@pytest.fixture
def package():
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表一")
        for cell, look in LOOKS.items():
            sheet.write(cell, "甲", book.add_format(look))
    return Package.open(buffer.getvalue())


def restyled(package, **variants):
    """The cells as openpyxl sees them, before and after each got its variant."""
    before = openpyxl.load_workbook(BytesIO(package.to_bytes()))["表一"]
    patch = package.patch("表一")
    for cell, wanted in variants.items():
        row = int(cell[1:])
        [style] = package.add_styles([Variant(patch.style_of(row, 1), **wanted)])
        patch.set_style(row, 1, style)
    return before, openpyxl.load_workbook(BytesIO(package.to_bytes()))["表一"]


@pytest.mark.parametrize("cell", LOOKS)
def test_a_lock_changes_nothing_else(package, cell):
    before, after = restyled(package, **{cell: {"locked": True}})
    for aspect in ("font", "fill", "border", "number_format", "alignment"):
        assert repr(getattr(after[cell], aspect)) == repr(getattr(before[cell], aspect))
    assert after[cell].protection.locked


@pytest.mark.parametrize("cell", LOOKS)
def test_a_colour_changes_nothing_else(package, cell):
    before, after = restyled(package, **{cell: {"fill": "#C0FFEE"}})
    for aspect in ("font", "border", "number_format", "alignment", "protection"):
        assert repr(getattr(after[cell], aspect)) == repr(getattr(before[cell], aspect))
    assert after[cell].fill.fgColor.rgb == "FFC0FFEE"
    assert after[cell].fill.fill_type == "solid"


def test_a_colour_can_be_taken_away_and_a_lock_undone(package):
    _, after = restyled(package, A1={"fill": NO_FILL}, A2={"locked": False})
    assert after["A1"].fill.fill_type is None
    assert not after["A2"].protection.locked


def test_cells_that_are_not_named_stay_as_they_were(package):
    before, after = restyled(package, A1={"fill": "#C0FFEE", "locked": True})
    assert repr(after["A2"].font) == repr(before["A2"].font)
    assert repr(after["A3"].fill) == repr(before["A3"].fill)


def test_a_variant_is_added_once(package):
    wanted = [Variant(1, locked=True, fill="#F2F2F2"), Variant(2, locked=True), Variant(1, locked=True, fill="#F2F2F2")]
    first = package.add_styles(wanted)
    assert first[0] == first[2] != first[1]
    assert Package.open(package.to_bytes()).add_styles(wanted) == first


def test_a_variant_that_changes_nothing_is_the_style_itself(package):
    assert package.add_styles([Variant(1, locked=False), Variant(1, fill="#E9F3FB")]) == [1, 1]


def test_there_is_no_variant_of_a_style_that_there_is_not(package):
    with pytest.raises(IndexError):
        package.add_styles([Variant(99, locked=True)])


def test_the_lock_stands_where_the_schema_wants_it(package, tmp_path):
    """Excel repairs a file whose `protection` comes before its `alignment`."""
    restyled(package, A4={"locked": True})
    path = tmp_path / "甲.xlsx"
    path.write_bytes(package.to_bytes())
    assert OpenXmlValidator().validate(path).errors == []
    styles = package.part("xl/styles.xml")
    assert styles.rindex(b"<alignment") < styles.rindex(b"<protection")
