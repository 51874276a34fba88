"""Late answers: what came after the end, from an older device or during a pause, until an examiner has judged it."""

from datetime import datetime

from django.db import transaction

from assessments.models import (
    Attempt,
    AttemptEvent,
    AttemptState,
    LateDecision,
    Response,
    ResponseLog,
)
from people.models import User

from .attempt_notices import tell_decided
from .errors import DecidedAlready, NotYetClosed, OwnLateAnswer
from .saving import stored
from .scoring import score_attempt


def decide_late(entry: ResponseLog, *, accepted: bool, reason: str, now: datetime, by: User) -> LateDecision:
    """Accept or refuse a late answer, once. An accepted one takes the place of what counted, and is scored.

    Raises NotYetClosed, DecidedAlready, OwnLateAnswer. The scores before stay beside the new one. The candidate is
    told once nothing of the attempt waits any more; the hourly round tells of what was left half done.
    """
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().get(pk=entry.attempt_id)
        if attempt.state not in {AttemptState.SUBMITTED, AttemptState.SCORED}:
            raise NotYetClosed
        if attempt.staff.user_id == by.pk:
            raise OwnLateAnswer
        entry.refresh_from_db()
        facts = {"accepted": accepted, "reason": reason, "decided_at": now, "decided_by": by}
        decision, is_new = LateDecision.objects.get_or_create(
            entry=entry, defaults=facts | {"value": stored(entry.value)}
        )
        if not is_new:
            raise DecidedAlready
        AttemptEvent.objects.create(
            attempt=attempt,
            kind="late_accepted" if accepted else "late_refused",
            at=now,
            by=by,
            data={"entry": entry.pk, "position": entry.position, "reason": reason},
        )
        if accepted:
            _apply(attempt, entry, now=now, by=by)
        if not ResponseLog.objects.to_judge().filter(attempt=attempt, decision=None).exists():
            tell_decided(attempt, now=now)
    return decision


def _apply(attempt: Attempt, entry: ResponseLog, *, now: datetime, by: User) -> None:
    Response.objects.update_or_create(
        attempt=attempt,
        position=entry.position,
        defaults={
            "value": stored(entry.value),
            "seat": entry.seat,
            "sequence": entry.sequence,
            "saved_at": entry.received_at,
        },
    )
    if attempt.state == AttemptState.SCORED:  # one that is not scored yet is scored by the hourly round
        score_attempt(attempt, now=now, by=by)
