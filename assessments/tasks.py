"""What the worker does for exams: it closes what is over, each minute, and heals, each hour."""

from django.utils import timezone

from assessments.models import Attempt, AttemptState, Result
from assessments.services.attempts import close_overdue, score_unscored
from assessments.services.completion import complete_missed
from assessments.services.scoring import settle_result


def sweep() -> int:
    """Close every attempt whose time is over, whether or not a browser is there; return how many."""
    return close_overdue(now=timezone.now())


def heal() -> int:
    """Find what is due and missing, and do it: scores, results, completed courses."""
    now = timezone.now()
    return score_unscored(now=now) + settle_missing() + complete_missed(now=now)


def settle_missing() -> int:
    """Settle each result that scored attempts allow and that is not there; return how many came of it."""
    now = timezone.now()
    attempts = (
        Attempt.objects.official().filter(state=AttemptState.SCORED).select_related("staff", "part__exam")
    )
    settled = set(Result.objects.values_list("staff", "exam", "period"))
    due = {
        (attempt.staff_id, attempt.part.exam_id, attempt.period): attempt
        for attempt in attempts
        if (attempt.staff_id, attempt.part.exam_id, attempt.period) not in settled
    }
    found = [settle_result(each.staff, each.part.exam, each.period, now=now) for each in due.values()]
    return sum(result is not None for result in found)
