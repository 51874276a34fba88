"""Write the sample agency and staff lists as an agency would hand them over: `python -m samples.make_lists`.

Everybody is invented. Seeded, so that the same lists come out again; three rows of staff hold a fault, to give
the import report something to say.
"""

import json
import random
from collections.abc import Iterator
from datetime import date, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from people.text import fold

HERE = Path(__file__).parent
SEED = 88
STAFF = 220
JOINERS, JOINED = 8, "H88.52"
PROVINCE = "H88"
IDENTITY_PREFIX = "088"  # no province has this number
EFFECTIVE = "01/07/2025"

DEPARTMENTS = {
    "01": ("Sở Nội vụ", ["Văn phòng", "Phòng Công chức, viên chức", "Phòng Đào tạo, bồi dưỡng"]),
    "02": ("Sở Khoa học và Công nghệ", ["Văn phòng", "Phòng Chuyển đổi số"]),
    "03": ("Sở Tài chính", ["Văn phòng", "Phòng Ngân sách"]),
    "04": ("Sở Y tế", ["Văn phòng", "Phòng Nghiệp vụ y"]),
    "05": ("Sở Nông nghiệp và Môi trường", ["Văn phòng", "Phòng Đất đai"]),
    "06": ("Văn phòng Ủy ban nhân dân tỉnh", ["Phòng Tổng hợp"]),
}
COMMUNES = {
    "51": "xã Đông Thành",
    "52": "xã Bản Lềnh",
    "53": "phường An Bình",
    "54": "phường Lam Sơn",
    "55": "xã Nậm Pù",
}
COMMUNE_UNITS = ["Văn phòng HĐND và UBND", "Phòng Kinh tế", "Phòng Văn hóa - Xã hội"]
CENTRE = "Trung tâm Phục vụ hành chính công"

HEADS = {
    "Sở": "Giám đốc",
    "Xã": "Chủ tịch",
    "Văn phòng": "Chánh Văn phòng",
    "Phòng": "Trưởng phòng",
    CENTRE: "Giám đốc Trung tâm",
}
NAMES = json.loads((HERE / "names.json").read_text("utf-8"))
POSITIONS = ["Chuyên viên", "Chuyên viên", "Chuyên viên", "Chuyên viên chính", "Kế toán", "Văn thư", "Cán sự"]
KINDS = ["CC", "CC", "CC", "VC", "VC", "CB", "HĐ"]

Row = list[Any]


def agencies() -> list[tuple[str, str, str, str]]:
    """Code, name, parent's code and kind of every agency, parents first."""
    rows = [(PROVINCE, "Ủy ban nhân dân tỉnh Lam Giang", "", "Tỉnh")]
    for number, (name, units) in DEPARTMENTS.items():
        code = f"{PROVINCE}.{number}"
        rows.append((code, name, PROVINCE, "Sở"))
        rows += [(f"{code}.{n}", f"{unit} ({name})", code, "Phòng") for n, unit in enumerate(units, 1)]
    for number, name in COMMUNES.items():
        code = f"{PROVINCE}.{number}"
        rows.append((code, f"Ủy ban nhân dân {name}", PROVINCE, "Xã"))
        units = [f"{unit} {name}" for unit in [*COMMUNE_UNITS, CENTRE]]
        rows += [(f"{code}.{n}", unit, code, "Phòng") for n, unit in enumerate(units, 1)]
    return rows


