"""Who may start which part of an exam, and when. All of it is policy, checked at the start and never after."""

from datetime import datetime

from django.utils import timezone

from assessments.core import clock
from assessments.models import Attempt, AttemptState, Exam, ExamPart, ExamState
from assessments.models.attempts import AttemptQuerySet
from courses.models import Enrolment
from people.models import Agency, StaffProfile

from .errors import ExamIsNotOpen, MustWait, NoAttemptLeft, NotEligible


def period_of(now: datetime) -> str:
    """The period that an attempt started now counts for: the calendar year in Vietnam."""
    return str(timezone.localtime(now).year)


def is_trial(staff: StaffProfile, exam: Exam) -> bool:
    """True if nothing may follow from an attempt: the candidate is simulated, or the exam is a rehearsal."""
    return staff.simulated or not exam.official


def check_may_start(staff: StaffProfile, part: ExamPart, *, now: datetime) -> None:
    """Returns if the person may start now; raises ExamIsNotOpen, NotEligible, NoAttemptLeft or MustWait.

    Simulated candidates ask only for the window.
    """
    _check_window(part.exam, now)
    if staff.simulated:
        return
    if not may_sit(staff, part.exam):
        raise NotEligible
    if not attempts_left(staff, part, now=now):
        raise NoAttemptLeft
    until = next_start_at(staff, part, now=now)
    if until:
        raise MustWait(until)


def attempts_left(staff: StaffProfile, part: ExamPart, *, now: datetime) -> int:
    """How many attempts the person has left in this period."""
    used = attempts_of(staff, part, period=period_of(now)).count()
    return max(part.exam.attempts_allowed - used, 0)


def next_start_at(staff: StaffProfile, part: ExamPart, *, now: datetime) -> datetime | None:
    """The first moment of the next attempt while its waiting time runs; None if there is nothing to wait for."""
    last = attempts_of(staff, part, period=period_of(now)).order_by("number").last()
    if last is None or not attempts_left(staff, part, now=now):
        return None
    waiting = clock.wait_before_next(
        now,
        last_deadline=last.deadline,
        last_submitted_at=last.submitted_at,
        wait_hours=part.exam.wait_hours,
        window_closes_at=part.exam.closes_at,
    )
    return None if waiting.state == "ready" else waiting.until


def part_due(staff: StaffProfile, exam: Exam, *, asked: str, now: datetime) -> ExamPart:
    """Of the exam's parts the one asked for, else the first that is not passed, else the first.

    Raises ExamPart.DoesNotExist for an exam without parts.
    """
    parts = list(exam.parts.select_related("exam__agency", "blueprint").order_by("position"))
    if not parts:
        raise ExamPart.DoesNotExist
    wanted = [part for part in parts if str(part.position) == asked]
    unpassed = [part for part in parts if not _passed(staff, part, period_of(now))]
    return [*wanted, *unpassed, *parts][0]


def _passed(staff: StaffProfile, part: ExamPart, period: str) -> bool:
    attempts = attempts_of(staff, part, period=period).finished()
    return attempts.filter(scores__scaled__gte=part.cut_score).exists()


def attempts_of(staff: StaffProfile, part: ExamPart, *, period: str) -> AttemptQuerySet:
    """The attempts that use up the allowance; a voided one does not."""
    trial = is_trial(staff, part.exam)
    attempts = Attempt.objects.filter(staff=staff, part=part, period=period, trial=trial)
    return attempts.exclude(state=AttemptState.VOIDED)


def may_sit(staff: StaffProfile, exam: Exam) -> bool:
    """True for those enrolled in the exam's course, and for those who serve in the exam's agency or below it."""
    if (
        exam.course_id
        and Enrolment.objects.filter(staff=staff, course=exam.course_id, withdrawn_at=None).exists()
    ):
        return True
    posts = Agency.objects.filter(postings__staff=staff, postings__ended_on=None)
    return any(post.path.startswith(exam.agency.path) for post in posts)


def _check_window(exam: Exam, now: datetime) -> None:
    """The window's end is the last moment to start."""
    if (
        exam.state != ExamState.PUBLISHED
        or clock.may_start(now, exam.opens_at, exam.closes_at) != "may_start"
    ):
        raise ExamIsNotOpen
