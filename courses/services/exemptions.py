"""Freeing a person from a course, or from all, for a while."""

from datetime import date, datetime

from django.db import transaction

from people import ledger
from people.models import StaffProfile, User
from people.text import clean_text

from ..errors import AlreadyWithdrawn, ExemptionEndsTooEarly
from ..models import CoursePage, Exemption


@transaction.atomic
def grant_exemption(
    staff: StaffProfile,
    course: CoursePage | None,
    reason: str,
    *,
    valid_from: date,
    valid_to: date | None,
    note: str = "",
    now: datetime,
    by: User,
) -> Exemption:
    """Frees the person from the course (None: every course), both days included. Raises ExemptionEndsTooEarly."""
    if valid_to is not None and valid_to < valid_from:
        raise ExemptionEndsTooEarly
    exemption = Exemption.objects.create(
        staff=staff,
        course=course,
        reason=reason,
        note=clean_text(note),
        valid_from=valid_from,
        valid_to=valid_to,
        granted_at=now,
        granted_by=by,
    )
    ledger.append("exemption_granted", str(exemption.uuid), _facts(exemption), now=now, by=by)
    return exemption


@transaction.atomic
def withdraw_exemption(exemption: Exemption, *, now: datetime, by: User) -> None:
    """The person is obliged again from now on. Raises AlreadyWithdrawn."""
    standing = Exemption.objects.filter(pk=exemption.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=now, withdrawn_by=by):
        raise AlreadyWithdrawn
    exemption.refresh_from_db()
    ledger.append("exemption_withdrawn", str(exemption.uuid), _facts(exemption), now=now, by=by)


def _facts(exemption: Exemption) -> dict[str, str | None]:
    """What the ledger keeps. The reason is left out: it may be about health."""
    return {
        "staff": exemption.staff.staff_code,
        "course": exemption.course.code if exemption.course else None,
        "valid_from": exemption.valid_from.isoformat(),
        "valid_to": exemption.valid_to.isoformat() if exemption.valid_to else None,
    }
