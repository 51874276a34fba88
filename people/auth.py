"""Sign-in by official e-mail or staff code."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from .models import User
from .text import nfc


class StaffCodeOrEmailBackend(ModelBackend):
    """Accepts either name; answers as slowly for an unknown name as for a wrong password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The account, or None. Case aside for both names."""
        name = nfc(username or kwargs.get(User.USERNAME_FIELD) or "").strip()
        if not name or password is None:
            return None
        user = find_account(name)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


def find_account(name: str) -> User | None:
    """The account with this e-mail or staff code, or None."""
    field = "email__iexact" if "@" in name else "staff__staff_code__iexact"
    return User.objects.filter(**{field: name}).first()
