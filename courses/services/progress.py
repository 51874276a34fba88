"""Lessons opened and completed; where to go on."""

from datetime import datetime

from django.db import transaction

from ..errors import LessonNotInCourse, NotEnrolled
from ..models import Enrolment, LessonPage, LessonProgress
from ..signals import lesson_completed
from .enrolments import complete_if_due


@transaction.atomic
def open_lesson(enrolment: Enrolment, lesson: LessonPage, *, now: datetime) -> LessonProgress:
    """Keeps that the lesson was opened, so that the learner may resume there. Raises NotEnrolled, LessonNotInCourse."""
    _guard(enrolment, lesson)
    progress, _ = LessonProgress.objects.get_or_create(
        enrolment=enrolment, lesson=lesson, defaults={"opened_at": now}
    )
    if enrolment.last_lesson_id != lesson.pk:
        enrolment.last_lesson = lesson
        enrolment.save(update_fields=["last_lesson"])
    return progress


@transaction.atomic
def record_progress(enrolment: Enrolment, lesson: LessonPage, *, now: datetime) -> LessonProgress:
    """Marks the lesson as completed, counts the percentage and completes the course when that is due.

    Doing it again changes nothing. Raises NotEnrolled, LessonNotInCourse.
    """
    # The enrolment's row alone: locking the course's page too would make its learners wait for one another.
    own_row = Enrolment.objects.select_for_update(of=("self",))
    enrolment = own_row.select_related("course", "staff").get(pk=enrolment.pk)
    progress = open_lesson(enrolment, lesson, now=now)
    first_time = LessonProgress.objects.filter(pk=progress.pk, completed_at=None).update(completed_at=now)
    refresh_percent(enrolment)
    if first_time:
        progress.refresh_from_db()
        lesson_completed.send(LessonProgress, enrolment=enrolment, lesson=lesson, now=now)
    complete_if_due(enrolment, now=now)
    return progress


def refresh_percent(enrolment: Enrolment) -> int:
    """Completed lessons of those published today, in whole percent rounded down; 100 only when all are done."""
    lessons = list(enrolment.course.lessons().values_list("pk", flat=True))
    done = enrolment.progress.filter(lesson__in=lessons).exclude(completed_at=None).count()
    percent = 100 * done // len(lessons) if lessons else 0
    if percent != enrolment.percent:
        enrolment.percent = percent
        enrolment.save(update_fields=["percent"])
    return percent


def _guard(enrolment: Enrolment, lesson: LessonPage) -> None:
    if enrolment.withdrawn_at:
        raise NotEnrolled
    if not lesson.is_child_of(enrolment.course):
        raise LessonNotInCourse
