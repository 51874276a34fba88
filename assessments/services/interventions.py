"""What an invigilator does during a sitting. Promises: docs/algorithms/exam-clock.md.

Each act locks the attempt's row, looks, writes and leaves one event with who, when and why, in one transaction: a save,
a submit or the sweeper at the same moment comes before it or after it, never in between. Everything else reads
deadline, pause and seat from the row, so that a change reaches the open attempt at once. A lock on a sitting is
always taken before those on its attempts.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from assessments.core import lifecycle
from assessments.core.watch import LOOKED_AT
from assessments.models import (
    Attempt,
    AttemptEvent,
    AttemptState,
    ClosedBy,
    Presence,
    Sitting,
    SittingState,
    StartMode,
)
from people.models import User

from .attempt_notices import tell_ended, tell_voided
from .attempts import close_attempt
from .errors import (
    AlreadyPaused,
    AttemptIsClosed,
    NotPaused,
    OwnAttempt,
    SittingIsNotOpen,
    SittingIsPaused,
)
from .results import settle_with
from .sittings import hold, record
from .waiting_answers import enter_waiting

MOST_MINUTES = 240


class BadAct(ValueError):
    """No reason is given, or a number of minutes that makes no sense: the form has to catch it."""


@transaction.atomic
def pause_attempt(attempt: Attempt, *, now: datetime, by: User, reason: str = "") -> None:
    """Let the candidate's time stand still. Raises AttemptIsClosed, AlreadyPaused, OwnAttempt."""
    row = _hold(attempt, now=now, by=by)
    if row.paused_at:
        raise AlreadyPaused
    row.paused_at = now
    row.save(update_fields=["paused_at"])
    _record(row, "paused", now=now, by=by, reason=reason)


@transaction.atomic
def resume_attempt(attempt: Attempt, *, now: datetime, by: User, reason: str = "") -> None:
    """Let the time run again, later by the length of the pause, also beyond a sitting's fixed end.

    Raises AttemptIsClosed, NotPaused, OwnAttempt, and SittingIsPaused while the whole room stands still.
    """
    if attempt.sitting and hold(attempt.sitting).paused_at:
        raise SittingIsPaused
    row = _hold(attempt, now=now, by=by)
    if row.paused_at is None:
        raise NotPaused
    _give_back([row], since=row.paused_at, now=now, by=by, reason=reason)


