"""Who signs for which agency."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people import scope

from ..forms import SignatoryForm
from ..models import KEEPERS, Signatory
from ..services import appoint_signatory
from .tabs import tabs


@scope.role_required(*KEEPERS)
@require_safe
def signatories(request: HttpRequest) -> HttpResponse:
    """The signatories of the user's agencies, those of today first."""
    agencies = scope.agencies_for(request.user, *KEEPERS)
    rows = Signatory.objects.filter(agency__in=agencies).select_related("agency")
    context = {
        "rows": rows.order_by("agency__path", "-valid_from"),
        "today": timezone.localdate(),
        "tabs": tabs(request),
    }
    return render(request, "certificates/signatories.html", context)


@scope.role_required(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: HttpRequest) -> HttpResponse:
    """Names a new signatory of one agency from a day on."""
    agencies = scope.agencies_for(request.user, *KEEPERS).order_by("path")
    today = timezone.localdate()
    form = SignatoryForm(request.POST or None, agencies=agencies, initial={"valid_from": today})
    if form.is_valid():
        signatory = appoint_signatory(**form.cleaned_data, now=timezone.now(), by=scope.signed_in(request))
        messages.success(request, _("%s signs from now on.") % signatory.full_name)
        return redirect("certificates:signatories")
    return render(request, "certificates/appoint.html", {"form": form}, status=422 if form.errors else 200)
