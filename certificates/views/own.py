"""What the holder sees, and keepers with them: the list, one certificate, its PDF."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from people import scope

from ..models import KEEPERS, Certificate, CertificateClaim, CertificateState
from ..services import reissue_reason


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My certificates, and what waits for approval."""
    user = scope.signed_in(request)
    own = Certificate.objects.filter(staff__user=user).select_related("agency")
    waiting = CertificateClaim.objects.waiting().filter(staff__user=user).select_related("exam")
    return render(request, "certificates/mine.html", {"certificates": own, "waiting": waiting})


@login_required
@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One certificate: what it says, whether it stands, and what may be done with it."""
    certificate = _visible(request, uuid)
    own = certificate.staff.user_id == request.user.pk
    context = {
        "certificate": certificate,
        "facts": certificate.printed,
        "own": own,
        "reissue_reason": reissue_reason(certificate),
        "keeper": not own and scope.has_role(request.user, *KEEPERS, agency=certificate.agency),
    }
    return render(request, "certificates/detail.html", context)


@login_required
@require_safe
def download(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The PDF of a valid certificate."""
    certificate = _visible(request, uuid)
    if certificate.state != CertificateState.VALID:
        messages.warning(request, _("This certificate is no longer valid, so it is not given out."))
    elif not certificate.pdf:
        messages.info(request, _("The PDF is being made. Refresh this page in a minute."))
    else:
        name = certificate.serial.replace("/", "-") + ".pdf"
        pdf = certificate.pdf.open("rb")
        return FileResponse(pdf, as_attachment=True, filename=name, content_type="application/pdf")
    return redirect("certificates:detail", uuid=uuid)


def _visible(request: HttpRequest, uuid: UUID) -> Certificate:
    shown = Certificate.objects.of_or_visible_to(request.user)
    return get_object_or_404(shown.select_related("agency", "staff", "superseded_by"), uuid=uuid)