def write_agencies(rng: random.Random) -> None:
    """The list of agencies: a title, a blank line, children before parents."""
    book, sheet = new_book("Co quan")
    sheet.append(["DANH MỤC CƠ QUAN, ĐƠN VỊ THUỘC TỈNH LAM GIANG"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(["STT", "Mã định danh", "Tên cơ quan, đơn vị", "Mã cấp trên", "Cấp", "Ngày hiệu lực"])
    rows = agencies()
    rng.shuffle(rows)
    for ordinal, (code, name, parent, kind) in enumerate(rows, 1):
        sheet.append([ordinal, code, name, parent or None, kind, EFFECTIVE])
    finish(book, sheet, heading_rows=[1, 3], name="co_quan.xlsx")


def write_staff(rng: random.Random) -> None:
    """The list of staff: titles, a two-row heading, people, a total and a signature."""
    book, sheet = new_book("Danh sach")
    sheet.append(["ỦY BAN NHÂN DÂN TỈNH LAM GIANG"])
    sheet.append(["DANH SÁCH CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC THAM GIA BỒI DƯỠNG KỸ NĂNG SỐ NĂM 2026"])
    sheet.append([])
    heads = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Mã CBCCVC", "Chức vụ"]
    sheet.append([*heads, "Đơn vị công tác", None, "Thư điện tử công vụ", "Điện thoại", "Loại"])
    sheet.append([*[None] * 7, "Mã định danh", "Tên đơn vị"])
    for column in "ABCDEFGJKL":
        sheet.merge_cells(f"{column}4:{column}5")
    sheet.merge_cells("H4:I4")
    for row in with_faults(people(rng)):
        sheet.append(row)
    sheet.append([])
    sheet.append(["Tổng cộng:", f"{STAFF} người"])
    sheet.append([*[None] * 8, "TRƯỞNG PHÒNG ĐÀO TẠO, BỒI DƯỠNG"])
    finish(book, sheet, heading_rows=[1, 2, 4, 5], name="can_bo.xlsx")


def write_joiners(rng: random.Random) -> None:
    """A commune's own short list of people who joined: other headings, two rows with a fault."""
    book, sheet = new_book("Bo sung")
    sheet.append(["DANH SÁCH CÁN BỘ BỔ SUNG - XÃ BẢN LỀNH"])
    sheet.append(
        [
            "TT",
            "Họ tên",
            "Mã cán bộ",
            "Email",
            "Mã đơn vị",
            "Chức danh",
            "Năm sinh",
            "Số định danh",
            "Đối tượng",
        ]
    )
    units = cycle(unit for unit in agencies() if unit[2] == JOINED)
    taken: set[str] = set()
    for ordinal in range(1, JOINERS + 1):
        gender, unit = rng.choice(["Nam", "Nữ"]), next(units)[0]
        name, born = (
            full_name(gender, rng),
            date(rng.randint(1990, 2003), rng.randint(1, 12), rng.randint(1, 28)),
        )
        number = identity(born, gender, rng)
        if ordinal == 3:
            number = 182_405_917  # an old card has nine digits
        if ordinal == 6:
            unit = "H88.51.2"  # somebody else's commune
        email = f"moi.{free_email(name, taken)}"
        code = f"{PROVINCE}-{STAFF + ordinal:05d}"
        sheet.append([ordinal, name, code, email, unit, "Chuyên viên", f"{born:%d/%m/%Y}", number, "CC"])
    finish(book, sheet, heading_rows=[1, 2], name="can_bo_bo_sung.xlsx")


def people(rng: random.Random) -> list[Row]:
    """The demonstration accounts first, then everybody else in the units."""
    accounts = json.loads((HERE / "story.json").read_text("utf-8"))["accounts"]
    names = {code: name for code, name, _parent, _kind in agencies()}
    taken = {account["email"] for account in accounts}
    seats = places()
    rows = []
    for ordinal in range(1, STAFF + 1):
        if ordinal <= len(accounts):
            who = accounts[ordinal - 1]
            gender, name, email = who["gender"], who["full_name"], who["email"]
            unit, position, kind = who["agency"], who["position"], who["kind"]
        else:
            gender = rng.choice(["Nam", "Nữ"])
            name = full_name(gender, rng)
            email = free_email(name, taken)
            unit, position = next(seats)
            kind = "CC" if position else rng.choice(KINDS)
            position = position or rng.choice(POSITIONS)
        born = date(rng.randint(1968, 2002), rng.randint(1, 12), rng.randint(1, 28))
        facts = [mess_name(name, rng), mess_date(born, rng), gender, identity(born, gender, rng)]
        code = f"{PROVINCE}-{ordinal:05d}"
        phone = f"09{rng.randint(10_000_000, 99_999_999)}"
        rows.append([ordinal, *facts, code, position, unit, names[unit], email, phone, kind])
    return rows


def places() -> Iterator[tuple[str, str]]:
    """Agency and position of each further person: heads first, then staff (position "") unit by unit in turn."""
    rows = agencies()
    for code, name, _parent, kind in rows:
        start = next((start for start in HEADS if name.startswith(start)), kind)
        title = HEADS.get(start, "")
        if title and code != "H88.01":  # whose director is a demonstration account
            yield code, title
    yield from cycle((code, "") for code, _name, _parent, kind in rows if kind == "Phòng")


def with_faults(rows: list[Row]) -> list[Row]:
    """Three rows as people really fill them in: a bare year, a day that does not exist, a broken address."""
    rows[96][2] = "1979"
    rows[143][2] = "31/02/1990"
    rows[201][9] = "lamgiang.gov.vn"
    return rows


def full_name(gender: str, rng: random.Random) -> str:
    """Family, middle and given name."""
    syllables = [NAMES["family"], NAMES["middle"][gender], NAMES["given"][gender]]
    return " ".join(rng.choice(choices) for choices in syllables)


def free_email(name: str, taken: set[str]) -> str:
    """The official address: given name and initials, with a number when it is taken."""
    *before, given = fold(name).split()
    stem = given + "".join(part[0] for part in before)
    number = 1
    while (email := f"{stem}{number if number > 1 else ''}@lamgiang.gov.vn") in taken:
        number += 1
    taken.add(email)
    return email


def identity(born: date, gender: str, rng: random.Random) -> str | int:
    """Twelve digits of the usual make; Excel turned some into integers and ate the zero."""
    century = (0 if born.year < 2000 else 2) + (gender == "Nữ")
    text = f"{IDENTITY_PREFIX}{century}{born:%y}{rng.randint(0, 999_999):06d}"
    return int(text) if rng.random() < 0.15 else text


def mess_name(name: str, rng: random.Random) -> str:
    """Now and then padded or in capitals."""
    dice = rng.random()
    return f"  {name} " if dice < 0.04 else name.upper() if dice < 0.07 else name


def mess_date(day: date, rng: random.Random) -> datetime | str:
    """A real date, or text in one of the two usual forms."""
    real = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - Excel knows no time zone
    forms: list[datetime | str] = [real, f"{day:%d/%m/%Y}", f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}"]
    return rng.choice(forms)


def new_book(title: str) -> tuple[Workbook, Worksheet]:
    """An empty workbook with one named sheet."""
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = title
    return book, sheet


def finish(book: Workbook, sheet: Worksheet, *, heading_rows: list[int], name: str) -> None:
    """Bold headings, readable columns, no trace of when it was made."""
    for row in heading_rows:
        for cell in sheet[row]:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=row > 2, vertical="center")
    for column, width in zip("ABCDEFGHIJKL", [6, 26, 30, 14, 16, 16, 20, 14, 40, 32, 14, 8], strict=True):
        sheet.column_dimensions[column].width = width
    book.properties.created = book.properties.modified = datetime(2026, 8, 3)  # noqa: DTZ001
    book.save(HERE / name)


def main() -> None:
    """Write the lists again."""
    rng = random.Random(SEED)  # noqa: S311 - invented people, nothing secret
    write_agencies(rng)
    write_staff(rng)
    write_joiners(rng)


if __name__ == "__main__":
    main()
