"""A passed final exam completes the course, whichever comes last: the result or the last lesson."""

from datetime import datetime

from django.db.models import F

from courses.models import CompletionRule, CoursePage, Enrolment
from courses.services import complete_if_due
from people.models import StaffProfile

from ..models import Result


def complete_course(staff: StaffProfile, course: CoursePage, *, now: datetime) -> bool:
    """Completes the person's active enrolment if its lessons are done and an official exam of it is passed."""
    if not Result.objects.filter(staff=staff, exam__course=course, passed=True).exists():
        return False
    enrolment = Enrolment.objects.active().filter(staff=staff, course=course).select_related("course").first()
    return enrolment is not None and complete_if_due(enrolment, exam_passed=True, now=now)


def complete_missed(*, now: datetime) -> int:
    """Completes what is due and was missed; returns how many."""
    waiting = (
        Enrolment.objects.active()
        .filter(completed_at=None, percent=100, course__completion_rule=CompletionRule.LESSONS_AND_EXAM)
        .filter(course__exams__results__passed=True, course__exams__results__staff=F("staff"))
        .select_related("staff", "course")
        .distinct()
    )
    return sum(complete_course(enrolment.staff, enrolment.course, now=now) for enrolment in waiting)
