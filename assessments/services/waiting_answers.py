"""Answers that came while an attempt stood still: kept, and entered when it goes on.

A page with JavaScript sends them again by itself; for a plain form the server does it. What is not entered (the attempt
is ended meanwhile, or another device is in charge by then) stays among the late answers, for an examiner to judge.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from assessments.core.ordering import Stamp, is_newer
from assessments.models import Attempt, AttemptEvent, Response, ResponseLog

from .saving import stored

ENTERED = "entered"
# What waited for the row while it was being paused was received a moment before the pause.
MOMENT = timedelta(minutes=1)


def waiting_answers(attempt: Attempt) -> dict[int, Any]:
    """By position, what a paused attempt takes up when it goes on; nothing for one that is not paused."""
    since = attempt.paused_at
    return {entry.position: entry.value for entry in _to_enter([attempt], since)} if since else {}


def enter_waiting(attempts: Sequence[Attempt], *, since: datetime, now: datetime) -> None:
    """Lets count what came to these attempts in their pause. The caller holds their rows and sets them going."""
    entries = _to_enter(attempts, since)
    if not entries:
        return
    Response.objects.bulk_create(
        [
            Response(
                attempt_id=entry.attempt_id,
                position=entry.position,
                value=stored(entry.value),
                seat=entry.seat,
                sequence=entry.sequence,
                saved_at=now,
            )
            for entry in entries
        ],
        update_conflicts=True,
        unique_fields=["attempt", "position"],
        update_fields=["value", "seat", "sequence", "saved_at"],
    )
    ResponseLog.objects.bulk_create(
        ResponseLog(
            attempt_id=entry.attempt_id,
            position=entry.position,
            value=stored(entry.value),
            seat=entry.seat,
            sequence=entry.sequence,
            received_at=now,
            client_at=entry.client_at,
        )
        for entry in entries
    )
    positions: dict[int, list[int]] = {}
    for entry in entries:
        positions.setdefault(entry.attempt_id, []).append(entry.position)
    AttemptEvent.objects.bulk_create(
        AttemptEvent(attempt_id=attempt, kind=ENTERED, at=now, data={"positions": sorted(found)})
        for attempt, found in positions.items()
    )


def _to_enter(attempts: Sequence[Attempt], since: datetime) -> list[ResponseLog]:
    """The newest answer of each item that the attempt would take if it were not paused."""
    rows = {attempt.pk: attempt for attempt in attempts}
    entries = ResponseLog.objects.filter(attempt__in=rows, late=True, received_at__gte=since - MOMENT)
    newest = {
        (entry.attempt_id, entry.position): entry
        for entry in entries.order_by("sequence", "pk")
        if _fits(rows[entry.attempt_id], entry)
    }
    kept = Response.objects.filter(attempt__in={attempt for attempt, _ in newest})
    stamps = {(each.attempt_id, each.position): Stamp(each.seat, each.sequence) for each in kept}
    return [
        entry for key, entry in newest.items() if is_newer(Stamp(entry.seat, entry.sequence), stamps.get(key))
    ]


def _fits(attempt: Attempt, entry: ResponseLog) -> bool:
    return entry.seat == attempt.seat and attempt.at_item in {None, entry.position}
