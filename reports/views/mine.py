"""A person's own page: what is proposed about me, on which facts, and my say."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.models import Role
from people.scope import agencies_for, signed_in
from reports.errors import ProposalRefused
from reports.forms import WordsForm
from reports.models import Proposal
from reports.services import give_statement
from reports.services.speakers import may_speak
from reports.views.pieces import describe_proposal


@login_required
@require_safe
def list_mine(request: HttpRequest) -> HttpResponse:
    """Proposals about the user, or about an agency that the user speaks for."""
    user = signed_in(request)
    about_me = Proposal.objects.told_to(user).select_related("agency", "rule_version__rule")
    managed = agencies_for(user, Role.HR_MANAGER)
    told = Q(statement_until__isnull=False) | Q(announced_at__isnull=False)
    collective = Proposal.objects.filter(told, subject_staff=None, agency__in=managed)
    ours = [one for one in collective.select_related("agency") if may_speak(user, one)]
    return render(request, "reports/my_proposals.html", {"proposals": [*about_me, *ours]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_proposal(request: HttpRequest, proposal_uuid: str) -> HttpResponse:
    """The facts, and a form for the say while the window is open. To everybody else this does not exist."""
    proposal = get_object_or_404(Proposal.objects.select_related("agency", "run"), uuid=proposal_uuid)
    told = proposal.statement_until is not None or proposal.announced_at is not None
    if not told or not may_speak(signed_in(request), proposal):
        raise Http404
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _keep(request, proposal, form.cleaned_data["text"])
    context = describe_proposal(proposal, timezone.localdate()) | {
        "form": form,
        "crumbs": [{"label": _("Proposals about me"), "url": reverse("my_proposals")}],
    }
    return render(request, "reports/my_proposal.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, proposal: Proposal, text: str) -> HttpResponse:
    try:
        give_statement(proposal, text, now=timezone.now(), by=signed_in(request))
    except ProposalRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your say is kept with the proposal, in your own words."))
    return redirect("my_proposal", proposal.uuid)
