"""What keepers (HR managers, administrators) see and do: the register, the batch, revoking, replacing."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from people import scope

from ..errors import CertificateRefused
from ..forms import ReasonForm, RegisterFilter
from ..models import KEEPERS, Certificate, CertificateClaim, CertificateClaimQuerySet
from ..services import approve_claims, reissue_certificate, revoke_certificate
from .tabs import tabs

PAGE = 50
ISSUABLE_AT_ONCE = 100
LONGEST_NUMBER = 18  # digits; a longer one fits no key


@scope.role_required(*KEEPERS)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register of the user's agencies: searched, filtered, page by page."""
    chosen = RegisterFilter(request.GET)
    found = chosen.apply(Certificate.objects.visible_to(request.user))
    page = Paginator(found.select_related("agency", "staff"), PAGE).get_page(request.GET.get("page"))
    unsure = Certificate.objects.visible_to(request.user).contradicted().count()
    context = {"page": page, "form": chosen, "tabs": tabs(request), "unsure": unsure}
    return render(request, "certificates/register.html", context)


@scope.role_required(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def claims(request: HttpRequest) -> HttpResponse:
    """What waits for approval, and the approval of the chosen rows."""
    waiting = CertificateClaim.objects.waiting().visible_to(request.user)
    if request.method == "POST":
        asked = request.POST.getlist("claim")[:ISSUABLE_AT_ONCE]
        chosen = [pk for pk in asked if pk.isdecimal() and len(pk) <= LONGEST_NUMBER]
        _approve(request, waiting.filter(pk__in=chosen))
        return redirect("certificates:claims")
    rows = waiting.select_related("exam__agency", "staff__user", "result", "enrolment").order_by("claimed_at")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "certificates/claims.html", {"page": page, "tabs": tabs(request)})


@scope.role_required(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks for the reason, then revokes."""
    return _act(
        request, uuid, "certificates/revoke.html", revoke_certificate, _("Certificate %s was revoked.")
    )


@scope.role_required(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def reissue(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks for the reason, then issues a new certificate in place of this one."""
    return _act(
        request, uuid, "certificates/reissue.html", reissue_certificate, _("Certificate %s was issued.")
    )


def _act(
    request: HttpRequest, uuid: UUID, template: str, act: Callable[..., Certificate], done: str
) -> HttpResponse:
    """One act with a reason on one certificate that the user's agencies issued."""
    certificate = get_object_or_404(
        Certificate.objects.visible_to(request.user).select_related("agency", "staff"), uuid=uuid
    )
    scope.require_role(request.user, *KEEPERS, agency=certificate.agency)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            changed = act(
                certificate, form.cleaned_data["reason"], now=timezone.now(), by=scope.signed_in(request)
            )
        except CertificateRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done % changed.serial)
            return redirect("certificates:detail", uuid=changed.uuid)
    status = 422 if form.errors else 200
    return render(request, template, {"certificate": certificate, "form": form}, status=status)


def _approve(request: HttpRequest, chosen: CertificateClaimQuerySet) -> None:
    """Approves and tells what came of it."""
    outcome = approve_claims(chosen, now=timezone.now(), by=scope.signed_in(request))
    count = len(outcome.issued)
    if count:
        sentence = ngettext("%d certificate was issued.", "%d certificates were issued.", count)
        messages.success(request, sentence % count)
    for claim, refusal in outcome.held:
        messages.warning(request, f"{claim.staff}: {refusal}")
    if not count and not outcome.held:
        messages.warning(request, _("Choose at least one row."))
