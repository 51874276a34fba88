"""A sitting from draft to closed. What it promises its candidates is checked whenever it is published or changed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from assessments.core import lifecycle
from assessments.core import sittings as core
from assessments.core.allowances import Rules
from assessments.models import (
    Attempt,
    Exam,
    ExamState,
    Place,
    PlaceState,
    Sitting,
    SittingEvent,
    SittingState,
    StartMode,
)
from assessments.signals import places_given
from people.models import Role, StaffProfile, User
from people.scope import holders_of
from people.services.notices import notify

from .allowances import times_for

WATCHERS = (Role.INVIGILATOR, Role.EXAMINER)
CHUNK = 200
# Nobody's time runs longer than this after the last moment to start.
LONGEST = timedelta(hours=24)


@dataclass(frozen=True)
class SittingRefusal:
    """Why a sitting cannot be published, and whom it concerns (nobody named: all)."""

    reason: str
    people: tuple[str, ...] = ()


class SittingNotPublishable(Exception):
    """Every reason why a sitting cannot be published, or cannot stay so after a change."""

    def __init__(self, refusals: list[SittingRefusal]) -> None:
        super().__init__(", ".join(refusal.reason for refusal in refusals))
        self.refusals = refusals


class SittingHasMoved(Exception):
    """The sitting is in another state than the act needs."""


class SittingHasStarted(Exception):
    """Somebody has begun: times are changed for each candidate now, no more for the whole sitting."""


class NotAWatcher(Exception):
    """An invigilator must hold the role over the sitting's agency."""


@transaction.atomic
def save_sitting(sitting: Sitting, *, now: datetime, by: User) -> Sitting:
    """Keeps a new sitting, or the changed facts of one that nobody has begun.

    Raises SittingHasMoved, SittingHasStarted, SittingNotPublishable.
    """
    if sitting.pk:
        kept = hold(sitting)
        if kept.state != sitting.state or kept.state == SittingState.CLOSED:
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


def tell_candidates(sitting: Sitting, *, now: datetime) -> int:
    """A notice to each candidate of a published sitting who has none of it yet; returns how many candidates it has."""
    if sitting.state != SittingState.PUBLISHED:
        return 0
    places = list(_expected(sitting).select_related("staff__user"))
    for start in range(0, len(places), CHUNK):
        with transaction.atomic():
            for place in places[start : start + CHUNK]:
                _tell(place, sitting, now)
    return len(places)


def watchers_for(sitting: Sitting) -> "QuerySet[User]":
    """The users who may be named invigilators of the sitting."""
    return holders_of(sitting.agency, *WATCHERS)


@transaction.atomic
def name_invigilators(sitting: Sitting, users: Collection[User], *, now: datetime, by: User) -> None:
    """These and no others watch the sitting. Raises NotAWatcher, SittingHasMoved, SittingNotPublishable."""
    allowed = set(watchers_for(sitting).values_list("pk", flat=True))
    if any(user.pk not in allowed for user in users):
        raise NotAWatcher
    state = hold(sitting).state
    if state == SittingState.CLOSED:
        raise SittingHasMoved
    if state == SittingState.PUBLISHED and not users:
        raise SittingNotPublishable([SittingRefusal("no_invigilators")])
    sitting.invigilators.set(users)
    record(sitting, "invigilators_named", now=now, by=by, users=[user.pk for user in users])


def refusals_of(sitting: Sitting, *, now: datetime) -> list[SittingRefusal]:
    """Everything that stands between a sitting and its publication."""
    facts = [
        ("exam_not_published", sitting.exam.state != ExamState.PUBLISHED),
        ("no_candidates", not _expected(sitting).exists()),
        ("no_invigilators", not sitting.invigilators.exists()),
        ("no_time_to_start", sitting.late_until <= sitting.begins_at),
        ("already_past", sitting.late_until <= now),
    ]
    return [SittingRefusal(reason) for reason, holds in facts if holds] + closed_too_early(sitting)


def refusals_of_exam(exam: Exam) -> list[SittingRefusal]:
    """Whom the sittings prepared for an exam would close before start + own time."""
    open_sittings = exam.sittings.exclude(state=SittingState.CLOSED)
    return [refusal for sitting in open_sittings for refusal in closed_too_early(sitting)]


def closed_too_early(sitting: Sitting) -> list[SittingRefusal]:
    """Which candidates the sitting's times or the exam's window would deny some of their own time."""
    times = times_of(sitting)
    found: dict[str, list[str]] = defaultdict(list)
    people = list(StaffProfile.objects.filter(places__in=_expected(sitting)).distinct())
    rules = times_for(sitting.exam, people)
    for staff in people:
        for reason in _reasons(times, rules[staff.pk]):
            found[reason].append(staff.full_name)
    return [SittingRefusal(reason, tuple(names)) for reason, names in found.items()]


def _reasons(times: core.Times, rules: list[Rules]) -> list[str]:
    if not rules:
        return []
    minutes, first = [each.minutes for each in rules], rules[0]
    facts = [
        ("cuts_short", core.cuts_short(times, minutes)),
        ("over_before_last_start", core.over_before_last_start(times, first.minutes)),
        ("outside_window", core.outside_window(times, minutes, first.opens_at, first.closes_at)),
    ]
    return [reason for reason, holds in facts if holds]


def times_of(sitting: Sitting) -> core.Times:
    """The sitting's times for the core."""
    together = sitting.start_mode == StartMode.TOGETHER
    return core.Times(sitting.begins_at, sitting.late_until, sitting.ends_at, together)


def hold(sitting: Sitting) -> Sitting:
    """The sitting as it is, locked with its places until the transaction ends: starts and admissions wait.

    Without `no_key` a start that inserts its attempt would wait for us while we wait for its place.
    """
    sittings = Sitting.objects.select_for_update(of=("self",), no_key=True).select_related("exam")
    kept = sittings.get(pk=sitting.pk)
    places = Place.objects.select_for_update(no_key=True).filter(sitting=sitting).order_by("pk")
    list(places.values_list("pk", flat=True))
    return kept


def record(sitting: Sitting, kind: str, *, now: datetime, by: User | None, **data: Any) -> None:
    """One line of what happened to the sitting."""
    SittingEvent.objects.create(sitting=sitting, kind=kind, at=now, by=by, data=data)


def _tell(place: Place, sitting: Sitting, now: datetime) -> None:
    user = place.staff.user
    with translation.override(user.language):
        begins_at = timezone.localtime(sitting.begins_at)
        facts = {
            "title": sitting.exam.title,
            "when": f"{begins_at:%H:%M} {formats.date_format(begins_at, 'SHORT_DATE_FORMAT')}",
            "where": sitting.room or sitting.agency.name,
        }
        subject = _("You have a place to sit %(title)s") % facts
        body = _("It begins at %(when)s, at %(where)s. Bring your identity card and come in time.") % facts
        url = reverse("exam_start", args=[sitting.exam.uuid])
        # A sitting that was moved is told again.
        key = f"place:{place.uuid}:{sitting.begins_at:%Y%m%d%H%M}"
        notify(user, "sitting", subject, body, url, now=now, dedupe_key=key)


def _move(sitting: Sitting, state: SittingState) -> None:
    earlier = lifecycle.before(lifecycle.SITTING, state)
    if not Sitting.objects.filter(pk=sitting.pk, state__in=earlier).update(state=state):
        raise SittingHasMoved
    sitting.state = state


def _expected(sitting: Sitting) -> "QuerySet[Place]":
    return sitting.places.filter(state__in=[PlaceState.EXPECTED, PlaceState.ADMITTED])
