"""The persons behind a figure."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from people.models import Role
from people.scope import has_role, role_required
from reports.models import RollUpNode, RollUpPerson, RollUpRun
from reports.models.rollups import MEASURED, PersonQuerySet
from reports.reading import reads_reports
from reports.views.dashboard import send_workbook
from reports.views.figures import address, measure_labels
from reports.views.reach import REPORT_ROLES, find_node, find_run, find_tops, reach_of

PER_PAGE = 50


@role_required(*REPORT_ROLES)
@require_safe
@reads_reports
def list_persons(request: HttpRequest) -> HttpResponse:
    """Who is counted by one measure of one agency, or of all that the user answers for.

    Those who serve outside the user's reach today stay unnamed.
    """
    run, node, measure, own = _asked(request)
    found = _persons(request, run, node, measure, own=own)
    seen = found.filter(agency__in=reach_of(request)).order_by("staff__sort_key", "staff_code")
    page = Paginator(seen, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "place": _place(node),
        "own": own,
        "measure": measure,
        "label": measure_labels()[measure],
        "page": page,
        "names": _names(run),
        "may_open": has_role(request.user, Role.HR_MANAGER, Role.ADMINISTRATOR),
        "hidden": found.count() - page.paginator.count,
        "tabs": _tabs(run, node, measure, own=own),
        "crumbs": [{"label": _place(node), "url": address("reports_dashboard", run, node)}],
        "export_url": address("reports_people_export", run, node, measure=measure, **_own(own)),
    }
    return render(request, "reports/persons.html", context)


@role_required(*REPORT_ROLES)
@require_safe
@reads_reports
def export_persons(request: HttpRequest) -> HttpResponse:
    """The same persons with each of their courses, as a workbook."""
    from reports.services.workbooks import persons_workbook

    run, node, measure, own = _asked(request)
    counted = _persons(request, run, node, measure, own=own).values("staff_id")
    rows = run.persons.filter(agency__in=reach_of(request), staff__in=counted)
    title = f"{_place(node)}: {measure_labels()[measure]}"
    content = persons_workbook(run, title, rows, _names(run))
    return send_workbook(content, f"danh-sach-{run.period}-{measure.replace('_', '-')}.xlsx")


def _asked(request: HttpRequest) -> tuple[RollUpRun, RollUpNode | None, str, bool]:
    """Run, agency (None: several in view), measure, and whether only the agency itself is meant. Raises Http404."""
    run = find_run(request)
    node = find_node(request, run) if run else None
    measure = request.GET.get("measure", "in_scope")
    if run is None or measure not in MEASURED:
        raise Http404
    return run, node, measure, request.GET.get("own") == "1"


def _place(node: RollUpNode | None) -> str:
    return node.name if node else _("Agencies you answer for")


def _persons(
    request: HttpRequest, run: RollUpRun, node: RollUpNode | None, measure: str, *, own: bool
) -> PersonQuerySet:
    tops = [node] if node else find_tops(request, run)
    rows = RollUpPerson.objects.below(*tops) if tops else RollUpPerson.objects.none()
    if node and own:
        rows = rows.filter(agency=node.agency_id)
    return rows.per_person().measured(measure)


def _names(run: RollUpRun) -> dict[int, str]:
    """Agency id → its name on the run's day."""
    return dict(run.nodes.values_list("agency_id", "name"))


def _tabs(run: RollUpRun, node: RollUpNode | None, measure: str, *, own: bool) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "url": address("reports_people", run, node, measure=name, **_own(own)),
            "current": name == measure,
        }
        for name, label in measure_labels().items()
    ]


def _own(own: bool) -> dict[str, str]:
    return {"own": "1"} if own else {}
