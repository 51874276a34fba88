"""Exams as trainers prepare and examiners publish them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.core.lifecycle import TransitionRefused
from assessments.forms.authors import ExamForm, ExamPartForm
from assessments.forms.review import filled_in
from assessments.models import Blueprint, Exam, ExamPart, ExamState
from assessments.services import banks as service
from assessments.views import scoped, words
from people.models import Role
from people.scope import has_role, require_role, role_required, signed_in


@role_required(*scoped.AUTHORS)
@require_GET
def exam_list(request: HttpRequest) -> HttpResponse:
    """The exams of the user's agencies."""
    counts = {"attempts": Count("parts__attempts", filter=Q(parts__attempts__trial=False), distinct=True)}
    exams = scoped.exams(request).annotate(**counts)
    return render(request, "assessments/exams.html", {"exams": exams, "tones": words.EXAM_TONES})


@role_required(*scoped.AUTHORS)
@require_GET
def exam_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One exam: its policy, its parts, and what still keeps it from going out."""
    return _page(request, scoped.get_exam(request, uuid))


@role_required(*scoped.AUTHORS)
@require_http_methods(["GET", "HEAD", "POST"])
def exam_new(request: HttpRequest) -> HttpResponse:
    """A new exam, as a draft."""
    return _edited(request, Exam())


@role_required(*scoped.AUTHORS)
@require_http_methods(["GET", "HEAD", "POST"])
def exam_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The policy of a draft."""
    return _edited(request, _draft(scoped.get_exam(request, uuid)))


@role_required(*scoped.AUTHORS)
@require_http_methods(["GET", "HEAD", "POST"])
def part_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One more part of a draft."""
    exam = _draft(scoped.get_exam(request, uuid))
    return _part_edited(request, ExamPart(exam=exam, position=exam.parts.count() + 1))


@role_required(*scoped.AUTHORS)
@require_http_methods(["GET", "HEAD", "POST"])
def part_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Time, cut score, blueprint and layout of a draft's part."""
    part = scoped.get_part(request, uuid)
    _draft(part.exam)
    return _part_edited(request, part)


@role_required(*scoped.AUTHORS)
@require_POST
def part_delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Takes a part out of a draft."""
    part = scoped.get_part(request, uuid)
    exam = _draft(part.exam)
    part.delete()
    return redirect("exam_manage", exam.uuid)


@role_required(*scoped.AUTHORS)
@require_POST
def exam_publish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Assembles the forms and opens the exam, or says row by row what is missing."""
    exam = scoped.get_exam(request, uuid)
    require_role(request.user, Role.EXAMINER, agency=exam.agency)
    try:
        service.publish_exam(exam, seed=get_random_string(16), now=timezone.now(), by=signed_in(request))
    except service.ExamNotPublishable:
        messages.error(request, _("The exam was not published. What is missing stands below."))
        return _page(request, exam, status=409)
    except service.ExamIsNotDraft:
        messages.error(request, _("Nothing was changed: the exam is no draft any more."))
    else:
        messages.success(request, _("The exam is published and its forms are assembled."))
    return redirect("exam_manage", exam.uuid)


@role_required(*scoped.AUTHORS)
@require_POST
def exam_close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Nobody starts any more."""
    exam = scoped.get_exam(request, uuid)
    require_role(request.user, Role.EXAMINER, agency=exam.agency)
    try:
        service.close_exam(exam, now=timezone.now(), by=signed_in(request))
    except TransitionRefused:
        messages.error(request, _("Nothing was changed: the exam is not open."))
    else:
        messages.success(request, _("The exam is closed. Attempts under way go on to their end."))
    return redirect("exam_manage", exam.uuid)


def _page(request: HttpRequest, exam: Exam, status: int = 200) -> HttpResponse:
    is_draft = exam.state == ExamState.DRAFT
    may_publish = has_role(request.user, Role.EXAMINER, agency=exam.agency)
    refusals = service.refusals_of(exam) if is_draft else []
    context = {
        "exam": exam,
        "crumbs": [_exams_crumb()],
        "parts": exam.parts.select_related("blueprint__bank").annotate(
            forms_ready=Count("forms", filter=Q(forms__retired_at=None))
        ),
        "is_draft": is_draft,
        "refusals": [{"refusal": each, "text": words.exam_refusal(each)} for each in refusals],
        "factor": service.factor_for(exam),
        "sittings": scoped.sittings(request).filter(exam=exam),
        "may_publish": may_publish,
        "sees_code": is_draft or may_publish,
        "tone": words.EXAM_TONES[ExamState(exam.state)],
    }
    return render(request, "assessments/exam_manage.html", context, status=status)


def _edited(request: HttpRequest, exam: Exam) -> HttpResponse:
    form = ExamForm(filled_in(request.POST) or None, instance=exam, agencies=scoped.agencies(request))
    if request.method == "POST" and "preset" not in request.POST and form.is_valid():
        return redirect("exam_manage", form.save().uuid)
    return render(
        request, "assessments/exam_form.html", {"form": form, "exam": exam, "crumbs": _crumbs(exam)}
    )


def _part_edited(request: HttpRequest, part: ExamPart) -> HttpResponse:
    blueprints = Blueprint.objects.filter(bank__in=scoped.banks(request)).order_by("bank__code", "title")
    form = ExamPartForm(request.POST or None, instance=part, blueprints=blueprints)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("exam_manage", part.exam.uuid)
    context: dict[str, Any] = {"form": form, "part": part, "exam": part.exam, "crumbs": _crumbs(part.exam)}
    return render(request, "assessments/part_form.html", context)


def _draft(exam: Exam) -> Exam:
    if exam.state != ExamState.DRAFT:
        raise PermissionDenied
    return exam


def _crumbs(exam: Exam) -> list[dict[str, str]]:
    own = [{"label": exam.title, "url": reverse("exam_manage", args=[exam.uuid])}] if exam.pk else []
    return [_exams_crumb(), *own]


def _exams_crumb() -> dict[str, str]:
    return {"label": _("Exams"), "url": reverse("exams_manage")}
