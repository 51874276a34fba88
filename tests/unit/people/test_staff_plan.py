"""What the rows of a staff list mean, without a database."""

import datetime as dt
import io
import unicodedata
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from people.importing import Directory, KnownPerson, StaffPlan, plan_agencies, plan_staff, summarise
from people.spreadsheet import BadSpreadsheet, read_sheets
from tests.sheets import STAFF_HEADER, expected, other_person, person, shared_input, workbook

TODAY = dt.date(2026, 11, 20)
CODES = ["H77", "H77.01", "H77.01.2", "H77.04"]
DIRECTORY = Directory({code: code for code in CODES}, frozenset(CODES))


def plan(*rows: list[object], directory: Directory = DIRECTORY, header: list[str] | None = None) -> StaffPlan:
    return plan_staff(read_sheets(workbook([header or STAFF_HEADER, *rows])), directory, today=TODAY)


def reasons(result: StaffPlan) -> list[str]:
    return [problem.reason for problem in result.problems]


@pytest.mark.skipif(shared_input("can_bo.xlsx") is None, reason="the shared inputs are not here")
def test_shared_list_reads_as_expected() -> None:
    with shared_input("co_quan.xlsx").open("rb") as file:
        agencies = plan_agencies(read_sheets(file), {})
    codes = {record.code: record.code for record in agencies.records}
    with shared_input("can_bo.xlsx").open("rb") as file:
        result = plan_staff(read_sheets(file), Directory(codes, frozenset(codes)), today=TODAY)

    report = summarise(result.rows, result.problems)

    wanted = expected()
    lines = defaultdict(list)
    for problem in report["problems"]:
        lines[problem["reason"]].append(problem["line"])
    assert lines == wanted["lines"]
    keys = ("rows", "accepted", "to_review", "refused", "reasons")
    assert {key: report[key] for key in keys} == {key: wanted[key] for key in keys}
    assert agencies.rows == wanted["agencies"] == len(agencies.records)


def test_good_row_is_read_whole() -> None:
    record = plan(person()).records[0]

    assert (record.full_name, record.email, record.staff_code) == (
        "Nguyễn Văn Đức",
        "ducnv@hason.gov.vn",
        "CB-0001",
    )
    assert (record.kind, record.gender, record.agency_code) == ("civil_servant", "male", "H77.01.2")
    assert (record.born.on, record.born.precision) == (dt.date(1985, 11, 5), "day")
    assert (record.identity_number, record.phone, record.review) == ("077085123456", "0912345678", ())


@pytest.mark.parametrize(
    ("cells", "reason", "column"),
    [
        ({"name": "  \u00a0 "}, "missing_name", "Họ và tên"),
        ({"name": "NguyÔn V¨n Hïng"}, "legacy_font", "Họ và tên"),
        ({"name": "=1+1"}, "formula_cell", "Họ và tên"),
        ({"name": "A" * 121}, "too_long", "Họ và tên"),
        ({"born": "31/02/1985"}, "bad_date", "Ngày sinh"),
        ({"born": "11/05/85"}, "bad_date", "Ngày sinh"),
        ({"born": "05/11/2085"}, "bad_date", "Ngày sinh"),
        ({"born": "hôm qua"}, "bad_date", "Ngày sinh"),
        ({"identity": "12345"}, "bad_identity_number", "Số CCCD"),
        ({"identity": "77085123456"}, "bad_identity_number", "Số CCCD"),
        ({"identity": "07708512345A"}, "bad_identity_number", "Số CCCD"),
        ({"code": None}, "missing_staff_code", "Mã CBCCVC"),
        ({"code": "H77 00001"}, "bad_staff_code", "Mã CBCCVC"),
        ({"position": '=HYPERLINK("http://a.invalid","x")'}, "formula_cell", "Chức vụ"),
        ({"position": "Chuyªn viªn"}, "legacy_font", "Chức vụ"),
        ({"agency": None}, "missing_agency", "Mã định danh"),
        ({"agency": "H77.99.7"}, "unknown_agency", "Mã định danh"),
        ({"email": None}, "missing_email", "Thư điện tử công vụ"),
        ({"email": "ducnv tại hason.gov.vn"}, "bad_email", "Thư điện tử công vụ"),
        ({"email": "a@b@c.vn"}, "bad_email", "Thư điện tử công vụ"),
        ({"email": "đức@hason.gov.vn"}, "bad_email", "Thư điện tử công vụ"),
        ({"phone": "=A1"}, "formula_cell", "Điện thoại"),
        ({"kind": None}, "missing_staff_kind", "Loại"),
        ({"kind": "XYZ"}, "unknown_staff_kind", "Loại"),
    ],
)
def test_faults_refuse_the_row(cells: dict[str, object], reason: str, column: str) -> None:
    result = plan(person(**cells), other_person())

    assert [(p.line, p.column, p.reason) for p in result.problems] == [(2, column, reason)]
    assert [record.staff_code for record in result.records] == ["CB-0002"]


