"""Telling candidates when and where they sit."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from assessments.models import Place, Sitting, SittingState
from people.services.notices import notify

from .sitting_checks import expected

CHUNK = 200


def tell_candidates(sitting: Sitting, *, now: datetime) -> int:
    """A notice to each candidate of a published sitting who has none of it yet; returns how many candidates it has."""
    if sitting.state != SittingState.PUBLISHED:
        return 0
    places = list(expected(sitting).select_related("staff__user"))
    for start in range(0, len(places), CHUNK):
        with transaction.atomic():
            for place in places[start : start + CHUNK]:
                _tell(place, sitting, now)
    return len(places)


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
