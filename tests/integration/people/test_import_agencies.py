"""Importing a list of agencies: the tree of today and its history."""

import io
from datetime import date, datetime, timedelta

import pytest

from people.models import Agency, AgencyPeriod, StaffProfile
from people.scope import agencies_for
from people.services.agency_import import import_agencies
from people.services.agency_tree import sync_tree
from tests.sheets import AGENCY_HEADER, shared_input, workbook

ROOT = [1, "H77", "Ủy ban nhân dân tỉnh Hà Sơn", None, "Tỉnh", "01/07/2025"]
DEPARTMENT = [2, "H77.01", "Sở Nội vụ", "H77", "Sở", "01/07/2025"]
OFFICE = [3, "H77.01.2", "Thanh tra (Sở Nội vụ)", "H77.01", "Phòng", "01/07/2025"]
OTHER = [4, "H77.04", "Sở Y tế", "H77", "Sở", "01/07/2025"]


WITH_OLD_CODE = [
    "STT",
    "Mã định danh",
    "Mã cũ",
    "Tên cơ quan, đơn vị",
    "Mã cấp trên",
    "Cấp",
    "Ngày hiệu lực",
]
OLD = "000.00.04.H77"


def upload(*rows: list[object]) -> io.BytesIO:
    return workbook([AGENCY_HEADER, *rows])


@pytest.fixture
def tree(db: None, now: datetime) -> None:
    import_agencies(upload(OFFICE, OTHER, DEPARTMENT, ROOT), now=now, by=None)


def test_tree_stands_in_order(tree: None) -> None:
    found = [(agency.code, agency.depth, agency.numchild) for agency in Agency.objects.all()]

    assert found == [("H77", 1, 2), ("H77.01", 2, 1), ("H77.01.2", 3, 0), ("H77.04", 2, 0)]
    assert Agency.find_problems() == ([], [], [], [], [])


def test_periods_start_as_stated(tree: None) -> None:
    period = AgencyPeriod.objects.get(code="H77.01.2")

    assert (period.valid_from, period.valid_to, period.parent.code) == (date(2025, 7, 1), None, "H77.01")


def test_same_file_changes_nothing(tree: None, now: datetime) -> None:
    before = list(AgencyPeriod.objects.values())

    report = import_agencies(upload(ROOT, DEPARTMENT, OFFICE, OTHER), now=now, by=None)

    assert (report["added"], report["changed"], report["unchanged"]) == (0, 0, 4)
    assert list(AgencyPeriod.objects.values()) == before


def test_new_name_opens_a_period(tree: None, now: datetime) -> None:
    renamed = [2, "H77.01", "Sở Nội vụ và Lao động", "H77", "Sở", "01/03/2026"]

    report = import_agencies(upload(renamed), now=now, by=None)

    periods = AgencyPeriod.objects.filter(agency__code="H77.01").values_list("name", "valid_from", "valid_to")
    assert list(periods) == [
        ("Sở Nội vụ", date(2025, 7, 1), date(2026, 3, 1)),
        ("Sở Nội vụ và Lao động", date(2026, 3, 1), None),
    ]
    assert report["changed_rows"][0]["facts"] == {"name": ["Sở Nội vụ", "Sở Nội vụ và Lao động"]}
    assert Agency.objects.get(code="H77.01").search_key == "so noi vu va lao dong"


def test_new_parent_moves_the_subtree(tree: None, now: datetime) -> None:
    moved = [3, "H77.01.2", "Thanh tra (Sở Nội vụ)", "H77.04", "Phòng", "01/03/2026"]

    import_agencies(upload(moved), now=now, by=None)

    agency = Agency.objects.get(code="H77.01.2")
    assert agency.get_parent().code == "H77.04"
    assert AgencyPeriod.objects.get(agency=agency, valid_to=None).parent.code == "H77.04"
    assert Agency.find_problems() == ([], [], [], [], [])


def test_same_day_is_a_correction(tree: None, now: datetime) -> None:
    import_agencies(upload([2, "H77.01", "Sở Nội Vụ", "H77", "Sở", "01/07/2025"]), now=now, by=None)

    assert list(AgencyPeriod.objects.filter(agency__code="H77.01").values_list("name", flat=True)) == [
        "Sở Nội Vụ"
    ]


def test_future_facts_wait_for_their_day(tree: None, now: datetime) -> None:
    moved = [3, "H77.01.2", "Thanh tra tỉnh", "H77", "Phòng", "01/01/2027"]

    import_agencies(upload(moved), now=now, by=None)

    assert Agency.objects.get(code="H77.01.2").name == "Thanh tra (Sở Nội vụ)"
    assert sync_tree(today=date(2027, 1, 1)) == 1
    agency = Agency.objects.get(code="H77.01.2")
    assert (agency.name, agency.get_parent().code) == ("Thanh tra tỉnh", "H77")


def test_newcomers_fit_between(tree: None, now: datetime) -> None:
    import_agencies(upload([9, "H77.02", "Sở Tài chính", "H77", "Sở", None]), now=now, by=None)

    codes = list(Agency.objects.values_list("code", flat=True))
    assert codes == ["H77", "H77.01", "H77.01.2", "H77.02", "H77.04"]
    assert Agency.find_problems() == ([], [], [], [], [])


