"""Who has a place in a sitting: given, admitted, moved; and whether a candidate may start from it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from assessments.core import lifecycle
from assessments.core import sittings as core
from assessments.models import (
    Attempt,
    AttemptState,
    Exam,
    ExamPart,
    Place,
    PlaceState,
    Sitting,
    SittingState,
)
from assessments.signals import places_given
from people.models import Role, StaffProfile, User
from people.prepared import Prepared
from people.scope import staff_visible_to

from . import errors
from .sitting_checks import SittingNotPublishable, closed_too_early, times_of
from .sittings import SittingHasMoved, hold, record

_NOT_HANDED_IN = [AttemptState.VOIDED, AttemptState.IN_PROGRESS]
MOVABLE = lifecycle.before(lifecycle.PLACE, PlaceState.MOVED)
# Which of several places a candidate is told of first.
NEAREST = {"may_start": 0, "not_admitted": 1, "not_begun": 2, "too_late": 3}


def _places(staff: int, exam: int, part: int) -> "QuerySet[Place]":
    begun = Attempt.objects.filter(staff=OuterRef("staff"), sitting=OuterRef("sitting"))
    sat = begun.filter(part=part).exclude(state__in=_NOT_HANDED_IN)
    places = Place.objects.filter(
        staff=staff,
        sitting__exam=exam,
        sitting__state=SittingState.PUBLISHED,
        state__in=[PlaceState.EXPECTED, PlaceState.ADMITTED],
    )
    return places.annotate(begun=Exists(begun), sat=Exists(sat)).select_related("sitting")


PLACES = Prepared(_places, staff=int, exam=int, part=int)
HELD_PLACE = Prepared(lambda place: Place.objects.select_for_update(no_key=True).filter(pk=place), place=int)
SITTINGS = Prepared(lambda sitting: Sitting.objects.filter(pk=sitting), sitting=int)


class IdentityNotChecked(Exception):
    """Nobody is admitted before their identity was checked."""


class PlaceHasMoved(Exception):
    """The place is in another state than the act needs."""


class OtherExam(Exception):
    """A place can be moved only to another open sitting of the same exam, both official or both trial."""


class NotVisible(Exception):
    """Some of the people serve where the user is no examiner."""


@dataclass(frozen=True)
class Entrance:
    """A candidate's place and what it allows now; `sat`: they have handed in the part in question in it."""

    place: Place
    sat: bool
    standing: core.Standing


@transaction.atomic
def give_places(sitting: Sitting, people: Collection[StaffProfile], *, now: datetime, by: User) -> int:
    """Adds candidates; returns how many are new. Raises NotVisible, SittingHasMoved, SittingNotPublishable."""
    visible = staff_visible_to(by, Role.EXAMINER).filter(pk__in=[staff.pk for staff in people])
    if visible.count() != len(people):
        raise NotVisible
    kept = hold(sitting)
    if kept.is_over:
        raise SittingHasMoved
    there = set(sitting.places.values_list("staff", flat=True))
    new = [Place(sitting=sitting, staff=staff) for staff in people if staff.pk not in there]
    Place.objects.bulk_create(new)
    record(sitting, "places_given", now=now, by=by, count=len(new))
    _announce(kept)
    return len(new)


@transaction.atomic
def withdraw_place(place: Place, *, now: datetime, by: User) -> None:
    """Takes a candidate who has not been admitted off the list. Raises PlaceHasMoved, SittingHasMoved."""
    sitting = hold(place.sitting)
    if sitting.is_over:
        raise SittingHasMoved
    if not Place.objects.filter(pk=place.pk, state=PlaceState.EXPECTED, incidents=None).delete()[0]:
        raise PlaceHasMoved
    record(sitting, "place_withdrawn", now=now, by=by, staff=place.staff_id)


def admit(place: Place, *, identity_checked: bool, now: datetime, by: User) -> None:
    """Lets a candidate in; of two admissions at once one wins. Raises IdentityNotChecked, PlaceHasMoved."""
    if not identity_checked:
        raise IdentityNotChecked
    facts = {"identity_checked": True, "admitted_at": now, "admitted_by": by}
    _move(_in_published_sitting(place), PlaceState.ADMITTED, 1, **facts)


@transaction.atomic
def take_back_admission(place: Place, *, now: datetime, by: User) -> None:
    """Undoes an admission by mistake, while the candidate has begun nothing. Raises PlaceHasMoved."""
    hold_place(place)
    if Attempt.objects.filter(sitting=place.sitting_id, staff=place.staff_id).exists():
        raise PlaceHasMoved
    facts = {"identity_checked": False, "admitted_at": None, "admitted_by": None}
    _move(_in_published_sitting(place), PlaceState.EXPECTED, 1, **facts)
    record(place.sitting, "admission_taken_back", now=now, by=by, staff=place.staff_id)


