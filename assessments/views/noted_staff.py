"""What was noted during the attempts of an exam, for those who see its results: beside all else, judged by nothing."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.core.noted import KINDS
from assessments.forms.sittings import SittingFilter
from assessments.models import Attempt, Exam, ResponseLog, Sitting
from assessments.services.attendance import numbers_in
from people.models import Role
from people.scope import role_required

from . import scoped
from .events import course_of, flag_words
from .noted import notes_of
from .sittings import crumbs_of

PAGE = 50


@role_required(Role.EXAMINER)
@require_safe
def noted_list(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The attempts of an exam of which something was noted, the latest first; of one sitting, if that is asked."""
    exam = scoped.get_judged_exam(request, uuid)
    attempts = scoped.judged(request).filter(part__exam=exam)
    form = SittingFilter(request.GET, sittings=Sitting.objects.filter(pk__in=attempts.values("sitting")))
    sitting = form.cleaned_data["sitting"] if form.is_valid() else None
    if sitting:
        attempts = attempts.filter(sitting=sitting)
    noted = attempts.noted().select_related("staff", "part", "sitting")
    page = Paginator(noted, PAGE).get_page(request.GET.get("page"))
    context = {
        "exam": exam,
        "form": form,
        "page": page,
        "rows": _rows(list(page)),
        "crumbs": _crumbs(request, exam, sitting),
    }
    return render(request, "assessments/noted_list.html", context)


@role_required(Role.EXAMINER)
@require_safe
def noted_attempt(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What was noted of one attempt, among all else that happened to it."""
    attempts = scoped.judged(request).select_related("part__exam", "staff", "sitting")
    attempt = get_object_or_404(attempts, uuid=uuid)
    exam = attempt.part.exam
    here = {"label": _("Notes for review"), "url": reverse("noted_list", args=[exam.uuid])}
    context = {
        "attempt": attempt,
        "facts": _facts(attempt),
        "entries": story_of(attempt),
        "crumbs": [*_crumbs(request, exam, attempt.sitting), here],
    }
    return render(request, "assessments/noted_attempt.html", context)


def story_of(attempt: Attempt) -> list[dict[str, Any]]:
    """Notes, interventions and late answers as one timeline."""
    entries: list[dict[str, Any]] = [*course_of(attempt), *_noted(attempt), *_late(attempt)]
    return sorted(entries, key=lambda entry: entry["at"])


def _rows(attempts: list[Attempt]) -> list[dict[str, Any]]:
    numbers = numbers_in({attempt.sitting for attempt in attempts if attempt.sitting})
    return [
        {
            "attempt": attempt,
            "number": numbers.get((attempt.sitting_id or 0, attempt.staff_id)),
            "noted": flag_words({kind: getattr(attempt, kind) for kind in KINDS if getattr(attempt, kind)}),
        }
        for attempt in attempts
    ]


def _facts(attempt: Attempt) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("Staff code"), "value": attempt.staff.staff_code},
        {"label": _("Part"), "value": attempt.part.title},
        {"label": _("Attempt"), "value": attempt.number},
        {"label": _("State"), "value": attempt.get_state_display()},
    ]
    if attempt.sitting:
        number = numbers_in([attempt.sitting]).get((attempt.sitting.pk, attempt.staff_id), "–")
        facts[1:1] = [
            {"label": _("Sitting"), "value": attempt.sitting.title},
            {"label": _("Number on the list"), "value": number},
        ]
    return facts


def _noted(attempt: Attempt) -> list[dict[str, Any]]:
    return [
        {"title": note["text"], "at": note["at"], "device_at": note["device_at"], "noted": True}
        for note in notes_of(attempt)
    ]


def _late(attempt: Attempt) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for late in (
        ResponseLog.objects.to_judge().filter(attempt=attempt).select_related("decision__decided_by__staff")
    ):
        item = {"n": late.position}
        entries.append(
            {"title": _("A late answer to item %(n)s was received") % item, "at": late.received_at}
        )
        if decision := getattr(late, "decision", None):
            title = (
                _("The late answer to item %(n)s was accepted")
                if decision.accepted
                else _("The late answer to item %(n)s was refused")
            )
            reason = _("Reason: %(reason)s") % {"reason": decision.reason}
            entries.append(
                {"title": title % item, "at": decision.decided_at, "by": decision.decided_by, "text": reason}
            )
    return entries


def _crumbs(request: HttpRequest, exam: Exam, sitting: Sitting | None) -> list[dict[str, str]]:
    """By the exam for who manages it, else by the sitting."""
    if scoped.exams(request).filter(pk=exam.pk).exists():
        return [
            {"label": _("Exams"), "url": reverse("exams_manage")},
            {"label": exam.title, "url": reverse("exam_manage", args=[exam.uuid])},
        ]
    return crumbs_of(sitting or Sitting())
