"""Telling people of a sitting: when and where they sit, or that it does not take place."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.models import Place, Sitting, SittingState
from people.models import User
from people.services.notices import notify

from .errors import moment
from .sitting_checks import expected

CHUNK = 200
Told = TypeVar("Told")


def tell_candidates(sitting: Sitting, *, now: datetime) -> int:
    """A notice to each candidate of a published sitting who has none of it yet; returns how many candidates it has."""
    if sitting.state != SittingState.PUBLISHED:
        return 0
    places = list(expected(sitting).select_related("staff__user"))
    return _tell_each(places, lambda place: _tell_place(sitting, place, now))


def tell_of_cancellation(sitting: Sitting, *, now: datetime) -> int:
    """A notice to each who counted on a cancelled sitting, candidates and invigilators; returns how many they are."""
    event = sitting.events.filter(kind="cancelled").last()
    if event is None:
        return 0
    candidates = sitting.places.filter(staff__in=event.data["staff"]).select_related("staff__user")
    people = [place.staff.user for place in candidates]
    watchers = list(sitting.invigilators.all())
    reason = event.data["reason"]
    told = _tell_each(people, lambda user: _tell_candidate_off(sitting, user, reason, now))
    return told + _tell_each(watchers, lambda user: _tell_watcher_off(sitting, user, reason, now))


def _tell_each(them: Sequence[Told], tell: Callable[[Told], None]) -> int:
    for start in range(0, len(them), CHUNK):
        with transaction.atomic():
            for each in them[start : start + CHUNK]:
                tell(each)
    return len(them)


def _facts(sitting: Sitting) -> dict[str, str]:
    """What the sentences name, in the language in force."""
    return {
        "title": sitting.exam.title,
        "when": moment(sitting.begins_at),
        "where": sitting.room or sitting.agency.name,
    }


def _tell_place(sitting: Sitting, place: Place, now: datetime) -> None:
    user = place.staff.user
    with translation.override(user.language):
        facts = _facts(sitting)
        subject = _("You have a place to sit %(title)s") % facts
        body = _("It begins at %(when)s, at %(where)s. Bring your identity card and come in time.") % facts
        # A sitting that was moved is told again.
        key = f"place:{place.uuid}:{sitting.begins_at:%Y%m%d%H%M}"
        notify(user, "sitting", subject, body, _start_page(sitting), now=now, dedupe_key=key)


def _tell_candidate_off(sitting: Sitting, user: User, reason: str, now: datetime) -> None:
    with translation.override(user.language):
        facts = _facts(sitting) | {"reason": reason.rstrip(" .")}
        subject = _("Your sitting of %(title)s is cancelled") % facts
        body = (
            _(
                "It was to begin at %(when)s, at %(where)s. Reason: %(reason)s. "
                "You will be told when you have a place in another sitting."
            )
            % facts
        )
        key = f"cancelled:{sitting.uuid}"
        notify(user, "sitting", subject, body, _start_page(sitting), now=now, dedupe_key=key)


def _tell_watcher_off(sitting: Sitting, user: User, reason: str, now: datetime) -> None:
    with translation.override(user.language):
        facts = _facts(sitting) | {"reason": reason.rstrip(" .")}
        subject = _("The sitting of %(title)s that you were to watch is cancelled") % facts
        body = _("It was to begin at %(when)s, at %(where)s. Reason: %(reason)s.") % facts
        url = reverse("sitting", args=[sitting.uuid])
        notify(user, "sitting", subject, body, url, now=now, dedupe_key=f"watch-cancelled:{sitting.uuid}")


def _start_page(sitting: Sitting) -> str:
    return reverse("exam_start", args=[sitting.exam.uuid])
