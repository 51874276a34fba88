"""Results that wait for the exam council: nothing shows, counts or follows before somebody publishes them.

A publication covers what was handed in until then; a later attempt waits for the next one.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, override

from assessments.models import Attempt, Exam
from assessments.models.attempts import AttemptQuerySet
from assessments.signals import results_published
from people.models import StaffProfile, User
from people.services.notices import notify

from .audit import record
from .results import counted_attempts, settle_result


class NothingToPublish(Exception):
    """No result of the exam waits for a publication."""


def withheld_attempts(exam: Exam) -> AttemptQuerySet:
    """Official attempts, handed in, whose result waits."""
    attempts = Attempt.objects.official().finished().filter(part__exam=exam)
    return attempts.exclude(pk__in=Attempt.objects.published().filter(part__exam=exam))


def publish_results(exam: Exam, *, reason: str, now: datetime, by: User) -> int:
    """Lets everything handed in until now count; returns of how many attempts. Raises NothingToPublish.

    The results are settled by the worker, which also tells each candidate.
    """
    with transaction.atomic():
        exam = Exam.objects.select_for_update().get(pk=exam.pk)
        waiting = withheld_attempts(exam).count()
        if not waiting:
            raise NothingToPublish
        exam.results_published_at = now
        exam.save(update_fields=["results_published_at"])
        record(exam, "results_published", now=now, by=by, reason=reason, attempts=waiting)
        results_published.send(Exam, exam=exam, now=now)
    return waiting


def settle_published(exam: Exam, *, now: datetime) -> int:
    """Settle what the last publication let count, and tell each person; return how many results came of it.

    Doing it again changes nothing; once all is done the exam remembers for which publication.
    """
    published_at, since = exam.results_published_at, exam.results_settled_at
    if published_at is None or since == published_at:
        return 0
    attempts = counted_attempts(exam).select_related("staff__user").order_by("pk")
    if since:
        attempts = attempts.filter(submitted_at__gt=since)
    due = {(attempt.staff_id, attempt.period): attempt.staff for attempt in attempts}
    found = 0
    for (_, period), staff in due.items():
        with transaction.atomic():
            if settle_result(staff, exam, period, now=now):
                found += 1
                _tell(staff, exam, now=now)
    Exam.objects.filter(pk=exam.pk, results_published_at=published_at).update(results_settled_at=published_at)
    return found


def _tell(staff: StaffProfile, exam: Exam, *, now: datetime) -> None:
    with override(staff.user.language):
        subject = gettext("The results of “%(exam)s” are published") % {"exam": exam.title}
    key = f"results-published:{exam.uuid}:{exam.results_published_at:%Y%m%d%H%M%S}"
    notify(staff.user, "results-published", subject, url=reverse("my_results"), now=now, dedupe_key=key)
