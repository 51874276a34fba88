"""Incident reports (biên bản) of a sitting: written once, read and printed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.forms.sittings import IncidentForm
from assessments.models import IncidentReport, SittingState
from assessments.services.incidents import write_incident
from assessments.views import scoped
from assessments.views.sittings import crumbs_of
from people.scope import role_required, signed_in


@role_required(*scoped.WATCHERS)
@require_http_methods(["GET", "HEAD", "POST"])
def incident_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new report about a sitting that candidates know of."""
    sitting = scoped.get_sitting(request, uuid)
    places = sitting.places.select_related("staff").order_by("staff__sort_key")
    if sitting.state == SittingState.DRAFT:
        messages.error(request, _("Nothing can have happened: the sitting is not published yet."))
        return redirect("sitting", sitting.uuid)
    now = timezone.localtime()
    form = IncidentForm(request.POST or None, places=places, initial={"happened_at": now})
    if request.method == "POST" and form.is_valid():
        facts, by = form.cleaned_data, signed_in(request)
        chosen, at = list(facts["places"]), facts["happened_at"]
        report = write_incident(sitting, facts["kind"], facts["text"], chosen, happened_at=at, now=now, by=by)
        return redirect("incident", report.uuid)
    context = {"form": form, "sitting": sitting, "crumbs": crumbs_of(sitting)}
    return render(request, "assessments/incident_form.html", context)


@role_required(*scoped.WATCHERS)
@require_GET
def incident(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One report, to read and to print."""
    reports = IncidentReport.objects.filter(sitting__in=scoped.sittings(request))
    reports = reports.select_related("sitting__exam", "sitting__agency", "written_by__staff")
    report = get_object_or_404(reports, uuid=uuid)
    context = {
        "report": report,
        "sitting": report.sitting,
        "places": report.places.select_related("staff").order_by("staff__sort_key"),
        "crumbs": crumbs_of(report.sitting),
    }
    return render(request, "assessments/incident.html", context)