@pytest.mark.parametrize(
    ("cells", "reason", "column"),
    [
        ({"identity": "123456789"}, "nine_digit_id", "Số CCCD"),
        ({"identity": 123456789}, "nine_digit_id", "Số CCCD"),
        ({"born": 1985}, "year_only_birth", "Ngày sinh"),
        ({"born": "1985"}, "year_only_birth", "Ngày sinh"),
        ({"born": dt.date(1905, 6, 1)}, "unlikely_birth", "Ngày sinh"),
        ({"born": "05/11/2020"}, "unlikely_birth", "Ngày sinh"),
        ({"name": "Nguyễn Văn A2"}, "odd_name", "Họ và tên"),
        ({"gender": "?"}, "unknown_gender", "Giới tính"),
        ({"phone": "máy bàn"}, "bad_phone", "Điện thoại"),
    ],
)
def test_flagged_rows_are_imported(cells: dict[str, object], reason: str, column: str) -> None:
    result = plan(person(**cells))

    assert [(p.column, p.reason, p.is_refusal) for p in result.problems] == [(column, reason, False)]
    assert [record.review for record in result.records] == [(reason,)]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("077085123456", "077085123456"),
        (77085123456, "077085123456"),
        (1085123456, "001085123456"),
        (77085123456.0, "077085123456"),
        ("077 085 123 456", "077085123456"),
        (None, ""),
    ],
)
def test_identity_numbers_get_zeros_back(written: object, stored: str) -> None:
    assert plan(person(identity=written)).records[0].identity_number == stored


@pytest.mark.parametrize(
    "written",
    [
        "05/11/1985",
        "5/11/1985",
        "05-11-1985",
        "05.11.1985",
        " 05/11/1985 ",
        dt.datetime(1985, 11, 5),  # noqa: DTZ001 (Excel knows no zones)
        dt.date(1985, 11, 5),
    ],
)
def test_dates_read_day_first(written: object) -> None:
    assert plan(person(born=written)).records[0].born.on == dt.date(1985, 11, 5)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("CB", "official"),
        ("cán bộ", "official"),
        ("CC", "civil_servant"),
        ("Công chức", "civil_servant"),
        ("VC", "public_employee"),
        (unicodedata.normalize("NFD", "Viên chức"), "public_employee"),
        ("HĐ", "contract"),
        ("HĐLĐ", "contract"),
        ("Hợp đồng theo NĐ 111", "contract"),
    ],
)
def test_kinds_are_known_by_wording(written: str, kind: str) -> None:
    assert plan(person(kind=written)).records[0].kind == kind


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"code": "cb-0001"}, "duplicate_staff_code"),
        ({"email": "DUCNV@HASON.GOV.VN"}, "duplicate_email"),
    ],
)
def test_later_of_two_alike_is_refused(cells: dict[str, object], reason: str) -> None:
    result = plan(person(), other_person(**cells))

    assert [(p.line, p.reason, p.params["other"]) for p in result.problems] == [(3, reason, 2)]


def test_refused_row_still_holds_its_code() -> None:
    result = plan(person(born="31/02/1985"), other_person(code="CB-0001"))

    assert reasons(result) == ["bad_date", "duplicate_staff_code"]


def test_alike_rows_are_found_across_sheets() -> None:
    file = workbook([STAFF_HEADER, person()], [STAFF_HEADER, person()])

    result = plan_staff(read_sheets(file), DIRECTORY, today=TODAY)

    assert [(p.sheet, p.reason) for p in result.problems] == [("Trang 2", "duplicate_staff_code")]


def test_first_fault_wins() -> None:
    result = plan(person(born="31/02/1985", email="x", kind="XYZ"))

    assert reasons(result) == ["bad_date"]


def test_refusal_wins_over_flag() -> None:
    result = plan(person(identity="123456789", kind="XYZ"))

    assert reasons(result) == ["unknown_staff_kind"]


