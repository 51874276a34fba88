"""Candidates into a sitting: looked up, previewed, added; taken off again; moved to a make-up sitting."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments.forms.sittings import CandidateCourse, CandidateFile, CandidateList, MoveForm
from assessments.models import Sitting
from assessments.services import places as service
from assessments.services.candidates import Found, find_candidates
from assessments.services.sitting_checks import SittingNotPublishable
from assessments.services.sittings import SittingHasMoved
from assessments.views import scoped, words
from assessments.views.sittings import crumbs_of
from people.models import Role
from people.scope import role_required, signed_in


@role_required(Role.EXAMINER)
@require_http_methods(["GET", "HEAD", "POST"])
def sitting_candidates(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Takes a list, shows whom it would add and what of it is refused, and adds them."""
    sitting = scoped.get_own_sitting(request, uuid)
    forms = _forms(request, sitting)
    sent = next((form for form in forms if form.is_bound), None)
    context: dict[str, Any] = {"forms": forms, "sent": sent, "sitting": sitting, "crumbs": crumbs_of(sitting)}
    if sent and sent.is_valid():
        found = find_candidates(sitting, sent.entries(), by=signed_in(request))
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


@role_required(Role.EXAMINER)
@require_http_methods(["GET", "HEAD", "POST"])
def sitting_move(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """No-shows into a make-up sitting."""
    sitting = scoped.get_own_sitting(request, uuid)
    places = (
        sitting.places.filter(state__in=service.MOVABLE).select_related("staff").order_by("staff__sort_key")
    )
    form = MoveForm(request.POST or None, places=places, targets=_targets(request, sitting))
    if request.method == "POST" and form.is_valid():
        chosen, target = list(form.cleaned_data["places"]), form.cleaned_data["target"]
        try:
            count = service.move_places(chosen, target, now=timezone.now(), by=signed_in(request))
        except SittingNotPublishable as error:
            form.add_error("target", words.sentences(error.refusals))
        except (SittingHasMoved, service.PlaceHasMoved) as error:
            form.add_error(None, str(words.SITTING_REFUSED[type(error)]))
        else:
            told = ngettext("%(count)s candidate was moved.", "%(count)s candidates were moved.", count)
            messages.success(request, told % {"count": count})
            return redirect("sitting", sitting.uuid)
    context = {"form": form, "sitting": sitting, "crumbs": crumbs_of(sitting), "places": places}
    return render(request, "assessments/sitting_move.html", context)


def _targets(request: HttpRequest, sitting: Sitting) -> "QuerySet[Sitting]":
    """Where the user may move the candidates of a sitting."""
    own = Sitting.objects.ahead().filter(
        agency__in=scoped.examined(request), exam=sitting.exam, trial=sitting.trial
    )
    return own.exclude(pk=sitting.pk)


def _forms(request: HttpRequest, sitting: Sitting) -> list[CandidateList | CandidateFile | CandidateCourse]:
    """One form for each way to name candidates; the one that was sent is bound."""

    def sent(way: str) -> dict[str, Any]:
        here = request.method == "POST" and request.POST.get("way") == way
        return {"data": request.POST, "files": request.FILES} if here else {}

    initial = {"course": sitting.exam.course_id, "agency": sitting.agency_id}
    return [
        CandidateList(**sent("list")),
        CandidateFile(**sent("file")),
        CandidateCourse(**sent("course"), agencies=scoped.examined(request), initial=initial),
    ]


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


def _preview(found: Found) -> dict[str, Any]:
    refused = [
        {"entry": each.entry, "text": str(words.CANDIDATE_REASONS[each.reason]) % {"title": each.detail}}
        for each in found.refused
    ]
    codes = "\n".join(staff.staff_code for staff in found.people)
    return {"found": found, "refused": refused, "codes": codes, "looked": True}
