"""The three rooms of the keeper's pages."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import CertificateClaim


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """Register, waiting claims with their number, signatories."""
    waiting = CertificateClaim.objects.waiting().visible_to(request.user).count()
    rooms = [
        (_("Register"), "certificates:register"),
        (_("Waiting for approval (%d)") % waiting, "certificates:claims"),
        (_("Signatories"), "certificates:signatories"),
    ]
    return [
        {"label": label, "url": reverse(name), "current": request.path == reverse(name)}
        for label, name in rooms
    ]
