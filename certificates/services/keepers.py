"""Telling those who approve that something waits for them."""

from datetime import datetime

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from courses.models.learning import path_prefixes
from people.models import Notice, RoleGrant, User
from people.services.notices import notify

from ..models import KEEPERS, CertificateClaim

WAITING = "certificates-wait"


def tell_keepers(*, now: datetime) -> int:
    """Tells each keeper once that certificates wait for approval, and again only after that wait is over.

    Returns how many were told now.
    """
    return sum(_tell(keeper, now=now) for keeper in _keepers_in_demand())


def _keepers_in_demand() -> "QuerySet[User]":
    """Who keeps an agency whose certificates wait."""
    waiting = CertificateClaim.objects.waiting().order_by()
    paths = set(waiting.values_list("exam__agency__path", flat=True).distinct())
    above = {prefix for path in paths for prefix in path_prefixes(path)}
    grants = RoleGrant.objects.current().filter(role__in=KEEPERS, agency__path__in=above)
    return User.objects.filter(pk__in=grants.values("user"), is_active=True)


def _tell(keeper: User, *, now: datetime) -> bool:
    """Whether a notice was needed: nobody approves their own, and who was told since the oldest claim knows."""
    claims = CertificateClaim.objects.waiting().visible_to(keeper).exclude(staff__user=keeper)
    count, oldest = claims.aggregate(count=Count("pk"), oldest=Min("claimed_at")).values()
    told = Notice.objects.filter(recipient=keeper, kind=WAITING)
    if not count or told.filter(created_at__gte=oldest).exists():
        return False
    with override(keeper.language):
        subject = _("Certificates wait for approval")
        words = ngettext(
            "%(count)s certificate has been earned and is issued once a keeper approves it.",
            "%(count)s certificates have been earned and are issued once a keeper approves them.",
            count,
        )
        notify(keeper, WAITING, subject, words % {"count": count}, reverse("certificates:claims"), now=now)
    return True
