"""A sitting that does not take place: cancelled once its candidates knew of it, deleted while it is a draft."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.forms.acts import CancellationForm
from assessments.models import Sitting, SittingState
from assessments.services import sittings as service
from assessments.services.sitting_checks import expected
from assessments.views import scoped, words
from assessments.views.sittings import crumbs_of
from people.models import Role
from people.scope import role_required, signed_in


@role_required(Role.EXAMINER)
@require_http_methods(["GET", "HEAD", "POST"])
def sitting_cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks for the reason, and cancels."""
    sitting = scoped.get_own_sitting(request, uuid)
    form = CancellationForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        facts = _asked(sitting) | {"form": form, "is_open": sitting.state == SittingState.PUBLISHED}
        return render(request, "assessments/sitting_cancel.html", facts)
    reason = form.cleaned_data["reason"]
    try:
        service.cancel_sitting(sitting, reason=reason, now=timezone.now(), by=signed_in(request))
    except (service.SittingHasMoved, service.SittingHasStarted) as error:
        messages.error(request, str(words.SITTING_REFUSED[type(error)]))
    else:
        messages.success(request, _("The sitting is cancelled. Everybody who counted on it will be told."))
    return redirect("sitting", sitting.uuid)


@role_required(Role.EXAMINER)
@require_http_methods(["GET", "HEAD", "POST"])
def sitting_delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks once more, and deletes a draft."""
    sitting = scoped.get_own_sitting(request, uuid)
    if request.method != "POST":
        return render(request, "assessments/sitting_delete.html", _asked(sitting))
    try:
        service.delete_draft(sitting, now=timezone.now(), by=signed_in(request))
    except (service.SittingHasMoved, service.PlacesWereMovedHere) as error:
        messages.error(request, str(words.SITTING_REFUSED[type(error)]))
        return redirect("sitting", sitting.uuid)
    messages.success(request, _("The draft is deleted."))
    return redirect("sittings")


def _asked(sitting: Sitting) -> dict[str, object]:
    back = reverse("sitting", args=[sitting.uuid])
    return {
        "sitting": sitting,
        "crumbs": crumbs_of(sitting),
        "back": back,
        "count": expected(sitting).count(),
    }
