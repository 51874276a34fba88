"""Taking a course, leaving it, and having completed it."""

from datetime import datetime

from django.db import transaction

from people.models import StaffProfile

from ..errors import AlreadyWithdrawn, CourseCompleted, CourseNotOpen
from ..models import CompletionRule, CoursePage, Enrolment
from ..signals import course_completed


@transaction.atomic
def enrol(staff: StaffProfile, course: CoursePage, *, now: datetime) -> Enrolment:
    """The person's active enrolment, made if there is none. Raises CourseNotOpen."""
    if not course.live:
        raise CourseNotOpen
    enrolment, _ = Enrolment.objects.get_or_create(
        staff=staff, course=course, withdrawn_at=None, defaults={"enrolled_at": now}
    )
    return enrolment


@transaction.atomic
def withdraw_enrolment(enrolment: Enrolment, *, now: datetime) -> None:
    """Leaves the course; progress is kept with the row. Raises CourseCompleted, AlreadyWithdrawn."""
    open_ones = Enrolment.objects.filter(pk=enrolment.pk, withdrawn_at=None, completed_at=None)
    if open_ones.update(withdrawn_at=now):
        enrolment.refresh_from_db()
        return
    enrolment.refresh_from_db()
    raise CourseCompleted if enrolment.completed_at else AlreadyWithdrawn


@transaction.atomic
def complete_if_due(enrolment: Enrolment, *, exam_passed: bool = False, now: datetime) -> bool:
    """Completes the enrolment once its course's rule is met; True if this call did it.

    Assessments say whether the final exam is passed, when a result is settled and when the last lesson is done;
    a course completed by its lessons does not ask.
    """
    if enrolment.withdrawn_at or enrolment.completed_at or not _lessons_are_done(enrolment):
        return False
    if enrolment.course.completion_rule == CompletionRule.LESSONS_AND_EXAM and not exam_passed:
        return False
    due = Enrolment.objects.filter(pk=enrolment.pk, completed_at=None, withdrawn_at=None)
    if not due.update(completed_at=now):
        return False
    enrolment.refresh_from_db()
    course_completed.send(Enrolment, enrolment=enrolment, now=now)
    return True


def _lessons_are_done(enrolment: Enrolment) -> bool:
    """Every lesson published today is completed."""
    done = enrolment.progress.exclude(completed_at=None).values("lesson")
    return not enrolment.course.lessons().exclude(pk__in=done).exists()
