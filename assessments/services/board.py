"""What an invigilator sees of a room: every candidate with how far they are, who needs help first.

Five queries, however many candidates. Answers and keys are not among what is read: only how many answers there are.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, JSONField, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from assessments.core.noted import KINDS
from assessments.core.watch import LOOKED_AT, Need, need_of_working
from assessments.models import (
    Attempt,
    AttemptEvent,
    AttemptState,
    Place,
    PlaceState,
    Presence,
    Response,
    Sitting,
)
from people.models import StaffProfile

NEED_OF_PLACE = {
    PlaceState.EXPECTED: Need.NOT_ARRIVED,
    PlaceState.ADMITTED: Need.ADMITTED,
    PlaceState.ABSENT: Need.AWAY,
    PlaceState.MOVED: Need.AWAY,
}
NEED_OF_ATTEMPT = {
    AttemptState.SUBMITTED: Need.FINISHED,
    AttemptState.SCORED: Need.FINISHED,
    AttemptState.VOIDED: Need.VOIDED,
}


@dataclass(frozen=True)
class Signs:
    """What an attempt has let be seen: answers, when it was last heard of, what is not saved, what was noticed."""

    answered: int = 0
    seen_at: datetime | None = None
    unsaved: int = 0
    flags: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One candidate. Of several parts the one under way, else the latest."""

    staff: StaffProfile
    place: Place | None
    attempt: Attempt | None
    need: Need
    signs: Signs


def watch(sitting: Sitting, *, now: datetime) -> list[Row]:
    """Every candidate of the sitting: first who needs help, then by name."""
    places = {place.staff: place for place in sitting.places.select_related("staff")}
    attempts = attempts_of(sitting)
    signs = _signs(list(attempts.values()))
    rows = [
        _row(staff, places.get(staff), attempts.get(staff), signs, now=now) for staff in places | attempts
    ]
    return sorted(rows, key=lambda row: (row.need, row.staff.sort_key, row.staff.staff_code))


def attempts_of(sitting: Sitting) -> dict[StaffProfile, Attempt]:
    """The attempt of each candidate that counts now: the open one, else the latest."""
    rows = Attempt.objects.filter(sitting=sitting).select_related("staff", "part").order_by("started_at")
    attempts: dict[StaffProfile, Attempt] = {}
    for attempt in rows:
        before = attempts.get(attempt.staff)
        if before is None or before.state != AttemptState.IN_PROGRESS:
            attempts[attempt.staff] = attempt
    return attempts


def signs_of(attempt: Attempt) -> Signs:
    """The same for one attempt alone."""
    return _signs([attempt])[attempt.pk]


def _row(
    staff: StaffProfile,
    place: Place | None,
    attempt: Attempt | None,
    signs: Mapping[int, Signs],
    *,
    now: datetime,
) -> Row:
    if attempt is None:
        state = PlaceState(place.state) if place else PlaceState.EXPECTED
        return Row(staff, place, None, NEED_OF_PLACE[state], Signs())
    seen = signs[attempt.pk]
    return Row(staff, place, attempt, need_of(attempt, seen, now=now), seen)


def need_of(attempt: Attempt, signs: Signs, *, now: datetime) -> Need:
    """Where the candidate of an attempt stands."""
    if attempt.state != AttemptState.IN_PROGRESS:
        return NEED_OF_ATTEMPT[AttemptState(attempt.state)]
    silent_for = now - (signs.seen_at or attempt.started_at)
    paused_for = now - attempt.paused_at if attempt.paused_at else None
    return need_of_working(paused_for=paused_for, silent_for=silent_for, flags=signs.flags)


def _signs(attempts: list[Attempt]) -> dict[int, Signs]:
    pks = [attempt.pk for attempt in attempts]
    answers = _answers(pks)
    presences = Presence.objects.in_bulk(pks)
    flags = _flags(pks)
    signs = {}
    for attempt in attempts:
        answered, saved_at = answers.get(attempt.pk, (0, attempt.started_at))
        presence = presences.get(attempt.pk)
        signs[attempt.pk] = Signs(
            answered=answered,
            seen_at=max(saved_at, presence.seen_at if presence else saved_at),
            unsaved=presence.unsaved if presence else 0,
            flags=flags[attempt.pk],
        )
    return signs


def _answers(pks: list[int]) -> dict[int, tuple[int, datetime]]:
    """How many items are answered (one that was cleared is not), and when the newest was saved."""
    cleared = Q(value=Value(None, JSONField()))
    rows = Response.objects.filter(attempt__in=pks).values("attempt")
    counted = rows.annotate(answered=Count("pk", filter=~cleared), last=Max("saved_at"))
    return {
        attempt: (answered, saved_at)
        for attempt, answered, saved_at in counted.values_list("attempt", "answered", "last")
    }


def _flags(pks: list[int]) -> defaultdict[int, dict[str, int]]:
    """What was noted since an invigilator has looked: how often, by attempt and kind."""
    looked = AttemptEvent.objects.filter(attempt=OuterRef("attempt"), kind=LOOKED_AT).order_by("-pk")
    last_look = Coalesce(Subquery(looked.values("pk")[:1]), 0)
    events = AttemptEvent.objects.filter(attempt__in=pks, kind__in=KINDS).order_by()
    fresh = events.alias(last_look=last_look).filter(pk__gt=F("last_look"))
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for attempt, kind, count in fresh.values_list("attempt", "kind").annotate(Count("pk")):
        found[attempt][kind] = count
    return found