def test_refused_and_flagged_never_overlap() -> None:
    result = plan(person(born=1985, identity="123456789"))

    assert reasons(result) == ["year_only_birth"]
    assert result.records[0].review == ("year_only_birth", "nine_digit_id")


def test_formula_in_unread_column_refuses() -> None:
    header = [*STAFF_HEADER, "Ghi chú"]

    result = plan([*person(), "=A1"], header=header)

    assert [(p.column, p.reason) for p in result.problems] == [("Ghi chú", "formula_cell")]


def test_computed_ordinals_are_fine() -> None:
    assert plan(person(ordinal="=ROW()-1"), other_person()).problems == ()


def test_titles_totals_and_signatures_are_no_rows() -> None:
    rows: list[list[object]] = [
        [None],
        ["ỦY BAN NHÂN DÂN TỈNH"],
        ["DANH SÁCH CÁN BỘ"],
        [None],
        list(STAFF_HEADER),
        [f"({number})" for number in range(1, 12)],
        ["I", "Sở Nội vụ"],
        person(),
        [None] * 11,
        STAFF_HEADER,
        other_person(),
        [3] + [None] * 10,
        ["Tổng cộng:", "=COUNTA(B8:B11)"],
        [None] * 5 + ["NGƯỜI LẬP BIỂU", None, None, "THỦ TRƯỞNG ĐƠN VỊ"],
        ["Người lập biểu"] + [None] * 7 + ["TRƯỞNG BAN"],
        [None] * 8 + ["Hà Sơn, ngày 20 tháng 11 năm 2026"],
        [None, "Nguyễn Thị Lan"] + [None] * 5 + ["Trần Văn Bình"],
    ]

    result = plan_staff(read_sheets(workbook(rows)), DIRECTORY, today=TODAY)

    assert (result.rows, result.problems) == (2, ())
    assert [record.line for record in result.records] == [8, 11]


@pytest.mark.parametrize(
    "label", ["Tổng cộng", "TỔNG CỘNG:", "To\u0302\u0309ng so\u0302\u0301 (người)", "Cộng"]
)
def test_full_line_of_counts_is_no_row(label: str) -> None:
    counts = [label, "2 người", 2, "1 nam", 2, 2, "2", "1.234", "x", 0, "2"]

    assert plan(person(), other_person(), counts).rows == 2


@pytest.mark.parametrize(
    "cells",
    [
        {"ordinal": "Tổng cộng", "name": "Tổng cộng"},
        {"ordinal": "Cộng:", "name": "640 người"},
        {"ordinal": None, "name": "Tổng số cán bộ"},
        {"ordinal": 641, "name": "TỔNG CỘNG"},
    ],
)
def test_totals_that_look_like_a_person_are_refused(cells: dict[str, object]) -> None:
    result = plan(other_person(), person(**cells))

    assert [(p.line, p.column, p.reason) for p in result.problems] == [(3, "Họ và tên", "totals_row")]
    assert [record.staff_code for record in result.records] == ["CB-0002"]


@pytest.mark.parametrize("name", ["Tống Cộng", "TỐNG CỘNG", "Cộng Văn Tổng", "Tổng Văn Số"])
@pytest.mark.parametrize("ordinal", [None, 1, "Cộng"])
def test_somebody_called_like_totals_is_imported(name: str, ordinal: object) -> None:
    result = plan(person(ordinal=ordinal, name=name))

    assert result.problems == ()
    assert [record.full_name.casefold() for record in result.records] == [name.casefold()]


@pytest.mark.parametrize("cells", [{"email": None}, {"code": None}, {"code": "0123", "email": None}])
def test_somebody_called_like_totals_is_never_dropped(cells: dict[str, object]) -> None:
    result = plan(other_person(), person(**({"ordinal": None, "name": "Cộng Văn Tổng"} | cells)))

    assert [(p.line, p.is_refusal) for p in result.problems] == [(3, True)]


def test_columns_may_stand_in_any_order() -> None:
    order = [10, 3, 8, 0, 5, 1, 7, 2, 9, 4, 6]
    header = [STAFF_HEADER[number] for number in order]

    mixed = plan([person()[number] for number in order], header=header)

    assert mixed.records == plan(person()).records


def test_two_line_header_names_lowest_cell() -> None:
    upper = [*STAFF_HEADER[:7], "Đơn vị công tác", None, *STAFF_HEADER[8:]]
    lower = [None] * 7 + ["Mã", "Tên"] + [None] * 3
    row = person(agency="H77.99")
    row.insert(8, "Thanh tra")

    result = plan_staff(read_sheets(workbook([upper, lower, row])), DIRECTORY, today=TODAY)

    assert [(p.line, p.column, p.reason) for p in result.problems] == [(3, "Mã", "unknown_agency")]


