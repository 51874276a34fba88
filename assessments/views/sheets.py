"""What is printed of a sitting: the attendance list to sign, and the results sheet."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments.models import PlaceState
from assessments.services.attendance import rows_of
from assessments.views import scoped
from assessments.views.sittings import crumbs_of
from people.models import Role
from people.scope import has_role, role_required


@role_required(*scoped.WATCHERS)
@require_GET
def sitting_attendance(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Everybody who is to come, with room for a signature."""
    sitting = scoped.get_sitting(request, uuid)
    rows = rows_of(sitting, without=PlaceState.MOVED)
    context = {"sitting": sitting, "rows": rows, "crumbs": crumbs_of(sitting)}
    return render(request, "assessments/sitting_attendance.html", context)


@role_required(Role.EXAMINER)
@require_GET
def sitting_results(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Scores of each part and who passed, for those who examine: a candidate's own page keeps the review policy.

    What waits for the exam council is shown only to those who may publish it.
    """
    sitting = scoped.get_own_sitting(request, uuid)
    everything = rows_of(sitting, without=PlaceState.MOVED)
    may_publish = has_role(request.user, Role.EXAMINER, agency=sitting.exam.agency)
    rows = everything if may_publish else [row.published() for row in everything]
    parts = list(sitting.exam.parts.order_by("position"))
    context = {
        "sitting": sitting,
        "parts": parts,
        "rows": [
            {
                "row": row,
                "scores": row.scores_of(parts),
                "passed": row.passed(parts),
                "hidden": whole.waits and not may_publish,
            }
            for row, whole in zip(rows, everything, strict=True)
        ],
        "waiting": sum(row.waits for row in everything),
        "may_publish": may_publish,
        "came": sum(row.place.state == PlaceState.ADMITTED for row in rows),
        "passed": sum(row.passed(parts) is True for row in rows),
        "crumbs": crumbs_of(sitting),
    }
    return render(request, "assessments/sitting_results.html", context)