def test_parents_may_swap_places(tree: None, now: datetime) -> None:
    up = [3, "H77.01.2", "Thanh tra (Sở Nội vụ)", "H77", "Phòng", "01/03/2026"]
    down = [2, "H77.01", "Sở Nội vụ", "H77.01.2", "Sở", "01/03/2026"]

    import_agencies(upload(down, up), now=now, by=None)

    assert Agency.objects.get(code="H77.01").get_parent().code == "H77.01.2"
    assert Agency.find_problems() == ([], [], [], [], [])


def test_blank_old_code_keeps_the_coming_one(tree: None, now: datetime) -> None:
    coming = [4, "H77.04", OLD, "Sở Y tế", "H77", "Sở", "01/01/2027"]
    corrected = [4, "H77.04", None, "Sở Y tế và Dân số", "H77", "Sở", "01/01/2027"]
    import_agencies(workbook([WITH_OLD_CODE, coming]), now=now, by=None)

    import_agencies(workbook([WITH_OLD_CODE, corrected]), now=now, by=None)

    period = AgencyPeriod.objects.get(agency__code="H77.04", valid_to=None)
    assert (period.name, period.legacy_code) == ("Sở Y tế và Dân số", OLD)


def test_manager_reaches_only_own_subtree(manager: StaffProfile, province: Agency, now: datetime) -> None:
    inside = [3, "H77.01.9", "Phòng mới", "H77.01", "Phòng", None]
    beside = [4, "H77.09", "Sở mới", "H77", "Sở", None]

    report = import_agencies(upload(inside, beside), now=now, by=manager.user)

    assert report["reasons"] == {"outside_subtree": 1}
    codes = set(agencies_for(manager.user).values_list("code", flat=True))
    assert codes == {"H77.01", "H77.01.9"}


def test_manager_takes_no_foreign_old_code(
    manager: StaffProfile, other_department: Agency, now: datetime
) -> None:
    AgencyPeriod.objects.filter(agency=other_department).update(legacy_code=OLD)
    row = [1, "H77.01.9", OLD, "Phòng mới", "H77.01", "Phòng"]

    report = import_agencies(workbook([WITH_OLD_CODE, row]), now=now, by=manager.user)

    assert report["reasons"] == {"outside_subtree": 1}
    assert "H77.04" not in report["problems"][0]["message"]


@pytest.mark.parametrize(
    "row",
    [
        [4, "H77.05", OLD, "Sở mới", "H77", "Sở", "01/01/2026"],
        [2, "H77.01", OLD, "Sở Nội vụ", "H77", "Sở", "01/01/2026"],
        [2, "H77.01", OLD, "Sở Nội vụ", "H77", "Sở", "01/01/2027"],
    ],
)
def test_taken_old_code_is_refused(tree: None, now: datetime, row: list[object]) -> None:
    holder = [1, "H77.04", OLD, "Sở Y tế", "H77", "Sở", "01/07/2025"]
    import_agencies(workbook([WITH_OLD_CODE, holder]), now=now, by=None)

    report = import_agencies(workbook([WITH_OLD_CODE, row]), now=now, by=None)

    (problem,) = report["problems"]
    assert (problem["line"], problem["column"], problem["reason"]) == (2, "Mã cũ", "legacy_code_in_use")
    assert "H77.04" in problem["message"]
    assert Agency.objects.get(legacy_code=OLD).code == "H77.04"


def test_old_code_is_held_until_the_day_it_goes(tree: None, now: datetime) -> None:
    held = [1, "H77.04", OLD, "Sở Y tế", "H77", "Sở", "01/07/2025"]
    gives = [1, "H77.04", "000.00.05.H77", "Sở Y tế", "H77", "Sở", "01/12/2026"]
    takes = [2, "H77.01", OLD, "Sở Nội vụ", "H77", "Sở", "20/11/2026"]
    import_agencies(workbook([WITH_OLD_CODE, held]), now=now, by=None)
    import_agencies(workbook([WITH_OLD_CODE, gives]), now=now, by=None)

    early = import_agencies(workbook([WITH_OLD_CODE, takes]), now=now, by=None)
    sync_tree(today=date(2026, 12, 1))
    late = import_agencies(workbook([WITH_OLD_CODE, takes]), now=now + timedelta(days=11), by=None)

    assert (early["reasons"], late["reasons"]) == ({"legacy_code_in_use": 1}, {})
    assert Agency.objects.get(legacy_code=OLD).code == "H77.01"


def test_strict_stores_nothing_when_refusing(db: None, now: datetime) -> None:
    report = import_agencies(
        upload(ROOT, [2, "H77.01", None, "H77", "Sở", None]), now=now, by=None, strict=True
    )

    assert (report["applied"], Agency.objects.count()) == (False, 0)


@pytest.mark.skipif(shared_input("co_quan.xlsx") is None, reason="the shared inputs are not here")
def test_shared_agencies_import_whole(db: None, now: datetime) -> None:
    with shared_input("co_quan.xlsx").open("rb") as file:
        report = import_agencies(file, now=now, by=None)

    assert (report["added"], report["refused"], Agency.objects.count()) == (69, 0, 69)
    assert Agency.find_problems() == ([], [], [], [], [])