def test_given_name_may_stand_beside() -> None:
    header = [*STAFF_HEADER[:1], "Họ và tên", None, *STAFF_HEADER[2:]]
    row = person()
    row[1:2] = ["Nguyễn Văn", "Đức"]

    assert plan(row, header=header).records[0].full_name == "Nguyễn Văn Đức"


def test_births_may_stand_by_gender() -> None:
    upper = [*STAFF_HEADER[:2], "Ngày, tháng, năm sinh", None, *STAFF_HEADER[4:]]
    lower = [None, None, "Nam", "Nữ"] + [None] * 7
    man, woman = person(), other_person()
    wrong = other_person(code="CB-0003", email="c@hason.gov.vn")
    man[2:4], woman[2:4], wrong[2:4] = ["05/11/1985", None], [None, "06/11/1985"], [None, "31/02/1985"]

    result = plan_staff(read_sheets(workbook([upper, lower, man, woman, wrong])), DIRECTORY, today=TODAY)

    assert [(p.line, p.column, p.reason) for p in result.problems] == [(5, "Nữ", "bad_date")]
    assert [(r.gender, r.born.on.day) for r in result.records] == [("male", 5), ("female", 6)]


def test_family_and_given_columns_join() -> None:
    header = [*STAFF_HEADER[:1], "Họ và tên đệm", "Tên", *STAFF_HEADER[2:]]
    row = person()
    row[1:2] = ["Nguyễn Văn", "Đức"]

    assert plan(row, header=header).records[0].full_name == "Nguyễn Văn Đức"


def test_agency_is_found_by_unique_name() -> None:
    directory = Directory({"H77.01.2": "H77.01.2", "thanh tra (so noi vu)": "H77.01.2"}, frozenset(CODES))
    header = ["Đơn vị công tác" if text == "Mã định danh" else text for text in STAFF_HEADER]

    result = plan(person(agency="Thanh tra (Sở Nội vụ)"), directory=directory, header=header)

    assert result.records[0].agency_code == "H77.01.2"


@pytest.mark.parametrize(
    ("directory", "reason"),
    [
        (Directory(DIRECTORY.agencies, frozenset({"H77.04"})), "outside_subtree"),
        (
            Directory(
                DIRECTORY.agencies,
                frozenset(CODES),
                {"cb-0001": KnownPerson("ducnv@hason.gov.vn", in_scope=False)},
            ),
            "outside_subtree",
        ),
        (
            Directory(DIRECTORY.agencies, frozenset(CODES), holders={"ducnv@hason.gov.vn": "h77-9"}),
            "email_in_use",
        ),
        (Directory(DIRECTORY.agencies, frozenset(CODES), holders={"ducnv@hason.gov.vn": ""}), "email_in_use"),
        (
            Directory(
                DIRECTORY.agencies,
                frozenset(CODES),
                {"cb-0001": KnownPerson("chief@hason.gov.vn", protected=True)},
            ),
            "protected_account",
        ),
    ],
)
def test_what_is_known_may_refuse(directory: Directory, reason: str) -> None:
    assert reasons(plan(person(), directory=directory)) == [reason]


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (workbook([["ghi chú"], ["chỉ có chữ"]]), "no_table"),
        (workbook([[]]), "no_table"),
        (workbook([STAFF_HEADER[:6], person()[:6]]), "missing_columns"),
        (workbook([STAFF_HEADER, person()], hidden=[]), ""),
    ],
)
def test_lists_without_columns_are_refused(file: io.BytesIO, reason: str) -> None:
    found = ""
    try:
        plan_staff(read_sheets(file), DIRECTORY, today=TODAY)
    except BadSpreadsheet as refusal:
        found = refusal.reason

    assert found == reason


CELLS = st.one_of(st.none(), st.text(max_size=8), st.integers(), st.booleans())


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=11), max_size=6))
def test_any_cells_are_judged(rows: list[list[object]]) -> None:
    clean = [[_writable(cell) for cell in row] for row in rows]

    result = plan(person(), *clean)

    assert result.rows == len(result.records) + sum(problem.is_refusal for problem in result.problems)


def _writable(cell: object) -> object:
    if isinstance(cell, str):
        return "".join(c for c in cell if c.isprintable())
    return cell if not isinstance(cell, int) or abs(cell) < 2**53 else None
