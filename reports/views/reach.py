"""What a request may see: the run it asks for, and the part of its tree that the user's roles reach."""

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from people.models import Agency, Role
from people.scope import agencies_for, signed_in, staff_visible_to
from reports.models import RollUpNode, RollUpRun

REPORT_ROLES = (Role.HR_MANAGER, Role.DECIDER, Role.ADMINISTRATOR)


def reach_of(request: HttpRequest) -> "QuerySet[Agency]":
    """The agencies whose figures and proposals the user may see."""
    return agencies_for(request.user, *REPORT_ROLES)


def may_be_named(request: HttpRequest, accounts: Iterable[int | None]) -> set[int]:
    """Of these accounts, the user's own and those of the staff within the user's reach."""
    staff = staff_visible_to(request.user, *REPORT_ROLES).filter(user__in=accounts)
    return {signed_in(request).pk, *staff.values_list("user", flat=True)}


def find_run(request: HttpRequest) -> RollUpRun | None:
    """The run named by `?run=`, else the latest of `?period=`; without both that of this year, else the latest.

    None when there is none at all. Raises Http404 when the one named is not there.
    """
    if "run" in request.GET:
        return _get_run(request.GET["run"])
    runs = RollUpRun.objects.all()
    period = request.GET.get("period")
    run = runs.filter(period=period or str(timezone.localdate().year)).first()
    if period and run is None:
        raise Http404
    return run or runs.first()


def find_node(request: HttpRequest, run: RollUpRun) -> RollUpNode | None:
    """The agency named by `?agency=`, or the only one on top of the user's reach; None when there are several."""
    if "agency" in request.GET:
        nodes = run.nodes.within(reach_of(request)).select_related("agency")
        node = nodes.filter(agency__uuid=_uuid(request.GET["agency"])).first()
        if node is None:
            raise Http404
        return node
    tops = find_tops(request, run)
    return tops[0] if len(tops) == 1 else None


def find_tops(request: HttpRequest, run: RollUpRun) -> list[RollUpNode]:
    """The nodes within the user's reach whose parent is not."""
    nodes = list(run.nodes.within(reach_of(request)).select_related("agency"))
    codes = {node.code for node in nodes}
    return [node for node in nodes if node.parent_code not in codes]


def _get_run(text: str) -> RollUpRun:
    run = RollUpRun.objects.filter(uuid=_uuid(text)).first()
    if run is None:
        raise Http404
    return run


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None
