"""The door: the invigilator finds a candidate, checks the identity, and lets them in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.models import PlaceState, SittingState
from assessments.services import places as service
from assessments.services.attendance import rows_of
from assessments.services.errors import Refusal
from assessments.views import scoped, sitting_parts, words
from assessments.views.sittings import crumbs_of
from people.models import StaffProfile
from people.scope import role_required, signed_in


@role_required(*scoped.WATCHERS)
@require_GET
def sitting_admission(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The candidates of a published sitting, those who have not arrived first, found by name or staff code."""
    sitting = scoped.get_sitting(request, uuid)
    asked = request.GET.get("q", "").strip()[:100]
    found = StaffProfile.objects.filter(places__sitting=sitting).matching(asked)
    wanted = set(found.values_list("pk", flat=True))
    rows = [row for row in rows_of(sitting) if row.place.staff_id in wanted]
    context = {
        "sitting": sitting,
        "crumbs": crumbs_of(sitting),
        "asked": asked,
        "waiting": [sitting_parts.shown(row) for row in rows if row.state == PlaceState.EXPECTED],
        "others": [sitting_parts.shown(row) for row in rows if row.state != PlaceState.EXPECTED],
        "is_open": sitting.state == SittingState.PUBLISHED,
    }
    return render(request, "assessments/sitting_admission.html", context)


@role_required(*scoped.WATCHERS)
@require_POST
def place_admit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Admits, once the identity is ticked."""
    place = scoped.get_place(request, uuid)
    checked = request.POST.get("identity") == "on"
    try:
        service.admit(place, identity_checked=checked, now=timezone.now(), by=signed_in(request))
    except (service.IdentityNotChecked, service.PlaceHasMoved) as error:
        messages.error(request, f"{place.staff.full_name}: {words.SITTING_REFUSED[type(error)]}")
    else:
        messages.success(request, _("%(name)s is admitted.") % {"name": place.staff.full_name})
    return redirect("sitting_admission", place.sitting.uuid)


@role_required(*scoped.WATCHERS)
@require_POST
def place_take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Undoes an admission by mistake."""
    place = scoped.get_place(request, uuid)
    try:
        service.take_back_admission(place, now=timezone.now(), by=signed_in(request))
    except (service.PlaceHasMoved, Refusal):
        reason = words.SITTING_REFUSED[service.PlaceHasMoved]
        messages.error(request, f"{place.staff.full_name}: {reason}")
    return redirect("sitting_admission", place.sitting.uuid)
