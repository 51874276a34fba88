"""Pauses that nobody ends: whoever runs the sitting is reminded, once for each pause."""

from datetime import datetime, timedelta

from django.db.models import F, Manager, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.core.watch import LONG_PAUSE
from assessments.models import Attempt, AttemptEvent, Sitting, SittingEvent
from people.models import Role, RoleGrant, User
from people.services.notices import notify

from .errors import moment

# After this the round looks no more: all are told, and a pause may last for days. Longer than a worker is ever away.
LOOKED_FOR = timedelta(hours=6)


def remind_of_pauses(*, now: datetime) -> int:
    """A notice for each pause that lasts long, of a room or of one candidate; returns how many pauses that are.

    Told are the sitting's invigilators, whoever paused, and the examiners of the sitting's own agency.
    """
    since = (now - LONG_PAUSE - LOOKED_FOR, now - LONG_PAUSE)
    rooms = list(Sitting.objects.filter(paused_at__range=since).select_related("exam"))
    alone = Attempt.objects.open().filter(paused_at__range=since, sitting__isnull=False)
    # Who stands still with the room is told of with the room.
    attempts = list(alone.exclude(paused_at=F("sitting__paused_at")).select_related("staff", "sitting__exam"))
    for room in rooms:
        _remind_of_room(room, now)
    for attempt in attempts:
        _remind_of_attempt(attempt, now)
    return len(rooms) + len(attempts)


def _remind_of_room(room: Sitting, now: datetime) -> None:
    assert room.paused_at  # noqa: S101 - found by it
    url = reverse("sitting_board", args=[room.uuid])
    for user in _to_tell(room, _who_paused(room.events)):
        with override(user.language):
            subject = _("The room is still paused: %(sitting)s") % {"sitting": room.title}
            body = _still(room, room.paused_at)
        key = f"paused:{room.uuid}:{room.paused_at.isoformat()}"
        notify(user, "pause", subject, body, url, now=now, dedupe_key=key)


def _remind_of_attempt(attempt: Attempt, now: datetime) -> None:
    assert attempt.paused_at and attempt.sitting  # noqa: S101, PT018 - found by them
    url = reverse("watched_attempt", args=[attempt.uuid])
    for user in _to_tell(attempt.sitting, _who_paused(attempt.events)):
        with override(user.language):
            subject = _("A candidate is still paused: %(name)s") % {"name": attempt.staff.full_name}
            body = _still(attempt.sitting, attempt.paused_at)
        key = f"paused:{attempt.uuid}:{attempt.paused_at.isoformat()}"
        notify(user, "pause", subject, body, url, now=now, dedupe_key=key)


def _still(sitting: Sitting, since: datetime) -> str:
    text = _(
        "%(exam)s, %(sitting)s: the time stands still since %(when)s. Nobody loses time, but nothing ends the pause by "
        "itself. Resume as soon as nothing speaks against it."
    )
    return text % {"exam": sitting.exam.title, "sitting": sitting.title, "when": moment(since)}


def _to_tell(sitting: Sitting, paused_by: int | None) -> "QuerySet[User]":
    grants = RoleGrant.objects.current().filter(role=Role.EXAMINER, agency=sitting.agency_id)
    watchers = sitting.invigilators.values("pk")
    chosen = Q(pk__in=watchers) | Q(pk=paused_by) | Q(pk__in=grants.values("user"))
    return User.objects.filter(chosen, is_active=True)


def _who_paused(events: "Manager[AttemptEvent] | Manager[SittingEvent]") -> int | None:
    last = events.filter(kind="paused").last()
    return last.by_id if last else None
