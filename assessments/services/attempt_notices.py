"""Telling candidates what others did with their attempt: what, why and where to read it. Never a score or an answer.

Each is told within the transaction of its cause, so that nobody hears of what did not happen.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.models import Attempt, LateDecision, Score
from people.services.notices import notify

# An examiner who has decided nothing for so long is done for the day, though answers wait.
ROUND_IS_OVER_AFTER = timedelta(hours=1)


def tell_ended(attempt: Attempt, reason: str, *, now: datetime) -> None:
    """That an invigilator handed in for them, and why."""
    with override(attempt.staff.user.language):
        subject = _("An invigilator ended your test “%(exam)s”") % _exam(attempt)
        body = _("What was saved until then is handed in. Reason: %(reason)s") % {"reason": reason}
    _tell(attempt, "attempt-ended", str(attempt.uuid), subject, body, now=now)


def tell_voided(attempt: Attempt, reason: str, *, now: datetime) -> None:
    """That the attempt does not count any more, and why."""
    with override(attempt.staff.user.language):
        subject = _("Your attempt at “%(exam)s” was declared void") % _exam(attempt)
        body = _("It does not count. Reason: %(reason)s") % {"reason": reason}
    _tell(attempt, "attempt-voided", str(attempt.uuid), subject, body, now=now)


def tell_scored(attempt: Attempt, *, now: datetime) -> None:
    """That a paper which waited for it is marked now."""
    with override(attempt.staff.user.language):
        subject = _("Your test “%(exam)s” has been marked") % _exam(attempt)
        body = _("See your result.")
    _tell(attempt, "attempt-scored", str(attempt.uuid), subject, body, now=now)


def tell_corrected(attempt: Attempt, score: Score, *, now: datetime) -> None:
    """That a faulty item changed what they have."""
    with override(attempt.staff.user.language):
        subject = _("Your score in “%(exam)s” was corrected") % _exam(attempt)
        body = _("An item of the test was faulty, so your paper was scored again. See your result.")
    _tell(attempt, "score-corrected", str(score.pk), subject, body, now=now)


@transaction.atomic
def tell_decided(attempt: Attempt, *, now: datetime) -> bool:
    """One notice of all decisions on late answers that they do not know of; False if there is none."""
    Attempt.objects.select_for_update().get(pk=attempt.pk)
    rows = LateDecision.objects.filter(entry__attempt=attempt, told_at=None)
    decisions = list(rows.select_related("entry").order_by("-accepted", "entry__position", "pk"))
    if not decisions:
        return False
    rows.update(told_at=now)
    with override(attempt.staff.user.language):
        subject = _("Your late answers in “%(exam)s” were decided on") % _exam(attempt)
        body = "\n".join(_sentences(decisions))
    _tell(attempt, "late-decided", str(max(each.pk for each in decisions)), subject, body, now=now)
    return True


def tell_decided_before(*, now: datetime) -> int:
    """Tell of the decisions of rounds that were not finished; return of how many attempts. For the hourly round."""
    left = LateDecision.objects.filter(told_at=None, decided_at__lt=now - ROUND_IS_OVER_AFTER)
    attempts = Attempt.objects.filter(pk__in=left.values("entry__attempt"))
    return sum(
        tell_decided(attempt, now=now) for attempt in attempts.select_related("staff__user", "part__exam")
    )


def _sentences(decisions: list[LateDecision]) -> list[str]:
    """One for each decision and reason, with the items that it is about."""
    items: dict[tuple[bool, str], list[str]] = {}
    for each in decisions:
        numbers = items.setdefault((each.accepted, each.reason), [])
        if str(each.entry.position) not in numbers:
            numbers.append(str(each.entry.position))
    words = {
        True: _("Accepted: item %(items)s. Reason: %(reason)s"),
        False: _("Refused: item %(items)s. Reason: %(reason)s"),
    }
    return [
        words[accepted] % {"items": ", ".join(numbers), "reason": reason}
        for (accepted, reason), numbers in items.items()
    ]


def _exam(attempt: Attempt) -> dict[str, str]:
    return {"exam": attempt.part.exam.title}


def _tell(attempt: Attempt, kind: str, once: str, subject: str, body: str, *, now: datetime) -> None:
    url = reverse("attempt_result", args=[attempt.uuid])
    notify(attempt.staff.user, kind, subject, body, url, now=now, dedupe_key=f"{kind}:{once}")
