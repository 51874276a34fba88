"""Who must: the subtree, joiners, leavers, the exempt."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django_q.models import OrmQ

from courses import tasks
from courses.errors import (
    AlreadyAssigned,
    AlreadyWithdrawn,
    CourseNotOpen,
    DueBeforeStart,
    ExemptionEndsTooEarly,
)
from courses.models import Assignment, CoursePage, Enrolment, ExemptionReason
from courses.obligations import due_list, obliged
from courses.services import (
    assign,
    enrol,
    grant_exemption,
    record_progress,
    withdraw_assignment,
    withdraw_exemption,
)
from people.models import Agency, LedgerEntry, Notice, Posting, StaffProfile
from tests import factories

TODAY = date(2026, 11, 20)
DUE = date(2026, 11, 30)


@pytest.fixture
def assignment(course: CoursePage, department: Agency, manager: StaffProfile, now: datetime) -> Assignment:
    """The department must take the course by the end of the month."""
    return assign(course, department, DUE, now=now, by=manager.user)


@pytest.fixture
def exempted(
    assignment: Assignment, learner: StaffProfile, manager: StaffProfile, now: datetime
) -> Callable[..., object]:
    """Frees the learner; the days and the course may be said."""

    def free(course: CoursePage | None = None, first: date = TODAY, last: date | None = None) -> object:
        return grant_exemption(
            learner,
            course,
            ExemptionReason.ILLNESS,
            valid_from=first,
            valid_to=last,
            now=now,
            by=manager.user,
        )

    return free


def test_subtree_is_obliged(
    assignment: Assignment, learner: StaffProfile, manager: StaffProfile, stranger: StaffProfile
) -> None:
    assert set(obliged(assignment, TODAY)) == {learner, manager}


def test_part_of_the_subtree(assignment: Assignment, learner: StaffProfile, office: Agency) -> None:
    assert set(obliged(assignment, TODAY, [office.path])) == {learner}


def test_joiner_is_obliged(assignment: Assignment, office: Agency) -> None:
    joiner = factories.make_staff(full_name="Đỗ Minh Tâm")
    Posting.objects.create(staff=joiner, agency=office, started_on=TODAY)

    assert joiner in obliged(assignment, TODAY)
    assert joiner not in obliged(assignment, TODAY - timedelta(days=1))
    assert [due.assignment for due in due_list(joiner, TODAY)] == [assignment]


def test_leaver_drops_out(assignment: Assignment, learner: StaffProfile) -> None:
    learner.postings.update(ended_on=TODAY)

    assert learner not in obliged(assignment, TODAY)
    assert due_list(learner, TODAY) == []


def test_moved_person_follows_the_posting(
    assignment: Assignment, learner: StaffProfile, other_department: Agency
) -> None:
    learner.postings.update(ended_on=TODAY)
    Posting.objects.create(staff=learner, agency=other_department, started_on=TODAY)

    assert learner not in obliged(assignment, TODAY)


def test_simulated_person_is_not_obliged(assignment: Assignment, office: Agency) -> None:
    rehearsal = factories.make_staff(agency=office, simulated=True)

    assert rehearsal not in obliged(assignment, TODAY)


@pytest.mark.parametrize(
    ("first", "last", "freed"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), False),
        (TODAY + timedelta(days=1), None, False),
    ],
)
def test_exemption_frees_for_its_days(
    exempted: Callable[..., object],
    assignment: Assignment,
    learner: StaffProfile,
    first: date,
    last: date | None,
    freed: bool,
) -> None:
    exempted(None, first, last)

    assert (learner not in obliged(assignment, TODAY)) is freed
    assert (due_list(learner, TODAY) == []) is freed


def test_exemption_from_another_course(
    exempted: Callable[..., object], assignment: Assignment, learner: StaffProfile
) -> None:
    exempted(factories.make_course())

    assert learner in obliged(assignment, TODAY)
    assert len(due_list(learner, TODAY)) == 1


def test_withdrawn_exemption_obliges_again(
    exempted: Callable[..., object],
    assignment: Assignment,
    learner: StaffProfile,
    manager: StaffProfile,
    now: datetime,
) -> None:
    exemption = exempted(assignment.course)

    withdraw_exemption(exemption, now=now, by=manager.user)

    assert learner in obliged(assignment, TODAY)


def test_exemption_keeps_its_order(exempted: Callable[..., object]) -> None:
    with pytest.raises(ExemptionEndsTooEarly):
        exempted(None, TODAY, TODAY - timedelta(days=1))


def test_withdrawn_assignment_obliges_nobody(
    assignment: Assignment, manager: StaffProfile, learner: StaffProfile, now: datetime
) -> None:
    withdraw_assignment(assignment, now=now, by=manager.user)

    assert not obliged(assignment, TODAY).exists()
    assert due_list(learner, TODAY) == []
    with pytest.raises(AlreadyWithdrawn):
        withdraw_assignment(assignment, now=now, by=manager.user)


def test_future_assignment_obliges_later(
    course: CoursePage, department: Agency, manager: StaffProfile, learner: StaffProfile, now: datetime
) -> None:
    later = assign(course, department, DUE, starts_on=date(2026, 11, 25), now=now, by=manager.user)

    assert not obliged(later, TODAY).exists()
    assert learner in obliged(later, date(2026, 11, 25))


def test_earliest_due_date_counts(
    assignment: Assignment,
    province: Agency,
    learner: StaffProfile,
    decider: StaffProfile,
    now: datetime,
) -> None:
    assign(assignment.course, province, date(2026, 12, 31), now=now, by=decider.user)

    dues = due_list(learner, TODAY)

    assert [due.assignment.due_on for due in dues] == [DUE]
    assert dues[0].days_left == 10


def test_due_knows_how_far(assignment: Assignment, learner: StaffProfile, now: datetime) -> None:
    enrolment = enrol(learner, assignment.course, now=now)
    late = due_list(learner, DUE + timedelta(days=1))[0]

    assert late.overdue
    for lesson in assignment.course.lessons():
        record_progress(enrolment, lesson, now=now)

    done = due_list(learner, DUE + timedelta(days=1))[0]
    assert done.done
    assert not done.overdue


@pytest.mark.parametrize("due", [date(2026, 11, 19), date(2026, 1, 1)])
def test_past_due_date_is_refused(
    course: CoursePage, department: Agency, manager: StaffProfile, now: datetime, due: date
) -> None:
    with pytest.raises(DueBeforeStart):
        assign(course, department, due, now=now, by=manager.user)


def test_same_assignment_is_refused(assignment: Assignment, manager: StaffProfile, now: datetime) -> None:
    with pytest.raises(AlreadyAssigned):
        assign(assignment.course, assignment.agency, DUE, now=now, by=manager.user)


def test_draft_course_is_not_assigned(
    course: CoursePage, department: Agency, manager: StaffProfile, now: datetime
) -> None:
    course.unpublish()

    with pytest.raises(CourseNotOpen):
        assign(course, department, DUE, now=now, by=manager.user)


def test_assigning_is_logged_and_queued(assignment: Assignment, manager: StaffProfile) -> None:
    entry = LedgerEntry.objects.get(kind="assignment_made")

    assert entry.by == manager.user
    assert entry.payload["due_on"] == "2026-11-30"
    assert [queued.func() for queued in OrmQ.objects.all()] == ["courses.tasks.tell_obliged"]


def test_obliged_are_told_once(
    assignment: Assignment, learner: StaffProfile, stranger: StaffProfile, now: datetime
) -> None:
    with time_machine.travel(now):
        tasks.tell_obliged(assignment.pk)
        tasks.tell_obliged(assignment.pk)

    notice = Notice.objects.get(recipient=learner.user)
    assert "An toàn thông tin" in notice.subject
    assert not Notice.objects.filter(recipient=stranger.user).exists()


def test_who_has_done_it_is_not_told(
    assignment: Assignment, course: CoursePage, learner: StaffProfile, colleague: StaffProfile, now: datetime
) -> None:
    Enrolment.objects.create(staff=learner, course=course, enrolled_at=now, completed_at=now)

    with time_machine.travel(now):
        tasks.tell_obliged(assignment.pk)

    assert Notice.objects.filter(recipient=colleague.user).exists()
    assert not Notice.objects.filter(recipient=learner.user).exists()


def test_nobody_is_told_after_the_due_day(
    assignment: Assignment, learner: StaffProfile, now: datetime
) -> None:
    with time_machine.travel(now + timedelta(days=30)):
        tasks.tell_obliged(assignment.pk)

    assert not Notice.objects.exists()
