"""What the rows of an agency list mean, without a database."""

import datetime as dt

import pytest

from people.importing import AgencyPlan, KnownAgency, plan_agencies
from people.spreadsheet import BadSpreadsheet, read_sheets
from tests.sheets import AGENCY_HEADER, STAFF_HEADER, person, workbook

SINCE = dt.date(2025, 7, 1)
ROOT = [1, "H77", "Ủy ban nhân dân tỉnh", None, "Tỉnh", "01/07/2025"]
DEPARTMENT = [2, "H77.01", "Sở Nội vụ", "H77", "Sở", "01/07/2025"]
OFFICE = [3, "H77.01.2", "Thanh tra", "H77.01", "Phòng", "01/07/2025"]
KNOWN = {
    "H77": KnownAgency("Ủy ban nhân dân tỉnh", "", SINCE),
    "H77.01": KnownAgency("Sở Nội vụ", "H77", SINCE),
}


def plan(*rows: list[object], known: dict[str, KnownAgency] | None = None, **options: bool) -> AgencyPlan:
    return plan_agencies(read_sheets(workbook([AGENCY_HEADER, *rows])), known or {}, **options)


def test_parents_come_before_children() -> None:
    result = plan(OFFICE, DEPARTMENT, ROOT)

    assert [record.code for record in result.records] == ["H77", "H77.01", "H77.01.2"]
    assert (result.rows, result.problems) == (3, ())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([9, None, "Sở Y tế", "H77", "Sở", None], "missing_agency_code"),
        ([9, "77.01", "Sở Y tế", "H77", "Sở", None], "bad_agency_code"),
        ([9, "H77." + "1" * 40, "Sở Y tế", "H77", "Sở", None], "bad_agency_code"),
        ([9, "H77.04", None, "H77", "Sở", None], "missing_name"),
        ([9, "H77.04", "Së Y tÕ", "H77", "Sở", None], "legacy_font"),
        ([9, "H77.04", "Sở Y tế", "H99", "Sở", None], "unknown_parent"),
        ([9, "H77.04", "Sở Y tế", None, "Sở", None], "missing_parent"),
        ([9, "H77.04", "Sở Y tế", "H77.04", "Sở", None], "agency_cycle"),
        ([9, "H77.04", "Sở Y tế", "H77", "Sở", "31/02/2025"], "bad_date"),
        ([9, "H77.04", "Sở Y tế", "H77", "Sở", "2025"], "bad_date"),
        ([9, "H77.04", "=1+1", "H77", "Sở", None], "formula_cell"),
        ([9, "h77.01", "Sở khác", "H77", "Sở", None], "duplicate_agency_code"),
    ],
)
def test_faults_refuse_the_row(row: list[object], reason: str) -> None:
    result = plan(ROOT, DEPARTMENT, row)

    assert [(p.line, p.reason) for p in result.problems] == [(4, reason)]
    assert [record.code for record in result.records] == ["H77", "H77.01"]


def test_full_line_of_totals_is_no_agency() -> None:
    counts = ["Tổng cộng", 69, "69 cơ quan", 1, "4 cấp", "01/07/2025"]
    told = ["Tổng cộng", "H77.99", "Tổng cộng", "H77", "Tỉnh", "01/07/2025"]

    result = plan(ROOT, counts, told, [2, "H77.06.3", "Tổng hợp", "H77", "Phòng", None])

    assert [record.code for record in result.records] == ["H77", "H77.06.3"]
    assert [(p.line, p.reason) for p in result.problems] == [(4, "totals_row")]


def test_circle_of_parents_is_refused() -> None:
    first = [4, "H77.05", "A", "H77.06", "Sở", None]
    second = [5, "H77.06", "B", "H77.05", "Sở", None]
    below = [6, "H77.05.1", "C", "H77.05", "Phòng", None]

    result = plan(ROOT, first, second, below)

    assert {p.line: p.reason for p in result.problems} == {
        3: "agency_cycle",
        4: "agency_cycle",
        5: "agency_cycle",
    }


def test_children_of_refused_rows_are_refused() -> None:
    result = plan(ROOT, [2, "H77.01", None, "H77", "Sở", None], OFFICE)

    assert [(p.reason, p.params.get("other")) for p in result.problems][1] == ("refused_parent", 3)


def test_circle_through_known_agencies_is_refused() -> None:
    result = plan([1, "H77", "Ủy ban nhân dân tỉnh", "H77.01", "Tỉnh", None], known=KNOWN)

    assert [p.reason for p in result.problems] == ["agency_cycle"]


def test_blank_parent_keeps_the_place() -> None:
    result = plan([2, "H77.01", "Sở Nội vụ mới", None, "Sở", "01/01/2026"], known=KNOWN)

    assert [record.parent_code for record in result.records] == ["H77"]


def test_history_is_not_rewritten() -> None:
    result = plan([2, "H77.01", "Sở Nội vụ cũ", "H77", "Sở", "01/01/2020"], known=KNOWN)

    assert [p.reason for p in result.problems] == ["earlier_period"]


def test_nothing_changes_outside_the_subtree() -> None:
    known = KNOWN | {"H77": KnownAgency("Ủy ban nhân dân tỉnh", "", SINCE, in_scope=False)}
    sibling = [4, "H77.02", "Sở mới", "H77", "Sở", None]
    top = [5, "H78", "Tỉnh khác", None, "Tỉnh", None]

    result = plan(ROOT, DEPARTMENT, OFFICE, sibling, top, known=known, may_add_top=False)

    assert {p.line: p.reason for p in result.problems} == dict.fromkeys((2, 5, 6), "outside_subtree")
    assert [record.code for record in result.records] == ["H77.01", "H77.01.2"]


def test_deep_chains_end() -> None:
    rows = [[n, f"H77.{n}", f"Đơn vị {n}", f"H77.{n - 1}" if n else "H77", "Phòng", None] for n in range(60)]

    result = plan(ROOT, *rows)

    assert len(result.records) == 40
    assert {p.reason for p in result.problems} == {"too_deep"}


def test_staff_list_is_no_agency_list() -> None:
    with pytest.raises(BadSpreadsheet) as refusal:
        plan_agencies(read_sheets(workbook([STAFF_HEADER[:3], person()[:3]])), {})

    assert refusal.value.reason == "no_table"
