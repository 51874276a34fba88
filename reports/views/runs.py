"""The history of runs, a new run, and the proposals that come of one."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_q.tasks import async_task

from people.models import Role, StaffProfile
from people.scope import agencies_for, has_role, role_required, signed_in
from people.yielding import say_moment, wait_until
from reports.errors import RollUpRefused
from reports.forms import RunForm
from reports.models import RollUpRun
from reports.services import check_day, propose, roll_up
from reports.views.figures import address
from reports.views.reach import REPORT_ROLES, may_be_named, reach_of

RUNNERS = (Role.HR_MANAGER, Role.ADMINISTRATOR)
# Above this many people a run takes more than a few seconds and is left to the worker.
AT_ONCE = 10_000


@role_required(*REPORT_ROLES)
@require_http_methods(["GET", "HEAD"])
def list_runs(request: HttpRequest) -> HttpResponse:
    """Every run, the latest first, with the form for a new one."""
    return _show(request, RunForm(initial={"period": timezone.localdate().year}))


@role_required(*RUNNERS)
@require_POST
def start_run(request: HttpRequest) -> HttpResponse:
    """Counts now, or leaves a large count to the worker."""
    form = RunForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    now = timezone.now()
    period, as_of = form.cleaned_data["period"], form.day(timezone.localdate(now))
    try:
        check_day(as_of, now=now)
    except RollUpRefused as fault:
        form.add_error("as_of", str(fault))
        return _show(request, form, status=422)
    later = wait_until(now, since=now)
    if later or StaffProfile.objects.count() > AT_ONCE:
        async_task("reports.tasks.roll_up_now", period.code, as_of.isoformat(), request.user.pk)
        messages.info(request, _say_when(later))
        return redirect("reports_runs")
    run = roll_up(period, as_of, now=now, by=signed_in(request))
    messages.success(request, _("The roll-up is ready."))
    return redirect(address("reports_dashboard", run))


@role_required(Role.HR_MANAGER)
@require_POST
def make_proposals(request: HttpRequest, run_uuid: str) -> HttpResponse:
    """Asks the rules over one run, for the agencies that the user answers for."""
    run = get_object_or_404(RollUpRun, uuid=run_uuid)
    own = agencies_for(request.user, Role.HR_MANAGER)
    made = propose(run, now=timezone.now(), by=signed_in(request), agencies=own)
    count = len(made)
    words = ngettext("%(count)s new proposal.", "%(count)s new proposals.", count) % {"count": count}
    messages.success(request, words if count else _("No new proposal: the rules found nothing more."))
    return redirect(reverse("proposals"))


def _say_when(later: datetime | None) -> str:
    if later is None:
        return _("The roll-up has started. It appears here when it is ready.")
    words = _("People are sitting a test now. The roll-up is made at about %(at)s; you get a notice.")
    return words % {"at": say_moment(later)}


def _show(request: HttpRequest, form: RunForm, status: int = 200) -> HttpResponse:
    made = Count("proposals", filter=Q(proposals__agency__in=reach_of(request)))
    runs = RollUpRun.objects.select_related("created_by__staff").annotate(made=made)
    page = Paginator(runs.order_by("-created_at", "-pk"), 30).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "named": may_be_named(request, [run.created_by_id for run in page]),
        "may_count": has_role(request.user, *RUNNERS),
        "may_propose": has_role(request.user, Role.HR_MANAGER),
    }
    return render(request, "reports/runs.html", context, status=status)
