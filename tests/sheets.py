"""Workbooks for tests of the imports, good and hostile."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

STAFF_HEADER = [
    "STT",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Số CCCD",
    "Mã CBCCVC",
    "Chức vụ",
    "Mã định danh",
    "Thư điện tử công vụ",
    "Điện thoại",
    "Loại",
]
AGENCY_HEADER = ["STT", "Mã định danh", "Tên cơ quan, đơn vị", "Mã cấp trên", "Cấp", "Ngày hiệu lực"]


def shared_input(name: str) -> Path | None:
    """A file of the optional input folder beside the project, or None."""
    found = [folder / name for folder in _shared_folders() if (folder / name).is_file()]
    return found[0] if found else None


def _shared_folders() -> list[Path]:
    root = Path(__file__).resolve().parents[1]
    return [root.parent / "shared" / "inputs", root.parent.parent / "shared" / "inputs"]


def expected() -> dict[str, Any]:
    """What the imports must say about the shared inputs."""
    path = shared_input("expected.json")
    return json.loads(path.read_text(encoding="utf-8")) if path else {}


def workbook(*sheets: Sequence[Sequence[object]], hidden: Sequence[int] = ()) -> io.BytesIO:
    """An .xlsx with one sheet per list of rows."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Trang {number + 1}")
        for row in rows:
            sheet.append(list(row))
        if number in hidden:
            sheet.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def person(**cells: object) -> list[object]:
    """A staff row under STAFF_HEADER without a fault, changed where the test says."""
    usual: dict[str, object] = {
        "ordinal": 1,
        "name": "Nguyễn Văn Đức",
        "born": "05/11/1985",
        "gender": "Nam",
        "identity": "077085123456",
        "code": "CB-0001",
        "position": "Chuyên viên",
        "agency": "H77.01.2",
        "email": "ducnv@hason.gov.vn",
        "phone": "0912345678",
        "kind": "CC",
    }
    return list((usual | cells).values())


def other_person(**cells: object) -> list[object]:
    """A second staff row without a fault."""
    return person(
        **({"ordinal": 2, "name": "Trần Thị Ánh", "code": "CB-0002", "email": "anhtt@hason.gov.vn"} | cells)
    )


def repack(source: io.BytesIO, changes: Mapping[str, bytes]) -> io.BytesIO:
    """The same archive with some parts replaced or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for part in old.infolist():
            if part.filename not in changes:
                new.writestr(part.filename, old.read(part))
        for name, content in changes.items():
            new.writestr(name, content)
    target.seek(0)
    return target
