"""Sign-in by official e-mail or staff code."""

from typing import Any

from django import forms
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import User
from .prepared import Prepared
from .text import nfc

USERS = Prepared(lambda user: User.objects.select_related("staff").filter(pk=user), user=int)


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

    def get_user(self, user_id: int) -> User | None:
        """The account of a session with its profile, if it may still sign in."""
        user = USERS.first(user=user_id)
        return user if user and self.user_can_authenticate(user) else None


def find_account(name: str, accounts: "QuerySet[User] | None" = None) -> User | None:
    """The account (of the given ones) with this e-mail or staff code, or None."""
    field = "email__iexact" if "@" in name else "staff__staff_code__iexact"
    return (User.objects.all() if accounts is None else accounts).filter(**{field: name}).first()


class SignInForm(AuthenticationForm):
    """One field for either name."""

    username = forms.CharField(
        label=_("Official e-mail or staff code"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    error_messages = {
        "invalid_login": _(
            "No account fits this name and password. Check both; capital letters matter in passwords."
        ),
        "inactive": _("This account may not sign in. Ask the HR manager of your agency."),
    }


class NewPasswordForm(PasswordResetForm):
    """Asks for the official e-mail by the name that the other pages use."""

    email = forms.EmailField(
        label=_("Official e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
