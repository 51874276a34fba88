"""Rehearsals of a sitting: asked for by an examiner, watched, and their verdict in plain words."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.rehearsals import RehearsalForm
from assessments.models import RehearsalRun, RehearsalState, Sitting
from assessments.play.rehearsal import plan_for
from assessments.services import rehearsals as service
from assessments.views import scoped
from assessments.views.sittings import crumbs_of
from people.models import Role
from people.scope import require_role, role_required, signed_in

MINUTES = 3
SHOWN = 10
TONES = {RehearsalState.RUNNING: "active", RehearsalState.DONE: "ok", RehearsalState.FAILED: "warn"}
NO_ANSWER = "start: HTTP 0"


@role_required(Role.EXAMINER)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sitting_rehearsals(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks for a rehearsal, and shows the earlier ones."""
    sitting, now = scoped.get_own_sitting(request, uuid), timezone.now()
    service.give_up_stuck(now=now)
    places = min(max(sitting.places.count(), 1), service.MOST_CANDIDATES)
    form = RehearsalForm(request.POST or None, initial={"candidates": places, "minutes": MINUTES})
    if request.method == "POST" and form.is_valid() and (run := _asked(request, form, sitting, now)):
        return redirect("rehearsal", run.uuid)
    runs = sitting.rehearsals.select_related("asked_by__staff")[:SHOWN]
    context = {
        "sitting": sitting,
        "form": form,
        "runs": [{"run": run, **_state(run)} for run in runs],
        "refused": _refusal(sitting, now),
        "crumbs": crumbs_of(sitting),
    }
    return render(request, "assessments/sitting_rehearsals.html", context)


@role_required(Role.EXAMINER)
@require_safe
@never_cache
def rehearsal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One rehearsal: how far it is, or what came out."""
    run = _own_run(request, uuid)
    own = {"label": _("Rehearsals"), "url": reverse("sitting_rehearsals", args=[run.sitting.uuid])}
    context = {
        "run": run,
        "crumbs": [*crumbs_of(run.sitting), own],
        "progress": _progress(run),
        "faults": _faults(run),
        "facts": _facts(run),
    }
    return render(request, "assessments/rehearsal.html", context)


@role_required(Role.EXAMINER)
@require_safe
@never_cache
def rehearsal_state(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far it is, asked by the page until it is over."""
    run = _own_run(request, uuid)
    return render(request, "assessments/_rehearsal.html", {"run": run, "progress": _progress(run)})


def _own_run(request: HttpRequest, uuid: UUID) -> RehearsalRun:
    """A rehearsal of a sitting that the user prepares; one that nobody plays any more is given up first."""
    service.give_up_stuck(now=timezone.now())
    runs = RehearsalRun.objects.filter(sitting__in=scoped.sittings(request))
    run = get_object_or_404(runs.select_related("sitting__exam", "sitting__agency"), uuid=uuid)
    require_role(request.user, Role.EXAMINER, agency=run.sitting.agency)
    return run


def _asked(request: HttpRequest, form: RehearsalForm, sitting: Sitting, now: datetime) -> RehearsalRun | None:
    given = form.cleaned_data
    facts = {"candidates": given["candidates"], "seconds": 60 * given["minutes"]}
    try:
        return service.ask_rehearsal(sitting, **facts, now=now, by=signed_in(request))
    except service.RehearsalRefused as refusal:
        form.add_error(None, refusal.message)
    return None


def _refusal(sitting: Sitting, now: datetime) -> str:
    """Why nothing can be rehearsed now; empty if it can."""
    try:
        service.check_may_rehearse(sitting)
        service.check_quiet(now=now)
    except service.RehearsalRefused as refusal:
        return refusal.message
    return ""


def _state(run: RehearsalRun) -> dict[str, Any]:
    """Tone and word of a rehearsal in a list."""
    if run.state != RehearsalState.DONE:
        return {"tone": TONES[RehearsalState(run.state)], "word": run.get_state_display()}
    if run.facts["good"]:
        return {"tone": "ok", "word": _("carries it")}
    return {"tone": "bad", "word": _("does not carry it")}


def _progress(run: RehearsalRun) -> dict[str, Any]:
    """What a rehearsal under way shows; the share is that of the time."""
    if run.begun_at is None:
        return {"text": _("Waiting for the task worker")}
    lasts = int(plan_for(run).lasts.total_seconds())
    passed = int((timezone.now() - run.begun_at).total_seconds())
    if passed >= lasts:
        return {"text": _("Everybody hands in, and the answers are compared with the database")}
    return {"text": _("The simulated candidates sit the exam (seconds)"), "done": passed, "total": lasts}


def _faults(run: RehearsalRun) -> list[str]:
    """Why the installation does not carry the sitting, in sentences."""
    if NO_ANSWER in run.errors and not run.facts["started"]:
        at = {"url": settings.PUBLIC_URL}
        return [_("The server did not answer at %(url)s. Look whether PUBLIC_URL is right.") % at]
    sentences = {
        "lost": _("%(lost)s answers that were acknowledged are missing in the database."),
        "not_started": _("Only %(started)s of %(candidates)s candidates could start."),
        "not_submitted": _("Only %(submitted)s of the %(started)s who started could hand in."),
        "errors": _("%(errors)s requests failed."),
        "slow": _("Saving is slow: 95 %% of the answers were saved within %(p95_ms)s ms; 250 ms is the aim."),
    }
    facts = run.facts | {"p95_ms": round(run.facts.get("p95_ms", 0))}
    return [sentences[fault] % facts for fault in run.facts.get("faults", [])]


def _facts(run: RehearsalRun) -> list[dict[str, Any]]:
    """The numbers of a verdict."""
    labels = {
        "candidates": _("Simulated candidates"),
        "started": _("Started"),
        "starts_per_second": _("Starts a second"),
        "waiting_pages": _("Waiting pages shown"),
        "saves": _("Answers saved"),
        "saves_per_second": _("Answers saved a second"),
        "p50_ms": _("Half of the answers saved within (ms)"),
        "p95_ms": _("95 % of the answers saved within (ms)"),
        "p99_ms": _("99 % of the answers saved within (ms)"),
        "submitted": _("Handed in"),
        "errors": _("Requests that failed"),
        "lost": _("Acknowledged answers lost"),
        "cpu_ms_per_save": _("CPU of this machine for one answer (ms)"),
        "carries": _("Candidates whom this machine carries at the same time"),
    }
    return [{"label": label, "value": run.facts[name]} for name, label in labels.items() if run.facts]
