"""The sample lists read like the inputs: everything accepted but the three rows with a fault."""

from datetime import date
from pathlib import Path

from people.importing.agencies import plan_agencies
from people.importing.staff import plan_staff
from people.importing.staff_row import Directory
from people.spreadsheet import read_sheets

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def codes_of_agencies() -> set[str]:
    with (SAMPLES / "co_quan.xlsx").open("rb") as file:
        plan = plan_agencies(read_sheets(file), {})
    assert plan.problems == ()
    return {record.code for record in plan.records}


def test_agencies_are_all_accepted() -> None:
    codes = codes_of_agencies()

    assert len(codes) == 44
    assert "H88" in codes


def test_three_rows_of_staff_have_a_fault() -> None:
    codes = codes_of_agencies()
    directory = Directory(agencies={code: code for code in codes}, within=frozenset(codes))

    with (SAMPLES / "can_bo.xlsx").open("rb") as file:
        plan = plan_staff(read_sheets(file), directory, today=date(2026, 11, 20))

    assert len(plan.records) == 218
    assert [problem.reason for problem in plan.problems] == ["year_only_birth", "bad_date", "bad_email"]
