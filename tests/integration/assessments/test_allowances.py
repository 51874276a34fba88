"""Rules of one's own: what holds for whom, and how a change reaches those under way."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from assessments.models import Attempt, AttemptEvent, Exam
from assessments.services import allowances as service
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.services.eligibility import standing_of
from assessments.services.errors import ExamIsNotOpen, NoAttemptLeft, WindowClosesBefore, WrongAccessCode
from people.models import StaffProfile
from tests import factories
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)
Act = dict[str, Any]


@pytest.fixture
def act(examiner: StaffProfile) -> Act:
    """Who changes rules here, when and why."""
    return {"reason": "Công văn 12", "now": NOON + 10 * MINUTE, "by": examiner.user}


def start(staff: StaffProfile, exam: Exam, *, now: datetime = NOON, code: str = "") -> Attempt:
    return start_attempt(staff, exam.parts.get(), now=now, by=staff.user, code=code)


def minutes_of(attempt: Attempt) -> float:
    attempt.refresh_from_db()
    return (attempt.deadline - attempt.started_at) / MINUTE


def test_own_time_counts_override_and_accommodation(exam, learner, act) -> None:
    service.set_override(exam, {"minutes": 45}, staff=learner, **act)
    service.set_accommodation(learner, {"factor": Decimal("1.5"), "extra_minutes": 5}, **act)

    assert service.own_time(learner, exam.parts.get()) == 73


def test_attempt_starts_with_its_own_time(exam, learner, act) -> None:
    service.set_accommodation(learner, {"extra_minutes": 15, "large_type": True}, **act)

    attempt = start(learner, exam)

    assert minutes_of(attempt) == 45
    assert (attempt.policy["minutes"], attempt.policy["large_type"]) == (45, True)


def test_accommodation_without_limit_ends_after_a_day(exam, learner, act) -> None:
    service.set_accommodation(learner, {"no_limit": True}, **act)

    assert minutes_of(start(learner, exam)) == 24 * 60


def test_of_several_groups_the_most_generous_counts(exam, learner, colleague, act) -> None:
    for title, minutes in (("Ca sáng", 40), ("Ca chiều", 50)):
        group = service.make_group(exam, title, [learner], **act)
        service.set_override(exam, {"minutes": minutes}, group=group, **act)

    part = exam.parts.get()
    assert (service.own_time(learner, part), service.own_time(colleague, part)) == (50, 30)


def test_person_beats_group(exam, learner, act) -> None:
    group = service.make_group(exam, "Ca sáng", [learner], **act)
    service.set_override(exam, {"minutes": 50, "attempts_allowed": 5}, group=group, **act)
    service.set_override(exam, {"minutes": 20}, staff=learner, **act)

    rules = service.rules_of(learner, exam)

    assert (rules.minutes, rules.attempts_allowed) == (20, 5)


def test_rules_without_a_part_take_the_longest(department, learner) -> None:
    exam = factories.make_open_exam(department, parts=2)
    exam.parts.filter(position=2).update(minutes=90)

    assert service.rules_of(learner, exam).minutes == 90


def test_change_reaches_the_open_attempt(attempt, learner, act) -> None:
    service.set_accommodation(learner, {"extra_minutes": 15}, **act)

    assert minutes_of(attempt) == 45
    assert attempt.closes_at == attempt.deadline + MINUTE
    event = AttemptEvent.objects.get(attempt=attempt)
    assert (event.kind, event.by, event.data["reason"]) == ("time_changed", act["by"], "Công văn 12")


def test_change_keeps_what_was_given(attempt, learner, act) -> None:
    Attempt.objects.update(deadline=attempt.deadline + 7 * MINUTE, closes_at=attempt.closes_at + 7 * MINUTE)

    service.set_accommodation(learner, {"extra_minutes": 15}, **act)

    assert minutes_of(attempt) == 52


def test_less_time_ends_now_at_the_earliest(attempt, learner, exam, act) -> None:
    service.set_override(exam, {"minutes": 5}, staff=learner, **act)

    assert minutes_of(attempt) == 10


def test_withdrawn_rules_reach_the_open_attempt(attempt, learner, exam, act) -> None:
    override = service.set_override(exam, {"minutes": 60}, staff=learner, **act)

    service.remove_override(override, **act)

    assert minutes_of(attempt) == 30
    assert AttemptEvent.objects.filter(kind="time_changed").count() == 2


def test_who_leaves_a_group_has_the_old_time(attempt, learner, colleague, exam, act) -> None:
    group = service.make_group(exam, "Ca sáng", [learner], **act)
    service.set_override(exam, {"minutes": 60}, group=group, **act)
    assert minutes_of(attempt) == 60

    service.change_members(group, [colleague], **act)

    assert minutes_of(attempt) == 30


def test_removed_group_takes_its_rules_away(attempt, learner, exam, act) -> None:
    group = service.make_group(exam, "Ca sáng", [learner], **act)
    service.set_override(exam, {"minutes": 60}, group=group, **act)

    service.remove_group(group, **act)

    assert minutes_of(attempt) == 30


def test_removed_accommodation_ends_large_type(attempt, learner, act) -> None:
    service.set_accommodation(learner, {"large_type": True}, **act)
    service.remove_accommodation(learner, **act)

    assert minutes_of(attempt) == 30
    assert attempt.policy["large_type"] is False


def test_others_are_left_alone(attempt, colleague, exam, act) -> None:
    service.set_override(exam, {"minutes": 60}, staff=colleague, **act)

    assert minutes_of(attempt) == 30
    assert not AttemptEvent.objects.exists()


def test_own_window(department, learner, act) -> None:
    exam = factories.make_open_exam(department, closes_at=NOON)
    with pytest.raises(ExamIsNotOpen):
        start(learner, exam)

    service.set_override(exam, {"closes_at": NOON + MINUTE}, staff=learner, **act)

    assert start(learner, exam).state == "in_progress"


def test_own_number_of_attempts(department, learner, act) -> None:
    exam = factories.make_open_exam(department, forms=1, attempts_allowed=1, wait_hours=0)
    submit_attempt(start(learner, exam), now=NOON, by=None)
    with pytest.raises(NoAttemptLeft):
        start(learner, exam, now=NOON + MINUTE)

    service.set_override(exam, {"attempts_allowed": None}, staff=learner, **act)

    assert start(learner, exam, now=NOON + MINUTE).number == 2
    assert standing_of(learner, exam.parts.get(), now=NOON).attempts_left is None


@pytest.mark.parametrize("code", ["", "SAI"])
def test_wrong_code_does_not_start(department, learner, code) -> None:
    exam = factories.make_open_exam(department, access_code="HOA-SEN")

    with pytest.raises(WrongAccessCode):
        start(learner, exam, code=code)


def test_code_opens_whatever_its_case(department, learner) -> None:
    exam = factories.make_open_exam(department, access_code="HOA-SEN")

    assert start(learner, exam, code=" hoa-sen ").number == 1


def test_own_code_replaces_that_of_the_exam(department, learner, act) -> None:
    exam = factories.make_open_exam(department, access_code="HOA-SEN")
    service.set_override(exam, {"access_code": "BUOM"}, staff=learner, **act)

    with pytest.raises(WrongAccessCode):
        start(learner, exam, code="HOA-SEN")
    assert start(learner, exam, code="BUOM").number == 1


@pytest.mark.parametrize(("attempts", "hours"), [(1, 2), (2, 5)])
def test_later_waits_are_of_their_own_length(department, learner, attempts, hours) -> None:
    exam = factories.make_open_exam(department, wait_hours=2, wait_hours_later=5)
    for day in range(attempts):
        at = NOON + timedelta(days=day)
        submit_attempt(start(learner, exam, now=at), now=at, by=None)

    assert standing_of(learner, exam.parts.get(), now=at).next_start_at == at + timedelta(hours=hours)


def test_waiting_past_the_window_is_said_so(department, learner) -> None:
    exam = factories.make_open_exam(department, wait_hours=2, closes_at=NOON + timedelta(hours=1))
    submit_attempt(start(learner, exam), now=NOON, by=None)

    with pytest.raises(WindowClosesBefore) as refusal:
        start(learner, exam, now=NOON + MINUTE)

    assert "14:00" in refusal.value.message
    assert standing_of(learner, exam.parts.get(), now=NOON).next_start_at is None


def test_key_waits_for_who_may_start_later(exam, learner, act) -> None:
    Exam.objects.update(closes_at=NOON)
    exam.refresh_from_db()
    service.set_override(exam, {"closes_at": NOON + timedelta(days=1)}, staff=learner, **act)

    assert service.last_moment_to_start(exam) == NOON + timedelta(days=1)
