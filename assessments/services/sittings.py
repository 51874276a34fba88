"""A sitting from draft to closed or cancelled.

What it promises its candidates is checked whenever it is published or changed.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from assessments.core import lifecycle
from assessments.models import (
    Attempt,
    Place,
    PlaceState,
    Sitting,
    SittingEvent,
    SittingState,
)
from assessments.signals import places_given, sitting_cancelled
from people.models import Role, User
from people.scope import holders_of

from . import audit
from .sitting_checks import SittingNotPublishable, SittingRefusal, refusals_of

WATCHERS = (Role.INVIGILATOR, Role.EXAMINER)
# Nobody's time runs longer than this after the last moment to start.
LONGEST = timedelta(hours=24)


class SittingHasMoved(Exception):
    """The sitting is in another state than the act needs."""


class SittingHasStarted(Exception):
    """Somebody has begun: times are changed for each candidate now, no more for the whole sitting."""


class PlacesWereMovedHere(Exception):
    """Candidates of another sitting would have a place nowhere."""


class NotAWatcher(Exception):
    """An invigilator must hold the role over the sitting's agency."""


@transaction.atomic
def save_sitting(sitting: Sitting, *, now: datetime, by: User) -> Sitting:
    """Keeps a new sitting, or the changed facts of one that nobody has begun.

    Raises SittingHasMoved, SittingHasStarted, SittingNotPublishable.
    """
    if sitting.pk:
        kept = hold(sitting)
        if kept.state != sitting.state or kept.is_over:
            raise SittingHasMoved
        if Attempt.objects.filter(sitting=sitting).exists():
            raise SittingHasStarted
    made = sitting.pk is None
    sitting.save()
    if sitting.state == SittingState.PUBLISHED and (refusals := refusals_of(sitting, now=now)):
        raise SittingNotPublishable(refusals)
    record(sitting, "made" if made else "changed", now=now, by=by)
    if sitting.state == SittingState.PUBLISHED:
        places_given.send(Sitting, sitting=sitting)
    return sitting


@transaction.atomic
def publish_sitting(sitting: Sitting, *, now: datetime, by: User) -> None:
    """Lets the candidates know; raises SittingNotPublishable with all reasons, SittingHasMoved."""
    kept = hold(sitting)
    if not lifecycle.allowed(lifecycle.SITTING, kept.state, SittingState.PUBLISHED):
        raise SittingHasMoved
    if refusals := refusals_of(kept, now=now):
        raise SittingNotPublishable(refusals)
    _move(sitting, SittingState.PUBLISHED)
    record(sitting, "published", now=now, by=by)
    places_given.send(Sitting, sitting=sitting)


@transaction.atomic
def close_sitting(sitting: Sitting, *, now: datetime, by: User | None) -> int:
    """Nobody starts any more, and who was not admitted was absent; returns how many. Raises SittingHasMoved.

    Attempts under way go on to their end.
    """
    hold(sitting)
    _move(sitting, SittingState.CLOSED)
    expected = lifecycle.before(lifecycle.PLACE, PlaceState.ABSENT)
    absent = sitting.places.filter(state__in=expected).update(state=PlaceState.ABSENT)
    record(sitting, "closed", now=now, by=by, absent=absent)
    return absent


@transaction.atomic
def cancel_sitting(sitting: Sitting, *, reason: str, now: datetime, by: User) -> None:
    """It does not take place: whoever had a place is told, and can be given one in another sitting.

    Of a cancellation and a start exactly one goes through. Raises SittingHasMoved, SittingHasStarted.
    """
    hold(sitting)
    if Attempt.objects.filter(sitting=sitting).exists():
        raise SittingHasStarted
    _move(sitting, SittingState.CANCELLED, paused_at=None)
    places = sitting.places.filter(state__in=[PlaceState.EXPECTED, PlaceState.ADMITTED])
    staff = list(places.values_list("staff", flat=True))
    places.update(state=PlaceState.EXPECTED, identity_checked=False, admitted_at=None, admitted_by=None)
    record(sitting, "cancelled", now=now, by=by, reason=reason, staff=staff)
    sitting_cancelled.send(Sitting, sitting=sitting)


@transaction.atomic
def delete_draft(sitting: Sitting, *, now: datetime, by: User) -> None:
    """Forgets a sitting that nobody was told of. Raises SittingHasMoved, PlacesWereMovedHere."""
    kept = hold(sitting)
    if kept.state != SittingState.DRAFT:
        raise SittingHasMoved
    waiting = sitting.places.exclude(state=PlaceState.MOVED)
    if Place.objects.filter(moved_to=sitting, staff__in=waiting.values("staff")).exists():
        raise PlacesWereMovedHere
    audit.record(kept.exam, "sitting_deleted", now=now, by=by, title=kept.title)
    kept.delete()


def close_finished(*, now: datetime) -> int:
    """Close what nobody closed though nobody can still sit in it; return how many. For the hourly round."""
    finished = [
        sitting
        for sitting in Sitting.objects.published().filter(late_until__lte=now)
        if now >= (sitting.ends_at or sitting.late_until + LONGEST)
        and not Attempt.objects.open().filter(sitting=sitting).exists()
    ]
    for sitting in finished:
        close_sitting(sitting, now=now, by=None)
    return len(finished)


def watchers_for(sitting: Sitting) -> "QuerySet[User]":
    """The users who may be named invigilators of the sitting."""
    return holders_of(sitting.agency, *WATCHERS)


@transaction.atomic
def name_invigilators(sitting: Sitting, users: Collection[User], *, now: datetime, by: User) -> None:
    """These and no others watch the sitting. Raises NotAWatcher, SittingHasMoved, SittingNotPublishable."""
    allowed = set(watchers_for(sitting).values_list("pk", flat=True))
    if any(user.pk not in allowed for user in users):
        raise NotAWatcher
    kept = hold(sitting)
    if kept.is_over:
        raise SittingHasMoved
    if kept.state == SittingState.PUBLISHED and not users:
        raise SittingNotPublishable([SittingRefusal("no_invigilators")])
    sitting.invigilators.set(users)
    record(sitting, "invigilators_named", now=now, by=by, users=[user.pk for user in users])


def hold(sitting: Sitting) -> Sitting:
    """The sitting as it is, locked with its places until the transaction ends: starts and admissions wait.

    Without `no_key` a start that inserts its attempt would wait for us while we wait for its place.
    Raises SittingHasMoved if it is no more.
    """
    sittings = Sitting.objects.select_for_update(of=("self",), no_key=True).select_related("exam")
    kept = sittings.filter(pk=sitting.pk).first()
    if kept is None:  # a draft, deleted since the caller looked
        raise SittingHasMoved
    places = Place.objects.select_for_update(no_key=True).filter(sitting=sitting).order_by("pk")
    list(places.values_list("pk", flat=True))
    return kept


def record(sitting: Sitting, kind: str, *, now: datetime, by: User | None, **data: Any) -> None:
    """One line of what happened to the sitting."""
    SittingEvent.objects.create(sitting=sitting, kind=kind, at=now, by=by, data=data)


def _move(sitting: Sitting, state: SittingState, **facts: object) -> None:
    earlier = lifecycle.before(lifecycle.SITTING, state)
    if not Sitting.objects.filter(pk=sitting.pk, state__in=earlier).update(state=state, **facts):
        raise SittingHasMoved
    sitting.state = state
