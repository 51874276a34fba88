"""Who sees what: a role granted on an agency reaches that agency's subtree and nothing else.

Every list, total, search, export and upload goes through here. Outside the subtree a thing does not exist
(404); inside it, without the role, it is refused (403).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase

from .models import Agency, Role, RoleGrant, StaffProfile, User
from .models.staff import StaffQuerySet
from .prepared import Prepared

# The menu of every page asks for several roles.
GRANTS = Prepared(lambda user: RoleGrant.objects.current().filter(user=user), user=int)
AnyUser = User | AnonymousUser
View = Callable[..., HttpResponseBase]


def grants_of(user: AnyUser, *roles: str) -> "QuerySet[RoleGrant]":
    """The user's grants in force for any of the roles (all roles when none is named)."""
    if not user.is_authenticated or not user.is_active:
        return RoleGrant.objects.none()
    grants = RoleGrant.objects.current().filter(user=user)
    return grants.filter(role__in=roles) if roles else grants


def agencies_for(user: AnyUser, *roles: str) -> "QuerySet[Agency]":
    """The agencies that the user's roles reach. A superuser reaches all."""
    if user.is_authenticated and user.is_active and user.is_superuser:
        return Agency.objects.all()
    paths = list(grants_of(user, *roles).values_list("agency__path", flat=True))
    if not paths:
        return Agency.objects.none()
    reach = Q()
    for path in paths:
        reach |= Q(path__startswith=path)
    return Agency.objects.filter(reach)


def has_role(user: AnyUser, *roles: str, agency: Agency | None = None) -> bool:
    """True if the user holds one of the roles anywhere, or over the given agency."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    if agency is not None:
        return agencies_for(user, *roles).filter(pk=agency.pk).exists()
    if Role.LEARNER in roles and StaffProfile.objects.filter(user=user, postings__ended_on=None).exists():
        return True
    return any(grant.role in roles for grant in GRANTS(user=user.pk))


def require_role(user: AnyUser, *roles: str, agency: Agency | None = None) -> None:
    """Raises PermissionDenied unless `has_role`."""
    if not has_role(user, *roles, agency=agency):
        raise PermissionDenied


def signed_in(request: HttpRequest) -> User:
    """The account behind a request of a guarded view; raises PermissionDenied for a visitor."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def holders_of(agency: Agency, *roles: str) -> "QuerySet[User]":
    """The accounts in use that hold one of the roles over an agency, by a grant on it or above it."""
    steps = range(agency.steplen, len(agency.path) + 1, agency.steplen)
    above = [agency.path[:end] for end in steps]
    grants = RoleGrant.objects.current().filter(role__in=roles, agency__path__in=above)
    return User.objects.filter(is_active=True, pk__in=grants.values("user"))


def staff_visible_to(user: AnyUser, *roles: str) -> "StaffQuerySet":
    """The staff who serve today in the agencies that the user's roles reach."""
    return StaffProfile.objects.within(agencies_for(user, *roles))


def role_required(*roles: str) -> Callable[[View], View]:
    """A view for signed-in holders of one of the roles; others get the sign-in page or 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require_role(request.user, *roles)
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate
