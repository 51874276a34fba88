"""Proposals for those who answer for them: the list, one in full, and each step."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.models import Role
from people.scope import has_role, require_role, role_required, signed_in
from reports.errors import ProposalRefused
from reports.forms import DecisionForm, NoteForm, ReasonForm
from reports.models import Proposal, ProposalState
from reports.models.proposals import ProposalQuerySet
from reports.services import announce_decision, decide, submit_proposal, withdraw_proposal
from reports.views.dashboard import send_workbook
from reports.views.pieces import describe_proposal
from reports.views.reach import REPORT_ROLES


@role_required(*REPORT_ROLES)
@require_safe
def list_proposals(request: HttpRequest) -> HttpResponse:
    """Those within the user's reach, by state and rule; filters stand in the address."""
    visible = _visible(request)
    state, rule = request.GET.get("state", ""), request.GET.get("rule", "")
    found = _filtered(visible, state, rule).select_related("agency", "subject_staff", "rule_version__rule")
    context = {
        "page": Paginator(found, 30).get_page(request.GET.get("page")),
        "export_url": f"{reverse('proposals_export')}?{urlencode({'state': state, 'rule': rule})}",
        "tabs": _tabs(visible.filter(rule_code=rule) if rule else visible, state, rule),
        "rules": visible.order_by("rule_code").values_list("rule_code", flat=True).distinct(),
        "rule": rule,
        "state": state,
    }
    return render(request, "reports/proposals.html", context)


