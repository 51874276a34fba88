"""Who speaks for the subject of a proposal."""

from django.db.models import QuerySet

from people.models import Agency, Role, RoleGrant, User
from reports.models import Proposal


def speakers_for(proposal: Proposal) -> list[User]:
    """The person concerned; for an agency its HR managers, or those of the nearest agency above that has one."""
    if proposal.subject_user is not None:
        return [proposal.subject_user]
    agency: Agency | None = proposal.agency
    while agency is not None:
        users = User.objects.filter(is_active=True, role_grants__in=_managing(agency)).distinct()
        if users:
            return list(users)
        agency = agency.get_parent()
    return []


def may_speak(user: User, proposal: Proposal) -> bool:
    """Whether the user is one of those."""
    return user.pk in {speaker.pk for speaker in speakers_for(proposal)}


def _managing(agency: Agency) -> "QuerySet[RoleGrant]":
    return RoleGrant.objects.current().filter(agency=agency, role=Role.HR_MANAGER)
