"""Incident reports (biên bản): what happened in a sitting, written once and never changed."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from assessments.models import IncidentReport, Place, Sitting, SittingState
from people.models import User

from .sittings import SittingHasMoved, record


class NotOfThisSitting(Exception):
    """A candidate of another sitting cannot stand in this one's report."""


class NotHappenedYet(Exception):
    """Nobody reports the future."""


@transaction.atomic
def write_incident(
    sitting: Sitting,
    kind: str,
    text: str,
    places: Collection[Place],
    *,
    happened_at: datetime,
    now: datetime,
    by: User,
) -> IncidentReport:
    """Keeps a report, also after the close. Raises SittingHasMoved for a draft, NotOfThisSitting, NotHappenedYet."""
    if sitting.state == SittingState.DRAFT:
        raise SittingHasMoved
    if any(place.sitting_id != sitting.pk for place in places):
        raise NotOfThisSitting
    if happened_at > now:
        raise NotHappenedYet
    report = IncidentReport.objects.create(
        sitting=sitting, kind=kind, happened_at=happened_at, text=text, written_at=now, written_by=by
    )
    report.places.set(places)
    record(sitting, "incident_written", now=now, by=by, incident=str(report.uuid))
    return report
