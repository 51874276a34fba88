"""Candidates into a sitting: looked up, previewed, added; taken off again; moved to a make-up sitting."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments.forms.sittings import CandidateList
from assessments.models import Sitting
from assessments.services import places as service
from assessments.services.candidates import Found, entries_of, find_candidates
from assessments.services.sittings import SittingHasMoved, SittingNotPublishable
from assessments.views import scoped, words
from assessments.views.sittings import crumbs_of
from people.models import Role
from people.scope import role_required, signed_in


@role_required(Role.EXAMINER)
@require_http_methods(["GET", "HEAD", "POST"])
def sitting_candidates(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Takes a list, shows whom it would add and what of it is refused, and adds them."""
    sitting = scoped.get_own_sitting(request, uuid)
    form = CandidateList(request.POST or None)
    context = {"form": form, "sitting": sitting, "crumbs": crumbs_of(sitting)}
    if request.method == "POST" and form.is_valid():
        found = find_candidates(sitting, entries_of(form.cleaned_data["lines"]), by=signed_in(request))
        if "add" in request.POST and _added(request, sitting, found):
            return redirect("sitting", sitting.uuid)
        context |= _preview(found)
    return render(request, "assessments/sitting_candidates.html", context)


@role_required(Role.EXAMINER)
@require_POST
def place_withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Takes somebody off the list who has not come yet."""
    place = scoped.get_place(request, uuid)
    scoped.get_own_sitting(request, place.sitting.uuid)
    try:
        service.withdraw_place(place, now=timezone.now(), by=signed_in(request))
    except (service.PlaceHasMoved, SittingHasMoved) as error:
        messages.error(request, str(words.SITTING_REFUSED[type(error)]))
    return redirect("sitting", place.sitting.uuid)


def _added(request: HttpRequest, sitting: Sitting, found: Found) -> bool:
    try:
        count = service.give_places(sitting, found.people, now=timezone.now(), by=signed_in(request))
    except SittingNotPublishable as error:
        for sentence in words.sentences(error.refusals):
            messages.error(request, sentence)
        return False
    except SittingHasMoved as error:
        messages.error(request, str(words.SITTING_REFUSED[type(error)]))
        return False
    told = ngettext("%(count)s candidate was added.", "%(count)s candidates were added.", count)
    messages.success(request, told % {"count": count})
    return True


def _preview(found: Found) -> dict[str, object]:
    refused = [
        {"entry": entry, "text": str(words.CANDIDATE_REASONS[entry.reason]) % {"title": entry.detail}}
        for entry in found.refused
    ]
    codes = "\n".join(staff.staff_code for staff in found.people)
    return {"found": found, "refused": refused, "codes": codes, "looked": True}
