"""Reading files that strangers made: what is in them, and every way they can be wrong."""

import datetime as dt
import io
import zipfile

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from people.spreadsheet import BadSpreadsheet, CellError, Formula, Limits, read_sheets, write_table
from tests.sheets import STAFF_HEADER, person, repack, workbook

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_xml(rows: str, before: str = "") -> bytes:
    return f"{before}<worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>".encode()


def with_sheet(rows: str, before: str = "") -> io.BytesIO:
    return repack(workbook([["x"]]), {SHEET: sheet_xml(rows, before)})


def test_lines_keep_excel_numbers() -> None:
    file = workbook([[None], ["Tên"], [None], [], ["An"]])

    lines = read_sheets(file)[0].lines

    assert [(line.number, line.cells) for line in lines] == [(2, ("Tên",)), (5, ("An",))]


def test_hidden_sheets_stay_closed() -> None:
    file = workbook([["nháp"]], [["thật"]], hidden=[0])

    sheets = read_sheets(file)

    assert [sheet.name for sheet in sheets] == ["Trang 2"]


def test_cells_keep_their_kind() -> None:
    day = dt.datetime(1985, 11, 5)  # noqa: DTZ001 (Excel knows no zones)
    file = workbook([["An", 77085123456, day, 1.5, "=1+1", True, "   ", "\n"]])

    cells = read_sheets(file)[0].lines[0].cells

    assert cells == ("An", 77085123456, day, 1.5, Formula("=1+1"), True)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"><f>1+1</f><v>2</v></c>',
        '<c r="A1" t="str"><f>"a"</f><v>a</v></c>',
        '<c r="A1"><f t="array" ref="A1:A2">SUM(B1)</f><v>2</v></c>',
        '<c r="A1"><f t="shared" si="0"/><v>2</v></c>',
        '<c r="A1"><f/></c>',
    ],
)
def test_formulas_are_seen_in_any_form(cell: str) -> None:
    file = with_sheet(f'<row r="1">{cell}</row>')

    assert isinstance(read_sheets(file)[0].lines[0].cells[0], Formula)


def test_errors_of_excel_are_seen() -> None:
    file = with_sheet('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>')

    assert read_sheets(file)[0].lines[0].cells == (CellError("#N/A"),)


def test_stated_size_is_not_believed() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    content = sheet_xml(rows).replace(b"<sheetData>", b'<dimension ref="A1"/><sheetData>')
    file = repack(workbook([["x"]]), {SHEET: content})

    assert len(read_sheets(file)[0].lines) == 2


def test_progress_counts_lines() -> None:
    heard: list[int] = []

    read_sheets(workbook([["An"]] * 1200), progress=heard.append)

    assert heard == [500, 1000, 1200]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def encrypted_parts() -> io.BytesIO:
    content = bytearray(workbook([["x"]]).getvalue())
    start = 0
    while (start := content.find(b"PK\x01\x02", start)) >= 0:
        content[start + 8] |= 1
        start += 4
    return io.BytesIO(bytes(content))


def zipped(name: str) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "application/vnd.oasis.opendocument.spreadsheet")
    return io.BytesIO(stream.getvalue())


def cut(part: float) -> io.BytesIO:
    content = workbook([STAFF_HEADER, *[person()] * 50]).getvalue()
    return io.BytesIO(content[: int(len(content) * part)])


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (io.BytesIO(b""), "empty_file"),
        (io.BytesIO("Họ tên;Email\nAn;an@x.vn".encode()), "not_excel"),
        (io.BytesIO(b"<html><table></table></html>"), "not_excel"),
        (io.BytesIO(b"%PDF-1.7 ..."), "not_excel"),
        (zipped("mimetype"), "not_excel"),
        (zipped("word/document.xml"), "not_excel"),
        (io.BytesIO(OLE), "old_excel"),
        (io.BytesIO(OLE + "EncryptedPackage".encode("utf-16-le")), "password_protected"),
        (encrypted_parts(), "password_protected"),
        (cut(0.5), "broken_file"),
        (cut(0.99), "broken_file"),
        (with_sheet("<row"), "broken_file"),
        (with_sheet('<row r="1"><c r="A1" t="s"><v>999</v></c></row>'), "broken_file"),
        (with_sheet('<row r="1"><c r="1A"><v>1</v></c></row>'), "broken_file"),
        (with_sheet('<row r="99999999999"><c r="A1"><v>1</v></c></row>'), "broken_file"),
        (repack(workbook([["x"]]), {"xl/workbook.xml": b"nonsense"}), "broken_file"),
        (repack(workbook([["x"]]), {"[Content_Types].xml": b"<Types/>"}), "broken_file"),
    ],
)
def test_bad_files_are_refused(file: io.BytesIO, reason: str) -> None:
    with pytest.raises(BadSpreadsheet) as refusal:
        read_sheets(file)

    assert refusal.value.reason == reason


BOMB_ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>'
)
OUTSIDE_ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [BOMB_ENTITIES, OUTSIDE_ENTITY])
def test_entities_are_refused(doctype: str) -> None:
    file = with_sheet('<row r="1"><c r="A1" t="str"><v>&a;</v></c></row>', before=doctype)

    with pytest.raises(BadSpreadsheet) as refusal:
        read_sheets(file)

    assert refusal.value.reason == "broken_file"


def test_tags_of_any_part_are_counted() -> None:
    file = workbook([["x"]])
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/sheet1.bin", "<c/>" * 50_000)

    with pytest.raises(BadSpreadsheet) as refusal:
        read_sheets(file, limits=Limits(tags=40_000))

    assert refusal.value.reason == "unpacks_too_big"


@pytest.mark.parametrize(
    ("file", "limits", "reason"),
    [
        (workbook([["x"]]), Limits(file_bytes=100), "file_too_big"),
        (with_sheet(" " * 5_000_000), Limits(unpacked_bytes=1_000_000), "unpacks_too_big"),
        (with_sheet(f'<row r="1">{"<c/>" * 50_000}</row>'), Limits(tags=40_000), "unpacks_too_big"),
        (workbook([["x"]]), Limits(parts=2), "unpacks_too_big"),
        (workbook([["An"]] * 30), Limits(rows=20), "too_many_rows"),
        (workbook(*[[["x"]]] * 4), Limits(sheets=3), "too_many_sheets"),
    ],
)
def test_costly_files_are_refused(file: io.BytesIO, limits: Limits, reason: str) -> None:
    with pytest.raises(BadSpreadsheet) as refusal:
        read_sheets(file, limits=limits)

    assert refusal.value.reason == reason


def test_cells_far_right_are_cut() -> None:
    file = with_sheet('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>')

    assert read_sheets(file)[0].lines[0].cells == (1,)


def test_refusal_tells_what_to_do() -> None:
    with override("en"):
        message = BadSpreadsheet("too_many_rows", sheet="Trang 1", limit=20).message

    assert message == "Sheet “Trang 1” has more than 20 rows. Split the list into several files."


def test_written_cells_are_never_formulas() -> None:
    content = write_table(
        "Dòng bị từ chối", ["Dòng", "Giá trị"], [[4, "=1+1"], [5, "http://a.vn"], [6, None]]
    )

    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows())

    assert [[cell.value for cell in row] for row in rows[1:]] == [
        [4, "=1+1"],
        [5, "http://a.vn"],
        [6, ""],
    ]
    assert {cell.data_type for row in rows for cell in row[1:] if cell.value} == {"s"}
