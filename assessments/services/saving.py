"""Saving one answer: the guard, the current response and the log, in one statement or one transaction.

Promise: what `save_response` returned for is in the database, survives any crash after it, and is scored. Order is
(seat, sequence), not arrival. What comes late or from an older seat is kept in the log for a person to judge.

What counts is logged each time. What does not count is bounded, or whoever holds a ticket could fill the table: the
same answer is logged once, and per item and seat LATE_AT_MOST late ones are kept, the last of which gives way to a
newer one, so that the newest is always there. Our page sends one unsent answer per item.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, JSONField, Max, Q, Value
from psycopg import Cursor

from assessments.core import clock
from assessments.core.ordering import Stamp, is_newer
from assessments.models import Attempt, AttemptState, Response, ResponseLog

from .errors import AnswerIsOlder, AttemptIsOver, AttemptIsPaused, ItemIsPassed, NoSuchItem, SeatHasMoved

Facts = dict[str, int | str | datetime | None]

LATE_AT_MOST = 20


@dataclass(frozen=True)
class Answer:
    """One answer as it was received. `client_at` is shown to examiners and never used."""

    attempt_id: int
    staff_id: int
    seat: int
    sequence: int
    position: int
    value: Any
    client_at: datetime | None = None

    @property
    def stamp(self) -> Stamp:
        """Its place in the order of saves."""
        return Stamp(self.seat, self.sequence)


@dataclass(frozen=True)
class Saved:
    """The acknowledgement."""

    saved_at: datetime
    sequence: int
    deadline: datetime


@dataclass(frozen=True)
class Door:
    """What the guard saw in the attempt's row, and whether the answer went in."""

    state: str
    seat: int
    deadline: datetime
    closes_at: datetime
    paused_at: datetime | None
    at_item: int | None
    items: int
    kept: bool

    def lets_in(self, answer: Answer, now: datetime) -> bool:
        """True if the attempt takes this answer, its order aside."""
        return (
            self.state == AttemptState.IN_PROGRESS
            and self.paused_at is None
            and clock.is_open(now, self.closes_at)
            and self.seat == answer.seat
            and self.shows(answer.position)
            and 1 <= answer.position <= self.items
        )

    def shows(self, position: int) -> bool:
        """True for every item, or where there is no way back for the one that is shown."""
        return self.at_item is None or self.at_item == position


# The attempt's row FOR SHARE: a submit waits for this save, and this save for a submit; other saves wait for neither.
ONE_STATEMENT = """
WITH door AS (
    SELECT id, state, seat, deadline, closes_at, paused_at, at_item, (policy->>'items')::integer AS items
    FROM assessments_attempt WHERE id = %(attempt)s AND staff_id = %(staff)s FOR SHARE
), kept AS (
    INSERT INTO assessments_response AS current (attempt_id, position, value, seat, sequence, saved_at)
    SELECT id, %(position)s, %(value)s::jsonb, %(seat)s, %(sequence)s, %(now)s FROM door
    WHERE state = 'in_progress' AND paused_at IS NULL AND %(now)s < closes_at
    AND seat = %(seat)s AND %(position)s BETWEEN 1 AND items AND %(position)s = coalesce(at_item, %(position)s)
    ON CONFLICT (attempt_id, position) DO UPDATE
    SET value = EXCLUDED.value, seat = EXCLUDED.seat, sequence = EXCLUDED.sequence, saved_at = EXCLUDED.saved_at
    WHERE (current.seat, current.sequence) < (EXCLUDED.seat, EXCLUDED.sequence)
    RETURNING attempt_id
), logged AS (
    INSERT INTO assessments_responselog
        (attempt_id, position, value, seat, sequence, received_at, client_at, late)
    SELECT attempt_id, %(position)s, %(value)s::jsonb, %(seat)s, %(sequence)s, %(now)s,
        %(client_at)s::timestamptz, false
    FROM kept
)
SELECT state, seat, deadline, closes_at, paused_at, at_item, items, EXISTS (SELECT 1 FROM kept) FROM door
"""


def save_response(answer: Answer, *, now: datetime) -> Saved:
    """Keep one answer of an open attempt, or say why not.

    Raises AttemptIsOver, AttemptIsPaused, SeatHasMoved, ItemIsPassed, AnswerIsOlder, NoSuchItem. The same answer
    twice is acknowledged twice.
    """
    keep = _keep_by_one_statement if connection.vendor == "postgresql" else _keep_in_transaction
    door = keep(answer, now)
    if door is None:
        raise NoSuchItem
    if door.kept:
        return Saved(saved_at=now, sequence=answer.sequence, deadline=door.deadline)
    return _explain(answer, door, now)


