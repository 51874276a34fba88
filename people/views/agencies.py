"""The tree of agencies, as far as the user's roles reach."""

from collections import Counter
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import scope
from ..forms import agencies_named
from ..models import Agency, Posting
from . import MANAGERS

_WHOLE_TREE = 300


@scope.role_required(*MANAGERS)
@require_safe
def agency_tree(request: HttpRequest) -> HttpResponse:
    """All agencies with the number of people; of a large tree the top two levels, or what was searched for."""
    reach = scope.agencies_for(request.user, *MANAGERS)
    words = request.GET.get("q", "").strip()[:100]
    shown = agencies_named(reach, words) if words else reach
    total = reach.count()
    top = min((agency.depth for agency in shown[:1]), default=1)
    if not words and total > _WHOLE_TREE:
        shown = shown.filter(depth__lte=top + 1)
    rows = _rows(list(shown[: _WHOLE_TREE + 1]), top)
    context = {"rows": rows, "total": total, "q": words, "is_cut": len(rows) < total and not words}
    return render(request, "people/agency_tree.html", context)


@scope.role_required(*MANAGERS)
@require_safe
def agency_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One agency: its place, its history, what lies below, who holds roles over it."""
    reach = scope.agencies_for(request.user, *MANAGERS)
    agency = get_object_or_404(reach, uuid=uuid)
    below = list(reach.filter(path__startswith=agency.path, depth=agency.depth + 1))
    context = {
        "agency": agency,
        "above": [one for one in agency.get_ancestors() if reach.filter(pk=one.pk).exists()],
        "rows": _rows(below, agency.depth + 1),
        "periods": agency.periods.select_related("parent").order_by("-valid_from"),
        "grants": agency.role_grants.current().select_related("user__staff").order_by("role"),
        "count": _count([agency])[agency.pk],
        "today": timezone.localdate(),
    }
    return render(request, "people/agency_detail.html", context)


def _rows(agencies: list[Agency], top: int) -> list[tuple[Agency, int, int]]:
    """Each agency with its level for the eye and its number of people, units below included."""
    counts = _count(agencies)
    return [(agency, min(max(agency.depth - top, 0), 6), counts[agency.pk]) for agency in agencies]


def _count(agencies: list[Agency]) -> Counter[int]:
    own = Counter(
        Posting.objects.filter(ended_on=None, staff__simulated=False).values_list("agency__path", flat=True)
    )
    counts: Counter[int] = Counter()
    wanted = {agency.path: agency.pk for agency in agencies}
    for path, number in own.items():
        for end in range(Agency.steplen, len(path) + 1, Agency.steplen):
            if path[:end] in wanted:
                counts[wanted[path[:end]]] += number
    return counts
