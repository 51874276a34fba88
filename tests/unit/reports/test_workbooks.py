from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from reports.exports import Column, Sheet, build_workbook, sheet_name

NASTY = [
    "=1+1",
    "+84901234567",
    "-2",
    "@SUM(A1)",
    "https://example.vn",
    "001099012345",
    "{=A1}",
    "\t=1",
    "1e5",
]


def read_back(sheet):
    return openpyxl.load_workbook(BytesIO(build_workbook([sheet])))[sheet_name(sheet.name)]


@pytest.mark.parametrize("value", NASTY)
def test_no_cell_becomes_formula(value):
    sheet = Sheet("Danh sách", "=TITLE()", [Column("=HEADER()")], [[value]], lines=["=LINE()"])

    page = read_back(sheet)

    cells = [page["A1"], page["A2"], page["A4"], page["A5"]]
    assert [cell.value for cell in cells] == ["=TITLE()", "=LINE()", "=HEADER()", value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert page["A5"].hyperlink is None


def test_formulas_are_absent_from_xml():
    import zipfile

    sheet = Sheet("A", "T", [Column("H"), Column("N", "count")], [[value, value] for value in NASTY])

    with zipfile.ZipFile(BytesIO(build_workbook([sheet]))) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()

    assert "<f>" not in xml
    assert "<f " not in xml


def test_codes_stay_text_cells():
    page = read_back(Sheet("A", "T", [Column("Số CCCD")], [["001099012345"]]))

    cell = page["A4"]

    assert (cell.value, cell.number_format, cell.data_type) == ("001099012345", "@", "s")


def test_numbers_keep_their_formats():
    columns = [Column("n", "count"), Column("s", "score"), Column("p", "share"), Column("d", "day")]
    page = read_back(Sheet("A", "T", columns, [[1234, Decimal("81.5"), 0.75, date(2026, 11, 3)]]))

    row = list(page[4])

    assert [cell.number_format for cell in row] == ["#,##0", "0.00", "0.0%", "dd/mm/yyyy"]
    assert [row[0].value, row[1].value, row[2].value] == [1234, 81.5, 0.75]
    assert row[3].value.date() == date(2026, 11, 3)


def test_header_frozen_and_filtered():
    page = read_back(
        Sheet("A", "T", [Column("Đơn vị", width=40), Column("n", "count")], [["x", 1]], lines=["a", "b"])
    )

    assert page.freeze_panes == "B6"
    assert page.auto_filter.ref == "A5:B6"
    assert page.column_dimensions["A"].width == pytest.approx(40, abs=1)


def test_empty_table_is_readable():
    page = read_back(Sheet("A", "T", [Column("Đơn vị")], []))

    assert page["A3"].value == "Đơn vị"
    assert page.max_row == 3


@pytest.mark.parametrize(
    ("name", "safe"), [("Quý 4/2026", "Quý 4-2026"), ("x" * 40, "x" * 31), ("", "1"), ("'a'", "a")]
)
def test_sheet_names_suit_excel(name, safe):
    assert sheet_name(name) == safe
