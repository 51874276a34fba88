"""Starting, handing over, submitting, and closing by the clock."""

from datetime import timedelta
from typing import Any

import pytest

from assessments.models import Attempt, AttemptEvent, AttemptState, ClosedBy, Exam
from assessments.services import attempts
from assessments.services.attempts import close_overdue, start_attempt, submit_attempt, take_over_seat
from assessments.services.errors import (
    AttemptIsOver,
    ExamIsNotOpen,
    MustWait,
    NoAttemptLeft,
    NoFormLeft,
    NotEligible,
)
from people.models import StaffProfile
from tests import factories
from tests.conftest import NOON


def start(staff: StaffProfile, exam: Exam, *, now=NOON) -> Attempt:
    return start_attempt(staff, exam.parts.get(), now=now, by=staff.user)


def test_start_copies_the_policy(attempt: Attempt) -> None:
    assert attempt.deadline == NOON + timedelta(minutes=30)
    assert attempt.closes_at == NOON + timedelta(minutes=31)
    assert attempt.period == "2026"
    assert attempt.policy == {
        "minutes": 30,
        "counts_from": NOON.isoformat(),
        "grace_seconds": 60,
        "rule": "partial-credit-1",
        "cut_score": "50.00",
        "items": 4,
        "layout": "one_page",
        "large_type": False,
    }


def test_no_limit_ends_after_a_day(department, learner) -> None:
    exam = factories.make_open_exam(department, minutes=None)

    assert start(learner, exam).deadline == NOON + timedelta(hours=24)


def test_second_start_returns_the_open_attempt(exam, learner, attempt) -> None:
    assert start(learner, exam, now=NOON + timedelta(minutes=1)) == attempt


def test_overdue_attempt_is_closed_by_a_start(exam, learner, attempt) -> None:
    with pytest.raises(MustWait):
        start(learner, exam, now=attempt.closes_at)

    attempt.refresh_from_db()
    assert (attempt.state, attempt.closed_by) == (AttemptState.SCORED, ClosedBy.CLOCK)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "draft"},
        {"state": "closed"},
        {"opens_at": NOON + timedelta(seconds=1)},
        {"closes_at": NOON},
    ],
)
def test_closed_window_admits_nobody(department, learner, fields) -> None:
    exam = factories.make_open_exam(department, **fields)

    with pytest.raises(ExamIsNotOpen):
        start(learner, exam)


def test_window_end_is_the_last_moment_to_start(department, learner) -> None:
    exam = factories.make_open_exam(department, closes_at=NOON + timedelta(minutes=1))

    assert start(learner, exam).deadline == NOON + timedelta(minutes=30)


def test_stranger_may_not_sit(exam, stranger) -> None:
    with pytest.raises(NotEligible):
        start(stranger, exam)


def test_retake_waits_for_its_time(exam, learner, attempt) -> None:
    submit_attempt(attempt, now=NOON, by=learner.user)

    with pytest.raises(MustWait) as refusal:
        start(learner, exam, now=NOON + timedelta(hours=71))

    assert refusal.value.until == NOON + timedelta(hours=72)


def test_retake_draws_another_form(exam, learner, attempt) -> None:
    submit_attempt(attempt, now=NOON, by=learner.user)

    second = start(learner, exam, now=NOON + timedelta(hours=72))

    assert (second.number, second.form == attempt.form) == (2, False)


def test_attempts_of_a_year_run_out(department, learner) -> None:
    exam = factories.make_open_exam(department, attempts_allowed=1, wait_hours=0)
    submit_attempt(start(learner, exam), now=NOON, by=learner.user)

    with pytest.raises(NoAttemptLeft):
        start(learner, exam, now=NOON + timedelta(days=1))


def test_no_form_is_drawn_twice(department, learner) -> None:
    exam = factories.make_open_exam(department, forms=1, wait_hours=0)
    submit_attempt(start(learner, exam), now=NOON, by=learner.user)

    with pytest.raises(NoFormLeft):
        start(learner, exam, now=NOON + timedelta(days=1))


def test_taking_over_raises_the_seat(attempt, learner) -> None:
    assert take_over_seat(attempt, now=NOON, by=learner.user) == 2
    assert AttemptEvent.objects.get(attempt=attempt, kind="seat_taken").data == {"seat": 2}


def test_closed_attempt_has_no_seat_to_take(attempt) -> None:
    with pytest.raises(AttemptIsOver):
        take_over_seat(attempt, now=attempt.closes_at, by=None)


def test_submit_closes_and_scores(attempt, learner) -> None:
    assert submit_attempt(attempt, now=NOON, by=learner.user) is True
    assert (attempt.state, attempt.closed_by, attempt.submitted_at) == ("scored", "candidate", NOON)


def test_second_submit_changes_nothing(attempt, learner) -> None:
    submit_attempt(attempt, now=NOON, by=learner.user)

    assert submit_attempt(attempt, now=NOON + timedelta(minutes=5), by=learner.user) is False
    assert attempt.submitted_at == NOON


def test_fault_in_scoring_keeps_the_submission(attempt, learner) -> None:
    attempt.policy["rule"] = "no-such-rule"
    attempt.save(update_fields=["policy"])

    submit_attempt(attempt, now=NOON, by=learner.user)

    assert attempt.state == AttemptState.SUBMITTED


def test_sweeper_closes_only_what_is_over(attempt) -> None:
    assert close_overdue(now=attempt.closes_at - timedelta(seconds=1)) == 0
    assert close_overdue(now=attempt.closes_at) == 1

    attempt.refresh_from_db()
    assert attempt.closed_by == ClosedBy.CLOCK


@pytest.mark.django_db(transaction=True)
def test_start_between_look_and_check_is_found(exam, learner, monkeypatch) -> None:
    """The second click looked before the first was through, and asks for the policy after it."""
    part = exam.parts.get()
    check = attempts.check_standing

    def first_click_comes_through(staff, part, standing, *, now) -> Any:
        monkeypatch.setattr(attempts, "check_standing", check)
        start_attempt(staff, part, now=now, by=None)
        return check(staff, part, standing, now=now)

    monkeypatch.setattr(attempts, "check_standing", first_click_comes_through)

    assert start_attempt(learner, part, now=NOON, by=None) == Attempt.objects.get()
