"""Who signs."""

from datetime import date, datetime

from django.db import transaction

from people import ledger
from people.models import Agency, User

from ..models import Signatory


@transaction.atomic
def appoint_signatory(
    agency: Agency,
    *,
    authority: str,
    position: str,
    full_name: str,
    place: str,
    valid_from: date,
    now: datetime,
    by: User,
) -> Signatory:
    """Somebody new signs for an agency from a day on; who signed before stops on that day.

    A signatory who would have started on or after that day never signs, and is taken away: nothing that was
    issued points at the row, since each certificate carries its own copy.
    """
    standing = Signatory.objects.select_for_update().filter(agency=agency)
    standing.filter(valid_from__gte=valid_from).delete()
    standing.filter(valid_to=None).update(valid_to=valid_from)
    standing.filter(valid_to__gt=valid_from).update(valid_to=valid_from)
    signatory = Signatory.objects.create(
        agency=agency,
        authority=authority,
        position=position,
        full_name=full_name,
        place=place,
        valid_from=valid_from,
    )
    payload = {"full_name": full_name, "position": position, "valid_from": valid_from.isoformat()}
    ledger.append("signatory-appointed", agency.code, payload, now=now, by=by)
    return signatory
