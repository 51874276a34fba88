"""Pages of this app."""

from typing import cast

from django.http import HttpRequest, QueryDict

from ..models import Role, User

# Who manages people. Administrators may do all that an HR manager does.
MANAGERS = (Role.HR_MANAGER, Role.ADMINISTRATOR)
PAGE = 50


def me(request: HttpRequest) -> User:
    """The signed-in person, behind a decorator that lets nobody else through."""
    return cast(User, request.user)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if it is empty; None while the form is only asked for."""
    return request.POST if request.method == "POST" else None