@role_required(*REPORT_ROLES)
@require_safe
def export_proposals(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook."""
    from reports.services.workbooks import proposals_workbook

    state, rule = request.GET.get("state", ""), request.GET.get("rule", "")
    found = _filtered(_visible(request), state, rule)
    return send_workbook(proposals_workbook(found), f"de-xuat-{timezone.localdate():%Y%m%d}.xlsx")


@role_required(*REPORT_ROLES)
@require_safe
def show_proposal(request: HttpRequest, proposal_uuid: str) -> HttpResponse:
    """One proposal in full, with the forms that this user may use now."""
    return _show(request, _find(request, proposal_uuid))


@role_required(*REPORT_ROLES)
@require_POST
def submit(request: HttpRequest, proposal_uuid: str) -> HttpResponse:
    """Sends it up for decision."""
    proposal = _find(request, proposal_uuid, Role.HR_MANAGER)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, proposal, submission=form, status=422)
    note = form.cleaned_data["note"]
    return _act(
        request,
        proposal,
        lambda: submit_proposal(proposal, note, now=timezone.now(), by=signed_in(request)),
        _("Submitted for decision."),
    )


@role_required(*REPORT_ROLES)
@require_POST
def withdraw(request: HttpRequest, proposal_uuid: str) -> HttpResponse:
    """Takes it back, with a reason."""
    proposal = _find(request, proposal_uuid, Role.HR_MANAGER)
    form = ReasonForm(request.POST, prefix="withdraw")
    if not form.is_valid():
        return _show(request, proposal, withdrawal=form, status=422)
    reason = form.cleaned_data["reason"]
    return _act(
        request,
        proposal,
        lambda: withdraw_proposal(proposal, reason, now=timezone.now(), by=signed_in(request)),
        _("The proposal was withdrawn."),
    )


@role_required(*REPORT_ROLES)
@require_POST
def decide_on(request: HttpRequest, proposal_uuid: str) -> HttpResponse:
    """Approves or not, with a reason."""
    proposal = _find(request, proposal_uuid, Role.DECIDER)
    form = DecisionForm(request.POST, prefix="decide")
    if not form.is_valid():
        return _show(request, proposal, decision=form, status=422)
    data = form.cleaned_data
    return _act(
        request,
        proposal,
        lambda: decide(proposal, data["approve"], data["reason"], now=timezone.now(), by=signed_in(request)),
        _("Your decision is kept. The person who submitted the proposal has been told."),
    )


@role_required(*REPORT_ROLES)
@require_POST
def announce(request: HttpRequest, proposal_uuid: str) -> HttpResponse:
    """Tells the person concerned what was decided."""
    proposal = _find(request, proposal_uuid, Role.HR_MANAGER, Role.DECIDER)
    return _act(
        request,
        proposal,
        lambda: announce_decision(proposal, now=timezone.now(), by=signed_in(request)),
        _("The person concerned has been told."),
    )


def _visible(request: HttpRequest) -> ProposalQuerySet:
    return Proposal.objects.visible_to(request.user, *REPORT_ROLES)


def _filtered(proposals: ProposalQuerySet, state: str, rule: str) -> ProposalQuerySet:
    """Only one state or one rule, where the address asks for it."""
    found = proposals.filter(state=state) if state in ProposalState.values else proposals
    return found.filter(rule_code=rule) if rule else found


def _find(request: HttpRequest, proposal_uuid: str, *roles: str) -> Proposal:
    """404 outside the user's reach; 403 within it without the role that the step needs."""
    related = (
        "agency",
        "run",
        "rule_version__rule",
        "rule_version__legal_basis",
        "subject_user",
        "statement",
    )
    proposal = get_object_or_404(_visible(request).select_related(*related), uuid=proposal_uuid)
    if roles:
        require_role(request.user, *roles, agency=proposal.agency)
    return proposal


def _act(request: HttpRequest, proposal: Proposal, step: Callable[[], Proposal], done: str) -> HttpResponse:
    """Does one step, and says what came of it."""
    try:
        step()
    except ProposalRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("proposal", proposal.uuid)


def _show(
    request: HttpRequest,
    proposal: Proposal,
    *,
    decision: DecisionForm | None = None,
    withdrawal: ReasonForm | None = None,
    submission: NoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    manages = has_role(request.user, Role.HR_MANAGER, agency=proposal.agency)
    decides = has_role(request.user, Role.DECIDER, agency=proposal.agency)
    context = describe_proposal(proposal, timezone.localdate()) | {
        "crumbs": [{"label": _("Proposals"), "url": reverse("proposals")}],
        "may": _steps_open_to(request, proposal, manages=manages, decides=decides),
        "decision": decision or DecisionForm(prefix="decide"),
        "submission": submission or NoteForm(),
        "withdrawal": withdrawal or ReasonForm(prefix="withdraw"),
    }
    return render(request, "reports/proposal.html", context, status=status)


def _steps_open_to(
    request: HttpRequest, proposal: Proposal, *, manages: bool, decides: bool
) -> dict[str, bool]:
    """Which forms the page offers; the services decide again when one is sent."""
    concerned = request.user.pk == proposal.subject_user_id
    state = proposal.state
    in_review = state == ProposalState.UNDER_REVIEW
    silent = (
        state == ProposalState.AWAITING_STATEMENT
        and proposal.statement_until is not None
        and timezone.localdate() > proposal.statement_until
    )
    decided = state in {ProposalState.APPROVED, ProposalState.REJECTED}
    submitted = state == ProposalState.SUBMITTED
    own = request.user.pk == proposal.submitted_by_id
    undecided = not decided and state != ProposalState.WITHDRAWN
    return {
        "submit": manages and not concerned and (in_review or silent),
        "withdraw": manages and not concerned and undecided,
        "decide": decides and not concerned and submitted and not own,
        "announce": (manages or decides) and decided and proposal.announced_at is None,
    }


def _tabs(visible: ProposalQuerySet, state: str, rule: str) -> list[dict[str, Any]]:
    """All, then each state with its number."""
    counts = dict(visible.order_by().values_list("state").annotate(number=Count("pk")))
    more = f"&rule={rule}" if rule else ""
    tabs = [(_("All"), "", sum(counts.values()))]
    tabs += [(str(label).capitalize(), value, counts.get(value, 0)) for value, label in ProposalState.choices]
    return [
        {"label": f"{label} ({number})", "url": f"?state={value}{more}", "current": value == state}
        for label, value, number in tabs
    ]
