"""The HR dashboard: the state in a sentence, four numbers, and the agencies below, each figure with its list."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.scope import role_required
from reports.exports import XLSX
from reports.models import RollUpNode, RollUpRun
from reports.periods import parse_period
from reports.reading import reads_reports
from reports.views.figures import add_up, address, figure_row, say_state, stat_links
from reports.views.reach import REPORT_ROLES, find_node, find_run, find_tops, reach_of


@role_required(*REPORT_ROLES)
@require_safe
@reads_reports
def dashboard(request: HttpRequest) -> HttpResponse:
    """One run, one agency (or all that the user answers for)."""
    run = find_run(request)
    if run is None:
        return render(request, "reports/no_run.html")
    node = find_node(request, run)
    tops = [node] if node else find_tops(request, run)
    figures = node.subtree if node else add_up(tops)
    context = {
        "run": run,
        "period": parse_period(run.period),
        "periods": _periods(),
        "node": node,
        "crumbs": _crumbs(request, run, node),
        "sentence": say_state(figures),
        "stats": stat_links(run, node, figures),
        "rows": _rows(request, run, node, tops),
        "export_url": address("reports_export", run, node),
        "people_url": address("reports_people", run, node, measure="in_scope") if tops else "",
    }
    return render(request, "reports/dashboard.html", context)


@role_required(*REPORT_ROLES)
@require_safe
@reads_reports
def export_tree(request: HttpRequest) -> HttpResponse:
    """The tree below the agency in view, as a workbook."""
    from reports.services.workbooks import tree_workbook

    run = find_run(request)
    if run is None:
        return render(request, "reports/no_run.html", status=404)
    node = find_node(request, run)
    nodes = run.nodes.within(reach_of(request)).order_by("path")
    if node:
        nodes = nodes.below(node)
    return send_workbook(tree_workbook(run, nodes), f"tong-hop-{run.period}-{run.as_of:%Y%m%d}.xlsx")


def send_workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _periods() -> list[str]:
    """Periods that have a run, the latest first."""
    return sorted(set(RollUpRun.objects.order_by().values_list("period", flat=True)), reverse=True)


def _rows(
    request: HttpRequest, run: RollUpRun, node: RollUpNode | None, tops: list[RollUpNode]
) -> list[dict[str, Any]]:
    """The agency's own line, then its children; or the tops when several are in view."""
    if node is None:
        return [figure_row(run, top) for top in tops]
    children = run.nodes.within(reach_of(request)).filter(parent_code=node.code).select_related("agency")
    below = [figure_row(run, child) for child in children.order_by("code")]
    own = [figure_row(run, node, own=True)] if node.own["in_scope"] or not below else []
    return own + below


def _crumbs(request: HttpRequest, run: RollUpRun, node: RollUpNode | None) -> list[dict[str, str]]:
    """The agencies above the one in view, as far as the user's reach goes."""
    if node is None:
        return []
    codes = node.path.split("/")[:-2]
    above = run.nodes.within(reach_of(request)).filter(code__in=codes).select_related("agency")
    return [
        {"label": one.name, "url": address("reports_dashboard", run, one)} for one in above.order_by("path")
    ]
