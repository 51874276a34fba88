"""Changing one person's record by hand, and moving them from one agency to another."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from .. import ledger
from ..models import Agency, Posting, Role, RoleGrant, StaffProfile, User
from ..scope import agencies_for, has_role

EDITABLE = frozenset(
    {"full_name", "kind", "position", "gender", "born_on", "born_precision", "phone", "identity_number"}
)


class PostingOverlaps(Exception):
    """The day lies before the beginning of the posting that is open."""


class OutsideSubtree(Exception):
    """The agency is not one that the acting person manages."""


class AccountIsProtected(Exception):
    """The account holds powers beyond those of the acting person, who may not change its sign-in."""


def is_protected(user: User, by: User) -> bool:
    """Whether an account is beyond the acting person, so that its e-mail and password are not theirs to change."""
    if by.is_superuser or user == by:
        return False
    if user.is_superuser or user.is_staff:
        return True
    administered = agencies_for(by, Role.ADMINISTRATOR)
    grants = RoleGrant.objects.current().filter(user=user).exclude(role=Role.LEARNER)
    return grants.exclude(agency__in=administered).exists()


@transaction.atomic
def change_staff(
    staff: StaffProfile, facts: Mapping[str, Any], *, email: str, checked: bool, now: datetime, by: User
) -> None:
    """Stores corrected facts; `checked` clears the flags. Raises AccountIsProtected for a foreign e-mail."""
    if email != staff.user.email:
        if is_protected(staff.user, by):
            raise AccountIsProtected
        staff.user.email = email
        staff.user.save(update_fields=["email"])
    for name in EDITABLE & facts.keys():
        setattr(staff, name, facts[name])
    if checked:
        staff.needs_review = []
    staff.save()
    Posting.objects.filter(staff=staff, ended_on=None).update(position=staff.position)
    ledger.append("staff-changed", str(staff.uuid), {"checked": checked}, now=now, by=by)


@transaction.atomic
def move_staff(
    staff: StaffProfile, agency: Agency, *, position: str, on: date, now: datetime, by: User
) -> Posting:
    """Closes the open posting and opens one at another agency from a day on.

    Raises PostingOverlaps when the open one began later, OutsideSubtree when the agency is not the acting person's.
    """
    if not has_role(by, Role.HR_MANAGER, Role.ADMINISTRATOR, agency=agency):
        raise OutsideSubtree
    _close(staff, on)
    posting = Posting.objects.create(staff=staff, agency=agency, position=position, started_on=on)
    StaffProfile.objects.filter(pk=staff.pk).update(position=position)
    ledger.append("staff-moved", str(staff.uuid), {"agency": agency.code, "on": str(on)}, now=now, by=by)
    return posting


@transaction.atomic
def release_staff(staff: StaffProfile, *, on: date, now: datetime, by: User) -> None:
    """Ends the open posting: retired, or gone to an agency that is not in the system. The account stays."""
    _close(staff, on)
    ledger.append("staff-released", str(staff.uuid), {"on": str(on)}, now=now, by=by)


def _close(staff: StaffProfile, on: date) -> None:
    later = Posting.objects.filter(Q(ended_on__gt=on) | Q(ended_on=None), staff=staff, started_on__gte=on)
    if later.exists():
        raise PostingOverlaps
    Posting.objects.filter(staff=staff, ended_on=None).update(ended_on=on)
