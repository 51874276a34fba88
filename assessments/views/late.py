"""Late answers of an exam: examiners look at them and accept or refuse each with a reason."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.core.items import ItemContent, from_json
from assessments.forms.late import LateDecisionForm
from assessments.models import Attempt, AttemptEvent, AttemptState, FormItem, Response, ResponseLog
from assessments.services.answer_files import TAKEN
from assessments.services.errors import Refusal
from assessments.services.late import decide_late
from assessments.services.reviews import given_text
from assessments.views import scoped
from people.models import Role
from people.scope import require_role, role_required, signed_in

CLOSED = {AttemptState.SUBMITTED, AttemptState.SCORED}


@role_required(*scoped.AUTHORS)
@require_safe
def late_list(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The attempts of an exam that have late answers; those that wait come first."""
    exam = scoped.get_exam(request, uuid)
    require_role(request.user, Role.EXAMINER, agency=exam.agency)
    entries = ResponseLog.objects.to_judge().filter(attempt__part__exam=exam)
    attempts = (
        Attempt.objects.filter(response_log__in=entries)
        .annotate(late=Count("response_log"), waiting=Count("response_log", Q(response_log__decision=None)))
        .select_related("staff", "part")
        .order_by("-waiting", "-started_at")
    )
    facts = {"exam": exam, "attempts": attempts, "crumbs": _crumbs(exam)}
    return render(request, "assessments/late_list.html", facts)


@role_required(*scoped.AUTHORS)
@require_http_methods(["GET", "HEAD", "POST"])
def late_answers(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The late answers of one attempt, beside what counts now."""
    attempts = Attempt.objects.filter(part__exam__in=scoped.exams(request))
    attempt = get_object_or_404(attempts.select_related("part__exam__agency", "staff"), uuid=uuid)
    exam = attempt.part.exam
    require_role(request.user, Role.EXAMINER, agency=exam.agency)
    if request.method == "POST":
        _decide(request, attempt)
        return redirect("late_answers", uuid=uuid)
    own = {"label": _("Late answers"), "url": reverse("late_list", args=[exam.uuid])}
    facts = {
        "attempt": attempt,
        "entries": late_rows(attempt),
        "may_decide": attempt.state in CLOSED,
        "crumbs": [*_crumbs(exam), own],
    }
    return render(request, "assessments/late_answers.html", facts)


def late_rows(attempt: Attempt) -> list[dict[str, Any]]:
    """Each late answer in words, with what counts for its item and what was decided."""
    items = FormItem.objects.filter(form=attempt.form_id).select_related("version")
    contents = {item.position: from_json(item.version.content) for item in items}
    counting = {response.position: response for response in Response.objects.filter(attempt=attempt)}
    entries = ResponseLog.objects.to_judge().filter(attempt=attempt).select_related("decision__decided_by")
    files = set(AttemptEvent.objects.filter(attempt=attempt, kind=TAKEN).values_list("at", flat=True))
    return [
        _row(attempt, entry, contents[entry.position], counting.get(entry.position))
        | {"in_file": entry.received_at in files}
        for entry in entries.order_by(F("position"), F("pk"))
    ]


def _row(
    attempt: Attempt, entry: ResponseLog, content: ItemContent, counts: Response | None
) -> dict[str, Any]:
    decision = getattr(entry, "decision", None)
    return {
        "entry": entry,
        "stem": content.stem,
        "html": content.html,
        "given": given_text(content, decision.value if decision else entry.value),
        "counts": given_text(content, counts.value) if counts else "",
        "why": _why(attempt, entry),
        "decision": decision,
    }


def _why(attempt: Attempt, entry: ResponseLog) -> str:
    if entry.received_at >= min(attempt.closes_at, attempt.submitted_at or attempt.closes_at):
        return _("It came after the end.")
    if entry.seat < attempt.seat:
        return _("It came from a device that was no longer in charge.")
    return _("It came while the test was paused, or after the item was left for good.")


def _decide(request: HttpRequest, attempt: Attempt) -> None:
    form = LateDecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was decided: give a reason of at most 500 characters."))
        return
    given = form.cleaned_data
    entry = get_object_or_404(ResponseLog.objects.to_judge(), pk=given["entry"], attempt=attempt)
    accepted = given["act"] == "accept"
    try:
        decide_late(
            entry, accepted=accepted, reason=given["reason"], now=timezone.now(), by=signed_in(request)
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return
    done = (
        _("The answer is accepted, and the paper is scored with it.")
        if accepted
        else _("The answer is refused.")
    )
    messages.success(request, done)


def _crumbs(exam: Any) -> list[dict[str, str]]:
    return [
        {"label": _("Exams"), "url": reverse("exams_manage")},
        {"label": exam.title, "url": reverse("exam_manage", args=[exam.uuid])},
    ]