def _keep_by_one_statement(answer: Answer, now: datetime) -> Door | None:
    facts: Facts = {
        "attempt": answer.attempt_id,
        "staff": answer.staff_id,
        "position": answer.position,
        "value": json.dumps(answer.value, ensure_ascii=False),
        "seat": answer.seat,
        "sequence": answer.sequence,
        "now": now,
        "client_at": answer.client_at,
    }
    row = _ask_once_planned(ONE_STATEMENT, facts)
    return Door(*row) if row else None


def _ask_once_planned(statement: str, facts: Facts) -> tuple[Any, ...] | None:
    """One row, past Django's cursor: that one puts the values into the text, so that each save would be planned anew.

    Planning is more than half of what a save costs PostgreSQL; here it keeps the prepared statement.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        return cursor.execute(statement, facts).fetchone()


def _keep_in_transaction(answer: Answer, now: datetime) -> Door | None:
    """SQLite knows no INSERT in a CTE; its IMMEDIATE transaction admits one writer at a time."""
    with transaction.atomic():
        attempt = Attempt.objects.filter(pk=answer.attempt_id, staff_id=answer.staff_id).first()
        if attempt is None:
            return None
        door = Door(
            attempt.state,
            attempt.seat,
            attempt.deadline,
            attempt.closes_at,
            attempt.paused_at,
            attempt.at_item,
            attempt.policy["items"],
            kept=False,
        )
        if not door.lets_in(answer, now) or not is_newer(answer.stamp, _stamp(_current(answer))):
            return door
        Response.objects.update_or_create(
            attempt_id=answer.attempt_id,
            position=answer.position,
            defaults={
                "value": stored(answer.value),
                "seat": answer.seat,
                "sequence": answer.sequence,
                "saved_at": now,
            },
        )
        _log(answer, now, late=False)
        return replace(door, kept=True)


def _stamp(response: Response | None) -> Stamp | None:
    return Stamp(response.seat, response.sequence) if response else None


def _current(answer: Answer) -> Response | None:
    return Response.objects.filter(attempt_id=answer.attempt_id, position=answer.position).first()


def _explain(answer: Answer, door: Door, now: datetime) -> Saved:
    """Why an answer did not go in: acknowledge a duplicate, keep what a person may have to judge, raise the rest."""
    current = _current(answer)
    if current and _stamp(current) == answer.stamp and current.value == answer.value:
        return Saved(saved_at=current.saved_at, sequence=current.sequence, deadline=door.deadline)
    if not 1 <= answer.position <= door.items:
        raise NoSuchItem
    paused = door.paused_at is not None
    over = door.state != AttemptState.IN_PROGRESS or not (paused or clock.is_open(now, door.closes_at))
    moved = door.seat != answer.seat
    passed = not door.shows(answer.position)
    if answer.seat <= door.seat:  # a seat that was never given out has nothing to keep
        _log_refused(answer, now, late=over or moved or paused or passed)
    if over:
        raise AttemptIsOver
    if paused:
        raise AttemptIsPaused
    if moved:
        raise SeatHasMoved
    if passed:
        raise ItemIsPassed
    raise AnswerIsOlder(current.sequence if current else 0)


def stored(value: Any) -> Any:
    """A cleared answer is the JSON null; a plain None would be SQL's, which says nothing was ever given."""
    return Value(None, JSONField()) if value is None else value


def _log_refused(answer: Answer, now: datetime, *, late: bool) -> None:
    """Log an answer that does not count, within the bounds that the module's text gives."""
    logged = ResponseLog.objects.filter(
        attempt_id=answer.attempt_id, position=answer.position, seat=answer.seat
    )
    found = logged.aggregate(
        same=Count("pk", filter=Q(sequence=answer.sequence, value=answer.value)),
        entries=Count("pk"),
        late_entries=Count("pk", filter=Q(late=True)),
        last_late=Max("pk", filter=Q(late=True)),
    )
    if found["same"]:
        return
    if found["late_entries" if late else "entries"] < LATE_AT_MOST:
        _log(answer, now, late=late)
    elif late:
        logged.filter(pk=found["last_late"], sequence__lt=answer.sequence, decision=None).update(
            value=stored(answer.value),
            sequence=answer.sequence,
            received_at=now,
            client_at=answer.client_at,
        )


def _log(answer: Answer, now: datetime, *, late: bool) -> None:
    ResponseLog.objects.create(
        attempt_id=answer.attempt_id,
        position=answer.position,
        value=stored(answer.value),
        seat=answer.seat,
        sequence=answer.sequence,
        received_at=now,
        client_at=answer.client_at,
        late=late,
    )
