"""Lists of candidates: by assignment, by codes, from a workbook."""

from datetime import timedelta

import pytest

from assessments.services.candidates import entries_for, entries_in, find_candidates
from courses.services import assign
from tests import factories
from tests.conftest import NOON
from tests.sheets import workbook


def test_everybody_assigned_is_found(prepare, department, colleague, stranger, examiner, manager) -> None:
    course = factories.make_course()
    assign(course, department, NOON.date() + timedelta(days=30), now=NOON, by=manager.user)
    sitting = prepare()

    entries = entries_for(course, department, on=NOON.date())
    found = find_candidates(sitting, entries, by=examiner.user)

    assert colleague.staff_code in [entry.text for entry in entries]
    assert stranger.staff_code not in [entry.text for entry in entries]
    assert {each.reason for each in found.refused} == {"there_already"}
    assert manager in found.people


@pytest.mark.parametrize(
    "rows",
    [
        [["STT", "Họ và tên", "Mã CBCCVC"], [1, "Ai đó", "CB-1"], [2, "Người khác", "CB-2"]],
        [["Mã CBCCVC"], ["CB-1"], ["CB-2"]],
        [["CB-1"], ["CB-2"]],
    ],
)
def test_codes_are_read_from_a_workbook(rows) -> None:
    assert [entry.text for entry in entries_in(workbook(rows))] == ["CB-1", "CB-2"]


def test_workbook_line_without_a_code_says_whose(prepare, examiner) -> None:
    rows = [["STT", "Họ và tên", "Mã CBCCVC", "Email"], [1, "Ai Đó", None, None], [2, "Kẻ Gian", "=A1", None]]

    found = find_candidates(prepare(), entries_in(workbook(rows)), by=examiner.user)

    assert [(each.entry.line, each.entry.text, each.reason) for each in found.refused] == [
        (2, "Ai Đó", "unknown"),
        (3, "=A1", "formula"),
    ]
