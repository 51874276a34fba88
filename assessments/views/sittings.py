"""Sittings as examiners prepare them and invigilators find them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.forms.sittings import InvigilatorsForm, SittingForm
from assessments.models import Place, PlaceState, Sitting, SittingState
from assessments.services import sittings as service
from assessments.services.attendance import rows_of
from assessments.services.places import MOVABLE
from assessments.services.sitting_checks import SittingNotPublishable, closed_too_early, refusals_of
from assessments.views import scoped, sitting_parts, words
from people.models import Role
from people.scope import has_role, role_required, signed_in


@role_required(*scoped.WATCHERS)
@require_GET
def sitting_list(request: HttpRequest) -> HttpResponse:
    """The sittings of the examiner's agencies, and those that the user watches."""
    counts = {
        "candidates": Count("places", filter=~Q(places__state=PlaceState.MOVED)),
        "admitted": Count("places", filter=Q(places__state=PlaceState.ADMITTED)),
    }
    sittings = scoped.sittings(request).annotate(**counts).order_by("-begins_at", "pk")
    context = {
        "ahead": [each for each in sittings if not each.is_over],
        "over": [each for each in sittings if each.is_over],
        "may_prepare": has_role(request.user, Role.EXAMINER),
    }
    return render(request, "assessments/sittings.html", context)


@role_required(*scoped.WATCHERS)
@require_GET
def sitting_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One sitting: when and where, who watches, its candidates, and what happened."""
    return _page(request, scoped.get_sitting(request, uuid))


@role_required(Role.EXAMINER)
@require_http_methods(["GET", "HEAD", "POST"])
def sitting_new(request: HttpRequest) -> HttpResponse:
    """A new sitting, as a draft."""
    asked = request.GET.get("exam", "")
    exam = scoped.exams(request).filter(code=asked).first()
    return _edited(request, Sitting(exam=exam, agency=exam.agency) if exam else Sitting())


@role_required(Role.EXAMINER)
@require_http_methods(["GET", "HEAD", "POST"])
def sitting_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Time, room and rules, as long as nobody has begun."""
    return _edited(request, scoped.get_own_sitting(request, uuid))


@role_required(Role.EXAMINER)
@require_http_methods(["GET", "HEAD", "POST"])
def sitting_invigilators(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who watches the sitting."""
    sitting = scoped.get_own_sitting(request, uuid)
    users = service.watchers_for(sitting).select_related("staff").order_by("staff__sort_key", "email")
    form = InvigilatorsForm(request.POST or None, users=users, initial={"users": sitting.invigilators.all()})
    if request.method == "POST" and form.is_valid():
        chosen, now = form.cleaned_data["users"], timezone.now()
        try:
            service.name_invigilators(sitting, list(chosen), now=now, by=signed_in(request))
        except SittingNotPublishable as error:
            form.add_error("users", words.sentences(error.refusals))
        except service.SittingHasMoved:
            form.add_error(None, str(words.SITTING_REFUSED[service.SittingHasMoved]))
        else:
            return redirect("sitting", sitting.uuid)
    context = {"form": form, "sitting": sitting, "crumbs": crumbs_of(sitting)}
    return render(request, "assessments/sitting_invigilators.html", context)


@role_required(Role.EXAMINER)
@require_POST
def sitting_publish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Lets the candidates know, or says what is missing and whom the times would cut short."""
    sitting = scoped.get_own_sitting(request, uuid)
    try:
        service.publish_sitting(sitting, now=timezone.now(), by=signed_in(request))
    except SittingNotPublishable:
        messages.error(request, _("The sitting was not published. What is missing stands below."))
        return _page(request, sitting, status=409)
    except service.SittingHasMoved as error:
        messages.error(request, str(words.SITTING_REFUSED[type(error)]))
    else:
        messages.success(request, _("The sitting is published. Its candidates will be told."))
    return redirect("sitting", sitting.uuid)


@role_required(*scoped.WATCHERS)
@require_POST
def sitting_close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Nobody starts any more; who was not admitted was absent."""
    sitting = scoped.get_sitting(request, uuid)
    try:
        absent = service.close_sitting(sitting, now=timezone.now(), by=signed_in(request))
    except service.SittingHasMoved as error:
        messages.error(request, str(words.SITTING_REFUSED[type(error)]))
    else:
        told = ngettext(
            "The sitting is closed. %(count)s candidate was absent.",
            "The sitting is closed. %(count)s candidates were absent.",
            absent,
        )
        messages.success(request, told % {"count": absent})
    return redirect("sitting", sitting.uuid)


def crumbs_of(sitting: Sitting) -> list[dict[str, str]]:
    """The way to a sitting."""
    own = [{"label": sitting.title, "url": reverse("sitting", args=[sitting.uuid])}] if sitting.pk else []
    return [{"label": _("Sittings"), "url": reverse("sittings")}, *own]


def _page(request: HttpRequest, sitting: Sitting, status: int = 200) -> HttpResponse:
    is_draft, is_open = sitting.state == SittingState.DRAFT, sitting.state == SittingState.PUBLISHED
    refusals = refusals_of(sitting, now=timezone.now()) if is_draft else closed_too_early(sitting)
    rows = rows_of(sitting)
    context = {
        "sitting": sitting,
        "crumbs": crumbs_of(sitting)[:1],
        "places": [sitting_parts.shown(row) for row in rows],
        "stats": sitting_parts.counts(rows),
        "refusals": words.sentences(refusals) if not sitting.is_over else [],
        "invigilators": sitting.invigilators.select_related("staff"),
        "incidents": sitting.incidents.select_related("written_by__staff"),
        "movable": _may_move(sitting) and any(row.place.state in MOVABLE for row in rows),
        "events": sitting_parts.events(sitting),
        "may_prepare": has_role(request.user, Role.EXAMINER, agency=sitting.agency),
        "is_draft": is_draft,
        "is_open": is_open,
        "may_cancel": is_open and not sitting.attempts.exists(),
        "cancellation": sitting.events.filter(kind="cancelled").last(),
        "tone": words.SITTING_TONES[SittingState(sitting.state)],
    }
    return render(request, "assessments/sitting.html", context, status=status)


def _may_move(sitting: Sitting) -> bool:
    """A draft's candidates are not moved but taken off, except those who came from another sitting."""
    return sitting.state != SittingState.DRAFT or Place.objects.filter(moved_to=sitting).exists()


def _edited(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    agencies = scoped.examined(request)
    exams = scoped.exams(request).filter(agency__in=agencies)
    form = SittingForm(request.POST or None, instance=sitting, exams=exams, agencies=agencies)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        return redirect("sitting", form.instance.uuid)
    context: dict[str, Any] = {"form": form, "sitting": sitting, "crumbs": crumbs_of(sitting)}
    return render(request, "assessments/sitting_form.html", context)


def _saved(request: HttpRequest, form: SittingForm) -> bool:
    try:
        service.save_sitting(form.save(commit=False), now=timezone.now(), by=signed_in(request))
    except SittingNotPublishable as error:
        form.add_error(None, words.sentences(error.refusals))
    except (service.SittingHasMoved, service.SittingHasStarted) as error:
        form.add_error(None, str(words.SITTING_REFUSED[type(error)]))
    else:
        return True
    return False