@transaction.atomic
def extend_attempt(attempt: Attempt, minutes: int, *, reason: str, now: datetime, by: User) -> None:
    """Give the candidate more minutes. Raises AttemptIsClosed, OwnAttempt, BadAct."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise BadAct
    row = _hold(attempt, now=now, by=by)
    row.deadline += timedelta(minutes=minutes)
    row.closes_at += timedelta(minutes=minutes)
    row.save(update_fields=["deadline", "closes_at"])
    _record(row, "extended", now=now, by=by, reason=_given(reason), minutes=minutes)


@transaction.atomic
def move_to_device(attempt: Attempt, *, now: datetime, by: User, reason: str = "") -> None:
    """Stop the device in charge; the next one on which the candidate signs in takes over (see `claim_seat`).

    Raises AttemptIsClosed, OwnAttempt.
    """
    row = _hold(attempt, now=now, by=by)
    row.seat += 1
    row.save(update_fields=["seat"])
    _record(row, "moved", now=now, by=by, reason=reason, seat=row.seat)


@transaction.atomic
def claim_seat(attempt: Attempt, *, now: datetime, by: User) -> bool:
    """Put a new device in charge without asking, if the seat is free; exactly one gets it.

    An invigilator makes it free. It is free as well while no device has been shown the paper: where the answer to a
    start was lost on the line, there is no other device.
    """
    row = Attempt.objects.select_for_update().running(now=now).filter(pk=attempt.pk).first()
    if row is None or not _seat_is_free(row):
        return False
    row.seat += 1
    row.save(update_fields=["seat"])
    _record(row, "seat_taken", now=now, by=by, seat=row.seat)
    attempt.seat = row.seat
    return True


@transaction.atomic
def end_attempt(attempt: Attempt, *, reason: str, now: datetime, by: User) -> None:
    """Hand in for the candidate, score what is saved, also of a paused attempt, and tell them.

    Raises AttemptIsClosed, OwnAttempt, BadAct.
    """
    row = _hold(attempt, now=now, by=by)
    facts = {"closed_by": ClosedBy.INVIGILATOR, "reason": _given(reason)}
    if close_attempt(row, Attempt.objects.open(), "ended", now=now, by=by, **facts):
        tell_ended(row, facts["reason"], now=now)


@transaction.atomic
def void_attempt(attempt: Attempt, *, reason: str, now: datetime, by: User) -> None:
    """Declare an attempt of any state void and tell the candidate; what counts is derived anew without it.

    Raises AttemptIsClosed if it is void already, OwnAttempt, BadAct.
    """
    row = _lock(attempt, by=by)
    if not lifecycle.allowed(lifecycle.ATTEMPT, row.state, AttemptState.VOIDED):
        raise AttemptIsClosed
    was = row.state
    row.state, row.paused_at = AttemptState.VOIDED, None
    row.closed_by = row.closed_by or ClosedBy.INVIGILATOR
    row.save(update_fields=["state", "paused_at", "closed_by"])
    _record(row, "voided", now=now, by=by, reason=_given(reason), was=was)
    if was == AttemptState.SCORED and not row.trial:
        settle_with(row, now=now)
    tell_voided(row, reason.strip(), now=now)


@transaction.atomic
def look_at(attempt: Attempt, *, now: datetime, by: User, reason: str = "") -> None:
    """Note that somebody has looked at what the page noticed: it calls for nobody any more. Raises OwnAttempt."""
    _record(_lock(attempt, by=by), LOOKED_AT, now=now, by=by, reason=reason)


@transaction.atomic
def pause_sitting(sitting: Sitting, *, now: datetime, by: User, reason: str = "") -> int:
    """Let the time of everybody who is working stand still; return how many. Nobody can start meanwhile.

    Who is paused singly stays so. Raises SittingIsNotOpen, AlreadyPaused.
    """
    room = hold(sitting)
    if room.state in {SittingState.DRAFT, SittingState.CANCELLED}:
        raise SittingIsNotOpen
    if room.paused_at:
        raise AlreadyPaused
    working = Attempt.objects.open().filter(sitting=room, paused_at=None, closes_at__gt=now)
    stopped = list(working.select_for_update().order_by("pk"))
    # The room's own moment marks those whom the room's resumption sets going.
    Attempt.objects.filter(pk__in=[each.pk for each in stopped]).update(paused_at=now)
    room.paused_at = now
    room.save(update_fields=["paused_at"])
    _record_all(stopped, "paused", now=now, by=by, reason=reason, room=True)
    record(room, "paused", now=now, by=by, reason=reason, attempts=len(stopped))
    return len(stopped)


@transaction.atomic
def resume_sitting(sitting: Sitting, *, now: datetime, by: User, reason: str = "") -> int:
    """Give everybody whom the room's pause stopped the lost time back, once; return how many.

    The sitting's own times move along, for those who come after. Raises NotPaused.
    """
    room = hold(sitting)
    if room.paused_at is None:
        raise NotPaused
    since = room.paused_at
    stopped = Attempt.objects.open().filter(sitting=room, paused_at=since)
    rows = list(stopped.select_for_update().order_by("pk"))
    lost = _give_back(rows, since=since, now=now, by=by, reason=reason, room=True)
    _shift(room, since=max(since, room.begins_at), now=now)
    room.paused_at = None
    room.save(update_fields=["paused_at", "begins_at", "late_until", "ends_at"])
    record(
        room, "resumed", now=now, by=by, reason=reason, attempts=len(rows), seconds=int(lost.total_seconds())
    )
    return len(rows)


def _seat_is_free(attempt: Attempt) -> bool:
    last = AttemptEvent.objects.filter(attempt=attempt, kind__in=["moved", "seat_taken"]).last()
    return last.kind == "moved" if last else not Presence.objects.filter(attempt=attempt).exists()


def _lock(attempt: Attempt, *, by: User) -> Attempt:
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("staff", "part__exam")
    row = rows.get(pk=attempt.pk)
    if row.staff.user_id == by.pk:
        raise OwnAttempt
    return row


def _hold(attempt: Attempt, *, now: datetime, by: User) -> Attempt:
    """The locked row of an attempt that still runs. What is overdue is the sweeper's."""
    row = _lock(attempt, by=by)
    if row.state != AttemptState.IN_PROGRESS or row.is_overdue(now):
        raise AttemptIsClosed
    return row


def _give_back(
    rows: Sequence[Attempt], *, since: datetime, now: datetime, by: User, reason: str, **data: Any
) -> timedelta:
    """Set locked attempts going again, later by what they lost; return how much that is. What came meanwhile counts."""
    enter_waiting(rows, since=since, now=now)
    lost = max(now - since, timedelta())
    Attempt.objects.filter(pk__in=[row.pk for row in rows]).update(
        paused_at=None, deadline=F("deadline") + lost, closes_at=F("closes_at") + lost
    )
    seconds = int(lost.total_seconds())
    _record_all(rows, "resumed", now=now, by=by, reason=reason, seconds=seconds, **data)
    return lost


def _shift(room: Sitting, *, since: datetime, now: datetime) -> None:
    lost = max(now - since, timedelta())
    if room.start_mode == StartMode.TOGETHER:
        room.begins_at += lost  # from where the time of late arrivals counts
    if room.late_until > since:
        room.late_until += lost
    if room.ends_at and room.ends_at > since:
        room.ends_at += lost


def _given(reason: str) -> str:
    if not reason.strip():
        raise BadAct
    return reason.strip()


def _record(attempt: Attempt, kind: str, *, now: datetime, by: User, **data: Any) -> None:
    _record_all([attempt], kind, now=now, by=by, **data)


def _record_all(attempts: Sequence[Attempt], kind: str, *, now: datetime, by: User, **data: Any) -> None:
    AttemptEvent.objects.bulk_create(
        AttemptEvent(attempt=attempt, kind=kind, at=now, by=by, data=data) for attempt in attempts
    )
