"""Who may start in a sitting, when, with which code, for how long, and that a rehearsal counts for nothing."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from assessments.models import Attempt, Exam, Result, Sitting
from assessments.services import errors
from assessments.services.allowances import set_accommodation
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.services.eligibility import part_due
from assessments.services.sittings import close_sitting
from people.models import StaffProfile
from tests import factories
from tests.conftest import NOON
from tests.sittings import begin, let_in

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Tries of access codes are counted in the cache."""
    cache.clear()


def stay_out(sitting: Sitting, staff: StaffProfile, invigilator: StaffProfile) -> None:
    """Has not come to the door."""


def test_admitted_candidate_starts_in_the_sitting(publish, learner, invigilator) -> None:
    sitting = publish()
    let_in(sitting, learner, invigilator)

    attempt = begin(sitting, learner)

    assert attempt.sitting == sitting
    assert attempt.deadline == NOON + 30 * MINUTE
    assert not attempt.trial


@pytest.mark.parametrize(
    ("at_the_door", "at", "refusal"),
    [
        (stay_out, NOON - MINUTE, errors.SittingHasNotBegun),
        (let_in, NOON - MINUTE, errors.SittingHasNotBegun),
        (stay_out, NOON, errors.NotAdmitted),
        (let_in, NOON + 30 * MINUTE, errors.CameTooLate),
    ],
)
def test_start_is_refused(at_the_door, at, refusal, publish, learner, invigilator) -> None:
    sitting = publish()
    at_the_door(sitting, learner, invigilator)

    with pytest.raises(refusal):
        begin(sitting, learner, at=at)


def test_without_a_place_nobody_starts(publish, exam, department) -> None:
    other = factories.make_staff(agency=department)
    sitting = publish()

    with pytest.raises(errors.NoPlace):
        begin(sitting, other)


def test_draft_changes_nothing_for_candidates(prepare, learner) -> None:
    assert begin(prepare(), learner).sitting is None


def test_closed_sitting_keeps_the_way_shut(publish, learner, invigilator) -> None:
    sitting = publish()
    let_in(sitting, learner, invigilator)
    close_sitting(sitting, now=NOON, by=invigilator.user)

    with pytest.raises(errors.SittingIsOver):
        begin(sitting, learner)


def test_paused_room_starts_nobody(publish, learner, invigilator) -> None:
    sitting = publish()
    let_in(sitting, learner, invigilator)
    Sitting.objects.update(paused_at=NOON)

    with pytest.raises(errors.SittingIsPaused):
        begin(sitting, learner)


def test_paper_is_sat_once_in_a_sitting(publish, exam, learner, invigilator) -> None:
    Exam.objects.update(wait_hours=0)
    sitting = publish()
    let_in(sitting, learner, invigilator)
    submit_attempt(begin(sitting, learner), now=NOON + MINUTE, by=learner.user)

    with pytest.raises(errors.SatInThisSitting):
        begin(sitting, learner, at=NOON + 2 * MINUTE)


def test_rehearsal_makes_trial_attempts(publish, learner, invigilator) -> None:
    sitting = publish(trial=True)
    let_in(sitting, learner, invigilator)

    assert begin(sitting, learner).trial


def test_rehearsal_leaves_no_result(publish, learner, invigilator) -> None:
    sitting = publish(trial=True)
    let_in(sitting, learner, invigilator)

    submit_attempt(begin(sitting, learner), now=NOON + MINUTE, by=learner.user)

    assert Attempt.objects.get().scores.exists()
    assert not Result.objects.exists()


def test_rehearsal_leaves_the_exam_open_to_others(publish, department) -> None:
    other = factories.make_staff(agency=department)

    attempt = begin(publish(trial=True), other)

    assert (attempt.sitting, attempt.trial) == (None, False)


def test_fixed_end_is_the_hard_stop(publish, learner, invigilator) -> None:
    sitting = publish(ends_at=NOON + 60 * MINUTE)
    let_in(sitting, learner, invigilator)
    Sitting.objects.update(ends_at=NOON + 35 * MINUTE)

    assert begin(sitting, learner, at=NOON + 10 * MINUTE).deadline == NOON + 35 * MINUTE


def test_common_start_counts_from_the_beginning(publish, learner, invigilator) -> None:
    sitting = publish(start_mode="together", late_until=NOON + 15 * MINUTE)
    let_in(sitting, learner, invigilator)

    assert begin(sitting, learner, at=NOON + 10 * MINUTE).deadline == NOON + 30 * MINUTE


def test_code_opens_in_any_case_and_spacing(publish, learner, invigilator) -> None:
    sitting = publish(access_code="Lam 77")
    let_in(sitting, learner, invigilator)

    assert begin(sitting, learner, code=" lam77 ").sitting == sitting


def test_wrong_codes_are_counted(publish, learner, invigilator) -> None:
    sitting = publish(access_code="LAM77")
    let_in(sitting, learner, invigilator)
    for _ in range(5):
        with pytest.raises(errors.WrongAccessCode):
            begin(sitting, learner, code="sai")

    with pytest.raises(errors.TooManyTries):
        begin(sitting, learner, code="LAM77")


def test_next_part_is_due_in_the_sitting(department, learner, invigilator) -> None:
    exam = factories.make_open_exam(department, parts=2)
    sitting = factories.make_sitting(exam, start_mode="together", ends_at=NOON + 90 * MINUTE)
    factories.let_in(sitting, learner)
    first, second = exam.parts.order_by("position")
    submit_attempt(start_attempt(learner, first, now=NOON, by=None), now=NOON + 40 * MINUTE, by=None)

    due = part_due(learner, exam, asked="", now=NOON + 41 * MINUTE)
    attempt = start_attempt(learner, due, now=NOON + 41 * MINUTE, by=None)

    assert due == second
    assert attempt.deadline == NOON + 71 * MINUTE


def test_more_time_gives_a_late_arrival_nothing_back(publish, learner, invigilator, examiner) -> None:
    sitting = publish(start_mode="together", late_until=NOON + 15 * MINUTE)
    let_in(sitting, learner, invigilator)
    attempt = begin(sitting, learner, at=NOON + 10 * MINUTE)

    set_accommodation(learner, {"extra_minutes": 10}, reason="Cũ", now=NOON + 12 * MINUTE, by=examiner.user)

    attempt.refresh_from_db()
    assert attempt.deadline == NOON + 40 * MINUTE


def test_nobody_starts_after_the_common_time_is_over(publish, learner, invigilator) -> None:
    sitting = publish(start_mode="together", late_until=NOON + 15 * MINUTE)
    let_in(sitting, learner, invigilator)
    Sitting.objects.update(late_until=NOON + 90 * MINUTE)

    with pytest.raises(errors.CameTooLate):
        begin(sitting, learner, at=NOON + 30 * MINUTE)
