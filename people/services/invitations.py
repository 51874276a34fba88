"""Inviting people to set their first password: a separate act, never part of an import."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext, override

from .. import ledger
from ..models import StaffProfile, User
from ..signals import staff_invited
from .notices import notify
from .staff import is_protected

# Who was written to within this time is not written to again.
PAUSE = timedelta(hours=24)


def uninvited(staff: "QuerySet[StaffProfile]", *, now: datetime) -> "QuerySet[StaffProfile]":
    """Those of the people who have no password yet and were not invited within the pause."""
    return staff.filter(_never_invited("user__", now), user__is_active=True).filter(
        user__password__startswith=UNUSABLE_PASSWORD_PREFIX
    )


@transaction.atomic
def invite_staff(staff: "QuerySet[StaffProfile]", *, now: datetime, by: User | None) -> list[int]:
    """Has an e-mail sent to each who waits for one; returns the account ids. The worker sends them."""
    users = list(uninvited(staff, now=now).order_by("pk").values_list("user", flat=True))
    if users:
        ledger.append("staff-invited", "staff", {"count": len(users)}, now=now, by=by)
        staff_invited.send(StaffProfile, user_ids=users)
    return users


def claim_invitation(user_id: int, *, now: datetime) -> User | None:
    """The account if its invitation is still to be sent; claimed once, whoever asks, however often."""
    waiting = User.objects.filter(_never_invited("", now), pk=user_id, is_active=True)
    waiting = waiting.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return User.objects.select_related("staff").get(pk=user_id) if waiting.update(invited_at=now) else None


def release_invitation(user: User) -> None:
    """Lets an invitation that could not be sent be claimed again."""
    User.objects.filter(pk=user.pk).update(invited_at=None)


@transaction.atomic
def make_links(staff: Iterable[StaffProfile], *, now: datetime, by: User) -> list[tuple[StaffProfile, str]]:
    """Links to hand over on paper where there is no mail server; not for accounts beyond the acting person."""
    people: Sequence[StaffProfile] = [person for person in staff if not is_protected(person.user, by)]
    User.objects.filter(staff__in=people).update(invited_at=now)
    for person in people:
        ledger.append("password-link", str(person.uuid), {}, now=now, by=by)
        if person.user.has_usable_password():
            _tell_owner(person.user, by, now=now)
    return [(person, password_link(person.user)) for person in people]


def _tell_owner(user: User, by: User, *, now: datetime) -> None:
    """Nobody's password may be replaced behind their back."""
    with override(user.language):
        subject = gettext("A link for a new password was made for your account")
        body = gettext("%(name)s made it. If you did not ask for it, tell the administrator of your agency.")
        notify(user, "password-link", subject, body % {"name": by.get_full_name()}, now=now)


def password_link(user: User) -> str:
    """The path where this person sets a password; it works for PASSWORD_RESET_TIMEOUT, and once."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(user)])


def _never_invited(prefix: str, now: datetime) -> Q:
    return Q(**{f"{prefix}invited_at": None}) | Q(**{f"{prefix}invited_at__lt": now - PAUSE})