@transaction.atomic
def move_places(places: Iterable[Place], target: Sitting, *, now: datetime, by: User) -> int:
    """Gives no-shows a place in a make-up sitting; returns how many.

    Raises OtherExam, SittingHasMoved, PlaceHasMoved, SittingNotPublishable.
    """
    places = list(places)
    kept = hold(target)
    if kept.is_over:
        raise SittingHasMoved
    if any(_cannot_go(place.sitting, kept) for place in places):
        raise OtherExam
    chosen = Place.objects.filter(pk__in=[place.pk for place in places])
    _move(chosen, PlaceState.MOVED, len(places), moved_to=target)
    there = set(target.places.values_list("staff", flat=True))
    new = [Place(sitting=target, staff_id=place.staff_id) for place in places if place.staff_id not in there]
    Place.objects.bulk_create(new)
    for sitting in {place.sitting for place in places}:
        staff = [place.staff_id for place in places if place.sitting_id == sitting.pk]
        record(sitting, "places_moved", now=now, by=by, to=str(target.uuid), staff=staff)
    record(target, "places_given", now=now, by=by, count=len(new))
    _announce(kept)
    return len(places)


def entrance_of(staff: StaffProfile, part: ExamPart, *, now: datetime) -> Entrance | None:
    """The person's place in the exam's published sittings: of several the one that lets them in, else the nearest."""
    places = PLACES(staff=staff.pk, exam=part.exam_id, part=part.pk)
    entrances = [_entrance(place, now) for place in places]
    return min(
        entrances,
        key=lambda each: (each.sat, NEAREST[each.standing], each.place.sitting.begins_at),
        default=None,
    )


def sat_parts(staff: StaffProfile, exam: Exam) -> "QuerySet[Attempt, int]":
    """The parts that the person has handed in in a sitting that is not closed yet."""
    attempts = Attempt.objects.filter(staff=staff, part__exam=exam, sitting__state=SittingState.PUBLISHED)
    return attempts.exclude(state__in=_NOT_HANDED_IN).values_list("part", flat=True)


def check_place(staff: StaffProfile, part: ExamPart, entrance: Entrance | None) -> None:
    """Returns if the person may start from their place, or needs none.

    Raises NoPlace, SittingHasNotBegun, NotAdmitted, CameTooLate, SittingIsPaused, SatInThisSitting, SittingIsOver,
    SittingIsCancelled.
    """
    if entrance is None:
        _check_no_place_is_needed(staff, part.exam)
        return
    sitting = entrance.place.sitting
    if entrance.sat:
        raise errors.SatInThisSitting
    match entrance.standing:
        case "not_begun":
            raise errors.SittingHasNotBegun(sitting.begins_at)
        case "not_admitted":
            raise errors.NotAdmitted
        case "too_late":
            raise errors.CameTooLate(sitting.late_until)
    if sitting.paused_at:
        raise errors.SittingIsPaused


def hold_place(place: Place) -> Sitting:
    """Locks the place until the transaction ends, and gives its sitting as it is: a close waits, or we for the close.

    Raises NotAdmitted, SittingIsOver, SittingIsCancelled, SittingIsPaused if the place lets nobody start by now.
    """
    held = HELD_PLACE.first(place=place.pk)
    # A statement of its own: it must see what was committed while we waited for the lock.
    (sitting,) = SITTINGS(sitting=place.sitting_id)
    if sitting.state != SittingState.PUBLISHED:
        raise _no_more(sitting)
    if held is None or held.state != PlaceState.ADMITTED:
        raise errors.NotAdmitted
    if sitting.paused_at:
        raise errors.SittingIsPaused
    return sitting


def _entrance(place: Place, now: datetime) -> Entrance:
    standing = core.standing(
        times_of(place.sitting),
        now=now,
        admitted=place.state == PlaceState.ADMITTED,
        started=place.begun,  # type: ignore[attr-defined]
    )
    return Entrance(place, place.sat, standing)  # type: ignore[attr-defined]


def _check_no_place_is_needed(staff: StaffProfile, exam: Exam) -> None:
    """An official sitting, once published, closes the way in without a place."""
    official = exam.sittings.filter(trial=False).exclude(state=SittingState.DRAFT)
    if not official.exists():
        return
    own = Place.objects.filter(staff=staff, sitting__in=official).select_related("sitting")
    latest = own.order_by("pk").last()
    raise _no_more(latest.sitting) if latest else errors.NoPlace


def _no_more(sitting: Sitting) -> errors.Refusal:
    """Why nobody starts in a sitting that was open once."""
    return errors.SittingIsCancelled() if sitting.state == SittingState.CANCELLED else errors.SittingIsOver()


def _in_published_sitting(place: Place) -> "QuerySet[Place]":
    return Place.objects.filter(pk=place.pk, sitting__in=Sitting.objects.published())


def _move(places: "QuerySet[Place]", state: PlaceState, count: int, **facts: object) -> None:
    """Compare-and-set of all of them; inside a transaction, all or none."""
    earlier = lifecycle.before(lifecycle.PLACE, state)
    if places.filter(state__in=earlier).update(state=state, **facts) != count:
        raise PlaceHasMoved


def _cannot_go(source: Sitting, target: Sitting) -> bool:
    same = source.exam_id == target.exam_id and source.trial == target.trial
    return not same or source.pk == target.pk


def _announce(sitting: Sitting) -> None:
    """A published sitting stays fair to whoever joins, and they are told."""
    if sitting.state != SittingState.PUBLISHED:
        return
    if refusals := closed_too_early(sitting):
        raise SittingNotPublishable(refusals)
    places_given.send(Sitting, sitting=sitting)
