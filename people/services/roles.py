"""Granting and ending roles. Nobody can hand out more than they hold."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from .. import ledger
from ..models import Agency, Role, RoleGrant, User
from ..scope import has_role, staff_visible_to

# An HR manager staffs the training side of the own subtree; who judges and decides is the administrator's choice.
MANAGER_GRANTS = frozenset({Role.HR_MANAGER, Role.TRAINER, Role.INVIGILATOR})
ADMINISTRATOR_GRANTS = frozenset(Role) - {Role.LEARNER}


class MayNotGrant(Exception):
    """The role, agency or person is beyond the acting person, or the grant is their own."""


class AlreadyGranted(Exception):
    """The person holds this role on this agency."""


class GrantIsOver(Exception):
    """The grant was ended before."""


def grantable_roles(by: User, agency: Agency) -> frozenset[str]:
    """The roles that a person may grant and end on an agency."""
    if has_role(by, Role.ADMINISTRATOR, agency=agency):
        return ADMINISTRATOR_GRANTS
    return MANAGER_GRANTS if has_role(by, Role.HR_MANAGER, agency=agency) else frozenset()


def grantable_accounts(by: User) -> "QuerySet[User]":
    """Whom a person may give a role: those who serve in the agencies that they manage. A superuser: anybody."""
    accounts = User.objects.filter(is_active=True)
    managed = staff_visible_to(by, Role.HR_MANAGER, Role.ADMINISTRATOR)
    return accounts if by.is_superuser else accounts.filter(staff__in=managed)


def grant_role(user: User, role: str, agency: Agency, *, now: datetime, by: User) -> RoleGrant:
    """One role over one agency and everything below. Raises MayNotGrant, AlreadyGranted."""
    if role not in grantable_roles(by, agency) or (user == by and not by.is_superuser):
        raise MayNotGrant
    if not grantable_accounts(by).filter(pk=user.pk).exists():
        raise MayNotGrant
    try:
        with transaction.atomic():
            grant = RoleGrant.objects.create(
                user=user, role=role, agency=agency, granted_at=now, granted_by=by
            )
            _log("role-granted", grant, now=now, by=by)
    except IntegrityError as error:
        raise AlreadyGranted from error
    return grant


@transaction.atomic
def end_grant(grant: RoleGrant, *, now: datetime, by: User) -> None:
    """Takes a role back. Raises MayNotGrant, GrantIsOver."""
    if grant.role not in grantable_roles(by, grant.agency):
        raise MayNotGrant
    current = RoleGrant.objects.select_for_update().current().filter(pk=grant.pk).first()
    if current is None:
        raise GrantIsOver
    current.ended_at, current.ended_by = now, by
    current.save(update_fields=["ended_at", "ended_by"])
    _log("role-ended", current, now=now, by=by)


def _log(kind: str, grant: RoleGrant, *, now: datetime, by: User) -> None:
    facts = {"user": str(grant.user.uuid), "role": grant.role, "agency": grant.agency.code}
    ledger.append(kind, f"grant {grant.pk}", facts, now=now, by=by)
