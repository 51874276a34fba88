"""What this app does when something happened: it completes courses, and plans its regular tasks after a migration."""

from datetime import datetime
from typing import Any

from django.db import connections
from django.dispatch import receiver
from django_q.tasks import async_task

from courses.models import Enrolment
from courses.signals import lesson_completed

from .models import Exam, ItemRuling, RehearsalRun, Result, Sitting
from .services.completion import complete_course
from .signals import (
    places_given,
    rehearsal_asked,
    result_settled,
    results_published,
    ruling_made,
    sitting_cancelled,
)

SCHEDULES = {
    "assessments.sweep": ("assessments.tasks.sweep", "* * * * *"),
    "assessments.heal": ("assessments.tasks.heal", "17 * * * *"),
}


def plan_tasks(using: str, **_signal: Any) -> None:
    """Plan the sweeper each minute and the healing round each hour; planning again changes nothing."""
    from django_q.models import Schedule

    if Schedule._meta.db_table not in connections[using].introspection.table_names():
        return  # a migration of another app alone
    for name, (func, cron) in SCHEDULES.items():
        Schedule.objects.update_or_create(
            name=name, defaults={"func": func, "schedule_type": Schedule.CRON, "cron": cron}
        )


@receiver(result_settled, dispatch_uid="passed_exam_completes_the_course")
def passed_exam_completes_the_course(result: Result, now: datetime, **_signal: Any) -> None:
    """The lessons may have been done before."""
    if result.passed and result.exam.course:
        complete_course(result.staff, result.exam.course, now=now)


@receiver(lesson_completed, dispatch_uid="last_lesson_completes_the_course")
def last_lesson_completes_the_course(enrolment: Enrolment, now: datetime, **_signal: Any) -> None:
    """The exam may have been passed before."""
    complete_course(enrolment.staff, enrolment.course, now=now)


@receiver(results_published, dispatch_uid="queue_settling_of_published_results")
def queue_settling_of_published_results(exam: Exam, **_signal: Any) -> None:
    """Leaves the results to the worker: they may be thousands."""
    async_task("assessments.tasks.settle_exam", exam.pk)


@receiver(places_given, dispatch_uid="queue_telling_candidates")
def queue_telling_candidates(sitting: Sitting, **_signal: Any) -> None:
    """Leaves the notices to the worker."""
    async_task("assessments.tasks.tell_places", sitting.pk)


@receiver(sitting_cancelled, dispatch_uid="queue_telling_of_a_cancellation")
def queue_telling_of_a_cancellation(sitting: Sitting, **_signal: Any) -> None:
    """Leaves the notices to the worker."""
    async_task("assessments.tasks.tell_cancelled", sitting.pk)


@receiver(rehearsal_asked, dispatch_uid="queue_rehearsal")
def queue_rehearsal(run: RehearsalRun, **_signal: Any) -> None:
    """Leaves the playing to the worker."""
    async_task("assessments.tasks.rehearse", run.pk)


@receiver(ruling_made, dispatch_uid="queue_rescoring")
def queue_rescoring(ruling: ItemRuling, **_signal: Any) -> None:
    """Leaves the new scores to the worker: they may be thousands."""
    async_task("assessments.tasks.rescore", ruling.pk)
